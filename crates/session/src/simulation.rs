//! Whole sessions from generated histories: frames, lost faces, other people, failures, gaps, and the end.
//! After each step the promises that hold for every session are checked.

mod blinks;

use std::time::Duration;

use domain::{
    ContinuityState, DetectedFace, FaceMeasurement, FaceOpenness, FrameMeasurement, IdentityState,
    Landmarks, LogEntry, ManipulationScore, MeasurementLog, MediaTime, NotAssessedReason, Outcome,
    PadScore, ReasonCode, Rect, ReferenceKind, SceneThumb, SessionKind, Signal, SourceEnd,
    SourceEvent, Stages, Verdict,
};
use proptest::prelude::*;
use verdict::Policy;

use crate::{Cadence, CaptureSession, Input, Output, SessionEvent};

/// Angle of the person of the reference, and of somebody else, see `testkit::features`.
const HOLDER: f32 = 0.0;
const STRANGER: f32 = 85.0;

/// What the camera sees on one frame.
#[derive(Debug, Clone, Copy)]
enum Scene {
    Face {
        angle: f32,
        pad: f32,
        manipulation: f32,
    },
    /// The holder of the reference with eyes open or closed.
    Eyes {
        open: bool,
    },
    Nobody,
    Frozen,
    Fails,
}

impl Scene {
    const fn person(angle: f32) -> Self {
        Self::Face { angle, pad: 5.0, manipulation: -3.0 }
    }
}

struct Run {
    session: CaptureSession,
    log: Vec<LogEntry>,
    events: Vec<SessionEvent>,
    evidence: Vec<(u64, ReasonCode)>,
    asked: Vec<Stages>,
    seq: u64,
    now_ms: u64,
    last_angle: f32,
    finished: Option<Verdict>,
}

impl Run {
    fn new(references: &[(ReferenceKind, f32)]) -> Self {
        let references = references.iter().map(|(k, a)| testkit::reference(*k, *a)).collect();
        let mut header = testkit::log_header(Policy::BUILT_IN[0], references);
        header.models.push(testkit::mesh());
        let policy = Policy::parse(Policy::BUILT_IN[0]).unwrap();
        Self {
            session: CaptureSession::new(header, policy, Cadence::default()),
            log: Vec::new(),
            events: Vec::new(),
            evidence: Vec::new(),
            asked: Vec::new(),
            seq: 0,
            now_ms: 0,
            last_angle: HOLDER,
            finished: None,
        }
    }

    fn frame(&mut self, scene: Scene) {
        let seq = self.seq;
        self.seq += 1;
        let pts = MediaTime::from_millis(self.now_ms);
        self.now_ms += 200;
        self.session.handle(Input::Frame { seq, pts });
        self.drain(scene);
    }

    fn drain(&mut self, scene: Scene) {
        while let Some(output) = self.session.poll() {
            assert!(self.finished.is_none(), "nothing follows Finished");
            match output {
                Output::MeasureFrame { seq, .. } => {
                    let input = match scene {
                        Scene::Fails => Input::InferenceFailed { seq },
                        _ => Input::Measured { seq, frame: self.detection(scene) },
                    };
                    self.session.handle(input);
                }
                Output::MeasureFace { seq, stages, .. } => {
                    self.asked.push(stages);
                    let face = measurement(scene, stages, self.last_angle);
                    self.session.handle(Input::FaceMeasured { seq, face });
                }
                Output::Log(entry) => self.log.push(entry),
                Output::Emit(event) => self.events.push(event),
                Output::KeepEvidence { seq, code, .. } => self.evidence.push((seq, code)),
                Output::MeasureLight { .. }
                | Output::MeasureHand { .. }
                | Output::Release { .. } => {}
                Output::Finished(verdict) => self.finished = Some(*verdict),
            }
        }
    }

