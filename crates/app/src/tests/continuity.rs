//! The line after the hire: who is due and told so, what others saw, who else is told, and the timeline that
//! shows it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Requirement;
use serde_json::{Value, json};

use super::webhooks::Book;
use super::*;

const DAY: Duration = Duration::from_secs(86_400);
const HOOK: &str = "https://hook.example/";
const RECEIVER: &str = "https://receiver.example/events";

const REMOTE: GroupRule =
    GroupRule { every_days: 30, jitter_days: 0, grace_days: 7, escalate: Escalation::Block };

/// A house with a group, a webhook, a receiver of security events that is pushed to, and their book.
async fn house() -> (House, Arc<Book>, Dispatcher) {
    let house = House::with(|deps| {
        deps.settings.reverification.groups = [("remote".to_owned(), REMOTE)].into();
        deps.settings.security_events.issuer = Some("https://likeness.test".to_owned());
    })
    .await;
    let book = Arc::new(Book::default());
    let dispatcher = Dispatcher::new(house.app.clone(), book.clone());
    house.app.create_webhook(Actor::Operator, HOOK).await.unwrap();
    house.app.create_event_stream(Actor::Operator, receiver(Some(RECEIVER))).await.unwrap();
    (house, book, dispatcher)
}

fn receiver(url: Option<&str>) -> NewEventStream {
    NewEventStream {
        url: url.map(str::to_owned),
        push_header: url.map(|_| "Bearer there".to_owned()),
        audience: "https://receiver.example".to_owned(),
        subject: SubjectFormat::Opaque,
        subject_issuer: None,
    }
}

/// A person with an ID photo whom others know by a name.
async fn known(house: &House, name: &str, face: u8) -> PersonId {
    let external_ref = Some(format!("ref-of-{name}").into());
    let new = NewPerson { display_name: name.into(), external_ref, ..NewPerson::default() };
    let person = house.app.create_person(Actor::Operator, new).await.unwrap();
    let picture = picture_of(face).into();
    house.app.set_portrait(Actor::Operator, person.id, picture).await.unwrap();
    house.clock.advance(Duration::from_secs(1));
    person.id
}

async fn set_group(house: &House, person: PersonId) {
    house.app.set_reverification(Actor::Operator, person, Some("remote")).await.unwrap();
}

/// Runs a whole session a second later: what happens in one moment has no order.
async fn run(house: &House, person: PersonId, kind: SessionKind, face: u8) -> SessionDetails {
    house.clock.advance(Duration::from_secs(1));
    house.run(person, kind, Script::of(face, 8)).await
}

/// The types of what the webhook was told.
fn told(book: &Book) -> Vec<(String, Value)> {
    let bodies = book.take().into_iter().map(|m| serde_json::from_str::<Value>(&m.body).unwrap());
    bodies.map(|b| (b["type"].as_str().unwrap().to_owned(), b["data"].clone())).collect()
}

/// What a token says, unchecked.
fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn event<'a>(claims: &'a Value, name: &str) -> &'a Value {
    &claims["events"][format!("https://schemas.openid.net/secevent/caep/event-type/{name}")]
}

async fn story(house: &House, person: PersonId) -> Vec<TimelineEntry> {
    let page = house.app.person_timeline(Actor::Operator, person, false, 100, None).await.unwrap();
    assert_eq!(page.next, None);
    page.items.into_iter().rev().collect()
}

