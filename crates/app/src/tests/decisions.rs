//! What humans decide, and what leaves the house as a bundle.

use domain::Outcome;

use super::*;
use crate::view::Personal;

#[tokio::test]
async fn a_decision_is_kept_with_the_verdict_it_was_made_on_and_goes_with_the_person() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let session = house.run(person, SessionKind::Login, Script::of(1, 8)).await.id;
    let note = Personal::from(" Ana, on her own laptop ");
    let made =
        house.app.decide(Actor::Operator, session, Outcome::Refer, Some(&note)).await.unwrap();
    assert_eq!((made.outcome, made.verdict), (Outcome::Refer, Some(Outcome::Accept)));
    assert_eq!(made.note.as_ref().unwrap().reveal(), "Ana, on her own laptop");
    assert_eq!(house.app.decisions(session).await.unwrap(), [made]);
    house.app.erase_person(Actor::Operator, person).await.unwrap();
    assert_eq!(house.app.decisions(session).await.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn nobody_decides_on_a_session_that_runs() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    let refused = house.app.decide(Actor::Operator, id, Outcome::Accept, None).await.unwrap_err();
    assert_eq!(refused.code(), "conflict");
    assert_eq!(house.app.bundle(Actor::Operator, id).await.unwrap_err().code(), "conflict");
    house.app.stop_session(Actor::Operator, id).await.unwrap();
    house.ended(id).await;
}

#[tokio::test]
async fn a_bundle_holds_the_session_and_its_pictures_and_is_audited() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let session = house.run(person, SessionKind::Login, Script::of(2, 8)).await.id;
    house.app.decide(Actor::Operator, session, Outcome::Reject, None).await.unwrap();
    let parts = house.app.bundle(Actor::Operator, session).await.unwrap();
    assert_eq!(parts.session.id, session);
    assert_eq!(parts.decisions.len(), 1);
    assert!(!parts.timeline.is_empty() && !parts.evidence.is_empty());
    assert!(parts.portrait.is_some_and(|jpeg| jpeg.starts_with(&[0xff, 0xd8])));
    let trail = house.app.audit(10, None).await.unwrap().items;
    for word in ["bundle_exported", "session_decided"] {
        assert!(trail.iter().any(|line| line.action.as_str() == word), "{word}");
    }
}
