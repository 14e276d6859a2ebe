"""Encodes frames and sound with Debian's ffmpeg at the bit rates of meetings; the same input gives the same file."""

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

from . import ready


def write_clip(path: Path, frames: list[np.ndarray], fps: float, kbit: int, sound: tuple[np.ndarray, int] | None = None) -> None:
    """H.264/AAC for .mp4, VP8/Opus for .webm. Frames are BGR bytes."""
    h, w = frames[0].shape[:2]
    with tempfile.TemporaryDirectory() as folder:
        command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{w}x{h}", "-r", f"{fps:g}", "-i", "-"]
        if sound is not None:
            track = Path(folder) / "sound.wav"
            with wave.open(str(track), "wb") as out:
                out.setnchannels(1), out.setsampwidth(2), out.setframerate(sound[1])
                out.writeframes((np.clip(sound[0], -1, 1) * 32767).astype("<i2").tobytes())
            command += ["-i", str(track)]
        if path.suffix == ".webm":
            command += ["-c:v", "libvpx", "-deadline", "good", "-cpu-used", "2", "-b:v", f"{kbit}k", "-maxrate", f"{int(kbit * 1.3)}k",
                        "-bufsize", f"{kbit * 2}k", "-c:a", "libopus", "-b:a", "24k"]
        else:
            command += ["-c:v", "libx264", "-preset", "medium", "-profile:v", "main", "-b:v", f"{kbit}k", "-maxrate", f"{int(kbit * 1.3)}k",
                        "-bufsize", f"{kbit * 2}k", "-g", f"{int(fps * 4)}", "-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart"]
        command += ["-pix_fmt", "yuv420p", "-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
                    "-map_metadata", "-1", str(path)]
        done = subprocess.run(command, input=b"".join(np.ascontiguousarray(f).tobytes() for f in frames), capture_output=True)
    if done.returncode:
        raise ready.NotReady(f"ffmpeg could not write {path.name}: {done.stderr.decode()[-400:]}")


def read_clip(path: Path) -> list[np.ndarray]:
    """All frames of a clip as BGR bytes."""
    probe = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height", "-of", "csv=p=0", str(path)],
                           capture_output=True, check=True, text=True).stdout.strip().split(",")
    w, h = int(probe[0]), int(probe[1])
    data = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "bgr24", "-"], capture_output=True, check=True).stdout
    return list(np.frombuffer(data, np.uint8).reshape(-1, h, w, 3))
