//! Models that read the script off the frame.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use documents::{Day, Fields, Mrz, PrintedLines};
use domain::{
    DetectedFace, FaceFeatures, FaceMeasurement, FaceQuality, Frame, FrameMeasurement, HandSeen,
    Landmarks, ManipulationScore, NotAssessedReason, PadScore, Point, QualityScore, Rect,
    SceneThumb, Signal, Stages,
};

use storage::DocumentSide;

use super::{FakeClock, fake_embedder, frame_of};
use crate::analyst::{
    AnalystError, DocumentPicture, DocumentProblem, DocumentText, EnrolledPicture, FrameAnalyst,
    PictureRefusal,
};

/// People from this number on are faces between two: half of person `n - 100`, half of the next.
const BETWEEN: u8 = 100;

/// The person whose frames make the analyst panic.
const PANICS: u8 = 99;

/// The person whose frames the models cannot measure.
const FAILS: u8 = 98;

/// Numbers of people that go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FakeFault {
    /// The analyst panics.
    Panic,
    /// The models fail.
    Failure,
}

impl FakeFault {
    /// Put this into a script.
    pub const fn person(self) -> u8 {
        match self {
            Self::Panic => PANICS,
            Self::Failure => FAILS,
        }
    }
}

/// Holds analysts back until it is lifted.
#[derive(Debug, Clone)]
pub struct Gate(Arc<(Mutex<GateState>, Condvar)>);

#[derive(Debug)]
struct GateState {
    is_lifted: bool,
    held: usize,
}

impl Gate {
    /// A gate nobody is held at.
    pub fn open() -> Self {
        Self::with(true)
    }

    /// A gate that holds everybody.
    pub fn shut() -> Self {
        Self::with(false)
    }

    fn with(is_lifted: bool) -> Self {
        Self(Arc::new((Mutex::new(GateState { is_lifted, held: 0 }), Condvar::new())))
    }

    /// Lets everybody through, for good.
    pub fn lift(&self) {
        self.lock().is_lifted = true;
        self.0.1.notify_all();
    }

    /// Blocks until somebody is held.
    pub fn until_held(&self) {
        drop(self.0.1.wait_while(self.lock(), |state| state.held == 0));
    }

