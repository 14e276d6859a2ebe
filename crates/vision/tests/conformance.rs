//! Conformance of the standard pack with an independent pipeline (OpenCV and onnxruntime in Python).
//!
//! The tables hold numbers only; the pictures stay outside the repository. `data/faces.csv` gives boxes,
//! landmarks and raw scores by picture, `data/comparisons.csv` comparison scores by pair. Detection is
//! held against the boxes, and every face model is asked at the table's own box and landmarks, so that a
//! difference points to one stage. Tolerances allow for another resampling, not for another contract:
//! a wrong channel order, scale or template misses them by far.

#![cfg(feature = "onnx")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests, which may")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::{DetectedFace, FaceFeatures, Frame, Landmarks, Point, Rect, Stages};
use vision::{Analyst, Manifest, OnnxRuntime, Pack, PictureLimits, RawFace, decode_picture};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
const LIBRARY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../.runtime/onnxruntime/libonnxruntime.so.1.31.1");

/// One row of `faces.csv`.
struct Row {
    picture: &'static str,
    rect: Rect,
    landmarks: Landmarks,
    confidence: f32,
    pad: f32,
    manipulation: f32,
    learned_quality: f32,
}

fn rows() -> Vec<Row> {
    let parse = |line: &'static str| {
        let (picture, numbers) = line.split_once(',').unwrap();
        let n: Vec<f32> = numbers.split(',').map(|v| v.parse().unwrap()).collect();
        let point = |i: usize| Point::new(n[4 + 2 * i], n[5 + 2 * i]);
        Row {
            picture,
            rect: Rect::new(n[0], n[1], n[2], n[3]),
            landmarks: Landmarks::from_points([point(0), point(1), point(2), point(3), point(4)]),
            confidence: n[14],
            pad: n[15],
            manipulation: n[16],
            learned_quality: n[17],
        }
    };
    include_str!("data/faces.csv").lines().skip(1).map(parse).collect()
}

fn analyst() -> Option<Analyst> {
    let models = PathBuf::from(SHARED).join("models");
    if !models.is_dir() {
        println!("skipped: needs ../shared/models");
        return None;
    }
    if !Path::new(LIBRARY).exists() {
        println!("skipped: needs .runtime/onnxruntime (run `make setup`)");
        return None;
    }
    let runtime = OnnxRuntime::load(Path::new(LIBRARY)).unwrap();
    let pack = Pack::load(&models, &Manifest::builtin(), "standard", &runtime, 1).unwrap();
    Some(pack.analyst().unwrap())
}

fn picture(name: &str) -> Option<Frame> {
    let path = PathBuf::from(SHARED).join("data").join(name);
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: needs ../shared/data/{name}");
        return None;
    };
    Some(decode_picture(&bytes, PictureLimits::default()).unwrap())
}

fn largest(faces: &[DetectedFace]) -> Option<&DetectedFace> {
    faces.iter().max_by(|a, b| a.rect.area().total_cmp(&b.rect.area()))
}

#[test]
fn detection_finds_the_faces_of_the_table() {
    let Some(mut analyst) = analyst() else { return };
    for row in rows() {
        let Some(frame) = picture(row.picture) else { continue };
        let faces = analyst.measure_frame(&frame, None).unwrap().faces;
        let face = largest(&faces).unwrap_or_else(|| panic!("no face on {}", row.picture));
        let iou = face.rect.iou(row.rect);
        assert!(iou > 0.85, "{}: {:?} against {:?}", row.picture, face.rect, row.rect);
        assert!((face.confidence - row.confidence).abs() < 0.05, "{}", row.picture);
        // YuNet's own noise between two scales is a few hundredths of the inter-eye distance.
        let unit = row.landmarks.inter_eye_distance();
        for (found, expected) in face.landmarks.points().into_iter().zip(row.landmarks.points()) {
            let off = found.distance(expected) / unit;
            assert!(off < 0.12, "{}: {found:?} against {expected:?}", row.picture);
        }
    }
}

