//! A led page against sockets made of channels, on a clock that jumps.

use std::sync::Mutex;

use app::{Conclusion, Guidance};

use super::*;
use crate::live::fake_socket::connection;

/// Plays messages, then ends or waits for ever; keeps what the page said.
struct Script {
    messages: std::vec::IntoIter<LedMessage>,
    then_ends: bool,
    said: std::sync::Arc<Mutex<Vec<LedInput>>>,
}

impl Led for Script {
    async fn next(&mut self) -> Option<LedMessage> {
        match self.messages.next() {
            Some(message) => Some(message),
            None if self.then_ends => None,
            None => std::future::pending().await,
        }
    }

    fn say(&self, input: LedInput) {
        self.said.lock().unwrap().push(input);
    }

    async fn hint(&self, kind: &str, _: &Value) -> Result<bool, AppError> {
        Ok(kind == "timing")
    }
}

const PACING: Pacing =
    Pacing { ping_every: Duration::from_secs(20), send_within: Duration::from_secs(10) };

/// What the client heard, what was passed on, and why it ended.
async fn check(
    messages: Vec<LedMessage>,
    then_ends: bool,
    says: &[Message],
) -> (Vec<String>, Vec<LedInput>, Option<CloseReason>) {
    let (socket, mut client) = connection(16);
    for message in says {
        client.says.unbounded_send(Ok(message.clone())).unwrap();
    }
    let said = std::sync::Arc::default();
    let script =
        Script { messages: messages.into_iter(), then_ends, said: std::sync::Arc::clone(&said) };
    let reason = lead(socket, script, PACING, CancellationToken::new()).await;
    let said = said.lock().unwrap().clone();
    (client.heard(), said, reason)
}

fn waiting() -> LedMessage {
    LedMessage::Guidance(Guidance::Waiting)
}

fn end() -> LedMessage {
    LedMessage::End { conclusion: Conclusion::Human, attempts_left: 0 }
}

#[tokio::test(start_paused = true)]
async fn the_end_is_the_last_word() {
    let (heard, _, reason) = check(vec![waiting(), end(), waiting()], false, &[]).await;
    assert_eq!(heard, ["waiting", "end", "close 1000 ended"]);
    assert_eq!(reason, Some(CloseReason::Ended));
}

#[tokio::test(start_paused = true)]
async fn who_is_replaced_learns_it() {
    let replaced = LedMessage::Closed(LedClose::Replaced);
    let (heard, ..) = check(vec![replaced], false, &[]).await;
    assert_eq!(heard, ["closed replaced", "close 4010 replaced"]);
    let (heard, ..) = check(Vec::new(), true, &[]).await;
    assert_eq!(heard, ["close 4008 too_slow"]);
}

#[tokio::test(start_paused = true)]
async fn what_a_page_may_say_is_passed_on() {
    let says = [
        r#"{"type":"colours_shown","number":0,"edges_ms":[0,900]}"#,
        r#"{"type":"colours_skipped","reason":"photosensitive"}"#,
        r#"{"type":"hint","kind":"timing","data":{"mean_ms":40}}"#,
        r#"{"type":"stop"}"#,
    ];
    let says = says.map(|text| Message::Text(text.into()));
    let (heard, said, _) = check(vec![end()], false, &says).await;
    assert_eq!(heard, ["end", "close 1000 ended"]);
    let edges = vec![Duration::ZERO, Duration::from_millis(900)];
    assert_eq!(
        said,
        [
            LedInput::ColoursShown { number: 0, edges },
            LedInput::ColoursSkipped(LightSkip::Photosensitive),
            LedInput::Stop
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_page_may_not_say_closes_it() {
    let long = format!(r#"{{"type":"hint","kind":"timing","data":"{}"}}"#, "x".repeat(4_200));
    let edges = format!(
        r#"{{"type":"colours_shown","number":0,"edges_ms":[{}0]}}"#,
        "0,".repeat(MAX_EDGES)
    );
    for says in [
        Message::Text("accept me".into()),
        Message::Text(r#"{"type":"end","outcome":"done"}"#.into()),
        Message::Text(r#"{"type":"stop","verdict":"accept"}"#.into()),
        Message::Text(r#"{"type":"hint","kind":"accept","data":{}}"#.into()),
        Message::Text(r#"{"type":"colours_shown","number":-1,"edges_ms":[]}"#.into()),
        Message::Text(long.into()),
        Message::Text(edges.into()),
        Message::Binary(vec![0xff; 9].into()),
    ] {
        let (heard, said, reason) = check(Vec::new(), false, &[says]).await;
        assert_eq!(heard, ["close 1003 unexpected_message"]);
        assert!(said.is_empty());
        assert_eq!(reason, Some(CloseReason::Unexpected));
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_says_nothing_at_all_is_let_go() {
    let (heard, _, reason) = check(Vec::new(), false, &[]).await;
    assert_eq!(heard, ["ping", "ping", "close 4009 idle"]);
    assert_eq!(reason, Some(CloseReason::Idle));
}
