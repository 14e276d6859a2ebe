//! Links, their decisions, and the basis of the search.

use domain::ReferenceKind;

use super::World;
use crate::{Actor, LinkAnswer, LinkBasis, LinkRecord, Linked, Page, StorageError, WaitsFor};

super::cases![
    one_basis_is_in_force_at_a_time,
    references_are_told_apart_by_whether_they_were_searched,
    links_read_back_change_and_are_listed_newest_first,
    there_is_one_link_of_two_people_and_one_of_a_person,
    links_by_faces_and_by_rooms_are_kept_apart,
    rooms_are_told_apart_by_whether_they_were_searched,
    rooms_go_with_their_session_and_with_the_basis,
    links_go_with_either_person,
    decisions_keep_their_link_and_go_with_it
];

fn basis(world: &World) -> LinkBasis {
    LinkBasis {
        recorded_at: world.now(),
        recorded_by: Actor::Operator,
        legal_basis: "consent, for that purpose alone".into(),
        text_version: "2026-11".into(),
        ended: None,
    }
}

async fn one_basis_is_in_force_at_a_time(world: &World) {
    let (first, second) =
        (basis(world), LinkBasis { text_version: "2027-01".into(), ..basis(world) });
    let mut unit = world.begin().await;
    assert_eq!(unit.links().basis().await.unwrap(), None);
    assert!(!unit.links().end_basis(world.now(), Actor::Operator).await.unwrap());
    unit.links().record_basis(&first).await.unwrap();
    assert_eq!(unit.links().basis().await.unwrap(), Some(first));
    let refused = unit.links().record_basis(&second).await;
    assert!(matches!(refused, Err(StorageError::AlreadyExists { .. })), "{refused:?}");
    assert!(unit.links().end_basis(world.now(), Actor::Operator).await.unwrap());
    assert_eq!(unit.links().basis().await.unwrap(), None);
    unit.links().record_basis(&second).await.unwrap();
    assert_eq!(unit.links().basis().await.unwrap(), Some(second));
}

async fn references_are_told_apart_by_whether_they_were_searched(world: &World) {
    let person = world.person().await.id;
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(world.reference(person, ReferenceKind::Picture).await);
    }
    let model = all[0].model.clone();
    let mut unit = world.begin().await;
    let links = unit.links();
    assert_eq!(links.references(&model, false, None, 9).await.unwrap(), all);
    for reference in &all[1..3] {
        links.searched(reference.id, world.now()).await.unwrap();
        links.searched(reference.id, world.now()).await.unwrap();
    }
    assert_eq!(links.references(&model, true, None, 9).await.unwrap(), all[1..3]);
    assert_eq!(links.references(&model, true, None, 1).await.unwrap(), all[1..2]);
    assert_eq!(links.references(&model, true, Some(all[1].id), 9).await.unwrap(), all[2..3]);
    let left = links.references(&model, false, None, 9).await.unwrap();
    assert_eq!(left, [all[0].clone(), all[3].clone()]);
    let other = domain::ModelStamp { sha256: "ff".repeat(32).into(), ..model.clone() };
    assert_eq!(links.references(&other, false, None, 9).await.unwrap(), []);
    links.end_basis(world.now(), Actor::Operator).await.unwrap();
    assert_eq!(links.references(&model, true, None, 9).await.unwrap(), []);
    unit.references().remove(all[0].id).await.unwrap();
    let gone = unit.links().searched(all[0].id, world.now()).await;
    assert!(matches!(gone, Err(StorageError::NotFound { .. })), "{gone:?}");
}

/// Three people, and the links of the first with itself and with the others.
async fn three_links(world: &World) -> Vec<LinkRecord> {
    let (a, b, c) = (world.person().await.id, world.person().await.id, world.person().await.id);
    let mut links = Vec::new();
    for linked in [Linked::of(a, a), Linked::of(b, a), Linked::of(a, c)] {
        links.push(world.link(linked).await);
    }
    links
}

async fn links_read_back_change_and_are_listed_newest_first(world: &World) {
    let mut all = three_links(world).await;
    let mut unit = world.begin().await;
    let links = unit.links();
    assert_eq!(links.waiting().await.unwrap(), 3);
    all[1].answer = Some(LinkAnswer::DifferentPeople);
    all[1].waits_for = None;
    links.put(&all[1]).await.unwrap();
    all[2].waits_for = Some(WaitsFor::Second);
    links.put(&all[2]).await.unwrap();
    for link in &all {
        assert_eq!(links.get(link.id).await.unwrap().as_ref(), Some(link));
        assert_eq!(links.between(link.linked).await.unwrap().as_ref(), Some(link));
    }
    assert_eq!(links.waiting().await.unwrap(), 2);
    let first = links.list(false, Page::newest(2)).await.unwrap();
    assert_eq!(
        (first.items.as_slice(), first.next),
        (&[all[2].clone(), all[1].clone()][..], Some(all[1].id))
    );
    let rest = links.list(false, Page::after(all[1].id, 2)).await.unwrap();
    assert_eq!((rest.items.as_slice(), rest.next), (&all[..1], None));
    let waiting = links.list(true, Page::newest(9)).await.unwrap();
    assert_eq!(waiting.items, [all[2].clone(), all[0].clone()]);
    let person = all[0].linked.person;
    assert_eq!(links.of_person(person).await.unwrap(), all);
    let other = all[2].linked.other.unwrap();
    assert_eq!(links.of_person(other).await.unwrap(), all[2..]);
}

