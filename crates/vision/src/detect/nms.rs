//! Non-maximum suppression.

use crate::RawFace;

/// Sorts by confidence, best first, and drops every face whose box overlaps a better one by more than
/// `threshold` (intersection over union). Equal confidences keep their order.
pub fn suppress(mut faces: Vec<RawFace>, threshold: f32) -> Vec<RawFace> {
    faces.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut kept: Vec<RawFace> = Vec::with_capacity(faces.len().min(16));
    for face in faces {
        if kept.iter().all(|k| k.rect.iou(face.rect) <= threshold) {
            kept.push(face);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use domain::{Landmarks, Rect};
    use proptest::prelude::*;

    use super::*;

    fn face(x: f32, y: f32, side: f32, confidence: f32) -> RawFace {
        RawFace { rect: Rect::new(x, y, side, side), landmarks: Landmarks::default(), confidence }
    }

    #[test]
    fn the_better_of_two_overlapping_faces_stays() {
        let faces =
            vec![face(0.0, 0.0, 10.0, 0.7), face(1.0, 0.0, 10.0, 0.9), face(40.0, 0.0, 10.0, 0.8)];
        let kept: Vec<_> = suppress(faces, 0.3).iter().map(|f| f.confidence).collect();
        assert_eq!(kept, [0.9, 0.8]);
    }

    proptest! {
        #[test]
        fn suppression_is_idempotent_sorted_and_leaves_no_overlap(
            boxes in prop::collection::vec(
                (0_f32..100.0, 0_f32..100.0, 1_f32..60.0, 0_f32..1.0), 0..40),
            threshold in 0_f32..1.0,
        ) {
            let faces: Vec<_> = boxes.iter().map(|b| face(b.0, b.1, b.2, b.3)).collect();
            let once = suppress(faces.clone(), threshold);
            prop_assert_eq!(suppress(once.clone(), threshold), once.clone());
            prop_assert!(once.windows(2).all(|w| w[0].confidence >= w[1].confidence));
            for (i, a) in once.iter().enumerate() {
                prop_assert!(once[..i].iter().all(|b| a.rect.iou(b.rect) <= threshold));
            }
            prop_assert_eq!(once.is_empty(), faces.is_empty());
        }
    }
}
