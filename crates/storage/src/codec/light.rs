//! Mirrors of light cards, the samples taken meanwhile, and what came of them.

use std::time::Duration;

use domain::{
    CardColour, LightAsked, LightEntry, LightFinding, LightMissing, LightSample, LightSkip,
    LightState, LightStep, MediaTime,
};
use serde::{Deserialize, Serialize};

use super::measurement::mirror_enum;

mirror_enum!(SkipDto, LightSkip, [Photosensitive, Stopped]);
mirror_enum!(MissingDto, LightMissing, [TooFewSamples, NotShown, TooWeak]);

#[derive(Serialize, Deserialize)]
pub(super) enum LightDto {
    Asked {
        number: u32,
        at: u64,
        /// sRGB and nanoseconds.
        steps: Vec<([u8; 3], u64)>,
    },
    Shown {
        number: u32,
        /// Nanoseconds.
        edges: Vec<u64>,
    },
    Skipped {
        at: u64,
        why: SkipDto,
    },
    Sample {
        at: u64,
        skin: [f32; 3],
        beside: Option<[f32; 3]>,
    },
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl From<&LightEntry> for LightDto {
    fn from(entry: &LightEntry) -> Self {
        match entry {
            LightEntry::Asked(LightAsked { number, at, steps }) => Self::Asked {
                number: *number,
                at: at.nanos(),
                steps: steps.iter().map(|s| (s.colour.0, nanos(s.lasts))).collect(),
            },
            LightEntry::Shown { number, edges } => {
                Self::Shown { number: *number, edges: edges.iter().copied().map(nanos).collect() }
            }
            LightEntry::Skipped { at, why } => Self::Skipped { at: at.nanos(), why: (*why).into() },
            LightEntry::Sample(LightSample { at, skin, beside }) => {
                Self::Sample { at: at.nanos(), skin: *skin, beside: *beside }
            }
        }
    }
}

impl From<LightDto> for LightEntry {
    fn from(entry: LightDto) -> Self {
        match entry {
            LightDto::Asked { number, at, steps } => Self::Asked(LightAsked {
                number,
                at: MediaTime::from_nanos(at),
                steps: steps
                    .into_iter()
                    .map(|(colour, lasts)| LightStep {
                        colour: CardColour(colour),
                        lasts: Duration::from_nanos(lasts),
                    })
                    .collect(),
            }),
            LightDto::Shown { number, edges } => {
                Self::Shown { number, edges: edges.into_iter().map(Duration::from_nanos).collect() }
            }
            LightDto::Skipped { at, why } => {
                Self::Skipped { at: MediaTime::from_nanos(at), why: why.into() }
            }
            LightDto::Sample { at, skin, beside } => {
                Self::Sample(LightSample { at: MediaTime::from_nanos(at), skin, beside })
            }
        }
    }
}

#[derive(Serialize, Deserialize, Clone, Copy)]
enum StateDto {
    Waiting,
    Answered,
    Unanswered,
    Wrong,
    NotAssessed(MissingDto),
    Skipped(SkipDto),
}

#[derive(Serialize, Deserialize)]
pub(super) struct LightFindingDto {
    number: Option<u32>,
    at: u64,
    state: StateDto,
    /// Nanoseconds.
    delay: Option<u64>,
    strength: Option<f32>,
    one_in: Option<u32>,
    seen_from: Option<f32>,
}

impl From<&LightFinding> for LightFindingDto {
    fn from(f: &LightFinding) -> Self {
        let LightFinding { number, at, state, delay, strength, one_in, seen_from } = *f;
        Self {
            number,
            at: at.nanos(),
            state: match state {
                LightState::Waiting => StateDto::Waiting,
                LightState::Answered => StateDto::Answered,
                LightState::Unanswered => StateDto::Unanswered,
                LightState::Wrong => StateDto::Wrong,
                LightState::NotAssessed(why) => StateDto::NotAssessed(why.into()),
                LightState::Skipped(why) => StateDto::Skipped(why.into()),
            },
            delay: delay.map(nanos),
            strength,
            one_in,
            seen_from,
        }
    }
}

impl From<LightFindingDto> for LightFinding {
    fn from(f: LightFindingDto) -> Self {
        Self {
            number: f.number,
            at: MediaTime::from_nanos(f.at),
            state: match f.state {
                StateDto::Waiting => LightState::Waiting,
                StateDto::Answered => LightState::Answered,
                StateDto::Unanswered => LightState::Unanswered,
                StateDto::Wrong => LightState::Wrong,
                StateDto::NotAssessed(why) => LightState::NotAssessed(why.into()),
                StateDto::Skipped(why) => LightState::Skipped(why.into()),
            },
            delay: f.delay.map(Duration::from_nanos),
            strength: f.strength,
            one_in: f.one_in,
            seen_from: f.seen_from,
        }
    }
}
