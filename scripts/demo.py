#!/usr/bin/env python3
"""The main job on real input: enrol, interview, log in, hand over, replay.

Starts `likeness serve` in a fresh folder, plays each clip through the service's real session path in real
time, prints every verdict as it forms, and leaves the service running. `make demo` calls this.

Media: `--media DIR`, ../shared/data, or else the computer-made people of tests/cast/media (also with `--cast`).
DIR is either laid out as ../shared/data is, or holds files named portrait.*, interview.*, login.*, handover.*
and replay.* (the portrait may be a clip; only the portrait is required). `--webcam` plays nothing and starts
the service for a camera.
"""

import argparse
import fcntl
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, TextIO

import demo_search
from demo_media import DEMO_POLICY, ROOMS_NOTE, Comparison, DemoError, Person, Result, Step, Story, one_clip, probe, still, stills, tell
from likeness_client import ApiError, Client

ROOT = Path(__file__).resolve().parent.parent
# LIKENESS_BIN names a program that was built elsewhere.
PROGRAM = Path(os.environ.get("LIKENESS_BIN") or ROOT / "target" / "release" / "likeness").absolute()
SHARED = ROOT.parent / "shared" / "data"
CAST = ROOT / "tests" / "cast" / "media"
WORK = ROOT / ".demo"
KEY_LINE = re.compile(r"API key \(shown once\): (lk_\S+)")
# The demo's configuration where its story has a search over everybody.
LINKS_ON = "[links]\nenabled = true\n"
# Loading and warming up every model on a slow machine.
READY_WITHIN_S = 120.0
# Pairs of stills that are compared at most, until both show a face: each costs a start of the program.
STILLS_TRIED = 8


def free_port(wanted: int = 8080) -> int:
    """The usual port, or any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise DemoError("no free port on 127.0.0.1")


class Service:
    """`likeness serve` as a child process."""

    def __init__(self, data: Path, log: Path, port: int, *flags: str):
        self.base = f"http://127.0.0.1:{port}"
        self.log, self.data = log, data
        self.api_key: str | None = None
        self._key_seen = threading.Event()
        self._out = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")
        # A session of its own: the interrupt key reaches the demo, and the demo stops the service in order.
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", data, "--listen", f"127.0.0.1:{port}", *flags],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._out, text=True,
            start_new_session=True)
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stdout: TextIO) -> None:
        for line in stdout:
            if found := KEY_LINE.search(line):
                # The only place where the key is ever written; not even the demo's log repeats it.
                self.api_key = found[1]
                self._key_seen.set()
            else:
                self._out.write(line)
                self._out.flush()
        stdout.close()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise DemoError(f"the service ended at start-up:\n{tail(self.log)}")
            try:
                with urllib.request.urlopen(f"{self.base}/readyz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise DemoError(f"the service was not ready within {READY_WITHIN_S:.0f} s:\n{tail(self.log)}")

    def first_key(self) -> str:
        """The key that a fresh data folder's first start prints, once."""
        self._key_seen.wait(timeout=10)
        if self.api_key is None:
            raise DemoError(f"the service printed no API key:\n{tail(self.log)}")
        return self.api_key

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join()
        self._out.close()


def tail(log: Path, lines: int = 12) -> str:
    return "\n".join("  " + line for line in log.read_text(errors="replace").splitlines()[-lines:])


class Screen:
    """What the demo prints."""

    # Blue, yellow, red: told apart by most eyes, and the word is always there.
    COLOURS = {"forming": "2", "accept": "1;34", "refer": "1;33", "reject": "1;31",
               "match": "1;34", "undecided": "1;33", "non_match": "1;31",
               "linked": "1;33", "not_linked": "2"}

    def __init__(self) -> None:
        self.coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def say(self, text: str = "") -> None:
        print(text, flush=True)

    def note(self, text: str) -> None:
        self.say(textwrap.fill(text, 100, initial_indent="  ", subsequent_indent="  "))

    def title(self, text: str) -> None:
        self.say(f"\n\x1b[1m{text}\x1b[0m" if self.coloured else f"\n{text}")

    def outcome(self, word: str, width: int = 7) -> str:
        padded = f"{word.replace('_', '-').upper():<{width}}"
        colour = self.COLOURS.get(word)
        return f"\x1b[{colour}m{padded}\x1b[0m" if self.coloured and colour else padded

    def verdict(self, at_ms: int | None, verdict: dict[str, Any]) -> None:
        at = "   end  " if at_ms is None else f"{at_ms / 1000:6.1f} s"
        word = verdict["outcome"] if at_ms is None else standing(verdict)
        self.say(f"  {at}  {self.outcome(word)}  {answers(verdict)}")


