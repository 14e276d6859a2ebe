//! Sockets made of channels, for tests on a clock that jumps.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::ws::Message;
use futures::channel::mpsc;
use futures::{Sink, SinkExt, Stream, StreamExt};

use super::feed::TooLarge;

/// A receive error.
#[derive(Debug)]
pub(super) enum Broken {
    /// A message passed its limit.
    TooLarge,
    /// Anything else.
    Lost,
}

impl TooLarge for Broken {
    fn is_too_large(&self) -> bool {
        matches!(self, Self::TooLarge)
    }
}

/// Both halves of a connection, as the service sees it.
pub(super) struct Socket {
    incoming: mpsc::UnboundedReceiver<Result<Message, Broken>>,
    outgoing: mpsc::Sender<Message>,
}

/// What the client holds.
pub(super) struct Client {
    pub(super) says: mpsc::UnboundedSender<Result<Message, Broken>>,
    hears: mpsc::Receiver<Message>,
}

/// A connection with room for `buffer` unread messages and one more.
pub(super) fn connection(buffer: usize) -> (Socket, Client) {
    let (says, incoming) = mpsc::unbounded();
    let (outgoing, hears) = mpsc::channel(buffer);
    (Socket { incoming, outgoing }, Client { says, hears })
}

impl Stream for Socket {
    type Item = Result<Message, Broken>;

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

impl Client {
    /// What the client heard, as words.
    pub(super) fn heard(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        while let Ok(message) = self.hears.try_recv() {
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
}