async fn there_is_one_link_of_two_people_and_one_of_a_person(world: &World) {
    let all = three_links(world).await;
    let mut unit = world.begin().await;
    for link in all {
        let again = unit.links().put(&world.new_link(link.linked)).await;
        assert!(matches!(again, Err(StorageError::AlreadyExists { .. })), "{again:?}");
    }
}

async fn links_by_faces_and_by_rooms_are_kept_apart(world: &World) {
    let (a, b) = (world.person().await.id, world.person().await.id);
    let face = world.link(Linked::of(a, b)).await;
    let room = world.link(Linked::in_one_room(b, a).unwrap()).await;
    assert_eq!(Linked::in_one_room(a, a), None);
    let mut unit = world.begin().await;
    for link in [&face, &room] {
        assert_eq!(unit.links().between(link.linked).await.unwrap().as_ref(), Some(link));
    }
    assert_eq!(unit.links().of_person(b).await.unwrap(), [face, room.clone()]);
    let again = unit.links().put(&world.new_link(room.linked)).await;
    assert!(matches!(again, Err(StorageError::AlreadyExists { .. })), "{again:?}");
    let said = world.new_link_decision(&room, LinkAnswer::SameRoom);
    unit.links().add_decision(&said).await.unwrap();
    assert_eq!(unit.links().decisions(room.id).await.unwrap(), [said]);
}

async fn rooms_are_told_apart_by_whether_they_were_searched(world: &World) {
    let person = world.person().await.id;
    let mut rooms = Vec::new();
    for _ in 0..3 {
        rooms.push(world.new_room(&world.session(person).await));
    }
    let mut unit = world.begin().await;
    let links = unit.links();
    for room in &rooms {
        links.add_room(room).await.unwrap();
    }
    let again = links.add_room(&rooms[0]).await;
    assert!(matches!(again, Err(StorageError::AlreadyExists { .. })), "{again:?}");
    assert_eq!(links.rooms("edges-1", false, None, 9).await.unwrap(), rooms);
    assert_eq!(
        links.rooms("edges-1", false, Some(rooms[0].session), 1).await.unwrap(),
        rooms[1..2]
    );
    assert_eq!(links.rooms("another", false, None, 9).await.unwrap(), []);
    links.room_searched(rooms[1].session, world.now()).await.unwrap();
    assert_eq!(links.rooms("edges-1", true, None, 9).await.unwrap(), rooms[1..2]);
    assert_eq!(links.room_of(rooms[2].session).await.unwrap().as_ref(), Some(&rooms[2]));
    let other = world.new_room(&world.new_session(person));
    assert_eq!(links.room_of(other.session).await.unwrap(), None);
    let gone = links.room_searched(other.session, world.now()).await;
    assert!(matches!(gone, Err(StorageError::NotFound { .. })), "{gone:?}");
    let gone = links.add_room(&other).await;
    assert!(matches!(gone, Err(StorageError::NotFound { .. })), "{gone:?}");
}

async fn rooms_go_with_their_session_and_with_the_basis(world: &World) {
    let (a, b) = (world.person().await.id, world.person().await.id);
    let mut rooms = Vec::new();
    for person in [a, b] {
        rooms.push(world.new_room(&world.session(person).await));
    }
    let mut unit = world.begin().await;
    for room in &rooms {
        unit.links().add_room(room).await.unwrap();
    }
    unit.people().erase(a).await.unwrap();
    assert_eq!(unit.links().rooms("edges-1", false, None, 9).await.unwrap(), rooms[1..]);
    unit.links().end_basis(world.now(), Actor::Operator).await.unwrap();
    assert_eq!(unit.links().rooms("edges-1", false, None, 9).await.unwrap(), []);
}

async fn links_go_with_either_person(world: &World) {
    let all = three_links(world).await;
    let mut unit = world.begin().await;
    unit.people().erase(all[2].linked.other.unwrap()).await.unwrap();
    assert_eq!(unit.links().get(all[2].id).await.unwrap(), None);
    assert_eq!(unit.links().of_person(all[0].linked.person).await.unwrap(), all[..2]);
    unit.people().erase(all[0].linked.person).await.unwrap();
    assert_eq!(unit.links().list(false, Page::newest(9)).await.unwrap().items, []);
    let gone = unit.links().put(&all[0]).await;
    assert!(matches!(gone, Err(StorageError::NotFound { .. })), "{gone:?}");
}

async fn decisions_keep_their_link_and_go_with_it(world: &World) {
    let all = three_links(world).await;
    let first = world.new_link_decision(&all[1], LinkAnswer::Unclear);
    let second = world.new_link_decision(&all[1], LinkAnswer::SamePerson);
    let mut unit = world.begin().await;
    for decision in [&second, &first] {
        unit.links().add_decision(decision).await.unwrap();
    }
    assert_eq!(unit.links().decisions(all[1].id).await.unwrap(), [first.clone(), second]);
    assert_eq!(unit.links().decisions(all[0].id).await.unwrap(), []);
    assert_eq!(unit.links().remove_undecided().await.unwrap(), 2);
    assert_eq!(unit.links().list(false, Page::newest(9)).await.unwrap().items, all[1..2]);
    unit.people().erase(all[1].linked.other.unwrap()).await.unwrap();
    assert_eq!(unit.links().decisions(all[1].id).await.unwrap(), []);
    let gone = unit.links().add_decision(&first).await;
    assert!(matches!(gone, Err(StorageError::NotFound { .. })), "{gone:?}");
}
