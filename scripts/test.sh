#!/usr/bin/env bash
# Every check and every test, in order, each stage named and timed. A failed stage does not stop the
# next one: the report shows everything that is wrong. The last line is "N passed, N failed"; a stage
# that broke without a failed test counts as one failure. `test.sh NAME...` runs only those stages.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CARGO_TERM_COLOR=never NO_COLOR=1
# A clean checkout pays for what only the next build could reuse. Who builds by hand has the folder, and keeps it.
[ -d target/debug/incremental ] || export CARGO_INCREMENTAL=0
# Seconds after which a stage counts as hung; a clean build on two cores needs well under half of it.
STAGE_LIMIT=${STAGE_LIMIT:-2400}
# At a terminal the interrupt key must reach the stage; without one its whole process group must end.
LIMITER=(timeout -k 30)
[ -t 1 ] && LIMITER+=(--foreground)
LOGS=target/test-logs
mkdir -p "$LOGS"

wanted=("$@")
passed=0 failed=0 skipped=0 number=0
report=()

is_wanted() {
    local name
    [ ${#wanted[@]} -eq 0 ] && return 0
    for name in "${wanted[@]}"; do [ "$name" = "$1" ] && return 0; done
    return 1
}

# stage NAME COMMAND...: runs it, shows and keeps what it printed, counts its tests.
stage() {
    local name=$1 log began status p f s note
    shift
    is_wanted "$name" || return 0
    number=$((number + 1))
    log=$LOGS/$(printf '%02d' "$number")-$name.log
    printf '\n=== %s: %s\n' "$name" "$*"
    began=$SECONDS
    "${LIMITER[@]}" "$STAGE_LIMIT" "$@" </dev/null 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    read -r p f s < <(python3 scripts/tally.py "$log" || echo 0 0 0)
    [ "$status" -eq 124 ] && echo "$name: stopped after $STAGE_LIMIT s"
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [ "$status" -eq 0 ] && [ "$f" -eq 0 ]; then note=ok; else note="FAILED (exit $status)"; fi
    report+=("$(printf '%-12s %5d s  %5d passed %3d failed %3d skipped  %s' \
        "$name" $((SECONDS - began)) "$p" "$f" "$s" "$note")")
}

# skip NAME WHY: a stage that cannot run here, said aloud.
skip() {
    is_wanted "$1" || return 0
    report+=("$(printf '%-12s skipped: %s' "$1" "$2")")
}

[ -d ../shared ] || echo "note: ../shared is not here; tests that need its media or weights pass without running"

stage setup bash scripts/setup.sh --test
# Before any build could repair the lock file.
stage lock cargo fetch --locked --quiet
stage tidy python3 scripts/tidy.py
stage scripts python3 -m unittest discover --start-directory scripts/tests
stage fmt cargo fmt --all --check
stage clippy cargo clippy --workspace --all-targets --quiet -- -D warnings
# The program that the end-to-end and browser tests meet is the one the unit tests are built from: the same
# code, optimised less, whose libraries are there already. A release build would compile all of them again.
export LIKENESS_BIN=$PWD/target/debug/likeness
if command -v cargo-nextest >/dev/null; then
    # The same packages in both runs, so that both use the same build.
    stage unit cargo nextest run --workspace --no-fail-fast --status-level fail -E 'not package(tests)'
    stage doc-tests cargo test --workspace --doc --quiet
    stage build cargo build --workspace --bin likeness --test e2e --quiet
    stage models make --no-print-directory models BINARY="$LIKENESS_BIN"
    stage end-to-end cargo nextest run --workspace --no-fail-fast --status-level fail --no-tests pass -E 'package(tests)'
else
    # `-p tests` alone would build the dependencies anew with other features, so cargo's own runner does
    # everything in one go, with the program it needs built first.
    stage build cargo build --workspace --bin likeness --test e2e --quiet
    stage models make --no-print-directory models BINARY="$LIKENESS_BIN"
    stage unit cargo test --workspace --lib --bins --tests --no-fail-fast --quiet
    stage doc-tests cargo test --workspace --doc --quiet
fi
if command -v cargo-deny >/dev/null; then
    # Advisories come from a database that changes under us: `cargo deny check` by hand, or on a schedule.
    stage deny cargo deny --offline check licenses bans sources
else
    skip deny "cargo-deny is not installed"
fi
stage web-lint npm --prefix web run --silent lint
stage web-unit npm --prefix web run --silent test
stage browser npm --prefix tests/browser run --silent test
stage doc env RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --quiet

printf '\n=== report: %d s\n' "$SECONDS"
printf '%s\n' "${report[@]}"
if [ "$skipped" -gt 0 ]; then
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
else
    printf '%d passed, %d failed\n' "$passed" "$failed"
fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
