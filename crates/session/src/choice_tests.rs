//! Meetings: several people in the picture, one of whom a human chose.

use std::time::Duration;

use domain::{
    CueKind, CueState, DetectedFace, FaceMeasurement, FrameMeasurement, HandSample, Landmarks,
    LightMissing, LightSample, LightSkip, LightState, LightStep, LogEntry, ManipulationScore,
    MediaTime, NotAssessedReason, Outcome, PadScore, ReasonCode, Rect, ReferenceKind, SceneThumb,
    Signal, Stages, TrackId,
};
use verdict::Policy;

use crate::{Cadence, CaptureSession, Input, LightInput, Output, SessionEvent};

/// Angles of people, see `testkit::features`: the holder of the reference, and two others.
const HOLDER: f32 = 0.0;
const COLLEAGUE: f32 = 80.0;
const INTERVIEWER: f32 = 95.0;

/// People and where their tiles are; `layout` is what the rest of the picture looks like.
#[derive(Clone)]
struct Scene {
    layout: u8,
    people: Vec<(f32, f32)>,
}

fn scene(layout: u8, people: &[(f32, f32)]) -> Scene {
    Scene { layout, people: people.to_vec() }
}

struct Meeting {
    session: CaptureSession,
    log: Vec<LogEntry>,
    events: Vec<SessionEvent>,
    evidence: usize,
    asked: usize,
    /// Frames on which the skin's colour was wanted.
    lit: usize,
    /// Frames on which a hand was looked for; none is there.
    looked: usize,
    seq: u64,
    /// Whether a hand is before the face.
    hand: bool,
    /// How far everybody's head is turned, degrees.
    yaw: f32,
}

impl Meeting {
    fn new() -> Self {
        let references = vec![testkit::reference(ReferenceKind::Picture, HOLDER)];
        let header = testkit::log_header(Policy::BUILT_IN[0], references);
        let policy = Policy::parse(Policy::BUILT_IN[0]).unwrap();
        Self {
            session: CaptureSession::new(header, policy, Cadence::default()).choosing(),
            log: Vec::new(),
            events: Vec::new(),
            evidence: 0,
            asked: 0,
            lit: 0,
            looked: 0,
            seq: 0,
            hand: false,
            yaw: 0.0,
        }
    }

    fn play(&mut self, scene: &Scene, frames: usize) {
        for _ in 0..frames {
            let pts = MediaTime::from_millis(self.seq * 200);
            self.session.handle(Input::Frame { seq: self.seq, pts });
            self.drain(scene);
            self.seq += 1;
        }
    }

    fn drain(&mut self, scene: &Scene) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::MeasureFrame { seq, .. } => {
                    // A little noise, so that the picture is alive.
                    let cell = scene.layout + (seq % 3) as u8;
                    let thumb = SceneThumb(Box::new([cell; SceneThumb::CELLS]));
                    let faces = scene.people.iter().map(|(_, x)| face(*x, self.yaw)).collect();
                    let frame = FrameMeasurement { faces, thumb };
                    self.session.handle(Input::Measured { seq, frame });
                }
                Output::MeasureFace { seq, face, stages } => {
                    self.asked += 1;
                    let who = scene.people.iter().find(|(_, x)| *x == face.rect.x).unwrap().0;
                    let face = measurement(who, stages);
                    self.session.handle(Input::FaceMeasured { seq, face });
                }
                Output::Log(entry) => self.log.push(entry),
                Output::Emit(event) => self.events.push(event),
                Output::KeepEvidence { .. } => self.evidence += 1,
                Output::MeasureLight { .. } => {
                    self.lit += 1;
                    let at = MediaTime::from_millis(self.seq * 200);
                    let sample = LightSample { at, skin: [0.3, 0.2, 0.1], beside: None };
                    self.session.handle(Input::LightMeasured(sample));
                }
                Output::MeasureHand { at, face, .. } => {
                    self.looked += 1;
                    let (x, hand) =
                        (face.x + face.width / 2.0, Rect { height: 2.0 * face.height, ..face });
                    let rect = Rect { x, ..hand };
                    let hand = (self.hand).then_some(domain::HandSeen { rect, score: 0.9 });
                    self.session.handle(Input::HandMeasured(HandSample { at, face, hand }));
                }
                Output::Release { .. } | Output::Finished(_) => {}
            }
        }
    }

    /// The newest list of faces.
    fn faces(&self) -> (Vec<(TrackId, Rect)>, Option<TrackId>, bool) {
        let found = self.events.iter().rev().find_map(|e| match e {
            SessionEvent::Faces { faces, subject, is_chosen, .. } => {
                Some((faces.clone(), *subject, *is_chosen))
            }
            _ => None,
        });
        found.expect("faces were told")
    }

    fn choose(&mut self, x: f32) {
        let (faces, ..) = self.faces();
        let track = faces.iter().find(|(_, rect)| rect.x == x).unwrap().0;
        self.session.handle(Input::Choose(track));
    }

    /// Where the subject's face was on each logged frame.
    fn followed(&self) -> Vec<Option<f32>> {
        let frame = |entry: &LogEntry| match entry {
            LogEntry::Frame(f) => Some(
                f.subject.and_then(|s| f.faces.iter().find(|x| x.track == s)).map(|x| x.rect.x),
            ),
            _ => None,
        };
        self.log.iter().filter_map(frame).collect()
    }

    fn most_faces_logged(&self) -> usize {
        let faces = |entry: &LogEntry| match entry {
            LogEntry::Frame(f) => f.faces.len(),
            _ => 0,
        };
        self.log.iter().map(faces).max().unwrap_or(0)
    }
}

