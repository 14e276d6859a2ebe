//! References and portraits.

use std::time::Duration;

use domain::{PersonId, ReferenceId, ReferenceKind, SessionKind};

use super::World;
use crate::{ReferenceRecord, StorageError};

super::cases![
    a_reference_reads_back_and_its_template_opens,
    a_reference_needs_its_person,
    references_of_a_person_come_oldest_first,
    a_portrait_goes_with_its_reference,
    only_references_past_their_date_expire,
    a_reference_outlives_its_session,
];

async fn a_reference_reads_back_and_its_template_opens(world: &World) {
    let person = world.person().await.id;
    let session = world.session(person).await.id;
    let kinds = [
        ReferenceKind::Picture,
        ReferenceKind::Session { session: Some(session), kind: SessionKind::Onboarding },
        ReferenceKind::Session { session: None, kind: SessionKind::Login },
    ];
    for kind in kinds {
        let written = world.reference(person, kind).await;
        let read = world.read().await.references().get(written.id).await.unwrap().unwrap();
        assert_eq!(read, written);
        let opened = world.sealer.open_reference(&read).unwrap();
        assert_eq!(opened.template, testkit::template(30.0));
        assert_eq!(opened.kind, kind);
    }
}

async fn a_reference_needs_its_person(world: &World) {
    let nobody = PersonId::generate(world.now(), world.entropy.as_ref());
    let reference = world.new_reference(nobody, ReferenceKind::Picture);
    let refused = world.begin().await.references().add(&reference).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn references_of_a_person_come_oldest_first(world: &World) {
    let (person, other) = (world.person().await.id, world.person().await.id);
    let mut written = Vec::new();
    for _ in 0..3 {
        written.push(world.reference(person, ReferenceKind::Picture).await);
        world.reference(other, ReferenceKind::Picture).await;
    }
    assert_eq!(world.read().await.references().of_person(person).await.unwrap(), written);
}

async fn a_portrait_goes_with_its_reference(world: &World) {
    let person = world.person().await.id;
    let reference = world.reference(person, ReferenceKind::Picture).await;
    let mut unit = world.read().await;
    assert_eq!(unit.references().portrait(reference.id).await.unwrap(), None);
    drop(unit);
    let picture = world.portrait(reference.id).await;
    let mut unit = world.begin().await;
    assert_eq!(unit.references().portrait(reference.id).await.unwrap(), Some(picture));
    let removed = unit.references().remove(reference.id).await.unwrap().unwrap();
    assert_eq!(removed.references, [reference.id]);
    assert_eq!(removed.portraits, [reference.id]);
    assert_eq!(unit.references().portrait(reference.id).await.unwrap(), None);
    assert_eq!(unit.references().remove(reference.id).await.unwrap(), None);
    let nothing = ReferenceId::generate(world.now(), world.entropy.as_ref());
    assert_eq!(unit.references().get(nothing).await.unwrap(), None);
}

async fn only_references_past_their_date_expire(world: &World) {
    let person = world.person().await.id;
    let now = world.now();
    let mut unit = world.begin().await;
    let mut ids = Vec::new();
    for retained_until in [None, Some(now), Some(now.plus(Duration::from_millis(1)))] {
        let reference = ReferenceRecord {
            retained_until,
            ..world.new_reference(person, ReferenceKind::Picture)
        };
        unit.references().add(&reference).await.unwrap();
        ids.push(reference.id);
    }
    let expired = unit.references().expired(now, 10).await.unwrap();
    assert_eq!(expired.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[1]]);
    let later = now.plus(Duration::from_secs(1));
    assert_eq!(unit.references().expired(later, 10).await.unwrap().len(), 2);
    assert_eq!(unit.references().expired(later, 1).await.unwrap().len(), 1);
}

async fn a_reference_outlives_its_session(world: &World) {
    let person = world.person().await.id;
    let session = world.finished_session(person).await;
    let kind = ReferenceKind::Session { session: Some(session.id), kind: session.kind };
    let reference = world.reference(person, kind).await;
    let mut unit = world.begin().await;
    unit.sessions().remove(session.id).await.unwrap().unwrap();
    let read = unit.references().get(reference.id).await.unwrap().unwrap();
    assert_eq!(read.kind, ReferenceKind::Session { session: None, kind: session.kind });
    assert!(world.sealer.open_reference(&read).is_ok());
}
