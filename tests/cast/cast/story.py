"""What is filmed: the story of the demo, answers to challenges, and attacks. Rendered in this order."""

import math
from dataclasses import dataclass

from . import attacks, body, speech
from .acting import Script
from .camera import Sensor
from .mrz import Holder
from .take import Role, Take

LOOKS = {  # what people wear, by session
    "ines": body.Look((0.05, 0.07, 0.12), vee=0.5), "ines-login": body.Look((0.30, 0.05, 0.06), hair="back"),
    "tomas": body.Look((0.35, 0.35, 0.36), (0.1, 0.1, 0.1), 1), "tomas-login": body.Look((0.03, 0.10, 0.06), glasses="square"),
    "amara": body.Look((0.40, 0.16, 0.03), vee=0.4), "kofi": body.Look((0.02, 0.02, 0.025)),
    "mei": body.Look((0.30, 0.33, 0.20)), "haru": body.Look((0.03, 0.04, 0.07)), "greta": body.Look((0.12, 0.05, 0.15), vee=0.3),
    "viktor": body.Look((0.07, 0.09, 0.07), (0.3, 0.25, 0.1), 3), "haru-a": body.Look((0.03, 0.04, 0.07)), "haru-b": body.Look((0.30, 0.12, 0.06), hair="short", glasses="rim"),
    "haru-c": body.Look((0.40, 0.41, 0.43), (0.06, 0.09, 0.2), 2, glasses="square"), "portrait": body.Look((0.06, 0.07, 0.10)),
}
CANDIDATE, STAND_IN = "tomas", "kofi"
HOLDERS = {
    "tomas": Holder("Vesely", "Tomas", "T7K2041B9", "930412", "340411", "M"),
    "mei": Holder("Quillan", "Mei", "U5R8830C1", "030922", "330921", "F"),
}
PORTRAITS = ("viktor",)  # of those without a card
VOICES = {"ines": ("en-gb+f2", 52, 165), "tomas": ("en-gb+m3", 42, 155), "amara": ("en-gb+f4", 46, 150), "kofi": ("en-gb+m7", 32, 140),
          "mei": ("en-us+f3", 60, 170), "haru": ("en-us+m1", 45, 160), "greta": ("en-gb+f5", 38, 140), "viktor": ("en-gb+m5", 30, 140)}

# Makes of webcam: one soft and noisy, one sharp, one with a cold white balance. Their shutters stay open as long as webcams' do
# indoors: as long as 30 frames a second allow, or a half or a third of it where there is light enough.
LAPTOP = Sensor(noise=0.012, lens=0.65, white=(1.03, 1.0, 0.95), shutter=1 / 60)
DESK = Sensor(noise=0.006, lens=0.45, sharpen=0.7, white=(1.0, 1.0, 1.03), shutter=1 / 90)
CHEAP = Sensor(noise=0.020, lens=0.95, sharpen=0.9, white=(0.96, 1.0, 1.06), saturation=0.85, shutter=1 / 30)


def voice(person: str, text: str) -> speech.Speech:
    """`text` in the person's own voice."""
    name, pitch, speed = VOICES[person]
    return speech.speak(text, name, pitch, speed)


@dataclass
class Derived:
    """A clip made from another take's pictures: cut, repeated, or with other sound."""

    name: str
    source: str
    change: object = None  # function(frames, rows, fps, other) -> frames, rows
    other: str = ""  # a second take the change needs
    sound_late: float = 0.0  # s by which the sound comes earlier than the lips (lips late)
    attack: dict | None = None
    kbit: int = 230
    suffix: str = ".mp4"
    note: str = ""
    cues: tuple = ()


def solo(name, person, room, seconds, say="", look="", fps=12.0, moves=(), cues=(), seed=1, say_at=0.5, **more) -> Take:
    """One person before one camera."""
    said = voice(person, say) if say else None
    script = Script(seconds, fps, seed, said, say_at, moves=list(moves))
    take = Take(name, room, [Role(person, LOOKS[look or person], script)], seconds, fps, seed=seed, cues=list(cues), **more)
    return take


