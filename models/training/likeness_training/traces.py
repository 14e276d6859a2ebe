"""The task of two detectors with one body: manipulated faces, and faces presented on a screen, paper or mask.

A sample is an original, a forgery of it and a presentation of it, all through a camera and a codec. Each logit
is asked about the original and its own kind of attack; what it says of the other kind is left open.
"""

from typing import ClassVar

import numpy as np
import torch
from torch import nn

from . import degrade, recapture, scores
from .manipulation import VALIDATION_BATCH, Manipulation, frozen
from .pairs import FACTOR, Pairs
from .start import start

# What a logit of each row should be for original, forgery, presentation; NaN: not asked.
TRUTH = ((0.0, 1.0, float("nan")), (0.0, float("nan"), 1.0))
HEADS = ("manipulation", "pad")
# A triple is made with this share of its size more on every side.
MARGIN = 16
# Triples between two views of one: 0.1 GB in memory at 128 px.
BLOCK = 512


class Triples(Pairs):
    """`[i]` gives `uint8[3, 3, window, window]` RGB: original, forgery, presentation.

    To make a triple costs as much as to learn from it. So each is seen `views` times, in other windows and
    mirrored or not, `BLOCK` triples apart.
    """

    def __init__(self, faces, indices, options, seed):
        super().__init__(faces, indices, options, seed)
        self.block, self.kept = -1, {}

    def __getitem__(self, i):
        block, place = divmod(i, BLOCK * self.options["views"])
        if block != self.block:
            self.block, self.kept = block, {}
        place %= BLOCK
        if place not in self.kept:
            self.kept[place] = self.made(block * BLOCK + place)
        return self.seen(self.kept[place], i)

    def made(self, i):
        """Triple i with a margin around the crop."""
        rng = np.random.default_rng([self.seed, i])
        at = self.at(i)
        picture, points, box = self.load(at, rng.random() < 0.5)
        other, other_points, _ = self.load(self.donor(rng, at), False)
        three = (picture, self.forge(rng, picture, points, at),
                 recapture.presented(rng, picture, points, other, other_points))
        first = degrade.plan(rng)
        plans = [first] + [first if rng.random() < self.options["same_degradation"] else degrade.plan(rng)
                           for _ in range(2)]
        cut = (rng.normal(0, 0.03, 2), FACTOR * np.exp(rng.normal(0, 0.06)))
        margin = self.size // MARGIN
        return np.stack([self.cut(degrade.apply(p, q), box, picture.shape[0], *cut, (-margin, -margin),
                                  self.size + 2 * margin)
                         for p, q in zip(plans, three, strict=True)])

    def seen(self, triple, i):
        """A window of a made sample at a random place, mirrored or not: other ones for every i."""
        rng = np.random.default_rng([self.seed, i, 2])
        row, column = rng.integers(0, triple.shape[-1] - self.window + 1, 2)
        view = triple[..., row : row + self.window, column : column + self.window]
        return np.ascontiguousarray(view[..., ::-1] if rng.random() < 0.5 else view)


class Traces(Manipulation):
    """Triples from a folder's faces; Lite0 with two logits; binary cross-entropy of what each is asked."""

    SAMPLES: ClassVar = Manipulation.SAMPLES | {"views": int}
    IMAGES = 3
    PANELS: ClassVar = (("loss", "held_out_loss"), ("accuracy", "held_out_manipulation_auc", "held_out_pad_auc"))

    def network(self):
        return frozen(start(self.config["run"]["init"], len(HEADS)), self.config)

    def samples(self, indices, seed):
        return Triples(self.faces, indices, self.config["samples"], seed)

    def logits(self, net, batch, device):
        """`[n, 3, 2]`: of original, forgery and presentation, of each head."""
        x = batch.flatten(0, 1).to(device, torch.float32, memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            return net(x).float().reshape(-1, 3, len(HEADS))

    def loss(self, net, batch, device):
        """Cross-entropy, and the share told rightly, over what was asked."""
        return self.judged(self.logits(net, batch, device))

    def judged(self, logits):
        truth = torch.tensor(TRUTH, device=logits.device).T.expand_as(logits)
        asked = ~truth.isnan()
        given, truth = logits[asked], truth[asked]
        loss = nn.functional.binary_cross_entropy_with_logits(given, truth)
        return loss, float(((given > 0) == (truth > 0)).float().mean())

    def validate(self, net, held, device):
        logits = torch.cat([self.logits(net, part, device).cpu() for part in held.split(VALIDATION_BATCH)])
        loss, accuracy = self.judged(logits)
        found = {"held_out_loss": float(loss), "held_out_accuracy": accuracy}
        for k, head in enumerate(HEADS):
            found[f"held_out_{head}_auc"] = scores.auc(logits[:, 1 + k, k].numpy(), logits[:, 0, k].numpy())
        return found
