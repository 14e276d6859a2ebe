//! The loop without a service around it, as the command line runs it.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Clock, LogHeader, MeasurementLog, Outcome, QualityScore, Reference, ReferenceId, ReferenceKind,
    SessionId, SessionKind, SourceEvent, UtcTime,
};
use session::{Cadence, CaptureSession};

use super::*;
use crate::fakes::{
    FakeAnalyst, FakeClock, FakeEntropy, FakeFault, Script, ScriptedSources, fake_pack, picture_of,
};
use crate::pool::{InferencePool, PoolSize};
use crate::{FrameAnalyst, PolicyBook};

pub(super) const LIMITS: CaptureLimits =
    CaptureLimits { max_duration: Duration::from_secs(3600), max_idle: Duration::from_secs(60) };

/// Keeps what it is told.
#[derive(Default)]
struct Notes {
    entries: Vec<LogEntry>,
    faces: usize,
    kept: Vec<ReasonCode>,
    verdicts: usize,
}

impl CaptureObserver for Notes {
    fn entry(&mut self, entry: LogEntry) {
        self.entries.push(entry);
    }

    fn event(&mut self, event: &SessionEvent, _counts: FrameCounts) {
        self.verdicts += usize::from(matches!(event, SessionEvent::Verdict { .. }));
    }

    fn face(&mut self, shot: &FaceShot) {
        assert!(!shot.jpeg().unwrap().is_empty());
        self.faces += 1;
    }

    fn evidence(&mut self, kept: KeptFace) {
        self.kept.push(kept.code);
    }
}

pub(super) fn header(person: u8) -> (LogHeader, verdict::Policy) {
    let rules = PolicyBook::built_in().unwrap().get("interview").unwrap().clone();
    let pack = fake_pack();
    let enrolled = FakeAnalyst::default().enrol_picture(&picture_of(person)).unwrap();
    let features = enrolled.measurement.features.assessed().unwrap().clone();
    let now = UtcTime::from_unix_millis(0);
    let header = LogHeader {
        session: SessionId::generate(now, &FakeEntropy::default()),
        kind: SessionKind::Interview,
        references: vec![Reference {
            id: ReferenceId::generate(now, &FakeEntropy::default()),
            kind: ReferenceKind::Picture,
            captured_at: now,
            quality: QualityScore::new(80.0).unwrap(),
            template: features.into(),
        }],
        policy: rules.policy.stamp(),
        policy_text: rules.text,
        identity_calibration: pack.calibrations.identity,
        identity_rates: None,
        imitation_below: None,
        imitation_calibration: None,
        pad_calibration: pack.calibrations.pad,
        manipulation_calibration: pack.calibrations.manipulation,
        false_alarm: pack.calibrations.false_alarm,
        models: pack.models,
    };
    (header, rules.policy)
}

struct Bench {
    clock: Arc<FakeClock>,
    pool: InferencePool,
    sources: ScriptedSources,
}

fn bench() -> Bench {
    let clock = Arc::new(FakeClock::new());
    let shared: Arc<dyn Clock> = clock.clone();
    let pool = InferencePool::new(PoolSize { threads: 1, queue: 4 }, Arc::clone(&shared), || {
        Ok::<_, std::io::Error>(FakeAnalyst::default())
    })
    .unwrap();
    Bench { clock, pool, sources: ScriptedSources::new(shared) }
}

impl Bench {
    fn run(&self, script: &Script, notes: &mut Notes, control: &CaptureControl) -> CaptureReport {
        let (header, policy) = header(1);
        let session = CaptureSession::new(header, policy, Cadence::default());
        let source = self.sources.play(script);
        run_capture(&source, session, &self.pool, notes, control, LIMITS)
    }

    fn check(&self, script: &Script, outcome: Outcome) -> (CaptureReport, Notes) {
        let mut notes = Notes::default();
        let report = self.run(script, &mut notes, &CaptureControl::new());
        let verdict = report.verdict.as_ref().unwrap();
        assert_eq!(verdict.outcome, outcome, "{:#?}", verdict.reasons);
        (report, notes)
    }
}

#[test]
fn the_same_person_is_accepted_and_leaves_a_template() {
    let (report, notes) = bench().check(&Script::of(1, 8), Outcome::Accept);
    assert_eq!(report.end, CaptureEnd::SourceEnded);
    assert_eq!(report.counts.sampled, 40);
    assert_eq!(report.counts.analysed, 40);
    assert_eq!(report.counts.dropped, 0);
    assert!(report.pooled.is_some());
    assert_eq!(report.media.unwrap().codec, "scripted");
    assert_eq!((notes.faces, notes.verdicts), (40, 40));
    assert!(!notes.kept.is_empty());
}

#[test]
fn somebody_else_and_a_replay_are_not_accepted() {
    let bench = bench();
    bench.check(&Script::of(2, 8), Outcome::Reject);
    bench.check(&Script { is_replay: true, ..Script::of(1, 8) }, Outcome::Reject);
    bench.check(&Script::of(0, 8), Outcome::Refer);
}

