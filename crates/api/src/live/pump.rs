//! Sends a session's messages down a WebSocket. Never waits for a slow client longer than its limit, and
//! never holds the session up: the outbox in front of it is bounded.

use app::{CloseCode, LiveMessage};
use axum::extract::ws::Message;
use futures::{Sink, Stream};
use tokio_util::sync::CancellationToken;

use super::line::{Line, Pacing, Stop, Turn};
use super::{CloseReason, Outbox};
use crate::wire::{CloseCodeView, LiveEnvelope, LiveView};

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
    let mut line = Line::new(socket, pacing, shutdown);
    let stop = loop {
        let message = match line.next(outbox.next()).await {
            // Nothing that a follower says is for the session.
            Ok(Turn::Text(_) | Turn::Binary) => continue,
            Ok(Turn::Ours(message)) => message,
            Err(stop) => break stop,
        };
        let view = match &message {
            None => break Stop::Close(CloseReason::Ended),
            Some(LiveMessage::Closed(code)) => break Stop::Close((*code).into()),
            Some(message) => LiveView::of(message),
        };
        if let Some(view) = view
            && let Err(stop) = line.send(text(view)).await
        {
            break stop;
        }
    };
    let Stop::Close(reason) = stop else { return None };
    let last = match reason {
        CloseReason::TooSlow => Some(CloseCodeView::TooSlow),
        CloseReason::Gone => Some(CloseCodeView::Gone),
        _ => None,
    };
    line.close(reason, last.map(|code| text(LiveView::Closed { code }))).await;
    Some(reason)
}

fn text(view: LiveView) -> Message {
    Message::Text(LiveEnvelope::from(view).to_json().into())
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
