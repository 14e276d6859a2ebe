//! Mirrors of signs, and of the steps that a session leads through.

use domain::{MediaTime, Sign, SignKind, Steps};
use serde::{Deserialize, Serialize};

use super::measurement::mirror_enum;

mirror_enum!(
    SignKindDto,
    SignKind,
    [
        VirtualCamera,
        AutomatedBrowser,
        CameraChanged,
        ColoursDeclined,
        DocumentUnread,
        DocumentDoubtful,
        OtherIdentity
    ]
);

#[derive(Serialize, Deserialize)]
pub(super) struct SignDto {
    kind: SignKindDto,
    at: u64,
}

impl From<Sign> for SignDto {
    fn from(sign: Sign) -> Self {
        Self { kind: sign.kind.into(), at: sign.at.nanos() }
    }
}

impl From<SignDto> for Sign {
    fn from(sign: SignDto) -> Self {
        Self { kind: sign.kind.into(), at: MediaTime::from_nanos(sign.at) }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct StepsDto {
    movements: u32,
    colours: bool,
}

impl From<Steps> for StepsDto {
    fn from(Steps { movements, colours }: Steps) -> Self {
        Self { movements, colours }
    }
}

impl From<StepsDto> for Steps {
    fn from(StepsDto { movements, colours }: StepsDto) -> Self {
        Self { movements, colours }
    }
}
