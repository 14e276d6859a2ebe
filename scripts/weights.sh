#!/usr/bin/env bash
# Which model weights the demo will run with, said before anything is built. `weights.sh DIR`: DIR is the
# folder that `make models` copies from. The program chooses by itself and says so at start; this only looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

source=${1:-../shared/models}
# Where the program looks, as docs/OPERATIONS.md says.
user=${XDG_DATA_HOME:-${HOME:-/nonexistent}/.local/share}/likeness
if [ -d "$source" ]; then
    echo "weights: the pack standard, copied from $source; the bundled pack where it is better or the only one"
    exit 0
fi
for folder in .runtime /usr/lib/likeness "$user"; do
    if [ -n "$(ls -A "$folder/models/standard" 2>/dev/null)" ]; then
        echo "weights: the pack standard in $folder/models; the bundled pack where it is better or the only one"
        exit 0
    fi
done
cat <<TEXT
weights: the bundled pack, which is part of the program; no folder of weights is here.
  Better ones: bring a folder with the files that models/manifest.toml names (by file name and SHA-256), then
    make demo WEIGHTS=DIR
  models/README.md says how far each pack can be trusted.
TEXT
