"""The level square: a face cut as the product cuts it around what a detector says, turned until the eyes are level.

Coordinates are the product's: pixel (0, 0) covers 0..1, so that the centre of pixel i lies at i + 0.5.
"""

import cv2
import numpy as np

# Side of the square, in longer sides of the box: models/manifest.toml, `crop` of the landmark network and the mesh.
FACTOR = 1.5


def square(box, eyes, size):
    """From pixels of the level square (`size` a side) to the picture's: a 2×3 matrix, as the product's `level_square`."""
    side = FACTOR * max(box[2:])
    dx, dy = eyes[1] - eyes[0]
    apart = max(np.hypot(dx, dy), 1e-6)
    a, b = side / size * dx / apart, side / size * dy / apart
    turn = np.array([[a, -b], [b, a]])
    return np.concatenate([turn, (box[:2] + box[2:] / 2 - turn @ [size / 2, size / 2])[:, None]], 1)


def cut(picture, to_picture, size, border=cv2.BORDER_CONSTANT):
    """That square. Where it shrinks by more than two the picture is shrunk first, so that nothing aliases."""
    scale = float(np.hypot(*to_picture[:, 0]))
    if scale > 2:
        to_picture, height, width = to_picture.copy(), *picture.shape[:2]
        less = (max(1, round(width * 2 / scale)), max(1, round(height * 2 / scale)))
        picture = cv2.resize(picture, less, interpolation=cv2.INTER_AREA)
        to_picture *= [[less[0] / width], [less[1] / height]]
    matrix = to_picture.copy()
    # To indices of pixels, whose centres OpenCV calls whole numbers.
    matrix[:, 2] += to_picture[:, :2] @ [0.5, 0.5] - 0.5
    return cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                          borderMode=border)


def inside(points, to_picture):
    """Points of the picture in pixels of the square."""
    return (points - to_picture[:, 2]) @ np.linalg.inv(to_picture[:, :2]).T
