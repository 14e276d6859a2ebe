"""Pictures to train on, from a folder of anybody's: see README.md, "Your own data".

`prepare` finds the face of every picture once and keeps box and mesh in `faces.npz` of the cache folder;
`Faces` reads them back. The pictures stay where they are.
"""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from .faces import MESH_POINTS, Detector, Mesh
from .progress import Progress

SUFFIXES = {".webp", ".jpg", ".jpeg", ".png"}
FILE = "faces.npz"
# A face narrower than this in the picture carries no traces that a crop of 192 px could show.
LEAST_FACE_PX = 80

_tools = {}


def pictures(folder):
    """All pictures below `folder`, in the order of their names."""
    return sorted(p for p in Path(folder).rglob("*") if p.suffix.lower() in SUFFIXES)


def person(path):
    """Who is on a picture: what follows the last `_` of its name, else nobody known (the name itself)."""
    stem = Path(path).stem
    return stem.rsplit("_", 1)[1] if "_" in stem else stem


def prepare(folder, cache, models, jobs):
    """Writes `faces.npz`: names, boxes and mesh points of the pictures that show a face clearly."""
    found = pictures(folder)
    if not found:
        raise SystemExit(f"{folder}: no pictures there; see README.md for the layout")
    names, boxes, points = [], [], []
    with ProcessPoolExecutor(jobs, initializer=_open, initargs=(str(models),)) as pool:
        bar = Progress("faces", len(found))
        for path, result in zip(found, pool.map(_measure, map(str, found), chunksize=32), strict=True):
            bar.step()
            if result is not None:
                names.append(str(path.relative_to(folder)))
                boxes.append(result[0])
                points.append(result[1])
        bar.close()
    if not names:
        raise SystemExit(f"{folder}: no face of {LEAST_FACE_PX} px or more in {len(found)} pictures")
    Path(cache).mkdir(parents=True, exist_ok=True)
    np.savez(Path(cache) / FILE, names=np.array(names), boxes=np.array(boxes, np.float32),
             points=np.array(points, np.float16))
    print(f"{len(names)} of {len(found)} pictures show a face of {LEAST_FACE_PX} px or more")


def _open(models):
    cv2.setNumThreads(1)
    _tools["detector"], _tools["mesh"] = Detector(models), Mesh(models)


def _measure(path):
    picture = cv2.imread(path)
    faces = _tools["detector"](picture) if picture is not None else []
    if not faces or faces[0].box[2] < LEAST_FACE_PX:
        return None
    points = _tools["mesh"](picture, faces[0])
    return None if points is None else (faces[0].box, points)


class Faces:
    """What `prepare` found. `names` may be narrowed to a share of the people with `split`."""

    def __init__(self, folder, cache):
        path = Path(cache) / FILE
        if not path.is_file():
            raise SystemExit(f"{path} is missing: run the command 'prepare' first")
        with np.load(path) as data:
            self.names, self.boxes, self.points = data["names"], data["boxes"], data["points"]
        assert self.points.shape[1:] == (MESH_POINTS, 2), "faces.npz is of another version: prepare again"
        self.folder = Path(folder)

    def __len__(self):
        return len(self.names)

    def picture(self, index):
        """The picture in BGR."""
        path = self.folder / str(self.names[index])
        picture = cv2.imread(str(path))
        if picture is None:
            raise FileNotFoundError(f"{path} was there when the faces were prepared: prepare again")
        return picture

    def split(self, held_out, seed):
        """Two index lists, training and held out, with no person in both."""
        people = np.array([person(name) for name in self.names])
        known = np.unique(people)
        chosen = np.random.default_rng(seed).permutation(known)[: round(held_out * len(known))]
        out = np.isin(people, chosen)
        return np.flatnonzero(~out), np.flatnonzero(out)
