//! The pump against sockets made of channels, on a clock that jumps.

use std::pin::Pin;
use std::task::{Context, Poll};

use domain::{FrameCounts, MediaTime};
use futures::channel::mpsc;

use super::*;

/// Both halves of a connection, as the service sees it.
struct Socket {
    incoming: mpsc::UnboundedReceiver<Result<Message, ()>>,
    outgoing: mpsc::Sender<Message>,
}

/// What the client holds.
struct Client {
    says: mpsc::UnboundedSender<Result<Message, ()>>,
    hears: mpsc::Receiver<Message>,
}

fn connection(buffer: usize) -> (Socket, Client) {
    let (says, incoming) = mpsc::unbounded();
    let (outgoing, hears) = mpsc::channel(buffer);
    (Socket { incoming, outgoing }, Client { says, hears })
}

impl Stream for Socket {
    type Item = Result<Message, ()>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_next_unpin(cx)
    }
}

impl Sink<Message> for Socket {
    type Error = mpsc::SendError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_ready(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, item: Message) -> Result<(), Self::Error> {
        self.outgoing.start_send(item)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_flush_unpin(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_close_unpin(cx)
    }
}

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

/// What the client heard, as words.
fn heard(client: &mut Client) -> Vec<String> {
    let mut words = Vec::new();
    while let Ok(message) = client.hears.try_recv() {
        words.push(match message {
            Message::Text(text) => {
                let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(json["v"], 1);
                match json["code"].as_str() {
                    Some(code) => format!("{} {code}", json["type"].as_str().unwrap()),
                    None => json["type"].as_str().unwrap().to_owned(),
                }
            }
            Message::Ping(_) => "ping".to_owned(),
            Message::Close(Some(frame)) => format!("close {} {}", frame.code, frame.reason),
            other => format!("{other:?}"),
        });
    }
    words
}

#[tokio::test(start_paused = true)]
async fn messages_go_out_in_order_and_the_end_closes_in_peace() {
    let (socket, mut client) = connection(16);
    let outbox = script(vec![progress(1), progress(2)], true);
    let reason = pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::Ended));
    assert_eq!(heard(&mut client), ["progress", "progress", "close 1000 ended"]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_too_slow() {
    // Room for two messages: the third is never taken.
    let (socket, mut client) = connection(1);
    let outbox = script((0..10).map(progress).collect(), false);
    let reason = pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::TooSlow));
    assert!(heard(&mut client).len() <= 3);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_the_outbox_cut_off_learns_why() {
    let (socket, mut client) = connection(16);
    let outbox = script(vec![progress(1), LiveMessage::Closed(CloseCode::TooSlow)], true);
    let reason = pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::TooSlow));
    assert_eq!(heard(&mut client), ["progress", "closed too_slow", "close 4008 too_slow"]);
}

#[tokio::test(start_paused = true)]
async fn an_erased_session_says_gone() {
    let (socket, mut client) = connection(16);
    let outbox = script(vec![LiveMessage::Closed(CloseCode::Gone)], true);
    pump(socket, outbox, PACING, CancellationToken::new()).await;
    assert_eq!(heard(&mut client), ["closed gone", "close 1001 gone"]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_probed_and_then_closed() {
    let (socket, mut client) = connection(16);
    let reason = pump(socket, script(vec![], false), PACING, CancellationToken::new()).await;
    assert_eq!(reason, Some(CloseReason::Idle));
    assert_eq!(heard(&mut client), ["ping", "ping", "close 4009 idle"]);
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
    assert_eq!(heard(&mut client), ["closed gone", "close 1001 gone"]);
}
