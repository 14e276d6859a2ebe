"""Pictures as video codecs leave them: a few frames through an encoder and back, in memory."""

from fractions import Fraction

import av
import cv2
import numpy as np

# Name of the encoder, and the quantisers that look like meetings at 250 to 1000 kbit/s down to clean
# recordings: QP for H.264, the scale for the older ones.
CODECS = {"libx264": (20, 38), "mpeg1video": (2, 10), "mpeg4": (2, 12)}
OPTIONS = {"libx264": {"preset": "superfast", "tune": "zerolatency", "bf": "0"}}
RATE = Fraction(25)


def recompress(frames, codec, quantiser):
    """BGR frames of one even size; gives back the last one as the decoder shows it."""
    height, width = frames[0].shape[:2]
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate, encoder.thread_count = 1 / RATE, RATE, 1
    if codec == "libx264":
        encoder.options = {**OPTIONS[codec], "qp": str(quantiser)}
    else:
        encoder.options = {"qmin": str(quantiser), "qmax": str(quantiser), "bf": "0"}
    decoder = av.CodecContext.create({"libx264": "h264"}.get(codec, codec), "r")
    decoder.thread_count = 1
    packets = []
    for i, frame in enumerate(frames):
        planes = cv2.cvtColor(np.ascontiguousarray(frame), cv2.COLOR_BGR2YUV_I420)
        picture = av.VideoFrame.from_ndarray(planes, "yuv420p")
        picture.pts = i
        packets += encoder.encode(picture)
    packets += encoder.encode(None)
    shown = [f for packet in packets for f in decoder.decode(packet)] + decoder.decode(None)
    return cv2.cvtColor(shown[-1].to_ndarray(), cv2.COLOR_YUV2BGR_I420)


def random_codec(rng):
    """A codec and a quantiser: mostly H.264, as in meetings."""
    name = str(rng.choice(list(CODECS), p=(0.7, 0.15, 0.15)))
    low, high = CODECS[name]
    return name, int(rng.integers(low, high + 1))
