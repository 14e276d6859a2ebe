//! Receivers of security events, and the events on their way to them.

use std::fmt;

use domain::{DeliveryId, EventStreamId, PersonId, UtcTime};

use super::webhook::{DeliveryError, words};
use crate::Sealed;

words! {
    /// How people are named to a receiver (RFC 9493).
    SubjectFormat {
        /// By the external reference alone.
        Opaque = "opaque",
        /// By an issuer and the external reference.
        IssSub = "iss_sub",
        /// The external reference is an e-mail address.
        Email = "email",
    }
}

words! {
    /// What a security event tells.
    SecurityEvent {
        /// CAEP: sessions of the subject are to be ended.
        SessionRevoked = "session-revoked",
        /// CAEP: it is more, or less, certain who the subject is.
        AssuranceLevelChange = "assurance-level-change",
        /// SSF: somebody tries the stream.
        Verification = "verification",
    }
}

/// One receiver.
#[derive(Clone, PartialEq, Eq)]
pub struct EventStreamRecord {
    /// Sorts by creation.
    pub id: EventStreamId,
    /// Where events are pushed; none when the receiver polls.
    pub url: Option<String>,
    /// The header `authorization` of a push. UTF-8, sealed under
    /// [`SealContext::EventPushHeader`](crate::SealContext).
    pub push_header: Option<Sealed>,
    /// `aud` of every token.
    pub audience: String,
    /// How people are named.
    pub subject: SubjectFormat,
    /// `iss` of [`SubjectFormat::IssSub`].
    pub subject_issuer: Option<String>,
    /// SHA-256 of the receiver's bearer token.
    pub secret_sha256: [u8; 32],
    /// When it was made.
    pub created_at: UtcTime,
}

/// Without the address: addresses hold tokens.
impl fmt::Debug for EventStreamRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStreamRecord").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One event to one receiver, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDeliveryRecord {
    /// `jti` of its token. Sorts by creation.
    pub id: DeliveryId,
    /// To whom.
    pub stream: EventStreamId,
    /// About whom; it goes with them. None for a verification.
    pub person: Option<PersonId>,
    /// What it tells.
    pub event: SecurityEvent,
    /// JSON of the event's own claims. Closed words and times: whom it is about is put in when it is signed.
    pub data: String,
    /// When it was put in.
    pub created_at: UtcTime,
    /// How often it was pushed.
    pub attempts: u32,
    /// When it is pushed next, or since when it can be polled; none when it is over.
    pub next_attempt_at: Option<UtcTime>,
    /// When the receiver took it.
    pub delivered_at: Option<UtcTime>,
    /// HTTP status of the last answer.
    pub last_status: Option<u16>,
    /// Why the last attempt had no answer.
    pub last_error: Option<DeliveryError>,
}
