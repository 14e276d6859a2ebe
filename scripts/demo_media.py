"""The demo's media: which clips tell the story, and how they are made ready to play."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

PICTURES = {".jpg", ".jpeg", ".png", ".webp"}


class DemoError(Exception):
    """Something that stops the demo, as a sentence that names the remedy."""


@dataclass(frozen=True)
class Step:
    """One session of the story."""

    title: str
    kind: str
    clips: tuple[Path, ...]
    expected: frozenset[str]
    # What exactly is shown, where the title could promise more.
    note: str = ""
    # The kind's own when empty.
    policy: str = ""


@dataclass
class Person:
    """Somebody enrolled from one picture, and their sessions."""

    name: str
    portrait: Path
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """Two faces that no session of the story brings together."""

    title: str
    pair: tuple[Path, Path]
    expected: frozenset[str]


@dataclass(frozen=True)
class Application:
    """A name, the clip or picture of the face that applies under it, and another one of the same face for a session."""

    name: str
    source: Path
    session: Step


@dataclass(frozen=True)
class Link:
    """Two people of whom the search over everybody must say whether they have one face, or one room."""

    title: str
    expected: frozenset[str] = frozenset({"linked"})


@dataclass
class Result:
    """What a step, a comparison or a search came to."""

    step: Step | Comparison | Link
    outcome: str
    reason: str

    @property
    def as_expected(self) -> bool:
        return self.outcome in self.step.expected


@dataclass
class Story:
    """Everything that is played."""

    people: list[Person]
    comparisons: list[Comparison] = field(default_factory=list)
    # Said above the comparisons: what they are, and what they are not.
    comparisons_note: str = ""
    # One face under several names, for the search over everybody.
    applications: list[Application] = field(default_factory=list)
    # Said above the search.
    applications_note: str = ""
    # What whoever watches must know; only the story of the computer-made people has one.
    banner: str = ""
    # Names of people whose sessions are in one room, two by two.
    rooms: tuple[tuple[str, str], ...] = ()


ACCEPT, REFER, REJECT = frozenset({"accept"}), frozenset({"refer"}), frozenset({"reject"})
MATCH, NON_MATCH = frozenset({"match"}), frozenset({"non_match"})
# An attack must not pass; whether it is rejected or left to a human depends on how clearly it shows.
# A portrait or a joined recording is a few seconds' work; long recordings of one's own get their time.
GST_SECONDS = 120
GST_ATTEMPTS = 3
NOT_ACCEPT = frozenset({"reject", "refer"})

HAND_OVER_NOTE = (
    "Somebody logs in who is neither the person of the ID nor of the interview. The other half of a hand-over, "
    "where the holder of the ID logs in and somebody else was interviewed, has a reason of its own: "
    "not_the_interviewed_person."
)


# The demonstration's policy, which the service knows only when it was started with --allow-demo-policy.
DEMO_POLICY = "demo-synthetic"
CAST_BANNER = (
    "Computer-made people: presence is shown, not judged. Nobody here exists; the sessions are judged by the policy "
    f"{DEMO_POLICY}, in which identity and continuity decide."
)
REPLAY_NOTE = (
    "Here presence is the question, so this session alone is judged by the ordinary login policy: a phone plays the "
    "interview to the camera."
)
ROOM_NOTE = (
    "Both sit in the same room before the same camera. Each is judged against their own picture, and a room changes no "
    "verdict; who shares one is told to an analyst below."
)
ROOMS_NOTE = (
    "What is behind people is compared as well, without the people: edges and colours of a coarse grid. Somebody before "
    "the same wall under another name is a link for an analyst to look at; homes and offices are shared by honest people, "
    "so it sends nobody's session to a human."
)
FACES_NOTE = (
    "Two pictures, one against the other, with `likeness compare`: the face of three applications, and the two "
    "applicants of the shared room."
)
SEARCH_NOTE = (
    "The same three applications, but nobody says that they belong together: the service searches every new face over "
    "all people. That is identification, so it is off until the configuration has links.enabled and an administrator "
    "has recorded a legal basis (docs/LINKS.md). It takes a higher score than a comparison of two pictures, because "
    "everybody is compared with everybody. A link rejects nobody: two humans look at it."
)
APPLICANT_NOTE = (
    "The face is the one of the ID, and yet a human has to look, because it came in under another name as well. Which "
    "name is told to those who may see links, and to nobody else."
)


def tell(media: Path) -> Story:
    """The story of a media folder; nobody is in it when the folder has none."""
    return cast_story(media) if is_cast(media) else Story(story(media))


def is_cast(media: Path) -> bool:
    """Whether these are the computer-made people of tests/cast."""
    return (media / "id-tomas.jpg").is_file() and (media / "interview.json").is_file()


def cast_story(media: Path) -> Story:
    """From the identity card to the hand-over, with people who do not exist."""
    def step(title: str, kind: str, clip: str, wanted: frozenset[str], note: str = "", policy: str = DEMO_POLICY) -> Step:
        return Step(title, kind, (media / f"{clip}.mp4",), wanted, note, policy)

    people = [
        Person("Tomas Vesely", media / "id-tomas.jpg", [
            step("Interview, the person on the ID", "interview", "interview", ACCEPT),
            step("Login, the same person in other clothes and glasses", "login", "login", ACCEPT),
            step("Login, somebody else: the hand-over", "login", "handover", REJECT, HAND_OVER_NOTE),
            step("Login, a phone held before the camera", "login", "replay-phone", NOT_ACCEPT, REPLAY_NOTE, policy=""),
        ]),
        Person("Mei Quillan", media / "id-mei.jpg", [
            step("Interview, first applicant in the office", "interview", "office-mei", ACCEPT),
        ]),
        Person("Viktor Aldermoor", media / "portrait-viktor.jpg", [
            step("Interview, second applicant in that office", "interview", "office-viktor", ACCEPT, ROOM_NOTE),
        ]),
    ]
    applications = [
        Application(name, media / f"application-{letter}.mp4",
                    step(f"Interview of {name}, who has other names", "interview", f"application-{other}", REFER, APPLICANT_NOTE))
        for name, letter, other in (("Ren Okabe", "a", "b"), ("Jun Morita", "b", "c"), ("Daniel Seto", "c", "a"))
    ]
    letters = "abc"
    comparisons = [
        Comparison(f"Applications {a.upper()} and {b.upper()}: one face, two names",
                   (media / f"application-{a}.mp4", media / f"application-{b}.mp4"), MATCH)
        for i, a in enumerate(letters) for b in letters[i + 1:]
    ]
    comparisons.append(Comparison("The two applicants in the office", (media / "office-mei.mp4", media / "office-viktor.mp4"), NON_MATCH))
    # The hand-over was before the wall of the two applicants: it is one office that sends all three.
    rooms = (("Mei Quillan", "Viktor Aldermoor"), ("Tomas Vesely", "Mei Quillan"), ("Tomas Vesely", "Viktor Aldermoor"))
    return Story(people, comparisons, FACES_NOTE, applications, SEARCH_NOTE, CAST_BANNER, rooms)


def story(media: Path) -> list[Person]:
    """The people and sessions that a media folder allows; empty when it has none."""
    return named_story(media) or collected_story(media)


def named_story(media: Path) -> list[Person]:
    """A folder of one's own: one person, files named by their part in the story."""
    def find(name: str) -> Path | None:
        return min(media.glob(f"{name}.*"), default=None)

    portrait = find("portrait")
    if portrait is None:
        return []
    parts = (
        ("interview", "Interview, the person on the ID", "interview", ACCEPT, ""),
        ("login", "Login, the same person", "login", ACCEPT, ""),
        ("handover", "Login, somebody else: the hand-over", "login", REJECT, HAND_OVER_NOTE),
        ("replay", "Login, a screen held before the camera", "login", NOT_ACCEPT, ""),
    )
    steps = [Step(title, kind, (clip,), wanted, note)
             for name, title, kind, wanted, note in parts if (clip := find(name))]
    return [Person("Candidate", portrait, steps)]


