//! People.

use domain::{PersonId, ReferenceKind};

use super::World;
use crate::{Consent, Page, Person, Removed, StorageError};

super::cases![
    a_person_reads_back_as_written,
    absence_is_not_an_error,
    an_id_is_taken_once,
    people_are_listed_newest_first_in_pages,
    consent_can_be_recorded_later,
    erasing_takes_everything_of_one_person_and_nothing_of_another,
    erasing_nobody_says_so,
];

async fn a_person_reads_back_as_written(world: &World) {
    let person = world.person().await;
    let bare = Person { external_ref: None, consent: None, ..world.new_person() };
    let mut unit = world.begin().await;
    unit.people().add(&bare).await.unwrap();
    for written in [person, bare] {
        let read = unit.people().get(written.id).await.unwrap().unwrap();
        assert_eq!(read, written);
        assert_eq!(world.sealer.display_name(&read).unwrap(), "Ada Example");
    }
}

async fn absence_is_not_an_error(world: &World) {
    let id = PersonId::generate(world.now(), world.entropy.as_ref());
    assert_eq!(world.read().await.people().get(id).await.unwrap(), None);
}

async fn an_id_is_taken_once(world: &World) {
    let person = world.person().await;
    let again = world.begin().await.people().add(&person).await;
    assert!(matches!(again, Err(StorageError::AlreadyExists { what: "person" })), "{again:?}");
}

async fn people_are_listed_newest_first_in_pages(world: &World) {
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(world.person().await.id);
    }
    ids.reverse();
    let mut unit = world.read().await;
    let mut seen = Vec::new();
    let mut page = Page::newest(2);
    loop {
        let listing = unit.people().list(page).await.unwrap();
        assert!(listing.items.len() <= 2);
        seen.extend(listing.items.iter().map(|p| p.id));
        let Some(next) = listing.next else { break };
        page = Page::after(next, 2);
    }
    assert_eq!(seen, ids);
    let all = unit.people().list(Page::newest(100)).await.unwrap();
    assert_eq!((all.items.len(), all.next), (5, None));
    let exact = unit.people().list(Page::newest(5)).await.unwrap();
    assert_eq!(exact.next, None);
}

async fn consent_can_be_recorded_later(world: &World) {
    let person = world.person().await;
    let consent = Consent { text_version: "2026-02".into(), at: world.now() };
    let mut unit = world.begin().await;
    unit.people().set_consent(person.id, &consent).await.unwrap();
    let read = unit.people().get(person.id).await.unwrap().unwrap();
    assert_eq!(read.consent.as_ref(), Some(&consent));
    let nobody = PersonId::generate(world.now(), world.entropy.as_ref());
    let refused = unit.people().set_consent(nobody, &consent).await;
    assert!(matches!(refused, Err(StorageError::NotFound { .. })), "{refused:?}");
}

async fn erasing_takes_everything_of_one_person_and_nothing_of_another(world: &World) {
    let (gone, stays) = (world.person().await, world.person().await);
    let mut expected = Removed::default();
    let mut kept = Vec::new();
    for person in [gone.id, stays.id] {
        let session = world.finished_session(person).await;
        let picture = world.reference(person, ReferenceKind::Picture).await;
        let from_session = ReferenceKind::Session { session: Some(session.id), kind: session.kind };
        let reference = world.reference(person, from_session).await;
        let evidence = world.evidence(session.id, 400).await;
        world.portrait(picture.id).await;
        if person == gone.id {
            expected = Removed {
                sessions: vec![session.id],
                references: vec![picture.id, reference.id],
                evidence: vec![(session.id, evidence.id)],
                portraits: vec![picture.id],
            };
        } else {
            kept.extend([picture, reference]);
        }
    }
    let mut unit = world.begin().await;
    assert_eq!(unit.people().erase(gone.id).await.unwrap(), Some(expected.clone()));
    unit.commit().await.unwrap();

    let mut unit = world.read().await;
    assert_eq!(unit.people().get(gone.id).await.unwrap(), None);
    assert!(unit.references().of_person(gone.id).await.unwrap().is_empty());
    assert_eq!(unit.sessions().get(expected.sessions[0]).await.unwrap(), None);
    assert!(unit.evidence().of_session(expected.sessions[0]).await.unwrap().is_empty());
    assert_eq!(unit.references().portrait(expected.portraits[0]).await.unwrap(), None);
    assert_eq!(unit.references().of_person(stays.id).await.unwrap(), kept);
    assert_eq!(unit.evidence().all().await.unwrap().len(), 1);
    assert_eq!(unit.references().all_portraits().await.unwrap(), [(kept[0].id, stays.id)]);
}

async fn erasing_nobody_says_so(world: &World) {
    let nobody = PersonId::generate(world.now(), world.entropy.as_ref());
    assert_eq!(world.begin().await.people().erase(nobody).await.unwrap(), None);
}
