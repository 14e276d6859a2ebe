"""A progress bar on standard error: a live line at a terminal, a line a minute in a log."""

import sys
import time

WIDTH = 28
# How often a log that nobody watches gets a line, and a terminal a new one.
LOG_S = 60.0
LIVE_S = 0.2


class Progress:
    """Counts steps of `total`; `note` is shown behind the rate."""

    def __init__(self, title, total, out=sys.stderr, clock=time.monotonic):
        self.title, self.total, self.out, self.clock = title, total, out, clock
        self.done, self.note = 0, ""
        self.began = self.shown = clock()
        self.live = out.isatty()

    def step(self, count=1, note=None, share=None):
        """`share` replaces done/total where the end is a time and not a number."""
        self.done += count
        self.note = self.note if note is None else note
        if self.clock() - self.shown >= (LIVE_S if self.live else LOG_S):
            self.show(share)

    def show(self, share=None):
        self.shown = self.clock()
        taken = max(self.shown - self.began, 1e-9)
        share = min(1.0, self.done / self.total if share is None else share)
        bar = ("#" * round(WIDTH * share)).ljust(WIDTH, ".")
        line = f"{self.title} [{bar}] {share:4.0%} {self.done} at {self.done / taken:.1f}/s {self.note}"
        self.out.write(f"\r{line}\x1b[K" if self.live else f"{line}\n")
        self.out.flush()

    def close(self):
        self.show()
        if self.live:
            self.out.write("\n")