#[tokio::test]
async fn due_then_overdue_then_done_are_each_told_once() {
    let (house, book, mut dispatcher) = house().await;
    let person = known(&house, "Ana", 1).await;
    set_group(&house, person).await;
    house.app.remind().await.unwrap();
    dispatcher.settle().await;
    assert!(told(&book).is_empty() && book.take_events().is_empty());
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::None);

    house.clock.advance(30 * DAY);
    for _ in 0..2 {
        house.app.remind().await.unwrap();
    }
    dispatcher.settle().await;
    let due = told(&book);
    assert_eq!(due.len(), 1, "{due:?}");
    assert_eq!(due[0].0, "reverification.due");
    assert_eq!(due[0].1["requirement"], "login");
    assert!(book.take_events().is_empty(), "nothing has got less certain yet");

    house.clock.advance(7 * DAY);
    house.app.remind().await.unwrap();
    dispatcher.settle().await;
    let overdue = told(&book);
    assert_eq!(overdue[0].0, "reverification.overdue");
    assert_eq!(overdue[0].1["requirement"], "blocked");
    let events = book.take_events();
    let said = claims(&events[0].token);
    let change = event(&said, "assurance-level-change");
    assert_eq!(
        (&change["previous_level"], &change["current_level"]),
        (&json!("verified"), &json!("overdue"))
    );
    assert_eq!(change["change_direction"], "decrease");
    assert_eq!(said["sub_id"], json!({ "format": "opaque", "id": "ref-of-Ana" }));
    assert_eq!(events[0].authorization.as_deref(), Some("Bearer there"));

    run(&house, person, SessionKind::Login, 1).await;
    dispatcher.settle().await;
    let mut done = told(&book);
    done.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(done[0].0, "reverification.done");
    assert_eq!(done[0].1["requirement"], "none");
    assert_eq!((done[1].0.as_str(), done.len()), ("session.finished", 2));
    let events = book.take_events();
    let said = claims(&events[0].token);
    assert_eq!(event(&said, "assurance-level-change")["change_direction"], "increase");
    let details = house.app.reverification(person).await.unwrap();
    assert_eq!(details.requirement, Requirement::None);
    let begun =
        house.clock.utc().plus(30 * DAY).unix_millis() - details.dates.unwrap().0.unix_millis();
    assert!((0..60_000).contains(&begun), "a whole new period began: {begun}");

    let turns: Vec<_> = story(&house, person)
        .await
        .into_iter()
        .filter_map(|e| match e.what {
            Happening::Reverification { what, .. } => Some(what.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(turns, ["joined", "due", "overdue", "done"]);
}

#[tokio::test]
async fn a_session_in_time_begins_a_new_period_without_a_word() {
    let (house, book, mut dispatcher) = house().await;
    let person = known(&house, "Ana", 1).await;
    set_group(&house, person).await;
    house.clock.advance(29 * DAY);
    run(&house, person, SessionKind::Login, 1).await;
    house.clock.advance(29 * DAY);
    house.app.remind().await.unwrap();
    dispatcher.settle().await;
    let types: Vec<_> = told(&book).into_iter().map(|(t, _)| t).collect();
    assert_eq!(types, ["session.finished"]);
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::None);
}

#[tokio::test]
async fn a_change_of_group_or_of_its_rule_puts_nothing_off() {
    let (house, _, _) = house().await;
    let person = known(&house, "Ana", 1).await;
    set_group(&house, person).await;
    let before = house.app.reverification(person).await.unwrap();
    house.clock.advance(10 * DAY);
    set_group(&house, person).await;
    assert_eq!(house.app.reverification(person).await.unwrap().dates, before.dates);
    let unknown = house.app.set_reverification(Actor::Operator, person, Some("Marker")).await;
    let unknown = unknown.unwrap_err();
    assert_eq!(unknown.code(), "invalid");
    assert!(!unknown.to_string().contains("Marker"));

    let House { app, sources, clock, entropy, folder } = house;
    app.store().close().await;
    drop(app);
    let app = open(&folder, &clock, &entropy, &sources, |deps| {
        let rule = GroupRule { every_days: 5, ..REMOTE };
        deps.settings.reverification.groups = [("remote".to_owned(), rule)].into();
    })
    .await;
    app.recompute_dates().await.unwrap();
    assert_eq!(app.requirement(person).await.unwrap(), Requirement::Login, "five days are over");
    let house = House { app, sources, clock, entropy, folder };
    // A group that is gone from the configuration asks for nothing, and its people stay in it.
    let house = house.restarted().await;
    house.app.recompute_dates().await.unwrap();
    let details = house.app.reverification(person).await.unwrap();
    assert_eq!((details.group.as_deref(), details.dates), (Some("remote"), None));
    assert_eq!(details.requirement, Requirement::None);
}

#[tokio::test]
async fn somebody_else_at_the_login_is_told_to_all_and_stands_in_the_line() {
    let (house, book, mut dispatcher) = house().await;
    let person = known(&house, "Ana", 1).await;
    run(&house, person, SessionKind::Interview, 1).await;
    run(&house, person, SessionKind::Login, 1).await;
    dispatcher.settle().await;
    assert!(book.take_events().is_empty());
    book.take();

    let rejected = run(&house, person, SessionKind::Login, 2).await;
    assert_eq!(outcome(&rejected), Outcome::Reject);
    dispatcher.settle().await;
    let events = book.take_events();
    assert_eq!(events.len(), 1);
    let said = claims(&events[0].token);
    let revoked = event(&said, "session-revoked");
    assert_eq!(revoked["initiating_entity"], "policy");
    let reason = revoked["reason_admin"]["en"].as_str().unwrap();
    assert!(reason.contains(&rejected.id.to_string()), "{reason}");
    assert_eq!(said["aud"], "https://receiver.example");
    assert_eq!(told(&book)[0].1["outcome"], "reject");
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::ReverifyNow);

    let story = story(&house, person).await;
    let sessions: Vec<_> = story
        .iter()
        .filter_map(|e| match &e.what {
            Happening::Session { kind, outcome, comparison, .. } => {
                Some((kind.as_str(), outcome.unwrap(), comparison.as_ref().unwrap().meaning))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        sessions,
        [
            ("interview", Outcome::Accept, Meaning::Same),
            ("login", Outcome::Accept, Meaning::Same),
            ("login", Outcome::Reject, Meaning::SomebodyElse),
        ]
    );
    let channels: Vec<_> = story
        .iter()
        .filter_map(|e| match &e.what {
            Happening::Told { channel, event, .. } => Some((*channel, *event)),
            _ => None,
        })
        .collect();
    assert!(channels.contains(&("security_event", "session-revoked")), "{channels:?}");
    assert!(channels.contains(&("webhook", "session.finished")));

    // The person themselves puts it right.
    house.clock.advance(Duration::from_secs(1));
    run(&house, person, SessionKind::Login, 1).await;
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::None);
}

#[tokio::test]
async fn the_hand_over_revokes_in_any_session_and_two_humans_can_take_it_back() {
    let (house, book, mut dispatcher) = house().await;
    // An ID that lies between persons 4 and 5: either passes against it alone.
    let person = known(&house, "Ana", 104).await;
    run(&house, person, SessionKind::Interview, 4).await;
    let other = run(&house, person, SessionKind::Onboarding, 5).await;
    dispatcher.settle().await;
    let events = book.take_events();
    assert_eq!(outcome(&other), Outcome::Reject);
    assert_eq!(events.len(), 1);
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::ReverifyNow);
    let [one, two] = ["one", "two"].map(str::to_owned);
    let mut keys = Vec::new();
    for name in [one, two] {
        let key = house.app.create_api_key(Actor::Operator, &name, &[Scope::Admin]).await.unwrap();
        keys.push(house.app.authenticate(&key.token).await.unwrap().unwrap().actor());
    }
    for (key, wanted) in keys.iter().zip([Requirement::ReverifyNow, Requirement::None]) {
        house.clock.advance(Duration::from_secs(1));
        house.app.decide(*key, other.id, Outcome::Accept, None).await.unwrap();
        assert_eq!(house.app.requirement(person).await.unwrap(), wanted, "one is not enough");
    }
}

