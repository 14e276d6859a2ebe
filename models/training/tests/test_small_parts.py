"""Crops, configuration, budget, figures, progress, lists of clips."""

import io
import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest

from likeness_training import config as configs
from likeness_training import curves
from likeness_training.aligned import KEPT_POINTS, KEPT_PX, MARGIN_PX, TEMPLATE, align, similarity
from likeness_training.budget import Budget, rate
from likeness_training.compare import five, in_face, overlap, spread
from likeness_training.evaluate import listed, summary
from likeness_training.faces import cut_square, reflected, square_crop
from likeness_training.folder import Faces, Kept, keep_pixels, person, pictures
from likeness_training.progress import Progress
from likeness_training.scores import auc, share_above
from likeness_training.swaps.overlay import around
from likeness_training.swaps.plan import people
from likeness_training.verify import accuracy, best, fnmr

HERE = Path(__file__).parent
SAMPLES = {"size": int, "same_degradation": float, "shares": dict}


def test_the_square_is_the_products():
    # crates/vision, square_crop: side = round(1.25 * longer), corner = round(centre - side / 2).
    left, top, side = square_crop(np.float32([10, 20, 80, 101]), 1.25)
    assert side == 126 and (left, top) == (-13, 8)


def test_reflection_repeats_no_edge_pixel():
    assert reflected(np.arange(-3, 7), 4).tolist() == [3, 2, 1, 0, 1, 2, 3, 2, 1, 0]
    assert reflected(np.arange(-2, 3), 1).tolist() == [0] * 5


@pytest.mark.parametrize("size", (32, 96, 200))
def test_a_cut_has_the_size_asked_for(size):
    picture = np.full((60, 80, 3), 90, np.uint8)
    cut = cut_square(picture, np.float32([-10, 5, 60, 70]), 1.25, size)
    assert cut.shape == (size, size, 3) and (cut == 90).all()


def test_the_template_aligns_to_itself():
    turned = TEMPLATE[:, ::-1] * [-3, 3] + [900, 20]
    matrix = similarity(turned, 128)
    assert np.allclose(turned @ matrix[:, :2].T + matrix[:, 2], TEMPLATE, atol=1e-3)
    assert align(np.zeros((500, 900, 3), np.uint8), turned, 112).shape == (112, 112, 3)


def test_a_kept_crop_shows_the_template_inside_its_margin():
    assert align(np.zeros((300, 300, 3), np.uint8), TEMPLATE, KEPT_PX, MARGIN_PX).shape[0] == KEPT_PX + 2 * MARGIN_PX
    matrix = similarity(KEPT_POINTS, KEPT_PX)
    assert np.allclose(matrix, [[1, 0, -MARGIN_PX], [0, 1, -MARGIN_PX]], atol=1e-4)


def test_pixels_are_kept_where_all_pictures_have_one_size(tmp_path):
    for name, side in (("a.png", 8), ("b.png", 8), ("c.png", 9)):
        cv2.imwrite(str(tmp_path / name), np.full((side, side, 3), side, np.uint8))
    keep_pixels(tmp_path, tmp_path, ["a.png", "b.png"])
    kept = pickle.loads(pickle.dumps(Kept(tmp_path / "pictures.npy")))
    assert len(kept) == 2 and kept[1].shape == (8, 8, 3) and (kept[1] == 8).all()
    keep_pixels(tmp_path, tmp_path, ["a.png", "c.png"])
    assert not (tmp_path / "pictures.npy").exists()


def test_points_are_compared_in_the_faces_own_frame(points):
    truth = five(points)
    turned = truth[:, ::-1] * [-2, 2] + 50
    assert np.allclose(in_face(truth + [3, 0], truth), in_face(turned + [0, 6], turned), atol=1e-5)
    assert spread(np.ones((4, 5, 2))) == 0
    assert overlap(np.float32([0, 0, 10, 10]), np.float32([5, 0, 10, 10])) == pytest.approx(1 / 3)


def test_verification_figures():
    scores, truth = np.array([0.1, 0.2, 0.3, 0.6, 0.7, 0.8]), np.array([0, 0, 0, 1, 1, 1], bool)
    assert 0.3 < best(scores, truth) < 0.6
    assert accuracy(scores, truth, np.array([1, 2, 1, 2, 1, 2])) == 1.0
    assert fnmr(scores, truth, 0.001) == 0.0
    assert fnmr(np.array([0.5, 0.9, 0.6]), np.array([1, 1, 0], bool), 0.001) == 0.5


