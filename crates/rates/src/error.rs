//! Why no rate can be given. A rate over nothing, or over a score that is not a number, is refused here
//! instead of travelling on as a number that looks like a measurement.

/// Why the given trials yield no rate. Each message names what to change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RatesError {
    /// One of the two classes has no trials, or only trials of weight zero.
    #[error("no {class} trials: add some, or leave this rate out of the report")]
    Empty {
        /// The class, in the field's words: `mated`, `non-mated`, `attack` or `bona fide`.
        class: &'static str,
    },
    /// A score is NaN or plus infinity. Minus infinity is allowed: it stands for "never a match".
    #[error(
        "{class} score number {index} (from 0) is {score}: leave failed trials out and count them, or score them minus infinity"
    )]
    Score {
        /// The class of the trial.
        class: &'static str,
        /// Position in the slice that was given.
        index: usize,
        /// What stood there.
        score: f64,
    },
    /// A weight is negative, infinite or NaN.
    #[error("weight number {index} (from 0) is {weight}: weights are finite and not negative")]
    Weight {
        /// Position in the slice that was given.
        index: usize,
        /// What stood there.
        weight: f64,
    },
    /// Parallel slices differ in length.
    #[error("{scores} scores, but {others} {what}: give one for each score")]
    Lengths {
        /// Number of scores.
        scores: usize,
        /// Number of the others.
        others: usize,
        /// What the others are.
        what: &'static str,
    },
    /// Cross-validation needs something to hold out and something to choose on.
    #[error("{found} fold(s): number the trials with at least two folds")]
    Folds {
        /// Different fold numbers found.
        found: usize,
    },
    /// Most bootstrap resamples had no trials of one class, or gave no number.
    #[error(
        "only {usable} of {samples} resamples of {subjects} subjects gave a number: add subjects, or report the binomial interval"
    )]
    Bootstrap {
        /// Resamples that gave a finite number.
        usable: usize,
        /// Resamples asked for.
        samples: usize,
        /// Different subjects among the trials.
        subjects: usize,
    },
    /// The rule of 30 supports no part of a table.
    #[error(
        "no table of rates can be had from {trials} trials: at least {needed} with different scores are needed (rule of 30)"
    )]
    TooFew {
        /// Trials given.
        trials: usize,
        /// Trials needed.
        needed: usize,
    },
    /// The fit did not settle; scores that are all equal or of wildly different size can do that.
    #[error(
        "the logistic fit did not settle after {iterations} steps: look at the scores' histogram"
    )]
    NotConverged {
        /// Steps tried.
        iterations: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_remedy() {
        let score = RatesError::Score { class: "mated", index: 3, score: f64::NAN };
        assert_eq!(
            score.to_string(),
            "mated score number 3 (from 0) is NaN: leave failed trials out and count them, or score them minus infinity"
        );
        let few = RatesError::TooFew { trials: 12, needed: 60 };
        assert!(few.to_string().contains("at least 60"));
    }
}
