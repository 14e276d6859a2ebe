"""The synthetic cast: check digits, truth files, sizes, and that the same seed gives the same person."""

import importlib.util
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parents[2] / "tests" / "cast"
MEDIA = HERE / "media"
sys.path.insert(0, str(HERE))

from cast import mrz, ready, truth  # noqa: E402

CLIP_BYTES, ALL_BYTES = 300_000, 12_000_000
NUMPY = importlib.util.find_spec("numpy") and importlib.util.find_spec("scipy")


def clips() -> list[Path]:
    return sorted([*MEDIA.glob("*.mp4"), *MEDIA.glob("*.webm")])


class Zone(unittest.TestCase):
    """ICAO 9303's own examples."""

    def test_check_digit_of_the_standard(self):
        for field, digit in (("520727", "3"), ("AB2134<<<", "5"), ("D23145890", "7"), ("740812", "2"), ("120415", "9")):
            self.assertEqual(mrz.check_digit(field), digit, field)

    def test_td1_of_the_standard(self):
        lines = mrz.td1(mrz.Holder("Eriksson", "Anna Maria", "D23145890", "740812", "120415", "F"))
        self.assertEqual(lines, ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"])

    def test_one_wrong_character_is_noticed(self):
        lines = mrz.td1(mrz.Holder("Eriksson", "Anna Maria", "D23145890", "740812", "120415", "F"))
        self.assertTrue(mrz.valid(lines))
        for line, at in ((0, 7), (0, 14), (1, 2), (1, 10), (1, 29)):
            broken = list(lines)
            old = broken[line][at]
            broken[line] = broken[line][:at] + ("3" if old != "3" else "4") + broken[line][at + 1:]
            self.assertFalse(mrz.valid(broken), (line, at))

    def test_committed_cards_have_valid_zones(self):
        for path in MEDIA.glob("id-*.json"):
            self.assertTrue(mrz.valid(json.loads(path.read_text())["mrz"]), path.name)


class Truth(unittest.TestCase):
    """Every clip has its truth, and it is complete and plausible."""

    def test_schema(self):
        self.assertTrue(clips())
        for clip in clips():
            facts = truth.read(clip.with_suffix(".json"))
            self.assertEqual(facts["schema"], truth.SCHEMA)
            self.assertEqual(facts["clip"], clip.name)
            self.assertEqual(facts["columns"], list(truth.COLUMNS))
            for key in ("script", "people", "room", "fps", "width", "height", "codec", "audio", "cues", "attack", "light_card"):
                self.assertIn(key, facts, clip.name)

    def test_frames_are_in_time_and_in_range(self):
        for clip in clips():
            facts = truth.read(clip.with_suffix(".json"))
            for k, row in enumerate(facts["frames"]):
                self.assertAlmostEqual(row["t"], k / facts["fps"], delta=0.002, msg=clip.name)
                self.assertTrue(0 <= row["occluded"] <= 1, clip.name)
                if row["person"]:
                    self.assertTrue(abs(row["yaw"]) <= 95 and abs(row["pitch"]) <= 60, clip.name)
                    self.assertTrue(0 <= row["eye_left"] <= 1 and 0 <= row["mouth_mm"] < 60, clip.name)
                    self.assertEqual(len(row["points"]), 5)
                else:
                    self.assertIsNone(row["yaw"])

    def test_a_missing_column_is_refused(self):
        with self.assertRaises(KeyError):
            truth.write(Path("unwritten.json"), "x.mp4", {}, [{"t": 0}])


class Ready(unittest.TestCase):
    """What is missing is said in a sentence, and a file is whole or as it was."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_a_folder_without_the_assets_is_refused(self):
        with self.assertRaisesRegex(ready.NotReady, "not a folder"):
            ready.assets(self.folder / "none")
        with self.assertRaisesRegex(ready.NotReady, "no base.obj.gz and no targets.npz"):
            ready.assets(self.folder)
        for name in ready.ASSETS:
            (self.folder / name).write_bytes(b"")
        ready.assets(self.folder)

    def test_the_check_needs_nothing_but_python(self):
        done = subprocess.run([sys.executable, "-I", "-S", "-c",
                               f"import sys; sys.path.insert(0, {str(HERE)!r}); from cast import ready; ready.assets(ready.Path('/none'))"],
                              capture_output=True, text=True, check=False)
        self.assertIn("NotReady: /none is not a folder", done.stderr)

    def test_a_machine_without_a_program_or_a_library_is_refused(self):
        for name, value in (("PROGRAMS", ("no-such-program",)), ("LIBRARIES", ("libno-such.so.1",)), ("FONTS", ("/none.ttf",))):
            kept = getattr(ready, name)
            setattr(ready, name, value)
            try:
                with self.assertRaisesRegex(ready.NotReady, f"{value[0]}.*apt-get install"):
                    ready.machine()
            finally:
                setattr(ready, name, kept)

    def test_a_stopped_write_leaves_what_was_there(self):
        path = self.folder / "clip.mp4"
        ready.put(path, b"old")
        replace = ready.os.replace
        ready.os.replace = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        try:
            with self.assertRaises(KeyboardInterrupt):
                ready.put(path, b"half of the new")
        finally:
            ready.os.replace = replace
        self.assertEqual([p.name for p in self.folder.iterdir()], ["clip.mp4"])
        self.assertEqual(path.read_bytes(), b"old")
        ready.put(path, b"new")
        self.assertEqual(path.read_bytes(), b"new")

    def test_a_second_run_in_the_same_folder_is_refused(self):
        with ready.alone(self.folder), self.assertRaisesRegex(ready.NotReady, "another run"):
            with ready.alone(self.folder):
                pass
        with ready.alone(self.folder):
            pass

    def test_targets_are_packed_as_they_are_read(self):
        if not NUMPY:
            return
        from cast import pack
        for name, text in (("nose/b", "# basemesh hm08\n97 -.001 0 0\n98 .5 1 -2\n"), ("nose/a", "3 0 .25 0\n")):
            file = self.folder / f"{name}.target"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
        self.assertEqual(pack.names(self.folder)[:2], ["nose/a", "nose/b"])
        self.assertEqual(len(pack.macros()), 24)
        arrays = pack.packed(self.folder, ["nose/b", "nose/a"])
        self.assertEqual(arrays["offsets"].tolist(), [0, 2, 3])
        self.assertEqual(arrays["vertex"].tolist(), [97, 98, 3])
        self.assertEqual(arrays["delta"][1].tolist(), [0.5, 1.0, -2.0])
        with self.assertRaisesRegex(ready.NotReady, "macrodetails/.* is not there"):
            pack.packed(self.folder, pack.macros())


class Sizes(unittest.TestCase):
    """What is committed stays small."""

    def test_each_and_all(self):
        files = [p for p in MEDIA.iterdir() if p.suffix in (".mp4", ".webm", ".jpg", ".png", ".json")]
        for path in files:
            if path.name != "contact-sheet.jpg":
                self.assertLessEqual(path.stat().st_size, CLIP_BYTES, path.name)
        self.assertLessEqual(sum(p.stat().st_size for p in files), ALL_BYTES)


class Seeds(unittest.TestCase):
    """The same seed gives the same person and the same acting."""

    def setUp(self):
        if not NUMPY:
            print("skipped: needs numpy and scipy (tests/cast/requirements.txt)")

    def test_person(self):
        if not NUMPY:
            return
        from cast.person import Person
        names = ["nose/nose-hump-decr", "nose/nose-hump-incr", "eyes/l-eye-scale-incr", "eyes/r-eye-scale-incr"]
        draw = lambda seed: Person("x", "female", 30, "asian", seed).draw(names)
        self.assertEqual(draw(5).weights, draw(5).weights)
        self.assertNotEqual(draw(5).weights, draw(6).weights)

    def test_acting(self):
        if not NUMPY:
            return
        from cast.acting import Script, act
        key = lambda seed: [(s.yaw, s.pitch, s.blink, s.shift) for (s,) in act(Script(3.0, 10.0, seed, moves=[("yaw", 1, 2, 40)]))]
        self.assertEqual(key(3), key(3))
        self.assertNotEqual(key(3), key(4))

    def test_an_open_shutter_leaves_the_middle_as_it_is(self):
        if not NUMPY:
            return
        from cast.acting import Script, act
        script, within = Script(1.0, 10.0, 3, moves=[("yaw", 0.2, 0.8, 40)]), (-1 / 120, 0.0, 1 / 120)
        blurred, sharp = act(script, within), act(script)
        self.assertEqual([len(states) for states in blurred], [len(within)] * len(sharp))
        self.assertNotAlmostEqual(blurred[3][0].yaw, blurred[3][-1].yaw, places=1)
        for states, (still,) in zip(blurred, sharp):
            middle = states[len(within) // 2]
            self.assertAlmostEqual(middle.yaw, still.yaw, places=9)
            self.assertEqual(middle.blink, still.blink)

    def test_blinks_come_at_human_rates(self):
        if not NUMPY:
            return
        import numpy as np
        from cast.acting import blinks
        t = np.arange(0, 600, 1 / 30)
        closed = blinks(t, float(t[-1]), np.random.default_rng(1), 3.8) > 0.5
        a_minute = (np.diff(closed.astype(int)) == 1).sum() / 10
        self.assertTrue(8 <= a_minute <= 25, a_minute)

    def test_lips_follow_phonemes(self):
        if not NUMPY:
            return
        import numpy as np
        from cast.speech import Speech, mouth
        said = Speech(np.zeros(16000, np.float32), 16000, [(0.0, "m"), (0.4, "A:")])
        first, second = mouth(said, np.array([0.2, 0.7]))
        self.assertGreater(second["mouth-open"], 0.2)
        self.assertNotIn("mouth-open", first)


if __name__ == "__main__":
    unittest.main()
