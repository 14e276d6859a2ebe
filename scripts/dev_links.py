#!/usr/bin/env python3
"""Makes the list for `likeness eval links` out of a media folder: its clips, and the people of LFW.

    scripts/dev_links.py MEDIA [--each 2] > links.csv
    likeness eval links --list links.csv --media MEDIA --out report

Takes the bona fide clips of `media.csv`, and of each of LFW's development people (`lfw/pairs.csv`, folds 1
to 5; `lfw/images/NAME/`) the first pictures, `--each` at most. The same folder gives the same list. A clip
without a subject is somebody of their own. A file with the very bytes of an earlier one is left out: the same
recording under another name is no other person.
"""

import argparse
import csv
import hashlib
import sys
from pathlib import Path

DEVELOPMENT_FOLDS = {"1", "2", "3", "4", "5"}
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}


def clips(media: Path):
    with open(media / "media.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            is_clip = Path(row["file"]).suffix.lower() not in PICTURES
            if row["label"] == "bona-fide" and is_clip and (media / row["file"]).is_file():
                yield row["file"], row["subject"] or row["file"]


def stills(media: Path, each: int):
    lfw = media / "lfw"
    names = set()
    with open(lfw / "pairs.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["fold"] in DEVELOPMENT_FOLDS:
                names.update(Path(row[side]).parent.name for side in ("a", "b"))
    for name in sorted(names):
        for picture in sorted((lfw / "images" / name).glob("*.jpg"))[:each]:
            yield picture.relative_to(media).as_posix(), f"lfw {name}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("media", type=Path)
    parser.add_argument("--each", type=int, default=2, help="pictures of each person of LFW at most")
    parser.add_argument("--people", type=int, help="people of LFW at most, evenly chosen")
    asked = parser.parse_args()
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["file", "label", "subject"])
    seen = set()
    for file, subject in clips(asked.media):
        contents = hashlib.sha256((asked.media / file).read_bytes()).digest()
        if contents not in seen:
            rows.writerow([file, "bona-fide", subject])
        seen.add(contents)
    found = list(stills(asked.media, asked.each))
    everybody = sorted({subject for _, subject in found})
    step = max(1, len(everybody) // asked.people) if asked.people else 1
    chosen = set(everybody[::step])
    for file, subject in found:
        if subject in chosen:
            rows.writerow([file, "bona-fide", subject])


if __name__ == "__main__":
    main()
