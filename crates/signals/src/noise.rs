//! Noise of the face against noise of what surrounds it. A drawn face is often smoother or rougher than
//! the camera's picture around it.

use crate::NotMeasurable;
use crate::stat::median;

/// Side of the blocks the noise is measured in, pixels.
const BLOCK: usize = 8;

/// Blocks darker or brighter than this hold clipped noise; luma 0..255.
const UNCLIPPED: std::ops::RangeInclusive<f64> = 16.0..=240.0;

/// Blocks needed on each side.
const LEAST_BLOCKS: usize = 4;

/// Fine-grained noise of a luma patch: the median over 8×8 blocks of Immerkær's estimate (CVIU 1996), the
/// mean absolute response to the difference of two Laplacians, in units of luma (0..255): 0.5 to
/// 0.9 on faces of the development clips. Strong texture raises it.
pub fn noise_level(luma: &[u8], width: usize) -> Result<f64, NotMeasurable> {
    let height = luma.len() / width.max(1);
    if width < BLOCK + 2 || height < BLOCK + 2 || width * height != luma.len() {
        let needed = (BLOCK + 2) * (BLOCK + 2);
        return Err(NotMeasurable::PatchSize { needed, got: luma.len() });
    }
    let at = |x: usize, y: usize| f64::from(luma[y * width + x]);
    let response = |x: usize, y: usize| {
        let corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
        let edges = at(x, y - 1) + at(x, y + 1) + at(x - 1, y) + at(x + 1, y);
        (corners - 2.0 * edges + 4.0 * at(x, y)).abs()
    };
    let mut levels = Vec::new();
    for by in (1..=height - 1 - BLOCK).step_by(BLOCK) {
        for bx in (1..=width - 1 - BLOCK).step_by(BLOCK) {
            let (mut sum, mut brightness) = (0.0, 0.0);
            for y in by..by + BLOCK {
                for x in bx..bx + BLOCK {
                    sum += response(x, y);
                    brightness += at(x, y);
                }
            }
            let pixels = (BLOCK * BLOCK) as f64;
            if UNCLIPPED.contains(&(brightness / pixels)) {
                // E|N(0, 6σ)| = 6σ √(2/π).
                levels.push(sum / pixels * std::f64::consts::FRAC_PI_2.sqrt() / 6.0);
            }
        }
    }
    if levels.len() < LEAST_BLOCKS {
        return Err(NotMeasurable::TooFew { needed: LEAST_BLOCKS, got: levels.len() });
    }
    Ok(median(&levels))
}

/// ln (noise of the face / noise around it) of two patches of one frame at its own resolution; 0 when
/// equal, negative for a face that is smoother. Levels below 0.05 count as 0.05.
pub fn noise_mismatch(face_level: f64, around_level: f64) -> f64 {
    (face_level.max(0.05) / around_level.max(0.05)).ln()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A smooth patch of 64 × 48 with Gaussian-like noise of `sigma`; a fixed sequence.
    fn patch(sigma: f64, tilt: f64) -> Vec<u8> {
        let mut state = 99_u64;
        let mut random = move || {
            let mut sum = 0.0;
            for _ in 0..12 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                sum += (state >> 33) as f64 / f64::from(1_u32 << 31);
            }
            sum - 6.0
        };
        (0..64 * 48)
            .map(|i| (110.0 + tilt * f64::from(i % 64) + sigma * random()).round() as u8)
            .collect()
    }

    #[test]
    fn noise_is_measured_in_luma() {
        for sigma in [1.0, 3.0, 8.0] {
            let got = noise_level(&patch(sigma, 0.0), 64).unwrap();
            assert!((got / sigma - 1.0).abs() < 0.12, "{got} for {sigma}");
        }
    }

    #[test]
    fn a_smoothed_face_in_a_noisy_picture_is_negative() {
        let level = |sigma| noise_level(&patch(sigma, 0.3), 64).unwrap();
        assert!(noise_mismatch(level(1.0), level(4.0)) < -1.0);
        assert_eq!(noise_mismatch(0.0, 0.0), 0.0);
    }

    #[test]
    fn clipped_and_tiny_patches_are_no_answer() {
        assert!(matches!(noise_level(&[255; 64 * 48], 64), Err(NotMeasurable::TooFew { .. })));
        assert!(matches!(noise_level(&[100; 81], 9), Err(NotMeasurable::PatchSize { .. })));
        assert!(matches!(noise_level(&[100; 100], 0), Err(NotMeasurable::PatchSize { .. })));
        assert!(matches!(noise_level(&[100; 101], 10), Err(NotMeasurable::PatchSize { .. })));
    }

    proptest! {
        #[test]
        fn any_patch_gives_a_finite_level_or_a_reason(width in 0_usize..40, luma in proptest::collection::vec(0_u8.., 0..2000)) {
            if let Ok(level) = noise_level(&luma, width) {
                prop_assert!(level.is_finite() && level >= 0.0);
            }
        }

        #[test]
        fn a_smooth_slope_is_no_noise(tilt in 0.0..1.5_f64) {
            prop_assert!(noise_level(&patch(0.0, tilt), 64).unwrap() < 0.6);
        }
    }
}