#[test]
fn the_entries_an_observer_gets_judge_the_same_again() {
    let (report, notes) = bench().check(&Script::of(1, 8), Outcome::Accept);
    let log = MeasurementLog { header: header(1).0, entries: notes.entries };
    assert_eq!(verdict::replay(&log).unwrap(), report.verdict.unwrap());
}

#[test]
fn the_same_script_gives_the_same_log_twice() {
    let bench = bench();
    let (_, first) = bench.check(&Script::of(1, 8), Outcome::Accept);
    let (_, second) = bench.check(&Script::of(1, 8), Outcome::Accept);
    assert_eq!(first.entries, second.entries);
}

#[test]
fn frames_that_cannot_be_measured_are_dropped_and_counted() {
    let mut script = Script::of(1, 8);
    script.people[12] = FakeFault::Failure.person();
    script.people[13] = FakeFault::Panic.person();
    let (report, _) = bench().check(&script, Outcome::Accept);
    assert_eq!((report.counts.analysed, report.counts.dropped), (38, 2));
}

#[test]
fn stopping_forms_a_verdict_and_calling_off_does_not() {
    for (finish, expected) in [(true, CaptureEnd::Stopped), (false, CaptureEnd::Abandoned)] {
        let control = CaptureControl::new();
        if finish {
            control.finish();
        } else {
            control.abandon();
        }
        let report = bench().run(&Script::open_end(1, 1), &mut Notes::default(), &control);
        assert_eq!(report.end, expected);
        assert_eq!(report.verdict.is_some(), finish);
    }
}

#[test]
fn calling_off_wins_over_stopping() {
    let control = CaptureControl::new();
    control.abandon();
    control.finish();
    let report = bench().run(&Script::open_end(1, 1), &mut Notes::default(), &control);
    assert_eq!(report.end, CaptureEnd::Abandoned);
}

/// Moves the clock whenever it is told that time has passed, so that an idle source meets its limit.
struct Impatient<'a>(&'a FakeClock);

impl CaptureObserver for Impatient<'_> {
    fn tick(&mut self) {
        self.0.advance(Duration::from_secs(61));
    }
}

#[test]
fn a_source_without_frames_meets_the_idle_limit() {
    let bench = bench();
    let (header, policy) = header(1);
    let session = CaptureSession::new(header, policy, Cadence::default());
    let source = bench.sources.play(&Script::open_end(1, 1));
    let control = CaptureControl::new();
    let mut observer = Impatient(&bench.clock);
    let report = run_capture(&source, session, &bench.pool, &mut observer, &control, LIMITS);
    assert_eq!(report.end, CaptureEnd::Idle);
    assert_eq!(report.verdict.unwrap().outcome, Outcome::Refer);
}

/// Moves the clock with every frame.
struct Slow<'a>(&'a FakeClock);

impl CaptureObserver for Slow<'_> {
    fn entry(&mut self, entry: LogEntry) {
        if matches!(entry, LogEntry::Frame(_)) {
            self.0.advance(Duration::from_secs(600));
        }
    }
}

#[test]
fn a_session_meets_its_longest_time() {
    let bench = bench();
    let (header, policy) = header(1);
    let session = CaptureSession::new(header, policy, Cadence::default());
    let source = bench.sources.play(&Script::of(1, 8));
    let control = CaptureControl::new();
    let mut observer = Slow(&bench.clock);
    let report = run_capture(&source, session, &bench.pool, &mut observer, &control, LIMITS);
    assert_eq!(report.end, CaptureEnd::TimeLimit);
    assert_eq!(report.counts.analysed, 6);
}

#[test]
fn source_events_reach_log_and_observer() {
    let script =
        Script { events: vec![SourceEvent::Reconnecting { attempt: 1 }], ..Script::of(1, 8) };
    let (_, notes) = bench().check(&script, Outcome::Accept);
    let told: Vec<_> = notes
        .entries
        .iter()
        .filter_map(|e| match e {
            LogEntry::Source(event) => Some(event),
            _ => None,
        })
        .collect();
    assert!(matches!(
        told[..],
        [SourceEvent::Opened(_), SourceEvent::Reconnecting { .. }, SourceEvent::Ended(_)]
    ));
}

#[test]
fn a_face_without_landmarks_makes_no_picture() {
    let frame = crate::fakes::frame_of(0, 1, false, &FakeClock::new());
    let mut face = FakeAnalyst::default().measure_frame(&frame, None).unwrap().faces.remove(0);
    let shot = FaceShot { frame: frame.clone(), face: face.clone() };
    let picture = image::load_from_memory(&shot.jpeg().unwrap()).unwrap();
    assert_eq!((picture.width(), picture.height()), (FACE_PX, FACE_PX));
    face.landmarks = domain::Landmarks::default();
    assert!(FaceShot { frame, face }.jpeg().is_err());
}
