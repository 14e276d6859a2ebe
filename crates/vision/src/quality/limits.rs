//! Every threshold of face quality, with its origin.
//!
//! "Calibration run" below: distributions over LFW (1,973 people, 250 px), 90 stills of 600 px, 950 frames
//! of studio (360×288), webcam-like and broadcast clips (224 px to 1080p) and 21 specimen documents, with
//! YuNet's landmarks. A limit is set where it drops about one in a hundred of the faces of the worst of
//! these sources that people would call usable.

/// Fewest pixels between the eyes. ISO/IEC 39794-5 wants 90 for a passport, which no video call has. Over
/// 900 LFW pairs with one picture reduced, the standard embedder's accuracy falls from 99.7 % (43 px) to
/// 99.4 % at 13 px, and mated scores only there begin to shrink.
pub const MIN_INTER_EYE_PX: f32 = 14.0;

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

/// Lowest detector confidence. Something large before the face lowers it; 99 of 100 faces of LFW and of
/// webcam-like clips reach 0.89, portraits under a document's print 0.82. Calibration run. Small things
/// (glasses, a fingertip) leave it alone: the learned quality is there for them.
pub const MIN_CONFIDENCE: f32 = 0.76;

/// Least share of the face box inside the picture; all five landmarks must be inside as well.
pub const MIN_INSIDE: f32 = 0.85;

/// Midpoint and width of the sigmoid of each component: a measure at its midpoint counts 0.5, one width
/// away 0.27 or 0.73. The midpoints lie a little on the good side of the limits above, so that the score
/// falls before a face is refused.
pub mod sigmoid {
    /// Pixels between the eyes.
    pub const INTER_EYE: (f32, f32) = (17.0, 3.5);
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
    pub const CONFIDENCE: (f32, f32) = (0.77, 0.03);
    /// Share of the box inside the picture.
    pub const INSIDE: (f32, f32) = (0.86, 0.03);
}
