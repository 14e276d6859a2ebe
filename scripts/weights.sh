#!/usr/bin/env bash
# Are there model weights to run with? Asked before anything is built, because a build takes minutes and
# the demo is nothing without them. `weights.sh DIR`: DIR is the folder that `make models` copies from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

source=${1:-../shared/models}
# Where the program looks, as docs/OPERATIONS.md says.
user=${XDG_DATA_HOME:-${HOME:-/nonexistent}/.local/share}/likeness
[ -d "$source" ] && exit 0
for folder in .runtime /usr/lib/likeness "$user"; do
    [ -n "$(ls -A "$folder/models/standard" 2>/dev/null)" ] && exit 0
done
cat >&2 <<TEXT
weights: no model weights are here, and without them nothing can be judged.
  Bring a folder with the files that models/manifest.toml names (by file name and SHA-256), then
    make demo WEIGHTS=DIR
  or build first and copy them once:
    make build && target/release/likeness models pull --from DIR
TEXT
exit 1
