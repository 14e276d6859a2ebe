//! Whole cues: asked, answered, missed.

use domain::Rect;
use proptest::prelude::*;

use super::*;

fn at(ms: u64) -> MediaTime {
    MediaTime::from_millis(ms)
}

fn face(yaw: f32, pitch: f32, height: f32) -> FaceRecord {
    let mut face = testkit::face_record(0);
    face.quality.yaw_deg = yaw;
    face.quality.pitch_deg = pitch;
    face.rect = Rect::new(100.0, 100.0, height * 0.75, height);
    face
}

/// Yaw, pitch and height of a face; none where it is not in the picture.
type Move = Option<(f32, f32, f32)>;

/// Three seconds at rest, the cue, then what the person does, at 5 fps.
fn watched(kind: CueKind, moves: impl IntoIterator<Item = Move>) -> CueWatch {
    let mut watch = CueWatch::default();
    for i in 0..15 {
        watch.push(at(i * 200), Some(&face(5.0, -8.0, 200.0)), &[]);
    }
    watch.ask(CueAsked { number: 0, kind, at: at(2_800) });
    for (i, pose) in (15..).zip(moves) {
        let face = pose.map(|(yaw, pitch, height)| face(yaw, pitch, height));
        watch.push(at(i * 200), face.as_ref(), &[]);
    }
    watch
}

/// What comes of the cue in [`watched`].
fn answer(kind: CueKind, moves: impl IntoIterator<Item = Move>) -> CueState {
    watched(kind, moves).findings()[0].state
}

fn held(yaw: f32, pitch: f32, height: f32) -> Vec<Move> {
    vec![Some((yaw, pitch, height)); 4]
}

#[test]
fn each_movement_answers_its_own_cue_only() {
    let movements = [
        (CueKind::TurnLeft, held(50.0, -8.0, 200.0)),
        (CueKind::TurnRight, held(-45.0, -8.0, 200.0)),
        (CueKind::LookUp, held(5.0, 6.0, 200.0)),
        (CueKind::LookDown, held(5.0, -21.0, 200.0)),
        (CueKind::ComeCloser, held(5.0, -8.0, 260.0)),
        (CueKind::MoveBack, held(5.0, -8.0, 150.0)),
    ];
    for (asked, _) in &movements {
        for (made, movement) in &movements {
            let state = answer(*asked, movement.clone());
            let done = CueState::Done { after: Duration::from_millis(200) };
            assert_eq!(
                state,
                if asked == made { done } else { CueState::Waiting },
                "{asked:?} {made:?}"
            );
        }
    }
}

#[test]
fn a_glance_is_no_answer_and_neither_is_a_late_one() {
    let still = Some((5.0, -8.0, 200.0));
    let glance = [Some((50.0, -8.0, 200.0)), Some((50.0, -8.0, 200.0)), still];
    assert_eq!(answer(CueKind::TurnLeft, glance), CueState::Waiting);
    let never = vec![still; 60];
    assert_eq!(answer(CueKind::TurnLeft, never.clone()), CueState::Missed);
    let late = never.into_iter().chain(held(50.0, -8.0, 200.0));
    assert_eq!(answer(CueKind::TurnLeft, late), CueState::Missed);
}

#[test]
fn a_face_that_leaves_lets_go_of_the_movement() {
    let turned = Some((50.0, -8.0, 200.0));
    let broken = [turned, turned, None, turned, turned];
    assert_eq!(answer(CueKind::TurnLeft, broken), CueState::Waiting);
}

#[test]
fn without_a_resting_pose_nothing_is_an_answer() {
    let mut watch = CueWatch::default();
    watch.ask(CueAsked { number: 0, kind: CueKind::TurnLeft, at: at(0) });
    for i in 1..60 {
        watch.push(at(i * 200), Some(&face(50.0, 0.0, 200.0)), &[]);
    }
    assert_eq!(watch.findings()[0].state, CueState::Missed);
}

#[test]
fn the_next_cue_ends_the_one_before_and_the_extremes_are_kept() {
    let score = |v: f32| ComparisonScore::new(v).unwrap();
    let mut watch = CueWatch::default();
    watch.ask(CueAsked { number: 0, kind: CueKind::LookUp, at: at(0) });
    watch.push(at(200), None, &[score(0.8), score(0.3)]);
    watch.push(at(400), None, &[score(0.5)]);
    watch.ask(CueAsked { number: 1, kind: CueKind::LookDown, at: at(600) });
    let found = watch.findings();
    assert_eq!(found[0].state, CueState::Missed);
    assert_eq!(found[0].lowest_score, Some(score(0.3)));
    assert_eq!((found[1].state, found[1].lowest_score), (CueState::Waiting, None));
}

