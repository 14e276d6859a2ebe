use std::path::PathBuf;

use domain::{ContinuityState, IdentityState, Outcome, PresenceState};

use super::*;
use crate::clips::{ClipFailure, Frames, Settled};
use crate::list::Recording;

fn moment(at_s: f64, outcome: Outcome, identity: IdentityState, score: Option<f32>) -> Moment {
    Moment {
        at_s,
        frames: (at_s * 5.0) as u64 + 1,
        outcome,
        identity,
        score,
        identity_llr: score.map(|s| s * 30.0 - 8.0),
        presence: PresenceState::Live,
        presence_llr: Some(-1.0),
        continuity: ContinuityState::Held,
        codes: vec!["same_person".into()],
    }
}

/// Watched at 5 frames a second for `seconds`; `same` from `same_from` on.
fn run(seconds: u32, same_from: Option<u32>, end: Outcome) -> ClipRun {
    let state = |second: u32| match same_from {
        Some(from) if second >= from => IdentityState::Same,
        _ => IdentityState::NotEnough,
    };
    let score = if same_from.is_some() { 0.8 } else { 0.1 };
    let timeline: Vec<_> = (0..seconds)
        .map(|s| {
            let is_same = state(s) == IdentityState::Same;
            let outcome = if is_same { end } else { Outcome::Refer };
            moment(f64::from(s) + 0.8, outcome, state(s), (s > 0).then_some(score))
        })
        .collect();
    let last = timeline.last().cloned().unwrap();
    ClipRun {
        stream: None,
        frames: Frames {
            received: 0,
            sampled: u64::from(seconds) * 5,
            analysed: u64::from(seconds) * 5,
            dropped: 0,
        },
        seconds: last.at_s,
        samples: Vec::new(),
        timeline,
        verdict: Some(Moment { outcome: end, ..last }),
        reasons: Vec::new(),
        broke_off: None,
        settled: Some(Settled { at_s: 1.0, frames: 6 }),
    }
}

fn item(line: u64, truth: Truth, subject: &str) -> SessionItem {
    SessionItem {
        line,
        reference: Recording { file: "r.png".into(), at_s: Some(1.0) },
        video: PathBuf::from(format!("{line}.mp4")),
        truth,
        subject: Some(subject.into()),
        group: None,
        kind: None,
    }
}

fn about() -> About {
    About {
        list: "sessions.csv".into(),
        list_sha256: "00".into(),
        policy: "interview v1".into(),
        sample_fps: 5.0,
        pack: "standard".into(),
        models: Vec::new(),
        code: "0.0.0".into(),
        date: "2026-01-01".into(),
    }
}

/// Two own persons (one not accepted), a failure, two strangers (one accepted), a replay and a swap.
fn study_of_seven() -> VideoReport {
    let items = [
        item(2, Truth::Accept, "a"),
        item(3, Truth::Accept, "b"),
        item(4, Truth::Accept, "b"),
        item(5, Truth::OtherPerson, "a"),
        item(6, Truth::OtherPerson, "a"),
        item(7, Truth::Attack("replay".into()), "a"),
        item(8, Truth::Manipulated("face-swap".into()), "a"),
    ];
    let results = [
        Ok(run(12, Some(1), Outcome::Accept)),
        Ok(run(3, None, Outcome::Refer)),
        Err(ClipFailure::Missing("4.mp4".into())),
        Ok(run(12, None, Outcome::Reject)),
        Ok(run(3, Some(2), Outcome::Accept)),
        Ok(run(3, Some(1), Outcome::Reject)),
        Ok(run(3, Some(1), Outcome::Accept)),
    ];
    study(&items, &results, about())
}

#[test]
fn rates_are_those_counted_by_hand() {
    let report = study_of_seven();
    let check = |rate: &Rate, hits, trials| assert_eq!((rate.hits, rate.trials), (hits, trials));
    check(&report.mated.not_accepted, 2, 3);
    check(&report.mated.fnmr, 1, 2);
    check(&report.mated.failure_to_acquire, 1, 3);
    check(&report.non_mated.accepted, 1, 2);
    check(&report.non_mated.fmr, 1, 2);
    check(&report.attacks[0].iapar, 0, 1);
    check(&report.manipulated[0].iapar, 1, 1);
    // Subject a: 0 of 1, subject b: 2 of 2.
    assert_eq!(report.mated.not_accepted_by_subject, Some(0.5));
    assert_eq!(report.worst.as_ref().unwrap().truth, "manipulated:face-swap");
}

