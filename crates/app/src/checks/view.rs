//! What callers see of checks.

use std::fmt;

use domain::{HintId, InvitationId, Outcome, PersonId, SessionId, UtcTime};
use session::{AgainCode, Conclusion};
use storage::{
    AttemptOutcome, ConsentAnswer, DocumentResult, DocumentRule, DocumentSide, InvitationPurpose,
};

use super::InvitationToken;
use crate::sessions::StreamKey;

/// What to invite to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// What the link is for.
    pub purpose: InvitationPurpose,
    /// Until when the link can be used, in hours.
    pub valid_for_hours: u32,
    /// ISO 639-1, one of [`LANGUAGES`](super::LANGUAGES).
    pub language: String,
    /// Whether a document is asked for.
    pub document: DocumentRule,
    /// Whether a light card is wanted.
    pub colours: bool,
}

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationStanding {
    /// Nobody has come yet.
    Open,
    /// Somebody has come.
    Opened,
    /// They did not agree.
    Declined,
    /// It came to its end.
    Finished,
    /// It is too late.
    Expired,
    /// It was called off.
    Revoked,
}

impl InvitationStanding {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Opened => "opened",
            Self::Declined => "declined",
            Self::Finished => "finished",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// One try at the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptDetails {
    /// Its session; none when that is past its retention.
    pub session: Option<SessionId>,
    /// When it began.
    pub started_at: UtcTime,
    /// What the candidate was told; none while it runs.
    pub outcome: Option<AttemptOutcome>,
    /// Why again.
    pub code: Option<String>,
}

/// Something that a page said. Believed by nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct HintDetails {
    /// Its id.
    pub id: HintId,
    /// When.
    pub at: UtcTime,
    /// About what.
    pub kind: String,
    /// JSON.
    pub data: String,
}

/// Without what it says: pages name cameras and places.
impl fmt::Debug for HintDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HintDetails").field("id", &self.id).finish_non_exhaustive()
    }
}

/// An invitation as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationDetails {
    /// Its id.
    pub id: InvitationId,
    /// Who is invited.
    pub person: PersonId,
    /// What the link is for.
    pub purpose: InvitationPurpose,
    /// When it was made.
    pub created_at: UtcTime,
    /// Until when it can be used.
    pub expires_at: UtcTime,
    /// ISO 639-1.
    pub language: String,
    /// Whether a document is asked for.
    pub document: DocumentRule,
    /// Whether a light card is wanted.
    pub colours: bool,
    /// How it stands.
    pub standing: InvitationStanding,
    /// When somebody first came.
    pub opened_at: Option<UtcTime>,
    /// What they answered to the notice.
    pub consent: Option<ConsentAnswer>,
    /// What became of the document.
    pub document_result: Option<DocumentResult>,
    /// Tries at the camera, in order.
    pub attempts: Vec<AttemptDetails>,
    /// What it came to.
    pub outcome: Option<Outcome>,
    /// What is for a human, as codes.
    pub findings: Vec<String>,
    /// When it was over.
    pub finished_at: Option<UtcTime>,
    /// What its page said; none in lists.
    pub hints: Option<Vec<HintDetails>>,
}

/// A fresh invitation with its secret, shown once.
#[derive(Debug, Clone)]
pub struct CreatedInvitation {
    /// The invitation.
    pub details: InvitationDetails,
    /// The secret of its link.
    pub token: InvitationToken,
}

/// An invitation that goes on elsewhere, with its new secret.
#[derive(Debug, Clone)]
pub struct MovedInvitation {
    /// The secret of its new link.
    pub token: InvitationToken,
}

/// What the candidate does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckStep {
    /// Read the notice and answer it.
    Consent,
    /// Show a document.
    Document,
    /// Look into the camera.
    Camera,
    /// Nothing.
    Done,
}

impl CheckStep {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Document => "document",
            Self::Camera => "camera",
            Self::Done => "done",
        }
    }
}

/// What the candidate was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckResult {
    /// Accepted.
    Done,
    /// Try again.
    Again(AgainCode),
    /// A human will look.
    Human,
    /// They did not agree.
    Declined,
}

impl CheckResult {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Again(_) => "again",
            Self::Human => "human",
            Self::Declined => "declined",
        }
    }

    /// Why again.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Again(code) => Some(code.as_str()),
            Self::Done | Self::Human | Self::Declined => None,
        }
    }
}

impl From<Conclusion> for CheckResult {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Done => Self::Done,
            Conclusion::Again(code) => Self::Again(code),
            Conclusion::Human => Self::Human,
        }
    }
}

/// What the notice says besides its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckNotice {
    /// Version of the text.
    pub version: String,
    /// Who asks.
    pub organisation: String,
    /// Whom to ask about one's data.
    pub contact: Option<String>,
    /// Where the whole text is.
    pub privacy_url: Option<String>,
    /// Days that a session is kept; none: as long as the person is enrolled.
    pub keep_sessions_days: Option<u64>,
    /// The same of references.
    pub keep_references_days: Option<u64>,
}

/// A check as the candidate's page sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckState {
    /// What comes next.
    pub step: CheckStep,
    /// ISO 639-1.
    pub language: String,
    /// Until when.
    pub expires_at: UtcTime,
    /// What the notice says.
    pub notice: CheckNotice,
    /// Whether a light card is wanted.
    pub colours: bool,
    /// Whether a document is asked for.
    pub wants_document: bool,
    /// Whether the service reads documents by machine.
    pub reads_zone: bool,
    /// The side of a card that is wanted next; none while it may be either.
    pub wanted_side: Option<DocumentSide>,
    /// Pictures of a document that are left.
    pub document_tries_left: u32,
    /// Tries at the camera that are left.
    pub attempts_left: u32,
    /// Whether one runs.
    pub is_running: bool,
    /// What the candidate was told last.
    pub result: Option<CheckResult>,
}

/// One thing about a picture of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentIssue {
    /// A word for programs.
    pub code: &'static str,
    /// Whether another picture, or another document, may help.
    pub is_worth_a_retry: bool,
}

/// What came of a picture of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentAnswer {
    /// Whether the check goes on with it.
    pub accepted: bool,
    /// What is wrong with it.
    pub issues: Vec<DocumentIssue>,
    /// The check now.
    pub state: CheckState,
}

/// What a page says of its surroundings when an attempt begins.
#[derive(Clone, PartialEq)]
pub struct CheckHints(pub serde_json::Value);

impl fmt::Debug for CheckHints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckHints")
    }
}

/// An attempt that runs.
#[derive(Debug, Clone)]
pub struct StartedAttempt {
    /// Its session.
    pub session: SessionId,
    /// What lets the page send its stream; none where WebRTC is off.
    pub key: Option<StreamKey>,
    /// Tries that are left after this one.
    pub attempts_left: u32,
}
