//! Loading and running tiny graphs: each way in which a graph can differ from its manifest entry.
//!
//! Needs ONNX Runtime's library where `make setup` puts it; without it the tests say so and pass.

use std::path::Path;
use std::sync::Arc;

use domain::{Landmarks, ModelId, ModelRole, ModelStamp, Point, Rect};
use sha2::{Digest, Sha256};

use super::embedder::TemplateEmbedder;
use super::landmarks::LevelLandmarks;
use super::network::Network;
use super::presence::PadEnsemble;
use super::*;
use crate::manifest::LandmarkSet;
use crate::test_pictures::{flat, frame_of, noise};
use crate::{
    CropRule, FaceEmbedder, InferenceError, LandmarkFinder, LoadError, Manifest, ModelManifest,
    OutputContract, PadScorer, RuntimeError,
};

const LIBRARY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../.runtime/onnxruntime/libonnxruntime.so.1.31.1");

fn runtime() -> Option<OnnxRuntime> {
    if !Path::new(LIBRARY).exists() {
        println!("skipped: needs .runtime/onnxruntime (run `make setup`)");
        return None;
    }
    Some(OnnxRuntime::load(Path::new(LIBRARY)).unwrap())
}

/// The entry that all tiny graphs are held against: 16×16, three logits.
fn entry() -> ModelManifest {
    let text = r#"
        schema = 1
        [models.tiny]
        role = "pad"
        file = "tiny.onnx"
        sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
        bytes = 1
        licence = "Apache-2.0"
        source = "models/training/tiny_graphs.py"
        intended_use = "tests"
        input = { name = "input", size = [16, 16], layout = "nchw", colour = "rgb", mean = [0.0, 0.0, 0.0], scale = [1.0, 1.0, 1.0] }
        crop = { rule = "box_fit", factor = 1.0 }
        output = { kind = "softmax", name = "logits", classes = 3, bona_fide = 1, meaning = "-", direction = "-" }
    "#;
    Manifest::parse(text).unwrap().models["tiny"].clone()
}

fn model(bytes: &[u8]) -> CheckedModel {
    CheckedModel {
        stamp: ModelStamp {
            role: ModelRole::Pad,
            id: ModelId::new("tiny"),
            sha256: Arc::from(hex::encode(Sha256::digest(bytes))),
        },
        entry: entry(),
        bytes: bytes.into(),
    }
}

macro_rules! graph {
    ($name:literal) => {
        include_bytes!(concat!("testdata/", $name, ".onnx"))
    };
}

/// Opening `bytes` must fail with a chain of sentences that holds `expected` and the remedy.
fn check(bytes: &[u8], expected: &str) {
    let Some(runtime) = runtime() else { return };
    let error = Network::open(&runtime, &model(bytes), 1).err().expect(expected);
    let mut text = error.to_string();
    assert!(text.contains("likeness models pull --from DIR"), "{text}");
    let mut cause = std::error::Error::source(&error);
    while let Some(e) = cause {
        text = format!("{text}: {e}");
        cause = e.source();
    }
    assert!(text.contains(expected), "{text:?} does not hold {expected:?}");
}

#[test]
fn a_graph_that_fits_is_opened_and_scored() {
    let Some(runtime) = runtime() else { return };
    let model = model(graph!("softmax"));
    let mut pad = PadEnsemble::open(&runtime, &[vec![&model, &model]], 1).unwrap();
    // Logits are the means of red, green and blue: softmax of (1, 3, 1) at green.
    let frame = frame_of(&flat(40, 40, [1, 3, 1]));
    let score = pad.score_pad(&frame, Rect::new(5.0, 5.0, 20.0, 20.0)).unwrap();
    let expected = 2.0 - 2_f64.ln();
    assert!((f64::from(score.get()) - expected).abs() < 1e-4, "{}", score.get());
    let frame = frame_of(&flat(40, 40, [0, 200, 0]));
    let score = pad.score_pad(&frame, Rect::new(5.0, 5.0, 20.0, 20.0)).unwrap();
    assert_eq!(score.get(), 12.0);
}

