"""Reads the MakeHuman CC0 assets: base mesh, morph targets, joints.

Units are decimetres, y up, the face looks along +z. "Canonical" below means the unmorphed base mesh:
every person shares it, so a place on the face is named by its canonical coordinates whatever the person's shape.
"""

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import scipy.sparse as sp

# Groups drawn as they are; every other group is a joint marker or a helper for tailors.
DRAWN = ("body", "helper-upper-teeth", "helper-lower-teeth", "helper-tongue",
         "helper-l-eyelashes-1", "helper-l-eyelashes-2", "helper-r-eyelashes-1", "helper-r-eyelashes-2")


@dataclass
class Base:
    """The base mesh: vertices, quads by group, and where joints are."""

    vertices: np.ndarray  # (n, 3) float32
    quads: dict[str, np.ndarray]  # group -> (m, 4) int32
    joints: dict[str, np.ndarray]  # joint name -> vertex numbers of its marker cube
    targets: dict[str, tuple[np.ndarray, np.ndarray]]  # name -> (vertex numbers, deltas)
    texcoord: np.ndarray = field(default=None)  # (n, 2), one per vertex (the last one seen)

    def joint(self, name: str, vertices: np.ndarray | None = None) -> np.ndarray:
        """The joint's place on a morphed copy of the mesh, or on the base mesh itself."""
        v = self.vertices if vertices is None else vertices
        return v[self.joints[name]].mean(axis=0)

    def morph(self, weights: dict[str, float]) -> np.ndarray:
        """The base mesh moved by weight x delta of every target named."""
        out = self.vertices.copy()
        for name, weight in weights.items():
            if weight:
                index, delta = self.targets[name]
                out[index] += np.float32(weight) * delta
        return out


def load(folder: Path) -> Base:
    """Reads base.obj.gz and targets.npz from `folder`."""
    vertices, coords, quads, groups = [], [], {}, ""
    texture = {}
    with gzip.open(folder / "base.obj.gz", "rt") as lines:
        for line in lines:
            head, _, rest = line.partition(" ")
            if head == "v":
                vertices.append([float(x) for x in rest.split()])
            elif head == "vt":
                coords.append([float(x) for x in rest.split()[:2]])
            elif head in ("g", "o"):
                groups = rest.strip()
            elif head == "f":
                corners = [c.split("/") for c in rest.split()]
                quad = [int(c[0]) - 1 for c in corners]
                quads.setdefault(groups, []).append(quad if len(quad) == 4 else quad + quad[-1:])
                for c in corners:
                    if len(c) > 1 and c[1]:
                        texture[int(c[0]) - 1] = int(c[1]) - 1
    packed = np.load(folder / "targets.npz")
    offsets, index, delta = packed["offsets"], packed["vertex"], packed["delta"].astype(np.float32)
    targets = {str(n): (index[offsets[k]:offsets[k + 1]], delta[offsets[k]:offsets[k + 1]])
               for k, n in enumerate(packed["names"])}
    array = {g: np.array(q, dtype=np.int32) for g, q in quads.items()}
    uv = np.zeros((len(vertices), 2), np.float32)
    for vertex, coord in texture.items():
        uv[vertex] = coords[coord]
    return Base(np.array(vertices, dtype=np.float32), array,
                {g: np.unique(q) for g, q in array.items() if g.startswith("joint-")}, targets, uv)


@dataclass
class Surface:
    """A part of the mesh, subdivided once by Catmull and Clark's rule as one sparse matrix."""

    source: np.ndarray  # vertices of the base mesh this part uses
    refine: sp.csr_matrix  # (fine vertices) x (source vertices)
    triangles: np.ndarray  # (t, 3) int32 into fine vertices
    gather: sp.csr_matrix  # (fine vertices) x (triangles): sums triangle normals

    def points(self, vertices: np.ndarray) -> np.ndarray:
        """The fine vertices for a morphed base mesh, or of any per-vertex quantity."""
        return self.refine @ vertices[self.source]

    def normals(self, points: np.ndarray) -> np.ndarray:
        """Area-weighted unit normals at the fine vertices."""
        a, b, c = (points[self.triangles[:, k]] for k in range(3))
        n = self.gather @ np.cross(b - a, c - a)
        return (n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def subdivide(quads: np.ndarray, levels: int = 1) -> Surface:
    """Catmull-Clark, `levels` times; borders are kept as they are."""
    source, local = np.unique(quads, return_inverse=True)
    local = local.reshape(quads.shape)
    total = sp.identity(len(source), format="csr", dtype=np.float32)
    for _ in range(levels):
        step, local = _once(local, total.shape[0])
        total = (step @ total).tocsr()
    triangles = np.concatenate([local[:, [0, 1, 2]], local[:, [0, 2, 3]]]).astype(np.int32)
    count = total.shape[0]
    rows = triangles.ravel()
    columns = np.repeat(np.arange(len(triangles)), 3)
    gather = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), (count, len(triangles)))
    return Surface(source, total.astype(np.float32), triangles, gather)


def _once(quads: np.ndarray, count: int) -> tuple[sp.csr_matrix, np.ndarray]:
    faces = len(quads)
    pairs = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)
    edges, edge_of, uses = np.unique(np.sort(pairs, axis=1), axis=0, return_inverse=True, return_counts=True)
    edge_of = edge_of.reshape(faces, 4)
    border = uses == 1
    face = sp.csr_matrix((np.full(faces * 4, 0.25), (np.repeat(np.arange(faces), 4), quads.ravel())), (faces, count))
    ends = sp.csr_matrix((np.full(len(edges) * 2, 0.5), (np.repeat(np.arange(len(edges)), 2), edges.ravel())),
                         (len(edges), count))
    beside = sp.csr_matrix((np.full(faces * 4, 0.5), (edge_of.ravel(), np.repeat(np.arange(faces), 4))),
                           (len(edges), faces))
    inner = sp.diags((~border).astype(float))
    edge = sp.diags(border.astype(float)) @ ends + inner @ (0.5 * ends + 0.5 * beside @ face)
    valence = np.bincount(edges.ravel(), minlength=count).astype(float)
    touch = sp.csr_matrix((np.ones(faces * 4), (quads.ravel(), np.repeat(np.arange(faces), 4))), (count, faces))
    spoke = sp.csr_matrix((np.ones(len(edges) * 2), (edges.ravel(), np.repeat(np.arange(len(edges)), 2))),
                          (count, len(edges)))
    around = np.asarray(touch.sum(axis=1)).ravel()
    on_border = np.zeros(count, bool)
    on_border[edges[border].ravel()] = True
    per_face = sp.diags(1 / np.maximum(around, 1)) @ touch @ face
    per_edge = sp.diags(1 / np.maximum(valence, 1)) @ spoke @ ends
    n = np.maximum(valence, 3)
    smooth = (sp.diags(1 / n) @ per_face + sp.diags(2 / n) @ per_edge + sp.diags((n - 3) / n))
    keep = sp.diags(on_border.astype(float))
    vertex = keep + sp.diags((~on_border).astype(float)) @ smooth
    step = sp.vstack([vertex, edge, face]).tocsr()
    corner, here = quads, edge_of + count
    centre = (np.arange(faces) + count + len(edges))[:, None].repeat(4, axis=1)
    fine = np.stack([corner, here, centre, np.roll(here, 1, axis=1)], axis=2).reshape(-1, 4)
    return step, fine
