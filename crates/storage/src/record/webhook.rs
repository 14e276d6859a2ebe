//! Webhooks and what was posted to them.

use std::fmt;

use domain::{DeliveryId, PersonId, UtcTime, WebhookId};

use crate::Sealed;

/// One address that is told when something happens.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookRecord {
    /// Sorts by creation.
    pub id: WebhookId,
    /// Where messages are posted.
    pub url: String,
    /// What signs. Raw bytes, sealed under [`SealContext::WebhookSecret`](crate::SealContext).
    pub secret: Sealed,
    /// What signed before the last change, and until when it signs as well. Sealed for a column of its own.
    pub earlier: Option<(Sealed, UtcTime)>,
    /// When it was made.
    pub created_at: UtcTime,
    /// Since when nothing is posted any more, and why.
    pub disabled: Option<(UtcTime, DisabledWhy)>,
}

/// Without the address: addresses hold tokens.
impl fmt::Debug for WebhookRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookRecord").field("id", &self.id).finish_non_exhaustive()
    }
}

macro_rules! words {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type { $($(#[$doc])* $name,)+ }

        impl $type {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word in records and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The one with that word.
            pub fn from_name(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|a| a.as_str() == word)
            }
        }
    };
}

pub(super) use words;

words! {
    /// Why nothing is posted to a webhook any more.
    DisabledWhy {
        /// The receiver answered 410: it wants nothing more.
        Gone = "gone",
    }
}

words! {
    /// What a message tells.
    WebhookEvent {
        /// A session is over.
        SessionFinished = "session.finished",
        /// A human decided on a session.
        SessionDecided = "session.decided",
        /// A candidate's check is over.
        CheckFinished = "check.finished",
        /// A person is due for re-verification.
        ReverificationDue = "reverification.due",
        /// The days of grace of a re-verification are over.
        ReverificationOverdue = "reverification.overdue",
        /// A re-verification that was due was accepted.
        ReverificationDone = "reverification.done",
        /// A login that an application asked for is over.
        LoginFinished = "login.finished",
        /// Somebody tries the webhook.
        Test = "webhook.test",
    }
}

words! {
    /// Why an attempt had no answer that counts.
    DeliveryError {
        /// The address may not be posted to: not HTTPS, or in a private range.
        AddressRefused = "address_refused",
        /// The name is unknown, or nobody answers there.
        Unreachable = "unreachable",
        /// The certificate does not hold.
        Tls = "tls",
        /// No answer in time.
        TimedOut = "timed_out",
        /// What came back is no HTTP.
        Broken = "broken",
        /// Too many messages wait for this webhook already; this one was never posted.
        QueueFull = "queue_full",
        /// The person has no external reference of the kind that the receiver knows people by; this one was
        /// never sent.
        NoSubject = "no_subject",
    }
}

/// One message to one webhook, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// The message's id. Sorts by creation.
    pub id: DeliveryId,
    /// To whom.
    pub webhook: WebhookId,
    /// About whom; it goes with them.
    pub person: Option<PersonId>,
    /// What it tells.
    pub event: WebhookEvent,
    /// JSON. Ids and closed words, never a name: it is kept in clear.
    pub body: String,
    /// When it was put in.
    pub created_at: UtcTime,
    /// How often it was posted.
    pub attempts: u32,
    /// When it is posted next; none when it is over.
    pub next_attempt_at: Option<UtcTime>,
    /// When the receiver took it.
    pub delivered_at: Option<UtcTime>,
    /// HTTP status of the last answer.
    pub last_status: Option<u16>,
    /// Why the last attempt had no answer.
    pub last_error: Option<DeliveryError>,
}

/// How one attempt went, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub error: Option<DeliveryError>,
    /// When the receiver took it.
    pub delivered_at: Option<UtcTime>,
    /// When it is posted again; none when it is over.
    pub next_attempt_at: Option<UtcTime>,
}
