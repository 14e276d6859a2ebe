"""Who is laid over whom, and how: a plan that is the same for the same folders and seed."""

import csv
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from ..faces import Detector, Face, Mesh
from ..masks import OVAL, hull

# What real-time swappers paint, px across the face, and what meetings leave of it, bit/s.
FACE_PX = (64, 96, 128, 192, 256)
BIT_RATES = (250_000, 500_000, 1_000_000)
# Amounts of the unsharp mask: none, some, and what face restorers leave.
SHARPENING = (0.0, 0.6, 1.5)
# People needed per clip before the choice by likeness of shape: enough to find a similar pose.
CANDIDATES = 40
# Pictures of each of them that are looked at.
STILLS = 3


class Portrait(NamedTuple):
    """One picture of a person with mesh and colour of the face."""

    path: Path
    points: np.ndarray
    colour: np.ndarray


class Swap(NamedTuple):
    """One clip to make. `others` are further pictures of the person shown: references for a session."""

    name: str
    clip: Path
    subject: str
    person: str
    still: Path
    others: list[Path]
    face_px: int
    bit_rate: int
    sharpening: float


# A second face leaves open who is meant from this share of the first one's inter-eye distance and this score
# on, as the product judges ID pictures (crates/vision/src/portrait.rs).
RIVAL, RIVAL_SCORE = 0.5, 0.7


class Looker:
    """Detector and mesh on one picture: the face nearest the middle, as portraits are framed."""

    def __init__(self, models):
        self.detector, self.mesh = Detector(models), Mesh(models)
        self.portraits = {}

    def face(self, picture) -> tuple[Face, np.ndarray] | None:
        """The face nearest the middle and its mesh, or None."""
        middle = np.array(picture.shape[1::-1]) / 2
        faces = self.detector(picture)
        if not faces:
            return None
        face = min(faces, key=lambda f: np.linalg.norm(f.box[:2] + f.box[2:] / 2 - middle))
        points = self.mesh(picture, face)
        return None if points is None else (face, points)

    def is_alone(self, path):
        """Does the picture show one person, and nobody else of similar size?"""
        picture = cv2.imread(str(path))
        faces = [] if picture is None else self.detector(picture)
        apart = [float(np.linalg.norm(f.points[1] - f.points[0])) for f in faces if f.score >= RIVAL_SCORE]
        return bool(apart) and sum(a >= RIVAL * max(apart) for a in apart) == 1

    def portrait(self, path):
        """A portrait, or None where no face is seen. Each picture is looked at once."""
        if path not in self.portraits:
            picture = cv2.imread(str(path))
            found = None if picture is None else self.face(picture)
            self.portraits[path] = found and Portrait(path, found[1], colour(picture, found[1]))
        return self.portraits[path]


def colour(picture, points):
    """Mean Lab of the face's hull."""
    mask = hull(picture.shape, points[OVAL]) > 0
    return cv2.cvtColor(picture, cv2.COLOR_BGR2LAB)[mask].mean(0) if mask.any() else np.zeros(3)


def shape(points):
    """Mesh points free of place and size."""
    centred = points - points.mean(0)
    return centred / centred.std()


def unlike(portrait, face):
    """How unlike two faces are in pose and skin: a twentieth of the mesh's spread costs as much as 10 Lab units."""
    if portrait is None:
        return np.inf
    off = np.abs(shape(portrait.points) - shape(face.points)).mean()
    return 20 * off + np.abs(portrait.colour - face.colour).mean() / 10


def bona_fide(media):
    """One clip per subject of a `media.csv`, in the order of the file: `(path, subject)`."""
    seen, found = set(), []
    with open(Path(media) / "media.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            subject = row["subject"] or row["file"]
            clip = Path(row["file"]).suffix.lower() in (".mp4", ".mpg", ".mov", ".webm", ".mkv")
            if row["label"] == "bona-fide" and clip and subject not in seen:
                seen.add(subject)
                found.append((Path(media) / row["file"], subject))
    return found


def people(pictures, least):
    """People with at least `least` pictures: one folder per person below `pictures`."""
    found = defaultdict(list)
    for path in sorted(Path(pictures).glob("*/*")):
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"):
            found[path.parent.name].append(path)
    return {name: paths for name, paths in found.items() if len(paths) >= least}


def plan(clips, persons, looker, first_face, count, seed):
    """`count` swaps over the clips in turn. `first_face(clip)` gives points and colour of B's face.

    A is whoever of 40 people drawn at random is most alike in pose and skin, as a stand-in would be
    chosen; nobody is shown twice.
    """
    rng = np.random.default_rng(seed)
    names, swaps, used = sorted(persons), [], set()
    begins = {}
    while len(swaps) < count:
        clip, subject = clips[len(swaps) % len(clips)]
        if clip not in begins:
            begins[clip] = first_face(clip)
        if begins[clip] is None:
            clips = [c for c in clips if c[0] != clip]
            continue
        free = [n for n in names if n not in used]
        if not free:
            raise SystemExit(f"{len(persons)} people are too few for {count} swaps: add pictures or lower --count")
        best = None
        for name in rng.choice(free, min(CANDIDATES, len(free)), replace=False):
            for path in persons[name][:STILLS]:
                cost = unlike(looker.portrait(path), begins[clip])
                if best is None or cost < best[0]:
                    best = cost, str(name), path
        _, person, still = best
        i = len(swaps)
        used.add(person)
        swaps.append(Swap(f"swap-{i:02d}-{clip.stem}", clip, subject, person, still,
                          [p for p in persons[person] if p != still], FACE_PX[i % len(FACE_PX)],
                          BIT_RATES[i // len(FACE_PX) % len(BIT_RATES)],
                          SHARPENING[int(rng.integers(len(SHARPENING)))]))
    return swaps
