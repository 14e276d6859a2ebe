//! How sessions end: stopped, failed, erased, shut down, killed.

use super::*;

#[tokio::test]
async fn stopping_ends_a_session_with_what_it_saw() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    house.judged(id).await;
    house.app.stop_session(Actor::Operator, id).await.unwrap();
    let ended = house.ended(id).await;
    assert_eq!(ended.state, SessionState::Finished);
    assert!(ended.verdict.is_some());
    // Stopping twice is no error; a session that never was is.
    house.app.stop_session(Actor::Operator, id).await.unwrap();
    let nobody = SessionId::generate(house.clock.utc(), &*house.entropy);
    let error = house.app.stop_session(Actor::Operator, nobody).await.unwrap_err();
    assert_eq!(error.code(), "not_found");
}

#[tokio::test]
async fn a_source_that_does_not_open_fails_the_session_with_its_reason() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let script = Script { is_no_video: true, ..Script::default() };
    let session = house.run(person, SessionKind::Login, script).await;
    assert_eq!(session.state, SessionState::Failed);
    let error = session.error.clone().unwrap();
    assert_eq!(error.code, "no_video_track");
    assert!(error.detail.contains("camera on"));
    assert_eq!(house.app.session(session.id).await.unwrap(), session);
    let replay = house.app.replay(Actor::Operator, session.id).await.unwrap_err();
    assert_eq!(replay.code(), "conflict");
}

#[tokio::test]
async fn a_panic_ends_one_session_and_nothing_else() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let script = Script { panics: true, ..Script::default() };
    let session = house.run(person, SessionKind::Login, script).await;
    assert_eq!(session.state, SessionState::Failed);
    assert_eq!(session.error.unwrap().code, "internal");
    let next = house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(outcome(&next), Outcome::Accept);
}

#[tokio::test]
async fn a_panicking_analyst_costs_a_frame_and_not_the_session() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let mut script = Script::of(1, 8);
    script.people[20] = fakes::FakeFault::Panic.person();
    let session = house.run(person, SessionKind::Login, script).await;
    assert_eq!(outcome(&session), Outcome::Accept, "{:?}", codes(&session));
    assert_eq!(session.frames.dropped, 1);
    assert!(house.app.ready().await);
}

