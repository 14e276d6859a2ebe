//! The pure half of the hand detector: where it looks, and its maps to the hand that hides most of a face.

use domain::{HandSeen, Rect};

use crate::sample::Crop;

/// What lies around the picture in the input, 0..255: the grey that the model was trained with.
pub const AROUND: f32 = 114.0;

/// Which pixels go into a square input, how large, and where they came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandPlan {
    /// Source pixels, always inside the picture.
    pub crop: Crop,
    /// Their size in the input, from its top-left corner on.
    pub scaled: (usize, usize),
}

impl HandPlan {
    /// The part inside a picture of `size` of the square of `factor` × the longer side of `face` around its
    /// centre, for an input of `side` × `side`. None when the face is none or lies outside.
    pub fn new(face: Rect, factor: f32, size: (usize, usize), side: usize) -> Option<Self> {
        let half = factor * face.width.max(face.height) / 2.0;
        let centre = face.centre();
        let span = |c: f32, max: usize| {
            let from = (c - half).clamp(0.0, max as f32).floor() as usize;
            let to = (c + half).clamp(0.0, max as f32).ceil() as usize;
            (to > from).then(|| (from, to - from))
        };
        if !(half.is_finite() && half > 0.0 && centre.x.is_finite() && centre.y.is_finite()) {
            return None;
        }
        let ((x, width), (y, height)) = (span(centre.x, size.0)?, span(centre.y, size.1)?);
        let scale = side as f64 / width.max(height) as f64;
        let scaled = |n: usize| ((n as f64 * scale).round() as usize).clamp(1, side);
        Some(Self {
            crop: Crop { x: x as i64, y: y as i64, width, height },
            scaled: (scaled(width), scaled(height)),
        })
    }

    /// A box of the input in picture pixels.
    fn to_picture(self, left: f32, top: f32, right: f32, bottom: f32) -> Rect {
        let (sx, sy) = (
            self.crop.width as f32 / self.scaled.0 as f32,
            self.crop.height as f32 / self.scaled.1 as f32,
        );
        Rect::new(
            left * sx + self.crop.x as f32,
            top * sy + self.crop.y as f32,
            (right - left).max(0.0) * sx,
            (bottom - top).max(0.0) * sy,
        )
    }
}

/// The maps of one stride, cells row by row.
#[derive(Debug, Clone, Copy)]
pub struct HandMaps<'a> {
    /// Input pixels between two cells.
    pub stride: usize,
    /// Cells in a row.
    pub columns: usize,
    /// One logit a cell.
    pub scores: &'a [f32],
    /// Left, top, right and bottom of each cell's box, in strides from the cell's centre outwards.
    pub boxes: &'a [f32],
}

/// The hand that hides most of `face`, of those whose score is `least` or more; of equals the surest.
pub fn most_hiding(
    maps: &[HandMaps<'_>],
    plan: HandPlan,
    face: Rect,
    least: f32,
) -> Option<HandSeen> {
    let hands = maps.iter().flat_map(|map| {
        let cells = map.scores.iter().zip(map.boxes.chunks_exact(4)).enumerate();
        cells.filter_map(move |(cell, (logit, edges))| {
            let score = 1.0 / (1.0 + (-logit).exp());
            if score < least {
                return None;
            }
            let stride = map.stride as f32;
            let (row, column) = (cell / map.columns.max(1), cell % map.columns.max(1));
            let (cx, cy) = ((column as f32 + 0.5) * stride, (row as f32 + 0.5) * stride);
            let [left, top, right, bottom] = [0, 1, 2, 3].map(|i| edges[i] * stride);
            let rect = plan.to_picture(cx - left, cy - top, cx + right, cy + bottom);
            Some(HandSeen { rect, score })
        })
    });
    hands.max_by(|a, b| {
        let hides = |hand: &HandSeen| hand.rect.share_of(face);
        hides(a).total_cmp(&hides(b)).then(a.score.total_cmp(&b.score))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FACE: Rect = Rect::new(100.0, 100.0, 80.0, 100.0);

    #[test]
    fn the_square_around_a_face_fills_the_input() {
        let plan = HandPlan::new(FACE, 2.0, (640, 360), 224).unwrap();
        assert_eq!(plan.crop, Crop { x: 40, y: 50, width: 200, height: 200 });
        assert_eq!(plan.scaled, (224, 224));
    }

    #[test]
    fn at_the_border_less_goes_in_and_keeps_its_shape() {
        let face = Rect::new(0.0, 100.0, 80.0, 100.0);
        let plan = HandPlan::new(face, 2.0, (640, 360), 224).unwrap();
        assert_eq!(plan.crop, Crop { x: 0, y: 50, width: 140, height: 200 });
        assert_eq!(plan.scaled, (157, 224));
        assert_eq!(HandPlan::new(Rect::new(900.0, 0.0, 10.0, 10.0), 2.0, (640, 360), 224), None);
        assert_eq!(HandPlan::new(Rect::default(), 2.0, (640, 360), 224), None);
        assert_eq!(HandPlan::new(Rect::new(f32::NAN, 0.0, 9.0, 9.0), 2.0, (640, 360), 224), None);
    }

    /// One map of 2 × 2 cells of stride 112: the box of each cell reaches `reach` strides in all directions.
    fn check(logits: [f32; 4], reach: f32, expected: Option<Rect>) {
        let plan = HandPlan::new(FACE, 2.24, (640, 360), 224).unwrap();
        let boxes = [reach; 16];
        let map = HandMaps { stride: 112, columns: 2, scores: &logits, boxes: &boxes };
        let found = most_hiding(&[map], plan, FACE, 0.5).map(|hand| hand.rect);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_cell_that_is_sure_enough_gives_its_box_in_the_picture() {
        // 224 pixels around (140, 150), one to one: the second cell's centre is (168, 56) of it.
        check([-9.0, 1.0, -9.0, -9.0], 0.25, Some(Rect::new(168.0, 66.0, 56.0, 56.0)));
        check([-9.0, -0.1, -9.0, -9.0], 0.25, None);
    }

    #[test]
    fn the_hand_that_hides_more_counts_before_the_surer_one() {
        let plan = HandPlan::new(FACE, 2.24, (640, 360), 224).unwrap();
        let (scores, mut boxes) = ([5.0, 1.0], [0.1; 8]);
        boxes[4..].fill(0.5);
        let map = HandMaps { stride: 112, columns: 2, scores: &scores, boxes: &boxes };
        let found = most_hiding(&[map], plan, FACE, 0.5).unwrap();
        assert!(found.score < 0.8, "{found:?}");
    }

    proptest! {
        #[test]
        fn whatever_the_maps_say_a_hand_is_finite_and_its_score_a_share(
            logits in prop::collection::vec(-30_f32..30.0, 4), edges in prop::collection::vec(-9_f32..9.0, 16),
            x in -500_f32..900.0, y in -500_f32..900.0, w in 1_f32..400.0, h in 1_f32..400.0,
        ) {
            let face = Rect::new(x, y, w, h);
            if let Some(plan) = HandPlan::new(face, 2.2, (640, 360), 224) {
                prop_assert!(plan.scaled.0 <= 224 && plan.scaled.1 <= 224);
                let map = HandMaps { stride: 112, columns: 2, scores: &logits, boxes: &edges };
                if let Some(hand) = most_hiding(&[map], plan, face, 0.5) {
                    prop_assert!((0.5..=1.0).contains(&hand.score));
                    prop_assert!((0.0..=1.0).contains(&hand.rect.share_of(face)));
                }
            }
        }
    }
}
