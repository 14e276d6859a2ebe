//! The demonstration's policy: refused unless allowed, and what it leaves counts nowhere else.

use verdict::Policy;

use super::*;

async fn demonstrate(
    house: &House,
    person: PersonId,
    script: Script,
) -> Result<SessionDetails, AppError> {
    house.sources.next(script);
    let policy = Some(Policy::DEMONSTRATION_NAME.to_owned());
    let start = StartSession {
        person,
        kind: SessionKind::Interview,
        policy,
        following: Following::Largest,
    };
    let source = StartSource::Address("rtsp://cam.test/1".into());
    let started = house.app.start_session(Actor::Operator, start, source).await?;
    Ok(house.ended(started.id).await)
}

fn compared_with(session: &SessionDetails) -> usize {
    session.verdict.as_ref().unwrap().verdict.references.len()
}

#[tokio::test]
async fn it_is_refused_where_nobody_allowed_it() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let error = demonstrate(&house, person, Script::of(1, 8)).await.unwrap_err();
    assert_eq!(error.code(), "demo_policy_refused");
    assert!(error.to_string().contains("--allow-demo-policy"), "{error}");
    assert!(house.app.sessions(10, None, None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn what_it_accepts_is_no_reference_for_any_other_policy() {
    let house = House::with(|deps| deps.policies.allow_demonstration().unwrap()).await;
    let person = house.person("Ana", 1).await;
    let replayed = Script { is_replay: true, ..Script::of(1, 8) };
    let shown = demonstrate(&house, person, replayed).await.unwrap();
    assert_eq!(outcome(&shown), Outcome::Accept, "{:?}", codes(&shown));
    assert_eq!(codes(&shown)[..2], ["same_person", "presence_not_judged"]);
    assert_eq!(shown.policy.name, Policy::DEMONSTRATION_NAME);
    assert_eq!(house.app.person(person).await.unwrap().references.len(), 2);

    let login = house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!((outcome(&login), compared_with(&login)), (Outcome::Accept, 1));
    let again = demonstrate(&house, person, Script::of(1, 8)).await.unwrap();
    assert_eq!((outcome(&again), compared_with(&again)), (Outcome::Accept, 3));
    let stranger = demonstrate(&house, person, Script::of(2, 8)).await.unwrap();
    assert_eq!(outcome(&stranger), Outcome::Reject);

    // The service of every day, on the same records.
    let house = house.restarted().await;
    let login = house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!((outcome(&login), compared_with(&login)), (Outcome::Accept, 2));
    assert!(house.app.replay(Actor::Operator, shown.id).await.unwrap().equal);
}
