//! Lips against voice: how well the opening of the mouth follows the loudness of the sound, and how late.

use crate::stat::mean;
use crate::{NotMeasurable, Trace};

/// Lags looked at, seconds to either side. Beyond it nobody would call it speech of that face.
const WIDEST_LAG_S: f64 = 0.5;

/// Step between lags, seconds; finer than a frame, so that the peak is not missed.
const LAG_STEP_S: f64 = 0.02;

/// Speech has four syllables a second: below this rate the mouth's movement is lost.
const LEAST_HZ: f64 = 8.0;

/// Seconds of both traces that must overlap at every lag.
const LEAST_S: f64 = 2.5;

/// The loudness is averaged over this time, about a video frame, seconds.
const SMOOTH_S: f64 = 0.08;

/// The lag at which mouth and voice agree best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LipSync {
    /// Correlation there, −1..1.
    pub correlation: f64,
    /// Seconds by which the mouth comes after the sound; negative: before it. −0.5..0.5. The median
    /// of 29 studio clips is 0.02.
    pub lag_s: f64,
}

impl LipSync {
    /// From the opening of the mouth (any unit) and the loudness of the sound (logarithmic, any unit, at
    /// 25 Hz or more), on one clock.
    pub fn assess(opening: Trace<'_>, loudness: Trace<'_>) -> Result<Self, NotMeasurable> {
        for (trace, needed_hz) in [(&opening, LEAST_HZ), (&loudness, 1.0 / LAG_STEP_S / 2.0)] {
            let got_hz = trace.rate_hz();
            if got_hz < needed_hz * 0.999 {
                return Err(NotMeasurable::TooSlow { needed_hz, got_hz });
            }
        }
        let count = (WIDEST_LAG_S / LAG_STEP_S).round() as i32;
        let mut best: Option<Self> = None;
        for i in -count..=count {
            let lag_s = f64::from(i) * LAG_STEP_S;
            let correlation = correlation_at(&opening, &loudness, lag_s)?;
            if best.is_none_or(|b| correlation > b.correlation) {
                best = Some(Self { correlation, lag_s });
            }
        }
        best.ok_or(NotMeasurable::Constant)
    }
}

fn correlation_at(
    opening: &Trace<'_>,
    loudness: &Trace<'_>,
    lag_s: f64,
) -> Result<f64, NotMeasurable> {
    let (mut mouth, mut voice, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for (t, o) in opening.times_s().iter().zip(opening.values()) {
        let taps = [-0.5, -0.25, 0.0, 0.25, 0.5].map(|k| loudness.at(t - lag_s + k * SMOOTH_S));
        if let [Some(a), Some(b), Some(c), Some(d), Some(e)] = taps {
            mouth.push(*o);
            voice.push((a + b + c + d + e) / 5.0);
            times.push(*t);
        }
    }
    let got_s = times.last().zip(times.first()).map_or(0.0, |(last, first)| last - first);
    if got_s < LEAST_S {
        return Err(NotMeasurable::TooShort { needed_s: LEAST_S, got_s });
    }
    let (mm, vm) = (mean(&mouth), mean(&voice));
    let (mut mv, mut mm2, mut vv2) = (0.0, 0.0, 0.0);
    for (m, v) in mouth.iter().zip(&voice) {
        mv += (m - mm) * (v - vm);
        mm2 += (m - mm).powi(2);
        vv2 += (v - vm).powi(2);
    }
    let scale = (mm2 * vv2).sqrt();
    if scale < 1e-12 { Err(NotMeasurable::Constant) } else { Ok(mv / scale) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Loudness of something like speech: syllables of uneven length and strength.
    fn speech(t: f64) -> f64 {
        (3.1 * t + 1.3 * (1.7 * t).sin()).sin().max(0.0)
            * (0.6 + 0.4 * (11.0 * t + 2.0 * (0.8 * t).sin()).sin())
    }

    fn sampled(rate: f64, seconds: f64, f: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<f64>) {
        let t: Vec<f64> = (0..(rate * seconds) as usize).map(|i| i as f64 / rate).collect();
        let v = t.iter().map(|t| f(*t)).collect();
        (t, v)
    }

    fn check(rate: f64, delay_s: f64) -> LipSync {
        let (vt, v) = sampled(100.0, 7.0, speech);
        let (mt, m) = sampled(rate, 7.0, |t| 0.1 + 0.4 * speech(t - delay_s));
        let got =
            LipSync::assess(Trace::new(&mt, &m).unwrap(), Trace::new(&vt, &v).unwrap()).unwrap();
        assert!((got.lag_s - delay_s).abs() <= 0.03, "{got:?}");
        got
    }

    #[test]
    fn lips_delayed_by_300_ms_are_found_at_300_ms() {
        assert!(check(12.5, 0.3).correlation > 0.9);
        assert!(check(25.0, -0.1).correlation > 0.9);
        check(25.0, 0.0);
    }

    #[test]
    fn a_mouth_that_says_something_else_agrees_less() {
        let (vt, v) = sampled(100.0, 7.0, speech);
        let (mt, m) = sampled(25.0, 7.0, |t| (9.7 * t + (5.3 * t).cos()).sin());
        let got =
            LipSync::assess(Trace::new(&mt, &m).unwrap(), Trace::new(&vt, &v).unwrap()).unwrap();
        assert!(got.correlation < 0.5, "{got:?}");
    }

    #[test]
    fn silence_and_slow_pictures_are_no_answer() {
        let (vt, v) = sampled(100.0, 7.0, speech);
        let (_, silence) = sampled(100.0, 7.0, |_| 0.0);
        let (mt, m) = sampled(25.0, 7.0, speech);
        let (st, s) = sampled(5.0, 7.0, speech);
        let of = |t: &[f64], m: &[f64], v: &[f64]| {
            LipSync::assess(Trace::new(t, m).unwrap(), Trace::new(&vt, v).unwrap()).unwrap_err()
        };
        assert_eq!(of(&mt, &m, &silence), NotMeasurable::Constant);
        assert!(matches!(of(&st, &s, &v), NotMeasurable::TooSlow { .. }));
        assert!(matches!(of(&mt[..60], &m[..60], &v), NotMeasurable::TooShort { .. }));
    }

    proptest! {
        #[test]
        fn the_units_do_not_matter(scale in 0.01..100.0_f64, offset in -50.0..50.0_f64) {
            let (vt, v) = sampled(100.0, 6.0, speech);
            let (mt, m) = sampled(20.0, 6.0, |t| speech(t - 0.2));
            let other: Vec<f64> = m.iter().map(|x| scale * x + offset).collect();
            let of = |m: &[f64]| LipSync::assess(Trace::new(&mt, m).unwrap(), Trace::new(&vt, &v).unwrap()).unwrap();
            prop_assert!((of(&m).correlation - of(&other).correlation).abs() < 1e-6);
            prop_assert_eq!(of(&m).lag_s, of(&other).lag_s);
        }
    }
}
