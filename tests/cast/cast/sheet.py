"""The contact sheet: one picture per person and per clip. `python -m cast.sheet` writes media/contact-sheet.jpg."""

from pathlib import Path

import cv2
import numpy as np

from . import encode

MEDIA = Path(__file__).parent.parent / "media"
ACROSS, TILE = 5, (288, 162)  # tiles per row, pixels of a tile


def main() -> None:
    """Writes the sheet from the clips that are there."""
    tiles = []
    clips = sorted([*MEDIA.glob("*.mp4"), *MEDIA.glob("*.webm")])
    for clip in clips:
        frames = encode.read_clip(clip)
        tile = cv2.resize(frames[int(len(frames) * 0.45)], TILE, interpolation=cv2.INTER_AREA)
        cv2.rectangle(tile, (0, TILE[1] - 18), (TILE[0], TILE[1]), (20, 20, 20), -1)
        cv2.putText(tile, clip.stem, (6, TILE[1] - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (240, 240, 240), 1, cv2.LINE_AA)
        tiles.append(tile)
    while len(tiles) % ACROSS:
        tiles.append(np.full((TILE[1], TILE[0], 3), 30, np.uint8))
    sheet = np.vstack([np.hstack(tiles[k: k + ACROSS]) for k in range(0, len(tiles), ACROSS)])
    cv2.imwrite(str(MEDIA / "contact-sheet.jpg"), sheet, [cv2.IMWRITE_JPEG_QUALITY, 84])


if __name__ == "__main__":
    main()
