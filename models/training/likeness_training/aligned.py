"""Faces aligned by five points, and what a teacher says of each: the data of the embedder.

`teach` looks at every picture once and keeps five points and the teacher's features in `teacher.npz`, and the
aligned faces themselves, with a margin, in `aligned.npy`: to read one from there costs next to nothing.
"""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from .faces import Detector, session
from .folder import Kept, person, pictures
from .progress import Progress

TEACHER_FILE = "face_reid_retail_0095_fp16w.onnx"
FILE = "teacher.npz"
CROPS_FILE = "aligned.npy"
# The kept crops show the template's square at this many pixels, and so many more around it on every side,
# so that a crop may be turned, moved and scaled a little without a border coming in.
KEPT_PX = 96
MARGIN_PX = 12
# models/manifest.toml, [models.face_reid_retail_0095.crop]: pixels of its 128 px input.
TEMPLATE = np.float32([[40.392800, 59.081485], [87.375734, 59.081485], [64.033600, 81.984693],
                       [44.732408, 105.560571], [83.639866, 105.560571]])
TEMPLATE_PX = 128

# Where the five points lie in a kept crop.
KEPT_POINTS = (TEMPLATE + 0.5) * (KEPT_PX / TEMPLATE_PX) - 0.5 + MARGIN_PX

_tools = {}


def similarity(points, size):
    """The least-squares similarity (2×3) that moves five points to the template at `size` pixels."""
    onto = (TEMPLATE + 0.5) * (size / TEMPLATE_PX) - 0.5
    a, b = points - points.mean(0), onto - onto.mean(0)
    # Umeyama in two dimensions: rotation and scale from two sums.
    spread = (a**2).sum()
    cos, sin = (a * b).sum() / spread, (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / spread
    turn = np.array([[cos, -sin], [sin, cos]])
    return np.concatenate([turn, (onto.mean(0) - turn @ points.mean(0))[:, None]], 1)


def align(picture, points, size, margin=0):
    """The face at `size` pixels, BGR, and `margin` more on every side; area-like where it shrinks a lot, as the
    product samples it."""
    matrix = similarity(points, size)
    shrink = 1 / max(np.hypot(matrix[0, 0], matrix[1, 0]), 1e-6)
    if shrink > 2:
        picture = cv2.resize(picture, None, fx=2 / shrink, fy=2 / shrink, interpolation=cv2.INTER_AREA)
        matrix = similarity(points * (2 / shrink), size)
    matrix[:, 2] += margin
    return cv2.warpAffine(picture, matrix, (size + 2 * margin,) * 2, flags=cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_REFLECT_101)


def unit(features):
    """Features of length one."""
    return features / np.maximum(np.linalg.norm(features, axis=-1, keepdims=True), 1e-9)


class Embedder:
    """An ONNX embedder of BGR 0..255 aligned by this template."""

    def __init__(self, path):
        self.net = session(path)
        self.input = self.net.get_inputs()[0]
        self.size = int(self.input.shape[-1])

    def __call__(self, picture, points):
        """Unit features of one face."""
        face = align(picture, points, self.size).astype(np.float32).transpose(2, 0, 1)[None]
        return unit(self.net.run(None, {self.input.name: face})[0].reshape(-1))


def teach(folders, cache, models, jobs):
    """Writes `teacher.npz`: paths, five points and the teacher's features of every face found; and `aligned.npy`."""
    found = [p for folder in folders for p in pictures(folder)]
    paths, points, features, crops = [], [], [], []
    with ProcessPoolExecutor(jobs, initializer=_open, initargs=(str(models),)) as pool:
        bar = Progress("teacher", len(found))
        for path, result in zip(found, pool.map(_measure, map(str, found), chunksize=32), strict=True):
            bar.step()
            if result is not None:
                paths.append(str(path.resolve()))
                points.append(result[0])
                features.append(result[1])
                crops.append(result[2])
        bar.close()
    if not paths:
        raise SystemExit(f"no face in {len(found)} pictures of {', '.join(map(str, folders))}")
    Path(cache).mkdir(parents=True, exist_ok=True)
    np.save(Path(cache) / CROPS_FILE, np.stack(crops))
    np.savez(Path(cache) / FILE, paths=np.array(paths), points=np.array(points, np.float32),
             features=np.array(features, np.float16))
    print(f"{len(paths)} of {len(found)} pictures show a face")


def _open(models):
    cv2.setNumThreads(1)
    _tools["detector"], _tools["teacher"] = Detector(models), Embedder(Path(models) / TEACHER_FILE)


def _measure(path):
    picture = cv2.imread(path)
    faces = _tools["detector"](picture) if picture is not None else []
    if not faces:
        return None
    points = faces[0].points
    return points, _tools["teacher"](picture, points), align(picture, points, KEPT_PX, MARGIN_PX)


class Taught:
    """What `teach` found, with the same `split` as folder.Faces: no person in both parts."""

    def __init__(self, cache):
        path = Path(cache) / FILE
        if not path.is_file():
            raise SystemExit(f"{path} is missing: run the command 'teach' first")
        with np.load(path) as data:
            self.paths, self.features = data["paths"], data["features"]
        self.crops = Kept(Path(cache) / CROPS_FILE)
        assert len(self.crops) == len(self.paths), "teacher.npz and aligned.npy are of two runs: teach again"

    def __len__(self):
        return len(self.paths)

    def face(self, index):
        """The aligned face with its margin, in BGR."""
        return self.crops[index]

    def split(self, held_out, seed):
        """Two index lists, training and held out."""
        people = np.array([person(path) for path in self.paths])
        known = np.unique(people)
        chosen = np.random.default_rng(seed).permutation(known)[: round(held_out * len(known))]
        out = np.isin(people, chosen)
        return np.flatnonzero(~out), np.flatnonzero(out)
