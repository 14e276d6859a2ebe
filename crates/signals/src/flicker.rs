//! Flicker: brightness bands that roll over the picture, as a rolling shutter makes of a screen's refresh.

use crate::NotMeasurable;
use crate::spectrum::powers;
use crate::stat::median;

/// Rows of a brightness profile.
pub const ROWS: usize = 64;

/// Frame pairs needed: one may be a cut, two a change of exposure.
const LEAST_PAIRS: usize = 7;

/// Bands over the height of the picture that a shutter makes of 50 to 240 Hz at 1/30 s readout.
const BANDS: (usize, usize) = (2, 9);

/// Bands that what moves in the picture also makes, for comparison.
const OTHERS: usize = 19;

/// Added to luma before the logarithm, so that black rows do not count for much.
const FLOOR: f64 = 4.0;

/// Strength of the strongest even banding in the change between neighbouring frames over the median
/// banding, decibels. About 4 for living people on the development clips; a band of 2 % over a still
/// picture gives more than 12. Movement gives bands too, up to 8.
///
/// Each profile is the mean luma (0..255) of the picture's rows in [`ROWS`] equal parts, top to bottom,
/// of frames in order of time.
pub fn band_db(profiles: &[[f64; ROWS]]) -> Result<f64, NotMeasurable> {
    if profiles.len() <= LEAST_PAIRS {
        return Err(NotMeasurable::TooFew { needed: LEAST_PAIRS + 1, got: profiles.len() });
    }
    if !profiles.iter().flatten().all(|v| v.is_finite() && *v >= 0.0) {
        return Err(NotMeasurable::NotFinite);
    }
    let per_pair: Vec<Vec<f64>> = profiles
        .windows(2)
        .map(|w| {
            let change: Vec<f64> =
                w[0].iter().zip(&w[1]).map(|(a, b)| ((b + FLOOR) / (a + FLOOR)).ln()).collect();
            // One "second" is the height of the picture: frequencies are bands per height.
            let all = powers(&change, ROWS as f64, 1.0, OTHERS as f64, 1.0);
            all.into_iter().map(|(_, p)| p).collect()
        })
        .collect();
    let band = |n: usize| median(&per_pair.iter().map(|p| p[n - 1]).collect::<Vec<_>>());
    let strongest = (BANDS.0..=BANDS.1).map(band).fold(0.0, f64::max);
    let usual = median(&(BANDS.0..=OTHERS).map(band).collect::<Vec<_>>());
    if strongest <= 0.0 {
        return Err(NotMeasurable::Constant);
    }
    Ok(10.0 * (strongest / usual.max(1e-30)).log10())
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    /// Twenty profiles of a still room with noise and a band of relative `depth` that rolls.
    fn rolling(depth: f64) -> Vec<[f64; ROWS]> {
        let mut state = 5_u64;
        (0..20)
            .map(|t| {
                std::array::from_fn(|row| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let noise = (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5;
                    let phase = TAU * 4.0 * row as f64 / ROWS as f64 + 1.3 * f64::from(t);
                    (90.0 + row as f64 + noise) * (1.0 + depth * phase.sin())
                })
            })
            .collect()
    }

    #[test]
    fn a_rolling_band_is_seen_and_noise_is_not() {
        let (noise, band) = (band_db(&rolling(0.0)).unwrap(), band_db(&rolling(0.02)).unwrap());
        assert!(noise < 6.0, "{noise}");
        assert!(band > 12.0, "{band}");
    }

    #[test]
    fn light_that_changes_as_a_whole_is_no_band() {
        let pulsing: Vec<[f64; ROWS]> = rolling(0.0)
            .iter()
            .enumerate()
            .map(|(t, p)| p.map(|v| v * (1.0 + 0.1 * f64::from(t as u32 % 2))))
            .collect();
        assert!(band_db(&pulsing).unwrap() < 7.0);
    }

    #[test]
    fn a_frozen_picture_and_a_short_one_are_no_answer() {
        assert_eq!(band_db(&[[100.0; ROWS]; 20]), Err(NotMeasurable::Constant));
        assert!(matches!(band_db(&[[100.0; ROWS]; 3]), Err(NotMeasurable::TooFew { .. })));
    }
}
