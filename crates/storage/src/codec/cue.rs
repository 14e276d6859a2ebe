//! Mirrors of cues and their answers.

use std::time::Duration;

use domain::{
    ComparisonScore, CueAsked, CueFinding, CueKind, CueState, ManipulationScore, MediaTime,
};
use serde::{Deserialize, Serialize};

use super::CodecError;
use super::measurement::{mirror_enum, out_of_range};

// New kinds only at the end: the order is what old logs were written with.
mirror_enum!(
    CueKindDto,
    CueKind,
    [
        TurnLeft,
        TurnRight,
        LookUp,
        LookDown,
        ComeCloser,
        MoveBack,
        ProfileLeft,
        ProfileRight,
        StandUp,
        CoverFace,
        PassHand,
        TouchNose,
        RemoveGlasses,
        ReadDigits
    ]
);

#[derive(Serialize, Deserialize)]
pub(super) struct CueDto {
    number: u32,
    kind: CueKindDto,
    at: u64,
}

impl From<CueAsked> for CueDto {
    fn from(cue: CueAsked) -> Self {
        Self { number: cue.number, kind: cue.kind.into(), at: cue.at.nanos() }
    }
}

impl From<CueDto> for CueAsked {
    fn from(cue: CueDto) -> Self {
        Self { number: cue.number, kind: cue.kind.into(), at: MediaTime::from_nanos(cue.at) }
    }
}

#[derive(Serialize, Deserialize)]
enum CueStateDto {
    Waiting,
    /// Nanoseconds after the cue.
    Done(u64),
    Missed,
    NotAssessed,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CueFindingDto {
    cue: CueDto,
    state: CueStateDto,
    lowest_score: Option<f32>,
    highest_manipulation: Option<f32>,
}

impl From<&CueFinding> for CueFindingDto {
    fn from(finding: &CueFinding) -> Self {
        Self {
            cue: finding.cue.into(),
            state: match finding.state {
                CueState::Waiting => CueStateDto::Waiting,
                CueState::Done { after } => {
                    CueStateDto::Done(u64::try_from(after.as_nanos()).unwrap_or(u64::MAX))
                }
                CueState::Missed => CueStateDto::Missed,
                CueState::NotAssessed => CueStateDto::NotAssessed,
            },
            lowest_score: finding.lowest_score.map(ComparisonScore::get),
            highest_manipulation: finding.highest_manipulation.map(ManipulationScore::get),
        }
    }
}

impl TryFrom<CueFindingDto> for CueFinding {
    type Error = CodecError;

    fn try_from(finding: CueFindingDto) -> Result<Self, CodecError> {
        Ok(Self {
            cue: finding.cue.into(),
            state: match finding.state {
                CueStateDto::Waiting => CueState::Waiting,
                CueStateDto::Done(after) => CueState::Done { after: Duration::from_nanos(after) },
                CueStateDto::Missed => CueState::Missed,
                CueStateDto::NotAssessed => CueState::NotAssessed,
            },
            lowest_score: finding
                .lowest_score
                .map(ComparisonScore::new)
                .transpose()
                .map_err(out_of_range("comparison score"))?,
            highest_manipulation: finding
                .highest_manipulation
                .map(ManipulationScore::new)
                .transpose()
                .map_err(out_of_range("manipulation score"))?,
        })
    }
}
