//! Blinks: how far the lids are open, how often they close, and what it means that they never do.
//!
//! A print, a mask, a still picture brought to life and many swaps do not blink (Li, Chang & Lyu,
//! "In Ictu Oculi", WIFS 2018). A video of a person does, so a blink proves nothing; only its absence
//! over a time counts, and it speaks for an attack at most as strongly as people's blink rates differ.

use domain::Point;

use crate::stat::{median, quantile};
use crate::{NotMeasurable, Trace};

/// Lids count as closed below this share of their usual opening. Origin: at 5 fps every value from 0.4 to
/// 0.6 gives the same answer on all development clips.
pub const CLOSED_BELOW: f64 = 0.5;

/// The usual opening is this quantile of the trace, so that eyes that are closed half of the time still
/// have one.
const USUAL: f64 = 0.75;

/// Samples a second. Closures last 0.1 to 0.4 s: below this rate most fall between two samples.
pub const LEAST_HZ: f64 = 4.0;

/// A step longer than this many usual steps was not watched: the face was away.
const GAP_STEPS: f64 = 2.5;

/// Seconds from which an absence is worth anything. Bona fide development clips without a closure at
/// 5 fps: 7 of 35 below 5 s, 2 of 2 from 5 s to 6.2 s, 0 of 15 above.
pub const LEAST_WATCH_S: f64 = 8.0;

/// Seconds beyond which watching longer adds nothing: from 140 s on the few false closures of a lifeless
/// face would speak for it. Pass the newest two minutes of a longer session.
pub const MOST_WATCH_S: f64 = 120.0;

/// Closures per second that 5 fps see in living people: two thirds of the 0.30 of the development clips;
/// people blink 17 times a minute at rest, 26 in conversation, 4.5 when reading (Bentivoglio et al.,
/// Movement Disorders 1997), and 5 fps see 6 in 10 of the closures that 15 fps see.
const LIVING_PER_S: f64 = 0.2;

/// Shape of the gamma distribution of that rate over people: wide enough for readers (see above).
const LIVING_SHAPE: f64 = 1.5;

/// Closures per second found in faces that never blink: 0 in 53 s of development clips and in 59 s of
/// simulated prints.
const LIFELESS_PER_S: f64 = 0.01;

/// One eye: its corners and two pairs of points on the lids, upper and lower one above the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EyeLids {
    /// Inner and outer corner.
    pub corners: [Point; 2],
    /// Two points on the upper lid.
    pub upper: [Point; 2],
    /// The points below them on the lower lid.
    pub lower: [Point; 2],
}

impl EyeLids {
    /// Mean lid distance over eye width, 0 (closed) to about 0.45 (wide open): the eye aspect ratio of
    /// Soukupová & Čech (CVWW 2016). None when the corners coincide or a point is not finite.
    pub fn openness(&self) -> Option<f64> {
        let width = f64::from(self.corners[0].distance(self.corners[1]));
        let gap = |i: usize| f64::from(self.upper[i].distance(self.lower[i]));
        let ratio = (gap(0) + gap(1)) / (2.0 * width);
        (width > 0.0 && ratio.is_finite()).then_some(ratio)
    }
}

/// What a trace of openness says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blinks {
    /// Times the lids closed, or opened for the first time.
    pub closures: u32,
    /// Seconds watched, gaps left out.
    pub watched_s: f64,
    /// Openness of the usual, open eye, in the unit of the trace.
    pub usual: f64,
    /// Lowest openness as a share of `usual`, 0..1.
    pub lowest: f64,
}

impl Blinks {
    /// Counts the closures in a trace of openness, the mean of both eyes, at 4 fps or more.
    pub fn assess(openness: Trace<'_>) -> Result<Self, NotMeasurable> {
        let got_hz = openness.rate_hz();
        if got_hz < LEAST_HZ {
            return Err(NotMeasurable::TooSlow { needed_hz: LEAST_HZ, got_hz });
        }
        let usual = quantile(openness.values(), USUAL);
        if usual <= 0.0 {
            return Err(NotMeasurable::Constant);
        }
        let is_closed: Vec<bool> =
            openness.values().iter().map(|v| *v < CLOSED_BELOW * usual).collect();
        let closing = is_closed.windows(2).filter(|w| !w[0] && w[1]).count();
        let opened_first = is_closed[0] && is_closed.contains(&false);
        let steps: Vec<f64> = openness.times_s().windows(2).map(|w| w[1] - w[0]).collect();
        let longest = GAP_STEPS * median(&steps);
        let lowest = openness.values().iter().copied().fold(f64::INFINITY, f64::min);
        Ok(Self {
            closures: (closing + usize::from(opened_first)) as u32,
            watched_s: steps.iter().filter(|s| **s <= longest).sum(),
            usual,
            lowest: lowest / usual,
        })
    }