proptest! {
    /// Whatever a face does, at most the time there is passes until a cue is closed, and it stays so.
    #[test]
    fn every_cue_is_closed_in_time(
        poses in prop::collection::vec((-90_f32..90.0, -60_f32..60.0, 50_f32..400.0), 52..80),
        kind in prop::sample::select(CueKind::ALL.to_vec()),
    ) {
        prop_assert_ne!(answer(kind, poses.into_iter().map(Some)), CueState::Waiting);
    }
}

/// As [`answer`], for somebody whose face rises by `heights` of its own height on each frame.
fn rise(heights: impl IntoIterator<Item = Option<f32>>) -> CueState {
    let mut watch = CueWatch::default();
    let at_height = |heights: f32| {
        let mut face = face(5.0, -8.0, 200.0);
        face.rect.y -= heights * 200.0;
        face
    };
    for i in 0..15 {
        watch.push(at(i * 200), Some(&at_height(0.0)), &[]);
    }
    watch.ask(CueAsked { number: 0, kind: CueKind::StandUp, at: at(2_800) });
    for (i, heights) in (15..).zip(heights) {
        watch.push(at(i * 200), heights.map(at_height).as_ref(), &[]);
    }
    watch.findings()[0].state
}

#[test]
fn whoever_rises_has_stood_up_and_whoever_only_leaves_has_not() {
    let done = CueState::Done { after: Duration::from_millis(200) };
    assert_eq!(rise([Some(0.4), Some(0.8), Some(1.2), Some(1.2)]), done);
    assert_eq!(rise([Some(0.4), None, None, None]), done, "out at the top");
    assert_eq!(rise([None, None, None, None, None]), CueState::Waiting, "just away");
    assert_eq!(rise([Some(0.4), Some(0.1), None, None, None]), CueState::Waiting, "only stretched");
    assert_eq!(rise([Some(-0.6); 5]), CueState::Waiting, "sank");
}

#[test]
fn a_profile_must_be_one_and_stay_one() {
    let profile = |yaw, frames| vec![Some((yaw, -8.0, 200.0)); frames];
    let done = CueState::Done { after: Duration::from_millis(200) };
    assert_eq!(answer(CueKind::ProfileLeft, profile(75.0, 6)), done);
    assert_eq!(answer(CueKind::ProfileRight, profile(-70.0, 6)), done);
    assert_eq!(answer(CueKind::ProfileLeft, profile(75.0, 4)), CueState::Waiting, "too short");
    assert_eq!(answer(CueKind::ProfileLeft, profile(50.0, 9)), CueState::Waiting, "half turned");
    assert_eq!(answer(CueKind::ProfileLeft, profile(-75.0, 9)), CueState::Waiting, "other side");
}

#[test]
fn turning_to_a_profile_is_no_movement_that_nobody_asked_for() {
    use CueKind::{ComeCloser, LookUp, ProfileLeft, ProfileRight, StandUp};
    // Half turned to the left, and close: neither answers any of these but the last.
    let near = |kind| watched(kind, held(50.0, -8.0, 260.0)).other_movements();
    assert_eq!(near(ProfileLeft), None);
    for kind in [ProfileRight, StandUp, LookUp] {
        assert!(near(kind).is_some(), "{kind:?}");
    }
    assert_eq!(near(ComeCloser), None, "one other movement is a misunderstanding");
}

/// The face's width; its box is 150 × 200 pixels at (100, 100).
const WIDE: f32 = 150.0;

/// A look at 5 fps: the middle of a hand as large as the face, in widths of it to the picture's right.
fn look(ms: u64, aside: Option<f32>) -> HandSample {
    let rect = Rect::new(100.0, 100.0, WIDE, 200.0);
    let hand = aside.map(|widths| domain::HandSeen {
        rect: Rect { x: rect.x + widths * WIDE, ..rect },
        score: 0.9,
    });
    HandSample { at: at(ms), face: rect, hand }
}

/// A cue given after a second, then the hand at 5 fps.
fn hand_answer(kind: CueKind, asides: impl IntoIterator<Item = Option<f32>>) -> CueState {
    let mut watch = CueWatch::default();
    watch.ask(CueAsked { number: 0, kind, at: at(1_000) });
    for (i, aside) in (6..).zip(asides) {
        watch.push(at(i * 200), Some(&face(0.0, 0.0, 200.0)), &[]);
        watch.push_hand(&look(i * 200, aside));
    }
    watch.findings()[0].state
}