#[test]
fn a_region_finds_the_same_face_as_the_whole_picture() {
    let Some(mut analyst) = analyst() else { return };
    for row in rows() {
        let Some(frame) = picture(row.picture) else { continue };
        let faces = analyst.measure_frame(&frame, Some(row.rect.scaled(2.0))).unwrap().faces;
        let face =
            largest(&faces).unwrap_or_else(|| panic!("no face in region of {}", row.picture));
        assert!(face.rect.iou(row.rect) > 0.7, "{}: {:?}", row.picture, face.rect);
    }
}

#[test]
fn face_models_give_the_scores_of_the_table() {
    let Some(mut analyst) = analyst() else { return };
    for row in rows() {
        let Some(frame) = picture(row.picture) else { continue };
        let raw = RawFace { rect: row.rect, landmarks: row.landmarks, confidence: row.confidence };
        let face = at(&frame, &raw);
        let measured = analyst.measure_face(&frame, &face, Stages::ALL);
        let check = |what: &str, found: f32, expected: f32, tolerance: f32| {
            let off = (found - expected).abs();
            assert!(off < tolerance, "{} {what}: {found} against {expected}", row.picture);
        };
        // Faceplugin, half of the score, moves by up to 2.7 on these pictures when its crop moves by a pixel.
        check("PAD", measured.pad.assessed().unwrap().get(), row.pad, 0.75);
        let logit = measured.manipulation.assessed().unwrap().get();
        check("manipulation", logit, row.manipulation, 0.25);
        let quality = *measured.learned_quality.assessed().unwrap();
        check("learned quality", quality, row.learned_quality, 0.04);
    }
}

#[test]
fn comparison_scores_are_those_of_the_table() {
    let Some(mut analyst) = analyst() else { return };
    let mut features: BTreeMap<&str, FaceFeatures> = BTreeMap::new();
    for row in rows() {
        let Some(frame) = picture(row.picture) else { return };
        let raw = RawFace { rect: row.rect, landmarks: row.landmarks, confidence: row.confidence };
        let face = at(&frame, &raw);
        let stages = Stages { features: true, ..Stages::NONE };
        let measured = analyst.measure_face(&frame, &face, stages);
        features.insert(row.picture, measured.features.assessed().unwrap().clone());
    }
    for line in include_str!("data/comparisons.csv").lines().skip(1) {
        let [a, b, expected] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("not a comparison: {line}")
        };
        let score = features[a].compare_features(&features[b]).unwrap().get();
        let expected: f32 = expected.parse().unwrap();
        // The table's warp aliases when it shrinks and counts from pixel centres; ours averages and counts
        // from edges, so that a face gives one aligned picture at any resolution. Small faces agree.
        let tolerance = if a.starts_with("lfw") { 0.03 } else { 0.12 };
        assert!((score - expected).abs() < tolerance, "{a} {b}: {score} against {expected}");
    }
}

#[test]
fn the_same_frame_gives_the_same_measurement_twice() {
    let Some(mut analyst) = analyst() else { return };
    let Some(frame) = picture(rows()[0].picture) else { return };
    let once = analyst.measure_frame(&frame, None).unwrap();
    let face = once.faces[0].clone();
    let first = analyst.measure_face(&frame, &face, Stages::ALL);
    assert_eq!(analyst.measure_frame(&frame, None).unwrap(), once);
    assert!(first == analyst.measure_face(&frame, &face, Stages::ALL));
}

/// The face of the table with this crate's quality.
fn at(frame: &Frame, raw: &RawFace) -> DetectedFace {
    let quality =
        vision::quality::assess(frame, raw.rect, &raw.landmarks, raw.confidence, &mut Vec::new());
    DetectedFace { rect: raw.rect, landmarks: raw.landmarks, confidence: raw.confidence, quality }
}
