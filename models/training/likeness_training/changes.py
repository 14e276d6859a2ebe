"""Changes that tell two pictures of one face apart: colour, resolution, sharpness, compression.

All take and give BGR uint8 and draw what they do from `rng`.
"""

import cv2
import numpy as np

DOWN = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_AREA)
UP = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4, cv2.INTER_LINEAR)


def clipped(values):
    return np.clip(values, 0, 255).astype(np.uint8)


def colour(rng, picture):
    """Gain and offset per channel, gamma, and saturation."""
    table = np.arange(256, dtype=np.float32)
    gamma = rng.uniform(0.85, 1.18)
    gains, offsets = rng.uniform(0.88, 1.12) * rng.uniform(0.93, 1.07, 3), rng.uniform(-12, 12, 3)
    tables = [clipped(255 * (table / 255) ** gamma * g + o) for g, o in zip(gains, offsets, strict=True)]
    picture = cv2.LUT(picture, np.stack(tables, -1)[None].transpose(1, 0, 2).copy())
    if rng.random() < 0.5:
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[..., None].astype(np.float32)
        picture = clipped(grey + (picture - grey) * rng.uniform(0.7, 1.3))
    return picture


def resolution(rng, picture, low=0.25, high=0.75):
    """Down to a share of the size and back up: a face painted at fewer pixels than the frame has."""
    height, width = picture.shape[:2]
    share = rng.uniform(low, high)
    small = cv2.resize(picture, (max(8, round(width * share)), max(8, round(height * share))),
                       interpolation=int(rng.choice(DOWN)))
    return cv2.resize(small, (width, height), interpolation=int(rng.choice(UP)))


def sharpen(rng, picture):
    """Unsharp mask, up to what face restorers leave behind."""
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.7, 2.2))
    amount = rng.uniform(0.3, 1.8)
    return cv2.addWeighted(picture, 1 + amount, soft, -amount, 0)


def smooth(rng, picture):
    """Blur, or a filter that keeps edges, as decoders and beauty filters do."""
    kind = rng.integers(3)
    if kind == 0:
        return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 1.6))
    if kind == 1:
        return cv2.bilateralFilter(picture, 5, rng.uniform(15, 50), 3)
    return cv2.medianBlur(picture, 3)


def jpeg(rng, picture, low=35, high=95):
    """One JPEG pass at a random quality."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(low, high + 1))]
    return cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR)


def noise(rng, picture, most=8.0):
    """Sensor noise: the same for all channels in part, stronger in the light."""
    level = rng.uniform(0.5, most)
    field = rng.standard_normal(picture.shape[:2], np.float32)[..., None]
    if rng.random() < 0.5:
        field = 0.6 * field + 0.6 * rng.standard_normal(picture.shape, np.float32)
    return clipped(picture + field * level * (0.5 + picture / 255.0))


# What one of the two pictures of a pair goes through, and how often.
SOURCE_CHANGES = ((colour, 0.75), (resolution, 0.45), (sharpen, 0.25), (smooth, 0.2), (jpeg, 0.25), (noise, 0.12))


def different(rng, picture):
    """At least one change, mostly several."""
    done = 0
    while not done:
        for change, share in SOURCE_CHANGES:
            if rng.random() < share:
                picture, done = change(rng, picture), done + 1
    return picture
