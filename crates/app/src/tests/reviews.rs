//! The queue of sessions that wait for a human.

use domain::Outcome;

use super::*;

async fn waiting(house: &House, kind: Option<SessionKind>) -> Vec<(SessionId, WaitsFor)> {
    let page = house.app.reviews(50, None, kind).await.unwrap();
    page.items.iter().map(|r| (r.session.id, r.waits_for.unwrap())).collect()
}

async fn by_key(house: &House, name: &str) -> Actor {
    let scopes = [Scope::SessionsWrite];
    let key = house.app.create_api_key(Actor::Operator, name, &scopes).await.unwrap();
    Actor::ApiKey(key.details.id)
}

#[tokio::test]
async fn what_is_not_accepted_waits_until_a_human_decides() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let mut ids = Vec::new();
    for (kind, face) in
        [(SessionKind::Login, 2), (SessionKind::Login, 1), (SessionKind::Interview, 2)]
    {
        house.clock.advance(Duration::from_millis(5));
        let session = house.run(person, kind, Script::of(face, 8)).await;
        assert_eq!(outcome(&session) == Outcome::Accept, face == 1);
        ids.push(session.id);
    }
    assert_eq!(waiting(&house, None).await, [(ids[0], WaitsFor::First), (ids[2], WaitsFor::First)]);
    assert_eq!(waiting(&house, Some(SessionKind::Login)).await, [(ids[0], WaitsFor::First)]);
    let counts = house.app.review_counts().await.unwrap();
    assert!(counts.iter().all(|c| c.waiting == 1) && counts.len() == 2, "{counts:?}");

    // The trail is in order of time; within a millisecond chance decides.
    house.clock.advance(Duration::from_millis(5));
    let opened = house.app.open_review(Actor::Operator, ids[0], None).await.unwrap();
    assert_eq!((opened.previous, opened.next), (None, Some(ids[2])));
    assert_eq!(opened.waits_for, Some(WaitsFor::First));
    let trail = house.app.audit(1, None).await.unwrap().items;
    assert_eq!(trail[0].action.as_str(), "review_opened");
    assert_eq!(trail[0].session, Some(ids[0]));

    house.app.decide(Actor::Operator, ids[0], Outcome::Reject, None).await.unwrap();
    assert_eq!(waiting(&house, None).await, [(ids[2], WaitsFor::First)]);
    let opened = house.app.open_review(Actor::Operator, ids[0], None).await.unwrap();
    assert_eq!((opened.waits_for, opened.decisions.len()), (None, 1));
    house.app.erase_person(Actor::Operator, person).await.unwrap();
    assert_eq!(waiting(&house, None).await, []);
}

#[tokio::test]
async fn an_overturned_reject_waits_for_a_second_person() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let session = house.run(person, SessionKind::Login, Script::of(2, 8)).await;
    assert_eq!(outcome(&session), Outcome::Reject);
    let (first, second) = (by_key(&house, "first").await, by_key(&house, "second").await);
    for _ in 0..2 {
        house.clock.advance(Duration::from_millis(5));
        house.app.decide(first, session.id, Outcome::Accept, None).await.unwrap();
        assert_eq!(waiting(&house, None).await, [(session.id, WaitsFor::Second)]);
    }
    house.clock.advance(Duration::from_millis(5));
    house.app.decide(second, session.id, Outcome::Accept, None).await.unwrap();
    assert_eq!(waiting(&house, None).await, []);
    house.clock.advance(Duration::from_millis(5));
    house.app.decide(second, session.id, Outcome::Refer, None).await.unwrap();
    assert_eq!(waiting(&house, None).await, [(session.id, WaitsFor::Second)]);
}

#[tokio::test]
async fn a_session_that_runs_or_is_unknown_cannot_be_opened() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(2, 8)).await.unwrap().id;
    let refused = house.app.open_review(Actor::Operator, id, None).await.unwrap_err();
    assert_eq!(refused.code(), "conflict");
    assert_eq!(waiting(&house, None).await, []);
    house.app.stop_session(Actor::Operator, id).await.unwrap();
    house.ended(id).await;
    let nobody = "0198f3a0-0000-7000-8000-000000000001".parse().unwrap();
    let refused = house.app.open_review(Actor::Operator, nobody, None).await.unwrap_err();
    assert_eq!(refused.code(), "not_found");
}
