"""A face of numbers: 468 points in an ellipse and a picture around them. No person is shown."""

import numpy as np
import pytest

from likeness_training.masks import OVAL


def points_of(seed=0, side=224):
    """Points inside an ellipse, those of the oval on its border in their order."""
    rng = np.random.default_rng(seed)
    centre, radii = np.array([side / 2, side / 2]), np.array([0.28, 0.36]) * side
    angle, radius = rng.uniform(0, 2 * np.pi, 468), np.sqrt(rng.uniform(0, 0.9, 468))
    points = np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None]
    turn = np.linspace(0, 2 * np.pi, len(OVAL), endpoint=False)
    points[OVAL] = np.stack([np.sin(turn), -np.cos(turn)], 1)
    return (centre + points * radii).astype(np.float32)


@pytest.fixture
def points():
    return points_of()


@pytest.fixture
def picture():
    """Smooth colours with fine noise: something that blur, codecs and resampling change."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[:224, :224]
    base = np.stack([100 + 0.3 * x, 120 + 0.2 * y, 140 + 0.1 * (x + y)], -1)
    return np.clip(base + rng.normal(0, 12, base.shape), 0, 255).astype(np.uint8)


def mesh_of(seed=0, side=224):
    """478 points whose left half mirrors the right one; 33 and 263, which span the eyes, face each other."""
    rng = np.random.default_rng(seed)
    rest = [i for i in range(478) if i not in (33, 263)]
    mesh = np.empty((478, 3), np.float32)
    for a, b in [(33, 263), *zip(rest[::2], rest[1::2], strict=True)]:
        x, y, z = (30, -12, 0) if a == 33 else rng.uniform((1, -60, -30), (55, 60, 30))
        mesh[a], mesh[b] = (side / 2 - x, side / 2 + y, z), (side / 2 + x, side / 2 + y, z)
    return mesh


class FakeFaces:
    """Stands for `folder.Faces` without files."""

    def __init__(self, count=12):
        self.points = np.stack([points_of(i) for i in range(count)]).astype(np.float16)
        self.meshes = np.stack([mesh_of()] * count)
        self.boxes = np.tile(np.float32([35, 35, 154, 154]), (count, 1))
        self.fives = np.tile(np.float32([[80, 90], [144, 90], [112, 120], [90, 150], [134, 150]]), (count, 1, 1))
        self.names = np.array([f"{i:03d}_{i // 2}.webp" for i in range(count)])

    def __len__(self):
        return len(self.names)

    def picture(self, index):
        rng = np.random.default_rng(index)
        return rng.integers(0, 256, (224, 224, 3), np.uint8)


@pytest.fixture
def faces():
    return FakeFaces()
