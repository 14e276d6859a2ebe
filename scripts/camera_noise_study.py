#!/usr/bin/env python3
"""Whether a sensor's noise pattern survives what video meetings deliver.

    .runtime/bench-venv/bin/python scripts/camera_noise_study.py CLIP...

A sensor multiplies the light of each pixel by a pattern of its own (photo-response non-uniformity), and pictures
of one camera are told by correlating it (Lukas, Fridrich & Goljan 2006). Here every clip gets two cameras' known
patterns of STRENGTH in turn, scaled to ROWS rows as a call does, goes through an encoder at a bit rate, and its
pattern is estimated from all frames as the literature does (Wiener residual, maximum likelihood, rows and columns
made zero-mean). Told apart are the ratio of the correlation's peak to its energy elsewhere (PCE; 60 is the usual
bar) with the true pattern, and with the other camera's, which is chance.

Needs ffmpeg and numpy.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

FPS = 15
BAR = 60.0
ENCODERS = {
    "raw": None,
    "h264": ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency"],
    "vp8": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"],
}


def frames_of(clip: str, rows: int, seconds: float) -> np.ndarray:
    """Luma, forwards and backwards until it lasts long enough."""
    probe = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height",
                            "-of", "csv=p=0", clip], capture_output=True, check=True, text=True).stdout
    width, height = (int(v) for v in probe.strip().split(",")[:2])
    columns = 2 * round(width * rows / height / 2)
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", clip, "-vf", f"fps={FPS},scale={columns}:{rows}", "-f",
                          "rawvideo", "-pix_fmt", "gray", "-"], capture_output=True, check=True).stdout
    frames = np.frombuffer(raw, np.uint8).reshape(-1, rows, columns)
    swing = list(range(len(frames))) + list(range(len(frames) - 2, 0, -1))
    return frames[[swing[i % len(swing)] for i in range(int(seconds * FPS))]]


def filmed(frames: np.ndarray, pattern: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As a sensor with that pattern sees it, with shot noise of 1.5 of 255."""
    out = np.empty_like(frames)
    for i, frame in enumerate(frames):
        light = frame.astype(np.float32) * (1 + pattern)
        out[i] = np.clip(light + rng.normal(0, 1.5, light.shape).astype(np.float32) + 0.5, 0, 255)
    return out


def through(frames: np.ndarray, encoder: str, kbit: int, folder: Path) -> np.ndarray:
    count, rows, columns = frames.shape
    if ENCODERS[encoder] is None:
        return frames
    path = folder / "call.mkv"
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{columns}x{rows}", "-r", str(FPS), "-i", "-"]
    rate = ["-pix_fmt", "yuv420p", "-b:v", f"{kbit}k", "-maxrate", f"{kbit}k", "-bufsize", f"{kbit // 2}k"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *raw, *ENCODERS[encoder], *rate, "-threads", "1", str(path)],
                   input=frames.tobytes(), check=True)
    back = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gray", "-"],
                          capture_output=True, check=True).stdout
    return np.frombuffer(back, np.uint8).reshape(-1, rows, columns)[:count]


def blurred(image: np.ndarray) -> np.ndarray:
    """Mean of 5 by 5."""
    padded = np.pad(image, 2, mode="reflect").cumsum(0).cumsum(1)
    padded = np.pad(padded, ((1, 0), (1, 0)))
    return (padded[5:, 5:] - padded[:-5, 5:] - padded[5:, :-5] + padded[:-5, :-5]) / 25


def pattern_in(frames: np.ndarray) -> np.ndarray:
    noise, light = np.zeros(frames.shape[1:]), np.zeros(frames.shape[1:])
    for frame in frames:
        image = frame.astype(np.float64)
        mean = blurred(image)
        variance = np.maximum(blurred(image * image) - mean * mean, 0)
        # Wiener's filter for a noise of 3 of 255: what it takes away is the residual.
        residual = (image - mean) * (9 / (variance + 9))
        noise += residual * image
        light += image * image
    found = noise / np.maximum(light, 1)
    found -= found.mean(0, keepdims=True)
    return found - found.mean(1, keepdims=True)


def peak_to_energy(found: np.ndarray, known: np.ndarray) -> float:
    correlation = np.fft.ifft2(np.fft.fft2(found) * np.conj(np.fft.fft2(known))).real
    peak = correlation[0, 0]
    rest = correlation.copy()
    rest[:6, :6] = rest[-5:, :6] = rest[:6, -5:] = rest[-5:, -5:] = 0
    return float(np.sign(peak) * peak * peak / (np.square(rest).sum() / (rest.size - 121)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strength", type=float, default=0.01, help="standard deviation of the pattern, as a share")
    parser.add_argument("--rows", type=int, nargs="+", default=[360, 720])
    parser.add_argument("--kbit", type=int, nargs="+", default=[500, 1000, 2500])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("clips", nargs="+")
    args = parser.parse_args()
    print(f"a pattern of {args.strength:.1%}, {args.seconds:.0f} s at {FPS} frames a second, {len(args.clips)} clips")
    with tempfile.TemporaryDirectory() as name:
        for rows in args.rows:
            for encoder in ENCODERS:
                for kbit in args.kbit if ENCODERS[encoder] else [0]:
                    own, other = [], []
                    for seed, clip in enumerate(args.clips):
                        rng = np.random.default_rng(seed)
                        frames = frames_of(clip, rows, args.seconds)
                        one, two = (rng.normal(0, args.strength, frames.shape[1:]).astype(np.float32) for _ in "12")
                        sent = through(filmed(frames, one, rng), encoder, kbit, Path(name))
                        found = pattern_in(sent)
                        own.append(peak_to_energy(found, one))
                        other.append(peak_to_energy(found, two))
                    hits = sum(v >= BAR for v in own)
                    print(f"{rows} rows, {encoder} {kbit or ''} kbit/s: told {hits} of {len(own)}, PCE median "
                          f"{statistics.median(own):.1f} (highest {max(own):.1f}); another camera's highest "
                          f"{max(other):.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
