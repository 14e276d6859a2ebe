//! Changing keys: put a new one first, seal everything again, take the old one out.

use std::fs;

use storage::{KeyRing, SealError};

use crate::scene::{Scene, files};

#[tokio::test]
async fn after_rotation_everything_opens_without_the_old_key() {
    let scene = Scene::new().await;
    let before = scene.everything().await;
    let old = scene.store.sealer().key();
    scene.store.add_key().unwrap();

    let scene = scene.reopen().await;
    let new = scene.store.sealer().key();
    assert_ne!(new, old);
    scene.check(&before).await;
    let after = scene.everything().await;

    // Name, external reference, two templates, source, verdict, five chunks, portrait, evidence.
    assert_eq!(scene.store.retire_keys().await.unwrap(), 0, "the old key is still needed");
    assert_eq!(scene.store.reseal_all(4).await.unwrap(), 13);
    assert_eq!(scene.store.reseal_all(4).await.unwrap(), 0, "there is nothing left to do");
    for (path, bytes) in files(&scene.path()) {
        if path.extension().is_some_and(|e| e == "sealed") {
            assert_eq!(&bytes[1..5], new.as_bytes(), "{}", path.display());
        }
    }

    assert_eq!(scene.store.key_ids().unwrap(), [new, old]);
    assert_eq!(scene.store.retire_keys().await.unwrap(), 1);
    assert_eq!(scene.store.key_ids().unwrap(), [new]);
    let scene = scene.reopen().await;
    scene.check(&before).await;
    scene.check(&after).await;
}

#[tokio::test]
async fn rotation_that_was_cut_off_goes_on_where_it_stopped() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    scene.store.add_key().unwrap();
    let scene = scene.reopen().await;

    // A file in the way stops the job after the records.
    let evidence = scene.path().join(format!("evidence/{}/{}.sealed", kept.session, kept.evidence));
    let bytes = fs::read(&evidence).unwrap();
    fs::write(&evidence, b"damaged").unwrap();
    assert!(scene.store.reseal_all(100).await.is_err());
    fs::write(&evidence, bytes).unwrap();
    assert_eq!(scene.store.retire_keys().await.unwrap(), 0, "a file still needs the old key");
    let left = scene.store.reseal_all(100).await.unwrap();
    assert!((1..=2).contains(&left), "{left}");
    scene.check(&kept).await;
}

#[tokio::test]
async fn without_the_old_key_the_missing_one_is_named() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let old = scene.store.sealer().key();
    let mut unit = scene.store.read().await.unwrap();
    let person = unit.people().get(kept.person).await.unwrap().unwrap();
    drop(unit);
    let other = KeyRing::generate(scene.entropy.as_ref());
    let sealer = storage::Sealer::new(other, scene.entropy.clone());
    let error = sealer.display_name(&person).unwrap_err();
    assert_eq!(error, SealError::UnknownKey { what: "name", key: old });
}
