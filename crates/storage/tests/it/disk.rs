//! A disk that is full or read-only, on a small file system of its own. Needs the right to mount one.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use storage::{FolderError, StorageError, StoreError};
use testkit::{SeededEntropy, TestClock};

use crate::scene::{EVIDENCE, Scene, files, open};

/// A mounted file system of two megabytes, unmounted when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let disk = Self(folder);
        if disk.run("mount", &["-t", "tmpfs", "-o", "size=2m", "none"]) {
            return Some(disk);
        }
        println!("skipped: needs the right to mount a file system");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let output = Command::new(program).args(arguments).arg(self.path()).output();
        output.is_ok_and(|o| o.status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.run("umount", &["-l"]);
    }
}

async fn scene_on(disk: SmallDisk) -> (Scene, SmallDisk) {
    let (clock, entropy) = (TestClock::default(), Arc::new(SeededEntropy::new(21)));
    let (store, report) = open(&disk.path().join("data"), &clock, &entropy).await.unwrap();
    let temporary = tempfile::tempdir().unwrap();
    (Scene { temporary, clock, entropy, store, report }, disk)
}

#[tokio::test]
async fn a_full_disk_is_named_and_goes_on_once_there_is_space() {
    let Some(disk) = SmallDisk::mount() else { return };
    let (scene, disk) = scene_on(disk).await;
    let kept = scene.everything().await;
    let session = scene.running_session(kept.person).await;
    let filler = disk.path().join("filler");
    // Stops where the disk ends.
    let _ = fs::write(&filler, vec![0; 4 << 20]);

    let refused = scene.store.keep_evidence(scene.new_evidence(session), &[7; 65_536]).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, StoreError::Folder(FolderError::DiskFull { .. })), "{error:?}");
    assert!(error.is_disk_full() && error.to_string().contains("free some space"));
    let half_done = files(&disk.path().join("data/evidence"));
    assert_eq!(half_done.len(), 1, "nothing half written is left");

    let log = scene.log(session);
    let refused = append_until_refused(&scene, kept.person, &log).await;
    assert!(matches!(refused, StorageError::DiskFull), "{refused:?}");

    fs::remove_file(&filler).unwrap();
    scene.evidence(session).await;
    scene.check(&kept).await;
    scene.append_log(kept.person, &log, true).await;
    assert_eq!(scene.store.read_log(session).await.unwrap(), Some(log));
}

/// A transaction that cannot be written: its chunks are all or none.
async fn append_until_refused(
    scene: &Scene,
    person: domain::PersonId,
    log: &domain::MeasurementLog,
) -> StorageError {
    let sealer = Arc::clone(scene.store.sealer());
    let (mut writer, first) = storage::LogWriter::begin(sealer, person, &log.header);
    let mut chunks = vec![first];
    for entry in log.entries.iter().cycle().take(100_000) {
        chunks.extend(writer.push(entry.clone()));
    }
    let mut unit = scene.store.begin().await.unwrap();
    for chunk in &chunks {
        if let Err(error) = unit.logs().append(chunk).await {
            return error;
        }
    }
    unit.commit().await.unwrap_err()
}

#[tokio::test]
async fn a_read_only_disk_is_named_and_goes_on_once_it_is_writable() {
    let Some(disk) = SmallDisk::mount() else { return };
    let (scene, disk) = scene_on(disk).await;
    let kept = scene.everything().await;
    let session = scene.running_session(kept.person).await;
    // Files open for writing keep the disk from becoming read-only, so the store is opened again on it.
    scene.store.close().await;
    let Scene { store, clock, entropy, temporary, report } = scene;
    drop(store);
    if !disk.run("mount", &["-o", "remount,ro"]) {
        println!("skipped: needs the right to remount a file system");
        return;
    }
    let error = open(&disk.path().join("data"), &clock, &entropy).await.unwrap_err();
    assert!(matches!(error, StoreError::Folder(FolderError::ReadOnly { .. })), "{error:?}");
    assert!(error.to_string().contains("read-only"), "{error}");

    assert!(disk.run("mount", &["-o", "remount,rw"]));
    let (store, _) = open(&disk.path().join("data"), &clock, &entropy).await.unwrap();
    let scene = Scene { temporary, clock, entropy, store, report };
    scene.check(&kept).await;
    assert!(scene.store.keep_evidence(scene.new_evidence(session), EVIDENCE).await.is_ok());
}
