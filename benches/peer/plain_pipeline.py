#!/usr/bin/env python3
"""Face verification of one video against one reference image, in plain Python.

Decodes with cv2.VideoCapture, samples the video at a given rate by time stamp,
and on the largest face of every sampled frame runs YuNet (detector), embedder A,
MiniFASNet V2, V1SE and Faceplugin (presentation attack detection), the self-blended-image
detector (manipulation) and the face mesh (blinks).  One thread throughout.  Prints one JSON object.

    plain_pipeline.py REFERENCE_IMAGE VIDEO --models DIR [--fps 5]
"""
import argparse
import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort

cv2.setNumThreads(1)

MODEL_FILES = {
    "yunet": "yunet_n_dynamic.onnx",
    "embedder": "face_reid_retail_0095_fp16w.onnx",
    "pad_v2": "minifasnet_v2.onnx",
    "pad_v1se": "minifasnet_v1se.onnx",
    "pad_faceplugin": "faceplugin_liveness_fp16w.onnx",
    "sbi": "sbi_lite0_fp16w.onnx",
    "mesh": "mp_face_landmarks_fp16w.onnx",
}

# Corners, upper and lower lid of each eye in the mesh.
EYE_POINTS = np.array([[33, 133, 160, 158, 144, 153], [362, 263, 385, 387, 380, 373]])

# Image-left eye, image-right eye, nose, image-left and image-right mouth corner.
EMBEDDER_TEMPLATE = 128 * np.array([
    [0.31556875, 0.46157411], [0.68262292, 0.46157411], [0.50026250, 0.64050541],
    [0.34947187, 0.82469196], [0.65343646, 0.82469196]])


class Model:
    """An ONNX Runtime session on one CPU thread that keeps count of its own time."""

    def __init__(self, path):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.input_name = self.session.get_inputs()[0].name
        self.output_names = [output.name for output in self.session.get_outputs()]
        self.seconds = 0.0
        self.calls = 0

    def __call__(self, tensor):
        start = time.perf_counter()
        outputs = self.session.run(None, {self.input_name: tensor})
        self.seconds += time.perf_counter() - start
        self.calls += 1
        return outputs


def nchw(image):
    """Picture [H,W,3] as a contiguous float32 tensor [1,3,H,W]."""
    return np.ascontiguousarray(image.transpose(2, 0, 1)[None], dtype=np.float32)


