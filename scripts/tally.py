#!/usr/bin/env python3
"""Counts the tests in a runner's output: `tally.py FILE` prints "passed failed skipped".

Knows the summaries of cargo test, cargo nextest, Vitest, Playwright, node's test runner, Python's
unittest and our own "N passed, N failed". A log without a summary counts nothing; that a stage broke is
the exit status's business, not this file's.
"""

import re
import sys
from typing import NamedTuple


class Tally(NamedTuple):
    """Tests by outcome."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(self, other)))


ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CARGO = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored")
NEXTEST = re.compile(r"^\s*Summary \[\s*[\d.]+s\]\s+[\d/]+ tests? run: (.*)$")
VITEST = re.compile(r"^\s*Tests\s{2,}(.*?)\s*\(\d+\)$")
PLAYWRIGHT = re.compile(r"^\s+(\d+) (passed|failed|skipped|flaky|did not run)( \([\d.]+\w+\))?$")
NODE = re.compile(r"^(?:#|ℹ) (pass|fail|cancelled|skipped) (\d+)$")
UNITTEST_RAN = re.compile(r"^Ran (\d+) tests? in ")
UNITTEST_END = re.compile(r"^(?:OK|FAILED)(?: \((.*)\))?$")
OURS = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")


def _named(text: str) -> dict[str, int]:
    """"12 passed (2 slow), 1 failed" as numbers by word."""
    return {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|skipped|timed out|todo)", text)}


def tally(log: str) -> Tally:
    """Adds up every summary in the log."""
    total = Tally()
    ran = 0
    for line in ANSI.sub("", log).splitlines():
        if m := CARGO.match(line):
            total += Tally(*map(int, m.groups()))
        elif m := NEXTEST.match(line):
            words = _named(m[1])
            # What it calls skipped are the tests that a filter left to another run; tidy.py sees to it
            # that no test is switched off.
            total += Tally(words.get("passed", 0), words.get("failed", 0) + words.get("timed out", 0))
        elif m := VITEST.match(line):
            words = _named(m[1])
            total += Tally(words.get("passed", 0), words.get("failed", 0), words.get("skipped", 0) + words.get("todo", 0))
        elif m := PLAYWRIGHT.match(line):
            n = int(m[1])
            # A test that passed only on a retry is a failure here.
            kind = {"passed": Tally(n), "failed": Tally(0, n), "flaky": Tally(0, n)}
            total += kind.get(m[2], Tally(0, 0, n))
        elif m := NODE.match(line):
            n = int(m[2])
            kind = {"pass": Tally(n), "skipped": Tally(0, 0, n)}
            total += kind.get(m[1], Tally(0, n))
        elif m := UNITTEST_RAN.match(line):
            ran = int(m[1])
        elif ran and (m := UNITTEST_END.match(line)):
            words = {k: int(n) for k, n in re.findall(r"(\w+)=(\d+)", m[1] or "")}
            failed = words.get("failures", 0) + words.get("errors", 0)
            skipped = words.get("skipped", 0)
            total += Tally(ran - failed - skipped, failed, skipped)
            ran = 0
        elif m := OURS.match(line):
            total += Tally(*(int(n or 0) for n in m.groups()))
    return total


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", errors="replace") as f:
        print(*tally(f.read()))
