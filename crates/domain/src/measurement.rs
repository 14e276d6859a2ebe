//! What the models and the geometry say of one frame. Measurements, never judgements.

use crate::{FaceFeatures, Landmarks, ManipulationScore, PadScore, QualityScore, Rect};

/// A measurement that may be missing. A missing one is never zero and can never lead to an accept.
#[derive(Debug, Clone, PartialEq)]
pub enum Signal<S> {
    /// Measured.
    Assessed(S),
    /// Not measured, and why.
    NotAssessed(NotAssessedReason),
}

impl<S> Signal<S> {
    /// The measurement, if there is one.
    pub const fn assessed(&self) -> Option<&S> {
        match self {
            Self::Assessed(s) => Some(s),
            Self::NotAssessed(_) => None,
        }
    }

    /// The measurement through `f`.
    pub fn map<T>(self, f: impl FnOnce(S) -> T) -> Signal<T> {
        match self {
            Self::Assessed(s) => Signal::Assessed(f(s)),
            Self::NotAssessed(r) => Signal::NotAssessed(r),
        }
    }
}

/// Why a signal is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotAssessedReason {
    /// The session did not ask for it on this frame: its evidence was worth less than its cost.
    NotAsked,
    /// No model of that role is loaded.
    NoModel,
    /// The face was not good enough.
    PoorQuality,
    /// The model failed or gave numbers that are none.
    ModelFailed,
}

/// Why a face is not good enough to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QualityIssue {
    /// Too few pixels between the eyes.
    TooSmall,
    /// Out of focus or smeared.
    Blurred,
    /// Too little light on the face.
    TooDark,
    /// Too much light on the face.
    TooBright,
    /// Too little contrast within the face.
    LowContrast,
    /// Turned too far to a side.
    TurnedAway,
    /// Looking too far up or down.
    TiltedUpOrDown,
    /// Something is before the face.
    Occluded,
    /// Partly outside the picture.
    CutOff,
}

/// Quality of one face for comparison: native measures beside the mapped score.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceQuality {
    /// Pixels between the eye centres in the source picture.
    pub inter_eye_px: f32,
    /// Variance of the Laplacian over the luma (0..255) of the 112×112 aligned face.
    pub sharpness: f32,
    /// Mean luma of the aligned face, 0..255.
    pub luma_mean: f32,
    /// Standard deviation of that luma, 0..255.
    pub luma_std: f32,
    /// Head turned about the vertical axis, degrees; positive: nose towards the picture's right.
    pub yaw_deg: f32,
    /// Head nodded, degrees; positive: looking up.
    pub pitch_deg: f32,
    /// Head tilted in the picture plane, degrees; positive: clockwise as seen.
    pub roll_deg: f32,
    /// The mapped score.
    pub score: QualityScore,
    /// What is wrong with it; empty when it is good enough to compare.
    pub issues: Vec<QualityIssue>,
}

impl FaceQuality {
    /// Whether the face is good enough to compare.
    pub fn is_comparable(&self) -> bool {
        self.issues.is_empty()
    }
}

/// One face as the detector found it, with its quality.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectedFace {
    /// Detector's box in picture pixels.
    pub rect: Rect,
    /// Its five landmarks in picture pixels.
    pub landmarks: Landmarks,
    /// Detector's confidence, 0..1.
    pub confidence: f32,
    /// Quality for comparison.
    pub quality: FaceQuality,
}

/// The luma of a whole frame, averaged down to 32 columns × 18 rows, row-major.
/// Enough to see a frozen picture or a cut, too little to see a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneThumb(pub Box<[u8; Self::CELLS]>);

impl SceneThumb {
    /// Cells of a thumbnail: 32 × 18.
    pub const CELLS: usize = 32 * 18;

    /// Mean absolute difference per cell, 0..255.
    pub fn difference(&self, other: &Self) -> f32 {
        let sum: u32 =
            self.0.iter().zip(other.0.iter()).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        sum as f32 / self.0.len() as f32
    }
}

/// What detection says of one frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameMeasurement {
    /// Faces, best confidence first.
    pub faces: Vec<DetectedFace>,
    /// The frame's thumbnail.
    pub thumb: SceneThumb,
}

/// How a dense mesh stands before the camera, as a solid head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeshPose {
    /// Head turned about the vertical axis, degrees; positive: nose towards the picture's right. Each face has
    /// an offset of its own.
    pub yaw_deg: f32,
    /// Head nodded, degrees; positive: looking up. Each face has an offset of its own.
    pub pitch_deg: f32,
    /// Width between the eyes' outer corners over the distance to the camera, plus an offset of each face's own.
    /// Coming closer raises it; enlarging a picture does not.
    pub perspective: f32,
}

/// What a dense mesh says of one face: how far eyes and mouth are open, and how it stands. Geometry only: no
/// expression is named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceOpenness {
    /// Mean eye aspect ratio of both eyes: lid distance over eye width, 0 (closed) to about 0.45 (wide
    /// open).
    pub eyes: f32,
    /// Distance between the inner edges of the lips over the width of the mouth's inner opening, 0
    /// (closed) to about 1.
    pub mouth: f32,
    /// How the head stands; none where no solid head fits the mesh, and in logs of before it was measured.
    pub pose: Option<MeshPose>,
}

/// Which face models to ask about one face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Stages {
    /// Features, and learned quality with them.
    pub features: bool,
    /// Presentation-attack detection.
    pub pad: bool,
    /// Manipulation detection.
    pub manipulation: bool,
    /// The face mesh.
    pub mesh: bool,
}

impl Stages {
    /// Everything.
    pub const ALL: Self = Self { features: true, pad: true, manipulation: true, mesh: true };
    /// Features alone.
    pub const FEATURES: Self = Self { features: true, ..Self::NONE };
    /// Nothing.
    pub const NONE: Self = Self { features: false, pad: false, manipulation: false, mesh: false };

    /// Whether anything is asked at all.
    pub const fn any(self) -> bool {
        self.features || self.pad || self.manipulation || self.mesh
    }

    /// Whether everything that scores a single picture is asked: all but the mesh, which speaks only over
    /// time.
    pub const fn all_scores(self) -> bool {
        self.features && self.pad && self.manipulation
    }
}

/// What the face models say of one face.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceMeasurement {
    /// Features for comparison.
    pub features: Signal<FaceFeatures>,
    /// Learned quality in its model's own unit: how much these features can be trusted.
    pub learned_quality: Signal<f32>,
    /// Presentation-attack detection.
    pub pad: Signal<PadScore>,
    /// Manipulation detection.
    pub manipulation: Signal<ManipulationScore>,
    /// How far eyes and mouth are open.
    pub openness: Signal<FaceOpenness>,
}

impl FaceMeasurement {
    /// Nothing asked, nothing known.
    pub const NOT_ASKED: Self = Self {
        learned_quality: Signal::NotAssessed(NotAssessedReason::NotAsked),
        features: Signal::NotAssessed(NotAssessedReason::NotAsked),
        pad: Signal::NotAssessed(NotAssessedReason::NotAsked),
        manipulation: Signal::NotAssessed(NotAssessedReason::NotAsked),
        openness: Signal::NotAssessed(NotAssessedReason::NotAsked),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_thumbs_do_not_differ_and_shifted_ones_do() {
        let a = SceneThumb(Box::new([10; 576]));
        let b = SceneThumb(Box::new([13; 576]));
        assert_eq!(a.difference(&a), 0.0);
        assert_eq!(a.difference(&b), 3.0);
    }
}
