use std::path::Path;

use domain::{ContinuityState, IdentityState, Outcome, PresenceState};

use super::*;
use crate::clips::{ClipFailure, ClipRun, Frames, Moment, Sample};
use crate::list::Recording;

fn sample(pad: f32, manipulation: f32, beside: &[f32]) -> Sample {
    Sample {
        seq: 0,
        at_s: 0.0,
        score: None,
        quality: 80.0,
        learned_quality: None,
        pad: Some(pad),
        manipulation: Some(manipulation),
        openness: None,
        beside: beside.iter().copied().map(Some).collect(),
    }
}

/// A clip with one face, by its PAD log-odds of bona fide and the verdict's presence LLR.
fn run(pad: f32, llr: f32) -> ClipRun {
    let presence = if llr >= 2.0 {
        PresenceState::Attack
    } else if llr <= -0.25 {
        PresenceState::Live
    } else {
        PresenceState::NotEnough
    };
    ClipRun {
        stream: None,
        frames: Frames::default(),
        seconds: 3.0,
        samples: vec![sample(pad, -pad, &[pad * 2.0])],
        timeline: Vec::new(),
        verdict: Some(Moment {
            at_s: 3.0,
            frames: 15,
            outcome: if presence == PresenceState::Live { Outcome::Accept } else { Outcome::Refer },
            identity: IdentityState::Same,
            score: None,
            identity_llr: None,
            presence,
            presence_llr: Some(llr),
            continuity: ContinuityState::Held,
            codes: vec!["live".into()],
        }),
        reasons: Vec::new(),
        broke_off: None,
        settled: None,
    }
}

fn still(pad: f32) -> ClipRun {
    ClipRun { verdict: None, ..run(pad, 0.0) }
}

fn item(line: u64, file: &str, label: Label, subject: Option<&str>) -> MediaItem {
    MediaItem {
        line,
        file: file.into(),
        subject: subject.map(str::to_owned),
        label,
        group: None,
        reference: Some(Recording { file: "id.jpg".into(), at_s: None }),
    }
}

fn attack(species: &str) -> Label {
    Label::Attack(species.into())
}

fn about() -> About {
    About {
        list: "media.csv".into(),
        list_sha256: "00".into(),
        policy: "interview v1".into(),
        sample_fps: 5.0,
        pack: "standard".into(),
        models: Vec::new(),
        code: "0.0.0".into(),
        date: "2026-01-01".into(),
    }
}

const THRESHOLDS: Thresholds = Thresholds { attack_llr: 2.0, live_llr: -0.25 };

/// Four bona fide clips (three of one subject), two replays, a mask that looks live, a clip with nobody,
/// a missing one, a still, a specimen and a swap.
fn items() -> Vec<MediaItem> {
    vec![
        item(2, "a1.mp4", Label::BonaFide, Some("a")),
        item(3, "a2.mp4", Label::BonaFide, Some("a")),
        item(4, "a3.mp4", Label::BonaFide, Some("a")),
        item(5, "b.mp4", Label::BonaFide, Some("b")),
        item(6, "r1.mp4", attack("replay"), None),
        item(7, "r2.mp4", attack("replay"), None),
        item(8, "m.mp4", attack("mask"), None),
        item(9, "nobody.mp4", Label::BonaFide, None),
        item(10, "gone.mp4", attack("replay"), None),
        item(11, "still.jpg", Label::BonaFide, None),
        item(12, "id.jpg", Label::Other("specimen".into()), None),
        item(13, "swap.mp4", Label::Manipulated("face-swap".into()), None),
    ]
}

fn results() -> Vec<ClipResult> {
    vec![
        Ok(run(5.0, -1.0)),
        Ok(run(4.0, -1.0)),
        Ok(run(3.0, -1.0)),
        Ok(run(-1.0, 2.5)),
        Ok(run(-4.0, 3.0)),
        Ok(run(-3.0, 1.0)),
        Ok(run(6.0, -1.5)),
        Ok(ClipRun { samples: Vec::new(), ..run(0.0, 0.0) }),
        Err(ClipFailure::Missing("gone.mp4".into())),
        Ok(still(2.0)),
    ]
}

