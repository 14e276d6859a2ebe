//! Takes a camera session's pictures from a WebSocket. Pictures are decoded off the async threads, one at
//! a time: a client that sends faster than that is slowed down by its own connection.
//!
//! A meeting's bot has pictures of everybody: it says before each whose it is and when it was taken, and only
//! those of the participant that the connection is for are decoded.

use std::time::Duration;

use app::{AppError, IntakeCounts};
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::response::Response;
use bytes::Bytes;
use futures::{Sink, SinkExt, Stream, StreamExt};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::CloseReason;
use crate::layers::OpenConnection;
use crate::state::ApiState;
use crate::wire::LIVE_VERSION;

/// Longest time for an answer to the client; the client reads few and short ones.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Where pictures go. A [`app::FrameIntake`]; tests bring their own.
pub(crate) trait Intake: Send + 'static {
    /// Takes one picture, captured `at` by the sender's clock, or now. Decodes on the calling thread.
    fn push(&mut self, picture: &[u8], at: Option<Duration>) -> Result<IntakeCounts, AppError>;
}

impl Intake for app::FrameIntake {
    fn push(&mut self, picture: &[u8], at: Option<Duration>) -> Result<IntakeCounts, AppError> {
        Self::push(self, picture, at)
    }
}

/// What a client may say before a picture, as JSON text: whose it is, and when it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PictureNote {
    /// The participant, in the sender's words. Required where the connection is for one participant.
    #[serde(default)]
    participant: Option<String>,
    /// When it was taken: milliseconds by the sender's clock, from whatever it counts from, rising.
    #[serde(default)]
    at_ms: Option<u64>,
}

/// One picture and what was said before it.
struct Sent {
    note: PictureNote,
    picture: Bytes,
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
    /// The picture is of another participant than the connection is for: it was not decoded.
    PassedOver {
        /// Version of the message format, 1.
        v: u8,
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

/// Opens the way for pictures of `participant`, or of anybody, into `intake`.
pub(crate) fn take_pictures(
    state: &ApiState,
    upgrade: WebSocketUpgrade,
    intake: impl Intake,
    participant: Option<String>,
) -> Response {
    let limit = usize::try_from(state.settings.max_frame_bytes).unwrap_or(usize::MAX);
    let idle = Duration::from_millis(state.settings.frames_idle_timeout_ms);
    let shutdown = state.around.shutdown.clone();
    upgrade.max_message_size(limit).max_frame_size(limit).on_upgrade(move |socket| async move {
        let _open = OpenConnection::open("frames");
        let reason = feed(socket, intake, participant.as_deref(), idle, shutdown).await;
        tracing::debug!(reason = reason.map_or("left", |r| r.as_str()), "a picture feed ended");
    })
}

/// Only pictures of `participant` are used, where one is named.
/// Runs until the session ends, the client leaves or falls silent, or the service stops.
/// Returns why, none when the client left.
async fn feed<S, E, I>(
    mut socket: S,
    mut intake: I,
    participant: Option<&str>,
    idle: Duration,
    shutdown: CancellationToken,
) -> Option<CloseReason>
where
    S: Stream<Item = Result<Message, E>> + Sink<Message> + Unpin,
    E: TooLarge,
    I: Intake,
{
    let reason = loop {
        let Sent { note, picture } = match next_picture(&mut socket, idle, &shutdown).await {
            Ok(sent) => sent,
            Err(reason) => break reason?,
        };
        let answer = if participant.is_some() && note.participant.as_deref() != participant {
            FeedView::PassedOver { v: LIVE_VERSION }
        } else {
            let pushed = tokio::task::spawn_blocking(move || {
                let outcome = intake.push(&picture, note.at_ms.map(Duration::from_millis));
                (intake, outcome)
            });
            // An intake that panics takes its session's door with it, and nothing else.
            let Ok((returned, outcome)) = pushed.await else { break CloseReason::Internal };
            intake = returned;
            match outcome {
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
            }
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
) -> Result<Sent, Option<CloseReason>>
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: TooLarge,
{
    let mut note = None;
    loop {
        let heard = tokio::select! {
            biased;
            () = shutdown.cancelled() => return Err(Some(CloseReason::Gone)),
            heard = timeout(idle, socket.next()) => heard,
        };
        match heard {
            Err(_) => return Err(Some(CloseReason::Idle)),
            Ok(Some(Ok(Message::Binary(picture)))) => {
                return Ok(Sent { note: note.unwrap_or_default(), picture });
            }
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            // One note for each picture; anything else is a client of something else.
            Ok(Some(Ok(Message::Text(text)))) if note.is_none() => {
                note =
                    Some(serde_json::from_str(&text).map_err(|_| Some(CloseReason::Unexpected))?);
            }
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
