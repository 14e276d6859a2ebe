//! Mirrors of looks for a hand.

use domain::{HandSample, HandSeen, MediaTime};
use serde::{Deserialize, Serialize};

use super::measurement::RectDto;

#[derive(Serialize, Deserialize)]
pub(super) struct HandDto {
    /// Nanoseconds.
    at: u64,
    face: RectDto,
    /// Box and score.
    hand: Option<(RectDto, f32)>,
}

impl From<&HandSample> for HandDto {
    fn from(sample: &HandSample) -> Self {
        let HandSample { at, face, hand } = *sample;
        Self {
            at: at.nanos(),
            face: face.into(),
            hand: hand.map(|HandSeen { rect, score }| (rect.into(), score)),
        }
    }
}

impl From<HandDto> for HandSample {
    fn from(sample: HandDto) -> Self {
        Self {
            at: MediaTime::from_nanos(sample.at),
            face: sample.face.into(),
            hand: sample.hand.map(|(rect, score)| HandSeen { rect: rect.into(), score }),
        }
    }
}
