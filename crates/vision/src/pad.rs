//! The pure half of the presence models: their crops, and log-odds from logits.

use domain::Rect;

use crate::sample::Crop;

/// The MiniFASNet crop: `face` scaled about its centre by `factor`, the factor reduced until the crop
/// fits a picture of `size`, the crop then moved inside.
///
/// Whole pixels, rounded down, both ends inclusive, as the authors' own code does it
/// (minivision-ai/Silent-Face-Anti-Spoofing, `generate_patches.py`).
pub fn box_fit_crop(face: Rect, factor: f32, size: (usize, usize)) -> Crop {
    let (w, h) = (size.0 as f32, size.1 as f32);
    let (fw, fh) = (positive(face.width), positive(face.height));
    let factor = factor.min((h - 1.0) / fh).min((w - 1.0) / fw).max(0.0);
    let place = |centre: f32, len: f32, max: f32| {
        let from = (centre - len / 2.0).clamp(0.0, (max - 1.0 - len).max(0.0));
        let first = (from as usize).min(max as usize - 1);
        let last = ((from + len) as usize).min(max as usize - 1);
        (first, last - first + 1)
    };
    let centre = face.centre();
    let (x, width) = place(finite(centre.x), fw * factor, w);
    let (y, height) = place(finite(centre.y), fh * factor, h);
    Crop { x: x as i64, y: y as i64, width, height }
}

/// A square of `factor` × the longer side of `face` around its centre, in whole pixels. It may reach
/// outside the picture; sampling reflects there. Never more than three times the picture.
pub fn square_crop(face: Rect, factor: f32, size: (usize, usize)) -> Crop {
    let longer = positive(face.width).max(positive(face.height));
    let most = 3.0 * size.0.max(size.1) as f32;
    let side = (factor * longer).round().clamp(2.0, most.max(2.0));
    let centre = face.centre();
    let from = |c: f32, len: usize| {
        let c = finite(c).clamp(-(len as f32), 2.0 * len as f32);
        (c - side / 2.0).round() as i64
    };
    Crop {
        x: from(centre.x, size.0),
        y: from(centre.y, size.1),
        width: side as usize,
        height: side as usize,
    }
}

fn finite(v: f32) -> f32 {
    if v.is_finite() { v } else { 0.0 }
}

/// A box side that can be divided by.
fn positive(v: f32) -> f32 {
    if v.is_finite() { v.max(1.0) } else { 1.0 }
}

/// P(class `index`) of a softmax over finite logits.
pub fn softmax_probability(logits: &[f32], index: usize) -> f64 {
    let peak = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exp = |v: f32| f64::from(v - peak).exp();
    exp(logits[index]) / logits.iter().copied().map(exp).sum::<f64>()
}

/// The range of a PAD score.
const MAX_LOG_ODDS: f64 = 12.0;

/// ln(p / (1 − p)), held within ±12.
pub fn log_odds(p: f64) -> f32 {
    if p.is_nan() {
        return f32::NAN;
    }
    (p.ln() - (-p).ln_1p()).clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS) as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(face: Rect, factor: f32, expected: (i64, i64, usize, usize)) {
        let c = box_fit_crop(face, factor, (640, 480));
        assert_eq!((c.x, c.y, c.width, c.height), expected, "{face:?} × {factor}");
    }

    #[test]
    fn the_crop_follows_the_authors_rule() {
        // In the middle: 2.7 × 100 = 270 wide, inclusive ends.
        check(Rect::new(270.0, 190.0, 100.0, 100.0), 2.7, (185, 105, 271, 271));
        // Does not fit: the factor is reduced to (480 − 1) / 200.
        check(Rect::new(220.0, 140.0, 200.0, 200.0), 4.0, (80, 0, 480, 480));
        // At the corner: moved inside.
        check(Rect::new(0.0, 0.0, 100.0, 100.0), 2.7, (0, 0, 271, 271));
        check(Rect::new(540.0, 380.0, 100.0, 100.0), 2.7, (369, 209, 271, 271));
    }

    #[test]
    fn the_square_may_reach_outside() {
        let c = square_crop(Rect::new(0.0, 10.0, 81.0, 101.0), 1.25, (640, 480));
        assert_eq!((c.x, c.y, c.width, c.height), (-23, -3, 126, 126));
    }

    #[test]
    fn log_odds_are_clamped_and_symmetric() {
        assert_eq!(log_odds(0.5), 0.0);
        assert_eq!((log_odds(1.0), log_odds(0.0)), (12.0, -12.0));
        assert!((log_odds(0.9) + log_odds(0.1)).abs() < 1e-6);
        assert!(log_odds(f64::NAN).is_nan());
    }

    proptest! {
        #[test]
        fn crops_of_any_box_lie_inside_or_stay_bounded(
            x in -2000_f32..4000.0, y in -2000_f32..4000.0, w in -10_f32..5000.0, h in -10_f32..5000.0,
            factor in 0.5_f32..8.0, pw in 1_usize..3000, ph in 1_usize..3000,
        ) {
            let c = box_fit_crop(Rect::new(x, y, w, h), factor, (pw, ph));
            prop_assert!(c.x >= 0 && c.y >= 0 && c.width >= 1 && c.height >= 1);
            prop_assert!(c.x as usize + c.width <= pw && c.y as usize + c.height <= ph);
            let s = square_crop(Rect::new(x, y, w, h), factor, (pw, ph));
            prop_assert!(s.width == s.height && s.width >= 2 && s.width <= 3 * pw.max(ph).max(1));
        }

        #[test]
        fn softmax_sums_to_one(logits in prop::collection::vec(-500_f32..500.0, 2..6)) {
            let sum: f64 = (0..logits.len()).map(|i| softmax_probability(&logits, i)).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
        }
    }
}
