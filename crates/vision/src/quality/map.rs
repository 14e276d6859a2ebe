//! From native measures to a quality score of 0..100.
//!
//! Each measure becomes a component of 0..1 by a logistic sigmoid; the score is 100 × the product of the
//! components, normalised by what a perfect face reaches. One bad measure is enough for a low score, as
//! it is enough for a failed comparison, and no good measure makes up for it.

use domain::{FaceQuality, QualityScore};

use super::limits::sigmoid;

/// Logistic sigmoid at `x` with midpoint and width; a negative width falls instead of rising.
pub fn component(x: f32, (midpoint, width): (f32, f32)) -> f32 {
    1.0 / (1.0 + (-(x - midpoint) / width).exp())
}

/// The lowest score.
pub(super) fn worst() -> QualityScore {
    QualityScore::new(0.0).expect("0 is in range")
}

/// The mapped score of a face with these measures. Smooth, monotone in each measure, finite always.
pub fn quality_score(q: &FaceQuality, confidence: f32, inside: f32) -> QualityScore {
    let at = |eyes: f32, ln_sharp: f32, luma: f32, contrast: f32, yaw: f32, pitch: f32, c, i| {
        component(eyes, sigmoid::INTER_EYE)
            * component(ln_sharp, sigmoid::LN_SHARPNESS)
            * component(luma, sigmoid::DARK)
            * component(luma, sigmoid::BRIGHT)
            * component(contrast, sigmoid::CONTRAST)
            * component(yaw, sigmoid::YAW)
            * component(pitch, sigmoid::PITCH)
            * component(c, sigmoid::CONFIDENCE)
            * component(i, sigmoid::INSIDE)
    };
    let sharpness = q.sharpness.max(0.01).ln();
    let raw = at(
        q.inter_eye_px,
        sharpness,
        q.luma_mean,
        q.luma_std,
        q.yaw_deg.abs(),
        q.pitch_deg.abs(),
        confidence,
        inside,
    );
    // A sharp, evenly lit, frontal face of 90 px between the eyes, as ISO/IEC 39794-5 wants it.
    let perfect = at(90.0, 7.0, 130.0, 50.0, 0.0, 0.0, 0.95, 1.0);
    QualityScore::new((100.0 * raw / perfect).clamp(0.0, 100.0)).unwrap_or_else(|_| worst())
}
