//! Sessions: what is written is read, and a state only moves forward.

use std::time::Duration;

use domain::{FrameCounts, SessionId};

use super::World;
use super::world::media;
use crate::{Page, Removed, SessionEnding, SessionRecord, SessionState, StorageError};

super::cases![
    a_session_reads_back_as_written,
    a_session_runs_and_finishes,
    a_session_moves_only_forward,
    progress_keeps_the_media_that_is_known,
    sessions_are_listed_newest_first_and_by_person,
    what_is_not_over_is_interrupted,
    sessions_over_before_a_moment_are_found,
    removing_a_session_takes_its_rows,
];

async fn a_session_reads_back_as_written(world: &World) {
    let person = world.person().await.id;
    let written = world.session(person).await;
    let read = world.read().await.sessions().get(written.id).await.unwrap().unwrap();
    assert_eq!(read, written);
    let label = world.sealer.source_label(&read).unwrap();
    assert_eq!(label.as_deref(), Some("rtsp://user:secret@camera/1"));
    let full = SessionRecord {
        state: SessionState::Failed,
        source_label: None,
        started_at: Some(world.now()),
        ended_at: Some(world.now()),
        counts: FrameCounts { received: 1, sampled: 2, analysed: 3, dropped: 4 },
        media: Some(media()),
        error_code: Some("no_video".into()),
        ..world.new_session(person)
    };
    let mut unit = world.begin().await;
    unit.sessions().add(&full).await.unwrap();
    assert_eq!(unit.sessions().get(full.id).await.unwrap(), Some(full));
}

async fn a_session_runs_and_finishes(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await;
    let reference = testkit::reference(domain::ReferenceKind::Picture, 30.0);
    let verdict = super::verdict(&reference);
    let started = world.now();
    let ending = SessionEnding {
        verdict: Some(world.sealer.seal_verdict(session.id, person, &verdict)),
        ..world.ending(SessionState::Finished)
    };
    let mut unit = world.begin().await;
    unit.sessions().start(session.id, started).await.unwrap();
    let running = unit.sessions().get(session.id).await.unwrap().unwrap();
    assert_eq!((running.state, running.started_at), (SessionState::Running, Some(started)));
    unit.sessions().end(session.id, &ending).await.unwrap();
    let over = unit.sessions().get(session.id).await.unwrap().unwrap();
    assert_eq!((over.state, over.ended_at), (SessionState::Finished, Some(ending.at)));
    assert_eq!((over.counts, &over.media), (ending.counts, &ending.media));
    assert_eq!(world.sealer.verdict(&over).unwrap(), Some(verdict));
}

async fn a_session_moves_only_forward(world: &World) {
    let person = world.person().await.id;
    let id = world.session(person).await.id;
    let nothing = SessionId::generate(world.now(), world.entropy.as_ref());
    let mut unit = world.begin().await;
    let counts = FrameCounts::default();

    let wrong = |result: Result<(), StorageError>, expected: SessionState| {
        let is_wrong =
            matches!(result, Err(StorageError::WrongState { state, .. }) if state == expected);
        assert!(is_wrong, "{result:?}");
    };
    let sessions = unit.sessions();
    wrong(sessions.progress(id, counts, None).await, SessionState::Created);
    wrong(sessions.end(id, &world.ending(SessionState::Running)).await, SessionState::Running);
    sessions.start(id, world.now()).await.unwrap();
    wrong(sessions.start(id, world.now()).await, SessionState::Running);
    sessions.end(id, &world.ending(SessionState::Failed)).await.unwrap();
    wrong(sessions.start(id, world.now()).await, SessionState::Failed);
    wrong(sessions.progress(id, counts, None).await, SessionState::Failed);
    wrong(sessions.end(id, &world.ending(SessionState::Finished)).await, SessionState::Failed);
    for result in [
        sessions.start(nothing, world.now()).await,
        sessions.progress(nothing, counts, None).await,
        sessions.end(nothing, &world.ending(SessionState::Finished)).await,
    ] {
        assert!(matches!(result, Err(StorageError::NotFound { .. })), "{result:?}");
    }
}

