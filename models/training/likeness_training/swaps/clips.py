"""Clips in and out: frames in BGR, H.264 at a bit rate as meetings send it."""

from fractions import Fraction

import av
import cv2
import numpy as np

# A meeting's tile: larger pictures are scaled down to this many rows, and frames above this rate left out.
TILE_ROWS = 360
TILE_RATE = 15
# Where a file does not say.
USUAL_RATE = 25


def frames(path, seconds, rows=None, most_rate=None):
    """The rate, and the frames of the first `seconds`; at most `rows` rows and `most_rate` a second."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = float(stream.average_rate or USUAL_RATE)
        keep = max(1, round(rate / most_rate)) if most_rate else 1
        found = []
        try:
            for i, frame in enumerate(container.decode(stream)):
                if i / rate >= seconds:
                    break
                if i % keep == 0:
                    found.append(fitted(frame.to_ndarray(format="bgr24"), rows))
        except av.FFmpegError:
            # A broken tail: what was decoded before it is a clip all the same.
            pass
    return Fraction(rate / keep).limit_denominator(1001), found


def fitted(frame, rows):
    """At most `rows` rows, and even sides as chroma planes want them."""
    share = min(1.0, rows / frame.shape[0]) if rows else 1.0
    size = (round(frame.shape[1] * share / 2) * 2, round(frame.shape[0] * share / 2) * 2)
    return frame if size == frame.shape[1::-1] else cv2.resize(frame, size, interpolation=cv2.INTER_AREA)


class Writer:
    """An MP4 with H.264 at a constant-ish bit rate and no look-ahead, without sound."""

    def __init__(self, path, rate, size, bit_rate):
        self.container = av.open(str(path), "w")
        self.stream = self.container.add_stream("libx264", rate=rate)
        self.stream.width, self.stream.height, self.stream.pix_fmt = *size, "yuv420p"
        kilobits = bit_rate // 1000
        self.stream.options = {"preset": "veryfast", "tune": "zerolatency", "b": f"{kilobits}k",
                               "maxrate": f"{kilobits}k", "bufsize": f"{kilobits}k"}
        self.stream.codec_context.bit_rate = bit_rate

    def write(self, frame):
        """Adds one BGR frame."""
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), "bgr24")
        self.container.mux(self.stream.encode(picture))

    def close(self):
        """Writes what the encoder still holds."""
        self.container.mux(self.stream.encode(None))
        self.container.close()
