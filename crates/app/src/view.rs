//! What the application shows of people and sessions: plain values in domain words. The wire shapes are
//! the api crate's business.

use std::fmt;

pub use storage::{Actor, Consent, SessionState, SourceKind as SourceLabel, WaitsFor};
use storage::{AuditAction, AuditId, AuditSubject};

use domain::{
    DecisionId, EvidenceId, FaceQuality, FrameCounts, MediaInfo, MediaTime, ModelStampSet, Outcome,
    PersonId, PolicyStamp, QualityScore, ReasonCode, Rect, ReferenceId, ReferenceKind, SessionId,
    SessionKind, UtcTime, Verdict,
};

use crate::deps::PartInfo;

/// Text about a person. Prints nothing of itself in debug output; ask for it by name.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Personal(pub String);

impl Personal {
    /// The text. Never log it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(redacted)")
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T, Id> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Pass it as `after` to get the next page; absent on the last.
    pub next: Option<Id>,
}

/// What is needed to create a person.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    /// What the interviewer calls them.
    pub display_name: Personal,
    /// Their id in the operator's own system.
    pub external_ref: Option<Personal>,
    /// The version of the consent text that they agreed to; stamped with the present time.
    pub consent_text_version: Option<String>,
}

/// A person without the references.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonSummary {
    /// Their id.
    pub id: PersonId,
    /// What the interviewer calls them.
    pub display_name: Personal,
    /// Their id in the operator's own system.
    pub external_ref: Option<Personal>,
    /// When the record was made.
    pub created_at: UtcTime,
    /// Consent, if recorded.
    pub consent: Option<Consent>,
    /// Whether an ID portrait is in force.
    pub has_portrait: bool,
    /// The references in force, oldest first.
    pub references: Vec<ReferenceDetails>,
}

/// One stored reference, without its features.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceDetails {
    /// Its id.
    pub id: ReferenceId,
    /// ID portrait or earlier session.
    pub kind: ReferenceKind,
    /// When it was captured.
    pub captured_at: UtcTime,
    /// Its quality.
    pub quality: QualityScore,
    /// False when it was made with another face model and cannot be compared: enrol again.
    pub comparable: bool,
}

/// What became of an ID photo.
#[derive(Debug, Clone, PartialEq)]
pub struct PortraitReceipt {
    /// The reference that is now in force.
    pub reference: ReferenceId,
    /// Quality of the portrait's face.
    pub quality: FaceQuality,
    /// By how much the picture was turned clockwise to stand upright: 0, 90, 180 or 270.
    pub rotated_deg: u16,
    /// The face in the upright picture, pixels.
    pub face: Rect,
}

/// Why a session has no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionError {
    /// Stable code.
    pub code: String,
    /// A sentence, without addresses or names.
    pub detail: String,
}

/// A frame that was kept as a picture of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceFrame {
    /// The reason it stands for.
    pub code: ReasonCode,
    /// Where in the stream.
    pub at: MediaTime,
    /// Sampled frame number.
    pub seq: u64,
}

impl EvidenceFrame {
    /// Stream order, and one order among the pictures of a single frame, so that a running session and
    /// its record list the same.
    pub(crate) fn sort(frames: &mut [Self]) {
        frames.sort_by_key(|f| (f.seq, f.code.as_str()));
    }
}

/// A verdict with all that is needed to read it.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictReport {
    /// The verdict.
    pub verdict: Verdict,
    /// When each reference was captured.
    pub captured_at: Vec<(ReferenceId, UtcTime)>,
    /// What became of the frames.
    pub frames: FrameCounts,
    /// Every model in use.
    pub models: ModelStampSet,
    /// What the stream turned out to be.
    pub media: Option<MediaInfo>,
    /// The frames kept as pictures of reasons, in stream order.
    pub evidence: Vec<EvidenceFrame>,
}

/// A session as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionDetails {
    /// Its id.
    pub id: SessionId,
    /// Whose session.
    pub person: PersonId,
    /// What the interviewer calls them.
    pub person_name: Personal,
    /// What it is for.
    pub kind: SessionKind,
    /// Where it stands.
    pub state: SessionState,
    /// Where its frames come from.
    pub source: SourceLabel,
    /// The policy that judges it.
    pub policy: PolicyStamp,
    /// When it was asked for.
    pub created_at: UtcTime,
    /// When it began.
    pub started_at: Option<UtcTime>,
    /// When it ended.
    pub ended_at: Option<UtcTime>,
    /// The verdict so far, or for good.
    pub verdict: Option<VerdictReport>,
    /// What the stream turned out to be.
    pub media: Option<MediaInfo>,
    /// What became of the frames.
    pub frames: FrameCounts,
    /// Why there is no verdict.
    pub error: Option<SessionError>,
}

/// One evidence picture, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceDetails {
    /// Its id.
    pub id: EvidenceId,
    /// The reason it stands for.
    pub code: ReasonCode,
    /// Where in the stream.
    pub at: MediaTime,
    /// Sampled frame number.
    pub seq: u64,
    /// SHA-256 of the JPEG file in clear, lower-case hexadecimal.
    pub sha256: String,
}

/// What one human made of one session.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Sorts by creation.
    pub id: DecisionId,
    /// When.
    pub at: UtcTime,
    /// Who.
    pub actor: Actor,
    /// What they decided.
    pub outcome: Outcome,
    /// The verdict they saw.
    pub verdict: Option<Outcome>,
    /// Their note.
    pub note: Option<Personal>,
}

/// What holds of a session when its verdict and the humans' decisions are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What holds.
    pub outcome: Outcome,
    /// Whether a human's decision makes it hold, and not the verdict.
    pub is_human: bool,
    /// Whether somebody overturned a reject and a second person has not agreed yet.
    pub waits_for_second: bool,
}

/// A session that a human has to look at, or has looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The session with its verdict.
    pub session: SessionDetails,
    /// Whose decision it waits for; none when it waits for nobody.
    pub waits_for: Option<WaitsFor>,
    /// What humans decided so far, oldest first.
    pub decisions: Vec<Decision>,
    /// What waits right before it; only of a session that was opened by itself.
    pub previous: Option<SessionId>,
    /// What waits right behind it; only of a session that was opened by itself.
    pub next: Option<SessionId>,
}

/// How many sessions of a kind wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewCount {
    /// The kind.
    pub kind: SessionKind,
    /// How many.
    pub waiting: u64,
}

/// One line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Pass it as `after` for the next page.
    pub id: AuditId,
    /// When.
    pub at: UtcTime,
    /// Who: shown as `api_key:<id>`, `system` or `operator`.
    pub actor: Actor,
    /// What was done, a closed set of words.
    pub action: AuditAction,
    /// To whom or what.
    pub subject: Option<AuditSubject>,
    /// In which session.
    pub session: Option<SessionId>,
}

/// Whether a stored verdict still follows from its stored measurements.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayReport {
    /// Whether the recomputed verdict equals the stored one.
    pub equal: bool,
    /// The recomputed verdict.
    pub report: VerdictReport,
}

/// What is running here.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// Version of the service.
    pub version: &'static str,
    /// Name of the model pack.
    pub pack: String,
    /// Every model in use.
    pub models: ModelStampSet,
    /// Where each part of the pack comes from.
    pub parts: Vec<PartInfo>,
    /// Policies that a session can name.
    pub policies: Vec<PolicyStamp>,
    /// Whether streams are taken by WHIP.
    pub whip: bool,
    /// The port at which streams are taken by RTMP.
    pub rtmp_port: Option<u16>,
    /// The port at which streams are taken by RTMPS.
    pub rtmps_port: Option<u16>,
}
