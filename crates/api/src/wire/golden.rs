//! Golden files: the exact text of each live message and of the verdict.

use std::time::Duration;

use app::{
    CloseCode, EvidenceFrame, LiveMessage, SessionDetails, SessionState, SourceLabel,
    TimelinePoint, VerdictReport,
};
use domain::{
    CameraClaim, CameraFinding, CameraHint, ComparisonScore, Continuity, ContinuityState, CueAsked,
    CueFinding, CueKind, CueState, DetectedFace, EvidenceId, FaceQuality, FrameCounts, FrameSize,
    Identity, IdentityState, Landmarks, LightFinding, LightMissing, LightSkip, LightState, Llr,
    ManipulationScore, MediaInfo, MediaTime, ModelId, ModelRole, ModelStamp, Outcome, PadScore,
    PersonId, PolicyStamp, Presence, PresenceState, QualityIssue, QualityScore, Rate, Reason,
    ReasonCode, Rect, ReferenceFinding, ReferenceId, ReferenceKind, SessionId, SessionKind,
    SourceEnd, SourceEvent, StreamFinding, TrackId, UtcTime, Verdict,
};
use uuid::Uuid;

use super::{LiveEnvelope, LiveView, VerdictView};
use crate::testing::ensure_file;

const AT: MediaTime = MediaTime::from_millis(12_400);
const MONDAY: UtcTime = UtcTime::from_unix_millis(1_777_799_700_250);

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x0198_f3a0_0000_7000_8000_0000_0000_0000 + n)
}

fn score(value: f32) -> Option<ComparisonScore> {
    Some(ComparisonScore::new(value).unwrap())
}

fn llr(value: f64) -> Option<Llr> {
    Some(Llr::saturating(value))
}

fn media() -> MediaInfo {
    MediaInfo {
        size: FrameSize { width: 1280, height: 720 },
        codec: "H.264".into(),
        duration: Some(Duration::from_millis(61_500)),
        live: false,
    }
}

fn cue(number: u32, kind: CueKind, state: CueState) -> CueFinding {
    CueFinding {
        cue: CueAsked { number, kind, at: AT },
        state,
        lowest_score: score(0.5),
        highest_manipulation: ManipulationScore::new(-1.5).ok().filter(|_| number == 0),
    }
}

fn light(number: u32, state: LightState) -> LightFinding {
    let is_answered = state == LightState::Answered;
    LightFinding {
        number: Some(number),
        at: AT,
        state,
        delay: is_answered.then_some(Duration::from_millis(700)),
        strength: is_answered.then_some(0.125),
        one_in: Some(if is_answered { 1_000 } else { 2 }),
        seen_from: Some(0.5),
    }
}

fn frames() -> FrameCounts {
    FrameCounts { received: 1_845, sampled: 307, analysed: 305, dropped: 2 }
}

fn point() -> TimelinePoint {
    TimelinePoint { at: AT, identity_llr: Some(-8.25), presence_llr: None, face_visible: true }
}

