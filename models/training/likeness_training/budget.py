"""How much of a run's budget is used: minutes of training or images seen, over all its resumptions."""

import math


class Budget:
    """Exactly one of `minutes` and `images`. A budget in images gives the same run on every machine."""

    def __init__(self, minutes=None, images=None):
        if (minutes is None) == (images is None):
            raise SystemExit("say either --minutes or --images")
        self.seconds, self.images = None if minutes is None else 60.0 * minutes, images

    def share(self, seconds, images):
        """0 at the start, 1 when used up."""
        used = seconds / self.seconds if self.images is None else images / self.images
        return min(1.0, used)


def rate(share, step, warm_up_steps):
    """Factor of the learning rate: linear warm-up, then half a cosine down to 2 %."""
    return min(1.0, (step + 1) / warm_up_steps) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
