//! Isotonic regression by pooling adjacent violators: the best rising fit, with no other assumption about
//! its form. The check on a logistic calibration, and the ground of minCllr.

use crate::RatesError;
use crate::side::check_weights;

/// A rising step fit, read off by straight lines between its knots.
#[derive(Debug, Clone, PartialEq)]
pub struct Isotonic {
    /// Knots as (x, fitted value), x strictly rising, values not falling.
    knots: Vec<(f64, f64)>,
}

impl Isotonic {
    /// The knots as (x, fitted value).
    pub fn knots(&self) -> &[(f64, f64)] {
        &self.knots
    }

    /// The fitted value at `x`: linear between knots, level beyond the first and the last.
    pub fn at(&self, x: f64) -> f64 {
        interpolate(&self.knots, x)
    }
}

/// The rising function of x with the least weighted squared error to y, over points `(x, y, weight)`.
/// Points of equal x count as one at their mean. Weights must be finite and not negative; points of
/// weight zero are left out.
pub fn isotonic(points: &[(f64, f64, f64)]) -> Result<Isotonic, RatesError> {
    check_weights(points.iter().map(|p| p.2))?;
    if let Some(index) = points.iter().position(|p| !(p.0.is_finite() && p.1.is_finite())) {
        let score = if points[index].0.is_finite() { points[index].1 } else { points[index].0 };
        return Err(RatesError::Score { class: "isotonic", index, score });
    }
    let mut sorted: Vec<_> = points.iter().copied().filter(|p| p.2 > 0.0).collect();
    if sorted.is_empty() {
        return Err(RatesError::Empty { class: "weighted" });
    }
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pools: Vec<Pool> = Vec::new();
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let sum = tied.iter().map(|p| p.1 * p.2).sum();
        let weight = tied.iter().map(|p| p.2).sum();
        push(&mut pools, Pool { first: tied[0].0, last: tied[0].0, sum, weight });
    }
    let mut knots = Vec::with_capacity(2 * pools.len());
    for pool in pools {
        knots.push((pool.first, pool.sum / pool.weight));
        if pool.last > pool.first {
            knots.push((pool.last, pool.sum / pool.weight));
        }
    }
    Ok(Isotonic { knots })
}

/// The isotonic calibration of scores to log-likelihood ratios, prior odds removed: ratios at each knot,
/// minus and plus infinity where one class has no trials. What a logistic line is held against.
pub fn llr_steps(mated: &[f64], non_mated: &[f64]) -> Result<Vec<LlrStep>, RatesError> {
    let steps = blocks(mated, non_mated)?;
    Ok(steps
        .into_iter()
        .map(|b| LlrStep { from: b.from, to: b.to, llr: (b.mated / b.non_mated).ln() })
        .collect())
}

/// A range of scores that share one log-likelihood ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LlrStep {
    /// Lowest score of the range.
    pub from: f64,
    /// Highest score of the range.
    pub to: f64,
    /// Natural logarithm of the likelihood ratio; infinite where only one class occurs.
    pub llr: f64,
}

/// A pooled range of scores with the share of each class that fell into it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) mated: f64,
    pub(crate) non_mated: f64,
}

