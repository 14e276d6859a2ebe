"""A small face detector with five landmarks: dense 3×3 convolutions, three strides, YuNet's contract.

Input is BGR 0..255 of any size in multiples of 32; scaling is part of the network. What comes out is decoded as
YuNet's maps are: crates/vision, `detect`. `obj` repeats `cls`, so that a face's score is simply `cls`.
"""

import torch
from torch import nn
from torch.nn import functional

from .dense import Layer
from .faces import STRIDES

# Channels at strides 4, 8, 16, 32 and of the heads: 0.17 million weights, 0.12 GMAC at 320 px.
STEM, FINE, MIDDLE, COARSE, HEAD = 24, 48, 56, 40, 24
# Score, box (centre and log size), five points.
VALUES = 1 + 4 + 10
# The chance of a face that an untrained cell claims: the loss does not begin with thousands of false faces.
PRIOR = 0.01


class Finder(nn.Module):
    """`[N,3,H,W]` to per stride `[N,cells,15]`: a logit, then what `decode` wants in units of the stride."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, STEM, 7, 4, 3)
        self.fine = nn.Sequential(Layer(STEM, FINE, 2), Layer(FINE, FINE, 1))
        self.middle = nn.Sequential(Layer(FINE, MIDDLE, 2), Layer(MIDDLE, MIDDLE, 1))
        self.coarse = nn.Sequential(Layer(MIDDLE, COARSE, 2), Layer(COARSE, COARSE, 1), Layer(COARSE, COARSE, 1))
        self.to_middle, self.to_fine = nn.Conv2d(COARSE, MIDDLE, 1), nn.Conv2d(MIDDLE, FINE, 1)
        self.heads = nn.ModuleList(
            nn.Sequential(*layers) for layers in (
                (Layer(FINE, HEAD, 1), nn.Conv2d(HEAD, VALUES, 1)),
                (Layer(MIDDLE, HEAD, 1), nn.Conv2d(HEAD, VALUES, 1)),
                (nn.Conv2d(COARSE, VALUES, 1),)))
        for head in self.heads:
            nn.init.constant_(head[-1].bias, 0.0)
            nn.init.constant_(head[-1].bias[:1], float(torch.logit(torch.tensor(PRIOR))))

    def forward(self, x):
        x = functional.relu(self.stem((x - 127.5) / 128))
        fine = self.fine(x)
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        middle = functional.relu(middle + functional.interpolate(self.to_middle(coarse), scale_factor=2.0))
        fine = functional.relu(fine + functional.interpolate(self.to_fine(middle), scale_factor=2.0))
        maps = [head(level) for head, level in zip(self.heads, (fine, middle, coarse), strict=True)]
        return [m.permute(0, 2, 3, 1).flatten(1, 2) for m in maps]


class YunetMaps(nn.Module):
    """The network as the contract wants it: twelve outputs in the order of `names`."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    @staticmethod
    def names():
        return [f"{kind}_{s}" for s in STRIDES for kind in ("cls", "obj", "bbox", "kps")]

    def forward(self, x):
        out = []
        for values in self.net(x):
            score = torch.sigmoid(values[..., :1])
            # Twice the same number; an output may not be named twice, so it is computed again.
            out += [score, torch.sigmoid(values[..., :1]), values[..., 1:5], values[..., 5:]]
        return tuple(out)
