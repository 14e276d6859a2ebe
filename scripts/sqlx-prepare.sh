#!/bin/sh
# Refreshes crates/storage/.sqlx, the data that the compile-time check of every SQL query rests on.
# Run it after changing a migration or a query, and commit what it writes. Needs python3, nothing else.
# `--check` changes nothing and fails when the committed data is out of date.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$work/schema.db" "$root"/crates/storage/src/sqlite/migrations/*.sql <<'PY'
import sqlite3, sys

connection = sqlite3.connect(sys.argv[1])
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        connection.executescript(file.read())
connection.commit()
PY

mkdir "$work/sqlx"
# The macros run only when the crate is compiled, so make Cargo see it as changed.
touch "$root/crates/storage/src/lib.rs"
(
    cd "$root"
    SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$work/sqlx" DATABASE_URL="sqlite://$work/schema.db" \
        cargo check --quiet -p storage
)
touch "$root/crates/storage/src/lib.rs"

if [ "${1:-}" = "--check" ]; then
    diff -r "$work/sqlx" "$root/crates/storage/.sqlx"
    exit
fi
rm -rf "$root/crates/storage/.sqlx"
mkdir "$root/crates/storage/.sqlx"
cp "$work"/sqlx/*.json "$root/crates/storage/.sqlx/"
echo "crates/storage/.sqlx: $(ls "$root/crates/storage/.sqlx" | wc -l) queries"