class YuNet(Model):
    STRIDES = (8, 16, 32)
    SCORE_THRESHOLD = 0.6
    NMS_THRESHOLD = 0.3

    def detect(self, image, long_side=320):
        """Faces as (boxes [n,4] x y w h, points [n,5,2], scores [n]), in pixels of `image`.
        long_side scales the picture first; None leaves it at its own size."""
        height, width = image.shape[:2]
        scale = 1.0 if long_side is None else long_side / max(height, width)
        if scale != 1.0:
            width, height = max(1, round(width * scale)), max(1, round(height * scale))
            image = cv2.resize(image, (width, height),
                               interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        padded = cv2.copyMakeBorder(image, 0, -height % 32, 0, -width % 32, cv2.BORDER_CONSTANT)
        columns = padded.shape[1]
        outputs = dict(zip(self.output_names, self(nchw(padded))))

        boxes, points, scores = [], [], []
        for stride in self.STRIDES:
            score = np.sqrt(np.clip(outputs[f"cls_{stride}"][0, :, 0], 0, 1)
                            * np.clip(outputs[f"obj_{stride}"][0, :, 0], 0, 1))
            cells = np.flatnonzero(score >= self.SCORE_THRESHOLD)
            if cells.size == 0:
                continue
            grid = np.stack([cells % (columns // stride), cells // (columns // stride)], axis=1)
            bbox = outputs[f"bbox_{stride}"][0, cells]
            centre = (bbox[:, :2] + grid) * stride
            size = np.exp(bbox[:, 2:]) * stride
            boxes.append(np.hstack([centre - size / 2, size]))
            points.append((outputs[f"kps_{stride}"][0, cells].reshape(-1, 5, 2) + grid[:, None]) * stride)
            scores.append(score[cells])
        if not boxes:
            return np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros(0)
        boxes, points, scores = np.concatenate(boxes), np.concatenate(points), np.concatenate(scores)
        keep = np.asarray(cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(),
                                           self.SCORE_THRESHOLD, self.NMS_THRESHOLD)).reshape(-1)
        return boxes[keep] / scale, points[keep] / scale, scores[keep]

    def largest(self, image, long_side=320):
        """(box, points, score) of the face with the largest box, or None."""
        boxes, points, scores = self.detect(image, long_side)
        if len(boxes) == 0:
            return None
        i = int(np.argmax(boxes[:, 2] * boxes[:, 3]))
        return boxes[i], points[i], float(scores[i])


def similarity_transform(source, target):
    """2x3 matrix of the least-squares rotation, scale and shift from source to target points."""
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    s = (source - source_mean) @ [1, 1j]
    t = (target - target_mean) @ [1, 1j]
    factor = np.vdot(s, t) / np.vdot(s, s).real
    linear = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    return np.hstack([linear, (target_mean - linear @ source_mean)[:, None]])


def embedder_input(image, points):
    matrix = similarity_transform(np.asarray(points, float), EMBEDDER_TEMPLATE)
    return nchw(cv2.warpAffine(image, matrix, (128, 128), flags=cv2.INTER_LINEAR))


def embed(model, image, points):
    feature = model(embedder_input(image, points))[0].reshape(-1)
    return feature / np.linalg.norm(feature)


def scaled_crop(image, box, scale, size):
    """The authors' MiniFASNet crop: the box scaled about its centre, the scale reduced until it
    fits the picture, the crop then shifted inside."""
    height, width = image.shape[:2]
    x, y, w, h = box
    scale = min((height - 1) / h, (width - 1) / w, scale)
    w2, h2 = w * scale, h * scale
    left, top = x + w / 2 - w2 / 2, y + h / 2 - h2 / 2
    left = min(max(left, 0), width - 1 - w2)
    top = min(max(top, 0), height - 1 - h2)
    left, top, right, bottom = int(left), int(top), int(left + w2), int(top + h2)
    return cv2.resize(image[top:bottom + 1, left:right + 1], (size, size))


def log_odds(logits, index):
    """ln(P(index) / P(the other classes)) of a softmax."""
    others = np.delete(logits, index)
    peak = others.max()
    return float(logits[index] - peak - np.log(np.exp(others - peak).sum()))


def pad_log_odds(model, image, box, scale, size=80, bona_fide=1):
    crop = scaled_crop(image, box, scale, size)
    return log_odds(model(nchw(crop))[0][0].astype(float), bona_fide)


def pad_score(minifasnet, faceplugin):
    """Log-odds of bona fide: MiniFASNet's two probabilities averaged as its authors do, then both
    families' log-odds. Each family lies within +-12."""
    p = np.mean(probability(minifasnet), axis=0)
    pair = np.clip(np.log(p) - np.log1p(-p), -12, 12)
    return (pair + np.clip(faceplugin, -12, 12)) / 2


def sbi_input(image, box):
    """Square of 1.25 x the longer side of the box, reflected at the border, 160 x 160 RGB."""
    height, width = image.shape[:2]
    x, y, w, h = box
    side = max(2, round(1.25 * max(w, h)))
    left, top = round(x + w / 2 - side / 2), round(y + h / 2 - side / 2)
    right, bottom = left + side, top + side
    crop = image[max(top, 0):min(bottom, height), max(left, 0):min(right, width)]
    border = (max(-top, 0), max(bottom - height, 0), max(-left, 0), max(right - width, 0))
    if any(border):
        crop = cv2.copyMakeBorder(crop, *border, cv2.BORDER_REFLECT_101)
    crop = cv2.resize(crop, (160, 160), interpolation=cv2.INTER_AREA if side > 160 else cv2.INTER_LINEAR)
    return nchw(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB))


def sbi_logit(model, image, box):
    return float(model(sbi_input(image, box))[0].reshape(-1)[0])


def mesh_input(image, box, points):
    """Square of 1.5 x the longer side of the box, turned so that the eyes are level, 256 x 256 RGB / 255."""
    x, y, w, h = box
    across = points[1] - points[0]
    unit = across / np.hypot(*across) * 1.5 * max(w, h) / 256
    linear = np.array([[unit[0], -unit[1]], [unit[1], unit[0]]])
    shift = np.array([x + w / 2, y + h / 2]) - linear @ [128, 128]
    crop = cv2.warpAffine(image, np.hstack([linear, shift[:, None]]), (256, 256),
                          flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.ascontiguousarray(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)[None], dtype=np.float32) / 255


def openness(model, image, box, points):
    """Mean eye aspect ratio of both eyes, or None where the mesh sees no face."""
    outputs = dict(zip(model.output_names, model(mesh_input(image, box, points))))
    if outputs["Identity_1"].reshape(-1)[0] < 0:
        return None
    eyes = outputs["Identity"].reshape(-1, 3)[EYE_POINTS, :2]
    lids = np.linalg.norm(eyes[:, 2:4] - eyes[:, 4:6], axis=2).mean(axis=1)
    return float((lids / np.linalg.norm(eyes[:, 0] - eyes[:, 1], axis=1)).mean())


def sampled_frames(path, fps):
    """(seconds, picture) of the first frame in every 1/fps interval; rotation is applied by OpenCV.
    Frames in between are decoded but not converted."""
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        raise SystemExit(f"cannot open {path}")
    origin, due = None, 0
    while capture.grab():
        now = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if origin is None:
            origin = now
        interval = int((now - origin) * fps + 1e-6)
        if interval < due:
            continue
        ok, frame = capture.retrieve()
        if ok:
            due = interval + 1
            yield now - origin, frame
    capture.release()


def probability(x):
    return 1 / (1 + np.exp(-np.asarray(x)))


def mean(values):
    return float(np.mean(values)) if len(values) else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("reference", help="image with the reference face")
    parser.add_argument("video")
    parser.add_argument("--models", type=Path, required=True, help="folder with the ONNX files")
    parser.add_argument("--fps", type=float, default=5.0, help="frames to analyse per second")
    args = parser.parse_args()

    load_start = time.process_time()
    models = {role: (YuNet if role == "yunet" else Model)(args.models / file)
              for role, file in MODEL_FILES.items()}
    load_cpu = time.process_time() - load_start

    reference_image = cv2.imread(args.reference)
    if reference_image is None:
        sys.exit(f"cannot read {args.reference}")
    face = models["yunet"].largest(reference_image)
    if face is None:
        sys.exit(f"no face in {args.reference}")
    reference = embed(models["embedder"], reference_image, face[1])

    wall_start, cpu_start = time.perf_counter(), time.process_time()
    frames, features, v2, v1se, faceplugin, sbi, eyes = 0, [], [], [], [], [], []
    for at, frame in sampled_frames(args.video, args.fps):
        frames += 1
        face = models["yunet"].largest(frame)
        if face is None:
            continue
        box, points, _ = face
        features.append(embed(models["embedder"], frame, points))
        v2.append(pad_log_odds(models["pad_v2"], frame, box, 2.7))
        v1se.append(pad_log_odds(models["pad_v1se"], frame, box, 4.0))
        faceplugin.append(pad_log_odds(models["pad_faceplugin"], frame, box, 2.7, 128, 0))
        sbi.append(sbi_logit(models["sbi"], frame, box))
        open_by = openness(models["mesh"], frame, box, points)
        if open_by is not None:
            eyes.append((at, open_by))
    cpu, wall = time.process_time() - cpu_start, time.perf_counter() - wall_start

    pooled = None
    if features:
        template = np.mean(features, axis=0)
        pooled = float(template @ reference / np.linalg.norm(template))
    print(json.dumps({
        "frames": frames,
        "frames_with_face": len(features),
        "mean_cosine": mean([float(feature @ reference) for feature in features]),
        "pooled_cosine": pooled,
        "mean_pad": mean(pad_score(np.array([v2, v1se]), np.array(faceplugin))),
        "mean_sbi": mean(sbi),
        "openness": eyes,
        "cpu_seconds": round(cpu, 4),
        "cpu_seconds_load": round(load_cpu, 4),
        "cpu_seconds_process": round(time.process_time(), 4),
        "wall_seconds": round(wall, 4),
        "model_seconds": round(sum(model.seconds for model in models.values()), 4),
        "model_ms_per_call": {role: round(1000 * model.seconds / model.calls, 2)
                              for role, model in models.items() if model.calls},
    }, indent=2))


if __name__ == "__main__":
    main()
