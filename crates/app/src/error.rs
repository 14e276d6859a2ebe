//! What can go wrong for somebody who asks the application for something, as a small closed set with
//! stable codes. Causes stay inside: they are logged once, where they happen, and never shown.

use std::error::Error;

use domain::{ApiKeyId, EvidenceId, InvitationId, LinkId, PersonId, SessionId};
use media::WhipError;
use storage::{FolderError, LogError, SealError, StorageError, StoreError};

use crate::logins::LoginProblem;
use crate::pool::PoolError;

/// A refused or failed request.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// No such person.
    #[error("there is no person {0}: list the people, or create the person first")]
    NoSuchPerson(PersonId),
    /// No such session.
    #[error("there is no session {0}: list the sessions to find its id")]
    NoSuchSession(SessionId),
    /// No such evidence picture in that session.
    #[error("there is no evidence picture {0} in this session")]
    NoSuchEvidence(EvidenceId),
    /// No such invitation.
    #[error("there is no invitation {0}: list those of the person")]
    NoSuchInvitation(InvitationId),
    /// No such link.
    #[error("there is no link {0}: list the links to find its id")]
    NoSuchLink(LinkId),
    /// No such API key.
    #[error("there is no API key {0}: list the keys to find its id")]
    NoSuchKey(ApiKeyId),
    /// Without this key nobody could administer the service any more.
    #[error(
        "this is the last key with the scope `admin`, and without it nobody could make keys: make \
         another one with that scope first, then revoke this one"
    )]
    LastAdminKey,
    /// Nothing of that kind here yet, for instance the current face before the first face was seen.
    #[error("{0}")]
    NotThere(&'static str),
    /// The request does not fit the state of what it is about.
    #[error("{0}")]
    Conflict(&'static str),
    /// The request itself is wrong; the text says what to change.
    #[error("{0}")]
    Invalid(String),
    /// The demonstration's policy, and the service was not started for one.
    #[error(
        "the policy demo-synthetic leaves presence undecided and is for a demonstration with \
         computer-made people: name another policy, or start a service of its own with \
         --allow-demo-policy"
    )]
    DemonstrationOnly,
    /// The person has no ID portrait yet.
    #[error("this person has no ID photo yet: set one before starting a session")]
    NoPortrait,
    /// Every reference of the person was made with another model.
    #[error(
        "every reference of this person was made with another face model: set the ID photo again"
    )]
    ReferencesOfAnotherModel,
    /// The picture was refused; the code names why.
    #[error("{detail}")]
    Picture {
        /// `no_face`, `several_faces`, `face_too_small`, `not_a_picture`, `picture_too_large`, ...
        code: &'static str,
        /// A sentence that helps.
        detail: String,
    },
    /// The address was refused before it was opened.
    #[error("{0}")]
    AddressRefused(String),
    /// The source could not be opened.
    #[error("{0}")]
    SourceUnusable(String),
    /// A publication was refused.
    #[error("{0}")]
    Publication(WhipError),
    /// An invitation cannot be used.
    #[error("{0}")]
    Invitation(InvitationProblem),
    /// A login goes nowhere.
    #[error("{0}")]
    Login(LoginProblem),
    /// Too much is running. Nothing was started.
    #[error("{0}")]
    Busy(&'static str),
    /// No space is left for records. Nothing was changed.
    #[error("the disk of the data folder is full: free some space or shorten the retention")]
    DiskFull,
    /// The service is stopping and takes no new work.
    #[error("the service is shutting down: try again when it is back")]
    ShuttingDown,
    /// Something inside broke; the log has the cause.
    #[error("the service could not do this because of an internal fault: its log says why")]
    Internal,
}

