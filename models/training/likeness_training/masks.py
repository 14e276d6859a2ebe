"""Which part of a face is replaced: hulls of mesh points, deformed, moved in or out, blurred, see-through.

Indices are MediaPipe's. A region is the convex hull of its points.
"""

import cv2
import numpy as np

OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148,
        176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
BROWS = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300]
JAW = [454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234]
EYES = [33, 133, 362, 263, 159, 145, 386, 374, 46, 276, 70, 63, 105, 336, 296, 334, 300, 107]
MOUTH = [61, 291, 0, 17, 37, 267, 84, 314, 40, 270, 91, 321]
NOSE = [168, 6, 197, 4, 2, 98, 327, 64, 294, 129, 358]
# How often which region is taken. The whole face is what swaps replace; parts are what lip-sync and
# retouching replace.
REGIONS = {
    "face": (0.35, OVAL),
    "inner": (0.25, JAW + BROWS),
    "lower": (0.15, JAW + NOSE[1:5]),
    "mouth": (0.10, MOUTH),
    "eyes": (0.08, EYES),
    "features": (0.07, EYES + MOUTH + NOSE),
}
# How opaque the replaced part is: mostly fully, sometimes half (the recipe of self-blended images).
OPACITY = (0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0)


def hull(shape, points):
    """The convex hull of points, 0..1 float32."""
    mask = np.zeros(shape[:2], np.float32)
    cv2.fillConvexPoly(mask, cv2.convexHull(points.round().astype(np.int32)), 1.0)
    return mask


def smooth_noise(rng, shape, cells, amplitude):
    """A smooth random field: `cells` × `cells` normal values, enlarged by cubic interpolation."""
    grid = rng.normal(0, amplitude, (cells, cells)).astype(np.float32)
    return cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def warp_field(rng, shape, cells, amplitude):
    """Sampling maps of a smooth random warp of about `amplitude` pixels."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return x + smooth_noise(rng, shape, cells, amplitude), y + smooth_noise(rng, shape, cells, amplitude)


def blend_mask(rng, shape, points):
    """A random soft mask, and the name of its region. `points`: 468 mesh points in pixels."""
    names = list(REGIONS)
    name = names[rng.choice(len(names), p=[REGIONS[n][0] for n in names])]
    chosen = points[REGIONS[name][1]].astype(np.float32)
    scale = float(np.ptp(points[OVAL, 0]))
    if name in ("mouth", "eyes"):
        centre = chosen.mean(0)
        chosen = centre + (chosen - centre) * rng.uniform(1.1, 1.6)
    chosen = chosen + rng.normal(0, 0.015 * scale, chosen.shape)
    mask = hull(shape, chosen)
    if rng.random() < 0.7:
        maps = warp_field(rng, shape, int(rng.integers(4, 9)), 0.03 * scale)
        mask = cv2.remap(mask, *maps, cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        # Blur and cut anew: moves the border in or out by a share of the blur.
        size = odd(rng.uniform(0.05, 0.2) * scale)
        soft = cv2.GaussianBlur(mask, (size, size), 0)
        mask = (soft > rng.uniform(0.2, 0.9)).astype(np.float32)
    size = odd(rng.uniform(0.01, 0.22) * scale)
    mask = cv2.GaussianBlur(mask, (size, size), 0)
    peak = float(mask.max())
    if peak < 0.1:
        return hull(shape, points[OVAL]), "face"
    return mask * np.float32(rng.choice(OPACITY) / peak), name


def odd(value):
    """The next odd number, at least 3: what a blur kernel must be."""
    return max(3, int(value) // 2 * 2 + 1)
