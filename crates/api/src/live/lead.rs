//! Leads a page through a camera step over a WebSocket: what the guide says goes out, what the page says comes
//! in. A page that says what it may not is closed.

use std::time::Duration;

use app::{AppError, AttemptPage, LedClose, LedInput, LedMessage, LoginPage};
use axum::extract::ws::Message;
use domain::LightSkip;
use futures::{Sink, Stream};
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::CloseReason;
use super::line::{Line, Pacing, Stop, Turn};
use crate::wire::{GuidanceView, LightSkipView};

/// Longest message of a page: a hint of 4 KiB and what stands around it.
pub(crate) const MAX_SAID_BYTES: usize = 5 * 1024;

/// Longest hint.
const MAX_HINT_BYTES: usize = 4 * 1024;

/// Most edges of a light card that are read; a card has thirteen.
const MAX_EDGES: usize = 64;

/// What is led. An [`AttemptPage`] or a [`LoginPage`]; tests bring their own.
pub(crate) trait Led: Send + Sync {
    /// The next message; none after the last.
    fn next(&mut self) -> impl Future<Output = Option<LedMessage>> + Send;
    /// The page says something.
    fn say(&self, input: LedInput);
    /// The page hints at something; false when it is not taken.
    fn hint(&self, kind: &str, data: &Value)
    -> impl Future<Output = Result<bool, AppError>> + Send;
}

impl Led for AttemptPage {
    async fn next(&mut self) -> Option<LedMessage> {
        Self::next(self).await
    }

    fn say(&self, input: LedInput) {
        Self::say(self, input);
    }

    async fn hint(&self, kind: &str, data: &Value) -> Result<bool, AppError> {
        Self::hint(self, kind, data).await
    }
}

impl Led for LoginPage {
    async fn next(&mut self) -> Option<LedMessage> {
        Self::next(self).await
    }

    fn say(&self, input: LedInput) {
        Self::say(self, input);
    }

    async fn hint(&self, kind: &str, data: &Value) -> Result<bool, AppError> {
        Ok(Self::hint(self, kind, data))
    }
}

/// What a page may say.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Said {
    ColoursShown { number: u32, edges_ms: Vec<u32> },
    ColoursSkipped { reason: LightSkipView },
    Hint { kind: String, data: Value },
    // With braces, so that unknown fields are refused here as well.
    Stop {},
}

/// Runs until the attempt ends, the page leaves, stays behind or says what it may not, or the service stops.
/// Returns why, none when the page left.
pub(crate) async fn lead<S, E>(
    socket: S,
    mut page: impl Led,
    pacing: Pacing,
    shutdown: CancellationToken,
) -> Option<CloseReason>
where
    S: Stream<Item = Result<Message, E>> + Sink<Message>,
{
    let mut line = Line::new(socket, pacing, shutdown);
    let stop = loop {
        match line.next(page.next()).await {
            Ok(Turn::Text(text)) => {
                if let Err(reason) = said(&page, &text).await {
                    break Stop::Close(reason);
                }
            }
            Ok(Turn::Binary) => break Stop::Close(CloseReason::Unexpected),
            // Cut off without a word: it did not take what it was told.
            Ok(Turn::Ours(None)) => break Stop::Close(CloseReason::TooSlow),
            Ok(Turn::Ours(Some(message))) => {
                let text = GuidanceView::from(&message).to_json();
                if let Err(stop) = line.send(Message::Text(text.into())).await {
                    break stop;
                }
                if let Some(reason) = closing(&message) {
                    break Stop::Close(reason);
                }
            }
            Err(stop) => break stop,
        }
    };
    let Stop::Close(reason) = stop else { return None };
    line.close(reason, None).await;
    Some(reason)
}

/// Why the connection is closed after this message.
const fn closing(message: &LedMessage) -> Option<CloseReason> {
    match message {
        LedMessage::End { .. } => Some(CloseReason::Ended),
        LedMessage::Closed(LedClose::Replaced) => Some(CloseReason::Replaced),
        LedMessage::Closed(LedClose::Gone) => Some(CloseReason::Gone),
        LedMessage::Closed(LedClose::TooSlow) => Some(CloseReason::TooSlow),
        LedMessage::Guidance(_) | LedMessage::Colours { .. } => None,
    }
}

/// Passes on what a page says.
async fn said(page: &impl Led, text: &str) -> Result<(), CloseReason> {
    let said: Said = serde_json::from_str(text).map_err(|_| CloseReason::Unexpected)?;
    match said {
        Said::ColoursShown { number, edges_ms } => {
            if edges_ms.len() > MAX_EDGES {
                return Err(CloseReason::Unexpected);
            }
            let edges = edges_ms.into_iter().map(|ms| Duration::from_millis(ms.into()));
            page.say(LedInput::ColoursShown { number, edges: edges.collect() });
        }
        Said::ColoursSkipped { reason } => {
            page.say(LedInput::ColoursSkipped(LightSkip::from(reason)));
        }
        Said::Stop {} => page.say(LedInput::Stop),
        Said::Hint { kind, data } => {
            if data.to_string().len() > MAX_HINT_BYTES {
                return Err(CloseReason::Unexpected);
            }
            match page.hint(&kind, &data).await {
                Ok(true) => {}
                Ok(false) => return Err(CloseReason::Unexpected),
                Err(_) => return Err(CloseReason::Internal),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
