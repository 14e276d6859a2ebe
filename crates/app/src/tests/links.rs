//! The facilitator's web: who is found, who is not, and what follows from it.

use domain::ReferenceKind;
use storage::{AuditAction, WaitsFor};

use super::*;

async fn searching() -> House {
    let house = House::with(enabled).await;
    on_a_basis(&house).await;
    house
}

fn enabled(deps: &mut AppDeps) {
    deps.settings.links.enabled = true;
}

async fn on_a_basis(house: &House) {
    house.app.record_link_basis(Actor::Operator, "consent to a search", "2026-11").await.unwrap();
}

async fn found(house: &House) -> Vec<LinkSummary> {
    house.app.search_links().await.unwrap();
    house.app.list_links(Actor::Operator, false, 50, None).await.unwrap().items
}

fn key(n: u64) -> Actor {
    Actor::ApiKey(format!("00000000-0000-7000-8000-{n:012}").parse().unwrap())
}

#[tokio::test]
async fn one_face_under_three_names_is_one_cluster() {
    let house = searching().await;
    let mut people = Vec::new();
    for name in ["Cas", "Kees", "Carl"] {
        people.push(house.person(name, 3).await);
    }
    let other = house.person("Ana", 1).await;
    let links = found(&house).await;
    assert_eq!(links.len(), 3);
    assert!(
        links.iter().all(|l| l.kind == LinkKind::OneFace && l.waits_for == Some(WaitsFor::First))
    );
    assert!(links.iter().all(|l| l.people.iter().all(|p| p.id != other)));
    assert!(links.iter().all(|l| l.leading.unwrap().score.get() > 0.99));
    let opened = house.app.open_link(Actor::Operator, links[0].id).await.unwrap();
    let mut cluster: Vec<_> = opened.cluster.iter().map(|p| p.id).collect();
    cluster.sort();
    people.sort();
    assert_eq!(cluster, people);
    assert_eq!(opened.cluster_links.len(), 3);
    // Nothing is searched twice, and nothing found twice.
    assert_eq!(house.app.search_links().await.unwrap(), LinkSearch::default());
    let trail = house.app.audit(100, None).await.unwrap().items;
    assert_eq!(trail.iter().filter(|e| e.action == AuditAction::LinkFound).count(), 3);
}

#[tokio::test]
async fn a_device_under_a_third_name_is_shown_with_the_link_and_the_link_on_both_timelines() {
    let house = searching().await;
    let (cas, kees) = (house.person("Cas", 3).await, house.person("Kees", 3).await);
    let (ana, bob) = (house.person("Ana", 1).await, house.person("Bob", 2).await);
    for person in [cas, kees, ana] {
        let device_id = Some("laptop-7".into());
        let said = Application { device_id, ..Application::default() };
        house.app.set_application(Actor::Operator, person, said).await.unwrap();
    }
    let links = found(&house).await;
    let opened = house.app.open_link(Actor::Operator, links[0].id).await.unwrap();
    let mut shared: Vec<_> = opened
        .shared
        .iter()
        .map(|s| (s.person, s.others, s.people.iter().map(|p| p.id).collect::<Vec<_>>()))
        .collect();
    shared.sort();
    let mut expected = vec![(cas, 1, vec![ana]), (kees, 1, vec![ana])];
    expected.sort();
    assert_eq!(shared, expected, "the other one of the link is told as in common, Ana as a trace");
    assert!(!format!("{opened:?}").contains("laptop"), "the value itself is nobody's");

    let has_link = async |person, with_links| {
        let page = house.app.person_timeline(Actor::Operator, person, with_links, 100, None).await;
        let entries = page.unwrap().items;
        entries.iter().any(|e| matches!(&e.what, Happening::Link { id, .. } if *id == links[0].id))
    };
    assert!(has_link(cas, true).await && has_link(kees, true).await);
    assert!(!has_link(cas, false).await && !has_link(bob, true).await);
}

