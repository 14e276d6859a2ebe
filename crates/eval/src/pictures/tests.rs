//! Measuring pictures with scripted models: what is measured when, and what becomes of what cannot be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{Calibration, CalibrationOrigin, Landmarks, ModelStamp};
use image::{Rgb, RgbImage};
use tempfile::TempDir;
use vision::{
    AnalystModels, DetectorView, FaceDetector, FaceEmbedder, InferenceError, Manifest, RawFace,
};

use super::*;
use crate::progress::Silent;

/// Finds nobody on black, two on white, one elsewhere; counts how often it was asked.
struct ByColour(ModelStamp, Arc<AtomicUsize>);

fn landmarks(x: f32, eyes: f32) -> Landmarks {
    let p = |dx: f32, dy: f32| Point::new(x + dx * eyes, 20.0 + dy * eyes);
    Landmarks::from_points([p(0.0, 0.0), p(1.0, 0.0), p(0.5, 0.5), p(0.1, 1.0), p(0.9, 1.0)])
}

impl FaceDetector for ByColour {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn detect(&mut self, frame: &Frame, _: DetectorView) -> Result<Vec<RawFace>, InferenceError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        let face = |x, eyes: f32| RawFace {
            rect: Rect::new(x, 10.0, 2.0 * eyes, 2.0 * eyes),
            landmarks: landmarks(x, eyes),
            confidence: 0.9,
        };
        Ok(match frame.pixels[0] {
            0 => Vec::new(),
            // The first is larger, the second nearer the centre.
            255 => vec![face(0.0, 16.0), face(28.0, 12.0)],
            _ => vec![face(20.0, 16.0)],
        })
    }
}

/// Features are the first pixel's colour and where the left eye is; fails where green is 1.
struct FirstPixel(ModelStamp);

impl FaceEmbedder for FirstPixel {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn embed(&mut self, frame: &Frame, at: &Landmarks) -> Result<FaceFeatures, InferenceError> {
        if frame.pixels[1] == 1 {
            return Err(InferenceError::Landmarks);
        }
        let mut values: Vec<f32> = frame.pixels[..3].iter().map(|v| f32::from(*v)).collect();
        values.push(at.left_eye.x);
        FaceFeatures::from_raw(self.0.clone(), values).map_err(|_| InferenceError::Landmarks)
    }
}

struct Scene {
    folder: TempDir,
    out: TempDir,
    models: Models,
    asked: Arc<AtomicUsize>,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("p")).unwrap();
        Self {
            folder,
            out: tempfile::tempdir().unwrap(),
            models: Models::of(&Manifest::builtin(), "standard").unwrap(),
            asked: Arc::default(),
        }
    }

    fn picture(&self, name: &str, colour: [u8; 3]) -> PathBuf {
        let name = Path::new("p").join(name);
        RgbImage::from_pixel(64, 64, Rgb(colour)).save(self.folder.path().join(&name)).unwrap();
        name
    }

    fn analyst(&self) -> Analyst {
        let stamp = |role| self.models.stamps.iter().find(|s| s.role == role).unwrap().clone();
        let origin = CalibrationOrigin {
            data: "test".into(),
            date: "2026-01-01".into(),
            trials_first: 1,
            trials_second: 1,
            provisional: true,
        };
        Analyst::new(AnalystModels {
            detector: Box::new(ByColour(stamp(ModelRole::Detector), Arc::clone(&self.asked))),
            landmarks: None,
            embedder: Box::new(FirstPixel(stamp(ModelRole::Embedder))),
            pad: None,
            manipulation: None,
            mesh: None,
            hand: None,
            quality: None,
            identity: Calibration { slope: 30.0, intercept: -8.0, cap: 12.0, origin },
        })
    }

    fn measure(&self, names: &[PathBuf], face: FaceRule) -> Result<Vec<PictureResult>, String> {
        let cache = Cache::open(self.out.path()).unwrap();
        let run = PictureRun {
            folder: self.folder.path(),
            face,
            models: &self.models,
            cache: &cache,
            jobs: 2,
            progress: &Silent,
        };
        run.measure(names, &|| Ok(self.analyst())).map_err(|e| e.to_string())
    }

    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::Relaxed)
    }
}

