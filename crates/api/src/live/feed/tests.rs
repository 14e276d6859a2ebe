//! The feed against sockets made of channels and an intake that does as it is told.

use super::*;
use crate::live::fake_socket::{Broken, Client, connection};

const IDLE: Duration = Duration::from_secs(60);

/// Takes what the script says: a picture's first byte decides.
struct Told(IntakeCounts);

impl Intake for Told {
    fn push(&mut self, picture: &[u8], at: Option<Duration>) -> Result<IntakeCounts, AppError> {
        self.0.received += 1;
        match picture {
            b"refuse" => {
                Err(AppError::Picture { code: "not_a_picture", detail: "send a JPEG".into() })
            }
            b"over" => Err(AppError::Conflict("this session has ended")),
            b"fault" => Err(AppError::Internal),
            b"late" => {
                assert_eq!(at, Some(Duration::from_millis(1_500)));
                Ok(self.0)
            }
            b"panic" => panic!("the script says so"),
            _ => Ok(self.0),
        }
    }
}

fn say(client: &Client, pictures: &[&'static [u8]]) {
    for picture in pictures {
        client.says.unbounded_send(Ok(Message::Binary(Bytes::from_static(picture)))).unwrap();
    }
}

/// What the client hears when it says this and then nothing.
async fn check(pictures: &[&'static [u8]], reason: CloseReason, expected: &[&str]) {
    let (socket, mut client) = connection(16);
    say(&client, pictures);
    let intake = Told(IntakeCounts::default());
    let ended = feed(socket, intake, None, IDLE, CancellationToken::new()).await;
    assert_eq!(ended, Some(reason));
    assert_eq!(client.heard(), expected);
}

#[tokio::test(start_paused = true)]
async fn each_picture_is_answered_until_the_client_falls_silent() {
    check(&[b"a", b"b"], CloseReason::Idle, &["ack", "ack", "close 4009 idle"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_picture_does_not_end_it() {
    let expected = ["refused not_a_picture", "ack", "close 4009 idle"];
    check(&[b"refuse", b"a"], CloseReason::Idle, &expected).await;
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_session_ends_it() {
    check(&[b"a", b"over", b"b"], CloseReason::Ended, &["ack", "close 1000 ended"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_fault_or_a_panic_closes_this_connection() {
    check(&[b"fault"], CloseReason::Internal, &["close 1011 internal"]).await;
    check(&[b"panic"], CloseReason::Internal, &["close 1011 internal"]).await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_received_is_told_apart() {
    for (said, reason) in [
        (Err(Broken::TooLarge), Some(CloseReason::TooLarge)),
        (Err(Broken::Lost), None),
        (Ok(Message::Close(None)), None),
        (Ok(Message::Text("hello".into())), Some(CloseReason::Unexpected)),
    ] {
        let (socket, client) = connection(16);
        client.says.unbounded_send(said).unwrap();
        let intake = Told(IntakeCounts::default());
        assert_eq!(feed(socket, intake, None, IDLE, CancellationToken::new()).await, reason);
    }
}

#[tokio::test(start_paused = true)]
async fn only_the_participant_s_pictures_are_used_at_the_time_they_were_taken() {
    let (socket, mut client) = connection(16);
    let says = |message: Message| client.says.unbounded_send(Ok(message)).unwrap();
    for (note, picture) in [
        (r#"{"participant":"interviewer","at_ms":1400}"#, &b"panic"[..]),
        (r#"{"participant":"candidate","at_ms":1500}"#, b"late"),
    ] {
        says(Message::Text(note.into()));
        says(Message::Binary(Bytes::from_static(picture)));
    }
    // Nobody said whose this one is.
    says(Message::Binary(Bytes::from_static(b"panic")));
    let intake = Told(IntakeCounts::default());
    let candidate = Some("candidate");
    let ended = feed(socket, intake, candidate, IDLE, CancellationToken::new()).await;
    assert_eq!(ended, Some(CloseReason::Idle));
    let expected = ["passed_over", "ack", "passed_over", "close 4009 idle"];
    assert_eq!(client.heard(), expected);
}

#[tokio::test(start_paused = true)]
async fn two_notes_in_a_row_are_no_feed() {
    let (socket, client) = connection(16);
    for _ in 0..2 {
        client.says.unbounded_send(Ok(Message::Text(r#"{"at_ms":1}"#.into()))).unwrap();
    }
    let intake = Told(IntakeCounts::default());
    let ended = feed(socket, intake, None, IDLE, CancellationToken::new()).await;
    assert_eq!(ended, Some(CloseReason::Unexpected));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_its_answers_is_too_slow() {
    let (socket, client) = connection(0);
    say(&client, &[b"a", b"b", b"c"]);
    let intake = Told(IntakeCounts::default());
    let ended = feed(socket, intake, None, IDLE, CancellationToken::new()).await;
    assert_eq!(ended, Some(CloseReason::TooSlow));
}

#[test]
fn answers_have_their_golden_files() {
    let ack = FeedView::Ack { v: LIVE_VERSION, received: 12, dropped: 3 };
    let passed_over = FeedView::PassedOver { v: LIVE_VERSION };
    let refused = FeedView::Refused {
        v: LIVE_VERSION,
        code: "not_a_picture".into(),
        detail: "send a JPEG or PNG picture".into(),
    };
    for (name, view) in [("ack", ack), ("passed_over", passed_over), ("refused", refused)] {
        let text = serde_json::to_string_pretty(&view).unwrap() + "\n";
        crate::testing::ensure_file(&format!("golden/feed-{name}.json"), &text);
    }
}
