"""Paints the skin of a person as a map around the head: angle from the front by height, canonical coordinates.

Alpha holds the height of the surface's detail (pores, wrinkles); the rest is linear albedo.
"""

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

WIDE, HIGH = 1536, 768  # pixels: angle -pi..pi, canonical height 5.2..8.6
LOW, SPAN, AXIS = 5.2, 3.4, 0.35  # must agree with the fragment shader
EYE = (0.308, 7.284)


class Chart:
    """Canonical x, z of every texel, from the outermost vertices of the base mesh."""

    def __init__(self, vertices: np.ndarray) -> None:
        v = vertices[(vertices[:, 1] > 5.0)]
        angle = np.arctan2(v[:, 0], v[:, 2] - AXIS)
        radius = np.hypot(v[:, 0], v[:, 2] - AXIS)
        tree = cKDTree(np.c_[angle, v[:, 1]])
        small_a = (np.arange(384) + 0.5) / 384 * 2 * np.pi - np.pi
        small_y = (np.arange(192) + 0.5) / 192 * SPAN + LOW
        a, y = np.meshgrid(small_a, small_y)
        _, near = tree.query(np.c_[a.ravel(), y.ravel()], k=6)
        r = ndimage.gaussian_filter(np.sort(radius[near], axis=1)[:, -3:].mean(axis=1).reshape(a.shape), 1.5)
        r = ndimage.zoom(r, (HIGH / 192, WIDE / 384), order=1)
        a = (np.arange(WIDE) + 0.5) / WIDE * 2 * np.pi - np.pi
        self.angle, self.y = np.meshgrid(a, (np.arange(HIGH) + 0.5) / HIGH * SPAN + LOW)
        self.x, self.z = r * np.sin(self.angle), r * np.cos(self.angle) + AXIS


def hairline(angle: np.ndarray, raise_by: float, temples: float) -> np.ndarray:
    """Canonical height above which hair grows, by angle from the front."""
    a = np.abs(angle)
    at = [0.0, 0.35, 0.62, 0.80, 0.95, 1.08, 1.22, 1.36, 1.75, 2.0, 2.2, np.pi]
    y = np.array([7.93, 7.96, 7.98, 7.86, 7.62, 7.30, 7.18, 7.52, 7.52, 7.05, 6.75, 6.50])
    front = np.interp(a, [0, 0.5, 1.0], [1.0, 1.0, 0.0])
    peak = np.exp(-((a - 0.55) / 0.22) ** 2)
    return np.interp(a, at, y) + raise_by * front + temples * peak


