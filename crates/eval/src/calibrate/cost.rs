//! The cost of log-likelihood ratios where trials have weights, as clips of one subject do. With equal
//! weights these are Cllr and minCllr of `rates::llr`, which they are tested against.

use rates::{RatesError, pav};

use super::Class;

/// Cllr in bits of the ratios that `llr` gives, each class weighing one half.
pub(super) fn cllr(first: &Class, second: &Class, llr: impl Fn(f64) -> f64) -> f64 {
    let cost = |class: &Class, sign: f64| {
        let weights = class.shares();
        let costs = class.scores.iter().map(|s| log2_one_plus_exp(-sign * llr(*s)));
        costs.zip(weights).map(|(cost, share)| cost * share).sum::<f64>()
    };
    0.5 * (cost(first, 1.0) + cost(second, -1.0))
}

/// The least Cllr of any calibration that rises with `sign` times the score: the cost of the posterior
/// that pooling adjacent violators gives.
pub(super) fn min_cllr(first: &Class, second: &Class, sign: f64) -> Result<f64, RatesError> {
    let points = |class: &Class, truth: f64| -> Vec<(f64, f64, f64)> {
        let shares = class.shares();
        class.scores.iter().zip(shares).map(|(s, w)| (sign * s, truth, 0.5 * w)).collect()
    };
    let points = [points(first, 1.0), points(second, 0.0)].concat();
    let posterior = pav::isotonic(&points)?;
    // A posterior of 0 or 1 is that of a pool without the other class: certain, and right.
    let bits = |p: f64| if p > 0.0 { -p.log2() } else { 0.0 };
    Ok(points
        .iter()
        .map(|(x, truth, weight)| {
            let p = posterior.at(*x);
            weight * bits(if *truth > 0.5 { p } else { 1.0 - p })
        })
        .sum())
}

fn log2_one_plus_exp(x: f64) -> f64 {
    (x.max(0.0) + (-x.abs()).exp().ln_1p()) / std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use rates::llr;

    use super::*;

    #[test]
    fn equal_weights_give_what_rates_gives() {
        let first = Class::plain((0..60).map(|i| (f64::from(i) * 0.61).sin() + 0.7).collect());
        let second = Class::plain((0..90).map(|i| (f64::from(i) * 0.37).sin() - 0.4).collect());
        let line = |s: f64| 2.0 * s - 0.3;
        let ratios = |c: &Class| c.scores.iter().map(|s| line(*s)).collect::<Vec<_>>();
        let expected = llr::cllr(&ratios(&first), &ratios(&second)).unwrap();
        assert!((cllr(&first, &second, line) - expected).abs() < 1e-12);
        let expected = llr::min_cllr(&first.scores, &second.scores).unwrap();
        let found = min_cllr(&first, &second, 1.0).unwrap();
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn a_trial_of_weight_two_is_two_trials() {
        let second = Class::plain(vec![-1.0, 0.2]);
        let twice = Class::plain(vec![0.1, 0.1, 0.9]);
        let heavy = Class { scores: vec![0.1, 0.9], weights: vec![2.0, 1.0], trials: 3 };
        let line = |s: f64| 3.0 * s;
        assert!((cllr(&twice, &second, line) - cllr(&heavy, &second, line)).abs() < 1e-12);
        let (a, b) = (min_cllr(&twice, &second, 1.0), min_cllr(&heavy, &second, 1.0));
        assert!((a.unwrap() - b.unwrap()).abs() < 1e-12);
    }
}