    fn detection(&mut self, scene: Scene) -> FrameMeasurement {
        let thumb = match scene {
            Scene::Frozen => 7,
            _ => 20 + (self.seq % 100) as u8,
        };
        let faces = match scene {
            Scene::Nobody | Scene::Fails => Vec::new(),
            Scene::Face { angle, .. } => {
                self.last_angle = angle;
                vec![face()]
            }
            Scene::Eyes { .. } => {
                self.last_angle = HOLDER;
                vec![face()]
            }
            Scene::Frozen => vec![face()],
        };
        FrameMeasurement { faces, thumb: SceneThumb(Box::new([thumb; SceneThumb::CELLS])) }
    }

    fn play(mut self, scenes: impl IntoIterator<Item = Scene>) -> Self {
        for scene in scenes {
            self.frame(scene);
        }
        self
    }

    fn source(&mut self, event: SourceEvent) {
        self.session.handle(Input::Source(event));
        self.drain(Scene::Nobody);
    }

    /// Ends the session, checks what holds for every session, and gives the verdict.
    fn finish(&mut self) -> Verdict {
        self.session.handle(Input::Finish);
        self.drain(Scene::Nobody);
        let verdict = self.finished.clone().expect("a session that finishes has a verdict");
        let log =
            MeasurementLog { header: self.session.header().clone(), entries: self.log.clone() };
        assert_eq!(verdict::replay(&log).unwrap(), verdict, "a replay is equal");
        assert!(!verdict.reasons.is_empty());
        let frames = self.log.iter().filter(|e| matches!(e, LogEntry::Frame(_))).count();
        assert!(frames as u64 <= self.seq);
        verdict
    }
}

pub(crate) fn face() -> DetectedFace {
    DetectedFace {
        rect: Rect::new(250.0, 150.0, 140.0, 180.0),
        landmarks: Landmarks::default(),
        confidence: 0.9,
        quality: testkit::face_quality(),
    }
}

fn measurement(scene: Scene, stages: Stages, last_angle: f32) -> FaceMeasurement {
    let (angle, pad, manipulation) = match scene {
        Scene::Face { angle, pad, manipulation } => (angle, pad, manipulation),
        _ => (last_angle, 5.0, -3.0),
    };
    let not_asked = NotAssessedReason::NotAsked;
    FaceMeasurement {
        features: if stages.features {
            Signal::Assessed(testkit::features(angle))
        } else {
            Signal::NotAssessed(not_asked)
        },
        learned_quality: Signal::NotAssessed(NotAssessedReason::NoModel),
        pad: if stages.pad {
            Signal::Assessed(PadScore::new(pad).unwrap())
        } else {
            Signal::NotAssessed(not_asked)
        },
        manipulation: if stages.manipulation {
            Signal::Assessed(ManipulationScore::new(manipulation).unwrap())
        } else {
            Signal::NotAssessed(not_asked)
        },
        openness: match (stages.mesh, scene) {
            (false, _) => Signal::NotAssessed(not_asked),
            (true, Scene::Eyes { open }) => {
                let eyes = if open { 0.3 } else { 0.05 };
                Signal::Assessed(FaceOpenness { eyes, mouth: 0.0, pose: None })
            }
            (true, _) => Signal::NotAssessed(NotAssessedReason::PoorQuality),
        },
    }
}

const ID: (ReferenceKind, f32) = (ReferenceKind::Picture, HOLDER);

fn codes(verdict: &Verdict) -> Vec<ReasonCode> {
    verdict.reasons.iter().map(|r| r.code).collect()
}

#[test]
fn the_holder_for_ten_seconds_is_accepted() {
    let mut run = Run::new(&[ID]).play([Scene::person(HOLDER); 50]);
    let verdict = run.finish();
    assert_eq!(verdict.outcome, Outcome::Accept, "{:?}", codes(&verdict));
    assert!(run.session.pooled_template().is_some());
    assert!(run.evidence.iter().any(|(_, code)| *code == ReasonCode::SamePerson));
}

