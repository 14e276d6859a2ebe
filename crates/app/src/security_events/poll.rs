//! A receiver that polls (RFC 8936): takes what waits, and says what it has taken or cannot use.

use domain::DeliveryId;
use storage::{DeliveryError, EventStreamRecord, secret_sha256};

use super::outbox::Signal;
use crate::error::AppError;
use crate::facade::App;

/// Tokens in one answer: 100 of about a kilobyte each.
const MAX_EVENTS: u32 = 100;

/// Ids in one request: what one answer can have told, some times over.
const MAX_ACKS: usize = 1_000;

/// Longest state of a verification, in bytes: an opaque word of the receiver's.
const MAX_STATE_BYTES: usize = 200;

/// What a receiver asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PollRequest {
    /// Most tokens wanted; none for as many as there may be. 0 only acknowledges.
    pub max_events: Option<u32>,
    /// Tokens that it has taken, by `jti`.
    pub acks: Vec<String>,
    /// Tokens that it cannot use, by `jti`.
    pub errors: Vec<String>,
}

/// What a receiver gets.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PollAnswer {
    /// `jti` and token of each, oldest first.
    pub sets: Vec<(String, String)>,
    /// Whether more wait.
    pub more: bool,
}

impl std::fmt::Debug for PollAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PollAnswer").field("sets", &self.sets.len()).finish_non_exhaustive()
    }
}

const NOT_KNOWN: AppError =
    AppError::NotThere("no receiver has this token: send the one that was shown when it was made");

const PUSHED: AppError =
    AppError::Conflict("events are pushed to this receiver: make another one without an address");

impl App {
    /// The receiver with that bearer token.
    ///
    /// # Errors
    /// `not_found`.
    pub(super) async fn receiver(&self, token: &str) -> Result<EventStreamRecord, AppError> {
        let mut unit = self.records().read().await?;
        let hash = secret_sha256(token.as_bytes());
        unit.event_streams().by_secret(&hash).await?.ok_or(NOT_KNOWN)
    }

    /// Takes acknowledgements in and hands out what waits. Answers at once: a receiver that wants to wait
    /// comes again.
    ///
    /// # Errors
    /// `not_found` without the receiver's token; `conflict` when events are pushed to it; `invalid` for too
    /// many ids.
    pub async fn poll_events(
        &self,
        token: &str,
        request: &PollRequest,
    ) -> Result<PollAnswer, AppError> {
        let stream = self.receiver(token).await?;
        if stream.url.is_some() {
            return Err(PUSHED);
        }
        if request.acks.len() + request.errors.len() > MAX_ACKS {
            return Err(AppError::Invalid(format!(
                "too many ids: acknowledge at most {MAX_ACKS} at a time"
            )));
        }
        self.acknowledge(&stream, request).await?;
        let wanted = request.max_events.unwrap_or(MAX_EVENTS).min(MAX_EVENTS);
        let mut unit = self.records().read().await?;
        let mut waiting = unit.event_streams().poll(stream.id, wanted + 1).await?;
        let more = waiting.len() > wanted as usize;
        waiting.truncate(wanted as usize);
        let mut answer = PollAnswer { sets: Vec::with_capacity(waiting.len()), more };
        for delivery in &waiting {
            // One without a name any more goes with its retention.
            if let Some(token) = self.token_of(&mut *unit, &stream, delivery).await? {
                answer.sets.push((delivery.id.to_string(), token));
            }
        }
        Ok(answer)
    }

    async fn acknowledge(
        &self,
        stream: &EventStreamRecord,
        request: &PollRequest,
    ) -> Result<(), AppError> {
        let said = request
            .acks
            .iter()
            .map(|id| (id, None))
            .chain(request.errors.iter().map(|id| (id, Some(DeliveryError::Broken))));
        // An id that is none was never told.
        let known: Vec<_> =
            said.filter_map(|(id, error)| Some((id.parse::<DeliveryId>().ok()?, error))).collect();
        if known.is_empty() {
            return Ok(());
        }
        let now = self.clock().utc();
        let mut unit = self.records().begin().await?;
        for (id, error) in known {
            unit.event_streams().acknowledge(stream.id, id, now, error).await?;
        }
        Ok(unit.commit().await?)
    }

    /// A receiver tries its own stream: puts a verification in, with the receiver's state.
    ///
    /// # Errors
    /// `not_found` without the receiver's token, or for another's stream; `invalid` for a state that is too
    /// long.
    pub async fn verify_own_stream(
        &self,
        token: &str,
        stream: &str,
        state: Option<&str>,
    ) -> Result<(), AppError> {
        let found = self.receiver(token).await?;
        if stream != found.id.to_string() {
            return Err(NOT_KNOWN);
        }
        if state.is_some_and(|s| s.len() > MAX_STATE_BYTES) {
            return Err(AppError::Invalid(format!(
                "the state is too long: give at most {MAX_STATE_BYTES} bytes"
            )));
        }
        let mut unit = self.records().begin().await?;
        self.signal_one(&mut *unit, &found, &Signal::verification(state)).await?;
        unit.commit().await?;
        self.wake_dispatcher();
        Ok(())
    }
}
