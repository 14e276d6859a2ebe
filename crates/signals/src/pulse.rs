//! The pulse in the colour of the skin, by POS (Wang et al., IEEE TBME 2017) and CHROM (de Haan & Jeanne,
//! IEEE TBME 2013).
//!
//! Needs more than seven frames a second and little compression. It finds what it is given: a replayed
//! person has a pulse, and H.264 at meeting rates wipes it away.

use crate::stat::{deviation, mean};
use crate::trace::{check_times, rate_hz};
use crate::{NotMeasurable, Trace, spectrum};

/// Lowest and highest heart rate looked for, hertz: 42 to 180 beats a minute.
pub const BAND_HZ: (f64, f64) = (0.7, 3.0);

/// Window of both projections, seconds (Wang et al., section V).
const WINDOW_S: f64 = 1.6;

/// Half width of the peak that counts as signal, at the rate and at its double, hertz.
const PEAK_HZ: f64 = 0.15;

/// Seconds that resolve neighbouring heart rates in the band.
const LEAST_S: f64 = 6.0;

/// The band's upper edge needs twice its rate, and some room for uneven steps.
const LEAST_HZ: f64 = 7.0;

/// Which projection of the three colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// Plane orthogonal to skin.
    Pos,
    /// Chrominance.
    Chrom,
}

/// The strongest periodic colour change in the band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pulse {
    /// Its rate, beats per minute, 42..180.
    pub per_minute: f64,
    /// Power at the rate and its double over the rest of the band, decibels. White noise over 10 s gives
    /// −6 to 0 (5th to 95th percentile of 200 runs, median −3); clips of living people at 12 to 15 fps
    /// −3 to 2.
    pub snr_db: f64,
}

impl Pulse {
    /// From the mean red, green and blue of the skin at each time, linear or gamma-coded, above 0.
    pub fn assess(
        times_s: &[f64],
        rgb: &[[f64; 3]],
        projection: Projection,
    ) -> Result<Self, NotMeasurable> {
        check_times(times_s, rgb.len(), 8)?;
        let got_hz = rate_hz(times_s);
        if got_hz < LEAST_HZ {
            return Err(NotMeasurable::TooSlow { needed_hz: LEAST_HZ, got_hz });
        }
        let span_s = times_s[times_s.len() - 1] - times_s[0];
        if span_s < LEAST_S {
            return Err(NotMeasurable::TooShort { needed_s: LEAST_S, got_s: span_s });
        }
        if !rgb.iter().flatten().all(|v| v.is_finite() && *v > 0.0) {
            return Err(NotMeasurable::NotFinite);
        }
        let mut colours = Vec::with_capacity(3);
        for c in 0..3 {
            let one: Vec<f64> = rgb.iter().map(|v| v[c]).collect();
            colours.push(Trace::new(times_s, &one)?.resampled(got_hz));
        }
        let wave = project(&colours, (WINDOW_S * got_hz).ceil() as usize, projection);
        if deviation(&wave) < 1e-12 {
            return Err(NotMeasurable::Constant);
        }
        Ok(strongest(&wave, got_hz))
    }
}

/// Overlap-adds the projection of every window, each colour divided by its mean there.
fn project(colours: &[Vec<f64>], window: usize, projection: Projection) -> Vec<f64> {
    let count = colours[0].len();
    let mut wave = vec![0.0; count];
    for from in 0..=count.saturating_sub(window) {
        let part = |c: usize| {
            let values = &colours[c][from..from + window];
            let m = mean(values);
            values.iter().map(move |v| v / m - 1.0)
        };
        let (x, y): (Vec<f64>, Vec<f64>) = part(0)
            .zip(part(1))
            .zip(part(2))
            .map(|((r, g), b)| match projection {
                Projection::Pos => (g - b, g + b - 2.0 * r),
                Projection::Chrom => (3.0 * r - 2.0 * g, -(1.5 * r + g - 1.5 * b)),
            })
            .unzip();
        let weight = deviation(&x) / deviation(&y).max(1e-12);
        let sums: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x + weight * y).collect();
        let m = mean(&sums);
        for (w, s) in wave[from..from + window].iter_mut().zip(&sums) {
            *w += s - m;
        }
    }
    wave
}