#[test]
fn features_of_a_face_and_its_mirror_image_are_added() {
    let Some(runtime) = runtime() else { return };
    // Its features are its pixels.
    let mut model = model(graph!("too_long"));
    let corners = [[4.0, 4.0], [12.0, 4.0], [8.0, 8.0], [5.0, 12.0], [11.0, 12.0]];
    model.entry.crop = CropRule::Template { landmarks: LandmarkSet::Five, points: corners.into() };
    let words = || "-".to_owned();
    let frame = frame_of(&noise(40, 40));
    let face =
        Landmarks::from_points(corners.map(|[x, y]| Point::new(2.0 * x + 3.0, 2.0 * y + 4.0)));
    let mut features = |mirrored| {
        model.entry.output = OutputContract::Embedding {
            name: "logits".into(),
            length: 768,
            mirrored,
            meaning: words(),
            direction: words(),
        };
        let mut embedder = TemplateEmbedder::open(&runtime, &model, 1).unwrap();
        embedder.embed(&frame, &face).unwrap().values().to_vec()
    };
    let (plain, both) = (features(false), features(true));
    let mirror = |values: &[f32]| -> Vec<f32> {
        values.chunks(16).flat_map(|row| row.iter().rev().copied()).collect()
    };
    let mut expected: Vec<f32> = plain.iter().zip(mirror(&plain)).map(|(a, b)| a + b).collect();
    let length = expected.iter().map(|v| v * v).sum::<f32>().sqrt();
    expected.iter_mut().for_each(|v| *v /= length);
    let apart =
        |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart(&both, &expected) < 1e-6 && apart(&both, &mirror(&both)) < 1e-6);
    assert!(apart(&both, &plain) > 0.01, "the picture is not its own mirror image");
}

#[test]
fn landmarks_are_said_in_pixels_of_the_picture() {
    let Some(runtime) = runtime() else { return };
    let mut model = model(graph!("points"));
    model.entry.crop = CropRule::SquareLevel { factor: 1.5 };
    let words = || "-".to_owned();
    model.entry.output =
        OutputContract::Points { name: "points".into(), meaning: words(), direction: words() };
    let mut finder = LevelLandmarks::open(&runtime, &model, 1).unwrap();
    // A square of 48 pixels around (30, 40): one pixel of the input is three of the picture, and a quarter
    // turn brings right to down.
    let face = Rect::new(14.0, 28.0, 32.0, 24.0);
    let eyes = [Point::new(30.0, 30.0), Point::new(30.0, 50.0)];
    let rough = Landmarks { left_eye: eyes[0], right_eye: eyes[1], ..Landmarks::default() };
    let found = finder.find_landmarks(&frame_of(&flat(90, 90, [1, 2, 3])), face, &rough).unwrap();
    let near = |p: Point, x: f32, y: f32| assert!(p.distance(Point::new(x, y)) < 1e-3, "{p:?}");
    near(found.left_eye, 36.0, 31.0);
    near(found.right_eye, 36.0, 49.0);
    near(found.nose, 27.0, 40.0);
    near(found.mouth_right, 18.0, 46.0);
}

#[test]
fn families_weigh_the_same_whatever_their_size() {
    let Some(runtime) = runtime() else { return };
    let green = model(graph!("softmax"));
    let mut red = model(graph!("softmax"));
    red.entry.output = match red.entry.output {
        OutputContract::Softmax { name, classes, meaning, direction, .. } => {
            OutputContract::Softmax { name, classes, bona_fide: 0, meaning, direction }
        }
        other => other,
    };
    let frame = frame_of(&flat(40, 40, [1, 3, 1]));
    let score = |families: &[Vec<&CheckedModel>]| {
        let mut pad = PadEnsemble::open(&runtime, families, 1).unwrap();
        f64::from(pad.score_pad(&frame, Rect::new(5.0, 5.0, 20.0, 20.0)).unwrap().get())
    };
    let (a, b) = (score(&[vec![&green]]), score(&[vec![&red]]));
    let both = score(&[vec![&green, &green], vec![&red]]);
    assert!((both - (a + b) / 2.0).abs() < 1e-4, "{a} {b} {both}");
}

#[test]
fn a_graph_without_its_prelu_nodes_gives_the_very_same_numbers() {
    let Some(runtime) = runtime() else { return };
    for original in [&graph!("prelu")[..], graph!("conv_prelu")] {
        check_without_prelu(&runtime, original);
    }
}

