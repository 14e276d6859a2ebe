"""Samples of the landmark network: level squares of faces, as far off as a small detector is."""

import cv2
import numpy as np

from . import degrade
from .covers import covered, glasses
from .folder import Order
from .level import cut, inside, square
from .scenes import MIRRORED

# How far a small detector's box and points are off, in sides of the box and distances of the eyes: standard
# deviations, a little above those that `compare` found (0.15 of the eyes' distance for a point).
CENTRE, SCALE, EYES = 0.05, 0.09, 0.12
# Share of pictures with a bar or glasses over the face, and of squares that show no face: choices, not measurements.
OCCLUDED, EMPTY = 0.15, 0.05


def opposite(meshes):
    """Per mesh point the one on the other side of the face, found on the mean of many faces."""
    line = meshes[:, 263, :2] - meshes[:, 33, :2]  # outer corners of the eyes
    unit = np.linalg.norm(line, axis=1)[:, None]
    x, y = (line / unit).T[..., None]
    centred = meshes - meshes[:, [33, 263]].mean(1, keepdims=True)
    level = np.stack([centred[..., 0] * x + centred[..., 1] * y, centred[..., 1] * x - centred[..., 0] * y,
                      centred[..., 2]], 2) / unit[..., None]
    mean = level.mean(0)
    found = np.linalg.norm(mean[:, None] * [-1, 1, 1] - mean[None], axis=2).argmin(1)
    if (found[found] != np.arange(len(found))).any():
        raise SystemExit("the mean mesh is not symmetric: too few faces, or not those of a face mesh")
    return found


class Squares:
    """`[i]` gives `uint8[3, size, size]` BGR, the five points, the mesh (both -0.5..0.5 of the side), and 1 for a face."""

    def __init__(self, faces, indices, options, seed, other_side):
        self.faces, self.options, self.seed = faces, options, seed
        self.order, self.other_side = Order(indices, seed), other_side

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, i])
        index = self.order[i]
        picture, size = self.faces.picture(index), self.options["size"]
        five, mesh, box = (np.array(a[index], np.float64) for a in (self.faces.fives, self.faces.meshes, self.faces.boxes))
        if rng.random() < 0.5:
            picture, five, mesh, box = self.mirrored(picture, five, mesh, box)
        if rng.random() < OCCLUDED:
            picture = glasses(rng, picture, five) if rng.random() < 0.5 else covered(rng, picture)
        if rng.random() < self.options["degraded"]:
            side = picture.shape[0]
            picture = degrade.apply(degrade.plan(rng, self.options["video"]), picture)
            five, mesh, box = (v * (picture.shape[0] / side) for v in (five, mesh, box))
        empty = rng.random() < EMPTY
        longer, eyes = max(box[2:]), np.linalg.norm(five[1] - five[0])
        box[:2] += rng.normal(0, CENTRE * longer, 2)
        if empty:
            turn = rng.uniform(0, 2 * np.pi)
            box[:2] += rng.uniform(0.9, 1.4) * longer * np.array([np.cos(turn), np.sin(turn)])
        grown = np.exp(rng.normal(0, SCALE))
        box = np.concatenate([box[:2] + box[2:] * (1 - grown) / 2, box[2:] * grown])
        to_picture = square(box, five[:2] + rng.normal(0, EYES * eyes, (2, 2)), size)
        border = cv2.BORDER_CONSTANT if empty or rng.random() < 0.3 else cv2.BORDER_REFLECT_101
        crop = cut(picture, to_picture, size, border)
        scale = np.hypot(*to_picture[:, 0])
        mesh = np.concatenate([inside(mesh[:, :2], to_picture) / size - 0.5, mesh[:, 2:] / scale / size], 1)
        five = inside(five, to_picture) / size - 0.5
        return (np.ascontiguousarray(crop.transpose(2, 0, 1)), five.astype(np.float32), mesh.astype(np.float32),
                np.float32(not empty))

    def mirrored(self, picture, five, mesh, box):
        """Left and right exchanged, names of the points too."""
        width = picture.shape[1]
        mesh, five = mesh[self.other_side], five[MIRRORED]
        mesh[:, 0], five[:, 0] = width - mesh[:, 0], width - five[:, 0]
        return picture[:, ::-1], five, mesh, np.array([width - box[0] - box[2], *box[1:]])
