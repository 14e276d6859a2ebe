//! Erasing a person leaves no trace of them but one audit event, and nothing was ever there in clear.

use storage::{Actor, AuditAction, AuditSubject, Page, StorageError, StoreError};

use crate::scene::{self, Scene, files, find, markers};
use domain::Clock;

#[tokio::test]
async fn nothing_is_in_clear_before_and_nothing_at_all_is_left_after() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    scene.check(&kept).await;
    scene.store.storage().scrub().await.unwrap();

    for (what, marker) in markers() {
        assert_eq!(find(&scene.path(), &marker), Vec::<std::path::PathBuf>::new(), "{what}");
    }

    // The sealed values themselves are there, so that looking for them afterwards means something.
    let mut unit = scene.store.read().await.unwrap();
    let person = unit.people().get(kept.person).await.unwrap().unwrap();
    let session = unit.sessions().get(kept.session).await.unwrap().unwrap();
    let reference = unit.references().get(kept.reference).await.unwrap().unwrap();
    let chunk = unit.logs().chunks(kept.session).await.unwrap().swap_remove(0);
    drop(unit);
    let start = |bytes: &[u8]| bytes[..48].to_vec();
    let sealed = [
        start(person.display_name.as_bytes()),
        start(person.external_ref.unwrap().as_bytes()),
        start(session.verdict.unwrap().as_bytes()),
        start(session.source_label.unwrap().as_bytes()),
        start(reference.template.sealed().as_bytes()),
        start(chunk.sealed.as_bytes()),
    ];
    for bytes in &sealed {
        assert!(!find(&scene.path(), bytes).is_empty());
    }

    let now = scene.clock.utc();
    let removed = scene.store.erase_person(kept.person, Actor::Operator, now).await.unwrap();
    let removed = removed.unwrap();
    assert_eq!(removed.sessions, [kept.session]);
    assert_eq!(removed.references, [kept.portrait, kept.reference]);
    assert_eq!(removed.evidence, [(kept.session, kept.evidence)]);
    assert_eq!(removed.portraits, [kept.portrait]);

    for bytes in sealed.iter().chain(markers().iter().map(|(_, marker)| marker)) {
        assert!(find(&scene.path(), bytes).is_empty(), "a copy is left");
    }
    let sealed_files = files(&scene.path())
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "sealed"))
        .count();
    assert_eq!(sealed_files, 0);
    assert!(!scene.path().join("evidence").join(kept.session.to_string()).exists());

    let events = scene.store.read().await.unwrap().audit().list(Page::newest(10)).await.unwrap();
    assert_eq!(events.items.len(), 1);
    assert_eq!(events.items[0].action, AuditAction::PersonErased);
    assert_eq!(events.items[0].subject, Some(AuditSubject::Person(kept.person)));
    assert_eq!(events.items[0].actor, Actor::Operator);
}

#[tokio::test]
async fn another_person_keeps_everything() {
    let scene = Scene::new().await;
    let (gone, stays) = (scene.everything().await, scene.everything().await);
    scene.store.erase_person(gone.person, Actor::System, scene.clock.utc()).await.unwrap();
    scene.check(&stays).await;
}

#[tokio::test]
async fn erasing_nobody_leaves_no_audit_event() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let now = scene.clock.utc();
    assert!(scene.store.erase_person(kept.person, Actor::System, now).await.unwrap().is_some());
    assert!(scene.store.erase_person(kept.person, Actor::System, now).await.unwrap().is_none());
    let events = scene.store.read().await.unwrap().audit().list(Page::newest(10)).await.unwrap();
    assert_eq!(events.items.len(), 1);
}

#[tokio::test]
async fn what_a_runner_writes_after_the_erasure_is_refused_and_its_file_goes() {
    let scene = Scene::new().await;
    let person = scene.person().await;
    let session = scene.running_session(person).await;
    let late = scene.new_evidence(session);
    let pending = scene.store.write_evidence(late, person, scene::EVIDENCE).await.unwrap();
    scene.store.erase_person(person, Actor::System, scene.clock.utc()).await.unwrap();

    let mut unit = scene.store.begin().await.unwrap();
    let refused = unit.evidence().add(&pending.record).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
    drop((unit, pending));
    let refused = scene.store.keep_evidence(scene.new_evidence(session), scene::EVIDENCE).await;
    let gone = matches!(refused, Err(StoreError::Storage(StorageError::NotFound { .. })));
    assert!(gone, "{refused:?}");
    assert!(files(&scene.path().join("evidence")).is_empty());
}

#[tokio::test]
async fn one_reference_can_go_with_its_portrait() {
    let scene = Scene::new().await;
    let kept = scene.everything().await;
    let (store, now) = (&scene.store, scene.clock.utc());
    store.remove_reference(kept.portrait, Actor::Operator, now).await.unwrap().unwrap();
    assert!(store.portrait_picture(kept.portrait).await.unwrap().is_none());
    assert!(files(&scene.path().join("portraits")).is_empty());
    let left = store.read().await.unwrap().references().of_person(kept.person).await.unwrap();
    assert_eq!(left.iter().map(|r| r.id).collect::<Vec<_>>(), [kept.reference]);
    assert!(store.remove_reference(kept.portrait, Actor::Operator, now).await.unwrap().is_none());
}
