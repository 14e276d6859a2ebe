//! The line from interview to login.

use domain::{IdentityState, ReferenceKind};
use storage::AuditAction;

use super::*;

#[tokio::test]
async fn interview_then_login_by_the_same_person_then_by_somebody_else() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;

    let interview = house.run(person, SessionKind::Interview, Script::of(1, 8)).await;
    assert_eq!(outcome(&interview), Outcome::Accept, "{:?}", codes(&interview));
    assert_eq!(interview.state, SessionState::Finished);
    assert_eq!(interview.policy.name, "interview");
    let references = house.app.person(person).await.unwrap().references;
    assert_eq!(references.len(), 2);
    let left = ReferenceKind::Session { session: Some(interview.id), kind: SessionKind::Interview };
    assert_eq!(references[1].kind, left);

    let login = house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&login), Outcome::Accept);
    assert_eq!(login.policy.name, "login");
    let report = login.verdict.as_ref().unwrap();
    assert_eq!(report.verdict.references.len(), 2);
    assert!(report.verdict.references.iter().all(|r| r.state == IdentityState::Same));
    assert_eq!(report.captured_at.len(), 2);

    let other = house.run(person, SessionKind::Login, Script::of(2, 8)).await;
    assert_eq!(outcome(&other), Outcome::Reject);
    assert!(codes(&other).contains(&"not_the_id_holder"));
    // A rejected session leaves no reference.
    assert_eq!(house.app.person(person).await.unwrap().references.len(), 3);
}

#[tokio::test]
async fn the_id_but_not_the_person_who_interviewed_is_its_own_reason() {
    let house = House::new().await;
    // An ID that lies between persons 4 and 5: either passes against it alone.
    let person = house.person("Ana", 104).await;
    let interview = house.run(person, SessionKind::Interview, Script::of(4, 8)).await;
    assert_eq!(outcome(&interview), Outcome::Accept, "{:?}", codes(&interview));
    let hand_over = house.run(person, SessionKind::Login, Script::of(5, 8)).await;
    assert_ne!(outcome(&hand_over), Outcome::Accept);
    assert_eq!(codes(&hand_over)[0], "not_the_interviewed_person");
}

#[tokio::test]
async fn a_replay_before_the_camera_is_never_accepted() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let script = Script { is_replay: true, ..Script::of(1, 8) };
    let session = house.run(person, SessionKind::Interview, script).await;
    assert_eq!(outcome(&session), Outcome::Reject);
    assert!(codes(&session).contains(&"presentation_attack"));
}

#[tokio::test]
async fn a_session_needs_a_person_a_portrait_and_a_policy() {
    let house = House::new().await;
    let nobody = PersonId::generate(house.clock.utc(), &*house.entropy);
    let missing = house.start(nobody, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(missing.unwrap_err().code(), "not_found");
    let new = NewPerson { display_name: "Ana".into(), ..NewPerson::default() };
    let blank = house.app.create_person(Actor::Operator, new).await.unwrap().id;
    let unready = house.start(blank, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(unready.unwrap_err().code(), "no_portrait");
    let person = house.person("Ben", 1).await;
    let start = StartSession {
        person,
        kind: SessionKind::Login,
        policy: Some("strictest".to_owned()),
        following: Following::Largest,
    };
    let source = StartSource::Address("rtsp://cam.test/1".into());
    let error = house.app.start_session(Actor::Operator, start, source).await.unwrap_err();
    assert_eq!(error.code(), "invalid");
    assert!(error.to_string().contains("interview, login"), "{error}");
}

#[tokio::test]
async fn addresses_are_checked_before_anything_is_recorded() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    for (address, code) in [
        ("", "invalid"),
        ("rtsp://elsewhere.test/1", "address_refused"),
        ("http://cam.test/1", "address_refused"),
        ("file:///etc/passwd", "address_refused"),
        ("/dev/video0", "address_refused"),
    ] {
        let start = StartSession {
            person,
            kind: SessionKind::Login,
            policy: None,
            following: Following::Largest,
        };
        let source = StartSource::Address(address.into());
        let error = house.app.start_session(Actor::Operator, start, source).await.unwrap_err();
        assert_eq!(error.code(), code, "{address}");
    }
    assert!(house.app.sessions(10, None, None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn references_of_another_model_must_be_enrolled_again() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let House { app, sources, clock, entropy, folder } = house;
    drop(app);
    let app = open(&folder, &clock, &entropy, &sources, |deps| {
        let embedder = deps.pack.models.iter_mut().find(|m| m.role == domain::ModelRole::Embedder);
        embedder.unwrap().sha256 = "ff".repeat(32).into();
    })
    .await;
    let house = House { app, sources, clock, entropy, folder };
    let refused = house.start(person, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(refused.unwrap_err().code(), "needs_re_enrolment");
    assert!(!house.app.person(person).await.unwrap().references[0].comparable);
}

#[tokio::test]
async fn a_stored_verdict_is_recomputed_and_equal_also_after_a_restart() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let session = house.run(person, SessionKind::Interview, Script::of(1, 8)).await;
    let live = session.verdict.clone().unwrap();

    let house = house.restarted().await;
    let replayed = house.app.replay(Actor::Operator, session.id).await.unwrap();
    assert!(replayed.equal);
    assert_eq!(replayed.report, live);
    assert_eq!(house.app.session(session.id).await.unwrap(), session);
    let listed = house.app.sessions(10, None, Some(person)).await.unwrap();
    assert_eq!(listed.items, std::slice::from_ref(&session));
    let actions: Vec<_> =
        house.app.audit(100, None).await.unwrap().items.into_iter().map(|l| l.action).collect();
    for action in [
        AuditAction::PersonCreated,
        AuditAction::PortraitSet,
        AuditAction::SessionCreated,
        AuditAction::SessionEnded,
        AuditAction::ReferenceAdded,
        AuditAction::SessionReplayed,
    ] {
        assert!(actions.contains(&action), "{action:?}");
    }
}

#[tokio::test]
async fn the_stored_timeline_is_the_one_that_was_told() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let started =
        house.start(person, SessionKind::Interview, Script::open_end(1, 8)).await.unwrap();
    let mut follower = house.app.follow(started.id).await.unwrap();
    loop {
        if let LiveMessage::Progress { frames, .. } = next(&mut follower).await
            && frames.analysed == 40
        {
            break;
        }
    }
    let told = house.app.timeline(started.id).await.unwrap();
    house.app.stop_session(Actor::Operator, started.id).await.unwrap();
    house.ended(started.id).await;
    assert_eq!(told.len(), 40);
    assert_eq!(house.app.timeline(started.id).await.unwrap(), told);
    assert!(told[39].identity_llr.unwrap() > 9.0);
    assert!(told[39].presence_llr.unwrap() < 0.0);
}