fn pad_study() -> AttackReport {
    let plan = Plan::new(Role::Pad, items(), Path::new("/data"), Vec::new()).unwrap();
    assert_eq!(plan.jobs().len(), 10);
    plan.report(&results(), &["one".to_owned()], THRESHOLDS, about())
}

#[test]
fn rates_are_those_counted_by_hand() {
    let report = pad_study();
    let clips = &report.variants[0].clips;
    let names: Vec<_> = clips.detectors.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["one", "PAD, the pack's combination", "verdict (presence LLR)"]);
    let pad = &clips.detectors[1];
    assert_eq!((pad.bona_fide, pad.attacks, pad.unscored), (4, 3, 2));
    // Of twelve pairs the replays win all eight, the mask none.
    assert!((pad.auc.unwrap() - 8.0 / 12.0).abs() < 1e-12);
    // The same scores twice as large separate alike.
    assert_eq!(clips.detectors[0].auc, pad.auc);
    // At 0 the bona fide clip of b is flagged and the mask passes.
    let at_zero = pad.at_zero.as_ref().unwrap();
    assert_eq!(at_zero.bpcer.unwrap().hits, 1);
    let worst = at_zero.worst.as_ref().unwrap();
    assert_eq!((worst.species.as_str(), worst.share.hits, worst.share.trials), ("mask", 1, 1));
}

#[test]
fn the_verdicts_answers_are_counted_by_label_and_what_failed_apart() {
    let report = pad_study();
    let states = &report.variants[0].clips.states;
    let of = |label: &str| states.iter().find(|s| s.label == label).unwrap();
    let check = |label: &str, expected: [usize; 5]| {
        let s = of(label);
        assert_eq!([s.items, s.live, s.attack, s.not_enough, s.failed], expected, "{label}");
    };
    check("bona-fide", [5, 3, 1, 0, 1]);
    check("attack:replay", [3, 0, 1, 1, 1]);
    check("attack:mask", [1, 1, 0, 0, 0]);
}

#[test]
fn attacks_accepted_end_to_end_are_stated_where_identity_is_in_play() {
    let clips = &pad_study().variants[0].clips;
    let mask = clips.iapar.iter().find(|s| s.species == "mask").unwrap();
    assert_eq!((mask.share.hits, mask.share.trials), (1, 1));
    let replay = clips.iapar.iter().find(|s| s.species == "replay").unwrap();
    assert_eq!((replay.share.hits, replay.share.trials), (0, 2));
    assert_eq!(clips.bona_fide_not_accepted.unwrap().hits, 2);
}

