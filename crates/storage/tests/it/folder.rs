//! Who may use a data folder, and who may read it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use storage::{Damage, FolderError, StorageError, StoreError};
use testkit::{SeededEntropy, TestClock};

use crate::scene::{Scene, inflict, open};

async fn open_error(path: &Path) -> StoreError {
    let entropy = Arc::new(SeededEntropy::new(1));
    open(path, &TestClock::default(), &entropy).await.unwrap_err()
}

fn modes(folder: &Path, found: &mut Vec<(String, bool, u32)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::metadata(&path).unwrap();
        let mode = metadata.permissions().mode() & 0o777;
        found.push((path.display().to_string(), metadata.is_dir(), mode));
        if metadata.is_dir() {
            modes(&path, found);
        }
    }
}

#[tokio::test]
async fn everything_in_it_is_its_owners_alone() {
    let scene = Scene::new().await;
    scene.everything().await;
    let _upload = scene.store.folder().incoming_file(scene.entropy.as_ref()).unwrap();
    let mut found = Vec::new();
    modes(&scene.path(), &mut found);
    assert!(found.len() >= 10, "{found:?}");
    for (path, is_folder, mode) in found {
        assert_eq!(mode, if is_folder { 0o700 } else { 0o600 }, "{path}");
    }
    assert_eq!(fs::metadata(scene.path()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn a_folder_that_was_opened_up_is_closed_again() {
    let scene = Scene::new().await;
    let path = scene.path();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(path.join("likeness.db"), fs::Permissions::from_mode(0o644)).unwrap();
    let scene = scene.reopen().await;
    for (path, mode) in [(scene.path(), 0o700), (scene.path().join("likeness.db"), 0o600)] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
    }
}

#[tokio::test]
async fn one_process_at_a_time() {
    let scene = Scene::new().await;
    let error = open_error(&scene.path()).await;
    assert!(matches!(error, StoreError::Folder(FolderError::InUse { .. })), "{error}");
    assert!(error.to_string().contains("stop that one"), "{error}");
    let clone = scene.store.clone();
    let (path, temporary) = (scene.path(), scene.temporary);
    drop(scene.store);
    assert!(matches!(open_error(&path).await, StoreError::Folder(FolderError::InUse { .. })));
    clone.close().await;
    drop(clone);
    let entropy = Arc::new(SeededEntropy::new(1));
    open(&path, &TestClock::default(), &entropy).await.unwrap();
    drop(temporary);
}

#[tokio::test]
async fn somebody_elses_folder_is_left_alone() {
    let temporary = tempfile::tempdir().unwrap();
    fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(temporary.path().join("thesis.txt"), "three years of work").unwrap();
    let error = open_error(temporary.path()).await;
    assert!(matches!(error, StoreError::Folder(FolderError::NotOurs { .. })), "{error}");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
    let mode = fs::metadata(temporary.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
}

#[tokio::test]
async fn a_path_that_cannot_be_a_folder_is_named() {
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.join("data"), file] {
        let error = open_error(&path).await;
        assert!(matches!(error, StoreError::Folder(FolderError::NotAFolder { .. })), "{error}");
        assert!(error.to_string().contains("name a folder"), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_database_is_called_damaged() {
    let scene = Scene::new().await;
    scene.store.close().await;
    let (path, temporary) = (scene.path(), scene.temporary);
    drop(scene.store);
    fs::write(path.join("likeness.db"), [0x42; 8192]).unwrap();
    let error = open_error(&path).await;
    let damaged = matches!(error, StoreError::Storage(StorageError::Damaged { .. }));
    assert!(damaged && error.to_string().contains("back-up"), "{error}");
    drop(temporary);
}

#[tokio::test]
async fn records_of_a_later_version_are_refused() {
    let scene = Scene::new().await;
    scene.store.close().await;
    let (path, temporary) = (scene.path(), scene.temporary);
    drop(scene.store);
    inflict(&path, Damage::LaterLayout).await;
    let error = open_error(&path).await;
    let newer = matches!(error, StoreError::Storage(StorageError::NewerLayout));
    assert!(newer && error.to_string().contains("later one"), "{error}");
    drop(temporary);
}
