#!/usr/bin/env python3
"""Makes the list of sessions for `likeness eval video` out of a media folder with a `media.csv`.

    scripts/dev_sessions.py MEDIA > sessions.csv
    likeness eval video --list sessions.csv --media MEDIA --out report

Every bona fide clip is run against its own person (mated) and against two others (non-mated), every
attack and every manipulated clip against the person it shows. The same folder gives the same list.

* Own person: a frame of the subject's next clip, in a ring; with a single clip, a frame of that clip that
  the session itself does not sample.
* Somebody else: two other subjects, chosen so that the clips of one subject meet many others.
* The person an attack shows: a frame of a bona fide clip of the same subject, otherwise of the attack itself.

Only clips take part, and each once: stills, scenes, documents and copies of a file listed before are
counted on standard error.
"""

import argparse
import csv
import hashlib
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
# Which second of a clip is the reference. Sessions look at five frames a second from second 0 on, so this
# one lies between two that they see.
AT_S = 1.1
# Clips whose face is turned away, covered or over by then: the first second with a usable face.
AT_OTHERWISE = {
    "pad/woww-mask.mp4": 0.1,
}
OTHERS = 2
COLUMNS = ["reference", "video", "truth", "subject", "group"]


class Clip(NamedTuple):
    file: str
    subject: str
    label: str

    @property
    def group(self) -> str:
        return Path(self.file).name.split("-")[0]


class Session(NamedTuple):
    reference: str
    video: str
    truth: str
    subject: str
    group: str


def frame_of(clip: Clip) -> str:
    """The frame that stands for a clip's person."""
    return f"{clip.file}@{AT_OTHERWISE.get(clip.file, AT_S)}"


def read(media: Path) -> tuple[list[Clip], Counter[str]]:
    """The clips of a media folder, and how many items of which label are none of ours."""
    clips, left_out = [], Counter()
    seen: set[str] = set()
    with open(media / "media.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name, label = row["file"], row["label"]
            is_ours = label == "bona-fide" or label.startswith(("attack:", "manipulated:"))
            if not is_ours or Path(name).suffix.lower() in PICTURES:
                left_out[label if not is_ours else f"{label}, still"] += 1
                continue
            path = media / name
            if path.is_file():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                if digest in seen:
                    left_out[f"{label}, a copy"] += 1
                    continue
                seen.add(digest)
            # Without a name a clip is somebody of its own.
            clips.append(Clip(name, row.get("subject") or Path(name).stem, label))
    return clips, left_out


def sessions(clips: list[Clip]) -> list[Session]:
    """Every session, bona fide ones first."""
    own: dict[str, list[Clip]] = defaultdict(list)
    for clip in clips:
        if clip.label == "bona-fide":
            own[clip.subject].append(clip)
    subjects = sorted(own)
    found = []

    def add(reference: Clip, clip: Clip, truth: str) -> None:
        found.append(Session(frame_of(reference), clip.file, truth, clip.subject, clip.group))

    for subject in subjects:
        for i, clip in enumerate(own[subject]):
            add(own[subject][(i + 1) % len(own[subject])], clip, "accept")
    others = len(subjects) - 1
    for place, subject in enumerate(subjects):
        for i, clip in enumerate(own[subject]):
            for n in range(min(OTHERS, others)):
                # Steps through all other subjects before it meets one again.
                step = 1 + (OTHERS * i + n) % others
                other = own[subjects[(place + step) % len(subjects)]]
                add(other[i % len(other)], clip, "other_person")
    for clip in clips:
        if clip.label != "bona-fide":
            genuine = own.get(clip.subject)
            add(genuine[0] if genuine else clip, clip, clip.label)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("media", type=Path, help="folder with media.csv (columns file, subject, label)")
    args = parser.parse_args()
    if not (args.media / "media.csv").is_file():
        print(f"dev_sessions: {args.media} has no media.csv; name a folder laid out as docs/EVALUATION.md says",
              file=sys.stderr)
        return 2
    clips, left_out = read(args.media)
    found = sessions(clips)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerows(found)
    truths = Counter(session.truth for session in found)
    print("sessions: " + ", ".join(f"{n} {truth}" for truth, n in truths.items()), file=sys.stderr)
    if left_out:
        print("not of these: " + ", ".join(f"{n} {label}" for label, n in left_out.items()), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