#[tokio::test]
async fn an_interview_finds_who_was_interviewed_under_another_name() {
    let house = searching().await;
    // Two IDs that are others' faces, and one person before the camera of both: each ID lies between two.
    let (first, second) = (house.person("Ana", 104).await, house.person("Bea", 105).await);
    assert_eq!(found(&house).await, []);
    for person in [first, second] {
        let session = house.run(person, SessionKind::Interview, Script::of(5, 8)).await;
        assert_eq!(outcome(&session), Outcome::Accept, "{:?}", codes(&session));
    }
    let links = found(&house).await;
    assert_eq!(links.len(), 1);
    let opened = house.app.open_link(Actor::Operator, links[0].id).await.unwrap();
    let references = &opened.link.people[1].references;
    let of_session = |r: &&LinkReference| matches!(r.kind, ReferenceKind::Session { .. });
    let reference = references.iter().find(of_session).unwrap();
    let face = house.app.link_face(links[0].id, reference.id).await.unwrap();
    assert!(face.starts_with(&[0xff, 0xd8]));
}

#[tokio::test]
async fn sessions_of_linked_people_go_to_a_human_until_two_say_that_they_differ() {
    let house = searching().await;
    let (first, second) = (house.person("Ana", 1).await, house.person("Bea", 1).await);
    let link = found(&house).await[0].id;
    for person in [first, second] {
        let session = house.run(person, SessionKind::Login, Script::of(1, 8)).await;
        assert_eq!(outcome(&session), Outcome::Refer);
        assert_eq!(codes(&session)[0], "other_identity");
    }
    // Never further than that: who is rejected is rejected for other reasons.
    let stranger = house.run(first, SessionKind::Login, Script::of(2, 8)).await;
    assert_eq!(codes(&stranger)[0], "not_the_id_holder");
    let decide = async |who, answer| {
        house.app.decide_link(who, link, answer, Some(&"twins".into())).await.unwrap().link
    };
    let once = decide(key(1), LinkAnswer::DifferentPeople).await;
    assert_eq!((once.answer, once.waits_for), (None, Some(WaitsFor::Second)));
    let session = house.run(first, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&session), Outcome::Refer);
    let twice = decide(key(2), LinkAnswer::DifferentPeople).await;
    assert_eq!((twice.answer, twice.waits_for), (Some(LinkAnswer::DifferentPeople), None));
    let session = house.run(first, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&session), Outcome::Accept, "{:?}", codes(&session));
    // Its reference is as like as the one before: what two people settled stays settled.
    let after = found(&house).await;
    assert_eq!((after.len(), after[0].answer), (1, Some(LinkAnswer::DifferentPeople)));
    // And thinking better of it opens it again.
    decide(key(2), LinkAnswer::SamePerson).await;
    let session = house.run(second, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&session), Outcome::Refer);
}

#[tokio::test]
async fn several_faces_under_one_name_are_a_link_of_their_own() {
    let house = searching().await;
    let person = house.person("Ana", 1).await;
    house.run(person, SessionKind::Interview, Script::of(1, 8)).await;
    let picture = picture_of(2).into();
    house.app.set_portrait(Actor::Operator, person, picture).await.unwrap();
    let links = found(&house).await;
    assert_eq!((links.len(), links[0].kind), (1, LinkKind::SeveralFaces));
    assert_eq!(links[0].people.len(), 1);
    assert!(links[0].leading.unwrap().score.get() < 0.2);
}