#[test]
fn a_hand_held_before_the_face_has_covered_it() {
    let held = [None, Some(0.5), Some(0.5), Some(0.4), Some(0.5)];
    let after = Duration::from_millis(400);
    assert_eq!(hand_answer(CueKind::CoverFace, held), CueState::Done { after });
    assert_eq!(hand_answer(CueKind::PassHand, held), CueState::Waiting, "it did not pass");
    let brief = [None, Some(0.5), Some(0.5), None, Some(0.5)];
    assert_eq!(hand_answer(CueKind::CoverFace, brief), CueState::Waiting);
    let beside = [None, Some(0.9), Some(0.9), Some(0.9), Some(0.9)];
    assert_eq!(hand_answer(CueKind::CoverFace, beside), CueState::Waiting);
}

#[test]
fn a_hand_held_at_the_nose_has_touched_it() {
    let after = Duration::from_millis(400);
    let held = [None, Some(0.4), Some(0.3), Some(0.4), Some(0.4)];
    assert_eq!(hand_answer(CueKind::TouchNose, held), CueState::Done { after });
    let cheek = [None, Some(0.6), Some(0.6), Some(0.6), Some(0.6)];
    assert_eq!(hand_answer(CueKind::TouchNose, cheek), CueState::Waiting);
    assert_eq!(hand_answer(CueKind::TouchNose, [Some(0.3); 9]), CueState::Waiting, "it was there");
}

#[test]
fn what_nobody_measures_is_not_assessed_and_nothing_that_is_seen_answers_it() {
    for kind in [CueKind::RemoveGlasses, CueKind::ReadDigits] {
        assert_eq!(answer(kind, held(60.0, 10.0, 300.0)), CueState::Waiting, "{kind:?}");
        assert_eq!(answer(kind, vec![Some((5.0, -8.0, 200.0)); 60]), CueState::NotAssessed);
        assert_eq!(hand_answer(kind, [None, Some(0.1), Some(0.1), Some(0.1)]), CueState::Waiting);
    }
    // What the models said meanwhile is kept as for the others.
    let mut watch = CueWatch::default();
    watch.ask(CueAsked { number: 0, kind: CueKind::RemoveGlasses, at: at(0) });
    let score = ComparisonScore::new(0.25).unwrap();
    watch.push(at(200), Some(&face(0.0, 0.0, 200.0)), &[score]);
    watch.ask(CueAsked { number: 1, kind: CueKind::LookUp, at: at(400) });
    let found = watch.findings();
    assert_eq!((found[0].state, found[0].lowest_score), (CueState::NotAssessed, Some(score)));
}

#[test]
fn a_hand_that_was_there_before_the_cue_must_go_and_come_again() {
    assert_eq!(hand_answer(CueKind::CoverFace, [Some(0.3); 9]), CueState::Waiting);
    let again = [Some(0.3), None, Some(0.3), Some(0.3), Some(0.3), Some(0.3)];
    let after = Duration::from_millis(600);
    assert_eq!(hand_answer(CueKind::CoverFace, again), CueState::Done { after });
}

#[test]
fn a_hand_passes_slowly_from_one_side_to_the_other() {
    let pass = [-0.9, -0.6, -0.3, 0.0, 0.3, 0.6].map(Some);
    let after = Duration::from_millis(400);
    assert_eq!(hand_answer(CueKind::PassHand, pass), CueState::Done { after });
    let back = pass.map(|aside| aside.map(|a| -a));
    assert_eq!(hand_answer(CueKind::PassHand, back), CueState::Done { after });
    let fast = [-0.6, 0.1, 0.7].map(Some);
    assert_eq!(hand_answer(CueKind::PassHand, fast), CueState::Waiting);
    let returns = [-0.6, -0.3, 0.0, 0.0, -0.3, -0.6].map(Some);
    assert_eq!(hand_answer(CueKind::PassHand, returns), CueState::Waiting);
    let mut lost = vec![Some(-0.6), Some(-0.2), Some(0.0)];
    lost.extend([None; 6]);
    lost.push(Some(0.6));
    assert_eq!(hand_answer(CueKind::PassHand, lost), CueState::Waiting, "taken away in between");
}

#[test]
fn a_hand_is_wanted_while_its_cue_waits_and_counts_for_no_other() {
    let mut watch = CueWatch::default();
    assert!(!watch.wants_hand());
    watch.ask(CueAsked { number: 0, kind: CueKind::CoverFace, at: at(1_000) });
    assert!(watch.wants_hand());
    // What was seen before the cue is no answer to it, whenever it is told.
    for ms in [200, 400, 600, 800, 1_000] {
        watch.push_hand(&look(ms, Some(0.3)));
    }
    assert_eq!(watch.findings()[0].state, CueState::Waiting);
    watch.ask(CueAsked { number: 1, kind: CueKind::TurnLeft, at: at(1_000) });
    assert!(!watch.wants_hand());
}

