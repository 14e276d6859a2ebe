"""Grows hair, brows and beard as strands: (n, k, 3) points on the neutral head."""

import numpy as np
from scipy.spatial import cKDTree

from . import skin

# Style: strand count, steps, length (dm) at front, top and back, lift from the skin, gravity, curl, frizz.
STYLES = {
    "short": dict(n=9000, steps=7, front=0.45, top=0.48, back=0.22, lift=0.55, gravity=0.0, curl=0.0, frizz=0.10),
    "crew": dict(n=9000, steps=5, front=0.26, top=0.22, back=0.10, lift=0.9, gravity=0.0, curl=0.0, frizz=0.12),
    "side": dict(n=6500, steps=8, front=1.15, top=1.05, back=0.40, lift=0.35, gravity=0.10, curl=0.0, frizz=0.07),
    "bob": dict(n=8000, steps=14, front=2.0, top=2.1, back=1.7, lift=0.30, gravity=0.55, curl=0.0, frizz=0.05),
    "long": dict(n=6000, steps=14, front=3.6, top=3.7, back=3.4, lift=0.26, gravity=0.55, curl=0.0, frizz=0.06),
    "wavy": dict(n=6500, steps=16, front=2.7, top=2.8, back=2.5, lift=0.34, gravity=0.50, curl=0.07, frizz=0.10),
    "curly": dict(n=9000, steps=16, front=1.2, top=1.2, back=1.1, lift=0.85, gravity=0.18, curl=0.13, frizz=0.22),
    "afro": dict(n=8000, steps=12, front=0.55, top=0.75, back=0.6, lift=1.0, gravity=0.0, curl=0.09, frizz=0.35),
    "buzz": dict(n=12000, steps=3, front=0.05, top=0.05, back=0.04, lift=0.9, gravity=0.0, curl=0.0, frizz=0.25),
    "fringe": dict(n=7000, steps=5, front=0.12, top=0.12, back=0.14, lift=0.5, gravity=0.05, curl=0.0, frizz=0.15),
    "back": dict(n=8000, steps=12, front=1.7, top=1.4, back=0.75, lift=0.16, gravity=0.0, curl=0.0, frizz=0.03),
    "bald": dict(n=0, steps=3, front=0.1, top=0.1, back=0.1, lift=0.5, gravity=0.0, curl=0.0, frizz=0.1),
}
WHORL = np.array([0.10, 8.35, -0.35])


