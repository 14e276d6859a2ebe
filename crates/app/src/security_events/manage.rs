//! Receivers: made, listed, tried, removed; the log of what was sent; and what the service says of itself.

use std::fmt;

use domain::{DeliveryId, EventStreamId, UtcTime};
use serde_json::Value;
use storage::{
    AuditAction, AuditSubject, EventDeliveryRecord, EventStreamRecord, SecurityEvent,
    SubjectFormat, UnitOfWork, secret_sha256,
};
use url::Url;
use zeroize::Zeroizing;

use super::outbox::Signal;
use super::token;
use crate::error::AppError;
use crate::facade::App;
use crate::view::{Actor, Page};

/// Receivers at most: each gets an event of every rejected login.
const MAX_STREAMS: usize = 20;

/// Random bytes of a receiver's token.
const SECRET_BYTES: usize = 32;

/// What every token begins with, so that a leaked one can be searched for.
const PREFIX: &str = "lse_";

/// Longest audience, issuer or header, in bytes.
const MAX_TEXT_BYTES: usize = 2_000;

/// A receiver to be.
#[derive(Clone, PartialEq, Eq)]
pub struct NewEventStream {
    /// Where events are pushed; none when it polls.
    pub url: Option<String>,
    /// The header `authorization` of a push.
    pub push_header: Option<String>,
    /// `aud` of every token.
    pub audience: String,
    /// How people are named.
    pub subject: SubjectFormat,
    /// `iss` of [`SubjectFormat::IssSub`].
    pub subject_issuer: Option<String>,
}

impl fmt::Debug for NewEventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEventStream").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// A receiver, without its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct EventStreamDetails {
    /// Its id.
    pub id: EventStreamId,
    /// Where events are pushed; none when it polls.
    pub url: Option<String>,
    /// Whether a header `authorization` goes with a push.
    pub has_push_header: bool,
    /// `aud` of every token.
    pub audience: String,
    /// How people are named.
    pub subject: SubjectFormat,
    /// `iss` of [`SubjectFormat::IssSub`].
    pub subject_issuer: Option<String>,
    /// When it was made.
    pub created_at: UtcTime,
}

impl fmt::Debug for EventStreamDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStreamDetails").field("id", &self.id).finish_non_exhaustive()
    }
}

impl From<EventStreamRecord> for EventStreamDetails {
    fn from(stream: EventStreamRecord) -> Self {
        Self {
            id: stream.id,
            url: stream.url,
            has_push_header: stream.push_header.is_some(),
            audience: stream.audience,
            subject: stream.subject,
            subject_issuer: stream.subject_issuer,
            created_at: stream.created_at,
        }
    }
}

/// A fresh receiver with its token. Shown once.
pub struct CreatedEventStream {
    /// The receiver.
    pub details: EventStreamDetails,
    /// `lse_…`: what the receiver shows to poll, and to try its stream.
    pub token: String,
}

impl fmt::Debug for CreatedEventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedEventStream").field("details", &self.details).finish_non_exhaustive()
    }
}

/// What the service says of itself as a transmitter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmitter {
    /// `iss` of every token.
    pub issuer: String,
    /// The types that it sends.
    pub events: Vec<String>,
}

const OFF: AppError = AppError::NotThere(
    "security events are off: the operator sets security_events.issuer in the configuration",
);
const NO_STREAM: AppError =
    AppError::NotThere("there is no such receiver: list the receivers to find its id");

impl App {
    /// What the service is as a transmitter.
    ///
    /// # Errors
    /// `not_found` while it is none.
    pub fn transmitter(&self) -> Result<Transmitter, AppError> {
        let issuer = self.settings().security_events.issuer.clone().ok_or(OFF)?;
        let events = SecurityEvent::ALL.iter().map(|e| token::event_type(*e)).collect();
        Ok(Transmitter { issuer, events })
    }

    /// The public keys that check tokens; none before the first receiver.
    ///
    /// # Errors
    /// `not_found` while the service is no transmitter.
    pub async fn event_keys(&self) -> Result<Vec<Value>, AppError> {
        self.transmitter()?;
        let mut unit = self.records().read().await?;
        match self.set_signer(&mut *unit).await? {
            None => Ok(Vec::new()),
            Some(signer) => Ok(vec![signer.public_key()]),
        }
    }

    /// All receivers, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn event_streams(&self) -> Result<Vec<EventStreamDetails>, AppError> {
        let found = self.records().read().await?.event_streams().list().await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// Makes a receiver, and with the first one the key that signs.
    ///
    /// # Errors
    /// `not_found` while the service is no transmitter; `invalid` for an address that may not be pushed to
    /// or a value that does not fit; `conflict` when there are as many as there may be.
    pub async fn create_event_stream(
        &self,
        actor: Actor,
        new: NewEventStream,
    ) -> Result<CreatedEventStream, AppError> {
        self.transmitter()?;
        let url = new.url.map(|url| self.settings().webhooks.checked(&url)).transpose()?;
        check(url.is_some(), new.push_header.as_deref())?;
        check_issuer(new.subject, new.subject_issuer.as_deref())?;
        one_line("audience", &new.audience)?;
        let now = self.clock().utc();
        let id = EventStreamId::generate(now, self.entropy());
        let mut secret = Zeroizing::new([0_u8; SECRET_BYTES]);
        self.entropy().fill(&mut *secret);
        let token = format!("{PREFIX}{}", hex::encode(*secret));
        let stream = EventStreamRecord {
            id,
            url,
            push_header: new.push_header.map(|h| self.sealer().seal_push_header(id, &h)),
            audience: new.audience,
            subject: new.subject,
            subject_issuer: new.subject_issuer,
            secret_sha256: secret_sha256(token.as_bytes()),
            created_at: now,
        };
        // Made beforehand, because nothing else may write while it is made; kept only when there is none.
        let is_first = self.records().read().await?.event_streams().signing_key().await?.is_none();
        let key = if is_first { Some(self.fresh_event_key(now).await?) } else { None };
        let mut unit = self.records().begin().await?;
        if unit.event_streams().list().await?.len() >= MAX_STREAMS {
            return Err(AppError::Conflict("there are 20 receivers already: remove one first"));
        }
        if let Some(key) = key
            && unit.event_streams().signing_key().await?.is_none()
        {
            let sealed = self.sealer().seal_event_signing_key(&key);
            unit.event_streams().set_signing_key(&sealed, now).await?;
        }
        unit.event_streams().add(&stream).await?;
        self.note_stream(&mut *unit, actor, AuditAction::EventStreamCreated, id).await?;
        unit.commit().await?;
        Ok(CreatedEventStream { details: stream.into(), token })
    }

