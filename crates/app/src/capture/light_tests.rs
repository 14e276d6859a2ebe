//! The synthetic cast's light cards through the whole loop: decoded from H.264, sampled at 5 fps, judged.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::{
    CardColour, Clock, DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, Landmarks,
    LightFinding, LightState, LightStep, NotAssessedReason, Point, Rect, Signal, Stages,
};
use media::{AccessPolicy, Address, Pace, SourceSpec};
use serde_json::Value;
use session::{Cadence, CaptureSession, LightInput};

use super::tests::{LIMITS, header};
use super::*;
use crate::analyst::{AnalystError, EnrolledPicture, PictureRefusal};
use crate::fakes::{FakeAnalyst, FakeClock, picture_of};
use crate::pool::{InferencePool, PoolSize};
use crate::{FrameAnalyst, run_capture};

fn media_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cast/media").join(name)
}

fn numbers(value: &Value) -> Vec<f32> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
}

/// Finds the face where the clip's truth says that it is.
struct Knowing {
    fps: f64,
    faces: Vec<(Rect, Landmarks)>,
}

impl Knowing {
    fn of(truth: &Value) -> Self {
        let columns = truth["columns"].as_array().unwrap();
        let column = |name: &str| columns.iter().position(|c| c == name).unwrap();
        let (rect, points) = (column("box"), column("points"));
        let face = |row: &Value| {
            let r = numbers(&row[rect]);
            let p: [Point; 5] = std::array::from_fn(|i| {
                let at = numbers(&row[points][i]);
                Point::new(at[0], at[1])
            });
            (Rect::new(r[0], r[1], r[2], r[3]), Landmarks::from_points(p))
        };
        let faces = truth["frames"].as_array().unwrap().iter().map(face).collect();
        Self { fps: truth["fps"].as_f64().unwrap(), faces }
    }
}

impl FrameAnalyst for Knowing {
    fn measure_frame(
        &mut self,
        frame: &Frame,
        _region: Option<Rect>,
    ) -> Result<FrameMeasurement, AnalystError> {
        let row = (frame.pts.seconds() * self.fps).round() as usize;
        let (rect, landmarks) = self.faces[row.min(self.faces.len() - 1)];
        let quality = FakeAnalyst::default().enrol_picture(&picture_of(1)).unwrap().face.quality;
        let face = DetectedFace { rect, landmarks, confidence: 0.99, quality };
        Ok(FrameMeasurement { faces: vec![face], thumb: vision::thumb::scene_thumb(frame) })
    }

    fn measure_face(&mut self, _: &Frame, _: &DetectedFace, _: Stages) -> FaceMeasurement {
        FaceMeasurement::NOT_ASKED
    }

    fn measure_hand(&mut self, _: &Frame, _: Rect) -> Signal<Option<HandSeen>> {
        Signal::NotAssessed(NotAssessedReason::NoModel)
    }

    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal> {
        FakeAnalyst::default().enrol_picture(bytes)
    }
}

struct Silent;

impl CaptureObserver for Silent {}

/// The nearest colour that a page could have shown.
fn coded(linear: &Value) -> CardColour {
    let rgb = numbers(linear);
    CardColour(std::array::from_fn(|c| {
        let coded = if rgb[c] <= 0.003_130_8 {
            12.92 * rgb[c]
        } else {
            1.055 * rgb[c].powf(1.0 / 2.4) - 0.055
        };
        (255.0 * coded).round() as u8
    }))
}

fn watched(name: &str) -> LightFinding {
    let text = std::fs::read_to_string(media_file(&format!("{name}.json"))).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();
    let asked = truth["light_card"]["asked"].as_array().unwrap();
    // Every colour of these clips lasts 0.7 s.
    let lasts = Duration::from_millis(700);
    let steps: Vec<_> = asked.iter().map(|s| LightStep { colour: coded(&s[1]), lasts }).collect();
    let mut edges: Vec<Duration> =
        asked.iter().map(|s| Duration::from_secs_f64(s[0].as_f64().unwrap())).collect();
    edges.push(edges[edges.len() - 1] + lasts);

    let clock: Arc<dyn Clock> = Arc::new(FakeClock::new());
    let known = truth.clone();
    let size = PoolSize { threads: 1, queue: 4 };
    let pool = InferencePool::new(size, Arc::clone(&clock), move || {
        Ok::<_, std::io::Error>(Knowing::of(&known))
    })
    .unwrap();
    let address = Address::File(media_file(&format!("{name}.mp4")));
    let spec = SourceSpec { address, sample_fps: 5.0, pace: Pace::AsFast };
    let source = media::open(spec, &AccessPolicy::operator(), clock).unwrap();
    let (header, policy) = header(1);
    let session = CaptureSession::new(header, policy, Cadence::default());
    let control = CaptureControl::new();
    control.light(LightInput::Show { number: 0, steps });
    control.light(LightInput::Shown { number: 0, edges });
    let report = run_capture(&source, session, &pool, &mut Silent, &control, LIMITS);
    report.verdict.unwrap().lights[0]
}

#[test]
fn an_answered_card_is_answered_as_late_as_it_was_rendered() {
    let found = watched("light-answered");
    assert_eq!(found.state, LightState::Answered, "{found:?}");
    // 250 ms by the truth, known to a sample of 200 ms.
    assert!(found.delay.unwrap().as_millis().abs_diff(250) <= 150, "{found:?}");
    assert!(found.one_in.unwrap() >= 500, "{found:?}");
}

#[test]
fn a_card_without_an_answer_has_none() {
    let found = watched("light-unanswered");
    assert_eq!(found.state, LightState::Unanswered, "{found:?}");
}

#[test]
fn the_answer_to_another_card_is_a_wrong_one() {
    let found = watched("light-wrong");
    assert_eq!(found.state, LightState::Wrong, "{found:?}");
}