def roots(points, normals, canon, triangles, weight, n, rng):
    """`n` places on the surface drawn with probability area x `weight` (per vertex)."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) * weight[triangles].mean(axis=1)
    pick = rng.choice(len(triangles), n, p=area / area.sum())
    u, v = rng.random(n), rng.random(n)
    flip = u + v > 1
    u[flip], v[flip] = 1 - u[flip], 1 - v[flip]
    bary = np.stack([1 - u - v, u, v], axis=1)[..., None]
    mix = lambda q: (q[triangles[pick]] * bary).sum(axis=1)
    norm = mix(normals)
    return mix(points), norm / np.linalg.norm(norm, axis=1, keepdims=True), mix(canon)


def scalp(person, points, normals, canon, triangles, ears, style: str, rng):
    """Strands of a hair style: points, tangents, shade, occlusion; None for a bald head."""
    s = STYLES[style]
    if not s["n"]:
        return None
    t = person.traits
    angle = np.arctan2(canon[:, 0], canon[:, 2] - skin.AXIS)
    line = skin.hairline(angle, t["hairline"], t["temples"])
    weight = np.clip((canon[:, 1] - line + 0.02) / 0.10, 0, 1) * (~ears)
    if style == "fringe":
        weight *= canon[:, 1] < 7.72
    p, n, c = roots(points, normals, canon, triangles, weight + 0.0, s["n"], rng)
    a = np.arctan2(c[:, 0], c[:, 2] - skin.AXIS)
    above = c[:, 1] - skin.hairline(a, t["hairline"], t["temples"])
    keep = (above > 0.0) & (rng.random(len(c)) < np.clip(above / 0.07, 0.25, 1))
    p, n, c, a = p[keep], n[keep], c[keep], a[keep]
    rear = np.clip(np.abs(a) / np.pi, 0, 1)
    length = np.where(rear < 0.35, s["front"], s["back"]) * (1 - np.clip((c[:, 1] - 7.6) / 0.6, 0, 1))
    length += s["top"] * np.clip((c[:, 1] - 7.6) / 0.6, 0, 1)
    if style == "side":  # cropped below the parting: long hair there would hang over the cheek
        length *= 1 - 0.70 * np.clip((7.90 - c[:, 1]) / 0.25, 0, 1)
    coherent = _field(c, rng, 2.2)
    length *= 1 + 0.14 * coherent[:, 0] + rng.normal(0, 0.10, len(c))
    flow = _flow(style, c, person, rng)
    flow -= n * (flow * n).sum(axis=1, keepdims=True)
    flow /= np.maximum(np.linalg.norm(flow, axis=1, keepdims=True), 1e-6)
    direction = flow * (1 - s["lift"]) + n * s["lift"] + s["frizz"] * rng.standard_normal(p.shape) + 0.22 * coherent * (s["lift"] < 0.8)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    tree = cKDTree(points)
    eye_y = float(points[np.abs(canon - [0.308, 7.284, 1.4]).sum(axis=1).argmin(), 1])
    steps, out = s["steps"], [p - n * 0.01]
    step = (length / steps)[:, None]
    phase = rng.uniform(0, 2 * np.pi, len(p))
    side = np.cross(direction, n)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    depth = [np.zeros(len(p))]
    q = p.copy()
    for k in range(steps):
        pull = np.array([0, -1.0, 0]) * s["gravity"] * (0.4 + k / steps)
        if k and style in ("side", "back", "short", "fringe"):
            pull = pull + 0.3 * flow
        if style == "back":
            pull = pull + 0.7 * _unit(np.array([0.0, 7.75, -0.95]) - q)
        direction = _unit(direction + pull)
        if s["lift"] < 0.5:  # combed hair lies along the head instead of leaving it
            dist, near = tree.query(q)
            away = (direction * normals[near]).sum(axis=1)
            allowed = 0.30 * s["lift"] * (k < 2)
            direction = _unit(direction - normals[near] * (np.clip(away - allowed, 0, 1) * (dist < 0.5))[:, None])
        q = q + direction * step
        if s["front"] > 0.9:  # and is kept out of the face
            face = (q[:, 1] < eye_y + 0.62) & (q[:, 2] > 0.55) & (np.abs(q[:, 0]) < 0.70)
            edge = np.where(q[:, 0] == 0, 1.0, np.sign(q[:, 0])) * 0.72
            q[:, 0] += np.where(face, (edge - q[:, 0]) * 0.8, 0)
            q[:, 2] -= np.where(face, 0.10, 0)
        dist, near = tree.query(q)
        out_of = ((q - points[near]) * normals[near]).sum(axis=1)
        need = 0.035 + 0.16 * s["lift"] * np.minimum(1, length) * min(1, (k + 1) / 4) * (0.35 + 0.65 * _layer(c, rng, k))
        push = np.clip(need - out_of, 0, 0.4) * (dist < 0.6)
        q = q + normals[near] * push[:, None]
        direction = _unit(direction + normals[near] * (push / np.maximum(step[:, 0], 1e-6) * 0.5)[:, None])
        depth.append(np.clip(out_of + push, 0, 1))
        if s["curl"]:
            turn = phase + k * 1.35
            wave = s["curl"] * (np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * np.cross(side, direction))
            out.append(q + wave)
        else:
            out.append(q)
    strand, depth = np.stack(out, axis=1), np.stack(depth, axis=1)
    if style == "side":  # on the parted side nothing falls over temple and cheek
        there = (strand[..., 0] * _part(person) > 0) & (strand[..., 1] < eye_y + 0.55) & (strand[..., 2] > 0.1)
        strand, depth = strand[~there.any(axis=1)], depth[~there.any(axis=1)]
    return _finish(strand, rng, depth, scale=0.10 + 0.25 * s["lift"] * min(1.0, s["top"]))


def _layer(c, rng, k):
    return (np.sin(c[:, 0] * 91 + c[:, 1] * 57 + c[:, 2] * 71) * 0.5 + 0.5)


def _unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-6)


def _field(c, rng, frequency):
    """Smooth random vectors over the scalp, so that neighbours lie alike."""
    out = np.zeros_like(c)
    for scale in (frequency, frequency * 2.3):
        k = rng.standard_normal((4, 3)) * scale
        phase = rng.uniform(0, 6.28, 4)
        amp = rng.standard_normal((4, 3))
        out += np.sin(c @ k.T + phase) @ amp / 4
    return out


def _part(person) -> float:
    """Where the hair is parted, dm to the side."""
    return 0.32 * (1 if person.seed % 2 else -1)


def _flow(style, c, person, rng):
    part = _part(person)
    x, y, z = c.T
    down = np.array([0, -1.0, 0])
    if style in ("long", "wavy", "bob"):
        away = np.stack([np.sign(x - part * 0.6) * 1.0, 0.0 * x - 0.2, -0.35 + 0 * x], axis=1)
        return away + 0.6 * down
    if style == "side":
        to = -np.sign(part)
        over = np.stack([np.full_like(x, to * 1.0), 0.15 + 0 * x, np.where(z > 0.9, 0.15, -0.45)], axis=1)
        sides = np.stack([0 * x, -0.8 + 0 * x, -0.5 + 0 * x], axis=1)
        blend = np.clip((y - 7.75) / 0.2, 0, 1)[:, None]
        return over * blend + sides * (1 - blend)
    if style == "back":
        return np.array([0.0, 7.75, -0.95]) - c
    around = c - WHORL
    swirl = np.cross(around, [0, 1.0, 0]) * 0.35
    forward = np.stack([0.25 * part + 0 * x, -0.35 + 0 * x, 0.55 + 0 * x], axis=1)
    return _unit(around) + swirl + forward * np.clip(z, 0, 1)[:, None]


def _finish(strand, rng, depth, scale):
    tangent = np.gradient(strand, axis=1)
    shade = np.clip(rng.normal(0.5, 0.17, len(strand)), 0.05, 0.98)
    return strand.astype(np.float32), _unit(tangent).astype(np.float32), shade.astype(np.float32), \
        np.clip(depth / scale, 0, 1).astype(np.float32)


def brows(person, points, normals, canon, triangles, rng):
    """Short hairs of both brows, lying outwards and up."""
    b = person.traits["brow"]
    weight = skin.brow_mask(b, canon[:, 0], canon[:, 1], canon[:, 2])
    p, n, c = roots(points, normals, canon, triangles, weight + 1e-9, int(1500 * b["dense"]) + 200, rng)
    keep = skin.brow_mask(b, *c.T) > rng.random(len(c)) * 0.8
    p, n, c = p[keep], n[keep], c[keep]
    t = np.clip((np.abs(c[:, 0]) - b["inner"]) / (b["outer"] - b["inner"]), 0, 1)
    side = np.sign(c[:, 0])
    off = (c[:, 1] - skin.brow_curve(b, c[:, 0])) / b["thick"]
    lean = np.interp(t, [0, 0.2, 1], [0.35, 0.9, 1.0])
    d = np.stack([side * lean, np.interp(t, [0, 0.25, 1], [1.0, 0.45, -0.15]) - 0.35 * off, 0 * t], axis=1)
    return _short(p, n, d, rng.uniform(0.07, 0.11, len(p)), 0.22, rng)


def beard(person, points, normals, canon, triangles, lip, rng):
    """Hairs of a moustache, goatee or full beard; None without one."""
    if person.beard in ("none", "stubble"):
        return None
    angle = np.arctan2(canon[:, 0], canon[:, 2] - skin.AXIS)
    weight = skin.beard_mask(person.beard, *canon.T, angle) * (lip < 0.2)
    n_hairs, size = {"full": (11000, 0.20), "moustache": (2200, 0.12), "goatee": (3500, 0.14)}[person.beard]
    p, n, c = roots(points, normals, canon, triangles, weight + 1e-9, n_hairs, rng)
    keep = skin.beard_mask(person.beard, *c.T, np.arctan2(c[:, 0], c[:, 2] - skin.AXIS)) > rng.random(len(c)) * 0.9
    p, n, c = p[keep], n[keep], c[keep]
    d = np.stack([np.sign(c[:, 0]) * np.where(c[:, 1] > 6.62, 0.6, 0.1), -1.0 + 0 * c[:, 0], 0.1 + 0 * c[:, 0]], axis=1)
    d += 0.25 * _field(c, rng, 3.0)
    return _short(p, n, d, size * rng.uniform(0.7, 1.2, len(p)), 0.35 if size > 0.05 else 0.8, rng)


def _short(p, n, d, length, lift, rng):
    d = d + 0.16 * rng.standard_normal(d.shape)
    d -= n * (d * n).sum(axis=1, keepdims=True)
    d = _unit(_unit(d) * (1 - lift) + n * lift)
    ks = np.arange(4) / 3
    strand = p[:, None] - 0.004 * n[:, None] + d[:, None] * (length[:, None] * ks)[..., None] - n[:, None] * (0.25 * lift * length[:, None] * ks**2)[..., None]
    return _finish(strand, rng, np.broadcast_to(0.5 + 0.5 * ks, strand.shape[:2]).copy(), 1.0)
