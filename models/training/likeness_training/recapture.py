"""Presentation attacks from stills: the picture shown on a screen, printed, or cut out as a mask, and filmed again.

All take and give BGR uint8. Amounts are choices that look like the attacks, not measurements of them.
"""

import cv2
import numpy as np

from . import changes
from .masks import OVAL, hull, odd, smooth_noise
from .warp import lay_over

# Points around each eye: holes of a mask.
LEFT_EYE = [33, 133, 159, 145]
RIGHT_EYE = [362, 263, 386, 374]


def screen(rng, picture):
    """A display filmed: lifted black, its own white, pixels that beat with the camera's, refresh bands, glare."""
    height, width = picture.shape[:2]
    lit = (picture / 255.0).astype(np.float32) ** rng.uniform(0.85, 1.3)
    # Blue, green, red: displays are cooler than rooms.
    lit = lit * rng.uniform([0.95, 0.9, 0.8], [1.15, 1.05, 1.0]).astype(np.float32)
    lit = rng.uniform(0.02, 0.12) + lit * rng.uniform(0.75, 1.0)
    if rng.random() < 0.7:
        lit *= moire(rng, height, width)[..., None]
    if rng.random() < 0.4:
        # A refresh band rolls over rows.
        rows = np.arange(height) / height
        wave = np.sin(2 * np.pi * (rows * rng.uniform(0.7, 5) + rng.random()))
        lit *= (1 - rng.uniform(0.02, 0.15) * (wave > rng.uniform(-0.5, 0.8)))[:, None, None].astype(np.float32)
    if rng.random() < 0.35:
        lit = glare(rng, lit)
    shown = changes.clipped(lit * 255)
    if rng.random() < 0.5:
        levels = int(rng.integers(24, 64))
        shown = changes.clipped(np.round(shown / 255.0 * levels) / levels * 255)
    return cv2.GaussianBlur(shown, (0, 0), rng.uniform(0.3, 1.3))


def moire(rng, height, width):
    """The beat of two grids: waves whose frequency and direction bend slowly over the picture."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    bend = smooth_noise(rng, (height, width), 3, rng.uniform(0, 2.5))
    waves = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        angle, period = rng.uniform(0, np.pi), np.exp(rng.uniform(np.log(2.2), np.log(25)))
        waves += np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period + bend)
    return 1 + rng.uniform(0.015, 0.12) * waves


def glare(rng, lit):
    """A soft bright spot of some lamp or window."""
    height, width = lit.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    centre, radius = rng.uniform(0, 1, 2) * (width, height), rng.uniform(0.1, 0.5) * width
    spot = np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * radius**2))
    return lit + rng.uniform(0.1, 0.5) * spot[..., None]


def paper(rng, picture):
    """A print: narrow contrast, halftone, grain, bent light."""
    height, width = picture.shape[:2]
    lit = picture / np.float32(255)
    low, high = rng.uniform(0.05, 0.2), rng.uniform(0.75, 0.95)
    lit = low + lit * (high - low)
    grey = lit.mean(2, keepdims=True)
    lit = grey + (lit - grey) * rng.uniform(0.5, 1.0)
    if rng.random() < 0.5:
        y, x = np.mgrid[:height, :width].astype(np.float32)
        angle, period = rng.uniform(0, np.pi / 2), rng.uniform(2.2, 5)
        u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        dots = np.sin(2 * np.pi * u / period) * np.sin(2 * np.pi * v / period)
        lit = lit + rng.uniform(0.02, 0.1) * dots[..., None]
    grain = cv2.GaussianBlur(rng.standard_normal((height, width), np.float32), (0, 0), rng.uniform(0.5, 1.2))
    lit = lit + rng.uniform(0.01, 0.05) * grain[..., None]
    # A sheet bends about one axis; light follows.
    angle = rng.uniform(0, np.pi)
    y, x = np.mgrid[:height, :width].astype(np.float32) / max(height, width)
    along = x * np.cos(angle) + y * np.sin(angle)
    lit = lit * (1 + rng.uniform(0, 0.25) * np.sin(np.pi * along * rng.uniform(0.5, 2) + rng.uniform(0, 6)))[..., None]
    return cv2.GaussianBlur(changes.clipped(lit * 255), (0, 0), rng.uniform(0.3, 1.0))


def mask(rng, picture, points, donor, donor_points):
    """A printed face worn over one's own: hard edges, a shadow below, often holes for the eyes."""
    printed = paper(rng, lay_over(donor, donor_points, points, picture.shape))
    width = float(np.ptp(points[OVAL, 0]))
    chosen = points[OVAL] + rng.normal(0, 0.02 * width, (len(OVAL), 2))
    cover = hull(picture.shape, chosen.astype(np.float32))
    if rng.random() < 0.7:
        for eye in (LEFT_EYE, RIGHT_EYE):
            hole = points[eye].mean(0) + (points[eye] - points[eye].mean(0)) * rng.uniform(1.1, 1.7)
            cover -= hull(picture.shape, hole)
    cover = np.clip(cover, 0, 1)
    size = odd(0.06 * width)
    shadow = cv2.GaussianBlur(cover, (size, size), 0) * (1 - cover) * rng.uniform(0, 0.6)
    under = picture * (1 - shadow[..., None])
    edge = cv2.GaussianBlur(cover, (3, 3), 0)[..., None]
    return changes.clipped(printed * edge + under * (1 - edge))


def bordered(rng, picture):
    """A device or sheet that ends within the picture: the rest is a room out of focus."""
    height, width = picture.shape[:2]
    room = cv2.GaussianBlur(np.roll(picture[:, ::-1], int(rng.integers(width)), 1), (0, 0), 0.06 * width)
    room = changes.clipped(room * rng.uniform(0.4, 1.3))
    margin = rng.uniform(0.0, 0.12, 4) * (width, height, width, height)
    corners = np.float32([[margin[0], margin[1]], [width - margin[2], margin[1]],
                          [width - margin[2], height - margin[3]], [margin[0], height - margin[3]]])
    corners += rng.normal(0, 0.015 * width, corners.shape).astype(np.float32)
    whole = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    matrix = cv2.getPerspectiveTransform(whole, corners)
    shown = cv2.warpPerspective(picture, matrix, (width, height))
    inside = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, (width, height))
    if rng.random() < 0.6:
        # A bezel, or the white border of a print.
        ring = cv2.dilate(inside, np.ones((odd(rng.uniform(0.03, 0.1) * width),) * 2)) - inside
        room = changes.clipped(room * (1 - ring[..., None]) + ring[..., None] * int(rng.choice((12, 30, 235))))
    return changes.clipped(shown * inside[..., None] + room * (1 - inside[..., None]))


def presented(rng, picture, points, donor, donor_points):
    """One attack of a kind drawn at random: screen, print or mask."""
    kind = rng.choice(3, p=(0.5, 0.3, 0.2))
    if kind == 2:
        return mask(rng, picture, points, donor, donor_points)
    shown = (screen, paper)[kind](rng, picture)
    return bordered(rng, shown) if rng.random() < 0.4 else shown
