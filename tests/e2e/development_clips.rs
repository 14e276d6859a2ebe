//! Real clips against faces out of other clips: what must be accepted, rejected, and never accepted.
//! Prints every verdict's outcome as a table.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sha2::{Digest as _, Sha256};
use tests::face::Faces;
use tests::json::codes;
use tests::{Likeness, paths};

/// Processes at the same time.
const WORKERS: usize = 2;

/// One comparison: a clip against a frame of another one.
#[derive(Debug, Clone)]
struct Case {
    group: &'static str,
    clip: String,
    face: String,
}

#[derive(Debug)]
struct Judged {
    case: Case,
    outcome: String,
    codes: Vec<String>,
    score: Option<f64>,
}

fn case(group: &'static str, clip: &str, face: &str) -> Case {
    Case { group, clip: format!("talking/{clip}"), face: format!("talking/{face}") }
}

/// Judges all cases, two at a time, and prints the counts by group.
fn judge_all(faces: &Faces, cases: &[Case]) -> Vec<Judged> {
    // Stills first: two workers must not write the same one.
    let stills: Vec<PathBuf> = cases.iter().map(|c| faces.still(&c.face)).collect();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(i) else { return };
                    let (outcome, verdict) =
                        Likeness::verify(&stills[i], faces.clip(&case.clip)).run().outcome();
                    let score = verdict["identity"]["score"].as_f64();
                    let judged =
                        Judged { case: case.clone(), outcome, codes: codes(&verdict), score };
                    done.lock().unwrap().push(judged);
                }
            });
        }
    });
    let judged = done.into_inner().unwrap();
    print_table(&judged);
    judged
}

fn print_table(judged: &[Judged]) {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for j in judged {
        let column = ["accept", "refer", "reject"].iter().position(|o| *o == j.outcome).unwrap();
        counts.entry(j.case.group).or_default()[column] += 1;
    }
    println!("{:44} {:>6} {:>6} {:>6}", "", "accept", "refer", "reject");
    for (group, [accept, refer, reject]) in counts {
        println!("{group:44} {accept:6} {refer:6} {reject:6}");
    }
    for j in judged.iter().filter(|j| j.outcome == "refer") {
        println!("  refer: {} against {}: {}", j.case.clip, j.case.face, j.codes.join(", "));
    }
}

fn check(judged: &[Judged], group: &str, count: usize, good: impl Fn(&Judged) -> bool) {
    let of_group: Vec<_> = judged.iter().filter(|j| j.case.group == group).collect();
    assert_eq!(of_group.len(), count, "{group}");
    let bad: Vec<_> = of_group.into_iter().filter(|j| !good(j)).collect();
    assert!(bad.is_empty(), "{group}: {} of {count} are not as they must be: {bad:#?}", bad.len());
}

fn is_identity_reject(j: &Judged) -> bool {
    j.outcome == "reject" && j.codes.iter().any(|c| c == "not_the_id_holder")
}

#[test]
fn one_speaker_is_accepted_and_others_are_rejected() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let hash = |name: &str| Sha256::digest(fs::read(faces.clip(name)).unwrap());
    assert_eq!(
        hash("talking/grid-other-00.mpg"),
        hash("talking/grid-s1-00.mpg"),
        "grid-other-00 is grid-s1-00 under another name, and so counts as the same person"
    );

    let same = "grid-s1 against another grid-s1";
    let copy = "grid-other-00 (a copy) against grid-s1";
    let other = "grid-other against grid-s1";
    let mut cases: Vec<_> = (0..24)
        .map(|i| {
            case(same, &format!("grid-s1-{i:02}.mpg"), &format!("grid-s1-{:02}.mpg", (i + 7) % 24))
        })
        .collect();
    cases.push(case(copy, "grid-other-00.mpg", "grid-s1-07.mpg"));
    for i in 1..=5 {
        for face in [2, 13] {
            let face = format!("grid-s1-{face:02}.mpg");
            cases.push(case(other, &format!("grid-other-{i:02}.mpg"), &face));
        }
    }
    let judged = judge_all(&faces, &cases);
    check(&judged, same, 24, |j| j.outcome == "accept");
    check(&judged, copy, 1, |j| j.outcome == "accept");
    check(&judged, other, 10, is_identity_reject);
}

