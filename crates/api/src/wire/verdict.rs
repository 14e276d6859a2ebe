//! The verdict on the wire: exactly the object that `likeness verify --json` prints.
//! Its JSON schema is `docs/verdict.schema.json`, kept equal to these types by a test.

use app::{EvidenceFrame, VerdictReport};
use domain::{
    ContinuityState, FrameCounts, IdentityState, MediaInfo, ModelStamp, Outcome, PresenceState,
    Rate, ReferenceFinding, ReferenceId, ReferenceKind, UtcTime, Verdict,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::SessionKindView;
use super::cue::CueView;
use super::facts::{FramesView, MediaView, ModelView, PolicyView};
use super::light::LightView;
use super::stream::StreamFactsView;
use super::time::iso;

/// A verdict with its reasons, the policy and the models behind it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VerdictView {
    /// The fused decision.
    pub outcome: OutcomeView,
    /// Identity over all references: the weakest of them.
    pub identity: IdentityView,
    /// Identity for each reference.
    pub references: Vec<ReferenceFindingView>,
    /// A bona fide, live presentation?
    pub presence: PresenceView,
    /// One person throughout, camera on, face visible?
    pub continuity: ContinuityView,
    /// What was asked of the person, in the order in which it was asked.
    pub cues: Vec<CueView>,
    /// Light cards, in the order in which they were shown.
    pub lights: Vec<LightView>,
    /// What the stream shows besides faces; null in verdicts of versions that did not look.
    #[schema(required)]
    pub stream: Option<StreamFactsView>,
    /// Why, most important first. Never empty.
    pub reasons: Vec<ReasonView>,
    /// What became of the frames.
    pub frames: FramesView,
    /// The policy that judged.
    pub policy: PolicyView,
    /// Every model in use.
    pub models: Vec<ModelView>,
    /// What the stream turned out to be; null before its first picture.
    #[schema(required)]
    pub media: Option<MediaView>,
}

impl VerdictView {
    /// Puts a verdict and the facts around it into its wire shape. `captured_at` names when references
    /// were captured; those that it does not name go out without a date. `evidence` are the frames kept as
    /// pictures, in stream order; each goes to the reasons it stands for.
    pub fn new(
        verdict: &Verdict,
        frames: FrameCounts,
        models: &[ModelStamp],
        media: Option<&MediaInfo>,
        captured_at: &[(ReferenceId, UtcTime)],
        evidence: &[EvidenceFrame],
    ) -> Self {
        let date = |id| captured_at.iter().find(|(r, _)| *r == id).map(|(_, at)| *at);
        Self {
            outcome: verdict.outcome.into(),
            identity: IdentityView {
                state: verdict.identity.state.into(),
                score: verdict.identity.score.map(domain::ComparisonScore::get),
                llr: verdict.identity.llr.map(domain::Llr::get),
                false_match: verdict
                    .references
                    .iter()
                    .find(|r| r.score == verdict.identity.score)
                    .and_then(|r| r.false_match.map(MeaningView::of_score)),
            },
            references: verdict
                .references
                .iter()
                .map(|r| ReferenceFindingView::new(r, date(r.reference)))
                .collect(),
            presence: PresenceView {
                state: verdict.presence.state.into(),
                attack: verdict.presence.attack.map(|c| c.as_str().to_owned()),
                llr: verdict.presence.llr.map(domain::Llr::get),
                false_alarm: verdict.presence.false_alarm.map(MeaningView::of_presence),
            },
            continuity: ContinuityView { state: verdict.continuity.state.into() },
            cues: verdict.cues.iter().map(Into::into).collect(),
            lights: verdict.lights.iter().map(Into::into).collect(),
            stream: verdict.stream.as_ref().map(Into::into),
            reasons: verdict
                .reasons
                .iter()
                .map(|r| ReasonView {
                    code: r.code.as_str().to_owned(),
                    text: r.text.clone(),
                    at_ms: r.at.map(domain::MediaTime::millis),
                    frames: evidence.iter().filter(|e| e.code == r.code).map(Into::into).collect(),
                })
                .collect(),
            frames: frames.into(),
            policy: (&verdict.policy).into(),
            models: models.iter().map(Into::into).collect(),
            media: media.map(Into::into),
        }
    }
}

impl From<&VerdictReport> for VerdictView {
    fn from(report: &VerdictReport) -> Self {
        Self::new(
            &report.verdict,
            report.frames,
            &report.models,
            report.media.as_ref(),
            &report.captured_at,
            &report.evidence,
        )
    }
}

/// The fused decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeView {
    /// Same person, live, throughout.
    Accept,
    /// A human must look.
    Refer,
    /// Another person, or an attack.
    Reject,
}

impl From<OutcomeView> for Outcome {
    fn from(outcome: OutcomeView) -> Self {
        match outcome {
            OutcomeView::Accept => Self::Accept,
            OutcomeView::Refer => Self::Refer,
            OutcomeView::Reject => Self::Reject,
        }
    }
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Accept => Self::Accept,
            Outcome::Refer => Self::Refer,
            Outcome::Reject => Self::Reject,
        }
    }
}

/// Is the capture subject the person of the reference?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdentityStateView {
    /// Yes, at the policy's error rate.
    Same,
    /// No, at the policy's error rate.
    Different,
    /// Not enough evidence yet.
    NotEnough,
}

impl From<IdentityState> for IdentityStateView {
    fn from(state: IdentityState) -> Self {
        match state {
            IdentityState::Same => Self::Same,
            IdentityState::Different => Self::Different,
            IdentityState::NotEnough => Self::NotEnough,
        }
    }
}