fn check_without_prelu(runtime: &OnnxRuntime, original: &[u8]) {
    let rewritten = rewrite::without_prelu(original).unwrap();
    let run = |bytes: &[u8]| {
        let mut network = Network::open(runtime, &model(bytes), 1).unwrap();
        let values: Vec<f32> = (0..768_u16).map(|i| f32::from(i % 251) * 1.7 - 200.0).collect();
        network
            .run([1, 3, 16, 16], &values, |outputs| Ok(outputs.values("logits", 3)?.to_vec()))
            .unwrap()
    };
    let expected = run(original);
    assert_eq!(run(&rewritten), expected);
    assert!(expected.iter().all(|v| *v != 0.0));
}

#[test]
fn another_name_size_or_type_of_the_input_is_named() {
    check(graph!("other_name"), "the graph's input is called [\"picture\"], the entry says input");
    check(
        graph!("other_size"),
        "input input has shape [1, 3, 24, 24] where [1, 3, 16, 16] is expected",
    );
    check(graph!("other_type"), "not a float32 tensor");
}

#[test]
fn outputs_that_are_missing_too_long_or_not_finite_are_named() {
    check(graph!("nan"), "gave a number that is none in output logits");
    check(graph!("too_long"), "output logits has shape [1, 768] where 3 values are expected");
    check(graph!("open_length"), "output logits of shape [1, 768] where 3 float32 values");
    let Some(runtime) = runtime() else { return };
    let mut model = model(graph!("softmax"));
    let OutputContract::Softmax { classes, .. } = &mut model.entry.output else {
        unreachable!("the entry is a softmax")
    };
    *classes = 4;
    let error = Network::open(&runtime, &model, 1).err().unwrap().to_string();
    assert!(error.contains("output logits has shape [1, 3] where 4 values"), "{error}");
    let OutputContract::Softmax { name, .. } = &mut model.entry.output else {
        unreachable!("the entry is a softmax")
    };
    *name = "scores".into();
    let error = Network::open(&runtime, &model, 1).err().unwrap().to_string();
    assert!(
        error.contains("the graph has outputs [\"logits\"], the entry needs scores"),
        "{error}"
    );
}

#[test]
fn what_is_no_graph_is_refused_without_a_crash() {
    check(b"not a graph", "cannot open model tiny");
    check(b"", "cannot open model tiny");
    check(&graph!("softmax")[..100], "cannot open model tiny");
}

#[test]
fn a_nan_on_one_frame_is_an_error_not_a_score() {
    let Some(runtime) = runtime() else { return };
    let model = model(graph!("nan_when_dark"));
    let mut pad = PadEnsemble::open(&runtime, &[vec![&model]], 1).unwrap();
    let face = Rect::new(5.0, 5.0, 20.0, 20.0);
    assert!(pad.score_pad(&frame_of(&flat(40, 40, [150; 3])), face).is_ok());
    let error = pad.score_pad(&frame_of(&flat(40, 40, [20; 3])), face).unwrap_err();
    assert!(matches!(error, InferenceError::NotFinite { .. }), "{error}");
    // The session is none the worse for it.
    assert!(pad.score_pad(&frame_of(&flat(40, 40, [150; 3])), face).is_ok());
}

#[test]
fn a_missing_or_unusable_library_says_what_to_do() {
    let error = OnnxRuntime::load(Path::new("/nonexistent/libonnxruntime.so")).unwrap_err();
    assert!(matches!(error, RuntimeError::Missing { .. }));
    assert!(error.to_string().contains("run `make setup`"), "{error}");
    if runtime().is_some() {
        let other = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let error = OnnxRuntime::load(other).unwrap_err();
        assert!(matches!(error, RuntimeError::OtherLibrary { .. }), "{error}");
    }
}

#[test]
fn a_pack_with_a_missing_file_or_an_unknown_name_says_what_to_do() {
    let Some(runtime) = runtime() else { return };
    let dir = tempfile::tempdir().unwrap();
    let manifest = Manifest::builtin();
    let error = Pack::load(dir.path(), &manifest, "standard", &runtime, 1).err().unwrap();
    assert!(matches!(&error, LoadError::Missing { id, .. } if id.as_str() == "yunet"), "{error}");
    assert!(error.to_string().contains("run `likeness models pull --from DIR`"));
    let error = Pack::load(dir.path(), &manifest, "nobody", &runtime, 1).err().unwrap();
    assert!(
        error.to_string().contains(
            "no model pack nobody; the manifest knows bundled, registry, research, standard"
        ),
        "{error}"
    );
}