def collected_story(media: Path) -> list[Person]:
    """The collected development media. The portrait is never taken from a clip that is played."""
    talking, pad = media / "talking", media / "pad"
    people = [
        Person("Candidate One", talking / "grid-s1-00.mpg", [
            Step("Interview, the person on the ID", "interview",
                 tuple(talking / f"grid-s1-{n:02}.mpg" for n in range(1, 6)), ACCEPT),
            Step("Login, the same person", "login", (talking / "grid-s1-12.mpg",), ACCEPT),
            Step("Login, somebody else: the hand-over", "login", (talking / "grid-other-02.mpg",), REJECT,
                 HAND_OVER_NOTE),
        ]),
        Person("Candidate Two", pad / "apfol-bona.webm", [
            Step("Login, a phone screen held before the camera", "login", (pad / "apfol-replay.webm",), NOT_ACCEPT),
        ]),
    ]
    for person in people:
        person.steps = [s for s in person.steps if all(c.is_file() for c in s.clips)]
    return [p for p in people if p.portrait.is_file() and p.steps]


def launch(*elements: str) -> subprocess.CompletedProcess:
    """Runs a GStreamer pipeline. The launcher of 1.22 misses the end of a clip whose sound nobody takes about
    once in 200 runs and then waits for ever: such a run is begun again."""
    for _ in range(GST_ATTEMPTS):
        try:
            return subprocess.run(["gst-launch-1.0", "-q", *elements],
                                  capture_output=True, text=True, check=False, timeout=GST_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    raise DemoError("GStreamer does not come to an end with the media: look at it with `likeness inspect`")


def gst(*elements: str) -> None:
    """Runs a GStreamer pipeline to its end."""
    done = launch(*elements)
    if done.returncode != 0:
        raise DemoError(f"GStreamer could not prepare the media: {done.stderr.strip()[-300:]}")


def probe(story: Story) -> None:
    """Reads one picture of every file, so that a bad one is named before minutes were spent on the others."""
    files = dict.fromkeys(f for p in story.people for f in (p.portrait, *(c for s in p.steps for c in s.clips)))
    files |= dict.fromkeys(f for c in story.comparisons for f in c.pair)
    files |= dict.fromkeys(f for a in story.applications for f in (a.source, *a.session.clips))
    for file in files:
        done = launch("filesrc", f"location={file}", "!", "decodebin", "!", "videoconvert",
                      "!", "fakesink", "num-buffers=1")
        if done.returncode != 0:
            raise DemoError(f"{file} cannot be played: try it with `likeness inspect`, and put another file in its place")


def still(source: Path, folder: Path) -> Path:
    """A picture as it is, or the frame one second into a clip."""
    return stills(source, folder)[0]


def stills(source: Path, folder: Path) -> list[Path]:
    """A picture as it is, or a clip's frames, one a second, that of the first second before the others."""
    if source.suffix.lower() in PICTURES:
        return [source]
    gst("filesrc", f"location={source}", "!", "decodebin", "!", "videorate", "!", "video/x-raw,framerate=1/1",
        "!", "videoflip", "video-direction=auto", "!", "videoconvert", "!", "jpegenc", "quality=95",
        "!", "multifilesink", f"location={folder}/{source.stem}-%03d.jpg")
    frames = sorted(folder.glob(f"{source.stem}-*.jpg"))
    if not frames:
        raise DemoError(f"{source.name} has no picture to take the portrait from")
    return [*frames[1:], frames[0]]


def one_clip(clips: tuple[Path, ...], folder: Path) -> Path:
    """The clips one after the other, as one recording."""
    if len(clips) == 1:
        return clips[0]
    target = folder / f"{clips[0].stem}-and-{len(clips) - 1}-more.mkv"
    # Encoded one by one first: joined as they are, a clip with odd time stamps leaves a hole of seconds.
    parts = []
    for clip in clips:
        part = folder / f"{clip.stem}.part.mkv"
        gst("filesrc", f"location={clip}", "!", "decodebin", "!", "videoconvert", "!", "x264enc",
            "speed-preset=veryfast", "pass=qual", "quantizer=17", "!", "matroskamux", "!",
            "filesink", f"location={part}")
        parts.append(part)
    pipeline = ["concat", "name=c", "!", "h264parse", "!", "matroskamux", "!", "filesink", f"location={target}"]
    for part in parts:
        pipeline += ["filesrc", f"location={part}", "!", "matroskademux", "!", "h264parse", "!", "c."]
    gst(*pipeline)
    for part in parts:
        part.unlink()
    return target
