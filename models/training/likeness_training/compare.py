"""A face detector beside the standard pack's: who is found, and how exactly the five points lie.

The face mesh is a third opinion on the points. What a detector calls the tip of a nose is its own affair, so
the mean offset of each point is taken out before the errors of two detectors against the mesh are compared.
"""

import csv
from pathlib import Path

import cv2
import numpy as np

from .evaluate import CLIPS, FRAMES, SAMPLE_FPS, SECONDS
from .faces import Detector, Mesh, Refined
from .progress import Progress
from .swaps.clips import frames

# Two boxes of one face overlap by this share of their union.
SAME = 0.5
# Mesh points of both eyes' corners, the tip of the nose and the corners of the mouth, image-left first.
EYE_CORNERS, OTHERS = ((33, 133), (362, 263)), (4, 61, 291)


class Tally:
    """What was counted over one kind of picture."""

    def __init__(self, name):
        self.name, self.faces, self.found, self.more, self.pictures = name, 0, 0, 0, 0
        self.apart, self.ours, self.theirs = [], [], []

    def add(self, ours, reference, candidates, mesh, picture):
        """`reference` is the face that counts, `candidates` all that the standard detector half sees."""
        self.pictures += 1
        self.more += sum(not any(overlap(f.box, c.box) >= SAME / 2 for c in candidates) for f in ours)
        if reference is None:
            return
        self.faces += 1
        same = [f for f in ours if overlap(f.box, reference.box) >= SAME]
        if not same:
            return
        self.found += 1
        mine = max(same, key=lambda f: f.score)
        eyes = np.linalg.norm(reference.points[1] - reference.points[0])
        self.apart.append(np.linalg.norm(mine.points - reference.points, axis=1).mean() / max(eyes, 1))
        points = mesh(picture, reference) if mesh is not None else None
        if points is not None:
            for face, errors in ((mine, self.ours), (reference, self.theirs)):
                errors.append(in_face(face.points, five(points)))

    def line(self):
        share = self.found / max(self.faces, 1)
        text = (f"{self.name}: {self.found} of {self.faces} faces found ({share:.2%}); {self.more} more in "
                f"{self.pictures} pictures; points {np.mean(self.apart):.4f} of the eyes' distance from the reference "
                f"(median {np.median(self.apart):.4f}, 95 % {np.quantile(self.apart, 0.95):.4f})")
        if self.ours:
            ours, theirs = (spread(np.array(e)) for e in (self.ours, self.theirs))
            text += (f"; from the mesh {ours:.4f}, the reference {theirs:.4f}, ratio {ours / theirs:.2f} "
                     f"({len(self.ours)})")
        return text


def five(mesh):
    """The mesh's opinion of the five points."""
    return np.array([mesh[list(e)].mean(0) for e in EYE_CORNERS] + [mesh[i] for i in OTHERS])


def in_face(points, truth):
    """Offsets from `truth` in a frame whose unit is the distance of the eyes, and whose first axis their line."""
    line = truth[1] - truth[0]
    unit = np.linalg.norm(line)
    x, y = line / unit, np.array([-line[1], line[0]]) / unit
    return (points - truth) @ np.stack([x, y], 1) / unit


def spread(offsets):
    """Mean distance from each point's mean offset."""
    return float(np.linalg.norm(offsets - offsets.mean(0), axis=2).mean())


def overlap(a, b):
    """Intersection over union of two boxes `x, y, width, height`."""
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[:2] + a[2:], b[:2] + b[2:])
    common = np.prod(np.clip(high - low, 0, None))
    return float(common / max(a[2] * a[3] + b[2] * b[3] - common, 1e-9))


def compare(model, landmarks, models, pairs, images, lists, every):
    """Prints a line for the pictures of a pair list and one for the bona fide clips of media lists."""
    mine, reference, mesh = Detector(models, path=model), Detector(models), Mesh(models)
    mine = Refined(mine, landmarks) if landmarks else mine
    half = Detector(models, score=0.3)
    tallies = []
    if pairs:
        with open(pairs, encoding="utf-8-sig", newline="") as file:
            names = sorted({r[k] for r in csv.DictReader(file) for k in "ab"})[::every]
        tally, bar = Tally(Path(pairs).parent.name), Progress("pictures", len(names))
        for name in names:
            picture = cv2.imread(str(Path(images) / name))
            middle = np.array(picture.shape[1::-1]) / 2
            faces = sorted(reference(picture), key=lambda f: np.linalg.norm(f.box[:2] + f.box[2:] / 2 - middle))
            tally.add(mine(picture), faces[0] if faces else None, half(picture), mesh, picture)
            bar.step()
        bar.close()
        tallies.append(tally)
    for path in lists:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["label"] == "bona-fide" and Path(r["file"]).suffix in CLIPS]
        tally, bar = Tally("bona fide clips"), Progress("clips", len(rows))
        for row in rows:
            shown = frames(Path(path).parent / row["file"], SECONDS, None, SAMPLE_FPS)[1]
            for i in np.unique(np.linspace(0, len(shown) - 1, FRAMES).round().astype(int)):
                faces = reference(shown[i])
                tally.add(mine(shown[i]), faces[0] if faces else None, half(shown[i]), mesh, shown[i])
            bar.step()
        bar.close()
        tallies.append(tally)
    for tally in tallies:
        print(tally.line())
    return tallies
