//! Every threshold of face quality, with its origin.
//!
//! "Calibration run" below: distributions over LFW (3,811 pictures of 250 px), GRID studio clips
//! (360×288), webcam-like and broadcast clips (224 px to 1080p) and specimen documents, detector YuNet.
//! A limit is set where it drops less than about one in a hundred of the usable faces of every source.

/// Fewest pixels between the eyes. ISO/IEC 39794-5 wants 90 for a passport; comparison networks of this
/// size work from about a quarter of their own input's 47 px: below, the error rate at FMR 1e-3 doubles.
pub const MIN_INTER_EYE_PX: f32 = 18.0;

/// Least variance of the Laplacian over the aligned luma. Calibration run.
pub const MIN_SHARPNESS: f32 = 20.0;

/// Darkest mean luma of the aligned face, 0..255. Calibration run.
pub const MIN_LUMA: f32 = 35.0;

/// Brightest mean luma of the aligned face. Calibration run.
pub const MAX_LUMA: f32 = 225.0;

/// Least standard deviation of the aligned face's luma. Calibration run.
pub const MIN_CONTRAST: f32 = 14.0;

/// Furthest turn to a side, degrees. Beyond about 40 one eye's far corner is hidden, and the five-point
/// alignment no longer puts the features where the embedder learnt them.
pub const MAX_YAW_DEG: f32 = 40.0;

/// Furthest nod, degrees. The five-point model is coarse here, so the limit is wide.
pub const MAX_PITCH_DEG: f32 = 35.0;

/// Lowest detector confidence. A hand, mask or phone before the face lowers it first of all measures;
/// unobstructed faces of comparable size and pose stay above. Calibration run.
pub const MIN_CONFIDENCE: f32 = 0.72;

/// Least share of the face box inside the picture; all five landmarks must be inside as well.
pub const MIN_INSIDE: f32 = 0.85;

/// Midpoint and width of the sigmoid of each component: a measure at its midpoint counts 0.5, one width
/// away 0.27 or 0.73. The midpoints lie a little on the good side of the limits above, so that the score
/// falls before a face is refused.
pub mod sigmoid {
    /// Pixels between the eyes.
    pub const INTER_EYE: (f32, f32) = (22.0, 4.5);
    /// Natural logarithm of the sharpness.
    pub const LN_SHARPNESS: (f32, f32) = (3.4, 0.5);
    /// Mean luma, dark side.
    pub const DARK: (f32, f32) = (42.0, 8.0);
    /// Mean luma, bright side.
    pub const BRIGHT: (f32, f32) = (218.0, -8.0);
    /// Standard deviation of the luma.
    pub const CONTRAST: (f32, f32) = (16.0, 4.0);
    /// |yaw|, degrees.
    pub const YAW: (f32, f32) = (36.0, -6.0);
    /// |pitch|, degrees.
    pub const PITCH: (f32, f32) = (32.0, -6.0);
    /// Detector confidence.
    pub const CONFIDENCE: (f32, f32) = (0.74, 0.04);
    /// Share of the box inside the picture.
    pub const INSIDE: (f32, f32) = (0.86, 0.03);
}