#[test]
fn classes_count_every_session_once() {
    let report = study_of_seven();
    let counted: usize =
        report.classes.iter().map(|c| c.accept + c.refer + c.reject + c.failed).sum();
    assert_eq!(counted, 7);
    let own = &report.classes[0];
    assert_eq!((own.truth.as_str(), own.accept, own.refer, own.failed), ("accept", 1, 1, 1));
}

#[test]
fn seconds_count_lasting_clips_and_all_clips_apart() {
    let report = study_of_seven();
    let at = |seconds: f64| report.seconds.iter().find(|s| s.seconds == seconds).unwrap();
    // After one second nobody has been compared yet.
    assert_eq!(at(1.0).all.no_comparison.hits, 2);
    assert_eq!((at(2.0).all.fnmr.hits, at(2.0).all.fnmr.trials), (1, 2));
    // The three-second clips are out after ten, and stay in with their last verdict.
    assert_eq!((at(10.0).lasting.fnmr.hits, at(10.0).lasting.fnmr.trials), (0, 1));
    assert_eq!((at(10.0).all.fnmr.hits, at(10.0).all.fnmr.trials), (1, 2));
    assert_eq!((at(10.0).lasting.fmr.trials, at(10.0).all.fmr.trials), (1, 2));
    assert_eq!(at(30.0).lasting.fmr.trials, 0);
}

#[test]
fn what_could_not_be_run_is_a_row_with_its_reason() {
    let report = study_of_seven();
    assert_eq!(report.rows.len(), 7);
    let failed = &report.rows[2];
    assert_eq!(failed.outcome, None);
    assert_eq!(failed.failure.as_ref().unwrap().0, "missing");
    let shown = format!("{:?}", report.document());
    assert!(shown.contains("there is no file 4.mp4"));
}

#[test]
fn the_report_is_plain_data() {
    let json = serde_json::to_value(study_of_seven()).unwrap();
    assert_eq!(json["kind"], "video");
    assert_eq!(json["mated"]["not_accepted"]["trials"], 3);
    assert_eq!(json["rows"][0]["outcome"], "accept");
}

#[test]
fn lists_of_samples_and_moments_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let items = [item(2, Truth::Accept, "a")];
    let results = [Ok(run(3, Some(1), Outcome::Accept))];
    samples_csv(&dir.path().join("s.csv"), &items, &results).unwrap();
    timeline_csv(&dir.path().join("t.csv"), &items, &results).unwrap();
    let text = std::fs::read_to_string(dir.path().join("t.csv")).unwrap();
    assert_eq!(text.lines().count(), 1 + 3 + 1, "{text}");
}

#[test]
fn a_group_that_is_refused_more_often_is_named() {
    let of = |group: &str, item: SessionItem| SessionItem { group: Some(group.into()), ..item };
    let items = [
        of("north", item(2, Truth::Accept, "a")),
        of("south", item(3, Truth::Accept, "b")),
        item(4, Truth::Accept, "c"),
        of("south", item(5, Truth::OtherPerson, "b")),
        of("west", item(6, Truth::Attack("replay".into()), "d")),
    ];
    let results = [
        Ok(run(12, Some(1), Outcome::Accept)),
        Ok(run(12, None, Outcome::Reject)),
        Ok(run(12, Some(1), Outcome::Accept)),
        Ok(run(12, None, Outcome::Reject)),
        Ok(run(12, Some(1), Outcome::Reject)),
    ];
    let report = study(&items, &results, about());
    let found = report.groups.as_ref().unwrap();
    let names: Vec<_> = found.groups.iter().map(|g| g.group.as_str()).collect();
    assert_eq!(names, ["north", "south"], "an attack makes no group");
    assert!((found.not_accepted - 1.0 / 3.0).abs() < 1e-12);
    let south = &found.groups[1];
    assert_eq!((south.not_accepted.errors.hits, south.not_accepted.errors.trials), (1, 1));
    assert_eq!(south.fnmr.rate, Some(1.0));
    assert_eq!(south.fmr.rate, Some(0.0));
    let warnings = found.warnings();
    assert!(warnings.iter().any(|w| w.contains("“south” is more than 25 % worse")), "{warnings:?}");
    assert!(warnings.iter().any(|w| w.starts_with("Too few trials") && w.contains("“north”")));
    assert!(format!("{:?}", report.document()).contains("Errors of bona fide sessions by group"));
    assert!(study_of_seven().groups.is_none());
}