fn face(x: f32, yaw: f32) -> DetectedFace {
    let mut face = crate::simulation::face();
    face.quality.yaw_deg = yaw;
    face.rect = Rect::new(x, 100.0, 100.0, 130.0);
    face.landmarks = Landmarks::default();
    face
}

fn measurement(who: f32, stages: Stages) -> FaceMeasurement {
    let not_asked = FaceMeasurement::NOT_ASKED;
    let asked = |wanted: bool| wanted.then_some(());
    let none = Signal::NotAssessed(NotAssessedReason::NotAsked);
    FaceMeasurement {
        features: asked(stages.features)
            .map_or(none, |()| Signal::Assessed(testkit::features(who))),
        pad: asked(stages.pad)
            .map_or(not_asked.pad.clone(), |()| Signal::Assessed(PadScore::new(6.0).unwrap())),
        manipulation: asked(stages.manipulation).map_or(not_asked.manipulation.clone(), |()| {
            Signal::Assessed(ManipulationScore::new(-4.0).unwrap())
        }),
        ..not_asked
    }
}

#[test]
fn nobody_is_measured_or_kept_before_the_choice() {
    let mut m = Meeting::new();
    m.play(&scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]), 30);
    let (faces, subject, is_chosen) = m.faces();
    assert_eq!((faces.len(), subject, is_chosen), (2, None, false));
    assert_eq!((m.asked, m.evidence, m.most_faces_logged()), (0, 0, 0));
    assert_eq!(m.session.verdict().outcome, Outcome::Refer);
}

#[test]
fn the_chosen_person_is_judged_and_the_others_never_reach_the_log() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0), (COLLEAGUE, 1200.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 60);
    assert_eq!(m.session.verdict().outcome, Outcome::Accept, "{:?}", m.session.verdict().reasons);
    assert_eq!(m.most_faces_logged(), 1);
    assert!(m.followed()[3..].iter().all(|x| *x == Some(600.0)));
}

#[test]
fn the_choice_is_found_again_when_the_tiles_move() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 60);
    // The others' tiles now lie where the chosen one's was: a face in the old place is somebody else's.
    let moved = scene(80, &[(HOLDER, 0.0), (INTERVIEWER, 600.0), (COLLEAGUE, 1200.0)]);
    m.play(&moved, 60);
    let followed = m.followed();
    assert!(followed[63..].iter().all(|x| *x == Some(0.0)), "{followed:?}");
    assert_eq!(m.session.verdict().outcome, Outcome::Accept, "{:?}", m.session.verdict().reasons);
}

#[test]
fn who_is_not_in_the_new_layout_is_absent_and_nobody_takes_their_place() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 60);
    m.play(&scene(80, &[(INTERVIEWER, 300.0), (COLLEAGUE, 900.0)]), 100);
    assert!(m.followed()[63..].iter().all(Option::is_none));
    let verdict = m.session.verdict();
    let codes: Vec<ReasonCode> = verdict.reasons.iter().map(|r| r.code).collect();
    assert!(codes.contains(&ReasonCode::FaceAway), "{codes:?}");
    assert!(!codes.contains(&ReasonCode::PersonChanged), "{codes:?}");
    assert_eq!(verdict.outcome, Outcome::Refer);
    // And found when the tile is there again.
    m.play(&call, 3);
    assert_eq!(m.followed().last(), Some(&Some(600.0)));
}

#[test]
fn somebody_else_in_the_chosen_tile_is_a_change_of_person() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 60);
    m.play(&scene(20, &[(INTERVIEWER, 0.0), (COLLEAGUE, 600.0)]), 30);
    let verdict = m.session.verdict();
    assert!(verdict.reasons.iter().any(|r| r.code == ReasonCode::PersonChanged), "{verdict:?}");
    assert_ne!(verdict.outcome, Outcome::Accept);
}

#[test]
fn somebody_else_after_the_camera_was_off_is_a_change_of_person_too() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 60);
    // Three seconds of a dark tile; the others stay where they are.
    m.play(&scene(40, &[(INTERVIEWER, 0.0)]), 15);
    m.play(&scene(20, &[(INTERVIEWER, 0.0), (COLLEAGUE, 600.0)]), 30);
    let verdict = m.session.verdict();
    assert!(verdict.reasons.iter().any(|r| r.code == ReasonCode::PersonChanged), "{verdict:?}");
}