# As the live page says it: a running session that only lacks time or views is not referred to anybody yet.
ONLY_MORE_NEEDED = {"not_enough_faces", "no_face", "too_short"}


def standing(verdict: dict[str, Any]) -> str:
    """The outcome of a running session, or `forming`."""
    first = verdict["reasons"][0]["code"]
    is_shown_only = (verdict.get("policy") or {}).get("name") == DEMO_POLICY
    is_attack = verdict["presence"]["state"] == "attack" and not is_shown_only
    against = (verdict["identity"]["state"] == "different" or is_attack
               or verdict["continuity"]["state"] == "broken")
    is_forming = verdict["outcome"] == "refer" and first in ONLY_MORE_NEEDED and not against
    return "forming" if is_forming else verdict["outcome"]


def answers(verdict: dict[str, Any]) -> str:
    """The three answers in a line; a missing number is left out, never shown as zero."""
    def one(name: str) -> str:
        part = verdict[name]
        llr = part.get("llr")
        words = part["state"].replace("_", " ")
        return f"{name} {words}" + (f" ({llr:+.1f})" if llr is not None else "")
    return " · ".join(one(name) for name in ("identity", "presence", "continuity"))


def gist(verdict: dict[str, Any]) -> tuple[str, ...]:
    """What makes a verdict worth another line."""
    return (standing(verdict), *(verdict[q]["state"] for q in ("identity", "presence", "continuity")))


# Packs whose embedder tells people apart less well than the demo's expectations take for granted.
WEAK_PACKS = frozenset({"bundled", "registry"})
WEAK_NOTE = (
    "The embedder at hand tells people apart less well than that of the pack standard: where the table expects an "
    "answer, a human may be asked instead. Only a wrong accept counts as a failure. With the weights that "
    "models/manifest.toml names in a folder, `make demo WEIGHTS=DIR` plays it with the better one."
)
# What an answer that stays out means by a weak embedder. Anything else that was not expected is wrong by any.
LEFT_OPEN = {
    "refer": "a human is asked: these models cannot tell",
    "undecided": "a human is asked: these models cannot tell",
    "not_linked": "too unlike for a search over everybody by this embedder",
}


def say_models(client: Client, screen: Screen) -> bool:
    """Which models judge, from which pack, and what is lost without those that are not here. Whether identity rests
    on a weak embedder."""
    about = client.about()
    screen.say(f"Models of the pack {about['pack']}:")
    for part in about["parts"]:
        models = " + ".join(part["models"]) or "none"
        where = f"{models} ({part['pack']})" if part["pack"] else f"{models}: {part['reason']}"
        screen.say(f"  {part['role']:<13} {where}")
    is_weak = any(part["role"] == "embedder" and part["pack"] in WEAK_PACKS for part in about["parts"])
    if is_weak:
        screen.note(WEAK_NOTE)
    return is_weak


def play(client: Client, screen: Screen, person_id: str, step: Step, folder: Path) -> Result:
    """One session: upload, follow, verdict."""
    screen.title(step.title)
    if step.note:
        screen.note(step.note)
    names = ", ".join(clip.name for clip in step.clips)
    try:
        session = client.start_from_file(person_id, step.kind, one_clip(step.clips, folder),
                                         pace="realtime", policy=step.policy)
    except ApiError as error:
        raise DemoError(f"{names}: {error}") from None
    screen.say(f"  watch it at {client.base}/sessions/{session['id']}")
    last: tuple[str, ...] | None = None
    for message in client.follow(session["id"]):
        if message["type"] == "verdict" and gist(message["verdict"]) != last:
            last = gist(message["verdict"])
            screen.verdict(message["at_ms"], message["verdict"])
        elif message["type"] == "source":
            screen.say(f"            stream {message['event']}: {message.get('detail') or ''}")
    session = client.session(session["id"])
    verdict = session["verdict"]
    if session["state"] != "finished" or verdict is None:
        error = session.get("error") or {}
        raise DemoError(f"{names}: the session ended as {session['state']}: {error.get('detail', 'see the log')}")
    screen.verdict(None, verdict)
    for reason in verdict["reasons"]:
        screen.say(f"            {reason['text']}")
    equal = client.replay(session["id"])["equal"]
    kept = len(client.evidence(session["id"]))
    frames = session["frames"]
    screen.say(f"            {frames['analysed']} of {frames['received']} frames analysed, {kept} kept as evidence; "
               f"judged again from the stored log: {'the same verdict' if equal else 'ANOTHER VERDICT'}")
    if not equal:
        raise DemoError("replay gave another verdict than the session: please report this")
    return Result(step, verdict["outcome"], verdict["reasons"][0]["code"])


