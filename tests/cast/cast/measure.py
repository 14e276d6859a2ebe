"""Finds and compares faces with the product's models, by the contracts of models/manifest.toml; for checking the cast only."""

from pathlib import Path

import cv2
import numpy as np

POINTS_A = np.float32([[0.31556875, 0.46157411], [0.68262292, 0.46157411], [0.50026250, 0.64050541],
                       [0.34947187, 0.82469196], [0.65343646, 0.82469196]]) * 128
POINTS_B = np.float32([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])


class Models:
    """Detector and both embedders from a folder of weights."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime as ort
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        ort.set_default_logger_severity(3)
        load = lambda name: ort.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
        self.detector = load("yunet_n_dynamic.onnx")
        self.a, self.b = load("face_reid_retail_0095_fp16w.onnx"), load("arcface_mbf_w8.onnx")

    def find(self, bgr: np.ndarray, threshold: float = 0.6):
        """(box, five points, score) of the largest face, or None."""
        h, w = bgr.shape[:2]
        padded = cv2.copyMakeBorder(bgr, 0, -h % 32, 0, -w % 32, cv2.BORDER_CONSTANT)
        x = padded.astype(np.float32).transpose(2, 0, 1)[None]
        names = [o.name for o in self.detector.get_outputs()]
        out = dict(zip(names, self.detector.run(None, {self.detector.get_inputs()[0].name: x})))
        best = None
        for s in (8, 16, 32):
            score = np.sqrt(np.clip(out[f"cls_{s}"], 0, 1) * np.clip(out[f"obj_{s}"], 0, 1))[0, :, 0]
            columns = padded.shape[1] // s
            for i in np.flatnonzero(score > threshold):
                at = np.array([i % columns, i // columns])
                box, kps = out[f"bbox_{s}"][0, i], out[f"kps_{s}"][0, i].reshape(5, 2)
                centre, size = (box[:2] + at) * s, np.exp(box[2:]) * s
                if best is None or score[i] * size.prod() > best[2] * best[0][2:].prod():
                    best = np.r_[centre - size / 2, size], ((kps + at) * s).astype(np.float32), float(score[i])
        return best

    def embed(self, bgr: np.ndarray):
        """Unit features of both embedders for the largest face, or None."""
        found = self.find(bgr)
        if found is None:
            return None
        out = []
        for session, points, side in ((self.a, POINTS_A, 128), (self.b, POINTS_B, 112)):
            crop = cv2.warpAffine(bgr, _similarity(found[1], points), (side, side), flags=cv2.INTER_LINEAR)
            x = crop.astype(np.float32)
            if session is self.b:
                x = (x[..., ::-1] - 127.5) / 127.5
            y = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(x.transpose(2, 0, 1)[None])})[0].ravel()
            out.append(y / np.linalg.norm(y))
        return out


def _similarity(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Least-squares similarity transform (Umeyama, without reflection)."""
    a, b = source.mean(0), target.mean(0)
    s, t = source - a, target - b
    u, d, v = np.linalg.svd(t.T @ s)
    sign = np.diag([1, np.sign(np.linalg.det(u @ v))])
    r = u @ sign @ v
    scale = (d * np.diag(sign)).sum() / (s**2).sum()
    return np.c_[scale * r, b - scale * r @ a].astype(np.float32)