#[test]
fn a_hand_that_was_asked_for_may_linger_and_is_looked_for_until_it_is_gone() {
    let held = || {
        let mut watch = CueWatch::default();
        watch.ask(CueAsked { number: 0, kind: CueKind::CoverFace, at: at(1_000) });
        watch.push_hand(&look(1_200, None));
        assert!(!watch.hides_face());
        for ms in [1_400, 1_600, 1_800, 2_000] {
            watch.push_hand(&look(ms, Some(0.3)));
            assert!(watch.hides_face() && watch.wants_hand());
        }
        assert!(matches!(watch.findings()[0].state, CueState::Done { .. }));
        watch
    };
    let mut gone = held();
    gone.push_hand(&look(2_200, None));
    assert!(!gone.hides_face() && !gone.wants_hand());
    let mut stays = held();
    stays.push(at(5_200), None, &[]);
    assert!(!stays.hides_face(), "nobody asked for that any more");
}

proptest! {
    /// No hand, no answer: whatever the head does meanwhile.
    #[test]
    fn without_a_hand_before_the_face_a_hand_cue_is_missed(
        poses in prop::collection::vec((-90_f32..90.0, -60_f32..60.0, 50_f32..400.0), 60..80),
        kind in prop::sample::select(vec![CueKind::CoverFace, CueKind::PassHand, CueKind::TouchNose]),
    ) {
        prop_assert_eq!(answer(kind, poses.into_iter().map(Some)), CueState::Missed);
    }
}

/// A face at rest, then one that grows to `growth`, whose mesh has that perspective and pitch, held for two
/// seconds.
fn approached(growth: f32, perspective: f32, pitch: f32, has_mesh: bool) -> CueWatch {
    let face = |height: f32, perspective: f32, pitch_deg: f32| {
        let mut face = face(5.0, -8.0, height);
        if has_mesh {
            let pose = Some(domain::MeshPose { yaw_deg: 2.0, pitch_deg, perspective });
            let openness = domain::FaceOpenness { eyes: 0.3, mouth: 0.0, pose };
            face.measurement.openness = domain::Signal::Assessed(openness);
        }
        face
    };
    let mut watch = CueWatch::default();
    for i in 0..15 {
        watch.push(at(i * 200), Some(&face(200.0, 0.08, -10.0)), &[]);
    }
    watch.ask(CueAsked { number: 0, kind: CueKind::ComeCloser, at: at(2_800) });
    for i in 15..25 {
        watch.push(at(i * 200), Some(&face(200.0 * growth, perspective, pitch)), &[]);
    }
    watch
}

#[test]
fn who_comes_closer_changes_perspective_and_an_enlarged_picture_does_not() {
    let is_done = |watch: &CueWatch| matches!(watch.findings()[0].state, CueState::Done { .. });
    // From 60 cm to 45: 0.09/0.45 − 0.09/0.6 is 0.05.
    let near = approached(1.33, 0.13, -12.0, true);
    assert!(is_done(&near) && near.enlarged().is_none());
    let flat = approached(1.33, 0.085, -10.0, true);
    assert!(!is_done(&flat) && flat.enlarged().is_some());
    // A nod makes a mesh seem nearer: frames of another pose say nothing.
    let nodded = approached(1.33, 0.14, -25.0, true);
    assert!(!is_done(&nodded) && nodded.enlarged().is_none());
    // Without a mesh growth is all there is.
    assert!(is_done(&approached(1.33, 0.0, 0.0, false)));
    assert!(!is_done(&approached(1.1, 0.2, -10.0, true)), "not near enough");
}

#[test]
fn nods_are_measured_by_the_mesh_where_there_is_one() {
    let face = |pitch: f32, mesh: f32| {
        let mut face = face(5.0, pitch, 200.0);
        let pose = Some(domain::MeshPose { yaw_deg: 0.0, pitch_deg: mesh, perspective: 0.1 });
        let openness = domain::FaceOpenness { eyes: 0.3, mouth: 0.0, pose };
        face.measurement.openness = domain::Signal::Assessed(openness);
        face
    };
    // As on the cast's clip `up-down`: the landmarks hardly move.
    let check = |kind, pitch: f32, mesh: f32, expected: bool| {
        let mut watch = CueWatch::default();
        for i in 0..15 {
            watch.push(at(i * 200), Some(&face(0.5, -10.0)), &[]);
        }
        watch.ask(CueAsked { number: 0, kind, at: at(2_800) });
        for i in 15..20 {
            watch.push(at(i * 200), Some(&face(pitch, mesh)), &[]);
        }
        let is_done = matches!(watch.findings()[0].state, CueState::Done { .. });
        assert_eq!(is_done, expected, "{kind:?} {pitch} {mesh}");
    };
    check(CueKind::LookUp, 5.5, 6.0, true);
    check(CueKind::LookUp, 12.0, -9.0, false);
    check(CueKind::LookDown, -8.0, -21.0, true);
    check(CueKind::LookDown, 0.5, -14.0, false);
}
