//! Sessions in which eyes close, or do not: when the mesh is asked, and what comes of it.

use super::*;

/// So many frames with open eyes, with a blink at each of `at`.
fn eyes(frames: usize, at: &[usize]) -> impl Iterator<Item = Scene> {
    let at = at.to_vec();
    (0..frames).map(move |i| Scene::Eyes { open: !at.contains(&i) })
}

#[test]
fn eyes_that_never_close_are_referred_and_the_mesh_is_asked_all_the_time() {
    let mut run = Run::new(&[ID]).play(eyes(100, &[]));
    let verdict = run.finish();
    assert_eq!(verdict.outcome, Outcome::Refer, "{:?}", codes(&verdict));
    assert!(codes(&verdict).contains(&ReasonCode::NoBlinks));
    assert_eq!(run.asked.iter().filter(|s| s.mesh).count(), 100);
    assert!(run.evidence.iter().any(|(_, code)| *code == ReasonCode::NoBlinks));
}

#[test]
fn after_two_blinks_the_mesh_is_asked_no_more_until_something_changes() {
    let meshes = |run: &Run| run.asked.iter().filter(|s| s.mesh).count();
    let mut run = Run::new(&[ID]).play(eyes(100, &[10, 20]));
    assert_eq!(meshes(&run), 21);
    let gap = Duration::from_secs(5);
    run.now_ms += 5_000;
    run.source(SourceEvent::Resumed { at: MediaTime::from_millis(run.now_ms), gap });
    let mut run = run.play(eyes(40, &[3, 9]));
    assert_eq!(meshes(&run), 21 + 10);
    // Another track: nobody for two seconds.
    run = run.play([Scene::Nobody; 10]).play(eyes(40, &[3, 9]));
    assert_eq!(meshes(&run), 21 + 10 + 10);
    let verdict = run.finish();
    assert_eq!(verdict.outcome, Outcome::Accept, "{:?}", codes(&verdict));
}

#[test]
fn repeated_pictures_and_slow_ones_are_not_asked_for_blinks() {
    let run = Run::new(&[ID]).play(eyes(5, &[])).play([Scene::Frozen; 30]);
    assert!(run.asked.iter().filter(|s| s.mesh).count() <= 6);
    let mut slow = Run::new(&[ID]);
    for scene in eyes(60, &[]) {
        slow.now_ms += 200;
        slow.frame(scene);
    }
    // Unknown before there are enough frames to see how fast they come.
    assert!(slow.asked.iter().filter(|s| s.mesh).count() <= 11);
    assert_eq!(slow.finish().outcome, Outcome::Accept);
}

/// A holder whose manipulation score is neither here nor there.
const SUSPECTED: Scene = Scene::Face { angle: HOLDER, pad: 5.0, manipulation: 2.0 };

#[test]
fn a_session_suspected_for_other_reasons_is_asked_for_blinks_half_of_the_time() {
    let mut run = Run::new(&[ID]).play([SUSPECTED; 200]);
    let meshes: Vec<bool> = run.asked.iter().map(|s| s.mesh).collect();
    let asked = meshes.iter().filter(|m| **m).count();
    assert!((85..=115).contains(&asked), "{asked} of 200");
    assert!(meshes.windows(20).any(|w| w.iter().all(|m| *m)), "in stretches of four seconds");
    let verdict = run.finish();
    assert_eq!(verdict.outcome, Outcome::Refer, "{:?}", codes(&verdict));
}

#[test]
fn once_the_suspicion_is_gone_every_frame_is_asked_again() {
    let run = Run::new(&[ID]).play([SUSPECTED; 20]);
    assert!(run.asked.last().is_some_and(|s| !s.mesh), "the mesh rests");
    let run = run.play([Scene::person(HOLDER); 100]);
    let tail = &run.asked[run.asked.len() - 40..];
    assert!(tail.iter().all(|s| s.mesh), "{tail:?}");
}

#[test]
fn while_the_service_leads_the_mesh_never_rests() {
    let new = Run::new(&[ID]);
    let steps = domain::Steps { movements: 2, colours: false };
    let run = Run { session: new.session.leading(steps), ..new };
    // A resting pose is taken before every movement, whatever the eyes and the suspicion say.
    let run = run.play(eyes(60, &[10, 20])).play([SUSPECTED; 60]);
    assert!(run.asked.iter().all(|s| s.mesh) && run.asked.len() > 100, "{}", run.asked.len());
}
