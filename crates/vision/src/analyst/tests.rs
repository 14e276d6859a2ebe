//! The analyst over scripted models.

use std::sync::Arc;

use domain::{
    CalibrationOrigin, FaceFeatures, FaceOpenness, Landmarks, ManipulationScore, ModelId,
    ModelRole, ModelStamp, PadScore,
};

use super::*;
use crate::align::CHIP_TEMPLATE;
use crate::test_pictures::{frame_of, noise};

pub(crate) fn stamp(role: ModelRole) -> ModelStamp {
    ModelStamp { role, id: ModelId::new(role.as_str()), sha256: Arc::from("00") }
}

pub(crate) fn identity() -> Calibration {
    Calibration {
        slope: 40.0,
        intercept: -10.0,
        cap: 12.0,
        origin: CalibrationOrigin {
            data: "test".into(),
            date: "2025-01-01".into(),
            trials_first: 1,
            trials_second: 1,
            provisional: true,
        },
    }
}

const OPEN: FaceOpenness = FaceOpenness { eyes: 0.3, mouth: 0.0, pose: None };

struct Fixed(ModelStamp, Vec<RawFace>);

impl FaceDetector for Fixed {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn detect(&mut self, _: &Frame, _: DetectorView) -> Result<Vec<RawFace>, InferenceError> {
        Ok(self.1.clone())
    }
}

struct Failing(ModelStamp);

impl Failing {
    fn error(&self) -> InferenceError {
        InferenceError::NotFinite { id: self.0.id.clone(), output: "x".into() }
    }
}

impl FaceEmbedder for Failing {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn embed(&mut self, _: &Frame, _: &Landmarks) -> Result<FaceFeatures, InferenceError> {
        Err(self.error())
    }
}

impl ManipulationScorer for Failing {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn score_manipulation(
        &mut self,
        _: &Frame,
        _: Rect,
    ) -> Result<ManipulationScore, InferenceError> {
        Err(self.error())
    }
}

impl HandFinder for Failing {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn find_hand(&mut self, _: &Frame, _: Rect) -> Result<Option<HandSeen>, InferenceError> {
        Err(self.error())
    }
}

struct Live(ModelStamp);

impl PadScorer for Live {
    fn stamps(&self) -> Vec<ModelStamp> {
        vec![self.0.clone(), self.0.clone()]
    }

    fn score_pad(&mut self, _: &Frame, _: Rect) -> Result<PadScore, InferenceError> {
        Ok(PadScore::new(3.0).unwrap())
    }
}

/// Sees a face while it has an answer, and none afterwards.
struct Mesh(ModelStamp, Option<FaceOpenness>);

impl FaceMesher for Mesh {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn openness(
        &mut self,
        _: &Frame,
        _: Rect,
        _: &Landmarks,
    ) -> Result<Option<FaceOpenness>, InferenceError> {
        Ok(self.1.take())
    }
}

/// Finds landmarks so far right of the rough ones, once per entry; then it fails.
struct Shift(ModelStamp, Vec<Option<f32>>);

impl LandmarkFinder for Shift {
    fn stamp(&self) -> &ModelStamp {
        &self.0
    }

    fn find_landmarks(
        &mut self,
        _: &Frame,
        _: Rect,
        rough: &Landmarks,
    ) -> Result<Landmarks, InferenceError> {
        let by = self.1.pop().flatten().ok_or(InferenceError::Landmarks)?;
        Ok(rough.map(|p| domain::Point::new(p.x + by, p.y)))
    }
}

fn analyst() -> Analyst {
    let landmarks = Landmarks::from_points(CHIP_TEMPLATE);
    let face = RawFace { rect: Rect::new(20.0, 20.0, 72.0, 90.0), landmarks, confidence: 0.9 };
    Analyst::new(AnalystModels {
        detector: Box::new(Fixed(stamp(ModelRole::Detector), vec![face])),
        landmarks: Some(Box::new(Shift(stamp(ModelRole::Landmarks), vec![Some(2.0)]))),
        embedder: Box::new(Failing(stamp(ModelRole::Embedder))),
        pad: Some(Box::new(Live(stamp(ModelRole::Pad)))),
        manipulation: Some(Box::new(Failing(stamp(ModelRole::Manipulation)))),
        quality: None,
        mesh: Some(Box::new(Mesh(stamp(ModelRole::Mesh), Some(OPEN)))),
        hand: Some(Box::new(Failing(stamp(ModelRole::Hand)))),
        identity: identity(),
    })
}

