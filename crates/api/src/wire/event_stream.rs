//! Receivers of security events on the wire, and the documents of the Shared Signals Framework.

use app::{EventDeliveryRecord, EventStreamDetails, SubjectFormat};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::iso;

/// How people are named to a receiver (RFC 9493).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectFormatView {
    /// By the external reference alone.
    Opaque,
    /// By an issuer and the external reference.
    IssSub,
    /// The external reference is an e-mail address.
    Email,
}

impl From<SubjectFormatView> for SubjectFormat {
    fn from(format: SubjectFormatView) -> Self {
        match format {
            SubjectFormatView::Opaque => Self::Opaque,
            SubjectFormatView::IssSub => Self::IssSub,
            SubjectFormatView::Email => Self::Email,
        }
    }
}

impl From<SubjectFormat> for SubjectFormatView {
    fn from(format: SubjectFormat) -> Self {
        match format {
            SubjectFormat::Opaque => Self::Opaque,
            SubjectFormat::IssSub => Self::IssSub,
            SubjectFormat::Email => Self::Email,
        }
    }
}

/// A receiver of security events, without its secrets.
#[derive(Clone, Serialize, ToSchema)]
pub struct EventStreamView {
    /// Its id.
    pub id: Uuid,
    /// Where events are pushed; null when it polls.
    #[schema(required)]
    pub url: Option<String>,
    /// Whether a header `authorization` goes with a push.
    pub has_push_header: bool,
    /// `aud` of every token.
    pub audience: String,
    /// How people are named.
    pub subject_format: SubjectFormatView,
    /// `iss` of `iss_sub`; null otherwise.
    #[schema(required)]
    pub subject_issuer: Option<String>,
    /// When it was made, ISO 8601.
    pub created_at: String,
}

impl From<&EventStreamDetails> for EventStreamView {
    fn from(stream: &EventStreamDetails) -> Self {
        Self {
            id: stream.id.uuid(),
            url: stream.url.clone(),
            has_push_header: stream.has_push_header,
            audience: stream.audience.clone(),
            subject_format: stream.subject.into(),
            subject_issuer: stream.subject_issuer.clone(),
            created_at: iso(stream.created_at),
        }
    }
}

/// One event to a receiver, and how far it is.
#[derive(Clone, Serialize, ToSchema)]
pub struct EventDeliveryView {
    /// Its id, `jti` of its token.
    pub id: Uuid,
    /// What it tells: `session-revoked`, `assurance-level-change` or `verification`.
    pub event: &'static str,
    /// About whom; null for a verification.
    #[schema(required)]
    pub person_id: Option<Uuid>,
    /// When it was put in, ISO 8601.
    pub created_at: String,
    /// How often it was pushed.
    pub attempts: u32,
    /// When it is pushed next, or since when it can be polled, ISO 8601; null when it is over.
    #[schema(required)]
    pub next_attempt_at: Option<String>,
    /// When the receiver took it, ISO 8601; null until then.
    #[schema(required)]
    pub delivered_at: Option<String>,
    /// HTTP status of the last answer; null without one.
    #[schema(required)]
    pub last_status: Option<u16>,
    /// Why the last attempt had no answer: as for webhooks, or `no_subject` (the person has no external
    /// reference that the receiver would know); null when it had one.
    #[schema(required)]
    pub last_error: Option<&'static str>,
}

impl From<&EventDeliveryRecord> for EventDeliveryView {
    fn from(delivery: &EventDeliveryRecord) -> Self {
        Self {
            id: delivery.id.uuid(),
            event: delivery.event.as_str(),
            person_id: delivery.person.map(domain::PersonId::uuid),
            created_at: iso(delivery.created_at),
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_attempt_at.map(iso),
            delivered_at: delivery.delivered_at.map(iso),
            last_status: delivery.last_status,
            last_error: delivery.last_error.map(app::DeliveryError::as_str),
        }
    }
}
