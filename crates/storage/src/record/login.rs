//! Logins that relying parties asked for, and the keys that sign what they are answered.

use domain::{LoginId, LoginKeyId, PersonId, SessionId, UtcTime};

use super::webhook::words;
use crate::Sealed;

words! {
    /// How far a login is. One that is not over when it expires was abandoned.
    LoginState {
        /// The person is to look into the camera.
        Open = "open",
        /// A human has to decide.
        Waiting = "waiting",
        /// The relying party was told that it is the person.
        Granted = "granted",
        /// The relying party was told nothing of the kind.
        Denied = "denied",
    }
}

impl LoginState {
    /// Whether nothing can change any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Granted | Self::Denied)
    }
}

words! {
    /// Why a login ended as it did. For staff; no relying party is told.
    LoginReason {
        /// The verdict accepts.
        Accepted = "accepted",
        /// A human vouched for the person.
        Attested = "attested",
        /// Nobody here has that name.
        UnknownSubject = "unknown_subject",
        /// Several people here have that name.
        AmbiguousSubject = "ambiguous_subject",
        /// There is nothing to compare with.
        NoReference = "no_reference",
        /// Logins of this person are blocked until a re-verification was accepted.
        Blocked = "blocked",
        /// The verdict rejects.
        Rejected = "rejected",
        /// The verdict refers, and nobody is asked.
        Referred = "referred",
        /// A human decided against it.
        NotAttested = "not_attested",
        /// No try was left.
        NoTriesLeft = "no_tries_left",
        /// The person gave up.
        Cancelled = "cancelled",
        /// The service was restarted meanwhile.
        Interrupted = "interrupted",
    }
}

/// One login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRecord {
    /// Sorts by creation.
    pub id: LoginId,
    /// Who asked, by `client_id`.
    pub client: String,
    /// Whose it is; none when nobody was found.
    pub person: Option<PersonId>,
    /// The newest session; none before the camera, and when that is past its retention.
    pub session: Option<SessionId>,
    /// When it was asked for.
    pub created_at: UtcTime,
    /// When it is too late; moved once, when a human is waited for.
    pub expires_at: UtcTime,
    /// How far it is.
    pub state: LoginState,
    /// Why it ended.
    pub reason: Option<LoginReason>,
    /// When it was over.
    pub finished_at: Option<UtcTime>,
}

/// A key that logins are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginKeyRecord {
    /// Sorts by creation.
    pub id: LoginKeyId,
    /// PKCS #8, sealed under [`SealContext::LoginKey`](crate::SealContext).
    pub private_key: Sealed,
    /// DER.
    pub certificate: Vec<u8>,
    /// From when on it signs.
    pub signs_from: UtcTime,
    /// When it was made.
    pub created_at: UtcTime,
}
