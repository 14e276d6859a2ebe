//! Sealed pictures: bound to their place, removed with their rows.

use std::fs;

use sha2::{Digest, Sha256};
use storage::StoreError;

use crate::scene::{EVIDENCE, Scene, files};

#[tokio::test]
async fn a_picture_moved_to_another_place_does_not_open() {
    let scene = Scene::new().await;
    let (one, two) = (scene.everything().await, scene.everything().await);
    let evidence = |kept: &crate::scene::Kept| {
        let session = kept.session.to_string();
        scene.path().join("evidence").join(session).join(format!("{}.sealed", kept.evidence))
    };
    let portrait = scene.path().join(format!("portraits/{}.sealed", one.portrait));
    fs::copy(evidence(&one), evidence(&two)).unwrap();
    let error = scene.store.evidence_picture(two.evidence).await.unwrap_err();
    assert!(matches!(error, StoreError::Seal(_)), "{error}");
    fs::copy(evidence(&one), portrait).unwrap();
    let error = scene.store.portrait_picture(one.portrait).await.unwrap_err();
    assert!(matches!(error, StoreError::Seal(_)), "{error}");
}

#[tokio::test]
async fn the_record_carries_the_hash_of_the_picture_in_clear() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let (record, bytes) = scene.store.evidence_picture(kept.evidence).await.unwrap().unwrap();
    let expected: [u8; 32] = Sha256::digest(EVIDENCE).into();
    assert_eq!(record.sha256, expected);
    assert_eq!(bytes.as_slice(), EVIDENCE);
    assert_eq!(record.content_type, "image/jpeg");
}

#[tokio::test]
async fn a_picture_whose_row_was_not_saved_goes() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    let session = scene.running_session(person).await;
    let new = scene.new_evidence(session);
    let id = new.id;
    let pending = scene.store.write_evidence(new, person, EVIDENCE).await.unwrap();
    assert_eq!(files(&scene.path().join("evidence")).len(), 1);
    drop(pending);
    assert!(files(&scene.path().join("evidence")).is_empty());
    assert!(scene.store.evidence_picture(id).await.unwrap().is_none());
}
