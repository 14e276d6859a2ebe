"""Faces as the product finds and cuts them: YuNet's box, the mesh's points, the square crop.

The contracts (colour order, scaling, tensors) are those of models/manifest.toml; the file names are the
standard pack's. Nothing here needs PyTorch.
"""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime as ort

from .level import cut, square

DETECTOR_FILE = "yunet_n_dynamic.onnx"
MESH_FILE = "mp_face_landmarks_fp16w.onnx"
# models/manifest.toml, [models.yunet]: long side of the input, thresholds, strides.
LONG_SIDE = 320
SCORE = 0.6
NMS = 0.3
STRIDES = (8, 16, 32)
# models/manifest.toml, [models.mp_face_landmarks]: side of the input.
MESH_SIDE = 256
# The whole mesh, and without its irises, which sit inside the eyes and bound no region.
WHOLE_MESH_POINTS = 478
MESH_POINTS = 468


class Face(NamedTuple):
    """A box `x, y, width, height`, five points (eyes, nose, mouth corners, image-left first), a score."""

    box: np.ndarray
    points: np.ndarray
    score: float


def session(path, threads=1):
    """An ONNX Runtime session on `threads` threads."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Detector:
    """YuNet, or at `path` another network of its contract. Pictures are BGR, as OpenCV reads them."""

    def __init__(self, models, threads=1, score=SCORE, path=None):
        self.net = session(path or Path(models) / DETECTOR_FILE, threads)
        self.score = score
        self.names = [f"{kind}_{s}" for s in STRIDES for kind in ("cls", "obj", "bbox", "kps")]

    def __call__(self, picture):
        """All faces, the largest first."""
        height, width = picture.shape[:2]
        scale = min(1.0, LONG_SIDE / max(height, width))
        w, h = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(picture, (w, h), interpolation=cv2.INTER_AREA) if scale < 1 else picture
        pad_w, pad_h = -(-w // 32) * 32, -(-h // 32) * 32
        canvas = np.zeros((pad_h, pad_w, 3), np.float32)
        canvas[:h, :w] = small
        out = self.net.run(self.names, {"input": canvas.transpose(2, 0, 1)[None]})
        boxes, points, scores = [], [], []
        for level, stride in enumerate(STRIDES):
            cls, obj, box, kps = (out[4 * level + k][0] for k in range(4))
            score = np.sqrt(np.clip(cls, 0, 1) * np.clip(obj, 0, 1))[:, 0]
            keep = np.flatnonzero(score >= self.score)
            cell = np.stack([keep % (pad_w // stride), keep // (pad_w // stride)], 1).astype(np.float32)
            centre = (box[keep, :2] + cell) * stride
            side = np.exp(box[keep, 2:]) * stride
            boxes.append(np.concatenate([centre - side / 2, side], 1))
            points.append((kps[keep].reshape(-1, 5, 2) + cell[:, None]) * stride)
            scores.append(score[keep])
        boxes, points, scores = map(np.concatenate, (boxes, points, scores))
        if not len(boxes):
            return []
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), self.score, NMS)
        faces = [Face(boxes[i] / scale, points[i] / scale, float(scores[i])) for i in np.ravel(kept)]
        return sorted(faces, key=lambda face: -face.box[2] * face.box[3])


class Refined:
    """A detector whose faces are looked at once more by a landmark network."""

    def __init__(self, detector, path, threads=1):
        self.detector, self.net = detector, session(path, threads)
        self.size = int(self.net.get_inputs()[0].shape[-1])

    def __call__(self, picture):
        """The detector's faces with the points of the network."""
        return [face._replace(points=self.points(picture, face)) for face in self.detector(picture)]

    def points(self, picture, face):
        """Five points of one face in picture pixels."""
        to_picture = square(face.box, face.points, self.size)
        crop = cut(picture, to_picture, self.size).astype(np.float32).transpose(2, 0, 1)[None]
        found = self.net.run(None, {"input": crop})[0].reshape(5, 2)
        return (found @ to_picture[:, :2].T + to_picture[:, 2]).astype(np.float32)


class Mesh:
    """MediaPipe's face mesh over a square that is turned until the eyes are level."""

    def __init__(self, models, threads=1):
        self.net = session(Path(models) / MESH_FILE, threads)

    def __call__(self, picture, face):
        """468 points in picture pixels, or None where the mesh says that no face is there."""
        points = self.whole(picture, face)
        return None if points is None else points[:MESH_POINTS, :2]

    def whole(self, picture, face):
        """All 478 points, x, y and depth in picture pixels, or None likewise."""
        to_picture = square(face.box, face.points, MESH_SIDE)
        turn, corner = to_picture[:, :2], to_picture[:, 2]
        unit = np.hypot(*turn[:, 0])
        crop = cv2.warpAffine(picture, to_picture, (MESH_SIDE, MESH_SIDE),
                              flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        rgb = crop[None, :, :, ::-1].astype(np.float32) / 255
        points, presence = self.net.run(["Identity", "Identity_1"], {"input_12": rgb})
        if float(presence.ravel()[0]) < 0:
            return None
        points = points.reshape(-1, 3)[:WHOLE_MESH_POINTS]
        return np.concatenate([points[:, :2] @ turn.T + corner, points[:, 2:] * unit], 1).astype(np.float32)


def square_crop(box, factor):
    """`left, top, side` of the square the product cuts: whole pixels, may reach outside the picture."""
    side = max(2, round(factor * float(max(box[2], box[3]))))
    centre = box[:2] + box[2:] / 2
    return round(float(centre[0]) - side / 2), round(float(centre[1]) - side / 2), side


def cut_square(picture, box, factor, size):
    """That square at `size` pixels: reflected at the border, area-filtered when it shrinks."""
    left, top, side = square_crop(box, factor)
    height, width = picture.shape[:2]
    rows = reflected(np.arange(top, top + side), height)
    columns = reflected(np.arange(left, left + side), width)
    crop = picture[rows[:, None], columns]
    how = cv2.INTER_AREA if side > size else cv2.INTER_LINEAR
    return cv2.resize(crop, (size, size), interpolation=how)


def reflected(index, length):
    """Indices mirrored into 0..length, the edge pixel once (`dcb|abcd|cba`)."""
    if length == 1:
        return np.zeros_like(index)
    period = 2 * (length - 1)
    index = np.abs(index) % period
    return np.where(index < length, index, period - index)
