//! All pictures of a list against all pictures of other subjects: many more non-mated comparisons than
//! any list of pairs has, though they share pictures and are not independent.
//!
//! Their intervals resample subjects, as those of the list do: each pair of subjects that has false
//! matches then counts as often as both were drawn.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use domain::FeatureError;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use rates::verification::is_supported;
use rates::{Interval, Proportion, Rates};

use super::comparisons::SubjectFace;
use super::figures::{CrossFacts, CrossPoint, WorstPair};
use super::{TARGETS, VerificationError, WORST};
use crate::progress::Progress;

/// Most comparisons made. Beyond, an evenly spread part of the pictures is taken: a quarter of a gigabyte
/// of scores is enough for an FMR of 1e-5.
pub const MAX_COMPARISONS: usize = 10_000_000;

/// Scores of all pairs of pictures that show two subjects.
pub struct Cross<'s> {
    /// Each picture that takes part.
    faces: Vec<SubjectFace<'s>>,
    /// Per picture the scores with all later pictures of other subjects, in their order.
    rows: Vec<Vec<f32>>,
    /// Whether only a part of the pictures took part.
    sampled: bool,
}

impl<'s> Cross<'s> {
    /// Compares all faces of different subjects on `jobs` threads.
    ///
    /// # Errors
    /// When features cannot be compared, being of different models.
    pub fn compare(
        faces: &[SubjectFace<'s>],
        jobs: usize,
        progress: &dyn Progress,
    ) -> Result<Self, FeatureError> {
        let step = sampling_step(faces.len());
        let faces: Vec<_> = faces.iter().step_by(step).copied().collect();
        progress.start(faces.len() as u64, "pictures against all others");
        let next = AtomicUsize::new(0);
        // Held to put one row in its place, no longer.
        let rows = Mutex::new(vec![Ok(Vec::new()); faces.len()]);
        std::thread::scope(|scope| {
            for _ in 0..jobs.clamp(1, faces.len().max(1)) {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(one) = faces.get(at) else { return };
                        let features = &one.face.features;
                        let row: Result<Vec<f32>, FeatureError> = faces[at + 1..]
                            .iter()
                            .filter(|other| other.subject != one.subject)
                            .map(|other| Ok(features.compare_features(&other.face.features)?.get()))
                            .collect();
                        rows.lock().unwrap_or_else(PoisonError::into_inner)[at] = row;
                        progress.step();
                    }
                });
            }
        });
        let rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
        let rows = rows.into_iter().collect::<Result<_, _>>()?;
        Ok(Self { faces, rows, sampled: step > 1 })
    }

    /// All scores.
    pub fn scores(&self) -> Vec<f64> {
        self.rows.iter().flatten().map(|s| f64::from(*s)).collect()
    }

    /// How many different subjects took part.
    pub fn subject_count(&self) -> usize {
        pictures_by_subject(&self.faces).len()
    }

    /// The figures, with FNMR from the mated scores; none without a comparison. `rates` are those of the
    /// mated trials of the list against all scores of this.
    pub(super) fn facts(&self, rates: &Rates, samples: u32, seed: u64) -> Option<CrossFacts> {
        let max = self.rows.iter().flatten().copied().max_by(f32::total_cmp)?;
        let comparisons = rates.non_mated_trials();
        // A rate with less than one expected error says nothing at all.
        let targets = TARGETS.iter().filter(|f| **f * comparisons as f64 >= 1.0);
        let fnmr_at_fmr = targets
            .map(|target| {
                let point = rates.fnmr_at_fmr(*target);
                let false_matches = rates.false_matches(point.threshold);
                let false_non_matches = rates.false_non_matches(point.threshold);
                CrossPoint {
                    fmr: *target,
                    threshold: point.threshold,
                    false_matches,
                    fmr_interval: self.interval(point.threshold, false_matches, samples, seed),
                    fnmr: point.fnmr,
                    false_non_matches,
                    interval: false_non_matches.interval(),
                    reliable: is_supported(*target, comparisons),
                }
            })
            .collect();
        Some(CrossFacts {
            pictures: self.faces.len(),
            subjects: self.subject_count(),
            comparisons,
            sampled: self.sampled,
            max: f64::from(max),
            fnmr_at_fmr,
            worst: self.highest(WORST),
        })
    }

    /// 95 % interval of the FMR at `threshold` over resampled subjects, and at least the binomial one.
    fn interval(&self, threshold: f64, counts: Proportion, samples: u32, seed: u64) -> Interval {
        let binomial = counts.interval();
        let pictures = pictures_by_subject(&self.faces);
        let place: BTreeMap<u32, usize> =
            pictures.keys().enumerate().map(|(i, s)| (*s, i)).collect();
        let sizes: Vec<f64> = pictures.values().map(|n| *n as f64).collect();
        let mut errors: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        self.each(|a, b, score| {
            if f64::from(score) >= threshold {
                *errors.entry((place[&a.subject], place[&b.subject])).or_default() += 1.0;
            }
        });
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut draws = vec![0.0_f64; sizes.len()];
        let mut rates: Vec<f64> = Vec::with_capacity(samples as usize);
        for _ in 0..samples {
            draws.fill(0.0);
            for _ in 0..sizes.len() {
                draws[random.random_range(0..sizes.len())] += 1.0;
            }
            let drawn = |f: &dyn Fn(f64) -> f64| -> f64 {
                draws.iter().zip(&sizes).map(|(d, n)| f(d * n)).sum()
            };
            // Pairs of pictures of two subjects: half of (all squared less each squared).
            let trials = (drawn(&|x| x).powi(2) - drawn(&|x| x * x)) / 2.0;
            let hits: f64 = errors.iter().map(|((a, b), n)| n * draws[*a] * draws[*b]).sum();
            if trials > 0.0 {
                rates.push(hits / trials);
            }
        }
        rates.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| rates.get(((rates.len().max(1) - 1) as f64 * share).round() as usize);
        match (at(0.025), at(0.975)) {
            (Some(low), Some(high)) => Interval { low: *low, high: *high }.hull(binomial),
            _ => binomial,
        }
    }

    /// The pairs with the highest scores, highest first.
    fn highest(&self, count: usize) -> Vec<WorstPair> {
        let mut top: Vec<(f32, &SubjectFace<'s>, &SubjectFace<'s>)> = Vec::new();
        self.each(|a, b, score| {
            if top.len() == count && top.last().is_some_and(|t| t.0 >= score) {
                return;
            }
            let place = top.partition_point(|t| t.0 >= score);
            top.insert(place, (score, a, b));
            top.truncate(count);
        });
        let name = |face: &SubjectFace<'_>| face.picture.display().to_string();
        top.into_iter()
            .map(|(score, a, b)| WorstPair {
                line: None,
                a: name(a),
                b: name(b),
                score: f64::from(score),
            })
            .collect()
    }

    /// Every comparison: both faces and the score.
    fn each<'c>(&'c self, mut f: impl FnMut(&'c SubjectFace<'s>, &'c SubjectFace<'s>, f32)) {
        for ((i, row), one) in self.rows.iter().enumerate().zip(&self.faces) {
            let others = self.faces[i + 1..].iter().filter(|o| o.subject != one.subject);
            others.zip(row).for_each(|(other, score)| f(one, other, *score));
        }
    }
}

