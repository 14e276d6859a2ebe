"""A face bent onto the shape of another: piecewise affine over a mesh, or smoothly. Colours matched in Lab."""

import cv2
import numpy as np

# Control points of the smooth bend: outline, eyes, nose, mouth. All 468 would make the linear system
# large without changing the shape much.
CONTROL = [10, 297, 284, 389, 454, 361, 397, 378, 152, 149, 172, 132, 234, 162, 54, 67, 33, 133, 159, 145, 362,
           263, 386, 374, 70, 105, 107, 336, 334, 300, 168, 4, 2, 129, 358, 61, 291, 0, 17, 13, 14]
# The bend is computed on a raster this many pixels apart and interpolated between.
RASTER_PX = 8


def triangles(points, size):
    """Delaunay triangles of points as index triples. `size`: width, height that holds them all."""
    box = cv2.Subdiv2D((-size[0], -size[1], 3 * size[0], 3 * size[1]))
    index = {}
    for i, point in enumerate(points):
        key = tuple(np.float32(point).tolist())
        if key not in index:
            index[key] = i
            box.insert(key)
    found = []
    for flat in box.getTriangleList():
        corners = [index.get(tuple(c)) for c in flat.reshape(3, 2).tolist()]
        if None not in corners:
            found.append(corners)
    return np.array(found)


def piecewise(picture, points, onto, shape, faces):
    """Each triangle of `faces` moved from `points` to `onto`; black elsewhere. Returns picture and cover."""
    corners = onto[faces].astype(np.float64)
    square = np.concatenate([corners, np.ones((len(faces), 3, 1))], 2)
    # A triangle without area shows nothing, and has no inverse.
    area = np.abs(np.linalg.det(square))
    keep = area > 1e-3
    matrices = np.linalg.solve(square[keep], points[faces[keep]].astype(np.float64))
    which = np.zeros(shape[:2], np.int32)
    for number, triangle in enumerate(np.round(corners[keep] * 16).astype(np.int32), 1):
        cv2.fillConvexPoly(which, triangle, number, cv2.LINE_8, 4)
    cover = (which > 0).astype(np.uint8)
    y, x = np.nonzero(which)
    at = np.stack([x, y, np.ones_like(x)], 1)
    maps = np.full((*shape[:2], 2), -1, np.float32)
    maps[y, x] = np.einsum("nk,nkc->nc", at, matrices[which[y, x] - 1])
    canvas = cv2.remap(picture, maps, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return canvas * cover[..., None], cover


def lay_over(picture, points, onto, shape):
    """The whole picture bent smoothly (thin plates over 41 points) so that `points` land on `onto`."""
    a, b = onto[CONTROL].astype(np.float64), points[CONTROL].astype(np.float64)
    count = len(a)
    system = np.zeros((count + 3, count + 3))
    # A little ridge keeps the plate from folding where two landmarks nearly meet.
    system[:count, :count] = plate(a, a) + 1e-3 * shape[0] ** 2 * np.eye(count)
    system[:count, count] = system[count, :count] = 1
    system[:count, count + 1 :] = a
    system[count + 1 :, :count] = a.T
    weights = np.linalg.solve(system, np.concatenate([b, np.zeros((3, 2))]))
    rows, columns = (-(-n // RASTER_PX) + 1 for n in shape[:2])
    y, x = np.mgrid[:rows, :columns] * float(RASTER_PX)
    raster = np.stack([x.ravel(), y.ravel()], 1)
    maps = np.concatenate([plate(raster, a), np.ones((len(raster), 1)), raster], 1) @ weights
    maps = maps.reshape(rows, columns, 2).astype(np.float32)
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32) / RASTER_PX
    maps = cv2.remap(maps, x, y, cv2.INTER_LINEAR)
    return cv2.remap(picture, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def plate(a, b):
    """The thin plate's kernel r² ln r between two lists of points."""
    squared = ((a[:, None] - b[None]) ** 2).sum(-1)
    return 0.5 * squared * np.log(np.maximum(squared, 1e-9))


def match_colour(source, target, mask, strength=1.0):
    """Mean and spread of each Lab channel within the mask moved from `source` towards `target`."""
    inside = mask > 0.5
    if not inside.any():
        return source
    a, b = (cv2.cvtColor(p, cv2.COLOR_BGR2LAB).astype(np.float32) for p in (source, target))
    mean_a, mean_b = a[inside].mean(0), b[inside].mean(0)
    # Spread is held within a factor of two: a cast shadow must not turn a face into a mask.
    ratio = np.clip((b[inside].std(0) + 1) / (a[inside].std(0) + 1), 0.5, 2.0)
    moved = (a - mean_a) * ratio + mean_b
    out = np.clip(a + strength * (moved - a), 0, 255).astype(np.uint8)
    return cv2.cvtColor(out, cv2.COLOR_LAB2BGR)
