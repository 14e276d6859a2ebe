"""Which sessions a media folder gives."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dev_sessions import Clip, read, sessions  # noqa: E402

BONA = "bona-fide"


class Sessions(unittest.TestCase):
    def clips(self) -> list[Clip]:
        return [Clip("t/a-0.mp4", "a", BONA), Clip("t/a-1.mp4", "a", BONA), Clip("t/b.mp4", "b", BONA),
                Clip("t/c.mp4", "c", BONA), Clip("p/a-replay.mp4", "a", "attack:replay"),
                Clip("m/x.mp4", "x", "manipulated:face-swap")]

    def test_every_clip_meets_its_own_person_and_two_others(self) -> None:
        found = sessions(self.clips())
        own = {s.video: s.reference for s in found if s.truth == "accept"}
        self.assertEqual(own["t/a-0.mp4"], "t/a-1.mp4@1.1")
        self.assertEqual(own["t/a-1.mp4"], "t/a-0.mp4@1.1")
        self.assertEqual(own["t/b.mp4"], "t/b.mp4@1.1")
        for clip in self.clips()[:4]:
            others = [s.reference for s in found if s.truth == "other_person" and s.video == clip.file]
            self.assertEqual(len(set(others)), 2, clip)
            same = {f"{c.file}@1.1" for c in self.clips() if c.subject == clip.subject}
            self.assertFalse(same & set(others), clip)

    def test_attacks_meet_the_person_they_show(self) -> None:
        found = {s.video: s for s in sessions(self.clips())}
        self.assertEqual(found["p/a-replay.mp4"].reference, "t/a-0.mp4@1.1")
        self.assertEqual(found["p/a-replay.mp4"].truth, "attack:replay")
        self.assertEqual(found["m/x.mp4"].reference, "m/x.mp4@1.1")

    def test_one_subject_alone_meets_nobody_else(self) -> None:
        found = sessions([Clip("a.mp4", "a", BONA)])
        self.assertEqual([s.truth for s in found], ["accept"])


class Lists(unittest.TestCase):
    def test_stills_and_copies_are_counted_and_left_out(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            media = Path(folder)
            for name, data in (("a.mp4", b"one"), ("b.mp4", b"one"), ("c.mp4", b"two")):
                (media / name).write_bytes(data)
            (media / "media.csv").write_text(
                "file,subject,label,note\na.mp4,a,bona-fide,\nb.mp4,b,bona-fide,copy\nc.mp4,,bona-fide,\n"
                "s.jpg,,bona-fide,\nd.png,,specimen,\ngone.mp4,g,attack:mask,\n", encoding="utf-8")
            clips, left_out = read(media)
        self.assertEqual([c.subject for c in clips], ["a", "c", "g"])
        self.assertEqual(dict(left_out), {"bona-fide, a copy": 1, "bona-fide, still": 1, "specimen": 1})


if __name__ == "__main__":
    unittest.main()
