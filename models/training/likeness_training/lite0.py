"""EfficientNet-Lite0 with one logit or more: the backbone that has ImageNet weights in a package of the registry.

Input is RGB 0..255; scaling is part of the network, so that no user of the exported file can get it wrong.
Padding is TensorFlow's (more at right and bottom where the stride is 2), as the weights were trained.
"""

import torch
from torch import nn
from torch.nn import functional

from .depthwise import depthwise

# (blocks, kernel, first stride, expansion, channels): table of EfficientNet-B0, which Lite0 keeps.
STAGES = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112),
          (4, 5, 2, 6, 192), (1, 3, 1, 6, 320))
STEM, HEAD = 32, 1280
# Mean and scale of the Lite family's training.
MEAN, SCALE = 127.0, 1 / 128.0
BN = {"eps": 1e-3, "momentum": 0.01}


class SameConv(nn.Conv2d):
    """A convolution padded so that the output has ceil(input / stride) rows and columns."""

    def forward(self, x):
        pads = []
        for size, kernel, stride in zip(x.shape[:1:-1], self.kernel_size, self.stride, strict=True):
            total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        if self.groups > 1 and self.training:
            return depthwise(functional.pad(x, pads), self.weight, self.stride[0])
        if pads[0] == pads[1] and pads[2] == pads[3]:
            return functional.conv2d(x, self.weight, None, self.stride, (pads[2], pads[0]), 1, self.groups)
        return functional.conv2d(functional.pad(x, pads), self.weight, None, self.stride, 0, 1, self.groups)


def conv(inside, outside, kernel, stride=1, groups=1):
    return SameConv(inside, outside, kernel, stride, groups=groups, bias=False)


class Block(nn.Module):
    """Expand, filter each channel, project; added to the input where shapes allow."""

    def __init__(self, inside, outside, kernel, stride, expansion):
        super().__init__()
        middle = inside * expansion
        if expansion > 1:
            self._expand_conv, self._bn0 = conv(inside, middle, 1), nn.BatchNorm2d(middle, **BN)
        self._depthwise_conv = conv(middle, middle, kernel, stride, middle)
        self._bn1 = nn.BatchNorm2d(middle, **BN)
        self._project_conv, self._bn2 = conv(middle, outside, 1), nn.BatchNorm2d(outside, **BN)
        self.adds, self.expands = stride == 1 and inside == outside, expansion > 1

    def forward(self, x):
        y = functional.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = functional.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.adds else y


class Lite0(nn.Module):
    """`[N,3,H,W]` RGB 0..255 to `[N,logits]`. Names of parameters are those of the ImageNet file."""

    def __init__(self, drop=0.2, logits=1):
        super().__init__()
        self.register_buffer("mean", torch.full((1, 3, 1, 1), MEAN))
        self.register_buffer("scale", torch.full((1, 3, 1, 1), SCALE))
        self._conv_stem, self._bn0 = conv(3, STEM, 3, 2), nn.BatchNorm2d(STEM, **BN)
        blocks, inside = [], STEM
        for count, kernel, stride, expansion, outside in STAGES:
            for i in range(count):
                blocks.append(Block(inside, outside, kernel, stride if i == 0 else 1, expansion))
                inside = outside
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = conv(inside, HEAD, 1), nn.BatchNorm2d(HEAD, **BN)
        self.drop, self.logit = nn.Dropout(drop), nn.Linear(HEAD, logits)
        self.frozen = 0

    def train(self, mode=True):
        """As usual, but the stem and frozen blocks keep their statistics."""
        super().train(mode)
        if self.frozen:
            for layer in (self._conv_stem, self._bn0, *self._blocks[: self.frozen]):
                layer.eval()
        return self

    def forward(self, x):
        x = (x - self.mean) * self.scale
        # Frozen blocks are the largest maps: without their way back a step takes two thirds of the time.
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            x = functional.relu6(self._bn0(self._conv_stem(x)))
            for block in self._blocks[: self.frozen]:
                x = block(x)
        for block in self._blocks[self.frozen :]:
            x = block(x)
        x = functional.relu6(self._bn1(self._conv_head(x)))
        return self.logit(self.drop(x.mean((2, 3))))


class OneHead(nn.Module):
    """One of several logits: as it is, or beside a zero, so that a softmax gives the chance of the first."""

    def __init__(self, net, head, beside_zero):
        super().__init__()
        self.net, self.head, self.beside_zero = net, head, beside_zero

    def forward(self, x):
        logit = self.net(x)[:, self.head : self.head + 1]
        return torch.cat([logit * 0, logit], 1) if self.beside_zero else logit
