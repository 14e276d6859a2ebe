"""The task of the face detector: a score, a box and five points per cell, as YuNet says them.

A face belongs to one stride by its size; cells at its middle claim it, cells around are not asked.
"""

from typing import ClassVar

import numpy as np
import torch
from torch.nn import functional

from .faces import STRIDES
from .finder import Finder
from .scenes import Scenes

# Pixels (root of a box's area) where the next stride takes over, and by which factor two strides overlap
# without being told off.
LIMITS = (0.0, 40.0, 96.0, 1e9)
OVERLAP = 1.6
# Shares of a face's size: cells this near to its middle claim it; those within the second are not asked.
CLAIM, LEAVE = 0.12, 0.35
# Focal loss: how much easy cells are played down, and the weight of faces against background.
GAMMA, FACES = 2.0, 0.5
# Weights of box and points in the loss.
BOX, POINTS = 2.0, 10.0


def assign(truth, size, device):
    """Per stride what each cell should say: `claim` (1 face, 0 none, -1 not asked) and the face it claims."""
    found = []
    present, centre, sides = truth[..., 0] > 0, truth[..., 1:3], truth[..., 3:5]
    scale = sides.clamp(min=1).prod(-1).sqrt()
    for level, stride in enumerate(STRIDES):
        count = size // stride
        cell = torch.arange(count, device=device, dtype=torch.float32) + 0.5
        cells = torch.stack(torch.meshgrid(cell, cell, indexing="xy"), -1).reshape(-1, 2) * stride
        # [N, cells, faces]
        apart = (cells[None, :, None] - centre[:, None]).norm(dim=-1)
        low, high = LIMITS[level], LIMITS[level + 1]
        own = present & (scale >= low) & (scale < high)
        near = present & (scale >= low / OVERLAP) & (scale < high * OVERLAP)
        holds = (cells[None, :, None] - centre[:, None]).abs().amax(-1) <= stride / 2
        inside = (apart < CLAIM * scale[:, None]) | holds
        distance = apart.masked_fill(~(inside & own[:, None]), torch.inf)
        nearest, which = distance.min(-1)
        claim = torch.where(nearest < torch.inf, 1.0, 0.0)
        skirt = (apart < (LEAVE * scale[:, None]).clamp(min=0.9 * stride)) & near[:, None]
        claim[(claim == 0) & skirt.any(-1)] = -1.0
        found.append((claim, truth.gather(1, which[..., None].expand(-1, -1, truth.shape[-1])), cells - stride / 2))
    return found


def losses(maps, truth, size):
    """Focal loss of the scores, IoU of the boxes, points as shares of the face's size."""
    count = (truth[..., 0] > 0).sum().clamp(min=1)
    score = box = points = 0.0
    claimed = 0
    for values, (claim, face, corner), stride in zip(maps, assign(truth, size, truth.device), STRIDES, strict=True):
        values = values.float()
        asked, positive = claim >= 0, claim > 0
        logit, target = values[..., 0][asked], claim[asked]
        chance = torch.sigmoid(logit)
        wrong = torch.where(target > 0, 1 - chance, chance)
        weight = torch.where(target > 0, FACES, 1 - FACES) * wrong**GAMMA
        score = score + (weight * functional.binary_cross_entropy_with_logits(logit, target, reduction="none")).sum()
        here, face = values[positive], face[positive]
        if len(here):
            place = corner.expand(len(values), -1, -1)[positive]
            middle = here[:, 1:3] * stride + place
            sides = here[:, 3:5].clamp(-4, 6).exp() * stride
            box = box + (1 - overlap(middle, sides, face[:, 1:3], face[:, 3:5])).sum()
            off = here[:, 5:].reshape(-1, 5, 2) * stride + place[:, None] - face[:, 5:].reshape(-1, 5, 2)
            scale = face[:, 3:5].prod(-1).sqrt()[:, None, None]
            points = points + (off / scale).abs().mean((1, 2)).sum()
            claimed += len(here)
    total = score / count + (BOX * box + POINTS * points) / max(claimed, 1)
    return total, float(torch.as_tensor(points).detach()) / max(claimed, 1)


def overlap(middle, sides, other, other_sides):
    """Generalised intersection over union, row by row."""
    a, b = middle - sides / 2, middle + sides / 2
    c, d = other - other_sides / 2, other + other_sides / 2
    common = (torch.minimum(b, d) - torch.maximum(a, c)).clamp(min=0).prod(-1)
    union = sides.prod(-1) + other_sides.prod(-1) - common
    hull = (torch.maximum(b, d) - torch.minimum(a, c)).prod(-1)
    return common / union - (hull - union) / hull


class Detection:
    """Scenes; a small dense net; YuNet's labels."""

    SAMPLES: ClassVar = {"size": int}
    IMAGES = 1
    FIGURE = "points"
    PANELS = (("loss", "held_out_loss"), ("points", "held_out_points"))

    def __init__(self, config, faces):
        self.config, self.faces = config, faces
        self.inside, self.outside = faces.split(config["run"]["held_out"], config["run"]["seed"])

    def describe(self):
        return f"{len(self.inside)} pictures to train on, {len(self.outside)} held out"

    def network(self):
        net = Finder()
        if (init := self.config["run"]["init"]) != "random":
            # The averaged weights of another run.
            net.load_state_dict(torch.load(init, map_location="cpu", weights_only=True)["average"])
        return net

    def head(self, net):
        return net.heads

    def data(self, window):
        if window != self.config["samples"]["size"]:
            raise SystemExit("the detector sees whole scenes: every stage's window must be [samples] size")
        return Scenes(self.faces, self.inside, self.config["samples"], self.config["run"]["seed"])

    def held(self):
        scenes = Scenes(self.faces, self.outside, self.config["samples"], self.config["run"]["seed"] + 1)
        chosen = [scenes[i] for i in range(self.config["run"]["validation"])]
        return torch.from_numpy(np.stack([c[0] for c in chosen])), torch.from_numpy(np.stack([c[1] for c in chosen]))

    def loss(self, net, batch, device):
        """The loss, and the mean error of the points as a share of the face's size."""
        pictures, truth = batch
        x = pictures.to(device, torch.float32, memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            maps = net(x)
        return losses(maps, truth.to(device), x.shape[-1])

    def validate(self, net, held, device):
        parts = [self.loss(net, part, device) for part in zip(*(h.split(32) for h in held), strict=True)]
        return {"held_out_loss": float(np.mean([float(p[0]) for p in parts])),
                "held_out_points": float(np.mean([p[1] for p in parts]))}
