"""The webcam: lens, exposure, white balance, noise, tone curve, sharpening. Linear light in, 8-bit BGR out."""

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass
class Sensor:
    """A make of webcam. Gains are relative; noise is in shares of full scale at unit gain."""

    gain: float = 1.0  # analogue gain: brightness of the picture and of its noise
    white: tuple = (1.0, 1.0, 1.0)  # what the automatic white balance leaves (R, G, B)
    noise: float = 0.010
    lens: float = 0.55  # blur of the optics, px at 360 lines
    sharpen: float = 0.5
    saturation: float = 1.0
    vignette: float = 0.10
    target: float = 0.20  # mean luminance the automatic exposure aims at
    automatic: bool = True
    lag: float = 0.6  # s
    shutter: float = 0.0  # s the sensor gathers light for a frame, half of it before the frame's time; 0 stops every motion


class Webcam:
    """Keeps exposure from frame to frame."""

    def __init__(self, sensor: Sensor, fps: float, seed: int) -> None:
        self.sensor, self.fps = sensor, fps
        self.rng = np.random.default_rng([seed, 55])
        self.exposure = None

    def take(self, linear: np.ndarray) -> np.ndarray:
        """One frame (h, w, 3) RGB linear to BGR bytes."""
        s = self.sensor
        h, w = linear.shape[:2]
        # Centre-weighted metering, as webcams do.
        level = float((linear[h // 5: h * 4 // 5, w // 4: w * 3 // 4] @ np.float32([0.30, 0.59, 0.11])).clip(0, 3).mean())
        wanted = s.target / max(level, 1e-3) if s.automatic else 1.0
        wanted = float(np.clip(wanted, 0.25, 4.0))
        if self.exposure is None:
            self.exposure = wanted
        self.exposure += (wanted - self.exposure) * min(1.0, 1 / (self.fps * s.lag))
        x = cv2.GaussianBlur(linear, (0, 0), max(s.lens * h / 360, 0.3))
        y, xx = np.mgrid[0:h, 0:w].astype(np.float32)
        r2 = ((xx / w - 0.5) ** 2 + (y / h - 0.5) ** 2) * 2
        x = x * (self.exposure * np.float32(s.white)) * (1 - s.vignette * r2)[..., None]
        amount = s.noise * np.sqrt(self.exposure * s.gain)
        shot = self.rng.standard_normal((h, w, 3)).astype(np.float32)
        blotch = cv2.resize(self.rng.standard_normal((h // 3, w // 3, 3)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        luma = shot.mean(axis=2, keepdims=True) * 1.2
        x = x + amount * np.sqrt(np.clip(x, 0.01, 1.2)) * (luma + 0.45 * shot + 0.5 * blotch)
        grey = x @ np.float32([0.30, 0.59, 0.11])
        x = grey[..., None] + (x - grey[..., None]) * s.saturation
        x = np.clip(x, 0, None)
        x = x * (1 + x / 4.5) / (1 + x) * 1.55  # shoulder
        x = np.clip(x, 0, 1)
        x = np.where(x < 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
        if s.sharpen:
            x = x + s.sharpen * (x - cv2.GaussianBlur(x, (0, 0), 1.1 * h / 360))
        return (np.clip(x, 0, 1)[..., ::-1] * 255 + 0.5).astype(np.uint8)