def noise(shape, scales, rng, wrap=True) -> np.ndarray:
    """Unit-variance noise made of the given scales in texels."""
    out = np.zeros(shape)
    for s in scales:
        coarse = 4 if s >= 8 else 1  # wide noise is made small and enlarged
        n = ndimage.gaussian_filter(rng.standard_normal((shape[0] // coarse, shape[1] // coarse)).astype(np.float32), s / coarse,
                                    mode="wrap" if wrap else "reflect")
        if coarse > 1:
            n = ndimage.zoom(n, coarse, order=1)
        out += n / n.std()
    return out / np.sqrt(len(scales))


def brow_curve(brow: dict, x: np.ndarray) -> np.ndarray:
    """Canonical height of the middle of the brow at |x|."""
    t = np.clip((np.abs(x) - brow["inner"]) / (brow["outer"] - brow["inner"]), 0, 1)
    return EYE[1] + 0.175 + brow["height"] + brow["arch"] * np.sin(t * np.pi * 0.85) * 1.1 + brow["slant"] * (t - 0.5) - 0.075 * np.clip(t - 0.62, 0, 1) / 0.38


def brow_mask(brow: dict, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """0 to 1: how much brow grows at a canonical place."""
    t = (np.abs(x) - brow["inner"]) / (brow["outer"] - brow["inner"])
    half = brow["thick"] * np.interp(t, [-0.1, 0.1, 0.5, 1.0, 1.1], [0.7, 1.0, 0.9, 0.25, 0.1])
    off = np.abs(y - brow_curve(brow, x)) / half
    ends = np.clip((t + 0.06) / 0.12, 0, 1) * np.clip((1.06 - t) / 0.12, 0, 1)
    return np.clip(1.4 - off, 0, 1) * ends * (z > 0.6)


def beard_mask(kind: str, x: np.ndarray, y: np.ndarray, z: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """0 to 1: where the beard grows; lips are left out by the caller."""
    a = np.abs(angle)
    soft = lambda v, w: 1 / (1 + np.exp(-np.clip(v / w, -40, 40)))
    edge = np.interp(a, [0.0, 0.28, 0.5, 0.8, 1.05, 1.25, 1.5], [6.83, 6.80, 6.62, 6.66, 6.85, 7.2, 7.1])
    full = soft(edge - y, 0.02) * soft(y - np.interp(a, [0, 0.9, 1.3], [5.98, 6.08, 6.5]), 0.05) * soft(1.33 - a, 0.04) * (z > 0.1)
    tache = soft(6.815 - y, 0.012) * soft(y - 6.69, 0.012) * soft(0.30 - np.abs(x), 0.02)
    chin = soft(6.50 - y, 0.02) * soft(y - 6.05, 0.04) * soft(0.20 - np.abs(x), 0.02)
    return {"none": 0 * full, "stubble": full, "full": full, "moustache": tache,
            "goatee": np.maximum(tache, np.maximum(chin, soft(6.75 - y, 0.02) * soft(y - 6.1, 0.03) * np.exp(-((np.abs(x) - 0.27) / 0.05) ** 2)))}[kind] * (z > 0.1)


def paint(person, chart: Chart, hair_base: tuple, lip: np.ndarray | None = None) -> np.ndarray:
    """The map as float32 RGBA, ready to upload."""
    t, rng = person.traits, np.random.default_rng([person.seed, 9])
    shape = (HIGH, WIDE)
    x, y, z, a = chart.x, chart.y, chart.z, chart.angle
    ax = np.abs(x)
    spot = lambda cx, cy, sx, sy: np.exp(-((ax - cx) / sx) ** 2 - ((y - cy) / sy) ** 2) * (z > 0.3)
    blood = 0.5 * spot(0.42, 6.95, 0.22, 0.16) + 0.55 * spot(0.0, 6.95, 0.17, 0.12) + 0.25 * spot(0.1, 6.35, 0.2, 0.1) + 0.35 * spot(0.85, 7.1, 0.2, 0.4)
    blood = blood * t["blush"] + 0.16 * t["uneven"] * noise(shape, (10, 25), rng) + 0.05 * noise(shape, (2.5,), rng)
    dark = t["under_eye"] * (0.55 * spot(0.27, 7.16, 0.17, 0.055) + 0.45 * spot(0.14, 7.26, 0.06, 0.09)) + 0.40 * spot(0.32, 7.37, 0.2, 0.06)
    dark += 0.10 * t["uneven"] * noise(shape, (18, 45), rng) + 0.045 * noise(shape, (1.2, 2.2), rng)
    base = t["albedo"][None, None] * np.ones((*shape, 1))
    depth = 0.55 + 0.45 * np.clip(t["tone"] / 4, 0, 1)
    base *= 1 + blood[..., None] * np.array([0.06, -0.26, -0.24]) * (1.15 - 0.5 * np.clip(t["tone"] / 5, 0, 1))
    base *= np.exp(-np.clip(dark, -0.3, 2)[..., None] * np.array([0.26, 0.36, 0.34]) * depth)
    dots = ndimage.gaussian_filter((rng.random(shape) < 0.0035).astype(float), 1.1)
    freckle = np.clip(dots / 0.13, 0, 1) * (spot(0.35, 7.0, 0.35, 0.22) + spot(0.0, 7.05, 0.25, 0.16) + 0.25) * t["freckles"]
    if t["tone"] < 3.5:
        base *= np.exp(-freckle[..., None] * np.array([0.5, 0.9, 1.1]))
    for _ in range(t["moles"]):
        mx, my, size = rng.uniform(-0.6, 0.6), rng.uniform(6.3, 7.9), rng.uniform(0.010, 0.022)
        m = np.exp(-(((x - mx) ** 2 + (y - my) ** 2) / size**2) ** 1.5) * (z > 0.5)
        base *= np.exp(-m[..., None] * np.array([1.0, 1.3, 1.4]))
    height = 0.5 + 0.085 * t["pores"] * noise(shape, (0.9,), rng) + 0.05 * noise(shape, (2.0,), rng)
    height += 0.03 * noise(shape, (5.0,), rng)
    lines = _wrinkles(ax, x, y, z, rng) * t["wrinkles"]
    height -= 0.5 * lines
    base *= np.exp(-lines[..., None] * np.array([0.10, 0.16, 0.16]))
    hair = np.array(hair_base)
    grow = np.clip((y - hairline(a, t["hairline"], t["temples"])) / 0.09, 0, 1)
    grow *= {"bald": 0.10, "fringe": np.where(y > 7.75, 0.06, 0.8), "buzz": 0.80}.get(person.hair, 0.9)
    base = base * (1 - grow[..., None]) + (hair * 0.8 + base * 0.12) * grow[..., None]
    brow = brow_mask(t["brow"], x, y, z) * t["brow"]["dense"] * (0.55 + 0.12 * noise(shape, (1.5,), rng))
    base = base * (1 - 0.5 * np.clip(brow, 0, 1))[..., None] + hair * 0.5 * np.clip(brow, 0, 1)[..., None]
    if person.sex == "male":
        shadow = beard_mask("stubble", x, y, z, a)
        specks = np.clip(noise(shape, (0.6,), rng) * 0.35 + 0.5, 0, 1.5)
        amount = {"none": 0.10, "moustache": 0.14, "goatee": 0.14, "stubble": 0.55, "full": 0.7}[person.beard]
        amount *= 0.6 if person.origin == "asian" else 1.0
        s = np.clip(shadow * amount * (0.55 + 0.6 * specks), 0, 0.85)[..., None]
        base = base * (1 - s) + (hair * 0.6 + base * 0.18) * s
        if person.beard in ("moustache", "goatee"):
            s = np.clip(beard_mask(person.beard, x, y, z, a) * 0.6 * (0.6 + 0.5 * specks), 0, 0.8)[..., None]
            base = base * (1 - s) + hair * s
    return np.dstack([np.clip(base, 0.004, 0.9), np.clip(height, 0, 1)]).astype(np.float32)


def _wrinkles(ax, x, y, z, rng) -> np.ndarray:
    """Lines of the forehead, the corners of the eyes and beside the mouth; 0 to about 1."""
    out = np.zeros_like(x)
    for k in range(4):
        level = 7.58 + 0.095 * k + rng.normal(0, 0.012)
        wave = level + 0.02 * np.sin(x * rng.uniform(4, 8) + rng.uniform(0, 6)) - 0.10 * ax**2
        out += rng.uniform(0.5, 1.0) * np.exp(-((y - wave) / 0.010) ** 2) * np.clip(1.1 - ax / 0.5, 0, 1)
    for k in range(3):
        wave = EYE[1] - 0.02 + (k - 1) * 0.055 * (1 + (ax - 0.5) * 5) + rng.normal(0, 0.006)
        out += 0.8 * np.exp(-((y - wave) / 0.008) ** 2) * np.clip((ax - 0.50) / 0.04, 0, 1) * np.clip((0.72 - ax) / 0.10, 0, 1)
    fold = 0.20 + (6.92 - y) * 0.55
    out += 1.0 * np.exp(-((ax - fold) / 0.014) ** 2) * np.clip((y - 6.58) / 0.08, 0, 1) * np.clip((6.95 - y) / 0.08, 0, 1)
    under = 7.13 - 0.10 * ((ax - 0.3) / 0.2) ** 2 * -1
    out += 0.7 * np.exp(-((y - under) / 0.010) ** 2) * np.clip((0.5 - ax) / 0.08, 0, 1) * np.clip((ax - 0.14) / 0.05, 0, 1)
    return out * (z > 0.4)
