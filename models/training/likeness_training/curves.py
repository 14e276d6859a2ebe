"""Training curves as a PNG, drawn with OpenCV: no plotting library for two lines."""

import cv2
import numpy as np

WIDTH, HEIGHT, MARGIN = 900, 300, 60
COLOURS = ((200, 90, 30), (40, 120, 220), (60, 160, 60), (150, 60, 160))


def draw(history, path, panels=(("loss", "held_out_loss"), ("accuracy", "held_out_accuracy", "held_out_auc"))):
    """One panel per group of columns; `history` is a list of dicts with `images` and some of the columns."""
    sheets = [panel(history, names) for names in panels]
    cv2.imwrite(str(path), np.concatenate(sheets, 0))


def panel(history, names):
    """A chart of columns over `images`, with the least and greatest value at its left."""
    sheet = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    series = [(n, [(r["images"], r[n]) for r in history if r.get(n) is not None]) for n in names]
    points = [p for _, line in series for p in line]
    if not points:
        return sheet
    last = max(x for x, _ in points) or 1
    low, high = min(y for _, y in points), max(y for _, y in points)
    spread = max(high - low, 1e-9)
    cv2.rectangle(sheet, (MARGIN, 20), (WIDTH - 20, HEIGHT - 40), (200, 200, 200), 1)
    for value, y in ((high, 28), (low, HEIGHT - 42)):
        text(sheet, f"{value:.3f}", (4, y))
    text(sheet, f"{last} images", (WIDTH - 180, HEIGHT - 14))
    for k, (name, line) in enumerate(series):
        spots = [(MARGIN + (WIDTH - 20 - MARGIN) * x / last, 20 + (HEIGHT - 60) * (high - y) / spread)
                 for x, y in line]
        if spots:
            cv2.polylines(sheet, [np.round(spots).astype(np.int32)], False, COLOURS[k], 2, cv2.LINE_AA)
        text(sheet, name, (MARGIN + 190 * k, HEIGHT - 14), COLOURS[k])
    return sheet


def text(sheet, words, at, colour=(60, 60, 60)):
    cv2.putText(sheet, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, 1, cv2.LINE_AA)
