//! Quality of a face for comparison, in the manner of OFIQ (ISO/IEC 29794-5): native measures, each
//! mapped to 0..1 by a sigmoid, joined to a score of 0..100, and the list of what is wrong.
//!
//! Measures live in `measures`, the head pose in `pose`, every threshold with its origin in [`limits`].

pub mod limits;
mod map;
mod measures;
mod pose;

use domain::{FaceQuality, Frame, Landmarks, QualityIssue, Rect};

pub use map::{component, quality_score};
pub use pose::{HeadPose, head_pose};

use crate::align::{CHIP_SIDE, chip_transform};
use crate::sample::{LumaSink, PixelView, warp};

/// Judges one face of a [checked](Frame::check) frame. `scratch` is kept by the caller between calls.
pub fn assess(
    frame: &Frame,
    rect: Rect,
    landmarks: &Landmarks,
    confidence: f32,
    scratch: &mut Vec<f32>,
) -> FaceQuality {
    scratch.resize(CHIP_SIDE * CHIP_SIDE, 0.0);
    match chip_transform(landmarks, CHIP_SIDE as f32, 0.0) {
        Some(to_source) => {
            let size = (CHIP_SIDE, CHIP_SIDE);
            warp(PixelView::of(frame), &to_source, size, &mut LumaSink(scratch));
        }
        None => scratch.fill(0.0),
    }
    let (luma_mean, luma_std) = measures::exposure(scratch);
    let pose = head_pose(landmarks);
    let inside = measures::inside_share(rect, landmarks, frame.size);
    let mut quality = FaceQuality {
        inter_eye_px: landmarks.inter_eye_distance(),
        sharpness: measures::sharpness(scratch),
        luma_mean,
        luma_std,
        yaw_deg: pose.yaw,
        pitch_deg: pose.pitch,
        roll_deg: pose.roll,
        score: map::worst(),
        issues: Vec::new(),
    };
    let size = pose::unturned_size(landmarks);
    quality.issues = issues(&quality, size, confidence, inside);
    quality.score = quality_score(&quality, confidence, inside);
    quality
}

/// What is wrong with a face, by the limits. `size` is the inter-eye distance it would have unturned.
fn issues(q: &FaceQuality, size: f32, confidence: f32, inside: f32) -> Vec<QualityIssue> {
    let found = [
        (size < limits::MIN_INTER_EYE_PX, QualityIssue::TooSmall),
        (q.sharpness < limits::MIN_SHARPNESS, QualityIssue::Blurred),
        (q.luma_mean < limits::MIN_LUMA, QualityIssue::TooDark),
        (q.luma_mean > limits::MAX_LUMA, QualityIssue::TooBright),
        (q.luma_std < limits::MIN_CONTRAST, QualityIssue::LowContrast),
        (q.yaw_deg.abs() > limits::MAX_YAW_DEG, QualityIssue::TurnedAway),
        (q.pitch_deg.abs() > limits::MAX_PITCH_DEG, QualityIssue::TiltedUpOrDown),
        (confidence < limits::MIN_CONFIDENCE, QualityIssue::Occluded),
        (inside < limits::MIN_INSIDE, QualityIssue::CutOff),
    ];
    found.into_iter().filter_map(|(is, issue)| is.then_some(issue)).collect()
}

#[cfg(test)]
mod tests;
