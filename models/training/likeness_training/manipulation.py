"""The task of the manipulation detector: tell an original from a fake of it."""

from typing import ClassVar

import torch
from torch import nn

from . import scores
from .pairs import Pairs
from .start import start

# Batch for validation: bounds memory only.
VALIDATION_BATCH = 32


class Manipulation:
    """Pairs from a folder's faces; Lite0; binary cross-entropy."""

    SAMPLES: ClassVar = {"size": int, "same_degradation": float, "shares": dict}
    IMAGES = 2
    FIGURE = "accuracy"
    PANELS = (("loss", "held_out_loss"), ("accuracy", "held_out_accuracy", "held_out_auc"))

    def __init__(self, config, faces):
        self.config, self.faces = config, faces
        self.inside, self.outside = faces.split(config["run"]["held_out"], config["run"]["seed"])

    def describe(self):
        return f"{len(self.inside)} pictures to train on, {len(self.outside)} held out"

    def network(self):
        return frozen(start(self.config["run"]["init"]), self.config)

    def head(self, net):
        return net.logit

    def data(self, window):
        pairs = self.samples(self.inside, self.config["run"]["seed"])
        pairs.window = window
        return pairs

    def samples(self, indices, seed):
        return Pairs(self.faces, indices, self.config["samples"], seed)

    def held(self):
        """The same pairs of held-out people each time."""
        pairs = self.samples(self.outside, self.config["run"]["seed"] + 1)
        return torch.stack([torch.from_numpy(pairs[i]) for i in range(self.config["run"]["validation"])])

    def logits(self, net, batch, device):
        """`[n, 2]`: of the original, of the fake."""
        x = batch.flatten(0, 1).to(device, torch.float32, memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            return net(x).float().reshape(-1, 2)

    def loss(self, net, batch, device):
        """Cross-entropy, and the share told rightly."""
        logits = self.logits(net, batch, device)
        truth = torch.tensor([0.0, 1.0], device=device).expand_as(logits)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, truth)
        return loss, float(((logits > 0) == (truth > 0)).float().mean())

    def validate(self, net, held, device):
        logits = torch.cat([self.logits(net, part, device).cpu() for part in held.split(VALIDATION_BATCH)])
        truth = torch.tensor([0.0, 1.0]).expand_as(logits)
        return {"held_out_loss": float(nn.functional.binary_cross_entropy_with_logits(logits, truth)),
                "held_out_accuracy": float(((logits > 0) == (truth > 0)).float().mean()),
                "held_out_auc": scores.auc(logits[:, 1].numpy(), logits[:, 0].numpy())}


def frozen(net, config):
    """The network with as many of its first blocks frozen as the configuration says."""
    net.frozen = config["optimiser"]["frozen_blocks"]
    return net
