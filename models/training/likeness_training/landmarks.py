"""The task of the landmark network: five points as YuNet says them and the face mesh, from one level square.

A detector of few weights knows where a face is but not where exactly its points lie; this network looks once more,
at the face alone.
"""

from typing import ClassVar

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .dense import Layer
from .faces import WHOLE_MESH_POINTS
from .turned import Squares, opposite

# Channels and layers per stage, each at half the rows and columns: 0.22 million weights, 40 MMAC at 112 px.
STAGES = ((24, 1), (32, 2), (64, 3), (96, 2))
# Channels that keep their place, and values that see the whole face.
PLACES, WIDTH = 32, 192
# Mesh points of lids, corners of the eyes, lips and irises, which say whether eyes and mouth are open: they count more.
FINE = (33, 133, 160, 158, 144, 153, 159, 145, 362, 263, 385, 387, 380, 373, 386, 374, 13, 14, 78, 308, 61, 291, 4,
        *range(468, 478))
FINE_WEIGHT = 8.0
# Distances of the eyes below which an error counts by its square.
BEND = 0.02
# Weight of the mesh and of "is this a face" beside the five points.
MESH, PRESENCE = 1.0, 0.05


class Regressor(nn.Module):
    """`[N,3,size,size]` BGR 0..255 to five points, mesh (shares of the side, -0.5..0.5) and a logit."""

    def __init__(self, size):
        super().__init__()
        layers, inside = [], 3
        for channels, count in STAGES:
            for i in range(count):
                layers.append(Layer(inside, channels, 2 if i == 0 else 1))
                inside = channels
        self.layers = nn.Sequential(*layers)
        self.places = nn.Conv2d(inside, PLACES, 1)
        self.whole = nn.Linear(PLACES * (size // 2 ** len(STAGES)) ** 2, WIDTH)
        self.norm = nn.BatchNorm1d(WIDTH)
        self.five, self.mesh, self.presence = nn.Linear(WIDTH, 10), nn.Linear(WIDTH, 3 * WHOLE_MESH_POINTS), nn.Linear(WIDTH, 1)

    def forward(self, x):
        x = self.places(self.layers((x - 127.5) / 128))
        x = functional.relu(self.norm(self.whole(x.flatten(1))))
        return self.five(x).unflatten(1, (5, 2)), self.mesh(x).unflatten(1, (-1, 3)), self.presence(x)[:, 0]


class FivePoints(nn.Module):
    """The network as the contract of the role `landmarks` wants it: x and y of five points in pixels of the input."""

    def __init__(self, net, size):
        super().__init__()
        self.net, self.size = net, size

    def forward(self, x):
        return (self.net(x)[0] + 0.5).flatten(1) * self.size


class MeshPoints(nn.Module):
    """As the role `mesh` wants it: x, y, z of every point in pixels of the input; the logit of a face."""

    def __init__(self, net, size):
        super().__init__()
        self.net, self.size = net, size
        self.register_buffer("corner", torch.tensor([0.5, 0.5, 0.0]))

    def forward(self, x):
        _, mesh, presence = self.net(x)
        return ((mesh + self.corner) * self.size).flatten(1), presence[:, None]


class Points:
    """Squares; a small dense net; the points of YuNet and of the face mesh."""

    SAMPLES: ClassVar = {"size": int, "degraded": float, "video": float}
    IMAGES = 1
    FIGURE = "points"
    PANELS = (("loss", "held_out_loss"), ("points", "held_out_points", "held_out_mesh", "held_out_fine"))

    def __init__(self, config, faces):
        self.config, self.faces = config, faces
        self.inside, self.outside = faces.split(config["run"]["held_out"], config["run"]["seed"])
        self.other_side = opposite(faces.meshes)
        weight = np.ones(WHOLE_MESH_POINTS, np.float32)
        weight[list(FINE)] = FINE_WEIGHT
        self.weight = torch.from_numpy(weight / weight.sum())

    def describe(self):
        return f"{len(self.inside)} pictures to train on, {len(self.outside)} held out"

    def network(self):
        net = Regressor(self.config["samples"]["size"])
        if (init := self.config["run"]["init"]) != "random":
            # The averaged weights of another run.
            net.load_state_dict(torch.load(init, map_location="cpu", weights_only=True)["average"])
        else:
            # It begins with the mean face.
            with torch.no_grad():
                mean = [self.samples(self.inside, 0)[i] for i in range(64)]
                mean = [m for m in mean if m[3] > 0]
                net.five.bias.copy_(torch.from_numpy(np.mean([m[1] for m in mean], 0).ravel()))
                net.mesh.bias.copy_(torch.from_numpy(np.mean([m[2] for m in mean], 0).ravel()))
        return net

    def head(self, net):
        return nn.ModuleList([net.five, net.mesh, net.presence])

    def samples(self, indices, seed):
        return Squares(self.faces, indices, self.config["samples"], seed, self.other_side)

    def data(self, window):
        if window != self.config["samples"]["size"]:
            raise SystemExit("the landmark network sees whole faces: every stage's window must be [samples] size")
        return self.samples(self.inside, self.config["run"]["seed"])

    def held(self):
        squares = self.samples(self.outside, self.config["run"]["seed"] + 1)
        chosen = [squares[i] for i in range(self.config["run"]["validation"])]
        return tuple(torch.from_numpy(np.stack([c[k] for c in chosen])) for k in range(4))

    def errors(self, net, batch, device):
        """Loss, and mean distances in distances of the eyes: five points, mesh, its fine points."""
        squares, five, mesh, is_face = (part.to(device) for part in batch)
        x = squares.to(torch.float32, memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            ours, ours_mesh, presence = net(x)
        here = is_face > 0
        unit = (five[here][:, 1] - five[here][:, 0]).norm(dim=1)[:, None]
        off = (ours.float()[here] - five[here]) / unit[..., None]
        off_mesh = (ours_mesh.float()[here] - mesh[here]) / unit[..., None]
        weight = self.weight.to(device)
        loss = bent(off).mean() + MESH * (bent(off_mesh).mean(2) @ weight).mean()
        loss = loss + PRESENCE * functional.binary_cross_entropy_with_logits(presence.float(), is_face)
        apart = off_mesh[..., :2].norm(dim=2)
        return loss, off.norm(dim=2).mean(), apart.mean(), apart[:, list(FINE)].mean()

    def loss(self, net, batch, device):
        """The loss, and the mean distance of the five points."""
        loss, points, _, _ = self.errors(net, batch, device)
        return loss, float(points.detach())

    def validate(self, net, held, device):
        parts = [self.errors(net, part, device) for part in zip(*(h.split(64) for h in held), strict=True)]
        names = ("held_out_loss", "held_out_points", "held_out_mesh", "held_out_fine")
        return {name: float(np.mean([float(p[k]) for p in parts])) for k, name in enumerate(names)}


def bent(off):
    """An error, by its square where it is small."""
    return functional.smooth_l1_loss(off, torch.zeros_like(off), reduction="none", beta=BEND)