    /// Removes a receiver with what waits for it and its log.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_event_stream(
        &self,
        actor: Actor,
        id: EventStreamId,
    ) -> Result<(), AppError> {
        let mut unit = self.records().begin().await?;
        if !unit.event_streams().remove(id).await? {
            return Err(NO_STREAM);
        }
        self.note_stream(&mut *unit, actor, AuditAction::EventStreamRemoved, id).await?;
        Ok(unit.commit().await?)
    }

    /// Puts a verification in. The delivery log says what became of it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn test_event_stream(
        &self,
        actor: Actor,
        id: EventStreamId,
    ) -> Result<EventDeliveryRecord, AppError> {
        let mut unit = self.records().begin().await?;
        let stream = unit.event_streams().get(id).await?.ok_or(NO_STREAM)?;
        let delivery = self.signal_one(&mut *unit, &stream, &Signal::verification(None)).await?;
        self.note_stream(&mut *unit, actor, AuditAction::EventStreamTested, id).await?;
        unit.commit().await?;
        self.wake_dispatcher();
        Ok(delivery)
    }

    /// What was sent to a receiver, newest first.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn event_deliveries(
        &self,
        id: EventStreamId,
        limit: u32,
        after: Option<DeliveryId>,
    ) -> Result<Page<EventDeliveryRecord, DeliveryId>, AppError> {
        let mut unit = self.records().read().await?;
        unit.event_streams().get(id).await?.ok_or(NO_STREAM)?;
        let found = unit.event_streams().deliveries(id, storage::Page { limit, after }).await?;
        Ok(Page { items: found.items, next: found.next })
    }

    /// The receiver's own stream, by its token.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn own_event_stream(&self, token: &str) -> Result<EventStreamDetails, AppError> {
        Ok(self.receiver(token).await?.into())
    }

    async fn note_stream(
        &self,
        unit: &mut dyn UnitOfWork,
        actor: Actor,
        action: AuditAction,
        id: EventStreamId,
    ) -> Result<(), AppError> {
        let event = self.event(actor, action).about(AuditSubject::EventStream(id));
        Ok(unit.audit().append(&event).await?)
    }
}

fn check(is_pushed_to: bool, header: Option<&str>) -> Result<(), AppError> {
    let Some(header) = header else { return Ok(()) };
    if !is_pushed_to {
        return Err(AppError::Invalid(
            "push_header goes with an address: leave it out for a receiver that polls".to_owned(),
        ));
    }
    one_line("push_header", header)
}

fn check_issuer(format: SubjectFormat, issuer: Option<&str>) -> Result<(), AppError> {
    match (format, issuer) {
        (SubjectFormat::IssSub, Some(issuer)) if Url::parse(issuer).is_ok() => {
            one_line("subject_issuer", issuer)
        }
        (SubjectFormat::IssSub, _) => Err(AppError::Invalid(
            "the subject format iss_sub needs subject_issuer: give the address of the identity \
             provider that knows these people"
                .to_owned(),
        )),
        (_, None) => Ok(()),
        (_, Some(_)) => Err(AppError::Invalid(
            "subject_issuer goes with the subject format iss_sub: leave it out".to_owned(),
        )),
    }
}

/// Visible ASCII, so that it can stand in a header or a claim as it is.
fn one_line(what: &str, text: &str) -> Result<(), AppError> {
    let is_fine = !text.trim().is_empty()
        && text.len() <= MAX_TEXT_BYTES
        && text.bytes().all(|b| (0x20..0x7f).contains(&b));
    if is_fine {
        return Ok(());
    }
    Err(AppError::Invalid(format!(
        "{what} must be one line of visible ASCII, at most {MAX_TEXT_BYTES} bytes"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_do_not_fit_are_refused_with_what_to_do() {
        assert!(check(true, Some("Bearer x")).is_ok() && check(false, None).is_ok());
        assert!(check(false, Some("Bearer x")).is_err());
        assert!(check(true, Some("Bearer\r\nX: y")).is_err(), "no header can be smuggled in");
        assert!(check_issuer(SubjectFormat::IssSub, Some("https://idp.example")).is_ok());
        for (format, issuer) in [
            (SubjectFormat::IssSub, None),
            (SubjectFormat::IssSub, Some("idp")),
            (SubjectFormat::Opaque, Some("https://idp.example")),
        ] {
            assert_eq!(check_issuer(format, issuer).unwrap_err().code(), "invalid");
        }
    }
}
