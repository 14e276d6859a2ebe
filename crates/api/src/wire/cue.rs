//! Cues on the wire: movements that the person on camera is asked for.

use domain::{ComparisonScore, CueFinding, CueKind, CueState, ManipulationScore};
use serde::Serialize;
use utoipa::ToSchema;

/// A movement. Sides are the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CueKindView {
    /// Turn the head to the left and hold it there.
    TurnLeft,
    /// Turn the head to the right and hold it there.
    TurnRight,
    /// Look up.
    LookUp,
    /// Look down.
    LookDown,
    /// Come closer to the camera.
    ComeCloser,
    /// Move back from the camera.
    MoveBack,
    /// Turn the head to the left until the profile shows, and hold it there.
    ProfileLeft,
    /// Turn the head to the right until the profile shows, and hold it there.
    ProfileRight,
    /// Stand up, so that the face rises or leaves the picture at its top.
    StandUp,
    /// Hold a hand before half of the face.
    CoverFace,
    /// Move a hand slowly before the face from one side to the other.
    PassHand,
    /// Touch the nose with a finger.
    TouchNose,
    /// Take off glasses. Not measured: whoever asks judges.
    RemoveGlasses,
    /// Read three digits aloud. Not measured: whoever asks judges.
    ReadDigits,
}

impl From<CueKind> for CueKindView {
    fn from(kind: CueKind) -> Self {
        match kind {
            CueKind::TurnLeft => Self::TurnLeft,
            CueKind::TurnRight => Self::TurnRight,
            CueKind::LookUp => Self::LookUp,
            CueKind::LookDown => Self::LookDown,
            CueKind::ComeCloser => Self::ComeCloser,
            CueKind::MoveBack => Self::MoveBack,
            CueKind::ProfileLeft => Self::ProfileLeft,
            CueKind::ProfileRight => Self::ProfileRight,
            CueKind::StandUp => Self::StandUp,
            CueKind::CoverFace => Self::CoverFace,
            CueKind::PassHand => Self::PassHand,
            CueKind::TouchNose => Self::TouchNose,
            CueKind::RemoveGlasses => Self::RemoveGlasses,
            CueKind::ReadDigits => Self::ReadDigits,
        }
    }
}

/// What came of a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CueStateView {
    /// There is still time.
    Waiting,
    /// Done.
    Done,
    /// Not seen in the time there was.
    Missed,
    /// Nothing here measures whether it was done: whoever asked judges.
    NotAssessed,
}

/// A cue with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CueView {
    /// What was asked for.
    pub kind: CueKindView,
    /// The digits to be read aloud, in their order; null for everything else.
    #[schema(required)]
    pub digits: Option<String>,
    /// Where in the stream it was asked, milliseconds.
    pub asked_at_ms: u64,
    /// What came of it.
    pub state: CueStateView,
    /// From the cue to the movement, milliseconds; null unless done.
    #[schema(required)]
    pub after_ms: Option<u64>,
    /// The lowest cosine similarity with any reference meanwhile; null when none was measured.
    #[schema(required)]
    pub lowest_score: Option<f32>,
    /// The highest manipulation score meanwhile; null when none was measured.
    #[schema(required)]
    pub highest_manipulation: Option<f32>,
}

impl From<&CueFinding> for CueView {
    fn from(finding: &CueFinding) -> Self {
        let (state, after) = match finding.state {
            CueState::Waiting => (CueStateView::Waiting, None),
            CueState::Done { after } => (CueStateView::Done, Some(after)),
            CueState::Missed => (CueStateView::Missed, None),
            CueState::NotAssessed => (CueStateView::NotAssessed, None),
        };
        Self {
            kind: finding.cue.kind.into(),
            digits: finding
                .cue
                .digits()
                .map(|digits| digits.map(|d| char::from(b'0' + d)).iter().collect()),
            asked_at_ms: finding.cue.at.millis(),
            state,
            after_ms: after.map(|a| u64::try_from(a.as_millis()).unwrap_or(u64::MAX)),
            lowest_score: finding.lowest_score.map(ComparisonScore::get),
            highest_manipulation: finding.highest_manipulation.map(ManipulationScore::get),
        }
    }
}