#[test]
fn company_in_the_chosen_tile_is_a_second_face_and_other_tiles_are_not() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 40);
    let seconds =
        |m: &Meeting| m.session.verdict().reasons.iter().any(|r| r.code == ReasonCode::SecondFace);
    assert!(!seconds(&m));
    m.play(&scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0), (COLLEAGUE, 750.0)]), 200);
    assert!(seconds(&m), "{:?}", m.session.verdict().reasons);
}

#[test]
fn a_cue_is_watched_on_every_frame_and_judged() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 60);
    let asked = m.asked;
    m.session.handle(Input::Cue(CueKind::TurnLeft));
    m.play(&call, 3);
    assert_eq!(m.asked, asked + 3, "the models are asked while the movement begins");
    assert_eq!(m.session.verdict().cues[0].state, CueState::Waiting);
    m.yaw = 45.0;
    m.play(&call, 5);
    let verdict = m.session.verdict();
    let CueState::Done { after } = verdict.cues[0].state else { panic!("{:?}", verdict.cues) };
    // Asked with the last frame before; turned on the fourth after it.
    assert_eq!(after.as_millis(), 800);
    assert_eq!(verdict.outcome, Outcome::Accept, "{:?}", verdict.reasons);
    m.yaw = 0.0;
    m.session.handle(Input::Cue(CueKind::MoveBack));
    m.play(&call, 60);
    let verdict = m.session.verdict();
    assert_eq!(verdict.outcome, Outcome::Refer);
    assert!(verdict.reasons.iter().any(|r| r.code == ReasonCode::CueMissed));
}

#[test]
fn a_hand_is_looked_for_while_a_cue_asks_for_one_and_not_longer() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    m.choose(600.0);
    m.play(&call, 60);
    m.session.handle(Input::Cue(CueKind::TurnLeft));
    m.play(&call, 60);
    assert_eq!(m.looked, 0, "no cue asked for a hand");
    m.session.handle(Input::Cue(CueKind::CoverFace));
    m.play(&call, 5);
    assert_eq!((m.looked, m.session.verdict().cues[1].state), (5, CueState::Waiting));
    m.hand = true;
    m.play(&call, 4);
    let CueState::Done { after } = m.session.verdict().cues[1].state else { panic!() };
    // Before the face from the sixth frame on.
    assert_eq!(after.as_millis(), 1_200);
    m.hand = false;
    m.play(&call, 20);
    assert_eq!(m.looked, 10, "nobody looks once the answer is there and the hand is gone");
    let logged = m.log.iter().filter(|entry| matches!(entry, LogEntry::Hand(_))).count();
    assert_eq!(logged, 10);
}

#[test]
fn the_skin_is_looked_at_while_a_light_card_is_shown_and_not_longer() {
    let mut m = Meeting::new();
    let call = scene(20, &[(INTERVIEWER, 0.0), (HOLDER, 600.0)]);
    m.play(&call, 3);
    let steps = LightStep::draw(domain::LightLength::Full, || 3);
    let lasts: Duration = steps.iter().map(|s| s.lasts).sum();
    let show = LightInput::Show { number: 0, steps: steps.clone() };
    m.session.handle(Input::Light(show.clone()));
    m.play(&call, 5);
    assert_eq!(m.lit, 0, "nobody is looked at before somebody is chosen");
    m.choose(600.0);
    m.session.handle(Input::Light(LightInput::Skip(LightSkip::Stopped)));
    m.play(&call, 5);
    assert_eq!(m.lit, 0, "nor after it was stopped");
    m.session.handle(Input::Light(show));
    m.play(&call, 150);
    let expected = (lasts.as_millis() + 5_000) / 200;
    assert!(m.lit.abs_diff(expected as usize) <= 1, "{} {expected}", m.lit);
    let states: Vec<_> = m.session.verdict().lights.iter().map(|f| f.state).collect();
    let missing = LightState::NotAssessed(LightMissing::NotShown);
    assert_eq!(states, [LightState::Skipped(LightSkip::Stopped), missing]);
}

#[test]
fn a_choice_of_nobody_changes_nothing() {
    let mut m = Meeting::new();
    let call = scene(20, &[(HOLDER, 600.0)]);
    m.play(&call, 3);
    m.session.handle(Input::Choose(TrackId(77)));
    m.play(&call, 3);
    assert_eq!(m.faces().1, None);
    // Where the largest face is followed there is nothing to choose.
    let mut alone = CaptureSession::new(
        testkit::log_header(Policy::BUILT_IN[0], Vec::new()),
        Policy::parse(Policy::BUILT_IN[0]).unwrap(),
        Cadence::default(),
    );
    alone.handle(Input::Choose(TrackId(0)));
    assert_eq!(alone.poll(), None);
}