#[test]
fn subjects_with_many_clips_can_weigh_as_much_as_others() {
    let clips = &pad_study().variants[0].clips;
    let pad = &clips.detectors[1];
    // Replays: 2/3 against a's three clips and b's one, all won; the mask: all lost.
    assert!((pad.auc_by_subject.unwrap() - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn stills_have_rates_of_their_own_and_nothing_vanishes() {
    let report = pad_study();
    let stills = report.variants[0].stills.as_ref().unwrap();
    assert_eq!(stills.detectors[1].bona_fide, 1);
    assert!(stills.states.is_empty());
    assert_eq!(report.rows.len() + report.left_out.len(), items().len());
    let nobody = report.rows.iter().find(|r| r.line == 9).unwrap();
    assert_eq!(nobody.failure.as_ref().unwrap().0, "no_face");
    let shown = format!("{:?}", report.document());
    assert!(shown.contains("there is no file gone.mp4") && shown.contains("nobody was seen"));
    assert!(shown.contains("specimen"));
}

#[test]
fn degraded_clips_are_judged_by_the_originals_threshold() {
    let how = vec!["h264-250".parse().unwrap()];
    let plan = Plan::new(Role::Pad, items(), Path::new("/data"), how).unwrap();
    let jobs = plan.jobs();
    assert_eq!(jobs.len(), 20);
    assert!(jobs[..10].iter().all(|j| j.degradation.is_none()));
    let mut all = results();
    // Compression makes every clip look more like an attack.
    all.extend(results().into_iter().map(|r| {
        r.map(|run| {
            let samples = run.samples.iter();
            let samples = samples.map(|s| Sample { pad: s.pad.map(|p| p - 10.0), ..s.clone() });
            ClipRun { samples: samples.collect(), ..run }
        })
    }));
    let report = plan.report(&all, &[], THRESHOLDS, about());
    let names: Vec<_> = report.variants.iter().map(|v| v.name.as_str()).collect();
    assert_eq!(names, ["original", "h264-250"]);
    let degraded = &report.variants[1];
    assert!(degraded.stills.is_none());
    let pad = &degraded.clips.detectors[0];
    assert_eq!(pad.auc, report.variants[0].clips.detectors[0].auc);
    assert_eq!(pad.at_usual.as_ref().unwrap().bpcer.unwrap().rate, 1.0);
}

#[test]
fn manipulation_looks_at_its_own_labels() {
    let plan = Plan::new(Role::Manipulation, items(), Path::new("/data"), Vec::new()).unwrap();
    let files: Vec<_> = plan.jobs().iter().map(|j| j.file.clone()).collect();
    assert!(files.iter().any(|f| f.ends_with("swap.mp4")));
    assert!(!files.iter().any(|f| f.ends_with("r1.mp4")));
}

#[test]
fn a_copy_is_no_second_trial_and_is_said() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in [("a1.mp4", "one"), ("a2.mp4", "one"), ("a3.mp4", "two"), ("m.mp4", "one")]
    {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    let plan = Plan::new(Role::Pad, items(), dir.path(), Vec::new()).unwrap();
    // Line 3 repeats line 2; line 8 has the same bytes under another label, which is for a human to see.
    assert_eq!(plan.jobs().len(), 9);
    let copy = plan.left_out.iter().find(|l| l.line == 3).unwrap();
    assert_eq!(copy.label, "bona-fide, a copy of another file");
}

#[test]
fn a_list_without_attacks_is_refused_with_the_label_to_write() {
    let only: Vec<_> = items().into_iter().filter(|i| i.label == Label::BonaFide).collect();
    let error = Plan::new(Role::Pad, only, Path::new("/data"), Vec::new()).unwrap_err();
    assert!(error.to_string().contains("attack:SPECIES"), "{error}");
}

#[test]
fn the_report_is_plain_data() {
    let json = serde_json::to_value(pad_study()).unwrap();
    assert_eq!(json["kind"], "pad");
    assert_eq!(json["variants"][0]["clips"]["detectors"][2]["name"], "verdict (presence LLR)");
}

#[test]
fn bona_fide_clips_are_counted_by_group_of_people() {
    let mut items = items();
    for (item, group) in
        items.iter_mut().zip(["old", "old", "young", "young", "old", "old", "old", "old"])
    {
        item.group = Some(group.into());
    }
    let plan = Plan::new(Role::Pad, items, Path::new("/data"), Vec::new()).unwrap();
    let report = plan.report(&results(), &["one".to_owned()], THRESHOLDS, about());
    let people = report.variants[0].clips.people.as_ref().unwrap();
    // Attacks of a group, and the clip with nobody in it, are in no rate.
    let counts: Vec<_> = people
        .groups
        .iter()
        .map(|g| {
            (
                g.group.as_str(),
                g.not_live.errors.hits,
                g.not_live.errors.trials,
                g.attack.errors.hits,
            )
        })
        .collect();
    assert_eq!(counts, [("old", 0, 2, 0), ("young", 1, 2, 1)]);
    assert!((people.not_live - 0.25).abs() < 1e-12);
    assert!(
        people.warnings()[0].contains("“young” is more than 25 % worse"),
        "{:?}",
        people.warnings()
    );
    assert!(format!("{:?}", report.document()).contains("answer on bona fide clips, by group"));
    assert!(pad_study().variants[0].clips.people.is_none());
}
