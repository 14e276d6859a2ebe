"""What the last line of `make test` rests on: every runner's summary, as it really looks."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tally import Tally, tally  # noqa: E402


class Summaries(unittest.TestCase):
    def check(self, log: str, *expected: int) -> None:
        self.assertEqual(tally(log), Tally(*expected), log)

    def test_cargo_test(self):
        self.check("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s", 12, 0, 1)
        self.check("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s\n"
                   "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out", 4, 2, 0)

    def test_nextest(self):
        self.check("     Summary [   0.123s] 12 tests run: 12 passed, 3 skipped", 12, 0, 0)
        self.check("     Summary [   9.000s] 5 tests run: 2 passed (1 slow), 2 failed, 1 timed out, 0 skipped", 2, 3, 0)
        self.check("     Summary [   1.000s] 1 test run: 1 passed, 0 skipped", 1, 0, 0)
        self.check("     Summary [   1.000s] 3/9 tests run: 2 passed, 1 failed, 0 skipped", 2, 1, 0)

    def test_vitest(self):
        self.check(" Test Files  3 passed (3)\n      Tests  41 passed (41)\n   Start at  10:00:00", 41, 0, 0)
        self.check("\x1b[2m      Tests \x1b[22m \x1b[31m1 failed\x1b[39m\x1b[2m | \x1b[22m\x1b[32m4 passed\x1b[39m | 2 skipped \x1b[90m(7)\x1b[39m", 4, 1, 2)

    def test_playwright(self):
        self.check("  2 failed\n    [chromium] › a.spec.ts\n  1 flaky\n  7 passed (3.4s)", 7, 3, 0)

    def test_node(self):
        self.check("# tests 5\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 1", 3, 1, 1)
        self.check("ℹ tests 2\nℹ pass 2\nℹ fail 0", 2, 0, 0)

    def test_unittest(self):
        self.check("Ran 9 tests in 0.010s\n\nOK", 9, 0, 0)
        self.check("Ran 9 tests in 0.010s\n\nFAILED (failures=1, errors=2, skipped=1)", 5, 3, 1)

    def test_our_own(self):
        self.check("13 passed, 2 failed", 13, 2, 0)
        self.check("browser: 3 passed, 0 failed, 1 skipped", 3, 0, 1)

    def test_prose_counts_nothing(self):
        self.check("OK\n12 passed the gate\nwe saw 3 failed, 2 passed\nFAILED", 0, 0, 0)


if __name__ == "__main__":
    unittest.main()