/// Pools scores into ranges of rising share of mated trials, each class weighing 1 in all.
pub(crate) fn blocks(mated: &[f64], non_mated: &[f64]) -> Result<Vec<Block>, RatesError> {
    let mut all = Vec::with_capacity(mated.len() + non_mated.len());
    for (class, scores, is_mated) in [("mated", mated, true), ("non-mated", non_mated, false)] {
        if scores.is_empty() {
            return Err(RatesError::Empty { class });
        }
        if let Some(index) = scores.iter().position(|s| s.is_nan()) {
            return Err(RatesError::Score { class, index, score: scores[index] });
        }
        all.extend(scores.iter().map(|s| (*s, is_mated)));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Pooled by counts, whose sums are exact; weighing the classes alike changes no pool, for it maps the
    // share of mated trials to a rising function of itself.
    let mut pools: Vec<Pool> = Vec::new();
    for tied in all.chunk_by(|a, b| a.0 == b.0) {
        let hits = tied.iter().filter(|t| t.1).count();
        let (sum, weight) = (hits as f64, tied.len() as f64);
        push(&mut pools, Pool { first: tied[0].0, last: tied[0].0, sum, weight });
    }
    let block = |p: Pool| Block {
        from: p.first,
        to: p.last,
        mated: p.sum / mated.len() as f64,
        non_mated: (p.weight - p.sum) / non_mated.len() as f64,
    };
    Ok(pools.into_iter().map(block).collect())
}

/// A run of x with one fitted value, `sum / weight`.
#[derive(Debug, Clone, Copy)]
struct Pool {
    first: f64,
    last: f64,
    sum: f64,
    weight: f64,
}

/// Adds a pool above the others and merges downwards while the fit would fall.
fn push(pools: &mut Vec<Pool>, mut new: Pool) {
    while let Some(top) = pools.last() {
        // top.mean >= new.mean, without dividing.
        if top.sum * new.weight < new.sum * top.weight {
            break;
        }
        new = Pool {
            first: top.first,
            last: new.last,
            sum: top.sum + new.sum,
            weight: top.weight + new.weight,
        };
        pools.pop();
    }
    pools.push(new);
}

/// Linear interpolation in knots of strictly rising x, level beyond the ends. Needs one knot at least.
pub(crate) fn interpolate(knots: &[(f64, f64)], x: f64) -> f64 {
    let place = knots.partition_point(|k| k.0 <= x);
    match (place.checked_sub(1).map(|i| knots[i]), knots.get(place)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (x - x0) / (x1 - x0) * (y1 - y0),
        (Some((_, y)), None) => y,
        (None, Some((_, y))) => *y,
        (None, None) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// y = 1, 3, 2, 4: the two in the middle pool to 2.5.
    #[test]
    fn violators_pool() {
        let points: Vec<_> =
            [1.0, 3.0, 2.0, 4.0].iter().zip(0_u8..).map(|(y, x)| (x.into(), *y, 1.0)).collect();
        let fit = isotonic(&points).unwrap();
        assert_eq!(fit.knots(), [(0.0, 1.0), (1.0, 2.5), (2.0, 2.5), (3.0, 4.0)]);
        for (x, y) in [(-9.0, 1.0), (0.5, 1.75), (1.5, 2.5), (2.0, 2.5), (2.5, 3.25), (9.0, 4.0)] {
            assert_eq!(fit.at(x), y, "at {x}");
        }
    }

    #[test]
    fn weights_and_ties() {
        // Ties at 0 average to (2 * 1 + 1 * 4) / 3 = 2; then 1 at weight 3 pulls the pool to 1.5.
        let fit = isotonic(&[(0.0, 1.0, 2.0), (0.0, 4.0, 1.0), (1.0, 1.0, 3.0), (2.0, 9.0, 0.0)])
            .unwrap();
        assert_eq!(fit.knots(), [(0.0, 1.5), (1.0, 1.5)]);
    }

    #[test]
    fn falling_data_pool_to_their_mean() {
        let fit = isotonic(&[(0.0, 3.0, 1.0), (1.0, 2.0, 1.0), (2.0, 1.0, 1.0)]).unwrap();
        assert_eq!(fit.knots(), [(0.0, 2.0), (2.0, 2.0)]);
    }

    #[test]
    fn what_is_refused() {
        assert_eq!(isotonic(&[]), Err(RatesError::Empty { class: "weighted" }));
        assert_eq!(isotonic(&[(0.0, 1.0, 0.0)]), Err(RatesError::Empty { class: "weighted" }));
        assert!(isotonic(&[(f64::NAN, 1.0, 1.0)]).is_err());
        assert!(isotonic(&[(0.0, f64::INFINITY, 1.0)]).is_err());
        assert!(isotonic(&[(0.0, 1.0, -1.0)]).is_err());
    }

    /// Non-mated 1, 3, 3, 3 and mated 2, 4: the pool 2..3 holds 1/2 of the mated and 3/4 of the others.
    #[test]
    fn ratios_without_prior_odds() {
        let steps = llr_steps(&[2.0, 4.0], &[1.0, 3.0, 3.0, 3.0]).unwrap();
        let found: Vec<_> = steps.iter().map(|s| (s.from, s.to, s.llr)).collect();
        let even = (0.5_f64 / 0.75).ln();
        assert_eq!(
            found,
            [(1.0, 1.0, f64::NEG_INFINITY), (2.0, 3.0, even), (4.0, 4.0, f64::INFINITY)]
        );
    }

    fn points() -> impl Strategy<Value = Vec<(f64, f64, f64)>> {
        let point = (-10..10_i8, -20..20_i8, 1..5_u8);
        prop::collection::vec(point.prop_map(|(x, y, w)| (x.into(), y.into(), w.into())), 1..40)
    }

    fn error(points: &[(f64, f64, f64)], fit: impl Fn(f64) -> f64) -> f64 {
        points.iter().map(|(x, y, w)| w * (y - fit(*x)).powi(2)).sum()
    }

    proptest! {
        #[test]
        fn fits_rise(points in points()) {
            let fit = isotonic(&points).unwrap();
            for pair in fit.knots().windows(2) {
                prop_assert!(pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
            }
        }

        /// Bending the fit towards any other rising function never lowers the error.
        #[test]
        fn no_rising_function_fits_better(points in points(), slope in 0.0..3.0, shift in -5.0..5.0, bend in 0.001..1.0) {
            let fit = isotonic(&points).unwrap();
            let other = |x: f64| (1.0 - bend) * fit.at(x) + bend * (slope * x + shift);
            prop_assert!(error(&points, |x| fit.at(x)) <= error(&points, other) + 1e-9);
        }

        #[test]
        fn the_mean_is_kept(points in points()) {
            let fit = isotonic(&points).unwrap();
            let (y, fitted) = points.iter().fold((0.0, 0.0), |(y, f), p| (y + p.2 * p.1, f + p.2 * fit.at(p.0)));
            prop_assert!((y - fitted).abs() < 1e-8);
        }
    }
}
