//! The key file: made once, never made again over records, never open to others.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use storage::{KeyRing, KeyRingError, Store, StoreError, StoreOptions};
use testkit::{SeededEntropy, TestClock};

use crate::scene::{Scene, open};

#[tokio::test]
async fn a_missing_key_is_not_made_anew_while_records_exist() {
    let scene = Scene::new().await;
    scene.person().await;
    scene.store.close().await;
    let (path, temporary, entropy) = (scene.path(), scene.temporary, scene.entropy);
    drop(scene.store);
    let key = path.join("key");
    let backup = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();

    let error = open(&path, &TestClock::default(), &entropy).await.unwrap_err();
    assert!(matches!(error, StoreError::KeyRing(KeyRingError::Missing { .. })), "{error}");
    assert!(error.to_string().contains("back-up"), "{error}");
    assert!(!key.exists(), "no new key may hide the loss");

    fs::write(&key, backup).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    open(&path, &TestClock::default(), &entropy).await.unwrap();
    drop(temporary);
}

#[tokio::test]
async fn a_key_lost_before_the_first_record_is_made_again() {
    let scene = Scene::new().await;
    fs::remove_file(scene.path().join("key")).unwrap();
    let scene = scene.reopen().await;
    assert!(scene.report.key_created);
}

#[tokio::test]
async fn another_key_is_told_apart_from_damage() {
    let scene = Scene::new().await;
    scene.person().await;
    scene.store.close().await;
    let (path, temporary, entropy) = (scene.path(), scene.temporary, scene.entropy);
    drop(scene.store);
    let key = path.join("key");
    let right = KeyRing::open(&key).unwrap().first_id();
    KeyRing::generate(&SeededEntropy::new(99)).save(&key).unwrap();
    let error = open(&path, &TestClock::default(), &entropy).await.unwrap_err();
    assert!(matches!(error, StoreError::KeyRing(KeyRingError::OtherKeys { .. })), "{error}");

    // The right id with other bits is damage, not another key.
    fs::write(&key, format!("{right}:{}\n", "00".repeat(32))).unwrap();
    let error = open(&path, &TestClock::default(), &entropy).await.unwrap_err();
    assert!(matches!(error, StoreError::Seal(_)), "{error}");
    drop(temporary);
}

#[tokio::test]
async fn a_key_file_open_to_others_stops_the_start() {
    let scene = Scene::new().await;
    scene.store.close().await;
    let (path, temporary, entropy) = (scene.path(), scene.temporary, scene.entropy);
    drop(scene.store);
    fs::set_permissions(path.join("key"), fs::Permissions::from_mode(0o644)).unwrap();
    let error = open(&path, &TestClock::default(), &entropy).await.unwrap_err();
    assert!(matches!(error, StoreError::KeyRing(KeyRingError::Exposed { .. })), "{error}");
    drop(temporary);
}

#[tokio::test]
async fn the_key_file_can_lie_elsewhere() {
    let temporary = tempfile::tempdir().unwrap();
    let key_file = temporary.path().join("elsewhere.key");
    let options =
        StoreOptions { folder: temporary.path().join("data"), key_file: Some(key_file.clone()) };
    let clock = TestClock::default();
    let entropy = Arc::new(SeededEntropy::new(5));
    let (store, report) = Store::open(options, &clock, entropy).await.unwrap();
    assert!(report.key_created && key_file.exists());
    assert!(!store.folder().default_key_path().exists());
    assert_eq!(KeyRing::open(&key_file).unwrap().first_id(), store.sealer().key());
}

#[tokio::test]
async fn a_key_may_be_put_into_the_folder_before_the_first_start() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("data");
    fs::create_dir(&folder).unwrap();
    let made = KeyRing::create(&folder.join("key"), &SeededEntropy::new(6)).unwrap();
    let entropy = Arc::new(SeededEntropy::new(5));
    let (store, report) = open(&folder, &TestClock::default(), &entropy).await.unwrap();
    assert!(!report.key_created);
    assert_eq!(store.sealer().key(), made.first_id());
}
