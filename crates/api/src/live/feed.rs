//! Takes a camera session's pictures from a WebSocket. Pictures are decoded off the async threads, one at
//! a time: a client that sends faster than that is slowed down by its own connection.

use std::time::Duration;

use app::{AppError, IntakeCounts};
use axum::extract::ws::Message;
use bytes::Bytes;
use futures::{Sink, SinkExt, Stream, StreamExt};
use serde::Serialize;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::CloseReason;
use crate::wire::LIVE_VERSION;

/// Longest time for an answer to the client; the client reads few and short ones.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Where pictures go. A [`app::FrameIntake`]; tests bring their own.
pub(crate) trait Intake: Send + 'static {
    /// Takes one picture. Decodes on the calling thread.
    fn push(&mut self, picture: &[u8]) -> Result<IntakeCounts, AppError>;
}

impl Intake for app::FrameIntake {
    fn push(&mut self, picture: &[u8]) -> Result<IntakeCounts, AppError> {
        Self::push(self, picture)
    }
}

/// What the service says on a frames WebSocket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FeedView {
    /// The picture was taken.
    Ack {
        /// Version of the message format, 1.
        v: u8,
        /// Pictures that arrived over this connection.
        received: u64,
        /// Pictures that were not used: superseded by newer ones.
        dropped: u64,
    },
    /// The picture was refused; the session goes on.
    Refused {
        /// Version of the message format, 1.
        v: u8,
        /// Stable code, for instance `not_a_picture`.
        code: String,
        /// A sentence that helps.
        detail: String,
    },
}

/// Runs until the session ends, the client leaves or falls silent, or the service stops.
/// Returns why, none when the client left.
pub(crate) async fn feed<S, E, I>(
    mut socket: S,
    mut intake: I,
    idle: Duration,
    shutdown: CancellationToken,
) -> Option<CloseReason>
where
    S: Stream<Item = Result<Message, E>> + Sink<Message> + Unpin,
    E: TooLarge,
    I: Intake,
{
    let reason = loop {
        let picture = match next_picture(&mut socket, idle, &shutdown).await {
            Ok(picture) => picture,
            Err(reason) => break reason?,
        };
        let pushed = tokio::task::spawn_blocking(move || {
            let outcome = intake.push(&picture);
            (intake, outcome)
        });
        // An intake that panics takes its session's door with it, and nothing else.
        let Ok((returned, outcome)) = pushed.await else { break CloseReason::Internal };
        intake = returned;
        let answer = match outcome {
            Ok(IntakeCounts { received, dropped }) => {
                FeedView::Ack { v: LIVE_VERSION, received, dropped }
            }
            Err(error @ AppError::Picture { .. }) => FeedView::Refused {
                v: LIVE_VERSION,
                code: error.code().to_owned(),
                detail: error.to_string(),
            },
            Err(AppError::Internal) => break CloseReason::Internal,
            Err(_) => break CloseReason::Ended,
        };
        // Plain structs with string keys: serde_json cannot fail on them.
        let json = serde_json::to_string(&answer).expect("a wire type is always JSON");
        match timeout(ANSWER_WITHIN, socket.send(Message::Text(json.into()))).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return None,
            Err(_) => break CloseReason::TooSlow,
        }
    };
    // Whether it arrives or not, the connection is dropped next.
    let _ = timeout(ANSWER_WITHIN, socket.send(reason.frame())).await;
    Some(reason)
}

/// The next picture, or why there will be none; none inside when the client left.
async fn next_picture<S, E>(
    socket: &mut S,
    idle: Duration,
    shutdown: &CancellationToken,
) -> Result<Bytes, Option<CloseReason>>
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: TooLarge,
{
    loop {
        let heard = tokio::select! {
            biased;
            () = shutdown.cancelled() => return Err(Some(CloseReason::Gone)),
            heard = timeout(idle, socket.next()) => heard,
        };
        match heard {
            Err(_) => return Err(Some(CloseReason::Idle)),
            Ok(Some(Ok(Message::Binary(picture)))) => return Ok(picture),
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            Ok(Some(Ok(Message::Text(_)))) => return Err(Some(CloseReason::Unexpected)),
            Ok(Some(Err(error))) if error.is_too_large() => {
                return Err(Some(CloseReason::TooLarge));
            }
            Ok(None | Some(Err(_) | Ok(Message::Close(_)))) => return Err(None),
        }
    }
}

/// Whether a receive error means that the message passed its limit.
pub(crate) trait TooLarge {
    /// See the trait.
    fn is_too_large(&self) -> bool;
}

impl TooLarge for axum::Error {
    fn is_too_large(&self) -> bool {
        // axum hides tungstenite's type; its text for a capacity error is fixed.
        let mut cause: Option<&dyn std::error::Error> = Some(self);
        while let Some(error) = cause {
            if error.to_string().contains("Message too long") {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

#[cfg(test)]
mod tests;
