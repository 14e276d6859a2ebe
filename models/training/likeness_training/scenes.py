"""Pictures to learn finding faces from: faces of known place laid onto backgrounds that show none.

Sample i of a seed is always the same, whichever process makes it and after whatever was made before.
"""

import cv2
import numpy as np

from . import changes, degrade
from .covers import bearded
from .masks import odd, smooth_noise

# Most faces in one picture.
MOST = 5
# Mirrored, the image-left eye becomes the image-right one.
MIRRORED = [1, 0, 2, 4, 3]
# Longer side of a face in pixels of the scene.
SMALLEST, LARGEST = 14, 230
# Share of faces that are given a beard: pictures to train on may show few, and where it is taken for features a face
# is found in it. The share is a choice, not a measurement.
BEARDED = 0.15
# A decoy is a picture of a face blurred by this share of its size and more: skin and hair, but no features.
DECOY_BLUR = 0.13


class Scenes:
    """`[i]` gives `uint8[3, size, size]` BGR and `float32[MOST, 15]`: 1, box centre and size, five points."""

    def __init__(self, faces, indices, options, seed):
        self.faces, self.indices, self.options, self.seed = faces, np.asarray(indices), options, seed
        self.size = options["size"]

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, i])
        scene = background(rng, self.size, self.some(rng))
        truth = np.zeros((MOST, 15), np.float32)
        if rng.random() < 0.4:
            body_below = True
            count, low, high = 1, 50, LARGEST
        else:
            body_below = False
            count, low, high = int(rng.choice(MOST + 1, p=(0.08, 0.3, 0.25, 0.17, 0.12, 0.08))), SMALLEST, LARGEST
        taken = []
        for _ in range(int(rng.integers(0, 3))):
            self.decoy(rng, scene, taken)
        for number in range(count):
            scene = self.place(rng, scene, truth[number], taken, (low, high), body_below)
        scene = self.finish(rng, scene)
        return np.ascontiguousarray(scene.transpose(2, 0, 1)), truth

    def some(self, rng):
        """Any picture of the folder."""
        return self.faces.picture(self.indices[rng.integers(len(self.indices))])

    def spot(self, rng, taken, limits):
        """Centre and longer side of a face that hardly meets another one; none after a few tries."""
        for _ in range(6):
            side = float(np.exp(rng.uniform(*np.log(limits))))
            # A face may leave the picture by a fifth of its size.
            reach = max(0.0, self.size / 2 - 0.3 * side)
            centre = self.size / 2 + rng.uniform(-reach, reach, 2)
            if all(np.abs(centre - c).max() > 0.55 * (side + s) for c, s in taken):
                taken.append((centre, side))
                return centre, side
        return None

    def place(self, rng, scene, truth, taken, limits, body_below):
        """Lays one face into the scene and writes its truth."""
        found = self.spot(rng, taken, limits)
        if found is None:
            return scene
        centre, side = found
        index = self.indices[rng.integers(len(self.indices))]
        picture, box, points = self.faces.picture(index), self.faces.boxes[index], self.faces.fives[index].copy()
        if rng.random() < BEARDED:
            picture = bearded(rng, picture, self.faces.points[index])
        if rng.random() < 0.5:
            picture = picture[:, ::-1]
            points[:, 0] = picture.shape[1] - 1 - points[:, 0]
            points, box = points[MIRRORED], box.copy()
            box[0] = picture.shape[1] - box[0] - box[2]
        angle = np.deg2rad(rng.normal(0, 9) if rng.random() < 0.8 else rng.uniform(-40, 40))
        scale = side / float(max(box[2:]))
        turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        middle = box[:2] + box[2:] / 2
        matrix = np.concatenate([turn, (centre - turn @ middle)[:, None]], 1)
        if body_below and rng.random() < 0.6:
            body(rng, scene, centre, side)
        scene = laid(rng, scene, picture, matrix, box, scale)
        points = points @ turn.T + matrix[:, 2]
        if rng.random() < 0.15:
            scene = occluded(rng, scene, centre, side)
        # The upright box around the turned ellipse of the old one.
        half = box[2:] / 2 * scale
        cos, sin = np.cos(angle), np.sin(angle)
        truth[0], truth[1:3] = 1, centre
        truth[3:5] = 2 * np.hypot(half[0] * cos, half[1] * sin), 2 * np.hypot(half[0] * sin, half[1] * cos)
        truth[5:] = points.ravel()
        return scene

    def decoy(self, rng, scene, taken):
        """A part of a picture where no face is to be seen: its corner, one feature enlarged, or all of it blurred."""
        picture, kind = self.some(rng), rng.integers(3)
        side = picture.shape[0]
        if kind == 0:
            part = side // 6
            x, y = (int(rng.choice((0, side - part))) for _ in range(2))
            patch = picture[y : y + part, x : x + part]
        elif kind == 1:
            part = side // 4
            x, y = rng.integers(side // 4, side // 2, 2)
            patch = picture[y : y + part, x : x + part]
        else:
            patch = softened(picture, DECOY_BLUR * rng.uniform(0.7, 1.5), side)
        found = self.spot(rng, taken, (40, 140))
        if found is None:
            return
        centre, size = found
        put(scene, cv2.resize(patch, (int(size), int(size * rng.uniform(0.7, 1.4)))), centre)

    def finish(self, rng, scene):
        """Light, blur, noise, compression: of the whole picture, as one camera takes it."""
        if rng.random() < 0.5:
            scene = degrade.light(rng, scene)
        if rng.random() < 0.08:
            scene = cv2.cvtColor(cv2.cvtColor(scene, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        if rng.random() < 0.25:
            scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.4, 1.8))
        if rng.random() < 0.08:
            scene = degrade.motion_blur(scene, rng.uniform(2, 6), rng.uniform(0, np.pi))
        if rng.random() < 0.15:
            scene = changes.noise(rng, scene, 12.0)
        if rng.random() < 0.4:
            scene = changes.jpeg(rng, scene, 30, 95)
        return scene


def softened(picture, share, size):
    """The picture at `size`, without what is smaller than this share of it."""
    few = max(3, round(1 / share))
    return cv2.resize(cv2.resize(picture, (few, few), interpolation=cv2.INTER_AREA), (size, size),
                      interpolation=cv2.INTER_CUBIC)


def background(rng, size, picture):
    """A room, a texture, a document or shapes of many colours."""
    kind = rng.choice(4, p=(0.35, 0.2, 0.2, 0.25))
    if kind == 0:
        # Out of focus, enlarged: no feature of the face survives.
        room = softened(np.roll(picture, int(rng.integers(picture.shape[1])), 1), rng.uniform(0.08, 0.16), size)
        return shapes(rng, room, int(rng.integers(0, 8)))
    if kind == 1:
        corner = picture[: picture.shape[0] // 6, : picture.shape[1] // 6]
        tiles = cv2.resize(corner, (int(rng.integers(24, 128)),) * 2)
        times = -(-size // tiles.shape[0])
        return np.tile(tiles, (times, times, 1))[:size, :size].copy()
    if kind == 2:
        return document(rng, size)
    base = np.stack([smooth_noise(rng, (size, size), int(rng.integers(2, 24)), rng.uniform(5, 60))
                     for _ in range(3)], -1)
    return shapes(rng, changes.clipped(base + rng.uniform(20, 220, 3)), int(rng.integers(3, 25)))


def shapes(rng, scene, count):
    """Rectangles, ellipses and lines: furniture, windows, lamps."""
    size = scene.shape[0]
    for _ in range(count):
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        a, b = (tuple(int(v) for v in rng.integers(0, size, 2)) for _ in range(2))
        kind, width = rng.integers(3), int(rng.integers(1, 6))
        if kind == 0:
            cv2.rectangle(scene, a, b, colour, -1 if rng.random() < 0.5 else width)
        elif kind == 1:
            radii = tuple(int(v) for v in rng.integers(2, size // 3, 2))
            cv2.ellipse(scene, a, radii, int(rng.integers(180)), 0, 360, colour, -1 if rng.random() < 0.5 else width)
        else:
            cv2.line(scene, a, b, colour, width, cv2.LINE_AA)
    return scene


def document(rng, size):
    """A pale page with fine curves and lines of letters."""
    page = np.full((size, size, 3), rng.integers(150, 256, 3), np.uint8)
    x = np.arange(size)
    for _ in range(int(rng.integers(0, 12))):
        y = rng.uniform(0, size) + rng.uniform(2, 20) * np.sin(x * rng.uniform(0.02, 0.3) + rng.uniform(0, 6))
        colour = tuple(int(v) for v in rng.integers(90, 240, 3))
        cv2.polylines(page, [np.stack([x, y], 1).astype(np.int32)], False, colour, 1, cv2.LINE_AA)
    letters = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
    for _ in range(int(rng.integers(2, 12))):
        words = "".join(rng.choice(letters, int(rng.integers(4, 24))))
        at = tuple(int(v) for v in rng.integers(0, size, 2))
        cv2.putText(page, words, at, cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(0.25, 0.8),
                    tuple(int(v) for v in rng.integers(0, 120, 3)), 1, cv2.LINE_AA)
    return page


def body(rng, scene, centre, side):
    """Neck and shoulders of one colour below the place of a face."""
    colour = tuple(int(v) for v in rng.integers(0, 256, 3))
    below = (int(centre[0]), int(centre[1] + side * rng.uniform(1.2, 1.5)))
    radii = (int(side * rng.uniform(0.8, 1.3)), int(side * rng.uniform(0.5, 0.8)))
    cv2.ellipse(scene, below, radii, 0, 0, 360, colour, -1)


def laid(rng, scene, picture, matrix, box, scale):
    """The picture moved by `matrix`: all of it as a photograph, softly, or the head alone."""
    height, width = picture.shape[:2]
    if scale < 0.5:
        # Area filter before it shrinks; the matrix then begins at the smaller picture.
        picture = cv2.resize(picture, None, fx=2 * scale, fy=2 * scale, interpolation=cv2.INTER_AREA)
        ratio = picture.shape[1] / width
        matrix = np.concatenate([matrix[:, :2] / ratio, matrix[:, 2:]], 1)
    else:
        ratio = 1.0
    # Only the part of the scene that the picture reaches is computed.
    edges = np.array([[0, 0], [picture.shape[1], 0], picture.shape[1::-1], [0, picture.shape[0]]])
    reach = edges @ matrix[:, :2].T + matrix[:, 2]
    left, top = np.clip(np.floor(reach.min(0)).astype(int), 0, scene.shape[0] - 1)
    right, bottom = np.clip(np.ceil(reach.max(0)).astype(int) + 1, 1, scene.shape[0])
    part, size = scene[top:bottom, left:right], (int(right - left), int(bottom - top))
    matrix = matrix - [[0, 0, left], [0, 0, top]]
    cover = np.zeros(picture.shape[:2], np.float32)
    kind = rng.random()
    if kind < 0.35:
        cover[:] = 1
    elif kind < 0.6:
        edge = max(2, int(0.06 * cover.shape[0]))
        cover[edge:-edge, edge:-edge] = 1
        cover = cv2.blur(cover, (odd(2 * edge),) * 2)
    else:
        middle, radii = (box[:2] + box[2:] / 2) * ratio, box[2:] * ratio * rng.uniform(0.56, 0.72, 2)
        cv2.ellipse(cover, tuple(int(v) for v in middle), tuple(int(v) for v in radii), 0, 0, 360, 1.0, -1)
        cover = cv2.blur(cover, (odd(0.06 * cover.shape[0]),) * 2)
    shown = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR)
    weight = cv2.warpAffine(cover, matrix, size, flags=cv2.INTER_LINEAR)[..., None]
    scene[top:bottom, left:right] = changes.clipped(shown * weight + part * (1 - weight) + 0.5)
    return scene


def occluded(rng, scene, centre, side):
    """Something of one colour before a part of the face: hand, mask, microphone, hair."""
    at = centre + rng.uniform(-0.4, 0.4, 2) * side
    radii = tuple(int(v) for v in np.maximum(1, rng.uniform(0.08, 0.28, 2) * side))
    colour = tuple(int(v) for v in rng.integers(0, 256, 3))
    if rng.random() < 0.5:
        cv2.ellipse(scene, tuple(int(v) for v in at), radii, int(rng.integers(180)), 0, 360, colour, -1)
    else:
        a, b = at - radii, at + radii
        cv2.rectangle(scene, tuple(int(v) for v in a), tuple(int(v) for v in b), colour, -1)
    return scene


def put(scene, patch, centre):
    """A patch into the scene, cut at its borders."""
    height, width = patch.shape[:2]
    x, y = int(centre[0] - width / 2), int(centre[1] - height / 2)
    left, top = max(0, x), max(0, y)
    right, bottom = min(scene.shape[1], x + width), min(scene.shape[0], y + height)
    if right > left and bottom > top:
        scene[top:bottom, left:right] = patch[top - y : bottom - y, left - x : right - x]