/// Why a link or a browser's cookie opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationProblem {
    /// Nobody was invited with it.
    #[error("nobody was invited with this link: check that it is complete")]
    Unknown,
    /// No browser is bound to a check by this cookie.
    #[error("this browser has no check: open the link of the invitation")]
    NotBound,
    /// Another browser has it.
    #[error(
        "this invitation was opened in another browser: go on there, or ask for another invitation"
    )]
    InUse,
    /// Too late.
    #[error("this invitation has expired: ask for another one")]
    Expired,
    /// It came to its end.
    #[error("this invitation was used: ask for another one if one is needed")]
    Used,
    /// It was called off.
    #[error("this invitation was called off: ask who sent it")]
    Revoked,
}

impl InvitationProblem {
    /// The stable machine-readable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "invitation_unknown",
            Self::NotBound => "unauthenticated",
            Self::InUse => "invitation_in_use",
            Self::Expired => "invitation_expired",
            Self::Used => "invitation_used",
            Self::Revoked => "invitation_revoked",
        }
    }
}

impl AppError {
    /// The stable machine-readable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPerson(_)
            | Self::NoSuchSession(_)
            | Self::NoSuchEvidence(_)
            | Self::NoSuchInvitation(_)
            | Self::NoSuchLink(_)
            | Self::NoSuchKey(_)
            | Self::NotThere(_) => "not_found",
            Self::LastAdminKey => "last_admin_key",
            Self::Conflict(_) => "conflict",
            Self::Invalid(_) => "invalid",
            Self::DemonstrationOnly => "demo_policy_refused",
            Self::NoPortrait => "no_portrait",
            Self::ReferencesOfAnotherModel => "needs_re_enrolment",
            Self::Picture { code, .. } => code,
            Self::AddressRefused(_) => "address_refused",
            Self::SourceUnusable(_) => "source_unusable",
            Self::Publication(error) => match error {
                WhipError::Malformed(_) => "sdp_invalid",
                WhipError::Unusable(_) => "offer_unusable",
                WhipError::Full | WhipError::Stopped => "busy",
                WhipError::Gone => "not_found",
                WhipError::Stale => "etag_mismatch",
            },
            Self::Invitation(problem) => problem.code(),
            Self::Login(problem) => problem.code(),
            Self::Busy(_) => "busy",
            Self::DiskFull => "disk_full",
            Self::ShuttingDown => "shutting_down",
            Self::Internal => "internal",
        }
    }
}

/// Reports a fault of ours once, with its causes, and hides it from whoever asked.
pub(crate) fn fault(what: &'static str, error: &(dyn Error + 'static)) -> AppError {
    tracing::error!(cause = chain(error), "{what} failed");
    AppError::Internal
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Busy => Self::Busy("the database is busy: try again"),
            StorageError::DiskFull => Self::DiskFull,
            other => fault("a use of the records", &other),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            full if full.is_disk_full() => Self::DiskFull,
            StoreError::Storage(error) => error.into(),
            other => fault("a use of the store", &other),
        }
    }
}

impl From<FolderError> for AppError {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::DiskFull { .. } => Self::DiskFull,
            other => fault("a use of the data folder", &other),
        }
    }
}

impl From<SealError> for AppError {
    fn from(error: SealError) -> Self {
        fault("opening a sealed value", &error)
    }
}

impl From<LogError> for AppError {
    fn from(error: LogError) -> Self {
        fault("reading a measurement log", &error)
    }
}

impl From<PoolError> for AppError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Overloaded => {
                Self::Busy("the face models have more to do than they can: try again in a moment")
            }
            other => fault("asking the face models", &other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_is_for_the_log_and_the_sentence_for_the_caller() {
        let cause = std::io::Error::other("the very cause");
        let error = StorageError::Backend(Box::new(cause));
        assert!(chain(&error).ends_with("refused a request: the very cause"));
        let shown = AppError::from(error);
        assert_eq!(shown.code(), "internal");
        assert!(!shown.to_string().contains("very"));
    }

    #[test]
    fn a_full_disk_keeps_its_name() {
        assert_eq!(AppError::from(StorageError::DiskFull).code(), "disk_full");
        assert_eq!(AppError::from(StoreError::from(StorageError::DiskFull)).code(), "disk_full");
    }
}
