"""A plain net of dense 3×3 convolutions: on a CPU with matrix units seven times as fast to train as Lite0.

Input is BGR 0..255, aligned to the template of the standard pack's embedder, which fills the picture with the face.
"""

import torch
from torch import nn
from torch.nn import functional

# Channels and layers per stage, each stage at half the rows and columns: 2.1 million weights, 0.17 GMAC at 96 px.
STAGES = ((32, 1), (64, 2), (128, 4), (256, 3))


class Layer(nn.Module):
    """Convolution and normalisation; added to its input where shapes allow."""

    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(outside)
        self.adds = stride == 1 and inside == outside

    def forward(self, x):
        y = self.norm(self.conv(x))
        return functional.relu(x + y if self.adds else y)


class Dense(nn.Module):
    """`[N,3,size,size]` to `[N,length]` features, not normalised."""

    def __init__(self, length, size):
        super().__init__()
        layers, inside = [], 3
        for channels, count in STAGES:
            for i in range(count):
                layers.append(Layer(inside, channels, 2 if i == 0 else 1))
                inside = channels
        self.layers = nn.Sequential(*layers)
        side = size // 2 ** len(STAGES)
        # One weight per channel and place: where a feature lies matters in an aligned face.
        self.places = nn.Parameter(torch.full((1, inside, side, side), 1.0 / side))
        self.norm = nn.BatchNorm1d(inside)
        self.features = nn.Linear(inside, length)

    def forward(self, x):
        x = self.layers((x - 127.5) / 128)
        return self.features(self.norm((x * self.places).sum((2, 3))))