/// A hand-over: the ID matches, the earlier interview does not.
pub(crate) fn report() -> VerdictReport {
    let (portrait, interview) = (ReferenceId::from_uuid(uuid(1)), ReferenceId::from_uuid(uuid(2)));
    let earlier = SessionId::from_uuid(uuid(3));
    let kind = ReferenceKind::Session { session: Some(earlier), kind: SessionKind::Interview };
    let verdict = Verdict {
        outcome: Outcome::Reject,
        identity: Identity {
            state: IdentityState::Different,
            score: score(0.125),
            llr: llr(-8.25),
        },
        references: vec![
            ReferenceFinding {
                reference: portrait,
                kind: ReferenceKind::Picture,
                state: IdentityState::Same,
                score: score(0.75),
                llr: llr(11.5),
                false_match: Some(Rate { share: 0.000_001, is_bound: true }),
            },
            ReferenceFinding {
                reference: interview,
                kind,
                state: IdentityState::Different,
                score: score(0.125),
                llr: llr(-8.25),
                false_match: Some(Rate { share: 0.125, is_bound: false }),
            },
        ],
        presence: Presence {
            state: PresenceState::Attack,
            attack: Some(ReasonCode::PresentationAttack),
            llr: llr(6.5),
            false_alarm: Some(Rate { share: 0.0625, is_bound: true }),
        },
        continuity: Continuity { state: ContinuityState::Broken, broken_at: Some(AT) },
        cues: vec![
            cue(0, CueKind::TurnLeft, CueState::Done { after: Duration::from_millis(1_400) }),
            cue(1, CueKind::ComeCloser, CueState::Missed),
            cue(2, CueKind::ReadDigits, CueState::NotAssessed),
            cue(3, CueKind::LookUp, CueState::Waiting),
        ],
        lights: vec![
            light(0, LightState::Answered),
            light(1, LightState::NotAssessed(LightMissing::TooWeak)),
            light(2, LightState::Skipped(LightSkip::Photosensitive)),
        ],
        stream: Some(stream()),
        reasons: vec![
            Reason {
                code: ReasonCode::NotTheInterviewedPerson,
                text: "the ID matches (0.75), the interview of 3 May does not (0.12 of 0.40)"
                    .into(),
                at: None,
            },
            Reason {
                code: ReasonCode::PersonChanged,
                text: "another person from 12.4 s on".into(),
                at: Some(AT),
            },
        ],
        policy: PolicyStamp { name: "login".into(), version: 3 },
        span: Some((MediaTime::ZERO, AT)),
    };
    VerdictReport {
        verdict,
        captured_at: vec![(portrait, MONDAY)],
        frames: frames(),
        models: vec![ModelStamp {
            role: ModelRole::Embedder,
            id: ModelId::new("an-embedder"),
            sha256: "ab".repeat(32).into(),
        }],
        media: Some(media()),
        evidence: vec![EvidenceFrame { code: ReasonCode::PersonChanged, at: AT, seq: 62 }],
    }
}

/// Nothing known yet: every optional value is absent.
pub(crate) fn empty_report() -> VerdictReport {
    let mut report = report();
    report.verdict.outcome = Outcome::Refer;
    report.verdict.identity = Identity { state: IdentityState::NotEnough, score: None, llr: None };
    report.verdict.references.truncate(1);
    report.verdict.references[0].state = IdentityState::NotEnough;
    report.verdict.references[0].score = None;
    report.verdict.references[0].llr = None;
    report.verdict.presence =
        Presence { state: PresenceState::NotEnough, attack: None, llr: None, false_alarm: None };
    report.verdict.continuity = Continuity { state: ContinuityState::NotEnough, broken_at: None };
    report.verdict.cues.clear();
    report.verdict.lights.clear();
    report.verdict.stream = None;
    report.verdict.reasons.truncate(1);
    report.captured_at.clear();
    report.media = None;
    report
}

fn session(state: SessionState) -> Box<SessionDetails> {
    let is_over = state == SessionState::Finished;
    Box::new(SessionDetails {
        id: SessionId::from_uuid(uuid(4)),
        person: PersonId::from_uuid(uuid(5)),
        person_name: "Ada Example".into(),
        kind: SessionKind::Login,
        state,
        source: SourceLabel::Camera,
        policy: PolicyStamp { name: "login".into(), version: 3 },
        created_at: MONDAY,
        started_at: Some(MONDAY.plus(Duration::from_millis(40))),
        ended_at: is_over.then(|| MONDAY.plus(Duration::from_secs(62))),
        verdict: is_over.then(report),
        media: is_over.then(media),
        frames: if is_over { frames() } else { FrameCounts::default() },
        error: None,
    })
}

fn face() -> DetectedFace {
    DetectedFace {
        rect: Rect::new(410.5, 160.0, 220.25, 288.0),
        landmarks: Landmarks::default(),
        confidence: 0.97,
        quality: FaceQuality {
            inter_eye_px: 96.0,
            sharpness: 210.0,
            luma_mean: 70.0,
            luma_std: 30.0,
            yaw_deg: 31.0,
            pitch_deg: 0.0,
            roll_deg: 0.0,
            score: QualityScore::new(41.5).unwrap(),
            issues: vec![QualityIssue::TooDark, QualityIssue::TurnedAway],
        },
    }
}

fn check(name: &str, message: &LiveMessage) {
    let view = LiveView::of(message).unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&LiveEnvelope::from(view.clone()).to_json()).unwrap();
    assert_eq!(json["v"], 1);
    assert_eq!(json["type"], view.kind());
    let text = serde_json::to_string_pretty(&LiveEnvelope::from(view)).unwrap() + "\n";
    ensure_file(&format!("golden/live-{name}.json"), &text);
}

