//! The pump against sockets made of channels, on a clock that jumps.

use std::time::Duration;

use domain::{FrameCounts, MediaTime};

use super::*;
use crate::live::fake_socket::connection;

/// Plays the messages, then ends or waits for ever.
struct Script {
    messages: std::vec::IntoIter<LiveMessage>,
    then_ends: bool,
}

impl Outbox for Script {
    async fn next(&mut self) -> Option<LiveMessage> {
        match self.messages.next() {
            Some(message) => Some(message),
            None if self.then_ends => None,
            None => std::future::pending().await,
        }
    }
}

fn script(messages: Vec<LiveMessage>, then_ends: bool) -> Script {
    Script { messages: messages.into_iter(), then_ends }
}

fn progress(n: u64) -> LiveMessage {
    LiveMessage::Progress { at: MediaTime::from_millis(n), frames: FrameCounts::default() }
}

const PACING: Pacing =
    Pacing { ping_every: Duration::from_secs(20), send_within: Duration::from_secs(10) };

#[tokio::test(start_paused = true)]
async fn messages_go_out_in_order_and_the_end_closes_in_peace() {
    let (socket, mut client) = connection(16);
    let outbox = script(vec![progress(1), progress(2)], true);
    let reason = pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::Ended));
    assert_eq!(client.heard(), ["progress", "progress", "close 1000 ended"]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_too_slow() {
    // Room for two messages: the third is never taken.
    let (socket, mut client) = connection(1);
    let outbox = script((0..10).map(progress).collect(), false);
    let reason = pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::TooSlow));
    assert!(client.heard().len() <= 3);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_the_outbox_cut_off_learns_why() {
    let (socket, mut client) = connection(16);
    let outbox = script(vec![progress(1), LiveMessage::Closed(CloseCode::TooSlow)], true);
    let reason = pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::TooSlow));
    assert_eq!(client.heard(), ["progress", "closed too_slow", "close 4008 too_slow"]);
}

#[tokio::test(start_paused = true)]
async fn an_erased_session_says_gone() {
    let (socket, mut client) = connection(16);
    let outbox = script(vec![LiveMessage::Closed(CloseCode::Gone)], true);
    pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(client.heard(), ["closed gone", "close 1001 gone"]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_probed_and_then_closed() {
    let (socket, mut client) = connection(16);
    let reason = pump(socket, script(vec![], false), PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::Idle));
    assert_eq!(client.heard(), ["ping", "ping", "close 4009 idle"]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_ends_it() {
    let (socket, client) = connection(16);
    client.says.unbounded_send(Ok(Message::Close(None))).unwrap();
    let reason = pump(socket, script(vec![], false), PACING, CancellationToken::new()).await;
    assert_eq!(reason, None);
}

#[tokio::test(start_paused = true)]
async fn a_stopping_service_says_goodbye() {
    let (socket, mut client) = connection(16);
    let shutdown = CancellationToken::new();
    shutdown.cancel();
    let reason = pump(socket, script(vec![progress(1)], false), PACING, shutdown).await;
    assert_eq!(reason, Some(CloseReason::Gone));
    assert_eq!(client.heard(), ["closed gone", "close 1001 gone"]);
}