/// The joint identity answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct IdentityView {
    /// The answer.
    pub state: IdentityStateView,
    /// Cosine similarity with the weakest reference, -1 to 1; null when not assessed.
    #[schema(required)]
    pub score: Option<f32>,
    /// ln P(score | same person) / P(score | other person); null when not assessed.
    #[schema(required)]
    pub llr: Option<f32>,
    /// What the score means; null when not assessed or not measured for this embedder.
    #[schema(required)]
    pub false_match: Option<MeaningView>,
}

/// What a number means, as a share that was measured.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MeaningView {
    /// Of comparison scores the share of strangers that look at least this similar, of presence the share
    /// of genuine sessions that look at least this suspicious; above 0 to 1.
    pub share: f64,
    /// True where the measurement ends: the true share is this or less.
    pub is_bound: bool,
    /// The same in words: "1 in 12 000 strangers would look this similar".
    pub text: String,
}

impl MeaningView {
    pub(super) fn of_score(rate: Rate) -> Self {
        Self { share: rate.share, is_bound: rate.is_bound, text: rate.strangers() }
    }

    fn of_presence(rate: Rate) -> Self {
        Self { share: rate.share, is_bound: rate.is_bound, text: rate.genuine_sessions() }
    }
}

/// What kind a reference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKindView {
    /// A still picture, usually the portrait of an identity document.
    Picture,
    /// An earlier accepted session.
    Session,
}

impl From<&ReferenceKind> for ReferenceKindView {
    fn from(kind: &ReferenceKind) -> Self {
        match kind {
            ReferenceKind::Picture => Self::Picture,
            ReferenceKind::Session { .. } => Self::Session,
        }
    }
}

/// The identity answer for one reference.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReferenceFindingView {
    /// What kind it is.
    pub kind: ReferenceKindView,
    /// Which reference.
    pub reference_id: Uuid,
    /// What the earlier session was for; absent for pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub session_kind: Option<SessionKindView>,
    /// When it was captured, ISO 8601; absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub captured_at: Option<String>,
    /// The answer.
    pub state: IdentityStateView,
    /// Pooled cosine similarity, -1 to 1; null when not assessed.
    #[schema(required)]
    pub score: Option<f32>,
    /// ln P(score | same person) / P(score | other person); null when not assessed.
    #[schema(required)]
    pub llr: Option<f32>,
    /// What the score means; null when not assessed or not measured for this embedder.
    #[schema(required)]
    pub false_match: Option<MeaningView>,
}

impl ReferenceFindingView {
    fn new(finding: &ReferenceFinding, captured_at: Option<UtcTime>) -> Self {
        Self {
            kind: (&finding.kind).into(),
            reference_id: finding.reference.uuid(),
            session_kind: match finding.kind {
                ReferenceKind::Picture => None,
                ReferenceKind::Session { kind, .. } => Some(kind.into()),
            },
            captured_at: captured_at.map(iso),
            state: finding.state.into(),
            score: finding.score.map(domain::ComparisonScore::get),
            llr: finding.llr.map(domain::Llr::get),
            false_match: finding.false_match.map(MeaningView::of_score),
        }
    }
}

/// A bona fide, live presentation?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStateView {
    /// Yes.
    Live,
    /// No: `attack` names the reason.
    Attack,
    /// Not enough evidence yet.
    NotEnough,
}

impl From<PresenceState> for PresenceStateView {
    fn from(state: PresenceState) -> Self {
        match state {
            PresenceState::Live => Self::Live,
            PresenceState::Attack => Self::Attack,
            PresenceState::NotEnough => Self::NotEnough,
        }
    }
}

/// The presence answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PresenceView {
    /// The answer.
    pub state: PresenceStateView,
    /// The reason code that names the attack; null when there is none.
    #[schema(required)]
    pub attack: Option<String>,
    /// ln P(signals | attack) / P(signals | bona fide): positive speaks for an attack; null when not
    /// assessed.
    #[schema(required)]
    pub llr: Option<f32>,
    /// What the evidence means; null when not assessed or not measured for this pack.
    #[schema(required)]
    pub false_alarm: Option<MeaningView>,
}

/// One person throughout, camera on, face visible?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContinuityStateView {
    /// Yes.
    Held,
    /// No: the reasons say when.
    Broken,
    /// Not watched long enough.
    NotEnough,
}

impl From<ContinuityState> for ContinuityStateView {
    fn from(state: ContinuityState) -> Self {
        match state {
            ContinuityState::Held => Self::Held,
            ContinuityState::Broken => Self::Broken,
            ContinuityState::NotEnough => Self::NotEnough,
        }
    }
}

/// The continuity answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContinuityView {
    /// The answer.
    pub state: ContinuityStateView,
}

/// One reason a human can check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonView {
    /// A word that never changes meaning, documented in `docs/VERDICT.md`.
    pub code: String,
    /// A plain sentence with the numbers.
    pub text: String,
    /// Where in the stream, milliseconds; null when it has no place.
    #[schema(required)]
    pub at_ms: Option<u64>,
    /// Frames that show it, in stream order, each kept as an evidence picture where a service judged;
    /// empty for what no single frame shows.
    pub frames: Vec<ReasonFrameView>,
}

/// A frame that shows a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonFrameView {
    /// Sampled frame number.
    pub seq: u64,
    /// Where in the stream, milliseconds.
    pub at_ms: u64,
}

impl From<&EvidenceFrame> for ReasonFrameView {
    fn from(frame: &EvidenceFrame) -> Self {
        Self { seq: frame.seq, at_ms: frame.at.millis() }
    }
}