#[tokio::test]
async fn only_as_many_sessions_run_as_may() {
    let house = House::with(|deps| deps.settings.max_running_sessions = 1).await;
    let person = house.person("Ana", 1).await;
    let first = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap();
    let refused = house.start(person, SessionKind::Login, Script::of(1, 8)).await.unwrap_err();
    assert_eq!(refused.code(), "busy");
    assert_eq!(house.app.incoming_file().unwrap_err().code(), "busy");
    house.app.stop_session(Actor::Operator, first.id).await.unwrap();
    house.ended(first.id).await;
    // The place is free once the recorder has let go of it.
    let start = async {
        loop {
            match house.app.incoming_file() {
                Ok(_) => return,
                Err(AppError::Busy(_)) => tokio::task::yield_now().await,
                Err(other) => panic!("{other}"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, start).await.unwrap();
}

#[tokio::test]
async fn erasing_a_person_ends_their_running_session_first() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let other = house.person("Ben", 2).await;
    house.run(person, SessionKind::Interview, Script::of(1, 8)).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    let untouched =
        house.start(other, SessionKind::Login, Script::open_end(2, 8)).await.unwrap().id;
    house.judged(id).await;
    house.judged(untouched).await;
    let mut follower = house.app.follow(id).await.unwrap();

    house.app.erase_person(Actor::Operator, person).await.unwrap();

    let last = loop {
        match next(&mut follower).await {
            message if message.is_last() => break message,
            _ => {}
        }
    };
    assert_eq!(last, LiveMessage::Closed(CloseCode::Gone));
    assert!(follower.next().await.is_none());
    assert_eq!(house.app.person(person).await.unwrap_err().code(), "not_found");
    assert_eq!(house.app.session(id).await.unwrap_err().code(), "not_found");
    assert_eq!(house.app.evidence(id).await.unwrap_err().code(), "not_found");
    let again = house.app.erase_person(Actor::Operator, person).await.unwrap_err();
    assert_eq!(again.code(), "not_found");
    let data = house.folder.path().join("data");
    let count = |folder: &str| std::fs::read_dir(data.join(folder)).unwrap().count();
    assert_eq!(count("portraits"), 1, "only the other person's");
    assert!(count("evidence") <= 1, "only the other person's");
    house.app.stop_session(Actor::Operator, untouched).await.unwrap();
    assert_eq!(house.ended(untouched).await.state, SessionState::Finished);
}

#[tokio::test]
async fn shutdown_cuts_running_sessions_short_and_none_is_accepted() {
    let house = House::new().await;
    let person = house.person("Ana", 1).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    house.judged_as(id, Outcome::Accept).await;
    let report = house.app.shutdown(PATIENCE).await;
    assert_eq!(report, ShutdownReport { finished: 1, interrupted: 0 });
    assert!(!house.app.ready().await);
    let refused = house.start(person, SessionKind::Login, Script::of(1, 8)).await.unwrap_err();
    assert_eq!(refused.code(), "shutting_down");
    let house = house.restarted().await;
    let session = house.app.session(id).await.unwrap();
    assert_eq!(session.state, SessionState::Finished);
    assert_eq!((outcome(&session), codes(&session)[0]), (Outcome::Refer, "cut_short"));
    assert!(house.app.replay(Actor::Operator, id).await.unwrap().equal);
    let references = house.app.person(person).await.unwrap().references;
    assert_eq!(references.len(), 1, "only the portrait: a session cut short leaves none");
}

#[tokio::test]
async fn a_session_that_is_killed_is_interrupted_at_the_next_start() {
    let gate = Gate::shut();
    let held = gate.clone();
    let house = House::with(move |deps| {
        let clock: Arc<dyn Clock> = deps.clock.clone();
        deps.pool = pool(&clock, &held);
    })
    .await;
    let new = NewPerson { display_name: "Ana".into(), ..NewPerson::default() };
    let person = house.app.create_person(Actor::Operator, new).await.unwrap().id;
    enrol_without_models(&house, person).await;
    let id = house.start(person, SessionKind::Login, Script::open_end(1, 8)).await.unwrap().id;
    tokio::task::spawn_blocking({
        let gate = gate.clone();
        move || gate.until_held()
    })
    .await
    .unwrap();
    let report = house.app.shutdown(Duration::ZERO).await;
    assert_eq!(report, ShutdownReport { finished: 0, interrupted: 1 });
    gate.lift();
    let house = house.restarted().await;
    let session = house.app.session(id).await.unwrap();
    assert_eq!(session.state, SessionState::Interrupted);
    assert!(session.verdict.is_none());
}

/// Gives a person a reference directly in the records: the gate would hold an enrolment as well.
async fn enrol_without_models(house: &House, person: PersonId) {
    use crate::FrameAnalyst;
    let enrolled = FakeAnalyst::default().enrol_picture(&picture_of(1)).unwrap();
    let template: domain::Template =
        enrolled.measurement.features.assessed().unwrap().clone().into();
    let id = domain::ReferenceId::generate(house.clock.utc(), &*house.entropy);
    let record = storage::ReferenceRecord {
        id,
        person,
        kind: domain::ReferenceKind::Picture,
        captured_at: house.clock.utc(),
        quality: enrolled.face.quality.score,
        model: template.model().clone(),
        template: house.app.sealer().seal_template(id, person, &template),
        purpose: String::new(),
        legal_basis: String::new(),
        retained_until: None,
    };
    let mut unit = house.app.records().begin().await.unwrap();
    unit.references().add(&record).await.unwrap();
    unit.commit().await.unwrap();
}