#[tokio::test]
async fn risk_events_ask_for_the_most_and_only_a_later_session_settles_them() {
    let (house, _, _) = house().await;
    let person = known(&house, "Ana", 1).await;
    let tell = async |kind, key: &str| {
        let new = NewRiskEvent { kind, key: key.to_owned(), address: None };
        house.app.add_risk_event(Actor::Operator, person, new).await.unwrap()
    };
    let (first, is_new) = tell(RiskKind::NewDevice, "a").await;
    assert!(is_new);
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::Login);
    tell(RiskKind::HelpDeskReset, "b").await;
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::ReverifyNow);
    let (again, is_new) = tell(RiskKind::HelpDeskReset, "a").await;
    assert_eq!((again, is_new), (first, false), "the first one stands");
    // Neither a referral nor somebody else settles anything.
    house.clock.advance(Duration::from_secs(1));
    let replay = Script { is_replay: true, ..Script::of(1, 8) };
    house.run(person, SessionKind::Login, replay).await;
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::ReverifyNow);
    house.clock.advance(Duration::from_secs(1));
    run(&house, person, SessionKind::Login, 1).await;
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::None);
    house.clock.advance(Duration::from_secs(1));
    tell(RiskKind::NewCountry, "c").await;
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::ReverifyNow);
    let ours = NewRiskEvent { kind: RiskKind::SessionRejected, key: "d".into(), address: None };
    let refused = house.app.add_risk_event(Actor::Operator, person, ours).await.unwrap_err();
    assert_eq!(refused.code(), "invalid");
}

