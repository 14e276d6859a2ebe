"""The demo against a stub of the service: what it prints, what it exits with, what it never writes."""

import argparse
import contextlib
import io
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import demo  # noqa: E402
import demo_media  # noqa: E402
import demo_search  # noqa: E402
import likeness_client as client  # noqa: E402



class Demo(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name, value in (("ROOT", self.root), ("WORK", self.root / ".demo"), ("SHARED", self.root / "none"),
                            ("CAST", self.root / "none"),
                            ("PROGRAM", HERE / "stub_service.py"), ("probe", lambda _: None)):
            self.addCleanup(setattr, demo, name, getattr(demo, name))
            setattr(demo, name, value)

    def media(self, **clips: str) -> Path:
        """A folder with a portrait and clips whose text is the outcome the stub gives them."""
        media = self.root / "media"
        media.mkdir()
        (media / "portrait.png").write_bytes(b"picture")
        for name, outcome in clips.items():
            (media / f"{name}.mp4").write_text(outcome)
        return media

    def run_demo(self, media: Path | None, strict: bool = False, data: Path | None = None) -> tuple[int, str]:
        args = argparse.Namespace(media=media, data=data, once=True, strict=strict, webcam=False)
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = demo.run(args, demo.Screen())
        return code, out.getvalue()

    def test_the_whole_story(self):
        code, out = self.run_demo(self.media(interview="accept", login="accept", handover="reject", replay="refer"), strict=True)
        self.assertEqual(code, 0, out)
        self.assertIn("0.5 s  ACCEPT   identity same (+3.0) · presence live · continuity held", out)
        self.assertIn("portrait quality 80 of 100", out)
        self.assertIn("embedder      stub_embedder (stub)", out)
        self.assertIn("mesh          none: no pack has one: no blinks are watched", out)
        self.assertIn(f"data in {self.root / '.demo' / 'data'}", out)
        self.assertIn("neither the person of the ID nor of the interview", " ".join(out.split()))
        self.assertFalse((self.root / ".demo" / "media").exists(), "stills of faces stay in clear")
        self.assertEqual(out.count("the same verdict"), 4)
        self.assertNotIn("not as expected", out)

    def test_another_outcome_is_shown_and_strict_fails(self):
        code, out = self.run_demo(self.media(handover="accept"))
        self.assertEqual(code, 0)
        self.assertIn("not as expected", out)

    def test_strict(self):
        self.assertEqual(self.run_demo(self.media(replay="accept"), strict=True)[0], 1)

    def test_with_a_weak_embedder_only_a_wrong_accept_fails(self):
        self.addCleanup(setattr, demo, "WEAK_PACKS", demo.WEAK_PACKS)
        demo.WEAK_PACKS = {"stub"}
        media = self.media(interview="accept", login="refer", handover="refer", replay="refer")
        code, out = self.run_demo(media, strict=True)
        self.assertEqual(code, 0, out)
        self.assertEqual(out.count("<- a human is asked: these models cannot tell"), 2)
        self.assertIn("a human may be asked instead", " ".join(out.split()))
        (media / "handover.mp4").write_text("accept")
        code, out = self.run_demo(media, strict=True)
        self.assertEqual(code, 1, out)
        self.assertIn("not as expected", out)

    def test_a_failed_session_and_another_verdict_stop_it(self):
        media = self.media(interview="fail")
        with self.assertRaisesRegex(demo.DemoError, r"interview\.mp4: .*told to fail"):
            self.run_demo(media)
        (media / "interview.mp4").write_text("forget")
        with self.assertRaisesRegex(demo.DemoError, "another verdict"):
            self.run_demo(media)

    def test_without_media_it_leads_to_the_webcam(self):
        code, out = self.run_demo(None)
        self.assertEqual(code, 0)
        self.assertIn("the demo ends here", out)
        self.assertNotIn("open the page below", out)
        self.assertIn("webcam", "".join(demo.NO_MEDIA[False]))

    def test_a_file_that_cannot_be_played_is_named_before_anything_starts(self):
        if shutil.which("gst-launch-1.0") is None:
            self.skipTest("needs gst-launch-1.0")
        setattr(demo, "probe", demo_media.probe)
        with self.assertRaisesRegex(demo.DemoError, r"portrait\.png cannot be played"):
            self.run_demo(self.media(login="accept"))
        self.assertFalse((self.root / ".demo" / "data").exists())

    def test_an_earlier_demo_is_said_to_be_emptied(self):
        media = self.media(login="accept")
        self.assertNotIn("Emptying", self.run_demo(media)[1])
        (self.root / ".demo" / "data").mkdir(exist_ok=True)
        self.assertIn("Emptying", self.run_demo(media)[1])

    def test_a_session_that_only_needs_more_is_forming(self):
        def verdict(outcome: str, code: str, identity: str = "not_enough") -> dict:
            return {"outcome": outcome, "identity": {"state": identity}, "presence": {"state": "not_enough"},
                    "continuity": {"state": "not_enough"}, "reasons": [{"code": code}]}
        self.assertEqual(demo.standing(verdict("refer", "too_short")), "forming")
        self.assertEqual(demo.standing(verdict("refer", "imitation_band")), "refer")
        self.assertEqual(demo.standing(verdict("refer", "too_short", "different")), "refer")
        self.assertEqual(demo.standing(verdict("accept", "too_short")), "accept")

    def test_media_without_a_portrait_is_refused(self):
        (self.root / "empty").mkdir()
        with self.assertRaisesRegex(demo.DemoError, "portrait"):
            self.run_demo(self.root / "empty")

    def test_a_full_data_folder_is_left_alone(self):
        data = self.root / "data"
        data.mkdir()
        (data / "keep").write_text("")
        with self.assertRaisesRegex(demo.DemoError, "not empty"):
            self.run_demo(None, data=data)
        self.assertTrue((data / "keep").exists())

    def test_the_key_is_in_no_file(self):
        self.run_demo(self.media(login="accept"))
        log = self.root / ".demo" / "service.log"
        self.assertIn("starting", log.read_text())
        self.assertNotIn("lk_", log.read_text())
        self.assertEqual(log.stat().st_mode & 0o777, 0o600)

    def test_a_service_that_does_not_start_is_explained(self):
        demo.PROGRAM = self.root / "broken"
        demo.PROGRAM.write_text("#!/bin/sh\necho no models here >&2\nexit 2\n")
        demo.PROGRAM.chmod(0o755)
        with self.assertRaisesRegex(demo.DemoError, "no models here"):
            self.run_demo(None)

    def test_a_portrait_is_never_from_a_clip_that_is_played(self):
        for name in ("talking/grid-s1-00.mpg", "talking/grid-s1-12.mpg", "pad/apfol-bona.webm", "pad/apfol-replay.webm"):
            path = self.root / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"")
        people = demo_media.story(self.root)
        self.assertEqual([len(p.steps) for p in people], [1, 1])
        for person in people:
            self.assertFalse(any(person.portrait in step.clips for step in person.steps))


    def test_the_cast_is_played_where_there_is_nothing_else(self):
        story = demo_media.tell(HERE.parent.parent / "tests" / "cast" / "media")
        files = [f for p in story.people for f in (p.portrait, *(c for s in p.steps for c in s.clips))]
        files += [f for c in story.comparisons for f in c.pair]
        files += [a.source for a in story.applications]
        self.assertEqual([f.name for f in files if not f.is_file()], [])
        self.assertEqual([len(p.steps) for p in story.people], [4, 1, 1])
        self.assertEqual(len(story.comparisons), 4)
        # Presence is judged in one session alone, by the ordinary policy, and that one is an attack.
        steps = [s for p in story.people for s in p.steps]
        self.assertEqual([s.expected for s in steps if s.policy != demo_media.DEMO_POLICY], [demo_media.NOT_ACCEPT])
        self.assertIn("presence is shown, not judged", story.banner)
        self.assertEqual(len({a.name for a in story.applications}), 3)
        for application in story.applications:
            self.assertNotIn(application.source, application.session.clips, "the portrait is from the clip that is played")

    def cast(self) -> Path:
        """A folder laid out as the cast's; clips are the outcome the stub gives them, portraits are who is seen."""
        media = self.media()
        for name in ("id-tomas.jpg", "id-mei.jpg", "portrait-viktor.jpg", "interview.json"):
            (media / name).write_bytes(name.encode())
        for name, outcome in (("interview", "accept"), ("login", "accept"), ("handover", "reject"), ("replay-phone", "refer"),
                              ("office-mei", "accept"), ("office-viktor", "accept"), ("application-a", "refer"),
                              ("application-b", "refer"), ("application-c", "refer")):
            (media / f"{name}.mp4").write_text(outcome)
        for module, name, value in ((demo, "run_comparisons", lambda *_: []), (demo_search, "still", lambda source, _: source),
                                    (demo_search, "LINKED_WITHIN_S", 0.0)):
            self.addCleanup(setattr, module, name, getattr(module, name))
            setattr(module, name, value)
        return media

    def test_the_story_of_the_cast_fails_when_an_outcome_is_another(self):
        media = self.cast()
        code, out = self.run_demo(media)
        self.assertEqual(code, 0, out)
        self.assertIn("A demonstration", out)
        (media / "office-viktor.mp4").write_text("refer")
        code, out = self.run_demo(media)
        self.assertEqual(code, 1, out)

    def test_one_face_under_three_names_is_found_by_the_search(self):
        media = self.cast()
        _, out = self.run_demo(media)
        self.assertIn("legal basis as recorded: none is needed", out)
        self.assertIn("6 references of 6 people; two people are linked from a score of 0.50 on", out)
        self.assertIn("Ren Okabe and Jun Morita: score 0.90, 1 in 9 strangers would look this similar", out)
        self.assertEqual(out.count("one face, two names"), 3)
        self.assertIn("Mei Quillan and Viktor Aldermoor: 0.95 of 1 alike", out)
        self.assertEqual(out.count(": one room "), 3)
        self.assertNotIn("not as expected", out)
        # Not found, and found between people who are two: both are said, and fail the story.
        (media / "application-c.mp4").write_text("somebody else")
        (media / "id-mei.jpg").write_bytes(b"id-tomas.jpg")
        code, out = self.run_demo(media)
        self.assertEqual((code, out.count("<- not as expected")), (1, 3), out)
        self.assertIn("Tomas Vesely and Mei Quillan: two people", out)

    def test_two_names_are_found_by_way_of_a_third_that_is_linked_with_both(self):
        pair = frozenset("ac")
        one, other = {frozenset("ab"): {}}, {frozenset("bc"): {}, frozenset("cd"): {}}
        self.assertEqual(demo_search.way(pair, one | other), "b")
        self.assertIsNone(demo_search.way(pair, one))
        self.assertIsNone(demo_search.way(pair, other))

    def test_what_a_weak_embedder_leaves_to_a_human_is_called_that(self):
        self.addCleanup(setattr, demo, "WEAK_PACKS", demo.WEAK_PACKS)
        demo.WEAK_PACKS = {"stub"}
        media = self.cast()
        (media / "handover.mp4").write_text("refer")
        (media / "application-c.mp4").write_text("somebody else")
        code, out = self.run_demo(media)
        self.assertEqual(code, 0, out)
        self.assertIn("<- a human is asked: these models cannot tell", out)
        self.assertEqual(out.count("<- too unlike for a search over everybody by this embedder"), 2)
        self.assertNotIn("not as expected", out)
        # Where nobody is found there is no session to send to a human.
        (media / "application-b.mp4").write_text("a third person")
        code, out = self.run_demo(media)
        self.assertEqual(code, 0, out)
        self.assertIn("None of the three is linked", out)

    def test_presence_speaks_against_nobody_in_a_demonstration(self):
        said = {"outcome": "refer", "identity": {"state": "not_enough"}, "presence": {"state": "attack"},
                "continuity": {"state": "not_enough"}, "reasons": [{"code": "too_short"}],
                "policy": {"name": demo_media.DEMO_POLICY}}
        self.assertEqual(demo.standing(said), "forming")
        self.assertEqual(demo.standing({**said, "policy": {"name": "login"}}), "refer")


class Events(unittest.TestCase):
    def check(self, text: str, *expected: dict) -> None:
        self.assertEqual(list(client.parse_events(io.BytesIO(text.encode()))), list(expected))

    def test_events_are_read_as_the_standard_says(self):
        self.check('event: x\nid: 1\ndata: {"type":"a"}\n\n', {"type": "a"})
        self.check('data:{"type":\r\ndata: "a"}\r\n\r\n: comment\r\n\r\n', {"type": "a"})
        self.check('data: {"type":"cut off"}\n')

    def test_problem_documents_become_errors(self):
        error = client.problem(422, b'{"code":"no_face","title":"T","detail":"use another picture"}')
        self.assertEqual((error.code, str(error)), ("no_face", "use another picture (422 no_face)"))
        self.assertEqual(client.problem(502, b"<html>").code, "no_problem_document")


if __name__ == "__main__":
    unittest.main()
