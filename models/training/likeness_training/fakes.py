"""Forgeries from stills: a face blended into itself, another person's face laid over it, a face drawn anew.

Each function returns a fake of `picture`. The originals of a pair stay untouched, so that all a network can
learn is the forgery's trace.
"""

import cv2
import numpy as np

from . import changes
from .masks import OVAL, blend_mask, hull, odd, warp_field
from .warp import lay_over, match_colour


def self_blended(rng, picture, points):
    """Source and target are one picture; one of them is changed, the source is also moved and bent."""
    source, target = picture, picture
    if rng.random() < 0.5:
        source = changes.different(rng, source)
    else:
        target = changes.different(rng, target)
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 0.8), rng.uniform(0.95, 1.05))
    matrix[:, 2] += rng.uniform(-0.03, 0.03, 2) * (width, height)
    x, y = warp_field(rng, picture.shape, 5, rng.uniform(0, 1.2))
    maps = [m.astype(np.float32) for m in (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2],
                                           matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2])]
    source = cv2.remap(source, *maps, int(rng.choice(changes.UP)), borderMode=cv2.BORDER_REFLECT_101)
    mask, _ = blend_mask(rng, picture.shape, points)
    return mixed(source, target, mask)


def swapped(rng, picture, points, donor, donor_points):
    """Another person's face bent to this one's shape, at a swapper's own resolution, in matched colours."""
    share = rng.uniform(64, 256) / max(64.0, 1.3 * float(np.ptp(points[OVAL, 0])))
    bent = lay_over(donor, donor_points, points, picture.shape)
    if rng.random() < 0.9:
        bent = match_colour(bent, picture, hull(picture.shape, points[OVAL]), rng.uniform(0.7, 1.0))
    if share < 1:
        bent = changes.resolution(rng, bent, share, min(1.0, share + 0.05))
    if rng.random() < 0.35:
        bent = changes.sharpen(rng, bent)
    if rng.random() < 0.25:
        bent = changes.smooth(rng, bent)
    mask, _ = blend_mask(rng, picture.shape, points)
    return mixed(bent, picture, mask)


def redrawn(rng, picture, points):
    """A crop as an encoder and decoder give it back: bent, without noise, with traces of its upsampling.

    Half the time only the face is replaced, under a wide soft border; else everything is.
    """
    maps = warp_field(rng, picture.shape, int(rng.integers(3, 7)), rng.uniform(0.8, 4.0))
    drawn = cv2.remap(picture, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    for _ in range(int(rng.integers(1, 3))):
        drawn = changes.smooth(rng, drawn)
    kind = rng.integers(3)
    if kind == 0:
        drawn = zero_insertion(rng, drawn)
    elif kind == 1:
        drawn = changes.resolution(rng, drawn, 0.4, 0.8)
    else:
        drawn = without_details(rng, drawn)
    if rng.random() < 0.5:
        drawn = changes.sharpen(rng, drawn)
    if rng.random() < 0.3:
        drawn = changes.colour(rng, drawn)
    if rng.random() < 0.5:
        return drawn
    size = odd(rng.uniform(0.1, 0.3) * np.ptp(points[OVAL, 0]))
    return mixed(drawn, picture, cv2.GaussianBlur(hull(picture.shape, points[OVAL]), (size, size), 0))


def zero_insertion(rng, picture):
    """Half size, then up as a transposed convolution does: zeros between, an uneven kernel over them."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    wide = np.zeros((height // 2 * 2, width // 2 * 2, 3), np.float32)
    wide[::2, ::2] = small
    kernel = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16.0
    kernel *= 1 + rng.normal(0, rng.uniform(0.02, 0.12), kernel.shape)
    drawn = cv2.filter2D(wide, -1, kernel * 4 / kernel.sum())
    return cv2.resize(changes.clipped(drawn), (width, height), interpolation=cv2.INTER_LINEAR)


def without_details(rng, picture):
    """Weak details removed from a pyramid's fine levels: what a narrow code cannot carry."""
    base = cv2.GaussianBlur(picture, (0, 0), 1.2).astype(np.float32)
    coarse = cv2.GaussianBlur(base, (0, 0), 2.4)
    limit = rng.uniform(2, 8)
    kept = [np.sign(d) * np.maximum(np.abs(d) - t, 0)
            for d, t in ((picture - base, limit), (base - coarse, limit * 0.6))]
    return changes.clipped(coarse + kept[1] + kept[0] * rng.uniform(0.2, 1.0))


def mixed(source, target, mask):
    """`source` where the mask is 1, `target` where it is 0."""
    mask = mask[..., None]
    return changes.clipped(source * mask + target * (1 - mask) + 0.5)
