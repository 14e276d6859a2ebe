"""An identity card of a country that does not exist: own design, ICAO 9303 TD1, check digits that are right.

ICAO 9303 part 3 keeps `UTO` (Utopia) for specimens, so no real state's code is used.
"""

import cv2
import numpy as np

from .mrz import Holder, td1

WIDE, HIGH = 1012, 638  # ID-1 (85.6 x 53.98 mm) at 300 dots per inch


def card(h: Holder, portrait: np.ndarray, mono: str, sans: str) -> np.ndarray:
    """Front with the zone below it on one side (for the demo one picture holds both); `portrait` is BGR, about 3:4."""
    from PIL import Image, ImageDraw, ImageFont
    y, x = np.mgrid[0:HIGH, 0:WIDE].astype(np.float32)
    base = np.ones((HIGH, WIDE, 3), np.float32) * np.float32([236, 238, 230])
    base -= np.clip(np.hypot(x - 700, y - 200) / 900, 0, 1)[..., None] * np.float32([26, 10, 20])
    for k in range(26):  # guilloche
        wave = 320 + 170 * np.sin(x / 150 + k * 0.21) * np.cos(x / 410 + k * 0.13) + k * 5 - 60
        line = np.exp(-((y - wave) / 1.1) ** 2)
        base -= line[..., None] * np.float32([18, 34, 40]) * (0.7 if k % 2 else 0.4)
    base[:74] = np.float32([84, 58, 24])
    image = Image.fromarray(np.clip(base, 0, 255).astype(np.uint8)[..., ::-1])
    d = ImageDraw.Draw(image)
    font = lambda size, face=sans: ImageFont.truetype(face, size)
    d.text((30, 14), "REPUBLIC OF UTOPIA", font=font(30), fill=(240, 240, 230))
    d.text((640, 20), "IDENTITY CARD  ·  SPECIMEN", font=font(22), fill=(240, 240, 230))
    p = cv2.resize(portrait, (288, 372), interpolation=cv2.INTER_AREA)
    image.paste(Image.fromarray(np.ascontiguousarray(p[..., ::-1])), (34, 96))
    d.rectangle((33, 95, 322, 468), outline=(60, 60, 60))
    iso = lambda v: f"{v[4:6]}.{v[2:4]}.{'19' if int(v[:2]) > 45 else '20'}{v[:2]}"
    rows = (("Surname", h.surname.upper()), ("Given names", h.given.upper()), ("Nationality", "UTOPIAN"), ("Date of birth", iso(h.birth)),
            ("Sex", h.sex), ("Document No.", h.number), ("Date of expiry", iso(h.expiry)))
    at = 98
    for k, (label, value) in enumerate(rows):
        left = 352 if k != 4 else 640
        if k == 4:
            at -= 56
        d.text((left, at), label, font=font(15), fill=(90, 100, 110))
        d.text((left, at + 18), value, font=font(26), fill=(20, 22, 26))
        at += 56
    ghost = cv2.resize(portrait, (104, 134), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(ghost, cv2.COLOR_BGR2GRAY)
    patch = np.asarray(image.crop((868, 316, 972, 450))).astype(np.float32)
    mix = patch * (0.45 + 0.55 * (grey / 255.0)[..., None])
    image.paste(Image.fromarray(mix.astype(np.uint8)), (868, 316))
    d.rectangle((0, 484, WIDE, HIGH), fill=(244, 244, 240))
    for k, line in enumerate(td1(h)):
        face = font(45, mono)
        step = (WIDE - 76) / 30
        for i, c in enumerate(line):
            w = d.textlength(c, font=face)
            d.text((38 + i * step + (step - w) / 2, 486 + k * 48), c, font=face, fill=(16, 16, 18))
    return np.ascontiguousarray(np.asarray(image)[..., ::-1])


def photograph(flat: np.ndarray, seed: int = 1) -> np.ndarray:
    """The card on a desk, photographed by hand: slightly turned, unevenly lit, a little soft."""
    rng = np.random.default_rng(seed)
    w, h = 1280, 860
    desk = np.ones((h, w, 3), np.float32) * np.float32([62, 84, 110])
    grain = cv2.GaussianBlur(rng.standard_normal((h, w)).astype(np.float32), (0, 0), sigmaX=60, sigmaY=1.2)
    desk += (grain / grain.std() * 9)[..., None]
    corners = np.float32([[126, 118], [1150, 96], [1168, 742], [112, 764]])
    m = cv2.getPerspectiveTransform(np.float32([[0, 0], [WIDE, 0], [WIDE, HIGH], [0, HIGH]]), corners)
    shape = np.zeros((HIGH, WIDE), np.uint8)
    cv2.rectangle(shape, (0, 0), (WIDE, HIGH), 255, -1)
    mask = cv2.warpPerspective(shape, m, (w, h), flags=cv2.INTER_AREA).astype(np.float32)[..., None] / 255
    shadow = cv2.GaussianBlur(np.roll(mask[..., 0], (10, 8), (0, 1)), (0, 0), 12)[..., None]
    out = desk * (1 - 0.45 * shadow)
    out = out * (1 - mask) + cv2.warpPerspective(flat, m, (w, h), flags=cv2.INTER_LINEAR).astype(np.float32) * mask
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    out *= (0.93 + 0.14 * (1 - (xx / w * 0.6 + yy / h * 0.4)))[..., None]
    out = cv2.GaussianBlur(out, (0, 0), 0.6) + rng.normal(0, 2.0, out.shape)
    return np.clip(out, 0, 255).astype(np.uint8)