#[test]
fn each_picture_is_measured_once_and_a_second_run_asks_no_model() {
    let scene = Scene::new();
    let names: Vec<_> =
        (0..9_u8).map(|i| scene.picture(&format!("{i}.png"), [100 + i, 50, 20])).collect();
    let first = scene.measure(&names, FaceRule::Centre).unwrap();
    assert_eq!(scene.asked(), names.len());
    assert_eq!(first.iter().map(|r| r.name.clone()).collect::<Vec<_>>(), names);
    let again = scene.measure(&names, FaceRule::Centre).unwrap();
    assert_eq!(scene.asked(), 0);
    for (a, b) in first.iter().zip(&again) {
        assert_eq!(a.outcome, b.outcome, "bit for bit");
    }
}

#[test]
fn a_stopped_run_goes_on_where_it_was_and_changed_pictures_are_measured_again() {
    let scene = Scene::new();
    let mut names: Vec<_> =
        (0..4_u8).map(|i| scene.picture(&format!("{i}.png"), [100 + i, 50, 20])).collect();
    scene.measure(&names[..2], FaceRule::Centre).unwrap();
    assert_eq!(scene.asked(), 2);
    scene.measure(&names, FaceRule::Centre).unwrap();
    assert_eq!(scene.asked(), 2);
    scene.picture("0.png", [7, 7, 7]);
    names.push(scene.picture("copy.png", [101, 50, 20]));
    scene.measure(&names, FaceRule::Centre).unwrap();
    assert_eq!(scene.asked(), 1, "only the changed one; a copy is known by its contents");
}

#[test]
fn what_cannot_be_acquired_has_its_reason() {
    let scene = Scene::new();
    let good = scene.picture("good.png", [90, 50, 20]);
    let black = scene.picture("black.png", [0, 0, 0]);
    let failing = scene.picture("failing.png", [90, 1, 20]);
    fs::write(scene.folder.path().join("p/text.jpg"), "hello").unwrap();
    fs::create_dir(scene.folder.path().join("p/folder.jpg")).unwrap();
    let names =
        [good, black, failing, "p/text.jpg".into(), "p/folder.jpg".into(), "p/absent.jpg".into()];
    let kinds = || -> Vec<_> {
        let results = scene.measure(&names, FaceRule::Centre).unwrap();
        results.iter().map(|r| r.outcome.as_ref().err().map(Failure::kind)).collect()
    };
    let expected = [
        None,
        Some("no_face"),
        Some("model_failed"),
        Some("not_a_picture"),
        Some("unreadable"),
        Some("missing"),
    ];
    assert_eq!(kinds(), expected);
    scene.asked();
    assert_eq!(kinds(), expected, "the same from the cache");
    assert_eq!(scene.asked(), 1, "a failed model is asked again");
}

#[test]
fn the_rule_says_which_of_several_faces_is_meant() {
    let scene = Scene::new();
    let name = [scene.picture("two.png", [255, 255, 255])];
    let one = |rule| scene.measure(&name, rule).unwrap().remove(0).outcome;
    let (centre, largest) = (one(FaceRule::Centre).unwrap(), one(FaceRule::Largest).unwrap());
    assert_eq!((centre.rect.x, largest.rect.x, centre.faces), (28.0, 0.0, 2));
    assert_ne!(centre.features, largest.features);
    assert_eq!(one(FaceRule::Only), Err(Failure::SeveralFaces(2)));
}

#[test]
fn an_absent_folder_or_one_without_any_of_the_pictures_is_an_error_that_names_images() {
    let scene = Scene::new();
    let error = scene.measure(&["x/1.jpg".into()], FaceRule::Centre).unwrap_err();
    assert!(error.contains("none of the 1 pictures") && error.contains("--images"), "{error}");
    let gone = PictureRun {
        folder: Path::new("/nowhere"),
        face: FaceRule::Centre,
        models: &scene.models,
        cache: &Cache::open(scene.out.path()).unwrap(),
        jobs: 1,
        progress: &Silent,
    };
    let error = gone.measure(&["x.jpg".into()], &|| Ok(scene.analyst())).unwrap_err().to_string();
    assert!(error.contains("--images"), "{error}");
}