#[tokio::test]
async fn a_demonstration_settles_and_revokes_nothing() {
    let (house, book, mut dispatcher) = {
        let house = House::with(|deps| {
            deps.settings.security_events.issuer = Some("https://likeness.test".to_owned());
            deps.policies.allow_demonstration().unwrap();
        })
        .await;
        let book = Arc::new(Book::default());
        let dispatcher = Dispatcher::new(house.app.clone(), book.clone());
        house.app.create_event_stream(Actor::Operator, receiver(Some(RECEIVER))).await.unwrap();
        (house, book, dispatcher)
    };
    let person = known(&house, "Ana", 1).await;
    let new = NewRiskEvent { kind: RiskKind::NewDevice, key: "a".into(), address: None };
    house.app.add_risk_event(Actor::Operator, person, new).await.unwrap();
    for face in [1, 2] {
        house.clock.advance(Duration::from_secs(1));
        house.sources.next(Script::of(face, 8));
        let policy = Some("demo-synthetic".to_owned());
        let following = Following::Largest;
        let start = StartSession { person, kind: SessionKind::Login, policy, following };
        let source = StartSource::Address("rtsp://cam.test/1".into());
        let id = house.app.start_session(Actor::Operator, start, source).await.unwrap().id;
        house.ended(id).await;
    }
    dispatcher.settle().await;
    assert!(book.take_events().is_empty());
    assert_eq!(house.app.requirement(person).await.unwrap(), Requirement::Login);
}

#[tokio::test]
async fn a_push_that_fails_comes_again_as_the_same_token() {
    let (house, book, mut dispatcher) = house().await;
    let person = known(&house, "Ana", 1).await;
    book.answers(RECEIVER, Ok(503));
    run(&house, person, SessionKind::Login, 2).await;
    dispatcher.settle().await;
    let first = book.take_events();
    assert_eq!(first.len(), 1);
    book.answers(RECEIVER, Ok(202));
    house.clock.advance(Duration::from_secs(6));
    dispatcher.settle().await;
    assert_eq!(book.take_events(), first, "the receiver knows it by its jti");
    let stream = house.app.event_streams().await.unwrap()[0].id;
    let log = house.app.event_deliveries(stream, 9, None).await.unwrap().items;
    assert_eq!((log[0].attempts, log[0].last_status), (2, Some(202)));
    assert!(log[0].delivered_at.is_some());
    house.app.erase_person(Actor::Operator, person).await.unwrap();
    assert!(house.app.event_deliveries(stream, 9, None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn nobody_is_named_who_has_no_name_there() {
    let (house, book, mut dispatcher) = house().await;
    let person = house.person("Ana", 1).await;
    run(&house, person, SessionKind::Login, 2).await;
    dispatcher.settle().await;
    assert!(book.take_events().is_empty());
    let stream = house.app.event_streams().await.unwrap()[0].id;
    let log = house.app.event_deliveries(stream, 9, None).await.unwrap().items;
    assert_eq!(log[0].last_error, Some(DeliveryError::NoSubject));
    assert_eq!(log[0].next_attempt_at, None);
}

#[tokio::test]
async fn a_receiver_that_polls_gets_what_waits_until_it_says_it_has_it() {
    let (house, _, _) = house().await;
    let made = house.app.create_event_stream(Actor::Operator, receiver(None)).await.unwrap();
    let person = known(&house, "Ana", 1).await;
    run(&house, person, SessionKind::Login, 2).await;
    let poll = async |request: PollRequest| house.app.poll_events(&made.token, &request).await;
    let first = poll(PollRequest::default()).await.unwrap();
    assert_eq!((first.sets.len(), first.more), (1, false));
    assert_eq!(claims(&first.sets[0].1)["jti"], first.sets[0].0.as_str());
    let acks = vec![first.sets[0].0.clone()];
    let rest = poll(PollRequest { acks, ..PollRequest::default() }).await.unwrap();
    assert!(rest.sets.is_empty());
    let too_many = PollRequest { acks: vec![String::new(); 1_001], ..PollRequest::default() };
    assert_eq!(poll(too_many).await.unwrap_err().code(), "invalid");
    let refused = house.app.poll_events("lse_other", &PollRequest::default()).await;
    assert_eq!(refused.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn without_an_issuer_there_are_no_receivers() {
    let house = House::new().await;
    let refused = house.app.create_event_stream(Actor::Operator, receiver(None)).await;
    assert_eq!(refused.unwrap_err().code(), "not_found");
    assert_eq!(house.app.event_keys().await.unwrap_err().code(), "not_found");
    assert!(house.app.transmitter().is_err());
}

#[tokio::test]
async fn nothing_personal_is_kept_of_an_event_in_clear() {
    let (house, _, _) = house().await;
    let person = known(&house, "Marker", 1).await;
    run(&house, person, SessionKind::Login, 2).await;
    let stream = house.app.event_streams().await.unwrap()[0].id;
    let log = house.app.event_deliveries(stream, 9, None).await.unwrap().items;
    assert!(!format!("{log:?}").contains("Marker"), "{log:?}");
}
