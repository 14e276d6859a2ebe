//! Who is told what, and when again: a book instead of HTTP, and a clock moved by hand.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::WebhookId;

use super::*;

/// A messenger that keeps a book, and answers as it is told.
#[derive(Default)]
pub(super) struct Book {
    sent: Mutex<Vec<Message>>,
    /// Security events.
    pushed: Mutex<Vec<EventMessage>>,
    /// By address; 200 for others.
    answers: Mutex<HashMap<String, Result<u16, DeliveryError>>>,
    /// The first post to `URL` hangs until something arrives here.
    hangs: Mutex<Option<std::sync::mpsc::Receiver<()>>>,
    /// Told of each post to `OTHER`.
    other: Mutex<Option<std::sync::mpsc::Sender<()>>>,
}

impl Book {
    pub(super) fn answers(&self, url: &str, answer: Result<u16, DeliveryError>) {
        self.answers.lock().unwrap().insert(url.to_owned(), answer);
    }

    /// What was sent since the last look.
    pub(super) fn take(&self) -> Vec<Message> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }

    /// What was pushed since the last look.
    pub(super) fn take_events(&self) -> Vec<EventMessage> {
        std::mem::take(&mut self.pushed.lock().unwrap())
    }
}

impl Messenger for Book {
    fn post(&self, message: &Message) -> Result<u16, DeliveryError> {
        self.sent.lock().unwrap().push(message.clone());
        if message.url == OTHER
            && let Some(bell) = &*self.other.lock().unwrap()
        {
            bell.send(()).unwrap();
        }
        let hangs = self.hangs.lock().unwrap().take_if(|_| message.url == URL);
        if let Some(hangs) = hangs {
            hangs.recv_timeout(PATIENCE).expect("the other is served meanwhile");
        }
        self.answers.lock().unwrap().get(&message.url).copied().unwrap_or(Ok(200))
    }

    fn push(&self, message: &EventMessage) -> Result<u16, DeliveryError> {
        self.pushed.lock().unwrap().push(message.clone());
        self.answers.lock().unwrap().get(&message.url).copied().unwrap_or(Ok(202))
    }
}

const URL: &str = "https://one.example/hook";
const OTHER: &str = "https://two.example/hook";

/// A house with one webhook, and its dispatcher.
async fn told() -> (House, Arc<Book>, Dispatcher, WebhookId) {
    let house = House::new().await;
    let book = Arc::new(Book::default());
    let dispatcher = Dispatcher::new(house.app.clone(), book.clone());
    let id = hook(&house, URL).await;
    (house, book, dispatcher, id)
}

async fn hook(house: &House, url: &str) -> WebhookId {
    house.app.create_webhook(Actor::Operator, url).await.unwrap().details.id
}

async fn newest(house: &House, id: WebhookId) -> DeliveryRecord {
    house.app.deliveries(id, 1, None).await.unwrap().items.remove(0)
}

