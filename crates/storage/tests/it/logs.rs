//! A stored log that is not what was written is a named error, never a shorter or another log.

use domain::{Clock, PersonId, SessionId};
use sqlx::{Connection, SqliteConnection};
use storage::{LogError, SessionEnding, SessionState, StoreError};

use crate::scene::{Scene, raw};

async fn stored(scene: &Scene) -> (PersonId, SessionId) {
    let kept = scene.everything().await;
    (kept.person, kept.session)
}

async fn damage(scene: &Scene, statements: &[&'static str]) {
    let mut connection: SqliteConnection = raw(&scene.path()).await;
    for statement in statements {
        let done = sqlx::query(*statement).execute(&mut connection).await.unwrap();
        assert!(done.rows_affected() > 0, "{statement}");
    }
    connection.close().await.unwrap();
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
    damage(&scene, &["DELETE FROM session_log WHERE seq = 2"]).await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::MissingChunk { seq: 2 }), "{error}");
}

#[tokio::test]
async fn a_missing_header_is_named() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(&scene, &["DELETE FROM session_log WHERE seq = 0"]).await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::MissingChunk { seq: 0 }), "{error}");
}

#[tokio::test]
async fn a_finished_log_without_its_tail_is_cut_short() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(&scene, &["DELETE FROM session_log WHERE seq >= 3"]).await;
    assert!(matches!(log_error(&scene, session).await, LogError::CutShort));
    damage(&scene, &["DELETE FROM session_log"]).await;
    assert!(matches!(log_error(&scene, session).await, LogError::CutShort));
}

#[tokio::test]
async fn a_changed_chunk_does_not_open() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    let flip = "UPDATE session_log SET chunk = CAST(substr(chunk, 1, 60) || x'00' || \
                substr(chunk, 62) AS BLOB) WHERE seq = 1";
    damage(&scene, &[flip]).await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::Altered { seq: 1, .. }), "{error}");
}

#[tokio::test]
async fn swapped_chunks_do_not_open() {
    let scene = Scene::new().await;
    let (_, session) = stored(&scene).await;
    damage(
        &scene,
        &[
            "UPDATE session_log SET seq = 100 WHERE seq = 1",
            "UPDATE session_log SET seq = 1 WHERE seq = 2",
            "UPDATE session_log SET seq = 2 WHERE seq = 100",
        ],
    )
    .await;
    let error = log_error(&scene, session).await;
    assert!(matches!(error, LogError::Altered { seq: 1, .. }), "{error}");
}

#[tokio::test]
async fn a_log_moved_to_another_session_does_not_open() {
    let scene = Scene::new().await;
    let (person, session) = stored(&scene).await;
    let other = scene.running_session(person).await;
    let mut connection = raw(&scene.path()).await;
    sqlx::query("UPDATE session_log SET session_id = ? WHERE session_id = ?")
        .bind(other.uuid().as_bytes().to_vec())
        .bind(session.uuid().as_bytes().to_vec())
        .execute(&mut connection)
        .await
        .unwrap();
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