    /// ln P(closures | a face that never blinks) / P(closures | a living person), attack positive; none
    /// before [`LEAST_WATCH_S`]. The living person's count is a Poisson count whose rate differs between
    /// people by a gamma distribution (negative binomial); the other's is a Poisson count.
    ///
    /// No closure gives 1.0 in 8 s, 1.8 in 20 s, 2.7 in 60 s. Negative values speak against this one kind
    /// of attack only: a replayed person blinks too.
    pub fn lifeless_llr(&self) -> Option<f64> {
        if self.watched_s < LEAST_WATCH_S {
            return None;
        }
        let (t, n) = (self.watched_s.min(MOST_WATCH_S), f64::from(self.closures));
        let (k, m, a) = (LIVING_SHAPE, LIVING_PER_S, LIFELESS_PER_S);
        let rising: f64 = (0..self.closures).map(|i| (k + f64::from(i)).ln()).sum();
        Some(n * (a * (k + m * t) / m).ln() - a * t - rising + k * ((k + m * t) / k).ln())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Openness 0.3 with a little noise, closed for `closed_s` at each of `at`.
    fn opening(rate: f64, seconds: f64, at: &[f64], closed_s: f64) -> (Vec<f64>, Vec<f64>) {
        let times: Vec<f64> = (0..(rate * seconds) as usize).map(|i| i as f64 / rate).collect();
        let values = times
            .iter()
            .enumerate()
            .map(|(i, t)| {
                let is_closed = at.iter().any(|b| (*b..b + closed_s).contains(t));
                if is_closed { 0.04 } else { 0.3 + 0.01 * ((i * 7 % 5) as f64 - 2.0) }
            })
            .collect();
        (times, values)
    }

    fn check(rate: f64, at: &[f64], closures: u32) -> Blinks {
        let (t, v) = opening(rate, 12.0, at, 0.25);
        let got = Blinks::assess(Trace::new(&t, &v).unwrap()).unwrap();
        assert_eq!(got.closures, closures, "{got:?}");
        got
    }

    #[test]
    fn blinks_are_counted() {
        assert!(check(15.0, &[1.0, 4.0, 8.5], 3).lowest < 0.2);
        check(5.0, &[1.0, 4.0, 8.6], 3);
        check(5.0, &[0.0, 4.0], 2);
        assert!(check(5.0, &[], 0).lowest > 0.9);
    }

    #[test]
    fn eyes_closed_half_of_the_time_still_have_an_opening() {
        let (t, v) = opening(10.0, 10.0, &[0.0, 2.0, 4.0, 6.0, 8.0], 1.1);
        assert_eq!(Blinks::assess(Trace::new(&t, &v).unwrap()).unwrap().closures, 5);
    }

    #[test]
    fn a_gap_is_not_watched() {
        let t: Vec<f64> =
            (0..20).map(|i| f64::from(i) * 0.2 + if i > 9 { 60.0 } else { 0.0 }).collect();
        let got = Blinks::assess(Trace::new(&t, &[0.3; 20]).unwrap()).unwrap();
        assert!((got.watched_s - 3.6).abs() < 1e-9, "{got:?}");
        assert_eq!(got.lifeless_llr(), None);
    }

    #[test]
    fn two_frames_a_second_are_too_slow_for_blinks() {
        let (t, v) = opening(2.0, 20.0, &[], 0.0);
        let got = Blinks::assess(Trace::new(&t, &v).unwrap());
        assert!(matches!(got, Err(NotMeasurable::TooSlow { .. })), "{got:?}");
    }

    #[test]
    fn the_absence_of_blinks_weighs_as_documented() {
        let llr = |closures, watched_s| {
            Blinks { closures, watched_s, usual: 0.3, lowest: 0.9 }.lifeless_llr()
        };
        assert_eq!(llr(0, 7.9), None);
        for (closures, seconds, expected) in
            [(0, 8.0, 1.01), (0, 20.0, 1.75), (0, 60.0, 2.70), (1, 10.0, -0.98), (1, 30.0, 0.73)]
        {
            let got = llr(closures, seconds).unwrap();
            assert!((got - expected).abs() < 0.01, "{closures} in {seconds} s: {got}");
        }
    }

    #[test]
    fn openness_is_lid_distance_over_width() {
        let eye = |gap: f32| EyeLids {
            corners: [Point::new(0.0, 0.0), Point::new(30.0, 0.0)],
            upper: [Point::new(10.0, -gap / 2.0), Point::new(20.0, -gap / 2.0)],
            lower: [Point::new(10.0, gap / 2.0), Point::new(20.0, gap / 2.0)],
        };
        assert!((eye(9.0).openness().unwrap() - 0.3).abs() < 1e-6);
        assert_eq!(eye(0.0).openness(), Some(0.0));
        let flat = EyeLids { corners: [Point::default(); 2], ..eye(9.0) };
        assert_eq!(flat.openness(), None);
    }

    proptest! {
        #[test]
        fn more_blinks_never_speak_more_for_an_attack(n in 0_u32..40, t in 8.0..600.0_f64) {
            let llr = |closures| Blinks { closures, watched_s: t, usual: 0.3, lowest: 0.1 }.lifeless_llr().unwrap();
            prop_assert!(llr(n + 1) < llr(n));
        }

        #[test]
        fn a_longer_absence_never_speaks_less_for_an_attack(t in 8.0..100.0_f64, more in 0.0..20.0_f64) {
            let llr = |watched_s| Blinks { closures: 0, watched_s, usual: 0.3, lowest: 0.9 }.lifeless_llr().unwrap();
            prop_assert!(llr(t + more) >= llr(t));
        }

        #[test]
        fn the_count_does_not_depend_on_the_unit(scale in 0.1..50.0_f64) {
            let (t, v) = opening(10.0, 10.0, &[2.0, 6.0], 0.3);
            let scaled: Vec<f64> = v.iter().map(|x| x * scale).collect();
            let count = |v: &[f64]| Blinks::assess(Trace::new(&t, v).unwrap()).unwrap().closures;
            prop_assert_eq!(count(&v), count(&scaled));
        }
    }
}
