//! Domain values with sensible defaults. Change the field a test is about, leave the rest.

use domain::{
    Calibration, CalibrationOrigin, FaceFeatures, FaceMeasurement, FaceQuality, FaceRecord,
    FrameRecord, IdentityRates, Landmarks, LogHeader, MediaTime, ModelId, ModelRole, ModelStamp,
    PolicyStamp, QualityScore, RateTable, Rect, Reference, ReferenceId, ReferenceKind, SessionId,
    SessionKind, Signal, Template, TrackId,
};

use crate::{SeededEntropy, TestClock};

/// A stamp for a made-up embedder.
pub fn embedder() -> ModelStamp {
    ModelStamp { role: ModelRole::Embedder, id: ModelId::new("test-embedder"), sha256: "00".into() }
}

/// A stamp for a made-up face mesh.
pub fn mesh() -> ModelStamp {
    ModelStamp { role: ModelRole::Mesh, id: ModelId::new("test-mesh"), sha256: "00".into() }
}

/// Features at an angle, in degrees, in a plane: two of them score the cosine of their difference.
pub fn features(angle_deg: f32) -> FaceFeatures {
    let (sin, cos) = angle_deg.to_radians().sin_cos();
    FaceFeatures::from_raw(embedder(), vec![cos, sin]).expect("a unit vector")
}

/// A template at an angle, see [`features`].
pub fn template(angle_deg: f32) -> Template {
    features(angle_deg).into()
}

/// A reference at an angle, see [`features`].
pub fn reference(kind: ReferenceKind, angle_deg: f32) -> Reference {
    let entropy = SeededEntropy::new(u64::from(angle_deg.to_bits()));
    Reference {
        id: ReferenceId::generate(TestClock::START, &entropy),
        kind,
        captured_at: TestClock::START,
        quality: QualityScore::new(80.0).expect("in range"),
        template: template(angle_deg),
    }
}

/// A calibration with the given line and cap.
pub fn calibration(slope: f64, intercept: f64, cap: f64) -> Calibration {
    Calibration {
        slope,
        intercept,
        cap,
        origin: CalibrationOrigin {
            data: "made for tests".into(),
            date: "2026-01-01".into(),
            trials_first: 1,
            trials_second: 1,
            provisional: true,
        },
    }
}

/// Rates in the shape of a measured embedder's.
pub fn identity_rates() -> IdentityRates {
    let table = |points: &[(f64, f64)]| {
        RateTable::new(points.to_vec(), 1000, "made for tests".into()).expect("monotone")
    };
    IdentityRates {
        false_match: table(&[(0.1, 0.5), (0.3, 0.001), (0.4, 0.0001)]),
        false_non_match: table(&[(0.2, 0.005), (0.4, 0.02), (0.8, 0.5)]),
    }
}

/// A header with calibrations in the shape of the standard pack's: an identity score of 0.3 says
/// nothing, 0.6 is worth 12.
pub fn log_header(policy_text: &str, references: Vec<Reference>) -> LogHeader {
    LogHeader {
        session: SessionId::generate(TestClock::START, &SeededEntropy::new(7)),
        kind: SessionKind::Interview,
        references,
        policy: PolicyStamp { name: "interview".into(), version: 1 },
        policy_text: policy_text.into(),
        identity_calibration: calibration(40.0, -12.0, 14.0),
        identity_rates: None,
        imitation_below: Some(0.58),
        imitation_calibration: Some(calibration(-20.0, 11.6, 3.0)),
        pad_calibration: Some(calibration(-0.7, 0.0, 6.0)),
        manipulation_calibration: Some(calibration(1.0, 0.0, 6.0)),
        false_alarm: None,
        models: vec![embedder()],
    }
}

/// A frontal, sharp, well-lit face.
pub fn face_quality() -> FaceQuality {
    FaceQuality {
        inter_eye_px: 60.0,
        sharpness: 300.0,
        luma_mean: 120.0,
        luma_std: 45.0,
        yaw_deg: 0.0,
        pitch_deg: 0.0,
        roll_deg: 0.0,
        score: QualityScore::new(80.0).expect("in range"),
        issues: Vec::new(),
    }
}

/// A face in the middle of a 640×480 picture, nothing asked.
pub fn face_record(track: u32) -> FaceRecord {
    FaceRecord {
        track: TrackId(track),
        rect: Rect::new(250.0, 150.0, 140.0, 180.0),
        landmarks: Landmarks::default(),
        quality: face_quality(),
        confidence: 0.9,
        measurement: FaceMeasurement::NOT_ASKED,
    }
}

/// A whole-frame search at `pts_ms` with one face, the subject.
pub fn frame_record(seq: u64, pts_ms: u64) -> FrameRecord {
    FrameRecord {
        seq,
        pts: MediaTime::from_millis(pts_ms),
        change: (seq > 0).then_some(2.0),
        whole_frame: true,
        faces: vec![face_record(0)],
        subject: Some(TrackId(0)),
    }
}

/// Gives the first face of `frame` features of `model`.
pub fn set_features(frame: &mut FrameRecord, model: ModelStamp, values: Vec<f32>) {
    frame.faces[0].measurement.features =
        Signal::Assessed(FaceFeatures::from_raw(model, values).expect("a vector with a length"));
}
