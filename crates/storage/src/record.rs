//! What is kept, as records. Everything that names or describes a person is a [`Sealed`] value here:
//! a record can be printed, queued or handed to a backend without showing anyone.
//!
//! What deliberately does not live here: rows and columns (see `sqlite/`) and anything in clear.

mod application;
mod audit;
mod decision;
mod event_stream;
mod invitation;
mod key;
mod link;
mod login;
mod page;
mod reverification;
mod review;
mod session;
mod webhook;

pub use application::{ApplicationRecord, MarkKind, SharedValue, ValueMark};
pub use audit::{Actor, AuditAction, AuditEvent, AuditId, AuditSubject};
pub use decision::DecisionRecord;
pub use event_stream::{EventDeliveryRecord, EventStreamRecord, SecurityEvent, SubjectFormat};
pub use invitation::{
    AttemptOutcome, AttemptRecord, ConsentAnswer, DocumentResult, DocumentRule, DocumentSide,
    DocumentState, HintRecord, InvitationPurpose, InvitationRecord, InvitationState,
};
pub use key::{ApiKeyRecord, same_secret, secret_sha256};
pub use link::{
    LinkAnswer, LinkBasis, LinkDecisionRecord, LinkKind, LinkRecord, Linked, RoomRecord,
};
pub use login::{LoginKeyRecord, LoginReason, LoginRecord, LoginState};
pub use page::{Listing, Page};
pub use reverification::{
    MilestoneKind, MilestoneRecord, ReverificationRecord, RiskEventRecord, RiskKind, ToldOf,
};
pub use review::{ReviewRecord, WaitsFor};
pub use session::{LogChunk, SessionEnding, SessionRecord, SessionState, SourceKind};
pub use webhook::{
    DeliveryAttempt, DeliveryError, DeliveryRecord, DisabledWhy, WebhookEvent, WebhookRecord,
};

use domain::{
    EvidenceId, MediaTime, ModelStamp, PersonId, QualityScore, ReasonCode, ReferenceId,
    ReferenceKind, SessionId, UtcTime,
};

use crate::{Sealed, SealedTemplate};

/// A data subject agreed to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Which text they agreed to.
    pub text_version: String,
    /// When.
    pub at: UtcTime,
}

/// A data subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Sorts by creation.
    pub id: PersonId,
    /// The name an interviewer sees. UTF-8, sealed under [`SealContext::PersonName`](crate::SealContext).
    pub display_name: Sealed,
    /// The customer's own key for this person, for instance an HR number. UTF-8, sealed.
    pub external_ref: Option<Sealed>,
    /// When the record was made.
    pub created_at: UtcTime,
    /// What the person agreed to, if that was recorded.
    pub consent: Option<Consent>,
}

/// One stored reference of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceRecord {
    /// Sorts by creation.
    pub id: ReferenceId,
    /// Whose.
    pub person: PersonId,
    /// A picture, or an earlier accepted session. The session is absent once its record has expired.
    pub kind: ReferenceKind,
    /// When the sample was captured.
    pub captured_at: UtcTime,
    /// Quality of the sample, or of the pooled samples.
    pub quality: QualityScore,
    /// The model whose features the template is comparable with.
    pub model: ModelStamp,
    /// The template, sealed; bound to this reference, person and model.
    pub template: SealedTemplate,
    /// What it is kept for, for instance `identity verification in hiring`.
    pub purpose: String,
    /// The legal basis, for instance `consent`.
    pub legal_basis: String,
    /// When it must be gone; none while the person stays enrolled.
    pub retained_until: Option<UtcTime>,
}

/// The picture a reference was made from. Its bytes lie sealed in `portraits/<reference>.sealed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortraitPicture {
    /// The reference.
    pub reference: ReferenceId,
    /// Media type of the bytes in clear.
    pub content_type: String,
    /// SHA-256 of the bytes in clear.
    pub sha256: [u8; 32],
}

/// One evidence picture. Its bytes lie sealed in `evidence/<session>/<id>.sealed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRecord {
    /// Sorts by creation.
    pub id: EvidenceId,
    /// The session it belongs to.
    pub session: SessionId,
    /// What it shows.
    pub code: ReasonCode,
    /// Position in the stream.
    pub at: MediaTime,
    /// Sampled frame number.
    pub seq: u64,
    /// Media type of the bytes in clear.
    pub content_type: String,
    /// SHA-256 of the bytes in clear.
    pub sha256: [u8; 32],
}

/// What erasing a person took away. The files are still to be removed by whoever holds the folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removed {
    /// Sessions, with their logs and verdicts.
    pub sessions: Vec<SessionId>,
    /// References.
    pub references: Vec<ReferenceId>,
    /// Evidence files without a row now.
    pub evidence: Vec<(SessionId, EvidenceId)>,
    /// Portrait files without a row now.
    pub portraits: Vec<ReferenceId>,
}

impl Removed {
    /// Adds what `other` lists.
    pub fn absorb(&mut self, other: Self) {
        self.sessions.extend(other.sessions);
        self.references.extend(other.references);
        self.evidence.extend(other.evidence);
        self.portraits.extend(other.portraits);
    }

    /// Whether nothing was taken away.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