#[tokio::test]
async fn nobody_is_searched_before_the_basis_and_everybody_is_with_it() {
    let house = House::with(enabled).await;
    house.person("Ana", 1).await;
    house.person("Bea", 1).await;
    assert_eq!(found(&house).await, []);
    assert_eq!(house.app.link_search().await.unwrap().references, 0);
    on_a_basis(&house).await;
    assert_eq!(found(&house).await.len(), 1);
    let state = house.app.link_search().await.unwrap();
    assert_eq!((state.references, state.people, state.waiting), (2, 2, 1));
    assert!(state.bars.unwrap().one_face > 0.5);
    let twice = house.app.record_link_basis(Actor::Operator, "x", "y").await.unwrap_err();
    assert_eq!(twice.code(), "conflict");
    house.app.end_link_basis(Actor::Operator).await.unwrap();
    assert_eq!(house.app.link_search().await.unwrap().references, 0);
    assert_eq!(found(&house).await, []);
    assert_eq!(house.app.end_link_basis(Actor::Operator).await.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn the_index_is_built_again_at_the_next_start_and_searches_what_came_before_a_crash() {
    let house = searching().await;
    house.person("Ana", 1).await;
    assert_eq!(found(&house).await, []);
    // Enrolled, and the service ends before it was searched.
    house.person("Bea", 1).await;
    let House { app, sources, clock, entropy, folder } = house;
    drop(app);
    let app = open(&folder, &clock, &entropy, &sources, enabled).await;
    let house = House { app, sources, clock, entropy, folder };
    assert_eq!(found(&house).await.len(), 1);
    assert_eq!(house.app.link_search().await.unwrap().references, 2);
}

#[tokio::test]
async fn an_erasure_takes_templates_links_and_decisions() {
    let house = searching().await;
    let (first, second) = (house.person("Ana", 1).await, house.person("Bea", 1).await);
    let link = found(&house).await[0].id;
    house.app.decide_link(key(1), link, LinkAnswer::Unclear, None).await.unwrap();
    house.app.erase_person(Actor::Operator, second).await.unwrap();
    assert_eq!(house.app.link_search().await.unwrap().references, 1);
    assert_eq!(found(&house).await, []);
    assert_eq!(house.app.open_link(Actor::Operator, link).await.unwrap_err().code(), "not_found");
    // Nobody is left to be found, and the one who is left is referred no more.
    house.person("Cas", 2).await;
    assert_eq!(found(&house).await, []);
    let session = house.run(first, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&session), Outcome::Accept);
}

#[tokio::test]
async fn a_replaced_portrait_leaves_the_index() {
    let house = searching().await;
    let person = house.person("Ana", 1).await;
    house.app.search_links().await.unwrap();
    house.app.set_portrait(Actor::Operator, person, picture_of(1).into()).await.unwrap();
    house.app.search_links().await.unwrap();
    assert_eq!(house.app.link_search().await.unwrap().references, 1);
}

/// Eight seconds of somebody in a room.
fn in_room(room: u8, person: u8) -> Script {
    Script { room: Some(room), ..Script::of(person, 8) }
}

#[tokio::test]
async fn two_applicants_in_one_room_are_linked_and_still_accepted() {
    let house = searching().await;
    let mut people = Vec::new();
    for (name, face, room) in [("Ana", 1, 1), ("Bea", 2, 1), ("Cas", 3, 2)] {
        let person = house.person(name, face).await;
        let session = house.run(person, SessionKind::Interview, in_room(room, face)).await;
        assert_eq!(outcome(&session), Outcome::Accept, "{:?}", codes(&session));
        people.push(person);
    }
    let links = found(&house).await;
    assert_eq!((links.len(), links[0].kind), (1, LinkKind::OneRoom));
    let mut linked: Vec<_> = links[0].people.iter().map(|p| p.id).collect();
    linked.sort();
    let mut expected = people[..2].to_vec();
    expected.sort();
    assert_eq!(linked, expected);
    assert!(links[0].leading.is_none() && links[0].leading_room.unwrap().score > 0.95);
    let opened = house.app.open_link(Actor::Operator, links[0].id).await.unwrap();
    assert_eq!((opened.pairs.len(), opened.room_pairs.len(), opened.rooms.len()), (0, 1, 2));
    assert!(opened.rooms.iter().all(|r| r.view.is_some() && people[..2].contains(&r.person)));
    // It is for an analyst's eyes, and changes no verdict.
    let again = house.run(people[0], SessionKind::Login, in_room(1, 1)).await;
    assert_eq!(outcome(&again), Outcome::Accept, "{:?}", codes(&again));
    assert_eq!(found(&house).await.len(), 1, "the same two people, one link");
    let opened = house.app.open_link(Actor::Operator, links[0].id).await.unwrap();
    assert_eq!(opened.room_pairs.len(), 2);
}

#[tokio::test]
async fn a_room_is_asked_about_as_a_room_and_ties_until_two_say_otherwise() {
    let house = searching().await;
    for (name, face) in [("Ana", 1), ("Bea", 2)] {
        let person = house.person(name, face).await;
        house.run(person, SessionKind::Interview, in_room(1, face)).await;
    }
    let link = found(&house).await[0].id;
    let wrong = house.app.decide_link(key(1), link, LinkAnswer::SamePerson, None).await;
    assert_eq!(wrong.unwrap_err().code(), "invalid");
    for who in [1, 2] {
        house.app.decide_link(key(who), link, LinkAnswer::DifferentRooms, None).await.unwrap();
    }
    let opened = house.app.open_link(Actor::Operator, link).await.unwrap();
    assert_eq!(opened.link.answer, Some(LinkAnswer::DifferentRooms));
    // Of a face, the other question is asked.
    house.person("Eva", 1).await;
    let links = found(&house).await;
    let face = links.iter().find(|l| l.kind == LinkKind::OneFace).unwrap().id;
    let wrong = house.app.decide_link(key(1), face, LinkAnswer::SameRoom, None).await;
    assert_eq!(wrong.unwrap_err().code(), "invalid");
    // And the room that was settled as none holds nobody together any more.
    let opened = house.app.open_link(Actor::Operator, face).await.unwrap();
    assert_eq!(opened.cluster.len(), 2);
}

#[tokio::test]
async fn no_room_is_kept_without_a_basis_or_past_it_and_none_of_an_erased_person() {
    let kept = async |house: &House| {
        let mut unit = house.app.records().read().await.unwrap();
        let links = unit.links();
        let mut count = 0;
        for searched in [false, true] {
            count += links.rooms(vision::ROOM_METHOD, searched, None, 50).await.unwrap().len();
        }
        count
    };
    let house = House::with(enabled).await;
    let ana = house.person("Ana", 1).await;
    house.run(ana, SessionKind::Interview, in_room(1, 1)).await;
    assert_eq!(kept(&house).await, 0, "no basis");
    on_a_basis(&house).await;
    let bea = house.person("Bea", 2).await;
    for (person, face) in [(ana, 1), (bea, 2)] {
        house.run(person, SessionKind::Interview, in_room(1, face)).await;
    }
    assert_eq!(kept(&house).await, 2);
    assert_eq!(found(&house).await.len(), 1);
    house.app.erase_person(Actor::Operator, bea).await.unwrap();
    assert_eq!((kept(&house).await, found(&house).await.len()), (1, 0));
    house.app.end_link_basis(Actor::Operator).await.unwrap();
    assert_eq!(kept(&house).await, 0, "the basis ended");

    let house = House::new().await;
    let ana = house.person("Ana", 1).await;
    house.run(ana, SessionKind::Interview, in_room(1, 1)).await;
    assert_eq!(kept(&house).await, 0, "switched off");
}

#[tokio::test]
async fn a_room_that_is_damaged_holds_nobody_else_up() {
    let house = searching().await;
    for (name, face) in [("Ana", 1), ("Bea", 2)] {
        let person = house.person(name, face).await;
        house.run(person, SessionKind::Interview, in_room(1, face)).await;
    }
    let third = house.person("Cas", 3).await;
    let session = house.run(third, SessionKind::Interview, Script::of(3, 8)).await;
    let context = storage::SealContext::SessionRoom { session: session.id, person: third };
    let room = storage::RoomRecord {
        session: session.id,
        person: third,
        policy: String::new(),
        method: vision::ROOM_METHOD.to_owned(),
        view: house.app.sealer().seal(&context, b"no room"),
    };
    let mut unit = house.app.records().begin().await.unwrap();
    unit.links().add_room(&room).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(found(&house).await.len(), 1);
    assert_eq!(house.app.search_links().await.unwrap(), LinkSearch::default());
}
