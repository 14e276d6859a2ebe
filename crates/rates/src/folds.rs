//! Cross-validated accuracy as the "Labeled Faces in the Wild" protocol defines it: the threshold of each
//! fold is chosen on all the others (Huang et al. 2007, the image-restricted view 2).

use serde::{Deserialize, Serialize};

use crate::RatesError;

/// Accuracy over held-out folds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoldAccuracy {
    /// Mean of the folds' accuracies, each fold counting the same.
    pub mean: f64,
    /// Standard deviation between folds (divisor: folds - 1).
    pub std: f64,
    /// Standard error of the mean: `std` over the root of the number of folds. What LFW's tables print.
    pub std_error: f64,
    /// Each fold by rising number.
    pub per_fold: Vec<Fold>,
}

/// One held-out fold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    /// Its number in the list of trials.
    pub fold: u32,
    /// Threshold of highest accuracy on the other folds.
    pub threshold: f64,
    /// Share of this fold's trials decided rightly at that threshold.
    pub accuracy: f64,
    /// Trials in this fold.
    pub trials: usize,
}

/// Accuracy of `(fold, score, mated)` trials. Needs two folds at least.
pub fn accuracy(trials: &[(u32, f64, bool)]) -> Result<FoldAccuracy, RatesError> {
    if let Some(index) = trials.iter().position(|t| t.1.is_nan() || t.1 == f64::INFINITY) {
        let class = if trials[index].2 { "mated" } else { "non-mated" };
        return Err(RatesError::Score { class, index, score: trials[index].1 });
    }
    let mut sorted = trials.to_vec();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut numbers: Vec<u32> = trials.iter().map(|t| t.0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() < 2 {
        return Err(RatesError::Folds { found: numbers.len() });
    }
    let per_fold: Vec<Fold> = numbers.into_iter().map(|fold| hold_out(fold, &sorted)).collect();
    let n = per_fold.len() as f64;
    let mean = per_fold.iter().map(|f| f.accuracy).sum::<f64>() / n;
    let squares: f64 = per_fold.iter().map(|f| (f.accuracy - mean).powi(2)).sum();
    let std = (squares / (n - 1.0)).sqrt();
    Ok(FoldAccuracy { mean, std, std_error: std / n.sqrt(), per_fold })
}

fn hold_out(fold: u32, sorted: &[(u32, f64, bool)]) -> Fold {
    let others: Vec<(f64, bool)> =
        sorted.iter().filter(|t| t.0 != fold).map(|t| (t.1, t.2)).collect();
    let threshold = best_threshold(&others);
    let (mut right, mut trials) = (0, 0);
    for (_, score, mated) in sorted.iter().filter(|t| t.0 == fold) {
        trials += 1;
        right += usize::from((*score >= threshold) == *mated);
    }
    Fold { fold, threshold, accuracy: right as f64 / trials as f64, trials }
}

/// The threshold of highest accuracy over ascending trials: the middle between two neighbouring scores,
/// and of several equally good places the median one, so that none at the edge is favoured.
fn best_threshold(sorted: &[(f64, bool)]) -> f64 {
    let mated = sorted.iter().filter(|t| t.1).count();
    // At the lowest score every trial is a match.
    let mut right = mated;
    let mut best = right;
    let mut places = vec![0];
    for (i, (score, is_mated)) in sorted.iter().enumerate() {
        if *is_mated {
            right -= 1;
        } else {
            right += 1;
        }
        if sorted.get(i + 1).is_some_and(|next| next.0 == *score) {
            continue;
        }
        if right > best {
            best = right;
            places.clear();
        }
        if right == best {
            places.push(i + 1);
        }
    }
    let place = places[(places.len() - 1) / 2];
    match (place.checked_sub(1).map(|i| sorted[i].0), sorted.get(place).map(|t| t.0)) {
        (Some(below), Some(above)) => middle(below, above),
        (Some(below), None) => below.next_up(),
        (None, above) => above.unwrap_or(f64::NEG_INFINITY),
    }
}

/// A threshold between two scores, `below` excluded and `above` included.
fn middle(below: f64, above: f64) -> f64 {
    let middle = 0.5 * below + 0.5 * above;
    if middle > below && middle.is_finite() { middle } else { above }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fold 1 is chosen on fold 2 (between 0.4 and 0.8) and the other way round (between 0.2 and 0.6).
    #[test]
    fn thresholds_come_from_the_other_folds() {
        let trials = [
            (1, 0.2, false),
            (1, 0.6, true),
            (2, 0.4, false),
            (2, 0.8, true),
            (2, 0.3, true),
            (2, 0.1, false),
        ];
        let found = accuracy(&trials).unwrap();
        // On fold 2, cuts below 0.3 and above 0.4 both decide 3 of 4; the lower one is taken.
        assert_eq!(found.per_fold[0].fold, 1);
        assert!((found.per_fold[0].threshold - 0.2).abs() < 1e-15);
        // 0.2 is at the threshold, so it matches: one of two right.
        assert_eq!(found.per_fold[0].accuracy, 0.5);
        assert!((found.per_fold[1].threshold - 0.4).abs() < 1e-15);
        // 0.4 matches (wrong), 0.8 matches, 0.3 does not (wrong), 0.1 does not.
        assert_eq!(found.per_fold[1].accuracy, 0.5);
        assert_eq!(found.per_fold[1].trials, 4);
    }

    #[test]
    fn mean_and_spread() {
        // Accuracies 1 and 1/2: mean 3/4, standard deviation sqrt(1/8), standard error 1/4.
        let trials = [(7, 0.1, false), (7, 0.9, true), (9, 0.1, false), (9, 0.2, true)];
        let found = accuracy(&trials).unwrap();
        assert_eq!(found.per_fold.iter().map(|f| f.accuracy).collect::<Vec<_>>(), [1.0, 0.5]);
        assert_eq!(found.mean, 0.75);
        assert!((found.std - 0.125_f64.sqrt()).abs() < 1e-15);
        assert!((found.std_error - 0.25).abs() < 1e-15);
    }

    #[test]
    fn the_best_cut() {
        for (trials, threshold) in [
            // Between the classes.
            (vec![(0.1, false), (0.5, true)], 0.3),
            // Only mated: everything matches. Only non-mated: nothing does.
            (vec![(0.1, true), (0.5, true)], 0.1),
            (vec![(0.1, false), (0.5, false)], 0.5_f64.next_up()),
            // Ties stand or fall together: accepting all of 0.5 is right twice, refusing them once.
            (vec![(0.5, false), (0.5, true), (0.5, true)], 0.5),
            (vec![(f64::NEG_INFINITY, false), (0.5, true)], 0.5),
        ] {
            assert!((best_threshold(&trials) - threshold).abs() < 1e-15, "{trials:?}");
        }
        assert_eq!(best_threshold(&[]), f64::NEG_INFINITY);
    }

    #[test]
    fn what_is_refused() {
        assert_eq!(accuracy(&[]), Err(RatesError::Folds { found: 0 }));
        assert_eq!(accuracy(&[(1, 0.1, true)]), Err(RatesError::Folds { found: 1 }));
        let error = accuracy(&[(1, 0.1, true), (2, f64::NAN, false)]).unwrap_err();
        assert!(matches!(error, RatesError::Score { class: "non-mated", index: 1, .. }));
    }
}
