//! Moiré: a regular pattern of its own over the picture, as a camera makes of a screen's pixel grid.

use std::f64::consts::FRAC_1_SQRT_2;

use crate::NotMeasurable;
use crate::spectrum::{hann, plane};
use crate::stat::quantile;

/// Spatial frequencies looked at, cycles per pixel: below it lies the face itself.
const BAND: (f64, f64) = (0.12, 0.5);

/// Distance from both axes, cycles per pixel, kept free: block edges of the encoder and interlacing.
const AXES: f64 = 0.02;

/// Half side of the neighbourhood a peak must stand out of, frequency steps.
const AROUND: usize = 6;

/// Peaks averaged: a real pattern has at least two, each twice by symmetry.
const PEAKS: usize = 4;

/// Regularity of a face or of what surrounds it: mean of the four strongest points of the luma spectrum
/// over the median around them, decibels. The mean over the given patches' spectra is judged, so that
/// what moves averages out. 3 to 9 for compressed video of living people (patches of 128 px).
///
/// Patches are square, `side` × `side` pixels of the frame at its own resolution, row-major; `side` is a
/// power of two from 32 on.
pub fn moire_peak_db(patches: &[&[u8]], side: usize) -> Result<f64, NotMeasurable> {
    let needed = side * side;
    if !side.is_power_of_two() || side < 32 {
        return Err(NotMeasurable::PatchSize { needed: 64 * 64, got: needed });
    }
    if patches.is_empty() {
        return Err(NotMeasurable::TooFew { needed: 1, got: 0 });
    }
    let mut power = vec![0.0; needed];
    for patch in patches {
        if patch.len() != needed {
            return Err(NotMeasurable::PatchSize { needed, got: patch.len() });
        }
        let mean = patch.iter().map(|v| f64::from(*v)).sum::<f64>() / needed as f64;
        let faded: Vec<f64> = patch
            .iter()
            .enumerate()
            .map(|(i, v)| (f64::from(*v) - mean) * hann(i % side, side) * hann(i / side, side))
            .collect();
        for (sum, p) in power.iter_mut().zip(plane(&faded, side)) {
            *sum += p;
        }
    }
    // A floor far below one step of luma, so that a flat patch has no peaks.
    let level: Vec<f64> =
        power.iter().map(|p| 10.0 * (p / patches.len() as f64 + 1.0).log10()).collect();
    let frequency = |i: usize| {
        let i = if i < side / 2 { i as f64 } else { i as f64 - side as f64 };
        i / side as f64
    };
    let mut prominent: Vec<f64> = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let (fx, fy) = (frequency(x).abs(), frequency(y).abs());
            let radius = fx.hypot(fy);
            if radius <= BAND.0 || radius >= BAND.1.min(FRAC_1_SQRT_2) || fx <= AXES || fy <= AXES {
                continue;
            }
            let mut near = Vec::with_capacity((2 * AROUND + 1).pow(2));
            for dy in 0..=2 * AROUND {
                for dx in 0..=2 * AROUND {
                    let (nx, ny) =
                        ((x + side + dx - AROUND) % side, (y + side + dy - AROUND) % side);
                    near.push(level[ny * side + nx]);
                }
            }
            prominent.push(level[y * side + x] - quantile(&near, 0.5));
        }
    }
    prominent.sort_by(|a, b| b.total_cmp(a));
    Ok(prominent[..PEAKS].iter().sum::<f64>() / PEAKS as f64)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    const SIDE: usize = 64;

    /// A soft shading with noise of ±3 and a pattern of the given amplitude, luma.
    fn patch(seed: u64, pattern: f64) -> Vec<u8> {
        let mut state = seed;
        (0..SIDE * SIDE)
            .map(|i| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let noise = 6.0 * ((state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5);
                let (x, y) = ((i % SIDE) as f64, (i / SIDE) as f64);
                let shade = 120.0 + 40.0 * (x / 40.0).sin() + 20.0 * (y / 30.0).cos();
                (shade + noise + pattern * (TAU * (0.21 * x + 0.13 * y)).cos()).round() as u8
            })
            .collect()
    }

    fn check(patches: u64, pattern: f64) -> f64 {
        let all: Vec<Vec<u8>> = (0..patches).map(|i| patch(7 + 1000 * i, pattern)).collect();
        moire_peak_db(&all.iter().map(Vec::as_slice).collect::<Vec<_>>(), SIDE).unwrap()
    }

    #[test]
    fn a_pattern_of_two_per_cent_gives_a_peak_and_noise_does_not() {
        let (noise, pattern) = (check(8, 0.0), check(8, 2.4));
        assert!(noise < 8.0, "{noise}");
        assert!(pattern > noise + 8.0, "{pattern} over {noise}");
    }

    #[test]
    fn more_frames_make_the_same_pattern_stand_out_more() {
        assert!(check(16, 1.2) - check(16, 0.0) > check(1, 1.2) - check(1, 0.0));
    }

    #[test]
    fn block_edges_on_the_axes_are_no_moire() {
        let blocks: Vec<u8> = (0..SIDE * SIDE)
            .map(|i| if (i % SIDE).is_multiple_of(8) { 140 } else { 120 })
            .collect();
        assert!(moire_peak_db(&[&blocks], SIDE).unwrap() < 3.0);
        assert!(moire_peak_db(&[&[90; SIDE * SIDE]], SIDE).unwrap().abs() < 1e-9);
    }

    #[test]
    fn patches_of_another_size_are_refused() {
        assert!(matches!(
            moire_peak_db(&[&[0; 60 * 60]], 60),
            Err(NotMeasurable::PatchSize { .. })
        ));
        assert!(matches!(moire_peak_db(&[&[0; 100]], SIDE), Err(NotMeasurable::PatchSize { .. })));
        assert!(matches!(moire_peak_db(&[], SIDE), Err(NotMeasurable::TooFew { .. })));
    }
}
