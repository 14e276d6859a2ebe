//! The facts around a verdict on the wire: frames, policy, models, media.

use domain::{FrameCounts, MediaInfo, ModelStamp, PolicyStamp};
use serde::Serialize;
use utoipa::ToSchema;

/// What became of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FramesView {
    /// Decoded pictures the source saw.
    pub received: u64,
    /// Those taken at the sampling rate.
    pub sampled: u64,
    /// Those the detector has seen.
    pub analysed: u64,
    /// Sampled but not analysed.
    pub dropped: u64,
}

impl From<FrameCounts> for FramesView {
    fn from(counts: FrameCounts) -> Self {
        Self {
            received: counts.received,
            sampled: counts.sampled,
            analysed: counts.analysed,
            dropped: counts.dropped,
        }
    }
}

/// Name and version of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyView {
    /// For instance `interview`.
    pub name: String,
    /// Raised on every change.
    pub version: u32,
}

impl From<&PolicyStamp> for PolicyView {
    fn from(policy: &PolicyStamp) -> Self {
        Self { name: policy.name.clone(), version: policy.version }
    }
}

/// A model in use, pinned by the hash of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModelView {
    /// What it is for.
    pub role: String,
    /// Its name in the manifest.
    pub id: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}

impl From<&ModelStamp> for ModelView {
    fn from(model: &ModelStamp) -> Self {
        Self {
            role: model.role.as_str().to_owned(),
            id: model.id.as_str().to_owned(),
            sha256: model.sha256.to_string(),
        }
    }
}

/// What a stream turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MediaView {
    /// Total length in milliseconds; null when the container does not say so.
    #[schema(required)]
    pub duration_ms: Option<u64>,
    /// Pixels per row, after rotation.
    pub width: u32,
    /// Rows, after rotation.
    pub height: u32,
    /// Video codec in words.
    pub codec: String,
}

impl From<&MediaInfo> for MediaView {
    fn from(media: &MediaInfo) -> Self {
        Self {
            duration_ms: media.duration.map(|d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX)),
            width: media.size.width,
            height: media.size.height,
            codec: media.codec.clone(),
        }
    }
}
