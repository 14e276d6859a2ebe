//! A process that was killed: what was committed is there, what was half done is cleared away.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, LogEntry};
use storage::{Actor, AuditAction, LogWriter, Page, SessionState};
use testkit::SeededEntropy;

use crate::scene::{Scene, files, open};

/// Copies the folder as the kernel would leave it after a kill: database and write-ahead log as they
/// are, no lock.
fn copy_as_if_killed(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        if path.ends_with("likeness.db-shm") {
            continue;
        }
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(&target, bytes).unwrap();
        let permissions = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&target, permissions).unwrap();
    }
}

#[tokio::test]
async fn running_sessions_are_interrupted_and_their_log_reads_up_to_the_last_chunk() {
    let scene = Scene::new().await;
    let finished = scene.everything().await;
    let person = scene.person().await;
    let session = scene.running_session(person).await;
    let log = scene.log(session);
    scene.append_log(person, &log, false).await;
    let evidence = scene.evidence(session).await;
    assert!(fs::metadata(scene.path().join("likeness.db-wal")).unwrap().len() > 0);

    let copy = scene.temporary.path().join("killed");
    copy_as_if_killed(&scene.path(), &copy);
    scene.clock.advance(Duration::from_secs(30));
    let entropy = Arc::new(SeededEntropy::new(77));
    let (store, report) = open(&copy, &scene.clock, &entropy).await.unwrap();

    assert_eq!(report.interrupted, [session]);
    assert_eq!((report.orphans_removed, report.missing_files.len()), (0, 0));
    assert!(!report.key_created);
    let record = store.read().await.unwrap().sessions().get(session).await.unwrap().unwrap();
    assert_eq!(record.state, SessionState::Interrupted);
    assert_eq!(record.ended_at, Some(scene.clock.utc()));
    assert_eq!(record.verdict, None);

    let read = store.read_log(session).await.unwrap().unwrap();
    assert_eq!(read.header, log.header);
    assert_eq!(read.entries, log.entries[..50], "two full chunks of 25; the third was not full");
    assert!(store.evidence_picture(evidence).await.unwrap().is_some());
    let events = store.read().await.unwrap().audit().list(Page::newest(10)).await.unwrap();
    assert_eq!(events.items[0].action, AuditAction::SessionInterrupted);
    assert_eq!(events.items[0].session, Some(session));
    assert_eq!(events.items[0].actor, Actor::System);

    let copied = Scene { store, report, ..scene };
    copied.check(&finished).await;
}

#[tokio::test]
async fn a_unit_of_work_that_was_cut_off_never_happened() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    let session = scene.running_session(person).await;
    let (mut writer, first) =
        LogWriter::begin(Arc::clone(scene.store.sealer()), person, &scene.log(session).header);
    let mut unit = scene.store.begin().await.unwrap();
    unit.logs().append(&first).await.unwrap();
    unit.commit().await.unwrap();

    let mut unit = scene.store.begin().await.unwrap();
    writer.push(LogEntry::Frame(testkit::frame_record(0, 0)));
    for chunk in writer.finish() {
        unit.logs().append(&chunk).await.unwrap();
    }
    let copy = scene.temporary.path().join("killed");
    copy_as_if_killed(&scene.path(), &copy);
    drop(unit);

    let entropy = Arc::new(SeededEntropy::new(78));
    let (store, _) = open(&copy, &scene.clock, &entropy).await.unwrap();
    let read = store.read_log(session).await.unwrap().unwrap();
    assert!(read.entries.is_empty());
}

#[tokio::test]
async fn files_without_a_row_are_removed_and_rows_without_a_file_reported() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let session = kept.session.to_string();
    let evidence = scene.path().join("evidence");
    let own = evidence.join(&session).join(format!("{}.sealed", kept.evidence));
    let other_session = evidence.join("019b76da-a800-7000-8000-000000000000");
    fs::create_dir(&other_session).unwrap();
    let rubbish = [
        evidence.join(&session).join("019b76da-a800-7000-8000-000000000001.sealed"),
        evidence.join(&session).join(format!("{}.sealed.unfinished", kept.evidence)),
        other_session.join("019b76da-a800-7000-8000-000000000002.sealed"),
        scene.path().join("portraits/019b76da-a800-7000-8000-000000000003.sealed"),
    ];
    for path in &rubbish {
        fs::write(path, b"left by a crash").unwrap();
    }
    let portrait = scene.path().join(format!("portraits/{}.sealed", kept.portrait));
    fs::remove_file(&portrait).unwrap();

    let scene = scene.reopen().await;
    assert_eq!(scene.report.orphans_removed, rubbish.len());
    assert_eq!(scene.report.missing_files, [portrait]);
    assert!(rubbish.iter().all(|path| !path.exists()) && own.exists());
    assert!(!other_session.exists(), "an empty folder goes too");
    let lost = scene.store.portrait_picture(kept.portrait).await.unwrap_err();
    assert!(lost.to_string().contains("back-up"), "{lost}");
}

#[tokio::test]
async fn uploads_left_by_a_crash_are_gone() {
    let scene = Scene::new().await;
    let mut incoming = scene.store.folder().incoming_file(scene.entropy.as_ref()).unwrap();
    let path = incoming.path().to_owned();
    assert!(incoming.take_file().is_some());
    assert!(incoming.take_file().is_none(), "the file is given once");
    std::mem::forget(incoming);
    assert!(path.exists());
    let scene = scene.reopen().await;
    assert!(!path.exists());

    let guarded = scene.store.folder().incoming_file(scene.entropy.as_ref()).unwrap();
    let path = guarded.path().to_owned();
    assert!(path.exists());
    drop(guarded);
    assert!(!path.exists());
}

#[tokio::test]
async fn a_second_start_finds_nothing_to_do() {
    let scene = Scene::new().await;
    assert!(scene.report.key_created);
    let kept = scene.everything().await;
    let scene = scene.reopen().await;
    assert_eq!(scene.report, storage::StartReport::default());
    scene.check(&kept).await;
}
