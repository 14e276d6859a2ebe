//! One reference or several: what a person gains and loses by being compared with three pictures of theirs
//! instead of one. Counts only; the pictures were measured by [`pictures`](crate::pictures).
//!
//! Three rules are counted side by side. `weakest` is the verdict's own: every reference must agree. `pooled`
//! is one template of all of them. `best` takes whichever fits; it is here to show what it costs.

use domain::{ComparisonScore, FaceFeatures, FeatureError, Template};
use rates::Proportion;

/// The pictures of one subject.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What it is compared with, in order of enrolment.
    pub references: Vec<FaceFeatures>,
    /// What is put up for comparison.
    pub probes: Vec<FaceFeatures>,
}

/// How several scores become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The lowest decides.
    Weakest,
    /// One template of all references.
    Pooled,
    /// The highest decides.
    Best,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Weakest, Self::Pooled, Self::Best];

    /// The word in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weakest => "weakest",
            Self::Pooled => "pooled",
            Self::Best => "best",
        }
    }

    fn score(
        self,
        references: &[FaceFeatures],
        probe: &FaceFeatures,
    ) -> Result<Option<ComparisonScore>, FeatureError> {
        let each = || references.iter().map(|r| probe.compare_features(r));
        let value = |s: &ComparisonScore| s.get();
        Ok(match self {
            Self::Weakest => {
                let scores: Vec<_> = each().collect::<Result<_, _>>()?;
                scores.into_iter().min_by(|a, b| value(a).total_cmp(&value(b)))
            }
            Self::Best => {
                let scores: Vec<_> = each().collect::<Result<_, _>>()?;
                scores.into_iter().max_by(|a, b| value(a).total_cmp(&value(b)))
            }
            Self::Pooled => pooled(references)?.map(|t| probe.compare(&t)).transpose()?,
        })
    }
}

/// The mean of all references.
fn pooled(references: &[FaceFeatures]) -> Result<Option<Template>, FeatureError> {
    let Some(first) = references.first() else { return Ok(None) };
    let mut sum = vec![0.0_f32; first.values().len()];
    for reference in references {
        for (total, value) in sum.iter_mut().zip(reference.values()) {
            *total += value;
        }
    }
    Template::from_pooled(first.model().clone(), sum).map(Some)
}

/// Errors of one rule with one number of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Errors {
    /// References of each subject that were used.
    pub references: usize,
    /// The rule.
    pub rule: Rule,
    /// Mated probes below the threshold.
    pub non_matches: Proportion,
    /// Non-mated probes at or above it.
    pub matches: Proportion,
}

/// Counts each rule with 1, and with all, of the references. Non-mated probes are those of the subject
/// before: each subject is compared with one stranger's, so that trials are many and none counts twice.
///
/// # Errors
/// When pictures of two models are mixed.
pub fn count(subjects: &[Subject], threshold: f32) -> Result<Vec<Errors>, FeatureError> {
    let most = subjects.iter().map(|s| s.references.len()).min().unwrap_or(0);
    let mut found = Vec::new();
    for references in [1, most] {
        for rule in Rule::ALL {
            // With one reference all rules are the same.
            if references == 1 && rule != Rule::Weakest {
                continue;
            }
            let mut errors = Errors {
                references,
                rule,
                non_matches: Proportion::default(),
                matches: Proportion::default(),
            };
            for (index, subject) in subjects.iter().enumerate() {
                let used = &subject.references[..references.min(subject.references.len())];
                let before = if index == 0 { subjects.len() - 1 } else { index - 1 };
                for probe in &subject.probes {
                    let score = rule.score(used, probe)?;
                    tally(&mut errors.non_matches, score, |s| s < threshold);
                }
                for probe in subjects[before].probes.iter().filter(|_| before != index) {
                    let score = rule.score(used, probe)?;
                    tally(&mut errors.matches, score, |s| s >= threshold);
                }
            }
            found.push(errors);
        }
    }
    found.dedup();
    Ok(found)
}

fn tally(
    proportion: &mut Proportion,
    score: Option<ComparisonScore>,
    is_hit: impl Fn(f32) -> bool,
) {
    if let Some(score) = score {
        proportion.trials += 1;
        proportion.hits += u64::from(is_hit(score.get()));
    }
}

/// "0.53 % (4 of 750; 0.15 to 1.36)": share, trials, and the 95 % interval.
pub fn in_words(found: Proportion) -> String {
    let Some(rate) = found.rate() else { return "no trials".to_owned() };
    let (hits, trials, range) = (found.hits, found.trials, found.interval());
    let percent = |share: f64| share * 100.0;
    format!(
        "{:.2} % ({hits} of {trials}; {:.2} to {:.2})",
        percent(rate),
        percent(range.low),
        percent(range.high)
    )
}

#[cfg(test)]
mod tests {
    use domain::{ModelId, ModelRole, ModelStamp};

    use super::*;

    /// Features at that angle, in degrees.
    fn at(degrees: f32) -> FaceFeatures {
        let id = ModelId::new("plane");
        let stamp = ModelStamp { role: ModelRole::Embedder, id, sha256: "00".into() };
        let angle = degrees.to_radians();
        FaceFeatures::from_raw(stamp, vec![angle.cos(), angle.sin()]).unwrap()
    }

    fn subject(references: &[f32], probes: &[f32]) -> Subject {
        Subject {
            references: references.iter().map(|d| at(*d)).collect(),
            probes: probes.iter().map(|d| at(*d)).collect(),
        }
    }

    #[test]
    fn the_weakest_misses_most_and_the_best_is_fooled_most() {
        // A probe 40 degrees from the last reference; a stranger 100 degrees from the first.
        let subjects =
            [subject(&[0.0, 10.0, 20.0], &[-20.0]), subject(&[120.0, 110.0, 100.0], &[45.0])];
        // 0.85 is the cosine of 31.8 degrees.
        let found = count(&subjects, 0.85).unwrap();
        let of = |references, rule| {
            let found =
                found.iter().find(|e| (e.references, e.rule) == (references, rule)).unwrap();
            (found.non_matches.hits, found.matches.hits)
        };
        assert_eq!(of(1, Rule::Weakest), (1, 0));
        assert_eq!(of(3, Rule::Weakest), (2, 0));
        assert_eq!(of(3, Rule::Pooled), (1, 0));
        assert_eq!(of(3, Rule::Best), (1, 1));
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|e| (e.non_matches.trials, e.matches.trials) == (2, 2)));
    }

    #[test]
    fn one_subject_has_no_stranger() {
        let found = count(&[subject(&[0.0], &[0.0])], 0.5).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].matches.trials, 0);
    }
}
