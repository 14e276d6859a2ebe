"""The task of the embedder: say of a poor picture what the teacher says of the good one.

Two losses: features point where the teacher's point, and faces of a batch lie to each other as the
teacher's do (the relation is what a comparison uses).
"""

from typing import ClassVar

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from . import degrade
from .aligned import KEPT_POINTS, align
from .covers import covered, glasses
from .dense import Dense
from .folder import Order

# The relational loss sums small squared differences; this brings it to the size of the other one.
RELATION = 20.0


class Crops:
    """`[i]` gives `uint8[3, size, size]` BGR of a degraded face and the teacher's features of the clean one."""

    def __init__(self, taught, indices, options, seed):
        self.taught, self.options, self.seed = taught, options, seed
        self.order = Order(indices, seed)

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, i])
        index = self.order[i]
        picture, points = self.taught.face(index), KEPT_POINTS
        side = picture.shape[1]
        if rng.random() < self.options["occluded"]:
            picture = glasses(rng, picture, points) if rng.random() < 0.5 else covered(rng, picture)
        if rng.random() < self.options["degraded"]:
            picture = degrade.apply(degrade.plan(rng, self.options["video"]), picture)
            points = (points + 0.5) * (picture.shape[1] / side) - 0.5
        # A detector's points tremble: a good one's by a few hundredths of the distance between the eyes.
        points = points + rng.normal(0, self.options["tremble"] * np.linalg.norm(points[1] - points[0]), points.shape)
        face = align(picture, points.astype(np.float32), self.options["size"])
        if rng.random() < 0.5:
            face = face[:, ::-1]
        return np.ascontiguousarray(face.transpose(2, 0, 1)), self.taught.features[index].astype(np.float32)


class Distillation:
    """Crops; a dense net; direction and relation of the teacher's features."""

    SAMPLES: ClassVar = {"size": int, "degraded": float, "video": float, "occluded": float, "tremble": float}
    IMAGES = 1
    FIGURE = "cosine"
    PANELS = (("loss", "held_out_loss"), ("cosine", "held_out_cosine"))

    def __init__(self, config, taught):
        self.config, self.taught = config, taught
        self.inside, self.outside = taught.split(config["run"]["held_out"], config["run"]["seed"])

    def describe(self):
        return f"{len(self.inside)} pictures to train on, {len(self.outside)} held out"

    def network(self):
        net = Dense(self.taught.features.shape[1], self.config["samples"]["size"])
        if (init := self.config["run"]["init"]) != "random":
            # The averaged weights of another run.
            net.load_state_dict(torch.load(init, map_location="cpu", weights_only=True)["average"])
        return net

    def head(self, net):
        return net.features

    def data(self, window):
        if window != self.config["samples"]["size"]:
            raise SystemExit("the embedder sees whole faces: every stage's window must be [samples] size")
        return Crops(self.taught, self.inside, self.config["samples"], self.config["run"]["seed"])

    def held(self):
        crops = Crops(self.taught, self.outside, self.config["samples"], self.config["run"]["seed"] + 1)
        chosen = [crops[i] for i in range(self.config["run"]["validation"])]
        return torch.from_numpy(np.stack([c[0] for c in chosen])), torch.from_numpy(np.stack([c[1] for c in chosen]))

    def loss(self, net, batch, device):
        """Both losses, and the mean cosine to the teacher."""
        faces, target = batch
        x = faces.to(device, torch.float32, memory_format=torch.channels_last)
        target = functional.normalize(target.to(device))
        with torch.autocast(device.type, torch.bfloat16):
            found = net(x)
        found = functional.normalize(found.float())
        cosine = (found * target).sum(1).mean()
        relation = nn.functional.mse_loss(found @ found.T, target @ target.T)
        return 1 - cosine + RELATION * relation, float(cosine.detach())

    def validate(self, net, held, device):
        parts = [self.loss(net, part, device) for part in zip(*(h.split(64) for h in held), strict=True)]
        return {"held_out_loss": float(np.mean([float(p[0]) for p in parts])),
                "held_out_cosine": float(np.mean([p[1] for p in parts]))}
