"""Makes the clips of a plan, an untouched twin of each, and the lists that `likeness eval` takes.

`sessions.csv` (eval video): every swap against another picture of the person it shows, `sessions-all.csv`
against up to five of them. `media.csv` (eval manipulation): swaps and twins, which went through the same encoder. `truth.json`: both people of every clip,
and all pictures of the person shown that may serve as references.
"""

import csv
import json
import os
from pathlib import Path

import cv2

from ..progress import Progress
from .clips import TILE_RATE, TILE_ROWS, Writer, frames
from .overlay import Overlay
from .plan import Looker, Portrait, bona_fide, colour, people, plan

# Frames looked at for the first usable face of a clip.
FIRST_FRAMES = 40
# References per swap in `sessions-all.csv`, so that a person with many pictures does not fill the list.
MOST_REFERENCES = 5


def make(pictures, media, models, out, count, seconds, seed):
    """Writes everything below `out`; a clip that is there already is not made again."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    looker = Looker(models)

    def first_face(clip):
        for frame in frames(clip, 2, TILE_ROWS)[1][:FIRST_FRAMES]:
            found = looker.face(frame)
            if found is not None:
                return Portrait(clip, found[1], colour(frame, found[1]))
        return None

    persons = people(pictures, 2)
    swaps = plan(bona_fide(media), persons, looker, first_face, count, seed)
    bar = Progress("swaps", len(swaps))
    for swap in swaps:
        if not (out / f"{swap.name}.mp4").is_file():
            lay(swap, looker, out, seconds)
        bar.step()
    bar.close()
    lists(swaps, looker, out)


def lay(swap, looker, out, seconds):
    """One swap and its twin; the swap is renamed into place last, so a stopped run is no trap."""
    still = cv2.imread(str(swap.still))
    overlay = Overlay(still, looker.face(still)[1], swap.face_px, swap.sharpening)
    rate, shown = frames(swap.clip, seconds, TILE_ROWS, TILE_RATE)
    size = shown[0].shape[1::-1]
    part, twin = out / f"{swap.name}.part.mp4", out / f"{twin_of(swap)}.mp4"
    writers = [Writer(path, rate, size, swap.bit_rate) for path in (part, twin)]
    for frame in shown:
        found = looker.face(frame)
        writers[0].write(overlay(frame, None if found is None else found[1]))
        writers[1].write(frame)
    for writer in writers:
        writer.close()
    os.replace(part, out / f"{swap.name}.mp4")


def twin_of(swap):
    """The name of the untouched clip that went through the same encoder."""
    return swap.name.replace("swap-", "plain-")


def lists(swaps, looker, out):
    """The lists. Pictures that show the person alone come first among the references."""
    sessions, every, media, truth = [], [], [], []
    for swap in swaps:
        seen = [p for p in swap.others if looker.portrait(p) is not None]
        others = sorted(seen, key=lambda p: not looker.is_alone(p))
        how = {"face_px": swap.face_px, "bit_rate": swap.bit_rate, "sharpening": swap.sharpening}
        truth.append({"file": f"{swap.name}.mp4", "shows": swap.person, "body": swap.subject,
                      "still": str(swap.still.resolve()), "clip": str(swap.clip.resolve()),
                      "twin": f"{twin_of(swap)}.mp4", "references": [str(p.resolve()) for p in others], **how})
        rows = [{"reference": p.resolve(), "video": f"{swap.name}.mp4", "truth": "manipulated:face-swap",
                 "subject": swap.subject, "group": f"{swap.face_px}px", "shows": swap.person, **how}
                for p in others[:MOST_REFERENCES]]
        sessions += rows[:1]
        every += rows
        media.append({"file": f"{swap.name}.mp4", "subject": swap.subject, "label": "manipulated:face-swap"})
        media.append({"file": f"{twin_of(swap)}.mp4", "subject": swap.subject, "label": "bona-fide"})
    write(out / "sessions.csv", sessions)
    write(out / "sessions-all.csv", every)
    write(out / "media.csv", media)
    (out / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
    print(f"{len(swaps)} swaps of {len({s.subject for s in swaps})} bodies, {len(sessions)} with a reference")


def write(path, rows):
    """A CSV with the columns of its first row."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