#[tokio::test]
async fn the_end_of_a_session_and_a_decision_are_told_with_ids_only() {
    let (house, book, mut dispatcher, _) = told().await;
    let person = house.person("Ana Marker", 1).await;
    let session = house.run(person, SessionKind::Login, Script::of(1, 8)).await.id;
    // The clock stands still: ids of one moment have no order among themselves.
    house.clock.advance(Duration::from_millis(1));
    let note = Personal::from("a note with Marker");
    house.app.decide(Actor::Operator, session, Outcome::Refer, Some(&note)).await.unwrap();
    dispatcher.settle().await;
    let sent = book.take();
    assert_eq!(sent.len(), 2);
    for (message, event) in sent.iter().zip(["session.finished", "session.decided"]) {
        let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        assert_eq!(body["type"], event);
        assert_eq!(body["data"]["session_id"], session.to_string());
        assert_eq!(body["data"]["person_id"], person.to_string());
        assert!(message.body.len() < 20_000 && !message.body.contains("Marker"));
        assert!(message.id.starts_with("msg_") && message.signatures.starts_with("v1,"));
        assert_eq!(message.timestamp_s, house.clock.utc().unix_millis() / 1_000);
        assert!(!format!("{message:?}").contains("example"), "no address in a log");
    }
    assert!(sent[0].body.contains(r#""outcome":"accept""#), "{}", sent[0].body);
    dispatcher.settle().await;
    assert!(book.take().is_empty(), "what was taken is not sent again");
}

#[tokio::test]
async fn a_session_that_fails_is_told_with_its_code() {
    let (house, book, mut dispatcher, _) = told().await;
    let person = house.person("Ana", 1).await;
    let broken = Script { panics: true, ..Script::of(1, 1) };
    let session = house.run(person, SessionKind::Login, broken).await;
    dispatcher.settle().await;
    let sent = book.take();
    assert_eq!(sent.len(), 1);
    let body: serde_json::Value = serde_json::from_str(&sent[0].body).unwrap();
    let error = session.error.map(|e| e.code);
    assert_eq!(body["data"]["error"].as_str(), error.as_deref());
    assert_eq!(body["data"]["state"], session.state.as_str());
}

#[tokio::test]
async fn what_is_not_taken_comes_again_with_the_same_id_until_it_is_given_up() {
    let (house, book, mut dispatcher, id) = told().await;
    book.answers(URL, Ok(500));
    house.app.test_webhook(Actor::Operator, id).await.unwrap();
    let begun = house.clock.utc();
    let mut sent = Vec::new();
    loop {
        dispatcher.settle().await;
        sent.extend(book.take());
        let waits = newest(&house, id).await;
        assert_eq!(waits.last_status, Some(500));
        let Some(next) = waits.next_attempt_at else { break };
        let pause = next.unix_millis() - house.clock.utc().unix_millis();
        // A moment too early nothing is sent.
        house.clock.advance(Duration::from_millis(u64::try_from(pause).unwrap() - 1));
        dispatcher.settle().await;
        assert!(book.take().is_empty());
        house.clock.advance(Duration::from_millis(1));
    }
    assert_eq!(sent.len(), 10);
    assert!(sent.iter().all(|m| m.id == sent[0].id && m.body == sent[0].body));
    assert!(sent.windows(2).all(|w| w[0].signatures != w[1].signatures), "each has its own time");
    let hours = (house.clock.utc().unix_millis() - begun.unix_millis()) / 3_600_000;
    assert!((68..=84).contains(&hours), "{hours}");
    let over = newest(&house, id).await;
    assert_eq!((over.attempts, over.delivered_at), (10, None));

    book.answers(URL, Ok(204));
    house.app.retry_delivery(Actor::Operator, id, over.id).await.unwrap();
    dispatcher.settle().await;
    assert!(newest(&house, id).await.delivered_at.is_some());
}

#[tokio::test]
async fn what_waits_is_sent_after_a_restart() {
    let (house, book, mut dispatcher, id) = told().await;
    book.answers(URL, Err(DeliveryError::Unreachable));
    house.app.test_webhook(Actor::Operator, id).await.unwrap();
    dispatcher.settle().await;
    let before = book.take();
    assert_eq!(newest(&house, id).await.last_error, Some(DeliveryError::Unreachable));
    drop(dispatcher);
    house.app.store().close().await;
    let house = house.restarted().await;
    house.clock.advance(Duration::from_secs(6));
    book.answers(URL, Ok(200));
    let mut dispatcher = Dispatcher::new(house.app.clone(), book.clone());
    dispatcher.settle().await;
    let after = book.take();
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(before[0].id, after[0].id);
    assert!(newest(&house, id).await.delivered_at.is_some());
}

#[tokio::test]
async fn a_receiver_that_wants_nothing_more_is_left_alone() {
    let (house, book, mut dispatcher, id) = told().await;
    book.answers(URL, Ok(410));
    house.app.test_webhook(Actor::Operator, id).await.unwrap();
    house.app.test_webhook(Actor::Operator, id).await.unwrap();
    dispatcher.settle().await;
    assert_eq!(book.take().len(), 1, "the second is not sent any more");
    let hook = house.app.webhooks().await.unwrap().remove(0);
    assert_eq!(hook.disabled.map(|(_, why)| why.as_str()), Some("gone"));
    let refused = house.app.test_webhook(Actor::Operator, id).await.unwrap_err();
    assert_eq!(refused.code(), "conflict");
    let person = house.person("Ana", 1).await;
    house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    dispatcher.settle().await;
    assert!(book.take().is_empty());
    let trail = house.app.audit(50, None).await.unwrap().items;
    assert!(trail.iter().any(|line| line.action.as_str() == "webhook_disabled"));
}

#[tokio::test]
async fn one_bad_receiver_holds_up_nobody_else() {
    let (house, book, mut dispatcher, bad) = told().await;
    let good = hook(&house, OTHER).await;
    book.answers(URL, Err(DeliveryError::TimedOut));
    let (bell, hangs) = std::sync::mpsc::channel();
    *book.hangs.lock().unwrap() = Some(hangs);
    *book.other.lock().unwrap() = Some(bell);
    for _ in 0..5 {
        house.app.test_webhook(Actor::Operator, bad).await.unwrap();
    }
    house.app.test_webhook(Actor::Operator, good).await.unwrap();
    dispatcher.settle().await;
    let sent = book.take();
    assert_eq!(sent.len(), 6);
    // The first message to the bad one came back only after the other's was sent: see `Book::post`.
    let place = sent.iter().position(|m| m.url == OTHER).unwrap();
    assert!(place <= 1, "at most one message to the bad one went before it, not {place}");
}

#[tokio::test]
async fn both_secrets_sign_for_a_day_and_then_only_the_new_one() {
    let (house, book, mut dispatcher, id) = told().await;
    let signed = async |dispatcher: &mut Dispatcher| {
        house.app.test_webhook(Actor::Operator, id).await.unwrap();
        dispatcher.settle().await;
        book.take().remove(0).signatures.split(' ').count()
    };
    assert_eq!(signed(&mut dispatcher).await, 1);
    let rotated = house.app.rotate_webhook(Actor::Operator, id).await.unwrap();
    assert!(rotated.secret.starts_with("whsec_") && rotated.details.earlier_until.is_some());
    assert_eq!(signed(&mut dispatcher).await, 2);
    house.clock.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(signed(&mut dispatcher).await, 1);
    assert_eq!(house.app.webhooks().await.unwrap()[0].earlier_until, None);
}

#[tokio::test]
async fn what_waits_goes_with_the_person_and_with_the_webhook() {
    let (house, book, mut dispatcher, id) = told().await;
    let person = house.person("Ana", 1).await;
    house.run(person, SessionKind::Login, Script::of(1, 8)).await;
    assert_eq!(house.app.deliveries(id, 9, None).await.unwrap().items.len(), 1);
    house.app.erase_person(Actor::Operator, person).await.unwrap();
    assert!(house.app.deliveries(id, 9, None).await.unwrap().items.is_empty());
    house.app.test_webhook(Actor::Operator, id).await.unwrap();
    house.app.remove_webhook(Actor::Operator, id).await.unwrap();
    dispatcher.settle().await;
    assert!(book.take().is_empty());
}
