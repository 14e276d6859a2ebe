//! Invitations to a check, the attempts they led to, and what their pages said.

use domain::{HintId, InvitationId, Outcome, PersonId, SessionId, UtcTime};

use super::webhook::words;
use crate::Sealed;

words! {
    /// How far an invitation is. Whether it is too late for it, its date says.
    InvitationState {
        /// Nobody has come yet.
        Open = "open",
        /// Somebody has come.
        Opened = "opened",
        /// They did not agree.
        Declined = "declined",
        /// It came to its end.
        Finished = "finished",
        /// It was called off.
        Revoked = "revoked",
    }
}

impl InvitationState {
    /// Whether anything can still happen.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Declined | Self::Finished | Self::Revoked)
    }
}

words! {
    /// What a link is for.
    InvitationPurpose {
        /// The check before day one.
        Check = "check",
        /// A re-verification later on.
        Reverification = "reverification",
    }
}

words! {
    /// Whether a document is asked for.
    DocumentRule {
        /// It is.
        Required = "required",
        /// The ID photo is there already.
        Skip = "skip",
    }
}

words! {
    /// A side of a card.
    DocumentSide {
        /// The one with the portrait.
        Front = "front",
        /// The one with the lines or the barcode.
        Back = "back",
    }
}

words! {
    /// What became of the document.
    DocumentState {
        /// Read, and nothing stands against it.
        Read = "read",
        /// Nothing was read.
        NotRead = "not_read",
        /// A human must look.
        Doubtful = "doubtful",
    }
}

words! {
    /// What the candidate was told at the end of an attempt.
    AttemptOutcome {
        /// Accepted.
        Done = "done",
        /// Try again.
        Again = "again",
        /// A human will look.
        Human = "human",
    }
}

/// What somebody answered to the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentAnswer {
    /// Yes or no.
    pub agreed: bool,
    /// Version of the text they read.
    pub notice_version: String,
    /// The language they read it in.
    pub language: String,
    /// When.
    pub at: UtcTime,
}

/// What became of the document, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentResult {
    /// In one word.
    pub state: DocumentState,
    /// What a human must look at, as codes.
    pub codes: Vec<String>,
    /// When it was accepted.
    pub at: UtcTime,
}

/// One invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRecord {
    /// Sorts by creation.
    pub id: InvitationId,
    /// Who is invited.
    pub person: PersonId,
    /// What the link is for.
    pub purpose: InvitationPurpose,
    /// SHA-256 of the link's secret.
    pub secret_sha256: [u8; 32],
    /// SHA-256 of the cookie of the browser it is bound to.
    pub browser_sha256: Option<[u8; 32]>,
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
    /// How far it is.
    pub state: InvitationState,
    /// When somebody first came.
    pub opened_at: Option<UtcTime>,
    /// What they answered to the notice.
    pub consent: Option<ConsentAnswer>,
    /// Pictures of the document so far.
    pub document_tries: u32,
    /// The first side of a card that was taken; the other one is awaited while there is no result.
    pub document_side: Option<DocumentSide>,
    /// What a human must look at on that side, as codes.
    pub document_side_codes: Vec<String>,
    /// What became of the document, once it was accepted.
    pub document_result: Option<DocumentResult>,
    /// What the document says, or its back already. Sealed under [`SealContext::CheckDocument`](crate::SealContext).
    pub document_data: Option<Sealed>,
    /// What is for a human, as codes.
    pub findings: Vec<String>,
    /// What it came to.
    pub outcome: Option<Outcome>,
    /// When it was over, whatever way.
    pub finished_at: Option<UtcTime>,
}

/// One try at the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    /// Of which invitation.
    pub invitation: InvitationId,
    /// From 1.
    pub number: u32,
    /// Its session; none when that is past its retention.
    pub session: Option<SessionId>,
    /// When it began.
    pub started_at: UtcTime,
    /// What the candidate was told.
    pub outcome: Option<AttemptOutcome>,
    /// Why again.
    pub code: Option<String>,
}

/// Something that a check's page said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HintRecord {
    /// Sorts by creation.
    pub id: HintId,
    /// Of which invitation.
    pub invitation: InvitationId,
    /// When.
    pub at: UtcTime,
    /// About what, a word.
    pub kind: String,
    /// JSON. Sealed under [`SealContext::CheckHint`](crate::SealContext).
    pub data: Sealed,
}