def test_the_part_around_a_face_stays_in_the_picture(points):
    part = around(points - 100, (90, 80))
    assert part[0].start >= 0 and part[1].start >= 0 and part[0].stop <= 90 and part[1].stop <= 80


@pytest.mark.parametrize(("name", "size"), (("manipulation", 192), ("manipulation-continue", 192), ("pad", 128),
                                             ("traces", 128)))
def test_the_configurations_are_valid(name, size):
    samples = SAMPLES | ({"views": int} if name == "traces" else {})
    assert configs.load(HERE.parent / "configs" / f"{name}.toml", samples)["samples"]["size"] == size


def test_the_embedders_configuration_is_valid():
    samples = {"size": int, "degraded": float, "video": float, "occluded": float, "tremble": float}
    for name in ("embedder", "embedder-more"):
        assert configs.load(HERE.parent / "configs" / f"{name}.toml", samples)["samples"]["size"] == KEPT_PX


def test_the_detectors_configuration_is_valid():
    assert configs.load(HERE.parent / "configs" / "detector.toml", {"size": int})["samples"]["size"] % 32 == 0


def test_a_wrong_key_is_named():
    config = configs.load(HERE.parent / "configs" / "manipulation.toml", SAMPLES)
    config["optimiser"]["speed"] = 1
    with pytest.raises(SystemExit, match="speed"):
        configs.check(config, SAMPLES)


def test_stages_follow_each_other():
    config = configs.load(HERE.parent / "configs" / "manipulation.toml", SAMPLES)
    assert [configs.stage(config, s)["window"] for s in (0, 0.59, 0.6, 1.0)] == [128, 128, 192, 192]


def test_a_budget_is_one_of_two():
    assert Budget(minutes=2).share(60, 0) == 0.5
    assert Budget(images=10).share(0, 20) == 1.0
    with pytest.raises(SystemExit):
        Budget(1, 1)


def test_the_rate_rises_then_falls():
    assert rate(0, 0, 100) == 0.01 and rate(0, 100, 100) == 1.0
    assert abs(rate(1, 1000, 100) - 0.02) < 1e-9


def test_auc_counts_ties_half():
    assert auc([1, 2], [0, 1]) == 0.875
    assert np.isnan(auc([], [1]))
    assert share_above([-1, 0, 1, 2]) == 0.5


def test_figures_name_their_trials():
    rows = [{"subject": s, "kind": k, "score": v} for s, k, v in
            (("a", "bona-fide", -1.0), ("a", "bona-fide", 1.0), ("b", "bona-fide", -2.0), ("c", "face-swap", 3.0))]
    line = summary(rows)
    assert "AUC face-swap 1.000 (1)" in line and "33.3% of 3 clips, 25.0% over 2 subjects" in line


def test_a_log_gets_a_line_a_minute():
    now, out = [0.0], io.StringIO()
    bar = Progress("x", 100, out, lambda: now[0])
    for _ in range(100):
        now[0] += 1.5
        bar.step()
    bar.close()
    assert out.getvalue().count("\n") == 3 and "100%" in out.getvalue()


def test_curves_are_drawn_from_incomplete_rows(tmp_path):
    curves.draw([{"images": 0, "loss": None, "held_out_loss": 0.7}, {"images": 9, "loss": 0.5}], tmp_path / "c.png")
    assert (tmp_path / "c.png").stat().st_size > 500


def test_people_are_read_from_names_and_folders(tmp_path):
    assert person("x/000131_7222.webp") == "7222" and person("01070A18.webp") == "01070A18"
    for name in ("A/1.jpg", "A/2.jpg", "B/1.jpg", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert list(people(tmp_path, 2)) == ["A"] and len(pictures(tmp_path)) == 3


def test_no_person_is_in_both_parts(tmp_path):
    names = np.array([f"{i}_{i % 7}.webp" for i in range(70)])
    np.savez(tmp_path / "faces.npz", names=names, boxes=np.zeros((70, 4)), fives=np.zeros((70, 5, 2)),
             meshes=np.zeros((70, 478, 3)))
    inside, outside = Faces(tmp_path, tmp_path).split(0.3, 1)
    assert len(outside) == 20 and not {i % 7 for i in inside} & {i % 7 for i in outside}


def test_only_clips_with_a_known_truth_are_listed(tmp_path):
    (tmp_path / "media.csv").write_text("file,subject,label\na.mp4,s,bona-fide\nb.jpg,,bona-fide\nc.mp4,,scene\n"
                                        "d.mp4,,manipulated:face-swap\n")
    assert [c.kind for c in listed(tmp_path / "media.csv")] == ["bona-fide", "face-swap"]
