//! Tests of issues and mapped scores on generated pictures.

use domain::{Point, QualityScore};
use proptest::prelude::*;

use super::*;
use crate::align::CHIP_TEMPLATE;
use crate::test_pictures::{flat, frame_of, noise};

fn template(scale: f32, x: f32) -> (Rect, Landmarks) {
    let landmarks = Landmarks::from_points(CHIP_TEMPLATE)
        .map(|p| Point::new(p.x * scale + x, p.y * scale + 20.0));
    (Rect::new(20.0 * scale + x, 20.0, 72.0 * scale, 90.0 * scale), landmarks)
}

fn assess_on(picture: &image::RgbImage, scale: f32, x: f32) -> FaceQuality {
    let (rect, landmarks) = template(scale, x);
    assess(&frame_of(picture), rect, &landmarks, 0.9, &mut Vec::new())
}

#[test]
fn a_flat_face_is_blurred_without_contrast_and_scores_nothing() {
    let q = assess_on(&flat(300, 300, [120, 120, 120]), 2.0, 20.0);
    assert_eq!(q.issues, [QualityIssue::Blurred, QualityIssue::LowContrast]);
    assert!(q.score.get() < 1.0 && q.sharpness < 1e-3);
    assert!((q.luma_mean - 120.0).abs() < 0.5);
}

#[test]
fn a_crisp_frontal_face_is_comparable_and_scores_high() {
    let q = assess_on(&noise(300, 300), 2.0, 20.0);
    assert!(q.is_comparable(), "{:?}", q.issues);
    assert!(q.score.get() > 80.0, "{}", q.score.get());
    assert!((q.inter_eye_px - 70.5).abs() < 0.5);
    assert!(q.yaw_deg.abs() < 3.0 && q.pitch_deg.abs() < 12.0 && q.roll_deg.abs() < 1.0);
}

#[test]
fn each_fault_is_named() {
    let dark = image::RgbImage::from_fn(300, 300, |x, y| {
        let v = noise(1, 1).get_pixel(0, 0).0[0] / 8 + ((x * 7 + y * 13) % 30) as u8;
        image::Rgb([v / 2; 3])
    });
    assert!(assess_on(&dark, 2.0, 20.0).issues.contains(&QualityIssue::TooDark));
    assert!(
        assess_on(&flat(300, 300, [250; 3]), 2.0, 20.0).issues.contains(&QualityIssue::TooBright)
    );
    let picture = noise(300, 300);
    assert!(assess_on(&picture, 0.3, 20.0).issues.contains(&QualityIssue::TooSmall));
    assert!(assess_on(&picture, 2.0, -100.0).issues.contains(&QualityIssue::CutOff));
    let (rect, mut landmarks) = template(2.0, 20.0);
    let q = assess(&frame_of(&picture), rect, &landmarks, 0.61, &mut Vec::new());
    assert_eq!(q.issues, [QualityIssue::Occluded]);
    landmarks.nose.x += 40.0;
    let q = assess(&frame_of(&picture), rect, &landmarks, 0.9, &mut Vec::new());
    assert!(q.issues.contains(&QualityIssue::TurnedAway) && q.yaw_deg > 40.0, "{q:?}");
}

#[test]
fn landmarks_that_coincide_are_judged_without_a_panic() {
    let landmarks = Landmarks::from_points([Point::new(5.0, 5.0); 5]);
    let rect = Rect::new(0.0, 0.0, 10.0, 10.0);
    let q = assess(&frame_of(&noise(30, 30)), rect, &landmarks, 0.9, &mut Vec::new());
    assert!(!q.is_comparable() && q.score.get() < 1.0);
}

proptest! {
    #[test]
    fn the_score_is_in_range_and_rises_with_size_and_sharpness(
        eyes in 0_f32..400.0, sharp in 0_f32..5000.0, mean in 0_f32..255.0, std in 0_f32..127.0,
        yaw in -90_f32..90.0, pitch in -90_f32..90.0, more in 1_f32..100.0,
    ) {
        let q = FaceQuality {
            inter_eye_px: eyes, sharpness: sharp, luma_mean: mean, luma_std: std, yaw_deg: yaw,
            pitch_deg: pitch, roll_deg: 0.0, score: QualityScore::new(0.0).unwrap(), issues: vec![],
        };
        let score = quality_score(&q, 0.9, 1.0).get();
        prop_assert!((0.0..=100.0).contains(&score));
        let larger = FaceQuality { inter_eye_px: eyes + more, ..q.clone() };
        prop_assert!(quality_score(&larger, 0.9, 1.0).get() >= score);
        let sharper = FaceQuality { sharpness: sharp + more, ..q };
        prop_assert!(quality_score(&sharper, 0.9, 1.0).get() >= score);
    }
}
