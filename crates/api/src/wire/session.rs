//! Sessions on the wire, with their timeline and evidence.

use app::{EvidenceDetails, SessionDetails, SessionState, SourceLabel, TimelinePoint};
use domain::SessionKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::time::iso;
use super::{FramesView, MediaView, PolicyView, VerdictView};

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionKindView {
    /// A job interview.
    Interview,
    /// The check before day one.
    Onboarding,
    /// A later login or periodic re-verification.
    Login,
}

impl From<SessionKind> for SessionKindView {
    fn from(kind: SessionKind) -> Self {
        match kind {
            SessionKind::Interview => Self::Interview,
            SessionKind::Onboarding => Self::Onboarding,
            SessionKind::Login => Self::Login,
        }
    }
}

impl From<SessionKindView> for SessionKind {
    fn from(kind: SessionKindView) -> Self {
        match kind {
            SessionKindView::Interview => Self::Interview,
            SessionKindView::Onboarding => Self::Onboarding,
            SessionKindView::Login => Self::Login,
        }
    }
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStateView {
    /// Recorded, not yet running.
    Created,
    /// Being watched.
    Running,
    /// Ended with a verdict.
    Finished,
    /// Ended without one; `error` says why.
    Failed,
    /// The service stopped while it ran.
    Interrupted,
}

impl From<SessionState> for SessionStateView {
    fn from(state: SessionState) -> Self {
        match state {
            SessionState::Created => Self::Created,
            SessionState::Running => Self::Running,
            SessionState::Finished => Self::Finished,
            SessionState::Failed => Self::Failed,
            SessionState::Interrupted => Self::Interrupted,
        }
    }
}

/// Where a session's frames come from, in a word that is safe to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceView {
    /// A stream address.
    Address,
    /// An uploaded video.
    Upload,
    /// Pictures pushed by a browser.
    Camera,
    /// A stream that somebody sends.
    Stream,
}

impl From<SourceLabel> for SourceView {
    fn from(source: SourceLabel) -> Self {
        match source {
            SourceLabel::Address => Self::Address,
            SourceLabel::Upload => Self::Upload,
            SourceLabel::Camera => Self::Camera,
            SourceLabel::Stream => Self::Stream,
        }
    }
}

/// Why a session has no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErrorView {
    /// Stable code.
    pub code: String,
    /// A sentence.
    pub detail: String,
}

/// A session as it stands.
#[derive(Clone, Serialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: Uuid,
    /// Whose session.
    pub person_id: Uuid,
    /// What the interviewer calls them.
    pub person_name: String,
    /// What it is for.
    pub kind: SessionKindView,
    /// Where it stands.
    pub state: SessionStateView,
    /// Where its frames come from.
    pub source: SourceView,
    /// The policy that judges it.
    pub policy: PolicyView,
    /// When it was asked for, ISO 8601.
    pub created_at: String,
    /// When it began; null before.
    #[schema(required)]
    pub started_at: Option<String>,
    /// When it ended; null before.
    #[schema(required)]
    pub ended_at: Option<String>,
    /// The verdict so far, or for good; null before the first.
    #[schema(required)]
    pub verdict: Option<VerdictView>,
    /// What the stream turned out to be; null before its first picture.
    #[schema(required)]
    pub media: Option<MediaView>,
    /// What became of the frames.
    pub frames: FramesView,
    /// Why there is no verdict; null when nothing went wrong.
    #[schema(required)]
    pub error: Option<ErrorView>,
}

impl From<&SessionDetails> for SessionView {
    fn from(session: &SessionDetails) -> Self {
        Self {
            id: session.id.uuid(),
            person_id: session.person.uuid(),
            person_name: session.person_name.reveal().to_owned(),
            kind: session.kind.into(),
            state: session.state.into(),
            source: session.source.into(),
            policy: (&session.policy).into(),
            created_at: iso(session.created_at),
            started_at: session.started_at.map(iso),
            ended_at: session.ended_at.map(iso),
            verdict: session.verdict.as_ref().map(Into::into),
            media: session.media.as_ref().map(Into::into),
            frames: session.frames.into(),
            error: session
                .error
                .as_ref()
                .map(|e| ErrorView { code: e.code.clone(), detail: e.detail.clone() }),
        }
    }
}

/// One point of a session's timeline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct TimelinePointView {
    /// Position in the stream, milliseconds.
    pub at_ms: u64,
    /// Joint identity LLR; null before there is one.
    #[schema(required)]
    pub identity_llr: Option<f32>,
    /// Presence LLR (attack : bona fide); null before there is one.
    #[schema(required)]
    pub presence_llr: Option<f32>,
    /// Whether the subject's face was in the picture.
    pub face_visible: bool,
}

impl From<&TimelinePoint> for TimelinePointView {
    fn from(point: &TimelinePoint) -> Self {
        Self {
            at_ms: point.at.millis(),
            identity_llr: point.identity_llr,
            presence_llr: point.presence_llr,
            face_visible: point.face_visible,
        }
    }
}

/// One evidence picture, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Its id.
    pub id: Uuid,
    /// The reason it stands for.
    pub code: String,
    /// Where in the stream, milliseconds.
    pub at_ms: u64,
    /// Sampled frame number.
    pub seq: u64,
    /// SHA-256 of the picture, lower-case hexadecimal.
    pub sha256: String,
}

impl From<&EvidenceDetails> for EvidenceView {
    fn from(evidence: &EvidenceDetails) -> Self {
        Self {
            id: evidence.id.uuid(),
            code: evidence.code.as_str().to_owned(),
            at_ms: evidence.at.millis(),
            seq: evidence.seq,
            sha256: evidence.sha256.clone(),
        }
    }
}