    fn pass(&self) {
        let mut state = self.lock();
        state.held += 1;
        self.0.1.notify_all();
        let waited = self.0.1.wait_while(state, |state| !state.is_lifted);
        waited.unwrap_or_else(PoisonError::into_inner).held -= 1;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, GateState> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Models that read the script off the frame.
#[derive(Debug)]
pub struct FakeAnalyst {
    gate: Gate,
}

impl Default for FakeAnalyst {
    fn default() -> Self {
        Self::behind(Gate::open())
    }
}

impl FakeAnalyst {
    /// An analyst held back by `gate`.
    pub const fn behind(gate: Gate) -> Self {
        Self { gate }
    }
}

/// One side of the "card" of that person: the front has the portrait, the back the lines of Anna Maria Eriksson, of
/// Doc 9303-5. The back of person 0 has nothing on it.
pub fn card_of(person: u8, side: DocumentSide) -> Vec<u8> {
    let letter = match side {
        DocumentSide::Front => b'f',
        DocumentSide::Back => b'b',
    };
    vec![b'c', person, letter]
}

const CARD: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

/// The fronts of persons 1 and 2 have the number of that back, others have one of their own.
fn front_of(person: u8) -> PrintedLines {
    let number = if person <= 2 { "D23145890" } else { "X77777777" };
    PrintedLines::from_texts(["UTOPIA".to_owned(), number.to_owned()])
}

fn back_of(person: u8, today: Day) -> Option<DocumentText> {
    let mrz = Mrz::parse(&CARD).ok().filter(|_| person > 0)?;
    Some(DocumentText { fields: Fields::of_zone(&mrz, today), names_are_clear: true })
}

/// An "ID photo" of that person. 0 shows nobody.
pub fn picture_of(person: u8) -> Vec<u8> {
    vec![b'p', person]
}

impl FrameAnalyst for FakeAnalyst {
    fn read_document(
        &mut self,
        bytes: &[u8],
        today: Day,
    ) -> Result<DocumentPicture, PictureRefusal> {
        let problem = |code, is_worth_a_retry| DocumentProblem { code, is_worth_a_retry };
        match bytes {
            [b'c', person, b'f'] => Ok(DocumentPicture {
                portrait: self.enrol_picture(&picture_of(*person)).ok(),
                text: None,
                lines: front_of(*person),
                problems: vec![problem("no_zone", true)],
            }),
            [b'c', person, _] => {
                let text = back_of(*person, today);
                let mut problems = vec![problem("no_face", true)];
                problems.extend(text.is_none().then_some(problem("no_zone", true)));
                Ok(DocumentPicture {
                    portrait: None,
                    text,
                    lines: PrintedLines::default(),
                    problems,
                })
            }
            _ => self.read_portrait(bytes),
        }
    }

    fn measure_frame(
        &mut self,
        frame: &Frame,
        _region: Option<Rect>,
    ) -> Result<FrameMeasurement, AnalystError> {
        self.gate.pass();
        let person = frame.row(0)[0];
        assert_ne!(person, PANICS, "the script says so");
        if person == FAILS {
            return Err(AnalystError("the script says so".into()));
        }
        let faces = if person == 0 { Vec::new() } else { vec![face()] };
        let thumb = SceneThumb(Box::new([frame.row(1)[0]; SceneThumb::CELLS]));
        Ok(FrameMeasurement { faces, thumb })
    }

    fn measure_face(
        &mut self,
        frame: &Frame,
        _face: &DetectedFace,
        stages: Stages,
    ) -> FaceMeasurement {
        let (person, is_replay) = (frame.row(0)[0], frame.row(0)[1] == 1);
        measured(person, is_replay, stages)
    }

    fn measure_hand(&mut self, _: &Frame, _: Rect) -> Signal<Option<HandSeen>> {
        Signal::NotAssessed(NotAssessedReason::NoModel)
    }

    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal> {
        self.gate.pass();
        let refuse = |code, detail: &str| PictureRefusal { code, detail: detail.to_owned() };
        match bytes {
            [b'p', 0] => Err(refuse("no_face", "no face was found: give a sharper photo")),
            [b'p', PANICS] => panic!("the script says so"),
            [b'p', person] => Ok(EnrolledPicture {
                frame: frame_of(0, *person, false, &FakeClock::new()),
                rotated_deg: 0,
                face: face(),
                measurement: measured(*person, false, Stages::ALL),
            }),
            _ => Err(refuse("not_a_picture", "this is not a picture: give a JPEG, PNG or WebP")),
        }
    }
}

fn measured(person: u8, is_replay: bool, stages: Stages) -> FaceMeasurement {
    let score = if is_replay { -4.0 } else { 4.0 };
    let asked = |is_asked: bool| {
        if is_asked { Ok(()) } else { Err(NotAssessedReason::NotAsked) }
    };
    FaceMeasurement {
        features: signal(asked(stages.features).map(|()| features(person))),
        learned_quality: Signal::NotAssessed(NotAssessedReason::NoModel),
        pad: signal(asked(stages.pad).map(|()| in_range(PadScore::new(score)))),
        manipulation: signal(
            asked(stages.manipulation).map(|()| in_range(ManipulationScore::new(-4.0))),
        ),
        openness: Signal::NotAssessed(match asked(stages.mesh) {
            Ok(()) => NotAssessedReason::NoModel,
            Err(reason) => reason,
        }),
    }
}

fn signal<S>(value: Result<S, NotAssessedReason>) -> Signal<S> {
    value.map_or_else(Signal::NotAssessed, Signal::Assessed)
}

/// One axis per person, so that two people have nothing in common.
fn features(person: u8) -> FaceFeatures {
    let mut values = vec![0.0; 256];
    if person >= BETWEEN {
        values[usize::from(person - BETWEEN)] = 1.0;
        values[usize::from(person - BETWEEN) + 1] = 1.0;
    } else {
        values[usize::from(person)] = 1.0;
    }
    in_range(FaceFeatures::from_raw(fake_embedder(), values))
}

fn in_range<T, E: std::fmt::Debug>(value: Result<T, E>) -> T {
    value.expect("scripted values are in range")
}

fn face() -> DetectedFace {
    let quality = FaceQuality {
        inter_eye_px: 18.0,
        sharpness: 300.0,
        luma_mean: 120.0,
        luma_std: 40.0,
        yaw_deg: 0.0,
        pitch_deg: 0.0,
        roll_deg: 0.0,
        score: in_range(QualityScore::new(80.0)),
        issues: Vec::new(),
    };
    DetectedFace {
        rect: Rect::new(12.0, 10.0, 40.0, 46.0),
        landmarks: Landmarks {
            left_eye: Point::new(23.0, 28.0),
            right_eye: Point::new(41.0, 28.0),
            nose: Point::new(32.0, 37.0),
            mouth_left: Point::new(25.0, 46.0),
            mouth_right: Point::new(39.0, 46.0),
        },
        confidence: 0.99,
        quality,
    }
}