fn strongest(wave: &[f64], rate: f64) -> Pulse {
    let top = BAND_HZ.1.min(rate / 2.0);
    // A quarter of the resolution of ten seconds.
    let power = spectrum::powers(wave, rate, BAND_HZ.0, top, 0.025);
    let peak =
        power.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((BAND_HZ.0, 0.0)).0;
    let is_signal = |f: f64| (f - peak).abs() <= PEAK_HZ || (f - 2.0 * peak).abs() <= PEAK_HZ;
    let (signal, rest) = power
        .iter()
        .fold((0.0, 0.0), |(s, r), (f, p)| if is_signal(*f) { (s + p, r) } else { (s, r + p) });
    Pulse { per_minute: 60.0 * peak, snr_db: 10.0 * (signal / rest.max(1e-30)).log10() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Skin with a pulse of relative `depth`, under light that drifts, in noise; a fixed sequence.
    fn skin(beats_hz: f64, depth: f64, noise: f64) -> (Vec<f64>, Vec<[f64; 3]>) {
        let mut state = 12_345_u64;
        let mut random = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
        };
        let times: Vec<f64> = (0..150).map(|i| f64::from(i) / 15.0).collect();
        let rgb = times
            .iter()
            .map(|t| {
                let beat = depth * (std::f64::consts::TAU * beats_hz * t).sin();
                let light = 1.0 + 0.05 * (0.9 * t).sin();
                // Relative strength of the pulse in red, green and blue (de Haan & Jeanne).
                [(180.0, 0.33), (130.0, 0.77), (110.0, 0.53)]
                    .map(|(level, share)| level * light * (1.0 + share * beat + noise * random()))
            })
            .collect();
        (times, rgb)
    }

    fn check(projection: Projection, beats_hz: f64) {
        let (t, rgb) = skin(beats_hz, 0.006, 0.004);
        let got = Pulse::assess(&t, &rgb, projection).unwrap();
        assert!(
            (got.per_minute - 60.0 * beats_hz).abs() < 3.0,
            "{projection:?} {beats_hz}: {got:?}"
        );
        assert!(got.snr_db > 2.0, "{projection:?} {beats_hz}: {got:?}");
    }

    #[test]
    fn a_pulse_in_noise_is_found_at_its_rate() {
        for hz in [0.9, 1.2, 1.7, 2.4] {
            check(Projection::Pos, hz);
            check(Projection::Chrom, hz);
        }
    }

    #[test]
    fn noise_alone_stays_below() {
        let (t, rgb) = skin(1.2, 0.0, 0.004);
        for projection in [Projection::Pos, Projection::Chrom] {
            let got = Pulse::assess(&t, &rgb, projection).unwrap();
            assert!(got.snr_db < 1.0, "{projection:?}: {got:?}");
        }
    }

    #[test]
    fn five_frames_a_second_cannot_carry_a_pulse() {
        let t: Vec<f64> = (0..60).map(|i| f64::from(i) / 5.0).collect();
        let got = Pulse::assess(&t, &[[100.0; 3]; 60], Projection::Pos);
        assert!(matches!(got, Err(NotMeasurable::TooSlow { .. })), "{got:?}");
    }

    #[test]
    fn a_still_picture_has_nothing_to_measure() {
        let t: Vec<f64> = (0..150).map(|i| f64::from(i) / 15.0).collect();
        let got = Pulse::assess(&t, &[[100.0, 90.0, 80.0]; 150], Projection::Chrom);
        assert_eq!(got, Err(NotMeasurable::Constant));
    }
}
