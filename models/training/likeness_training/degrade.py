"""What cameras and meetings do to every picture, real or forged: light, blur, noise, size, compression.

A plan is drawn once and can be applied to several pictures, so that original and fake of a pair go through
the same. Where fakes alone were compressed, a network would learn to see compression.
"""

from typing import NamedTuple

import cv2
import numpy as np

from . import changes
from .codec import random_codec, recompress


class Plan(NamedTuple):
    """One camera and one way of transport; `seed` draws noise, which is the same for a pair."""

    seed: int
    light: bool
    scale: float
    motion: tuple[float, float] | None
    noise: bool
    video: tuple[str, int, float] | None
    jpegs: int
    squeeze: float


# Share of pictures that go through a video codec: the dearest part of a sample, a few milliseconds.
VIDEO = 0.45


def plan(rng, video_share=VIDEO):
    """Shares are choices, not measurements: a third of all pictures stays nearly clean."""
    video = None
    if rng.random() < video_share:
        video = (*random_codec(rng), float(rng.uniform(0, 1.5)))
    return Plan(
        seed=int(rng.integers(2**31)),
        light=bool(rng.random() < 0.4),
        # How many pixels the camera gives the face, as a share of the picture's.
        scale=float(rng.uniform(0.3, 1.0)) if rng.random() < 0.55 else 1.0,
        motion=(float(rng.uniform(2, 6)), float(rng.uniform(0, np.pi))) if rng.random() < 0.12 else None,
        noise=bool(rng.random() < 0.35),
        video=video,
        jpegs=int(rng.integers(1, 3)) if video is None and rng.random() < 0.5 else 0,
        # Broadcast and DV have pixels that are not square, and scalers repair them.
        squeeze=float(rng.uniform(0.75, 1.0)) if rng.random() < 0.15 else 1.0,
    )


def apply(what, picture):
    """The picture after `what`, at the size the camera gave it."""
    rng = np.random.default_rng(what.seed)
    height, width = picture.shape[:2]
    if what.light:
        picture = light(rng, picture)
    # Even sizes, as the chroma planes of video want them.
    size = (max(32, round(width * what.scale * what.squeeze / 2) * 2),
            max(32, round(height * what.scale / 2) * 2))
    if size != (width, height):
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    if what.motion is not None:
        picture = motion_blur(picture, *what.motion)
    if what.noise:
        picture = changes.noise(rng, picture)
    for _ in range(what.jpegs):
        # A shifted grid, as a picture that was cut between two compressions.
        shift = int(rng.integers(0, 8))
        picture = np.roll(changes.jpeg(rng, np.roll(picture, shift, (0, 1)), 40, 95), -shift, (0, 1))
    if what.video is not None:
        picture = video(rng, picture, *what.video)
    if what.squeeze != 1.0:
        picture = cv2.resize(picture, (size[1], size[1]), interpolation=cv2.INTER_LINEAR)
    return picture


def light(rng, picture):
    """Exposure, gamma and a colour cast; now and then a lamp from one side."""
    table = np.arange(256, dtype=np.float32) / 255
    gamma, gain = np.exp(rng.normal(0, 0.25)), rng.uniform(0.55, 1.15)
    cast = rng.uniform(0.9, 1.1, 3)
    tables = [changes.clipped(255 * gain * c * table**gamma) for c in cast]
    picture = cv2.LUT(picture, np.stack(tables, -1)[None].transpose(1, 0, 2).copy())
    if rng.random() < 0.3:
        ramp = np.linspace(rng.uniform(0.5, 1), rng.uniform(0.7, 1.2), picture.shape[1], dtype=np.float32)
        ramp = ramp[:: int(rng.choice((-1, 1)))]
        picture = changes.clipped(picture * ramp[None, :, None])
    return picture


def motion_blur(picture, length, angle):
    """A straight smear of `length` pixels."""
    side = int(np.ceil(length)) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    centre = side // 2
    step = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    a, b = (tuple(int(v) for v in np.round((centre + s * step) * 16)) for s in (-1, 1))
    cv2.line(kernel, a, b, 1.0, 1, cv2.LINE_AA, 4)
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def video(rng, picture, codec, quantiser, motion):
    """The second of two frames that differ by a small shift: a predicted frame with its skipped blocks."""
    frames = [picture]
    if motion > 0.3:
        shift = np.float32([[1, 0, rng.normal(0, motion)], [0, 1, rng.normal(0, motion)]])
        before = cv2.warpAffine(picture, shift, picture.shape[1::-1], borderMode=cv2.BORDER_REFLECT_101)
        frames = [before, picture]
    return recompress(frames, codec, quantiser)
