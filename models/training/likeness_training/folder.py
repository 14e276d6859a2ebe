"""Pictures to train on, from a folder of anybody's: see README.md, "Your own data".

`prepare` finds the face of every picture once and keeps box, five points and mesh in `faces.npz` of the cache
folder; `Faces` reads them back. Where all pictures are of one size they are kept decoded in `pictures.npy`:
reading one from there costs a tenth of decoding it.
"""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from .faces import MESH_POINTS, WHOLE_MESH_POINTS, Detector, Mesh
from .progress import Progress

SUFFIXES = {".webp", ".jpg", ".jpeg", ".png"}
FILE = "faces.npz"
PIXELS_FILE = "pictures.npy"
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
    """Writes `faces.npz`: names, boxes, five points and mesh of the pictures that show a face clearly."""
    found = pictures(folder)
    if not found:
        raise SystemExit(f"{folder}: no pictures there; see README.md for the layout")
    names, boxes, fives, meshes = [], [], [], []
    with ProcessPoolExecutor(jobs, initializer=_open, initargs=(str(models),)) as pool:
        bar = Progress("faces", len(found))
        for path, result in zip(found, pool.map(_measure, map(str, found), chunksize=32), strict=True):
            bar.step()
            if result is not None:
                names.append(str(path.relative_to(folder)))
                boxes.append(result[0])
                fives.append(result[1])
                meshes.append(result[2])
        bar.close()
    if not names:
        raise SystemExit(f"{folder}: no face of {LEAST_FACE_PX} px or more in {len(found)} pictures")
    Path(cache).mkdir(parents=True, exist_ok=True)
    np.savez(Path(cache) / FILE, names=np.array(names), boxes=np.array(boxes, np.float32),
             fives=np.array(fives, np.float32), meshes=np.array(meshes, np.float32))
    keep_pixels(folder, cache, names)
    print(f"{len(names)} of {len(found)} pictures show a face of {LEAST_FACE_PX} px or more")


def keep_pixels(folder, cache, names):
    """Writes `pictures.npy` where all pictures are of one size; takes an older one away where they are not."""
    path, first = Path(cache) / PIXELS_FILE, cv2.imread(str(Path(folder) / names[0]))
    kept = np.lib.format.open_memmap(path, "w+", np.uint8, (len(names), *first.shape))
    for place, name in enumerate(names):
        picture = cv2.imread(str(Path(folder) / name))
        if picture.shape != first.shape:
            del kept
            path.unlink()
            return
        kept[place] = picture
    kept.flush()


def _open(models):
    cv2.setNumThreads(1)
    _tools["detector"], _tools["mesh"] = Detector(models), Mesh(models)


def _measure(path):
    picture = cv2.imread(path)
    faces = _tools["detector"](picture) if picture is not None else []
    if not faces or faces[0].box[2] < LEAST_FACE_PX:
        return None
    mesh = _tools["mesh"].whole(picture, faces[0])
    return None if mesh is None else (faces[0].box, faces[0].points, mesh)


class Order:
    """Which of `indices` is sample i: all of them, in another order every time, the same for a seed."""

    def __init__(self, indices, seed):
        self.indices, self.seed = np.asarray(indices), seed
        self.epoch, self.order = -1, None

    def __getitem__(self, i):
        epoch, place = divmod(i, len(self.indices))
        if epoch != self.epoch:
            self.epoch = epoch
            self.order = np.random.default_rng([self.seed, epoch, 1]).permutation(len(self.indices))
        return self.indices[self.order[place]]


class Kept:
    """An array in a file, read picture by picture; goes to another process as its path alone."""

    def __init__(self, path):
        self.path, self.array = path, np.load(path, mmap_mode="r")

    def __getstate__(self):
        return self.path

    def __setstate__(self, path):
        self.__init__(path)

    def __len__(self):
        return len(self.array)

    def __getitem__(self, index):
        return np.array(self.array[index])


class Faces:
    """What `prepare` found. `names` may be narrowed to a share of the people with `split`."""

    def __init__(self, folder, cache):
        path = Path(cache) / FILE
        if not path.is_file():
            raise SystemExit(f"{path} is missing: run the command 'prepare' first")
        with np.load(path) as data:
            if "meshes" not in data:
                raise SystemExit(f"{path} is of another version: run the command 'prepare' again")
            self.names, self.boxes, self.fives = data["names"], data["boxes"], data["fives"]
            self.meshes = data["meshes"]
        assert self.meshes.shape[1:] == (WHOLE_MESH_POINTS, 3), "the mesh is not the one this code knows"
        self.points = self.meshes[:, :MESH_POINTS, :2]
        pixels = Path(cache) / PIXELS_FILE
        self.pixels = Kept(pixels) if pixels.is_file() else None
        self.folder = Path(folder)

    def __len__(self):
        return len(self.names)

    def picture(self, index):
        """The picture in BGR."""
        if self.pixels is not None:
            return self.pixels[index]
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