async fn progress_keeps_the_media_that_is_known(world: &World) {
    let person = world.person().await.id;
    let id = world.session(person).await.id;
    let mut unit = world.begin().await;
    unit.sessions().start(id, world.now()).await.unwrap();
    let counts = |received| FrameCounts { received, ..FrameCounts::default() };
    unit.sessions().progress(id, counts(5), Some(&media())).await.unwrap();
    unit.sessions().progress(id, counts(9), None).await.unwrap();
    let read = unit.sessions().get(id).await.unwrap().unwrap();
    assert_eq!((read.counts, read.media), (counts(9), Some(media())));
}

async fn sessions_are_listed_newest_first_and_by_person(world: &World) {
    let (ada, bob) = (world.person().await.id, world.person().await.id);
    let mut all = Vec::new();
    for person in [ada, bob, ada, ada, bob] {
        all.push((person, world.session(person).await.id));
    }
    all.reverse();
    let ids =
        |person| all.iter().filter(|(p, _)| *p == person).map(|(_, id)| *id).collect::<Vec<_>>();
    let mut unit = world.read().await;
    let first = unit.sessions().list(Some(ada), Page::newest(2)).await.unwrap();
    let rest = unit.sessions().list(Some(ada), Page::after(first.next.unwrap(), 2)).await.unwrap();
    assert_eq!(rest.next, None);
    let listed: Vec<_> = first.items.iter().chain(&rest.items).map(|s| s.id).collect();
    assert_eq!(listed, ids(ada));
    let of_all = unit.sessions().list(None, Page::newest(10)).await.unwrap();
    assert_eq!(
        of_all.items.iter().map(|s| s.id).collect::<Vec<_>>(),
        all.iter().map(|(_, id)| *id).collect::<Vec<_>>()
    );
}

async fn what_is_not_over_is_interrupted(world: &World) {
    let person = world.person().await.id;
    let created = world.session(person).await.id;
    let running = world.session(person).await.id;
    let finished = world.finished_session(person).await;
    let at = world.now();
    let mut unit = world.begin().await;
    unit.sessions().start(running, at).await.unwrap();
    assert_eq!(unit.sessions().interrupt_all(at).await.unwrap(), [created, running]);
    for id in [created, running] {
        let session = unit.sessions().get(id).await.unwrap().unwrap();
        assert_eq!((session.state, session.ended_at), (SessionState::Interrupted, Some(at)));
        assert_eq!(session.error_code.as_deref(), Some("process_ended"));
    }
    assert_eq!(unit.sessions().get(finished.id).await.unwrap(), Some(finished));
    assert!(unit.sessions().interrupt_all(at).await.unwrap().is_empty());
}

async fn sessions_over_before_a_moment_are_found(world: &World) {
    let person = world.person().await.id;
    let first = world.finished_session(person).await;
    world.clock.advance(Duration::from_secs(60));
    let second = world.finished_session(person).await;
    world.session(person).await;
    let mut unit = world.read().await;
    let first_end = first.ended_at.unwrap();
    let over = unit.sessions().over_before(first_end, 10).await.unwrap();
    assert_eq!(over, std::slice::from_ref(&first));
    let now = world.now();
    assert_eq!(unit.sessions().over_before(now, 10).await.unwrap(), [first.clone(), second]);
    assert_eq!(unit.sessions().over_before(now, 1).await.unwrap(), [first]);
}

async fn removing_a_session_takes_its_rows(world: &World) {
    let person = world.person().await.id;
    let session = world.finished_session(person).await.id;
    let evidence = world.evidence(session, 0).await;
    let mut unit = world.begin().await;
    let removed = unit.sessions().remove(session).await.unwrap().unwrap();
    let expected = Removed {
        sessions: vec![session],
        evidence: vec![(session, evidence.id)],
        ..Removed::default()
    };
    assert_eq!(removed, expected);
    assert_eq!(unit.evidence().get(evidence.id).await.unwrap(), None);
    assert_eq!(unit.sessions().remove(session).await.unwrap(), None);
}