#[test]
fn a_snapshot_is_the_first_message() {
    let timeline = vec![point()];
    check("snapshot", &LiveMessage::Snapshot { session: session(SessionState::Running), timeline });
}

#[test]
fn opened_tells_what_the_stream_is() {
    check("opened", &LiveMessage::Opened(media()));
    let endless = MediaInfo { duration: None, live: true, ..media() };
    check("opened-live", &LiveMessage::Opened(endless));
}

#[test]
fn progress_counts_frames() {
    check("progress", &LiveMessage::Progress { at: AT, frames: frames() });
}

#[test]
fn a_face_has_its_box_and_what_was_assessed() {
    let assessed = LiveMessage::Face {
        at: AT,
        seq: 62,
        face: Box::new(face()),
        score: score(0.625),
        pad: Some(PadScore::new(3.5).unwrap()),
        manipulation: Some(ManipulationScore::new(-2.25).unwrap()),
    };
    check("face", &assessed);
    let seen = LiveMessage::Face {
        at: AT,
        seq: 63,
        face: Box::new(face()),
        score: None,
        pad: None,
        manipulation: None,
    };
    check("face-not-assessed", &seen);
}

#[test]
fn faces_are_told_with_their_tracks() {
    let rect = Rect::new(64.0, 32.5, 120.0, 150.0);
    let faces = vec![(TrackId(3), rect), (TrackId(7), rect.scaled(0.5))];
    let chosen = LiveMessage::Faces { at: AT, faces, subject: Some(TrackId(7)), is_chosen: true };
    check("faces", &chosen);
    let nobody = LiveMessage::Faces { at: AT, faces: Vec::new(), subject: None, is_chosen: false };
    check("faces-nobody", &nobody);
}

#[test]
fn a_verdict_comes_with_its_point_of_the_timeline() {
    let report = Box::new(report());
    check("verdict", &LiveMessage::Verdict { at: AT, report, point: point() });
}

#[test]
fn the_source_tells_what_happens_to_it() {
    for (name, event) in [
        ("silent", SourceEvent::Silent { at: AT }),
        ("resumed", SourceEvent::Resumed { at: AT, gap: Duration::from_millis(3_250) }),
        ("reconnecting", SourceEvent::Reconnecting { attempt: 2 }),
        ("changed", SourceEvent::Changed(media())),
    ] {
        check(&format!("source-{name}"), &LiveMessage::Source(event));
    }
}

#[test]
fn the_end_of_the_stream_is_told_by_the_session() {
    let end = SourceEnd::Truncated { detail: "rtsp://a-secret".into() };
    assert!(LiveView::of(&LiveMessage::Source(SourceEvent::Ended(end))).is_none());
}

#[test]
fn evidence_names_its_picture() {
    let id = EvidenceId::from_uuid(uuid(6));
    let code = ReasonCode::SecondFace;
    check("evidence", &LiveMessage::Evidence { id, code, at: AT });
}

#[test]
fn ended_carries_the_session_with_its_verdict() {
    check("ended", &LiveMessage::Ended(session(SessionState::Finished)));
}

#[test]
fn closed_says_why() {
    check("closed-too-slow", &LiveMessage::Closed(CloseCode::TooSlow));
    check("closed-gone", &LiveMessage::Closed(CloseCode::Gone));
}

#[test]
fn a_verdict_is_what_the_command_line_prints() {
    for (name, report) in [("verdict", report()), ("verdict-not-enough", empty_report())] {
        let text = serde_json::to_string_pretty(&VerdictView::from(&report)).unwrap() + "\n";
        ensure_file(&format!("golden/{name}.json"), &text);
    }
}

fn stream() -> StreamFinding {
    let size = FrameSize { width: 1280, height: 720 };
    let claim = CameraClaim { at: AT, label: "OBS Virtual Camera".into(), size, fps: Some(30.0) };
    StreamFinding {
        size: Some(size),
        changes: 1,
        rate_hz: Some(30.0),
        uneven: Some(0.125),
        repeated: Some(0.25),
        away: Duration::from_millis(1_200),
        gaps: Duration::from_secs(2),
        second_face: Some(0.5),
        camera: Some(CameraFinding { claim, hints: vec![CameraHint::VirtualName] }),
    }
}