#[test]
fn strangers_are_never_accepted() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let webcam =
        ["lp-d0", "lp-d3", "lp-d9", "lp-d12", "lp-d13", "lp-d18"].map(|n| format!("{n}.mp4"));
    let wild = ["00015", "00373", "741400104", "00010", "00473", "620900105", "741400163"]
        .map(|n| format!("wild-{n}.mp4"));
    // Each against the next one; in this order no neighbours are the same person.
    let ring = |group, names: &[String]| -> Vec<Case> {
        let next = names.iter().cycle().skip(1);
        names.iter().zip(next).map(|(clip, face)| case(group, clip, face)).collect()
    };
    let cross = |group, clips: &[String], faces: &[String]| -> Vec<Case> {
        clips.iter().zip(faces.iter().rev()).map(|(clip, face)| case(group, clip, face)).collect()
    };
    let cases = [
        ring("lp against another lp", &webcam),
        ring("wild against another wild", &wild),
        cross("lp against wild", &webcam, &wild),
        cross("wild against lp", &wild, &webcam),
    ]
    .concat();
    let judged = judge_all(&faces, &cases);
    for (group, count) in [
        ("lp against another lp", 6),
        ("wild against another wild", 7),
        ("lp against wild", 6),
        ("wild against lp", 6),
    ] {
        check(&judged, group, count, |j| j.outcome != "accept");
    }
    let rejected = judged.iter().filter(|j| is_identity_reject(j)).count();
    // A face that is turned away throughout is nobody's, and a look-alike is nobody's call but a human's.
    for j in judged.iter().filter(|j| !is_identity_reject(j)) {
        let is_open = |c: &String| c == "not_enough_faces" || c == "imitation_band";
        assert!(j.codes.iter().any(is_open), "neither rejected nor open: {j:#?}");
    }
    assert!(rejected * 4 >= judged.len() * 3, "only {rejected} of {} were rejected", judged.len());
    let highest = judged.iter().filter_map(|j| j.score).fold(f64::MIN, f64::max);
    println!("{rejected} of {} rejected for identity; highest score {highest:.3}", judged.len());
}

#[test]
fn the_same_person_in_other_recordings_is_never_rejected() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let group = "wild-7414 against its other clip";
    let cases = [
        case(group, "wild-741400104.mp4", "wild-741400163.mp4"),
        case(group, "wild-741400163.mp4", "wild-741400104.mp4"),
    ];
    check(&judge_all(&faces, &cases), group, 2, |j| j.outcome != "reject");
}

#[test]
fn faces_brought_to_life_that_never_blink_go_to_a_human() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let group = "one-shot reenactment against its own frame";
    let of_clip = |name: &str| {
        let clip = format!("manipulated/{name}.mp4");
        Case { group, face: clip.clone(), clip }
    };
    let judged = judge_all(&faces, &[of_clip("edtalk-a"), of_clip("edtalk-b")]);
    check(&judged, group, 2, |j| j.outcome == "refer" && j.codes.iter().any(|c| c == "no_blinks"));
}

#[test]
fn replays_and_masks_are_never_accepted() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    let of_pad = |group, clip: &str, face: &str| Case {
        group,
        clip: format!("pad/{clip}"),
        face: format!("pad/{face}"),
    };
    let replay = "replay against its own person";
    let mask = "mask against its own face";
    let bona = "bona fide against another frame";
    let cases = [
        of_pad(replay, "apfol-replay.webm", "apfol-bona.webm"),
        of_pad(replay, "zubair-replay.mp4", "zubair-bona.mov"),
        of_pad(replay, "apfol-replay.webm", "apfol-replay.webm"),
        of_pad(replay, "zubair-replay.mp4", "zubair-replay.mp4"),
        of_pad(replay, "mani-replay.mp4", "mani-replay.mp4"),
        of_pad(mask, "woww-mask.mp4", "woww-mask.mp4"),
        of_pad(bona, "apfol-bona.webm", "apfol-bona.webm"),
        of_pad(bona, "zubair-bona.mov", "zubair-replay.mp4"),
        of_pad(bona, "krz-bona.mp4", "krz-bona.mp4"),
    ];
    let judged = judge_all(&faces, &cases);
    check(&judged, replay, 5, |j| j.outcome != "accept");
    check(&judged, mask, 1, |j| j.outcome != "accept");
    // A false alarm is a human's time, not a wrong answer; a bona fide clip must not be called an attack
    // and turned away.
    check(&judged, bona, 3, |j| j.outcome != "reject");
}
