"""One still's face over one frame after another: warp, colours, border, all smoothed over time."""

import cv2
import numpy as np

from ..masks import OVAL, hull, odd
from ..warp import match_colour, piecewise, triangles

# Weight of the newest frame in the smoothed mesh: trembling is removed, a turning head is followed.
NEWEST_POINTS = 0.65
# Likewise for the colours of the surroundings, which change slowly.
NEWEST_COLOUR = 0.15
# The inner lips. What lies between them is left to the clip: a still has no teeth to show.
INNER_LIPS = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
# How far the hull is drawn in before its border is blurred, and the blur, as shares of the face's width.
DRAW_IN = 0.05
# What is worked on around the face, as a share of its width: more than any blur reaches.
AROUND = 0.2
FEATHER = 0.12


class Overlay:
    """A still's face, ready to be laid over frames. `face_px`: how many pixels across a swapper paints."""

    def __init__(self, still, points, face_px, sharpening):
        share = face_px / float(np.ptp(points[OVAL, 0]))
        size = (max(16, round(still.shape[1] * share)), max(16, round(still.shape[0] * share)))
        how = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
        self.still = cv2.resize(still, size, interpolation=how)
        self.points = (points + 0.5) * (size[0] / still.shape[1], size[1] / still.shape[0]) - 0.5
        self.sharpening = sharpening
        corners = triangles(self.points, size)
        lips = set(INNER_LIPS)
        self.faces = np.array([c for c in corners if not set(c) <= lips])
        self.smoothed = self.look = None

    def __call__(self, frame, points):
        """The frame with the face laid over B's mesh `points`; without points, the frame as it is."""
        if points is None:
            # Whoever has been lost is not smoothed into when found again.
            self.smoothed = None
            return frame
        if self.smoothed is None:
            self.smoothed = points
        self.smoothed = self.smoothed + NEWEST_POINTS * (points - self.smoothed)
        part = around(self.smoothed, frame.shape)
        changed = frame.copy()
        changed[part] = self.laid(frame[part], self.smoothed - (part[1].start, part[0].start))
        return changed

    def laid(self, frame, onto):
        """The same over the part of a frame that holds the face."""
        bent, cover = piecewise(self.still, self.points, onto, frame.shape, self.faces)
        if self.sharpening:
            soft = cv2.GaussianBlur(bent, (0, 0), 1.5)
            bent = cv2.addWeighted(bent, 1 + self.sharpening, soft, -self.sharpening, 0)
        width = float(np.ptp(onto[OVAL, 0]))
        inside = hull(frame.shape, onto[OVAL]) * cover
        bent = match_colour(bent, self.surroundings(frame, inside), inside)
        kernel = np.ones((odd(DRAW_IN * width),) * 2, np.uint8)
        size = odd(FEATHER * width)
        outer = cv2.GaussianBlur(cv2.erode(hull(frame.shape, onto[OVAL]), kernel), (size, size), 0)
        lips = cv2.GaussianBlur(cover.astype(np.float32), (odd(0.02 * width),) * 2, 0)
        mask = (outer * np.minimum(lips, cover))[..., None]
        return np.clip(bent * mask + frame * (1 - mask) + 0.5, 0, 255).astype(np.uint8)

    def surroundings(self, frame, inside):
        """The frame with the running mean of its face colours, so that matching does not flicker."""
        chosen = inside > 0.5
        if not chosen.any():
            return frame
        mean = frame[chosen].mean(0)
        self.look = mean if self.look is None else self.look + NEWEST_COLOUR * (mean - self.look)
        return np.clip(frame + (self.look - mean), 0, 255).astype(np.uint8)


def around(points, shape):
    """Rows and columns that hold the points and a margin, within the picture; never empty."""
    margin = AROUND * float(np.ptp(points[OVAL, 0]))
    low = np.clip(np.floor(points.min(0) - margin), 0, np.array(shape[1::-1]) - 2).astype(int)
    high = np.clip(np.ceil(points.max(0) + margin), low + 2, shape[1::-1]).astype(int)
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))
