"""Rooms made of boxes and pictures, drawn once per camera place and kept as light layers."""

from dataclasses import dataclass

import cv2
import numpy as np

from . import gl, props


@dataclass
class Room:
    """A place and its light. `layers` gives the picture under the room's light and under the screen's."""

    name: str
    light: gl.Light
    meshes: list

    def layers(self, renderer: gl.Renderer, camera: gl.Camera, width: int, height: int, blur: float = 1.3):
        """(room-lit, lit by a screen of unit white) linear pictures, slightly out of focus."""
        out = []
        dark = gl.Light(self.light.key_dir, (0, 0, 0), (1, 1, 1), (0, 0, 0), (0, 0, 0))
        for light in (self.light, dark):
            colour, _ = renderer.draw(self.meshes, [], camera, light, width, height, over=2, span=26.0)
            out.append(cv2.GaussianBlur(colour[..., :3], (0, 0), blur * height / 480))
        return out


def box(low, high, colour, gloss=0.0, uniforms=None, shadow=True) -> gl.Mesh:
    """An axis-aligned box; faces are cut into strips so that the light can fall off towards the floor."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    points, normals, tris = [], [], []
    for axis in range(3):
        for sign in (0, 1):
            u, v = [k for k in range(3) if k != axis]
            corner = np.zeros((4, 3))
            corner[:, axis] = (low, high)[sign][axis]
            corner[:, u] = [low[u], high[u], high[u], low[u]]
            corner[:, v] = [low[v], low[v], high[v], high[v]]
            n = np.zeros(3)
            n[axis] = 2 * sign - 1
            at = len(points) * 4
            flip = (sign == 1) == (axis != 1)
            tris += [[at, at + 1, at + 2], [at, at + 2, at + 3]] if flip else [[at, at + 2, at + 1], [at, at + 3, at + 2]]
            points.append(corner)
            normals.append(np.tile(n, (4, 1)))
    p = np.concatenate(points).astype(np.float32)
    m = props.plain(p, np.concatenate(normals).astype(np.float32), np.array(tris), colour, gloss, uniforms or {}, shadow)
    m.attr[:, 1] = 0.55 + 0.45 * np.clip((p[:, 1] - low[1]) / max(high[1] - low[1], 0.1), 0, 1)
    return m


def picture(corners, image, renderer, kind: int = 7, gloss: float = 0.0, uniforms=None, moire: float = 0.0, board=None) -> gl.Mesh:
    """A flat picture (material 7: print, 6: screen); corners from bottom left, counter-clockwise; `board` is its texture if made before."""
    p = np.asarray(corners, np.float32)
    n = np.cross(p[1] - p[0], p[3] - p[0])
    n = np.tile(n / np.linalg.norm(n), (4, 1)).astype(np.float32)
    attr = np.tile(np.float32([gloss, 0.9, kind, 0]), (4, 1))
    canon = np.float32([[0, 1, moire], [1, 1, moire], [1, 0, moire], [0, 0, moire]])
    texture = board or renderer.texture(np.dstack([image, np.ones(image.shape[:2], image.dtype)]).astype(np.float16))
    return gl.Mesh(p, n, canon, attr, np.array([[0, 1, 2], [0, 2, 3]]), uniforms or {}, board=texture)


def _books(rng, x0, x1, y, z, tall) -> list:
    out, x = [], x0
    while x < x1:
        w, h = rng.uniform(0.18, 0.5), tall * rng.uniform(0.68, 0.95)
        c = np.array([[0.30, 0.06, 0.05], [0.05, 0.12, 0.20], [0.45, 0.40, 0.30], [0.08, 0.16, 0.09], [0.03, 0.03, 0.04],
                      [0.40, 0.22, 0.05], [0.5, 0.5, 0.48], [0.16, 0.05, 0.12]])[rng.integers(8)] * rng.uniform(0.7, 1.2)
        if rng.random() < 0.86:
            out.append(box((x, y, z), (min(x + w, x1) - 0.02, y + h, z + rng.uniform(1.1, 1.4)), c, 0.05))
        x += w
    return out


def _poster(seed: int) -> np.ndarray:
    """An abstract print in linear colour."""
    rng = np.random.default_rng(seed)
    image = np.ones((160, 120, 3), np.float32) * rng.uniform(0.35, 0.7, 3).astype(np.float32)
    for _ in range(7):
        c = tuple(float(x) for x in rng.uniform(0.03, 0.6, 3))
        cv2.ellipse(image, (int(rng.integers(120)), int(rng.integers(160))), (int(rng.integers(10, 55)), int(rng.integers(10, 70))),
                    float(rng.uniform(0, 180)), 0, 360, c, -1, cv2.LINE_AA)
    return image


def room(name: str, renderer: gl.Renderer) -> Room:
    """One of: study, office, kitchen, bedroom, evening, booth."""
    rng = np.random.default_rng(sum(map(ord, name)))
    wall_z = -9.0
    m: list = []

    def wall(colour, z=wall_z):
        m.append(box((-40, -10, z - 1), (40, 30, z), colour))

    if name == "study":
        light = gl.Light((0.75, 0.45, 0.62), (2.0, 1.95, 1.9), (0.10, 0.11, 0.13), (0.62, 0.66, 0.72), (0.36, 0.33, 0.30), 0.016)
        wall((0.46, 0.44, 0.40))
        for y in (0.5, 3.6, 6.7, 9.8, 12.9):
            m.append(box((-13, y - 0.18, wall_z), (-2.5, y, wall_z + 1.8), (0.22, 0.12, 0.06), 0.1))
            m += _books(rng, -12.6, -3.0, y, wall_z + 0.1, 2.7)
        for x in (-13.1, -2.6):
            m.append(box((x, 0, wall_z), (x + 0.2, 15, wall_z + 1.8), (0.22, 0.12, 0.06)))
        m.append(picture([(4, 6.0, wall_z + .05), (8.5, 6.0, wall_z + .05), (8.5, 12, wall_z + .05), (4, 12, wall_z + .05)], _poster(3), renderer))
    elif name == "office":  # the room several people share
        light = gl.Light((-0.45, 0.80, 0.55), (1.7, 1.75, 1.8), (0.13, 0.14, 0.16), (0.80, 0.84, 0.88), (0.40, 0.40, 0.40), 0.022)
        wall((0.50, 0.53, 0.55))
        m.append(box((-40, 2.0, wall_z), (40, 2.35, wall_z + 0.2), (0.30, 0.32, 0.34)))
        m.append(box((5.2, 1.0, wall_z), (9.4, 13.2, wall_z + 0.35), (0.20, 0.13, 0.08), 0.15))
        m.append(box((8.7, 6.2, wall_z + .3), (8.95, 6.5, wall_z + .7), (0.5, 0.5, 0.5), 0.8))
        for k in range(3):  # a row of laptops behind: the farm
            x = -13.5 + 4.6 * k
            m.append(box((x, 3.4, -7.0), (x + 3.4, 5.6, -6.85), (0.03, 0.03, 0.035), 0.3))
            m.append(picture([(x + .15, 3.55, -6.8), (x + 3.25, 3.55, -6.8), (x + 3.25, 5.45, -6.8), (x + .15, 5.45, -6.8)],
                             _poster(20 + k) * np.float32([0.5, 0.8, 1.2]), renderer, kind=6))
        m.append(box((-15, 3.1, -8.6), (0.2, 3.4, -5.2), (0.33, 0.28, 0.22), 0.15))
        m.append(picture([(-8, 8.4, wall_z + .05), (-4.4, 8.4, wall_z + .05), (-4.4, 12.6, wall_z + .05), (-8, 12.6, wall_z + .05)], _poster(9), renderer))
    elif name == "kitchen":
        light = gl.Light((-0.8, 0.35, 0.55), (2.5, 2.35, 2.05), (0.08, 0.085, 0.10), (0.60, 0.58, 0.54), (0.42, 0.38, 0.33), 0.014)
        wall((0.62, 0.58, 0.50))
        for k in range(5):
            x = -14 + 5.6 * k
            m.append(box((x, 9.2, wall_z), (x + 5.5, 14.5, wall_z + 2.2), (0.33, 0.42, 0.40), 0.12))
            m.append(box((x + 4.9, 9.7, wall_z + 2.2), (x + 5.05, 11.2, wall_z + 2.4), (0.6, 0.6, 0.6), 0.7))
        m.append(box((-20, 3.4, wall_z), (20, 3.9, wall_z + 3), (0.16, 0.14, 0.13), 0.3))
        m.append(box((-9, 3.9, -8), (-7, 6.6, -6.6), (0.40, 0.06, 0.05), 0.5))
        m.append(box((5, 3.9, -8), (6.3, 6.0, -7), (0.60, 0.57, 0.50), 0.4))
        m.append(box((6.6, 3.9, -8), (7.5, 5.3, -7.2), (0.10, 0.22, 0.10), 0.4))
    elif name == "bedroom":
        light = gl.Light((0.35, 0.65, 0.75), (1.9, 1.8, 1.65), (0.10, 0.10, 0.12), (0.55, 0.55, 0.60), (0.34, 0.30, 0.28), 0.020)
        wall((0.34, 0.42, 0.46))
        m.append(box((3.2, 0, wall_z), (3.4, 14.6, wall_z + .5), (0.55, 0.55, 0.55)))
        m.append(box((3.4, 3.0, wall_z), (10, 14.0, wall_z + .15), (0.80, 0.82, 0.85), 0.0))
        for k in range(12):  # a curtain
            m.append(box((3.3 + .33 * k, 1.0, wall_z + .6), (3.5 + .33 * k, 14.5, wall_z + .85 + .2 * (k % 2)), (0.45, 0.38, 0.33)))
        m.append(box((-12, 1, wall_z), (-4, 5.2, wall_z + 1), (0.28, 0.20, 0.14), 0.1))
        m.append(picture([(-9.5, 7.4, wall_z + .05), (-5.0, 7.4, wall_z + .05), (-5.0, 10.6, wall_z + .05), (-9.5, 10.6, wall_z + .05)], _poster(5), renderer))
    elif name == "evening":  # a lamp beside, the screen in front
        light = gl.Light((-0.85, 0.30, 0.35), (1.5, 1.05, 0.62), (0.55, 0.62, 0.75), (0.22, 0.19, 0.17), (0.15, 0.12, 0.10), 0.010)
        wall((0.42, 0.36, 0.30))
        m.append(box((-9.2, 1, -7), (-9.0, 7.5, -6.8), (0.05, 0.05, 0.05), 0.4))
        m.append(box((-10.4, 7.5, -8.2), (-7.8, 9.6, -5.6), (1.6, 1.1, 0.6), 0.0))
        for y in (5.4, 9.0):
            m.append(box((2.5, y - .15, wall_z), (9.5, y, wall_z + 1.5), (0.16, 0.10, 0.06)))
            m += _books(rng, 2.8, 8.6, y, wall_z + .1, 2.4)
    elif name == "booth":  # an even backdrop, as for an identity photograph
        light = gl.Light((0.25, 0.45, 0.90), (1.45, 1.45, 1.45), (0, 0, 0), (0.95, 0.95, 0.95), (0.75, 0.75, 0.75), 0.03)
        wall((0.62, 0.64, 0.66), -4.0)
    else:
        raise ValueError(f"no such room: {name}")
    return Room(name, light, m)