#[test]
fn a_stranger_is_rejected() {
    let verdict = Run::new(&[ID]).play([Scene::person(STRANGER); 50]).finish();
    assert_eq!(verdict.outcome, Outcome::Reject);
    assert_eq!(verdict.reasons[0].code, ReasonCode::NotTheIdHolder);
}

#[test]
fn the_id_but_not_the_interviewed_person_is_its_own_reason() {
    let kind = ReferenceKind::Session { session: None, kind: SessionKind::Interview };
    let verdict = Run::new(&[ID, (kind, STRANGER)]).play([Scene::person(HOLDER); 50]).finish();
    assert_eq!(verdict.outcome, Outcome::Reject);
    assert_eq!(verdict.reasons[0].code, ReasonCode::NotTheInterviewedPerson);
}

#[test]
fn a_swap_in_mid_session_is_seen_and_timed() {
    let mut run =
        Run::new(&[ID]).play([Scene::person(HOLDER); 100]).play([Scene::person(STRANGER); 40]);
    let verdict = run.finish();
    assert_eq!(verdict.outcome, Outcome::Reject, "{:?}", codes(&verdict));
    assert_eq!(verdict.continuity.state, ContinuityState::Broken);
    let at = verdict.continuity.broken_at.unwrap();
    assert!((20_000..24_500).contains(&at.millis()), "{at:?}");
}

#[test]
fn a_replay_after_a_live_second_is_not_diluted() {
    let attack = Scene::Face { angle: HOLDER, pad: -5.0, manipulation: -3.0 };
    let verdict = Run::new(&[ID]).play([Scene::person(HOLDER); 100]).play([attack; 20]).finish();
    assert_eq!(verdict.outcome, Outcome::Refer, "{:?}", codes(&verdict));
    assert!(codes(&verdict).contains(&ReasonCode::PresentationAttackInPart));
}

#[test]
fn a_frozen_picture_is_never_accepted_and_grows_no_evidence() {
    let mut short = Run::new(&[ID]).play([Scene::person(HOLDER); 5]).play([Scene::Frozen; 20]);
    let mut long = Run::new(&[ID]).play([Scene::person(HOLDER); 5]).play([Scene::Frozen; 500]);
    let (a, b) = (short.finish(), long.finish());
    assert_eq!(a.outcome, Outcome::Refer);
    assert!(codes(&a).contains(&ReasonCode::FrozenPicture));
    assert_eq!(a.presence.llr, b.presence.llr);
    assert_eq!(a.identity, b.identity);
}

#[test]
fn once_the_answer_stands_the_models_are_asked_less() {
    let run = Run::new(&[ID]).play([Scene::person(HOLDER); 300]);
    let opening = Cadence::default().opening_samples as usize;
    let dense = run.asked.iter().take(opening).filter(|s| **s == Stages::ALL).count();
    assert_eq!(dense, opening);
    let features = run.asked.iter().filter(|s| s.features).count();
    let pad = run.asked.iter().filter(|s| s.pad).count();
    assert!(features <= opening + 30, "{features} of 300 frames asked for features");
    assert!(pad <= opening + 60, "{pad} of 300 frames asked for PAD");
}

#[test]
fn nobody_is_referred_with_a_reason() {
    let verdict = Run::new(&[ID]).play([Scene::Nobody; 30]).finish();
    assert_eq!(verdict.outcome, Outcome::Refer);
    assert!(codes(&verdict).contains(&ReasonCode::NoFace));
    assert_eq!(verdict.identity.state, IdentityState::NotEnough);
}

#[test]
fn a_long_absence_breaks_continuity() {
    let verdict = Run::new(&[ID])
        .play([Scene::person(HOLDER); 30])
        .play([Scene::Nobody; 60])
        .play([Scene::person(HOLDER); 10])
        .finish();
    assert!(codes(&verdict).contains(&ReasonCode::FaceAway));
    assert_eq!(verdict.outcome, Outcome::Refer);
}

