//! What a stream shows of itself besides faces: its rhythm, its camera. Measurements; none of
//! them proves anything by itself.

use std::time::Duration;

use crate::{FrameSize, MediaTime};

/// How regularly pictures came over a stretch of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// End of the stretch.
    pub at: MediaTime,
    /// Steps between two pictures that were looked at.
    pub steps: u32,
    /// Half of the steps are this long or shorter.
    pub median: Duration,
    /// Steps that are longer or shorter than the median by more than half of it.
    pub uneven: u32,
}

/// What the page that runs the camera says of it. Nobody has checked it.
#[derive(Debug, Clone, PartialEq)]
pub struct CameraClaim {
    /// Where in the stream it was said.
    pub at: MediaTime,
    /// The camera's name as the browser gives it, at most [`CameraClaim::MOST_CHARS`] characters.
    pub label: String,
    /// Size of its pictures.
    pub size: FrameSize,
    /// Pictures a second, when the browser says.
    pub fps: Option<f32>,
}

impl CameraClaim {
    /// Longer names are cut.
    pub const MOST_CHARS: usize = 120;
}

/// What speaks against a camera being one. A hint for a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameraHint {
    /// Its name is that of a program that makes pictures.
    VirtualName,
    /// Its pictures have another shape than the stream's.
    OtherShape,
    /// Its pictures are smaller than the stream's: somebody enlarged them.
    Enlarged,
}

impl CameraHint {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VirtualName => "virtual_name",
            Self::OtherShape => "other_shape",
            Self::Enlarged => "enlarged",
        }
    }
}

/// A camera and what speaks against it.
#[derive(Debug, Clone, PartialEq)]
pub struct CameraFinding {
    /// What was said of it.
    pub claim: CameraClaim,
    /// What speaks against it.
    pub hints: Vec<CameraHint>,
}

/// What the stream showed, so far or in all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreamFinding {
    /// Size of the newest pictures; none before the first.
    pub size: Option<FrameSize>,
    /// How often size or codec changed.
    pub changes: u32,
    /// Pictures a second, from the median step; none where nobody measured it.
    pub rate_hz: Option<f32>,
    /// Share of steps between pictures that are far from the median; none where nobody measured it.
    pub uneven: Option<f32>,
    /// Share of the frames looked at that are the very picture before them; none before the second.
    pub repeated: Option<f32>,
    /// Time without the subject's face, after it was first seen.
    pub away: Duration,
    /// Time without pictures.
    pub gaps: Duration,
    /// Share of searches of the whole picture that met a second face of comparable size; none before the
    /// first search.
    pub second_face: Option<f32>,
    /// The camera, where its page named it.
    pub camera: Option<CameraFinding>,
}
