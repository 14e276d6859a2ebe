//! What a stream shows of itself, on the wire.

use domain::{CameraFinding, CameraHint, FrameSize, StreamFinding};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Measurements of the stream itself, for a human's eye: the outcome rests on none of them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StreamFactsView {
    /// Size of the newest pictures; null before the first.
    #[schema(required)]
    pub size: Option<SizeView>,
    /// How often size or codec changed.
    pub changes: u32,
    /// Pictures a second; null where nobody measured it.
    #[schema(required)]
    pub rate_hz: Option<f32>,
    /// Share of steps between pictures that are half as long again as usual or longer, or half as long or
    /// shorter; null where nobody measured it.
    #[schema(required)]
    pub uneven: Option<f32>,
    /// Share of the frames looked at that are the very picture before them; null before the second.
    #[schema(required)]
    pub repeated: Option<f32>,
    /// Time without the face, after it was first seen, milliseconds.
    pub away_ms: u64,
    /// Time without pictures, milliseconds.
    pub gaps_ms: u64,
    /// Share of searches of the whole picture that met a second face of comparable size; null before the first.
    #[schema(required)]
    pub second_face: Option<f32>,
    /// The camera, where its page named it; null otherwise.
    #[schema(required)]
    pub camera: Option<CameraView>,
}

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SizeView {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl From<FrameSize> for SizeView {
    fn from(size: FrameSize) -> Self {
        Self { width: size.width, height: size.height }
    }
}

/// A camera as the page that runs it names it. Nobody has checked that.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CameraView {
    /// Its name.
    pub label: String,
    /// Size of its pictures.
    pub size: SizeView,
    /// Pictures a second; null when the browser did not say.
    #[schema(required)]
    pub fps: Option<f32>,
    /// What speaks against it being a camera.
    pub hints: Vec<CameraHintView>,
}

/// A hint for a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CameraHintView {
    /// Its name is that of a program that makes pictures.
    VirtualName,
    /// Its pictures have another shape than the stream's.
    OtherShape,
    /// Its pictures are smaller than the stream's.
    Enlarged,
}

impl From<&CameraFinding> for CameraView {
    fn from(finding: &CameraFinding) -> Self {
        let hint = |hint: &CameraHint| match hint {
            CameraHint::VirtualName => CameraHintView::VirtualName,
            CameraHint::OtherShape => CameraHintView::OtherShape,
            CameraHint::Enlarged => CameraHintView::Enlarged,
        };
        Self {
            label: finding.claim.label.clone(),
            size: finding.claim.size.into(),
            fps: finding.claim.fps,
            hints: finding.hints.iter().map(hint).collect(),
        }
    }
}

impl From<&StreamFinding> for StreamFactsView {
    fn from(f: &StreamFinding) -> Self {
        let ms = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            size: f.size.map(Into::into),
            changes: f.changes,
            rate_hz: f.rate_hz,
            uneven: f.uneven,
            repeated: f.repeated,
            away_ms: ms(f.away),
            gaps_ms: ms(f.gaps),
            second_face: f.second_face,
            camera: f.camera.as_ref().map(Into::into),
        }
    }
}
