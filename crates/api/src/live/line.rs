//! One WebSocket of somebody who follows: heard and written to in turns, probed while nothing happens, and
//! given up when the other side stays behind, falls silent or goes. What is said on it is not known here.

use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes};
use futures::stream::{SplitSink, SplitStream};
use futures::{Sink, SinkExt, Stream, StreamExt};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use super::CloseReason;

/// Probes without an answer after which nobody is there any more.
const UNANSWERED: u32 = 2;

/// How patient a connection is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pacing {
    /// Time between probes; two without an answer close the connection.
    pub(crate) ping_every: Duration,
    /// Longest time for one message.
    pub(crate) send_within: Duration,
}

/// Why nothing more can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Say so, then close.
    Close(CloseReason),
    /// The other side is gone.
    Dropped,
}

/// What happened next.
pub(super) enum Turn<T> {
    /// The other side said something in words.
    Text(Utf8Bytes),
    /// The other side sent bytes.
    Binary,
    /// What was waited for on this side.
    Ours(T),
}

/// See the module's text.
pub(super) struct Line<S> {
    sink: SplitSink<S, Message>,
    incoming: SplitStream<S>,
    pings: Interval,
    unanswered: u32,
    pacing: Pacing,
    shutdown: CancellationToken,
}

impl<S, E> Line<S>
where
    S: Stream<Item = Result<Message, E>> + Sink<Message>,
{
    pub(super) fn new(socket: S, pacing: Pacing, shutdown: CancellationToken) -> Self {
        let (sink, incoming) = socket.split();
        let mut pings = interval_at(Instant::now() + pacing.ping_every, pacing.ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { sink, incoming, pings, unanswered: 0, pacing, shutdown }
    }

    /// Waits for the other side or for `ours`, whichever is first; `ours` is then dropped.
    pub(super) async fn next<T>(&mut self, ours: impl Future<Output = T>) -> Result<Turn<T>, Stop> {
        tokio::pin!(ours);
        loop {
            tokio::select! {
                biased;
                () = self.shutdown.cancelled() => return Err(Stop::Close(CloseReason::Gone)),
                heard = self.incoming.next() => {
                    let Some(Ok(message)) = heard else { return Err(Stop::Dropped) };
                    self.unanswered = 0;
                    match message {
                        Message::Text(text) => return Ok(Turn::Text(text)),
                        Message::Binary(_) => return Ok(Turn::Binary),
                        Message::Close(_) => return Err(Stop::Dropped),
                        Message::Ping(_) | Message::Pong(_) => {}
                    }
                }
                _ = self.pings.tick() => {
                    if self.unanswered >= UNANSWERED {
                        return Err(Stop::Close(CloseReason::Idle));
                    }
                    self.unanswered += 1;
                    self.send(Message::Ping(bytes::Bytes::new())).await?;
                }
                ours = &mut ours => return Ok(Turn::Ours(ours)),
            }
        }
    }

    /// Sends one message, in the time there is for it.
    pub(super) async fn send(&mut self, message: Message) -> Result<(), Stop> {
        match timeout(self.pacing.send_within, self.sink.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Stop::Dropped),
            Err(_) => Err(Stop::Close(CloseReason::TooSlow)),
        }
    }

    /// Closes it with `last` before, as far as the other side still takes them.
    pub(super) async fn close(mut self, reason: CloseReason, last: Option<Message>) {
        if let Some(last) = last
            && self.send(last).await.is_err()
        {
            return;
        }
        // Whether it arrives or not, the connection is dropped next.
        let _ = self.send(reason.frame()).await;
    }
}
