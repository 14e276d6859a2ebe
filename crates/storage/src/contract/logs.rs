//! Measurement logs.

use std::sync::Arc;

use domain::{LogEntry, LogHeader, MeasurementLog, PersonId, ReferenceKind, SessionId};

use super::World;
use crate::{LogChunk, LogWriter, SessionState, StorageError, read_log};

super::cases![
    a_log_reads_back_as_written,
    a_session_without_a_log_has_none,
    a_chunk_number_is_taken_once,
    a_chunk_needs_its_session,
    a_log_goes_with_its_session,
];

fn header(session: SessionId) -> LogHeader {
    let references = vec![testkit::reference(ReferenceKind::Picture, 30.0)];
    LogHeader { session, ..testkit::log_header("name = 'interview'", references) }
}

fn chunks(world: &World, person: PersonId, log: &MeasurementLog) -> Vec<LogChunk> {
    let (mut writer, first) = LogWriter::begin(Arc::clone(&world.sealer), person, &log.header);
    let mut chunks = vec![first];
    for entry in &log.entries {
        chunks.extend(writer.push(entry.clone()));
    }
    chunks.extend(writer.finish());
    chunks
}

fn log(session: SessionId, frames: u64) -> MeasurementLog {
    let entries = (0..frames).map(|seq| LogEntry::Frame(testkit::frame_record(seq, seq * 200)));
    MeasurementLog { header: header(session), entries: entries.collect() }
}

async fn store(world: &World, person: PersonId, frames: u64) -> MeasurementLog {
    let session = world.session(person).await.id;
    let log = log(session, frames);
    let mut unit = world.begin().await;
    unit.sessions().start(session, world.now()).await.unwrap();
    for chunk in chunks(world, person, &log) {
        unit.logs().append(&chunk).await.unwrap();
    }
    unit.sessions().end(session, &world.ending(SessionState::Finished)).await.unwrap();
    unit.commit().await.unwrap();
    log
}

async fn a_log_reads_back_as_written(world: &World) {
    let person = world.person().await.id;
    for frames in [0, 1, 25, 26, 137] {
        let written = store(world, person, frames).await;
        let mut unit = world.read().await;
        let read = read_log(unit.as_mut(), &world.sealer, written.header.session).await.unwrap();
        assert_eq!(read, Some(written), "{frames} frames");
    }
}

async fn a_session_without_a_log_has_none(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await.id;
    let nothing = SessionId::generate(world.now(), world.entropy.as_ref());
    for id in [session, nothing] {
        let mut unit = world.read().await;
        assert_eq!(read_log(unit.as_mut(), &world.sealer, id).await.unwrap(), None);
    }
}

async fn a_chunk_number_is_taken_once(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await.id;
    let chunks = chunks(world, person, &log(session, 0));
    let mut unit = world.begin().await;
    unit.logs().append(&chunks[0]).await.unwrap();
    let again = unit.logs().append(&chunks[0]).await;
    assert!(matches!(again, Err(StorageError::AlreadyExists { .. })), "{again:?}");
}

async fn a_chunk_needs_its_session(world: &World) {
    let person = world.person().await.id;
    let nothing = SessionId::generate(world.now(), world.entropy.as_ref());
    let chunks = chunks(world, person, &log(nothing, 0));
    let refused = world.begin().await.logs().append(&chunks[0]).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn a_log_goes_with_its_session(world: &World) {
    let person = world.person().await.id;
    let session = store(world, person, 3).await.header.session;
    let mut unit = world.begin().await;
    let all = unit.logs().chunks(session).await.unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(unit.logs().first(session).await.unwrap().as_ref(), all.first());
    unit.sessions().remove(session).await.unwrap();
    assert!(unit.logs().chunks(session).await.unwrap().is_empty());
    assert!(unit.logs().first(session).await.unwrap().is_none());
}