#[test]
fn a_truncated_recording_is_judged_by_what_came_before() {
    let mut run = Run::new(&[ID]).play([Scene::person(HOLDER); 50]);
    run.source(SourceEvent::Ended(SourceEnd::Truncated { detail: "end of data".to_owned() }));
    let verdict = run.finish();
    assert_eq!(verdict.outcome, Outcome::Accept);
    assert!(codes(&verdict).contains(&ReasonCode::StreamBroken));
}

#[test]
fn inputs_after_the_end_and_for_other_frames_change_nothing() {
    let mut run = Run::new(&[ID]).play([Scene::person(HOLDER); 3]);
    run.session.handle(Input::FaceMeasured { seq: 99, face: FaceMeasurement::NOT_ASKED });
    run.session.handle(Input::InferenceFailed { seq: 99 });
    assert!(run.session.poll().is_none());
    let verdict = run.finish();
    run.frame(Scene::person(STRANGER));
    assert_eq!(run.session.verdict(), verdict);
}

#[test]
fn a_stranger_after_a_glimpse_of_the_holder_is_seen_although_the_pool_resembles_both() {
    let verdict = Run::new(&[ID])
        .play([Scene::person(HOLDER); 2])
        .play([Scene::person(STRANGER); 25])
        .play([Scene::person(HOLDER); 22])
        .finish();
    assert!(codes(&verdict).contains(&ReasonCode::PersonChanged), "{:?}", codes(&verdict));
    assert_eq!(verdict.outcome, Outcome::Refer);
}

#[test]
fn a_stranger_in_the_last_three_seconds_of_a_settled_session_is_seen() {
    let verdict = Run::new(&[ID])
        .play([Scene::person(HOLDER); 60])
        .play([Scene::person(STRANGER); 15])
        .finish();
    assert!(codes(&verdict).contains(&ReasonCode::PersonChanged), "{:?}", codes(&verdict));
}

#[derive(Debug, Clone)]
enum Step {
    Frames(Scene, u8),
    Gap(u16),
    Reconnect,
}

fn any_step() -> impl Strategy<Value = Step> {
    let scene = prop_oneof![
        4 => (prop_oneof![Just(HOLDER), Just(STRANGER)], -8.0_f32..8.0, -6.0_f32..6.0)
            .prop_map(|(angle, pad, manipulation)| Scene::Face { angle, pad, manipulation }),
        2 => any::<bool>().prop_map(|open| Scene::Eyes { open }),
        1 => Just(Scene::Nobody),
        1 => Just(Scene::Frozen),
        1 => Just(Scene::Fails),
    ];
    prop_oneof![
        6 => (scene, 1_u8..30).prop_map(|(s, n)| Step::Frames(s, n)),
        1 => (100_u16..20_000).prop_map(Step::Gap),
        1 => Just(Step::Reconnect),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_history_keeps_the_promises(steps in prop::collection::vec(any_step(), 1..14)) {
        let mut run = Run::new(&[ID]);
        let mut has_stranger_stretch = false;
        for step in &steps {
            match step {
                Step::Frames(scene, n) => {
                    for _ in 0..*n { run.frame(*scene); }
                    has_stranger_stretch |= matches!(
                        scene, Scene::Face { angle, .. } if *angle == STRANGER && *n >= 25
                    );
                }
                Step::Gap(ms) => {
                    run.now_ms += u64::from(*ms);
                    let at = MediaTime::from_millis(run.now_ms);
                    run.source(SourceEvent::Resumed { at, gap: Duration::from_millis(u64::from(*ms)) });
                }
                Step::Reconnect => run.source(SourceEvent::Reconnecting { attempt: 1 }),
            }
        }
        let verdict = run.finish();
        if has_stranger_stretch {
            prop_assert_ne!(verdict.outcome, Outcome::Accept, "{:?}", steps);
        }
        let per_code = run.evidence.iter().fold(
            std::collections::HashMap::<_, usize>::new(),
            |mut m, (_, c)| { *m.entry(*c).or_default() += 1; m },
        );
        prop_assert!(per_code.values().all(|n| *n <= crate::MAX_EVIDENCE_PER_CODE));
    }
}
