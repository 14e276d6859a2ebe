"""Voice by espeak-ng, and the mouth that goes with it: the synthesiser says when each phoneme starts."""

import ctypes
from dataclasses import dataclass

import numpy as np

from . import ready

# Expression weights of a viseme. Opening 1.0 would be a scream: speech stays under 0.3.
VISEMES = {
    "open": {"mouth-open": 0.27, "mouth-parling": 0.10},
    "mid": {"mouth-open": 0.17, "mouth-retraction": 0.12},
    "spread": {"mouth-open": 0.10, "mouth-retraction": 0.30, "mouth-parling": 0.15},
    "round": {"mouth-open": 0.13, "mouth-pursing": 0.45},
    "wide-round": {"mouth-open": 0.24, "mouth-pursing": 0.25},
    "closed": {"mouth-compression": 0.35},
    "teeth": {"mouth-open": 0.04, "mouth-elevation": 0.10, "mouth-parling": 0.25},
    "tip": {"mouth-open": 0.08, "mouth-parling": 0.20},
    "rest": {},
}
FIRST = {"a": "open", "A": "open", "V": "open", "0": "wide-round", "O": "wide-round", "Q": "wide-round", "o": "wide-round",
         "e": "mid", "E": "mid", "3": "mid", "@": "mid", "r": "mid", "h": "mid", "k": "mid", "g": "mid", "N": "mid",
         "i": "spread", "I": "spread", "j": "spread", "s": "tip", "z": "tip", "t": "tip", "d": "tip", "n": "tip", "l": "tip",
         "T": "tip", "D": "tip", "u": "round", "U": "round", "w": "round", "S": "round", "Z": "round", "m": "closed",
         "b": "closed", "p": "closed", "f": "teeth", "v": "teeth"}


@dataclass
class Speech:
    """Samples in -1..1, and (start in s, phoneme) pairs."""

    samples: np.ndarray
    rate: int
    phonemes: list[tuple[float, str]]

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("unique", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
                ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user", ctypes.c_void_p), ("id", _Id)]


_LIBRARY = None
_RATE = 22050
_PHONEME, _END = 7, 0
# espeak_Initialize: where sound goes, which events come with it, and that it must not end the process.
_SYNCHRONOUS, _PHONEME_EVENTS, _RETURN_ON_FAILURE = 2, 1, 0x8000


def speak(text: str, voice: str = "en-gb", pitch: int = 50, speed: int = 155) -> Speech:
    """Says `text`. Needs Debian's espeak-ng; its output is the same for the same texts in the same order."""
    global _LIBRARY, _RATE
    if _LIBRARY is None:
        try:
            _LIBRARY = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as missing:
            raise ready.NotReady("libespeak-ng.so.1 is missing: apt-get install espeak-ng") from missing
        _RATE = _LIBRARY.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS | _RETURN_ON_FAILURE)
        if _RATE <= 0:
            _LIBRARY = None
            raise ready.NotReady("espeak-ng finds no voices: apt-get install espeak-ng-data")
    sound, found = [], []
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))

    @kind
    def take(wave, count, events):
        if wave and count > 0:
            sound.append(np.ctypeslib.as_array(wave, (count,)).copy())
        k = 0
        while events[k].type != _END:
            if events[k].type == _PHONEME:
                found.append((events[k].audio_position / 1000, events[k].id.string.decode("utf-8", "replace")))
            k += 1
        return 0

    _LIBRARY.espeak_SetSynthCallback(take)
    _LIBRARY.espeak_SetVoiceByName(voice.encode())
    for number, value in ((1, speed), (3, pitch)):
        _LIBRARY.espeak_SetParameter(number, value, 0)
    data = text.encode() + b"\0"
    _LIBRARY.espeak_Synth(data, len(data), 0, 1, 0, 1, None, None)
    _LIBRARY.espeak_Synchronize()
    samples = np.concatenate(sound).astype(np.float32) / 32768 if sound else np.zeros(1, np.float32)
    return Speech(samples, _RATE, found)


def viseme(phoneme: str) -> str:
    """The viseme's name of an espeak phoneme; stress marks and pauses are rests."""
    return FIRST.get(phoneme.strip("',_%=|~")[:1], "rest")


def mouth(speech: Speech, times: np.ndarray) -> list[dict]:
    """Expression weights at each time (s from the start of the sound): visemes blended over 90 ms, as lips do."""
    names = sorted({n for v in VISEMES.values() for n in v})
    starts = np.array([s for s, _ in speech.phonemes] + [speech.seconds])
    rows = np.array([[VISEMES[viseme(p)].get(n, 0.0) for n in names] for _, p in speech.phonemes] + [[0.0] * len(names)])
    fine = np.arange(-0.2, speech.seconds + 0.3, 0.005)
    at = np.searchsorted(starts, fine, side="right") - 1
    track = np.where(at[:, None] >= 0, rows[np.clip(at, 0, None)], 0.0)
    window = np.hanning(20)
    window /= window.sum()
    track = np.stack([np.convolve(track[:, k], window, mode="same") for k in range(len(names))], axis=1)
    out = np.stack([np.interp(times, fine, track[:, k], left=0, right=0) for k in range(len(names))], axis=1)
    return [{n: float(v) for n, v in zip(names, row) if v > 1e-3} for row in out]
