//! Mirrors of what a stream shows of itself.

use std::time::Duration;

use domain::{CameraClaim, CameraFinding, CameraHint, FrameSize, MediaTime, StreamFinding};
use serde::{Deserialize, Serialize};

use super::measurement::mirror_enum;

mirror_enum!(HintDto, CameraHint, [VirtualName, OtherShape, Enlarged]);

#[derive(Serialize, Deserialize)]
pub(super) struct CameraDto {
    at: u64,
    label: String,
    size: (u32, u32),
    fps: Option<f32>,
}

impl From<&CameraClaim> for CameraDto {
    fn from(claim: &CameraClaim) -> Self {
        let CameraClaim { at, label, size, fps } = claim;
        Self { at: at.nanos(), label: label.clone(), size: (size.width, size.height), fps: *fps }
    }
}

impl From<CameraDto> for CameraClaim {
    fn from(claim: CameraDto) -> Self {
        let (width, height) = claim.size;
        Self {
            at: MediaTime::from_nanos(claim.at),
            label: claim.label,
            size: FrameSize { width, height },
            fps: claim.fps,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct StreamFindingDto {
    size: Option<(u32, u32)>,
    changes: u32,
    rate_hz: Option<f32>,
    uneven: Option<f32>,
    repeated: Option<f32>,
    away: Duration,
    gaps: Duration,
    second_face: Option<f32>,
    camera: Option<(CameraDto, Vec<HintDto>)>,
}

impl From<&StreamFinding> for StreamFindingDto {
    fn from(finding: &StreamFinding) -> Self {
        let StreamFinding {
            size,
            changes,
            rate_hz,
            uneven,
            repeated,
            away,
            gaps,
            second_face,
            camera,
        } = finding;
        let hints = |camera: &CameraFinding| camera.hints.iter().map(|h| (*h).into()).collect();
        Self {
            size: size.map(|s| (s.width, s.height)),
            changes: *changes,
            rate_hz: *rate_hz,
            uneven: *uneven,
            repeated: *repeated,
            away: *away,
            gaps: *gaps,
            second_face: *second_face,
            camera: camera.as_ref().map(|camera| ((&camera.claim).into(), hints(camera))),
        }
    }
}

impl From<StreamFindingDto> for StreamFinding {
    fn from(finding: StreamFindingDto) -> Self {
        Self {
            size: finding.size.map(|(width, height)| FrameSize { width, height }),
            changes: finding.changes,
            rate_hz: finding.rate_hz,
            uneven: finding.uneven,
            repeated: finding.repeated,
            away: finding.away,
            gaps: finding.gaps,
            second_face: finding.second_face,
            camera: finding.camera.map(|(claim, hints)| CameraFinding {
                claim: claim.into(),
                hints: hints.into_iter().map(Into::into).collect(),
            }),
        }
    }
}
