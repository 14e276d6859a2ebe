//! A stored log that is not what was written is a named error, never a shorter or another log.

use domain::{Clock, PersonId, SessionId};
use storage::{Damage, LogError, SessionEnding, SessionState, StoreError};

use crate::scene::{Scene, inflict};

async fn stored(scene: &Scene) -> (PersonId, SessionId) {
    let kept = scene.everything().await;
    (kept.person, kept.session)
}

async fn damage(scene: &Scene, damage: Damage) {
    inflict(&scene.path(), damage).await;
}

async fn log_error(scene: &Scene, session: SessionId) -> LogError {
    match scene.store.read_log(session).await {
        Err(StoreError::Log(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_chunk_missing_in_the_middle_is_named() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(&scene, Damage::DeleteChunk(2)).await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::MissingChunk { seq: 2 }), "{error}");
}

#[tokio::test]
async fn a_missing_header_is_named() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(&scene, Damage::DeleteChunk(0)).await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::MissingChunk { seq: 0 }), "{error}");
}

#[tokio::test]
async fn a_finished_log_without_its_tail_is_cut_short() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(&scene, Damage::DeleteChunksFrom(3)).await;
    assert!(matches!(log_error(&scene, session).await, LogError::CutShort));
    damage(&scene, Damage::DeleteChunksFrom(0)).await;
    assert!(matches!(log_error(&scene, session).await, LogError::CutShort));
}

#[tokio::test]
async fn a_changed_chunk_does_not_open() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(&scene, Damage::ChangeChunk(1)).await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::Altered { seq: 1, .. }), "{error}");
}

#[tokio::test]
async fn swapped_chunks_do_not_open() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(&scene, Damage::SwapChunks(1, 2)).await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::Altered { seq: 1, .. }), "{error}");
}

#[tokio::test]
async fn a_log_moved_to_another_session_does_not_open() {
    let scene = Scene::new().await;
    let (person, session) = stored(&scene).await;
    let other = scene.running_session(person).await;
    damage(&scene, Damage::MoveLog(session, other)).await;
    let error = log_error(&scene, other).await;
    assert!(matches!(error, LogError::Altered { seq: 0, .. }), "{error}");
}

#[tokio::test]
async fn a_failed_session_may_lack_the_end_of_its_log() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    let session = scene.running_session(person).await;
    let log = scene.log(session);
    scene.append_log(person, &log, false).await;
    let ending = SessionEnding {
        state: SessionState::Failed,
        at: scene.clock.utc(),
        verdict: None,
        counts: domain::FrameCounts::default(),
        media: None,
        error_code: Some("panicked".into()),
    };
    let mut unit = scene.store.begin().await.unwrap();
    unit.sessions().end(session, &ending).await.unwrap();
    unit.commit().await.unwrap();
    let read = scene.store.read_log(session).await.unwrap().unwrap();
    assert_eq!(read.entries, log.entries[..50]);
}
