//! Sends a session's messages down a WebSocket. Never waits for a slow client longer than its limit, and
//! never holds the session up: the outbox in front of it is bounded.

use std::time::Duration;

use app::{CloseCode, LiveMessage};
use axum::extract::ws::Message;
use futures::{Sink, SinkExt, Stream, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use super::{CloseReason, Outbox};
use crate::wire::{CloseCodeView, LiveEnvelope, LiveView};

/// How patient a connection is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pacing {
    /// Time between probes; two without an answer close the connection.
    pub(crate) ping_every: Duration,
    /// Longest time for one message.
    pub(crate) send_within: Duration,
}

/// Why nothing more can be sent.
enum Stop {
    /// Say so, then close.
    Close(CloseReason),
    /// The other side is gone.
    Dropped,
}

/// Runs until the session ends, the client leaves or stays behind, or the service stops.
/// Returns why, none when the client left.
pub(crate) async fn pump<S, E>(
    socket: S,
    mut outbox: impl Outbox,
    pacing: Pacing,
    shutdown: CancellationToken,
) -> Option<CloseReason>
where
    S: Stream<Item = Result<Message, E>> + Sink<Message>,
{
    let (mut sink, mut incoming) = socket.split();
    let mut pings = interval_at(Instant::now() + pacing.ping_every, pacing.ping_every);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut unanswered = 0;
    let stop = loop {
        let sent = tokio::select! {
            biased;
            () = shutdown.cancelled() => break Stop::Close(CloseReason::Gone),
            heard = incoming.next() => match heard {
                None | Some(Err(_) | Ok(Message::Close(_))) => break Stop::Dropped,
                Some(Ok(_)) => {
                    unanswered = 0;
                    continue;
                }
            },
            _ = pings.tick() => {
                if unanswered >= 2 {
                    break Stop::Close(CloseReason::Idle);
                }
                unanswered += 1;
                send(&mut sink, Message::Ping(bytes::Bytes::new()), pacing).await
            }
            message = outbox.next() => match message {
                None => break Stop::Close(CloseReason::Ended),
                Some(LiveMessage::Closed(code)) => break Stop::Close(code.into()),
                Some(message) => match LiveView::of(&message) {
                    Some(view) => send(&mut sink, text(view), pacing).await,
                    None => continue,
                },
            },
        };
        if let Err(stop) = sent {
            break stop;
        }
    };
    let Stop::Close(reason) = stop else { return None };
    say_goodbye(&mut sink, reason, pacing).await;
    Some(reason)
}

fn text(view: LiveView) -> Message {
    Message::Text(LiveEnvelope::from(view).to_json().into())
}

async fn send(
    sink: &mut (impl Sink<Message> + Unpin),
    message: Message,
    pacing: Pacing,
) -> Result<(), Stop> {
    match timeout(pacing.send_within, sink.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Stop::Dropped),
        Err(_) => Err(Stop::Close(CloseReason::TooSlow)),
    }
}

/// The last message and the close frame, as far as the client still takes them.
async fn say_goodbye(sink: &mut (impl Sink<Message> + Unpin), reason: CloseReason, pacing: Pacing) {
    let last = match reason {
        CloseReason::TooSlow => Some(CloseCodeView::TooSlow),
        CloseReason::Gone => Some(CloseCodeView::Gone),
        _ => None,
    };
    if let Some(code) = last
        && send(sink, text(LiveView::Closed { code }), pacing).await.is_err()
    {
        return;
    }
    // Whether it arrives or not, the connection is dropped next.
    let _ = send(sink, reason.frame(), pacing).await;
}

impl From<CloseCode> for CloseReason {
    fn from(code: CloseCode) -> Self {
        match code {
            CloseCode::TooSlow => Self::TooSlow,
            CloseCode::Gone => Self::Gone,
        }
    }
}

#[cfg(test)]
mod tests;