def run_story(client: Client, screen: Screen, people: list[Person], folder: Path) -> list[Result]:
    results = []
    for person in people:
        screen.title(f"{person.name} is enrolled from one picture")
        person_id = client.create_person(person.name)["id"]
        try:
            portrait = client.set_portrait(person_id, still(person.portrait, folder))
        except ApiError as error:
            raise DemoError(f"{person.portrait.name}: {error}") from None
        quality = round(portrait["quality"]["score"])
        screen.say(f"  portrait quality {quality} of 100 · {client.base}/people/{person_id}")
        results += [play(client, screen, person_id, step, folder) for step in person.steps]
    return results


def compare(screen: Screen, comparison: Comparison, folder: Path) -> Result:
    """Two faces, by the program's own command; other frames of the clips where no face is found on one."""
    pairs = itertools.product(*(enumerate(stills(file, folder)) for file in comparison.pair))
    for (_, first), (_, second) in sorted(pairs, key=lambda pair: pair[0][0] + pair[1][0])[:STILLS_TRIED]:
        done = subprocess.run([PROGRAM, "compare", first, second, "--policy", DEMO_POLICY, "--json"],
                              cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.stdout.strip():
            break
    names = " and ".join(file.name for file in comparison.pair)
    if not done.stdout.strip():
        raise DemoError(f"{names} cannot be compared: {done.stderr.strip()}")
    said = json.loads(done.stdout)
    screen.say(f"  {screen.outcome(said['decision'], 9)}  {comparison.title}: {names}, score {said['score']:.2f}")
    return Result(comparison, said["decision"], f"score {said['score']:.2f}")


def run_comparisons(screen: Screen, story: Story, folder: Path) -> list[Result]:
    if not story.comparisons:
        return []
    screen.title("Faces that no session brings together")
    screen.note(story.comparisons_note)
    return [compare(screen, comparison, folder) for comparison in story.comparisons]


def run_rooms(client: Client, screen: Screen, story: Story) -> list[Result]:
    """Who sat in one room."""
    if not story.rooms:
        return []
    screen.title("One room behind several people")
    screen.note(ROOMS_NOTE)
    return demo_search.rooms(client, screen, story)


def run_search(client: Client, screen: Screen, story: Story, folder: Path) -> list[Result]:
    """The search over everybody, and a session of somebody whom it found under other names."""
    if not story.applications:
        return []
    screen.title("Three applications, one face")
    screen.note(story.applications_note)
    ids = demo_search.apply(client, screen, story, folder)
    results = demo_search.search(client, screen, ids, client.people())
    linked = demo_search.linked(client)
    for person_id, application in zip(ids, story.applications):
        if person_id in linked:
            screen.say(f"  decide on the links at {client.base}/links")
            return [*results, play(client, screen, person_id, application.session, folder)]
    screen.note("None of the three is linked, so no session of theirs is played: it would be accepted.")
    return results


def print_table(screen: Screen, results: list[Result], is_weak: bool) -> None:
    screen.title("Expected and got")
    width = max(len(r.step.title) for r in results)
    for r in results:
        wanted = " or ".join(sorted(r.step.expected)).replace("_", "-")
        screen.say(f"  {r.step.title:<{width}}  {wanted:<15}  {screen.outcome(r.outcome, 10)}  {r.reason}{remark(r, is_weak)}")
    missed = [r for r in results if not r.as_expected]
    open_ones = [r for r in missed if is_weak and r.outcome in LEFT_OPEN]
    said = f"{len(results) - len(missed)} of {len(results)} as expected"
    if open_ones:
        said += f", {len(open_ones)} left open by weak models"
    if len(missed) > len(open_ones):
        said += f", {len(missed) - len(open_ones)} otherwise"
    screen.say(f"  {said}")


def remark(result: Result, is_weak: bool) -> str:
    """What is said behind an outcome that is not the expected one."""
    if result.as_expected:
        return ""
    left_open = LEFT_OPEN.get(result.outcome) if is_weak else None
    return f"   <- {left_open or 'not as expected'}"


def fresh_folder(given: Path | None, screen: Screen) -> Path:
    """The data folder: empty, and nobody else's."""
    if given is not None:
        if given.exists() and any(given.iterdir()):
            raise DemoError(f"{given} is not empty: the demo starts in a fresh folder, name another with --data")
        return given
    data = WORK / "data"
    if data.exists():
        screen.say(f"Emptying {data}, which an earlier demo left (--data DIR names another folder)")
        shutil.rmtree(data)
    return data


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    media = parser.add_mutually_exclusive_group()
    media.add_argument("--media", type=Path, metavar="DIR", help="play these instead of ../shared/data")
    media.add_argument("--cast", dest="media", action="store_const", const=CAST, help="play the computer-made people")
    media.add_argument("--webcam", action="store_true", help="play nothing: a service for your own camera")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder (default: .demo/data, emptied first)")
    parser.add_argument("--once", action="store_true", help="end after the verdicts")
    parser.add_argument("--strict", action="store_true",
                        help="exit 1 when an outcome is not the expected one, as the computer-made people always do")
    return parser.parse_args()


def run(args: argparse.Namespace, screen: Screen) -> int:
    if not PROGRAM.is_file():
        raise DemoError(f"{PROGRAM} is not there: run `make build` first, or name another program with LIKENESS_BIN")
    if args.media is not None and not args.media.is_dir():
        raise DemoError(f"{args.media} is not a folder: --media takes a folder of clips")
    media = args.media or (SHARED if SHARED.is_dir() else CAST)
    story = tell(media) if media.is_dir() and not args.webcam else Story([])
    if args.media is not None and not story.people:
        raise DemoError(f"{args.media} holds no portrait.*: see `scripts/demo.py --help` for the names it looks for")

    WORK.mkdir(mode=0o700, exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoError("another demo is running from this checkout: stop it first") from None
        probe(story)
        return show(args, screen, story)


NO_MEDIA = {
    False: ("  Use your own camera instead: open the page below, create a person with a photo of an ID,",
            "  and start a session from the webcam."),
    True: ("  The service started and is ready, and the demo ends here, as --once (ONCE=1) asks.",
           "  Without it the service stays for a session from the webcam; --media DIR (MEDIA=DIR) plays your own files."),
}


def show(args: argparse.Namespace, screen: Screen, story: Story) -> int:
    """The demo itself, once everything it needs is known to be there."""
    clips = WORK / "media"
    shutil.rmtree(clips, ignore_errors=True)
    clips.mkdir(mode=0o700)

    data = fresh_folder(args.data, screen)
    if story.banner:
        screen.title("A demonstration")
        screen.note(story.banner)
    screen.say(f"Starting the service, with its data in {data} …")
    flags = ["--allow-demo-policy"] if any(s.policy == DEMO_POLICY for p in story.people for s in p.steps) else []
    if story.applications:
        (WORK / "likeness.toml").write_text(LINKS_ON)
        flags += ["--config", str(WORK / "likeness.toml")]
    service = Service(data, WORK / "service.log", free_port(), *flags)
    try:
        service.wait_until_ready()
        try:
            client = Client(service.base, service.first_key())
            is_weak = say_models(client, screen)
            if story.applications:
                demo_search.begin(client, screen)
            results = run_story(client, screen, story.people, clips)
            results += run_rooms(client, screen, story)
            results += run_comparisons(screen, story, clips)
            results += run_search(client, screen, story, clips)
        finally:
            # Stills of faces in clear: what is kept of them lies sealed in the data folder.
            shutil.rmtree(clips, ignore_errors=True)
        if results:
            print_table(screen, results, is_weak)
        elif not story.people:
            screen.title("No media to play")
            for line in NO_MEDIA[args.once]:
                screen.say(line)
        if not args.once:
            stay(service, screen)
        is_strict = args.strict or bool(story.banner)
        wrong = [r for r in results if not r.as_expected and (r.outcome == "accept" or not is_weak)]
        return 1 if is_strict and wrong else 0
    finally:
        service.stop()


def stay(service: Service, screen: Screen) -> None:
    """Leaves the service running until somebody stops it."""
    screen.title("The service keeps running; the interrupt key (Ctrl-C) stops it")
    screen.say(f"  live pages  {service.base}/")
    screen.say(f"  API         {service.base}/docs")
    screen.say(f"  API key     {service.api_key}   (sign in with it)")
    screen.say(f"  data        {service.data}   (the next demo empties .demo/data)")
    screen.say(f"  log         {service.log.relative_to(ROOT)}")
    try:
        code = service.process.wait()
    except KeyboardInterrupt:
        screen.say("\nStopping …")
        return
    raise DemoError(f"the service ended by itself with status {code}:\n{tail(service.log)}")


def main() -> int:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    try:
        return run(arguments(), Screen())
    except (DemoError, ApiError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndemo: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
