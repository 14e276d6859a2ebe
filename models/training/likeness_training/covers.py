"""What may lie before a face: a bar of one colour, drawn glasses, a drawn beard."""

import cv2
import numpy as np

from .masks import JAW, MOUTH, hull


def covered(rng, picture):
    """A rectangle of one colour over a part: hand, microphone, hair."""
    picture, side = picture.copy(), picture.shape[0]
    corner, size = rng.integers(0, side, 2), rng.integers(side // 8, side // 3, 2)
    picture[corner[0] : corner[0] + size[0], corner[1] : corner[1] + size[1]] = rng.integers(0, 256, 3)
    return picture


def glasses(rng, picture, points):
    """Dark or pale rings, or filled lenses, around the eyes."""
    picture = picture.copy()
    apart = np.linalg.norm(points[1] - points[0])
    colour = tuple(int(v) for v in rng.integers(0, 90, 3))
    radii = (max(2, int(apart * rng.uniform(0.25, 0.4))), max(2, int(apart * rng.uniform(0.2, 0.35))))
    filled, width = rng.random() < 0.3, max(1, int(apart * rng.uniform(0.02, 0.08)))
    for eye in points[:2]:
        cv2.ellipse(picture, tuple(int(v) for v in eye), radii, 0, 0, 360, colour, -1 if filled else width)
    return picture


# Mesh points below the nose, where a moustache begins.
UNDER_NOSE = [98, 2, 327]
# Strands of a beard for each of its pixels: from stubble to where no skin shines through, by eye.
STRANDS = (0.03, 0.25)


def bearded(rng, picture, points):
    """Strands of one colour, more or less, over chin, cheeks and upper lip; `points`: the mesh's in pixels."""
    picture, nose = picture.copy(), points[UNDER_NOSE[1]]
    # How high up the cheeks, and how far below the chin.
    ends, grown = int(rng.integers(1, 6)), rng.uniform(1.0, 1.35)
    jaw = (points[JAW[ends:-ends]] - nose) * grown + nose
    mask = hull(picture.shape, np.concatenate([jaw, points[UNDER_NOSE]]))
    mask[hull(picture.shape, points[MOUTH]) > 0] = 0
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return picture
    count = int(len(rows) * rng.uniform(*STRANDS))
    at = rng.integers(0, len(rows), count)
    angle, length = rng.normal(np.pi / 2, 0.6, count), rng.uniform(2, 0.08 * picture.shape[0], count)
    step = np.stack([np.cos(angle), np.sin(angle)], 1) * length[:, None]
    start = np.stack([columns[at], rows[at]], 1)
    shade = np.clip(rng.uniform(5, 130) * rng.uniform(0.7, 1.1, 3) + rng.normal(0, rng.uniform(5, 50), (count, 1)), 0, 255)
    thick = int(rng.integers(1, 3))
    for a, b, colour in zip(start, (start + step).round().astype(int), shade, strict=True):
        cv2.line(picture, tuple(map(int, a)), tuple(map(int, b)), tuple(map(float, colour)), thick, cv2.LINE_AA)
    return picture
