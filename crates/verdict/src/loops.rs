//! A recording played in a loop: the face moves as a living one does, and then exactly so again.
//!
//! The landmarks of the newest seconds are laid over every earlier stretch of the session. A person never
//! repeats six seconds of movement to within a fraction of the movement from one sample to the next; a
//! loop does, whatever its length, and however it was encoded again. Landmarks are compared between
//! samples too, because a loop's length is no multiple of the sampling period.

use std::time::Duration;

use domain::{Landmarks, MediaTime};

/// The stretch that must repeat.
const WINDOW: Duration = Duration::from_secs(6);

/// Samples a stretch must have: half of what 5 fps give.
const LEAST_SAMPLES: usize = 15;

/// Shortest loop looked for. Nobody builds a shorter one; a nod may repeat within it.
const SHORTEST: Duration = Duration::from_secs(1);

/// Longest loop looked for.
const LONGEST: Duration = Duration::from_secs(120);

/// Steps in which lengths are tried: half a sampling period at 5 fps.
const STEP: Duration = Duration::from_millis(100);

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Steps of the face below this share of the distance between the eyes are the detector's own noise.
/// On stills it moves its landmarks by about 0.005.
const NOISE: f32 = 0.01;

/// A stretch repeats when its mean distance to the earlier one is below this share of the face's mean step
/// from sample to sample. Looped development clips give 0.1 to 0.3, others never less than 0.6.
const REPEATS_BELOW: f32 = 0.45;

/// Share of samples that may lie anywhere: those around the joint of the loop.
const OUTLIERS: f32 = 0.2;

/// A loop that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoopFound {
    /// Begin of the stretch that repeats an earlier one.
    pub at: MediaTime,
    /// How much earlier that was.
    pub period: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    at: MediaTime,
    /// The five points in units of the distance between the eyes.
    points: [f32; 10],
}

/// Looks for loops while a session runs.
#[derive(Debug, Default)]
pub(crate) struct LoopWatch {
    samples: Vec<Sample>,
    looked: Option<MediaTime>,
    /// The length that the look before found.
    candidate: Option<Duration>,
    found: Option<LoopFound>,
}

impl LoopWatch {
    /// The loop, once two looks in a row have found it.
    pub(crate) fn found(&self) -> Option<LoopFound> {
        self.found
    }

    /// Takes the subject's landmarks. Times must rise.
    pub(crate) fn push(&mut self, at: MediaTime, landmarks: &Landmarks) {
        let eyes = landmarks.inter_eye_distance();
        let is_later = self.samples.last().is_none_or(|last| last.at < at);
        if self.found.is_some() || !is_later || !eyes.is_finite() || eyes < 1.0 {
            return;
        }
        let mut points = [0.0; 10];
        for (to, p) in points.chunks_exact_mut(2).zip(landmarks.points()) {
            to.copy_from_slice(&[p.x / eyes, p.y / eyes]);
        }
        self.samples.push(Sample { at, points });
        if self.looked.is_none_or(|looked| at - looked >= LOOK_EVERY) {
            self.looked = Some(at);
            self.look(at);
        }
    }

    fn look(&mut self, now: MediaTime) {
        let from = self.samples.partition_point(|s| now - s.at > WINDOW);
        let window = &self.samples[from..];
        let spans = self.samples.first().is_some_and(|s| now - s.at >= WINDOW + SHORTEST);
        if !spans || window.len() < LEAST_SAMPLES {
            return;
        }
        let step = mean_step(window);
        let found = if step > NOISE { self.best_period(window, step) } else { None };
        let is_confirmed =
            found.zip(self.candidate).is_some_and(|(now, before)| now.abs_diff(before) <= STEP);
        if is_confirmed && let Some(period) = found {
            self.found = Some(LoopFound { at: window[0].at, period });
        }
        self.candidate = found;
    }