def takes() -> list:
    """All takes in the order of their importance."""
    c, s = CANDIDATE, STAND_IN
    out = [
        solo("interview", c, "study", 8.0, "Hello, I am Tomas. I have worked on payment systems for six years, mostly in Rust and Python.", seed=11,
             sensor=LAPTOP, note="the candidate in the interview"),
        solo("login", c, "kitchen", 5.0, look=c + "-login", seed=12, sensor=DESK, distance=5.8, note="the candidate logs in: other room, clothes, glasses"),
        solo("handover", s, "office", 5.0, seed=13, sensor=CHEAP, distance=5.8, note="somebody else uses the candidate's login"),
        _replay("replay-phone", "interview", wide=1.9, seed=14),
        _turns("turns", c),
        solo("up-down", c, "study", 6.0, look=c, seed=16, fps=10.0, sensor=LAPTOP, moves=[("pitch", 0.8, 2.6, 22), ("pitch", 3.4, 5.2, -22)],
             cues=[("up", 0.8, 2.6), ("down", 3.4, 5.2)], kbit=200),
        solo("closer", c, "study", 5.0, look=c, seed=17, fps=10.0, sensor=LAPTOP, moves=[("closer", 1.0, 4.0, 1.7)], cues=[("closer", 1.0, 4.0)], kbit=220),
        _hand("hand", c),
        _light(c)[0],
        solo("office-mei", "mei", "office", 4.0, "Good morning, can you hear me well?", seed=31, fps=10.0, sensor=CHEAP, note="first applicant in the shared room"),
        solo("office-viktor", "viktor", "office", 4.0, "Hello, my name is Viktor, nice to meet you.", seed=32, fps=10.0, sensor=CHEAP,
             note="second applicant in the same room"),
        *(solo(f"application-{k}", "haru", room, 2.4, look=f"haru-{k}", seed=60 + i, fps=10.0, sensor=sensor, note="one face, three applications")
          for i, (k, room, sensor) in enumerate((("a", "study", LAPTOP), ("b", "bedroom", DESK), ("c", "office", CHEAP)))),
        Derived("frozen", "interview", _freeze, attack={"species": "frozen picture", "from_s": 4.0}, note="the picture stands while the sound goes on"),
        Derived("looped", "login", _loop, attack={"species": "looped picture", "from_s": 3.0, "period_s": 2.0}),
        solo("swap-part", s, "study", 4.0, seed=34, sensor=LAPTOP, note="only a part of `swap`"),
        Derived("swap", "interview", _swap, other="swap-part", attack={"species": "swap of the person", "at_s": 4.5}),
        *(Derived(f"lips-late-{ms}", "interview", sound_late=ms / 1000, attack={"species": "lips late", "late_ms": ms}) for ms in (150, 300, 500)),
        _print("replay-print", "interview"),
        *_light(c)[1:],
        _replay("replay-tablet", "interview", wide=3.1, seed=36, distance=6.4),
        _behind("second-person", c),
        solo("leave-return", c, "study", 6.5, look=c, seed=38, fps=10.0, sensor=LAPTOP, moves=[("leave", 1.2, 5.0, 6.5)], cues=[("leave", 1.2, 5.0)]),
        solo("stand", c, "study", 4.5, look=c, seed=39, fps=10.0, sensor=LAPTOP, moves=[("stand", 1.0, 3.8, 2.6)], cues=[("stand", 1.0, 3.8)]),
        solo("amara", "amara", "bedroom", 4.0, "I studied in Lisbon and then moved north.", seed=40, fps=10.0, sensor=DESK, suffix=".webm"),
        solo("kofi", "kofi", "kitchen", 4.0, "Security was always part of my work.", seed=41, fps=10.0, sensor=LAPTOP, suffix=".webm"),
        solo("greta", "greta", "bedroom", 4.0, "I have been doing this for thirty years.", seed=42, fps=10.0, sensor=LAPTOP),
        solo("ines", "ines", "evening", 4.0, "Could you repeat the question, please?", seed=43, fps=10.0, sensor=CHEAP),
        # New takes go to the end: the synthesiser's noise depends on what it said before, and a voice is part of a clip's hash.
        _mask("mask-cut-out", "interview"),
        solo("virtual-background", c, "evening", 4.0, "I am calling from my office.", look=c + "-login", seed=45, fps=10.0, sensor=LAPTOP, backdrop="kitchen",
             attack={"species": "virtual background", "shows": "kitchen"}, note="the room behind the person is put there by software"),
        solo("mei-720p", "mei", "evening", 2.4, seed=47, fps=25.0, width=1280, height=720, sensor=DESK, kbit=650, note="a better webcam: 720 lines, 25 frames a second"),
        _replay("replay-monitor", "login", wide=5.0, seed=46, monitor=True),
        _smooth("smooth", c),
        _room_light("room-light", c),
    ]
    return out


def _turns(name, c) -> Take:
    moves = [("yaw", 0.8, 3.0, 42), ("yaw", 3.8, 6.6, -78)]
    return solo(name, c, "study", 7.4, look=c, seed=15, fps=10.0, sensor=LAPTOP, moves=moves, kbit=220,
                cues=[("left", 0.8, 3.0), ("right, hold profile", 3.8, 6.6)], note="left and right are the person's own: left is the picture's right")


def _smooth(name, c) -> Take:
    """A faster camera: 30 frames a second, so that a blink is several frames long and a shake of the head is blurred."""
    t = solo(name, c, "study", 6.0, "No, that was not me.", look=c, seed=48, fps=30.0, sensor=LAPTOP, kbit=300, say_at=3.4,
             moves=[("yaw", 0.8, 1.9, 20), ("yaw", 1.7, 2.8, -20)], cues=[("left", 0.8, 1.9), ("right", 1.7, 2.8)],
             note="30 frames a second: talking, blinking, a quick look to either side")
    t.roles[0].script.blink_every = 2.3  # as people in conversation do (Bentivoglio et al., 1997)
    return t


