"""Things: glasses, phones, sheets of paper. Each is a list of meshes in world decimetres."""

import numpy as np

from . import gl


def tube(path: np.ndarray, radius: float, closed: bool, around: int = 8, flat: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A tube along a polyline: points, normals, triangles. `flat` widens it along z."""
    n = len(path)
    tangent = np.roll(path, -1, 0) - np.roll(path, 1, 0) if closed else np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    up = np.array([0, 0, 1.0]) if np.abs(tangent[:, 2]).mean() < 0.7 else np.array([0, 1.0, 0])
    side = np.cross(tangent, up)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    third = np.cross(side, tangent)
    a = np.linspace(0, 2 * np.pi, around, endpoint=False)
    ring = np.cos(a)[None, :, None] * side[:, None] + np.sin(a)[None, :, None] * third[:, None] * flat
    points = (path[:, None] + radius * ring).reshape(-1, 3)
    normals = ring.reshape(-1, 3) / np.linalg.norm(ring.reshape(-1, 3), axis=1, keepdims=True)
    rows = n if closed else n - 1
    i, j = np.meshgrid(np.arange(rows), np.arange(around), indexing="ij")
    i2, j2 = (i + 1) % n, (j + 1) % around
    q = lambda x, y: x * around + y
    tri = np.stack([q(i, j), q(i2, j), q(i, j2), q(i, j2), q(i2, j), q(i2, j2)], axis=-1).reshape(-1, 3)
    return points, normals, tri


def plain(points, normals, triangles, colour, gloss, uniforms, shadow=True) -> gl.Mesh:
    """A mesh of one colour (material 5)."""
    n = len(points)
    attr = np.tile(np.float32([gloss, 0.8, 5, 0]), (n, 1))
    return gl.Mesh(points, normals, np.tile(np.float32(colour), (n, 1)), attr, triangles, uniforms, shadow=shadow, occluder=True)


def glasses(actor, place, turn, uniforms) -> list[gl.Mesh]:
    """A frame fitted to the person's eyes and nose."""
    kind, colour = actor.look.glasses, actor.look.glasses_colour
    eyes = np.array([e[0] for e in actor.eyes])
    front = float(max(e[0][2] + e[1] for e in actor.eyes)) + 0.26
    spread = abs(eyes[0, 0] - eyes[1, 0]) / 2
    height = eyes[:, 1].mean() - 0.03
    wide, tall, power, thick = {"round": (0.235, 0.215, 2.0, 0.017), "square": (0.265, 0.185, 4.0, 0.026),
                                "rim": (0.255, 0.165, 3.0, 0.010)}[kind]
    a = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    cx = np.sign(np.cos(a)) * np.abs(np.cos(a)) ** (2 / power) * wide
    cy = np.sign(np.sin(a)) * np.abs(np.sin(a)) ** (2 / power) * tall
    out = []
    for sign in (-1, 1):
        x = sign * (spread + 0.025) + cx
        path = np.stack([x, height + cy, front - 0.28 * np.abs(x) ** 2], axis=1)
        out.append(tube(path, thick, True, flat=1.3))
        temple_x = sign * (spread + 0.025 + wide)
        end = np.array([sign * 0.80, height + 0.08, 0.30])
        start = np.array([temple_x, height + 0.06, front - 0.28 * temple_x**2])
        k = np.linspace(0, 1, 8)[:, None]
        out.append(tube(start + (end - start) * k + np.array([sign * 0.05, 0, 0]) * np.sin(k * np.pi), thick * 0.9, False))
    k = np.linspace(-1, 1, 7)
    inner = spread + 0.025 - wide
    out.append(tube(np.stack([k * inner, height + 0.05 + 0.03 * (1 - k**2), front + 0.01 - 0.03 * k**2], axis=1), thick, False))
    return [plain(place(p).astype(np.float32), (n @ turn.T).astype(np.float32), t, colour, 0.6, uniforms) for p, n, t in out]