    fn best_period(&self, window: &[Sample], step: f32) -> Option<Duration> {
        let reach = (window[0].at - self.samples[0].at).min(LONGEST);
        let count = reach.saturating_sub(SHORTEST).as_millis() / STEP.as_millis();
        (0..=u32::try_from(count).unwrap_or(u32::MAX))
            .map(|n| SHORTEST + STEP * n)
            .filter_map(|period| self.distance(window, period, step).map(|d| (d, period)))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, period)| period)
    }

    /// Mean distance of the window to the stretch `period` earlier, outliers left out; none when they are
    /// too many or the mean is too large.
    fn distance(&self, window: &[Sample], period: Duration, step: f32) -> Option<f32> {
        let allowed = (window.len() as f32 * OUTLIERS) as usize;
        let (mut outliers, mut sum, mut count) = (0, 0.0, 0_u16);
        let mut at = 0;
        for sample in window {
            let then = sample.at.nanos().checked_sub(period.as_nanos() as u64)?;
            at += self.samples[at..].partition_point(|s| s.at.nanos() < then);
            let d = self.at(at, then).map_or(f32::INFINITY, |p| distance(&p, &sample.points));
            if d > step {
                outliers += 1;
                if outliers > allowed {
                    return None;
                }
            } else {
                sum += d;
                count += 1;
            }
        }
        let mean = sum / f32::from(count.max(1));
        (mean < REPEATS_BELOW * step).then_some(mean)
    }

    /// The points at a moment between the sample `after` and the one before it.
    fn at(&self, after: usize, then: u64) -> Option<[f32; 10]> {
        let b = self.samples.get(after)?;
        if b.at.nanos() == then {
            return Some(b.points);
        }
        let a = self.samples.get(after.checked_sub(1)?)?;
        let t = (then - a.at.nanos()) as f32 / (b.at.nanos() - a.at.nanos()) as f32;
        Some(std::array::from_fn(|i| a.points[i] + t * (b.points[i] - a.points[i])))
    }
}

fn mean_step(window: &[Sample]) -> f32 {
    let steps = window.windows(2).map(|w| distance(&w[0].points, &w[1].points));
    steps.sum::<f32>() / (window.len() - 1) as f32
}

/// Mean distance of the five points, in distances between the eyes.
fn distance(a: &[f32; 10], b: &[f32; 10]) -> f32 {
    let pairs = a.chunks_exact(2).zip(b.chunks_exact(2));
    pairs.map(|(p, q)| (p[0] - q[0]).hypot(p[1] - q[1])).sum::<f32>() / 5.0
}

#[cfg(test)]
mod tests {
    use domain::Point;

    use super::*;

    /// A head at `t` seconds: slow sway, quicker nods, each with its own incommensurable rhythm.
    fn head(t: f32, noise: f32) -> Landmarks {
        let x = 300.0 + 20.0 * (0.913 * t).sin() + 9.0 * (2.317 * t + 1.0).sin() + noise;
        let y = 200.0 + 12.0 * (1.271 * t).sin() + 7.0 * (3.1 * t * t.sqrt()).cos() - noise;
        let mouth = 4.0 * (5.139 * t).sin();
        let point = |dx, dy| Point::new(x + dx, y + dy);
        Landmarks {
            left_eye: point(-30.0, 0.0),
            right_eye: point(30.0, 0.0),
            nose: point(0.0, 30.0),
            mouth_left: point(-22.0, 60.0 + mouth),
            mouth_right: point(22.0, 60.0 + mouth),
        }
    }

    /// Watches `seconds` at 5 fps; `source` says which second of the recording is shown.
    fn watch(seconds: u32, source: impl Fn(f32) -> f32, noise_px: f32) -> Option<LoopFound> {
        let mut watch = LoopWatch::default();
        for n in 0..seconds * 5 {
            let noise = noise_px * (f32::from(u16::try_from(n * 7 % 11).unwrap()) / 5.5 - 1.0);
            let t = n as f32 * 0.2;
            watch.push(MediaTime::from_millis(u64::from(n) * 200), &head(source(t), noise));
        }
        watch.found()
    }

    #[test]
    fn a_loop_is_found_with_its_length_whatever_the_sampling() {
        for length in [3.0_f32, 3.37, 8.05, 21.3] {
            let found = watch(60, |t| t % length, 0.2).expect("a loop");
            let multiple = found.period.as_secs_f32() / length;
            assert!((multiple - multiple.round()).abs() < 0.1, "{length}: {found:?}");
        }
    }

    #[test]
    fn a_living_head_and_a_still_one_are_no_loops() {
        assert_eq!(watch(120, |t| t, 0.2), None);
        assert_eq!(watch(60, |_| 1.0, 0.2), None);
    }

    #[test]
    fn a_loop_that_begins_in_mid_session_is_found() {
        let found = watch(90, |t| if t < 30.0 { t } else { 30.0 + (t - 30.0) % 9.0 }, 0.2).unwrap();
        assert!(found.at.seconds() > 30.0, "{found:?}");
    }
}