/// Every how-many-th picture takes part, so that there are not too many comparisons.
fn sampling_step(pictures: usize) -> usize {
    let mut step = 1;
    while (pictures / step).saturating_mul(pictures / step) / 2 > MAX_COMPARISONS {
        step += 1;
    }
    step
}

fn pictures_by_subject(faces: &[SubjectFace<'_>]) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for face in faces {
        *counts.entry(face.subject).or_default() += 1;
    }
    counts
}

/// The rates of the mated trials against all comparisons of two subjects; none when either is empty.
pub(super) fn rates(mated: &[f64], cross: &Cross<'_>) -> Result<Option<Rates>, VerificationError> {
    let scores = cross.scores();
    if scores.is_empty() || mated.is_empty() {
        return Ok(None);
    }
    Ok(Some(Rates::new(mated, &scores)?))
}

#[cfg(test)]
mod tests {
    use testkit::features;

    use super::*;
    use crate::pictures::AcquiredFace;
    use crate::progress::Silent;

    fn face(degrees: f32) -> AcquiredFace {
        AcquiredFace {
            features: features(degrees),
            rect: domain::Rect::new(0.0, 0.0, 9.0, 9.0),
            faces: 1,
            quality: 80.0,
            inter_eye_px: 40.0,
            issues: Vec::new(),
        }
    }

    fn who(faces: &[AcquiredFace], subject: impl Fn(u32) -> u32) -> Vec<SubjectFace<'_>> {
        let picture = std::path::Path::new("p.jpg");
        let one = |(i, face)| SubjectFace { subject: subject(i), picture, face };
        (0..).zip(faces).map(one).collect()
    }

    #[test]
    fn pictures_of_one_subject_are_not_compared() {
        let faces = [face(0.0), face(6.0), face(90.0), face(53.13)];
        let who = who(&faces, |i| i.saturating_sub(1));
        let cross = Cross::compare(&who, 2, &Silent).unwrap();
        let mut scores = cross.scores();
        scores.sort_by(f64::total_cmp);
        assert_eq!(scores.len(), 5, "two pictures against two, and those two against each other");
        assert!((scores[4] - 0.8).abs() < 1e-5, "{scores:?}");
        assert_eq!(cross.subject_count(), 3);
        let mut seen = Vec::new();
        cross.each(|a, b, s| seen.push((a.subject, b.subject, (s * 10.0).round() as i32)));
        assert_eq!(seen, [(0, 1, 0), (0, 2, 6), (0, 1, 1), (0, 2, 7), (1, 2, 8)]);
        let top: Vec<_> = cross.highest(2).iter().map(|p| (p.score * 10.0).round()).collect();
        assert_eq!(top, [8.0, 7.0]);
    }

    #[test]
    fn figures_hold_counts_and_intervals_around_the_rate() {
        let faces: Vec<_> = (0..40_u8).map(|i| face(f32::from(i) * 40.0)).collect();
        let who = who(&faces, |i| i / 2);
        let cross = Cross::compare(&who, 2, &Silent).unwrap();
        let rates = rates(&[0.9, 0.99, 1.0], &cross).unwrap().unwrap();
        let facts = cross.facts(&rates, 200, 7).unwrap();
        assert_eq!((facts.comparisons, facts.subjects, facts.pictures), (40 * 38 / 2, 20, 40));
        for p in &facts.fnmr_at_fmr {
            let rate = p.false_matches.rate().unwrap();
            assert!(rate <= p.fmr && p.fmr_interval.contains(rate), "{p:?}");
            assert_eq!(p.reliable, p.fmr * 760.0 >= 30.0);
        }
    }

    #[test]
    fn too_many_pictures_are_thinned_evenly() {
        assert_eq!(sampling_step(3811), 1);
        assert_eq!(sampling_step(10_000), 3);
        assert!((100_000 / sampling_step(100_000)).pow(2) / 2 <= MAX_COMPARISONS);
    }
}
