//! One attempt to push an event, and the token that is sent.

use std::fmt;
use std::sync::Arc;

use storage::{
    DeliveryAttempt, DeliveryError, EventDeliveryRecord, EventStreamRecord, StorageError,
    UnitOfWork,
};

use super::token;
use crate::error::AppError;
use crate::facade::App;
use crate::telemetry;
use crate::webhooks::{Messenger, pause_after};

/// One security event on its way, signed.
#[derive(Clone, PartialEq, Eq)]
pub struct EventMessage {
    /// Where to.
    pub url: String,
    /// Header `authorization`, as the receiver gave it.
    pub authorization: Option<String>,
    /// The token.
    pub token: String,
}

impl fmt::Debug for EventMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventMessage").finish_non_exhaustive()
    }
}

impl App {
    /// The token of an event: what was put in, and whom it is about in the receiver's terms. The same each
    /// time. None when the person is gone or has no name there any more.
    pub(super) async fn token_of(
        &self,
        unit: &mut dyn UnitOfWork,
        stream: &EventStreamRecord,
        delivery: &EventDeliveryRecord,
    ) -> Result<Option<String>, AppError> {
        let Some(issuer) = self.settings().security_events.issuer.as_deref() else {
            return Ok(None);
        };
        let subject = match delivery.person {
            None => Some(token::stream_subject(stream)),
            Some(person) => match unit.people().get(person).await? {
                None => None,
                Some(person) => {
                    let name = self.sealer().external_ref(&person)?;
                    token::subject(stream, name.as_deref())
                }
            },
        };
        let Some(subject) = subject else { return Ok(None) };
        let Some(claims) = token::claims(issuer, stream, delivery, &subject) else {
            return Ok(None);
        };
        let Some(signer) = self.set_signer(unit).await? else { return Ok(None) };
        // An RSA signature takes a millisecond or two: away from the async threads.
        let signed = tokio::task::spawn_blocking(move || signer.sign(&claims)).await;
        signed.map_err(|e| crate::error::fault("signing a security event", &e))?.map(Some)
    }

    /// One attempt, and what follows from it.
    pub(crate) async fn push_event(
        &self,
        delivery: EventDeliveryRecord,
        messenger: Arc<dyn Messenger>,
    ) -> Result<(), AppError> {
        let mut unit = self.records().read().await?;
        let Some(stream) = unit.event_streams().get(delivery.stream).await? else {
            return Ok(());
        };
        let Some(url) = stream.url.clone() else { return Ok(()) };
        let token = self.token_of(&mut *unit, &stream, &delivery).await?;
        drop(unit);
        let answer = match token {
            None => Err(DeliveryError::NoSubject),
            Some(token) => {
                let authorization = self.sealer().push_header(&stream)?;
                let message = EventMessage { url, authorization, token };
                let push = tokio::task::spawn_blocking(move || messenger.push(&message)).await;
                push.unwrap_or_else(|error| {
                    crate::error::fault("pushing a security event", &error);
                    Err(DeliveryError::Broken)
                })
            }
        };
        match self.note_push(&delivery, answer).await {
            // Erased with its person or removed with its receiver meanwhile.
            Err(StorageError::NotFound { .. }) => Ok(()),
            noted => Ok(noted?),
        }
    }

    async fn note_push(
        &self,
        delivery: &EventDeliveryRecord,
        answer: Result<u16, DeliveryError>,
    ) -> Result<(), StorageError> {
        let now = self.clock().utc();
        let status = answer.ok();
        let is_taken = status.is_some_and(|s| (200..300).contains(&s));
        let is_nameless = answer == Err(DeliveryError::NoSubject);
        let pause = pause_after(delivery.attempts.saturating_add(1), self.entropy());
        let attempt = DeliveryAttempt {
            status,
            error: answer.err(),
            delivered_at: is_taken.then_some(now),
            next_attempt_at: pause.filter(|_| !is_taken && !is_nameless).map(|p| now.plus(p)),
        };
        let mut unit = self.records().begin().await?;
        unit.event_streams().record_attempt(delivery.id, &attempt).await?;
        unit.commit().await?;
        telemetry::counted_delivery(if is_taken { "delivered" } else { "failed" }, 1);
        if attempt.next_attempt_at.is_none() && !is_taken {
            telemetry::counted_delivery("given_up", 1);
            tracing::warn!(
                stream.id = %delivery.stream, delivery.id = %delivery.id,
                "a security event was not delivered: its receiver's delivery log says why"
            );
        }
        Ok(())
    }
}