def _room_light(name, c) -> Take:
    """The lamp goes off and on again, then the light falls and rises slowly; the page's own light stays. The webcam follows late."""
    slow = [(round(4.4 + 0.1 * k, 1), round(1.0 - 0.45 * math.sin(math.pi * k / 16) ** 2, 3)) for k in range(17)]
    return solo(name, c, "evening", 6.4, look=c, seed=49, fps=10.0, sensor=LAPTOP, dims=[(0.0, 1.0), (1.2, 0.3), (3.0, 1.0), *slow],
                note="the lamp goes off at 1.2 s and on at 3 s; from 4.4 s to 6 s the light falls to about a half and comes back")


def _light(c) -> list[Take]:
    """The candidate in the evening before a page that shows a random colour sequence."""
    colours = {"white": (0.9, 0.9, 0.9), "red": (0.9, 0.25, 0.22), "green": (0.22, 0.85, 0.28), "blue": (0.25, 0.35, 1.0), "dark": (0.05, 0.05, 0.06)}
    order = ["white", "blue", "green", "dark", "red", "white", "green", "blue"]
    wrong = ["green", "red", "white", "blue", "dark", "red", "blue", "white"]
    out = []
    for kind, shown, late in (("answered", order, 0.25), ("wrong", wrong, 0.25), ("unanswered", None, 0.0)):
        asked = [(0.8 + 0.7 * k, colours[n]) for k, n in enumerate(order)]
        on_skin = [(0.0, colours["dark"])] + [(0.8 + 0.7 * k + late, colours[n]) for k, n in enumerate(shown)] if shown else [(0.0, (0.30, 0.34, 0.42))]
        t = solo(f"light-{kind}", c, "evening", 7.0, look=c + "-login", seed=21, fps=10.0, sensor=LAPTOP, distance=5.4, screen=on_skin,
                 screen_gain=0.85, room_gain=0.8, kbit=220)
        t.light_card = {"asked": [[round(at, 2), list(rgb)] for at, rgb in asked], "answer": kind, "delay_ms": int(late * 1000) if shown else None}
        if kind != "answered":
            t.attack = {"species": f"light card {kind}"}
        out.append(t)
    return out


def _replay(name, source, wide, seed, distance=5.6, monitor=False) -> Take:
    t = Take(name, "kitchen", [], 5.0, 12.0, seed=seed, sensor=DESK, distance=distance, holder=(STAND_IN, LOOKS[STAND_IN]),
             attack={"species": "monitor replay" if monitor else "phone replay" if wide < 2.5 else "tablet replay", "shows": source, "replaces_face": True})
    t.needs = source
    if monitor:
        t.holder = ()
        t.props_from = lambda frames, fps, _: attacks.held_screen(frames, fps, wide, seed, 420.0, centre=(0, -0.25, 1.4), bezel=0.18, hands=False, steady=True)
        return t
    t.props_from = lambda frames, fps, _: attacks.held_screen(frames, fps, wide, seed, 195.0 if wide < 2.5 else 260.0, centre=(0, -0.25, 2.0 if wide < 2.5 else 1.2))
    return t


def _print(name, source) -> Take:
    t = Take(name, "bedroom", [], 4.0, 10.0, seed=35, sensor=LAPTOP, distance=5.6, holder=(STAND_IN, LOOKS[STAND_IN]),
             attack={"species": "printed photo", "shows": source, "replaces_face": True})
    t.needs = source
    t.props_from = lambda frames, fps, _: attacks.held_print(attacks.sharper(frames[2], (235, 60, 170, 210)), 2.1, 35, centre=(0, -0.2, 1.4))
    return t


def _mask(name, source) -> Take:
    t = solo(name, STAND_IN, "bedroom", 4.0, seed=44, fps=10.0, sensor=LAPTOP, kbit=250, attack={"species": "cut-out mask", "shows": source},
             note="the stand-in wears the candidate's printed face; the truth is the wearer's")
    t.needs = source
    t.props_from = lambda frames, _, rows: attacks.cut_out_mask(frames[2], rows[2])
    return t


def _behind(name, c) -> Take:
    t = solo(name, c, "study", 5.0, look=c, seed=37, fps=10.0, sensor=LAPTOP, note="a second person looks over the shoulder from 1.5 s to 4 s")
    t.roles.append(Role(STAND_IN, LOOKS[STAND_IN], Script(5.0, 10.0, 371), place=(2.1, 1.1, -2.6), from_s=1.5, until_s=4.0))
    t.cues = [("second person", 1.5, 4.0)]
    return t


def _hand(name, c) -> Take:
    from . import hand
    t = solo(name, c, "study", 5.0, look=c, seed=18, fps=10.0, sensor=LAPTOP, cues=[("hand before the face", 1.0, 4.0)], kbit=220)
    t.props = hand.before_face(1.0, 4.0)
    return t


def _freeze(frames, rows, fps, other):
    return attacks.freeze(4.0, fps)(frames, rows)


def _loop(frames, rows, fps, other):
    return attacks.loop(1.0, 3.0, fps)(frames, rows)


def _swap(frames, rows, fps, other):
    k = int(4.5 * fps)
    second, facts = other
    return frames[:k] + second[: len(frames) - k], rows[:k] + [{**r, "t": (k + j) / fps} for j, r in enumerate(facts[: len(frames) - k])]