#[test]
fn a_failed_model_is_not_assessed_and_the_others_are_asked_all_the_same() {
    let frame = frame_of(&noise(120, 120));
    let mut analyst = analyst();
    let face = analyst.measure_frame(&frame, None).unwrap().faces.remove(0);
    let m = analyst.measure_face(&frame, &face, Stages::ALL);
    assert!(matches!(m.features, Signal::NotAssessed(NotAssessedReason::ModelFailed)));
    assert!(matches!(m.manipulation, Signal::NotAssessed(NotAssessedReason::ModelFailed)));
    assert!(matches!(m.learned_quality, Signal::NotAssessed(NotAssessedReason::NoModel)));
    assert_eq!(m.pad.assessed().map(|p| p.get()), Some(3.0));
}

#[test]
fn landmarks_are_those_of_the_second_look_and_the_detectors_where_it_fails() {
    let frame = frame_of(&noise(120, 120));
    let mut analyst = analyst();
    let mut eye =
        || analyst.measure_frame(&frame, None).unwrap().faces.remove(0).landmarks.left_eye;
    assert_eq!(eye().x, CHIP_TEMPLATE[0].x + 2.0);
    assert_eq!(eye().x, CHIP_TEMPLATE[0].x);
}

#[test]
fn a_mesh_that_sees_no_face_is_not_assessed() {
    let frame = frame_of(&noise(120, 120));
    let mut analyst = analyst();
    let face = analyst.measure_frame(&frame, None).unwrap().faces.remove(0);
    let mut ask = || {
        let stages = Stages { mesh: true, ..Stages::NONE };
        analyst.measure_face(&frame, &face, stages).openness
    };
    assert_eq!(ask(), Signal::Assessed(OPEN));
    assert_eq!(ask(), Signal::NotAssessed(NotAssessedReason::PoorQuality));
    analyst.models.mesh = None;
    let m = analyst.measure_face(&frame, &face, Stages::ALL);
    assert_eq!(m.openness, Signal::NotAssessed(NotAssessedReason::NoModel));
}

#[test]
fn a_hand_that_could_not_be_looked_for_is_not_no_hand() {
    let mut frame = frame_of(&noise(120, 120));
    let mut analyst = analyst();
    let face = Rect::new(20.0, 20.0, 72.0, 90.0);
    let failed = Signal::NotAssessed(NotAssessedReason::ModelFailed);
    assert_eq!(analyst.measure_hand(&frame, face), failed);
    frame.pixels = frame.pixels.slice(..100);
    assert_eq!(analyst.measure_hand(&frame, face), failed);
    analyst.models.hand = None;
    let none = Signal::NotAssessed(NotAssessedReason::NoModel);
    assert_eq!(analyst.measure_hand(&frame_of(&noise(120, 120)), face), none);
}

#[test]
fn only_the_stages_asked_are_measured() {
    let frame = frame_of(&noise(120, 120));
    let mut analyst = analyst();
    let face = analyst.measure_frame(&frame, None).unwrap().faces.remove(0);
    assert_eq!(analyst.measure_face(&frame, &face, Stages::NONE), FaceMeasurement::NOT_ASKED);
    let m = analyst.measure_face(&frame, &face, Stages { pad: true, ..Stages::NONE });
    assert!(m.pad.assessed().is_some());
    assert!(matches!(m.features, Signal::NotAssessed(NotAssessedReason::NotAsked)));
}

#[test]
fn a_malformed_frame_is_an_error_and_asks_no_model() {
    let mut frame = frame_of(&noise(120, 120));
    let mut analyst = analyst();
    let face = analyst.measure_frame(&frame, None).unwrap().faces.remove(0);
    frame.pixels = frame.pixels.slice(..100);
    assert!(matches!(analyst.measure_frame(&frame, None), Err(InferenceError::Frame(_))));
    let m = analyst.measure_face(&frame, &face, Stages::ALL);
    assert!(matches!(m.pad, Signal::NotAssessed(NotAssessedReason::ModelFailed)));
}

#[test]
fn stamps_name_every_model_in_order_of_role() {
    let roles: Vec<_> = analyst().stamps().iter().map(|s| s.role).collect();
    let expected = [
        ModelRole::Detector,
        ModelRole::Landmarks,
        ModelRole::Embedder,
        ModelRole::Pad,
        ModelRole::Pad,
        ModelRole::Manipulation,
        ModelRole::Mesh,
        ModelRole::Hand,
    ];
    assert_eq!(roles, expected);
}
