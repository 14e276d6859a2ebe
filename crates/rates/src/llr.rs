//! Cost of log-likelihood ratios: how much of the information in a score its calibration lets through.
//! Brümmer and du Preez, "Application-independent evaluation of speaker detection", 2006.

use std::f64::consts::LN_2;

use crate::RatesError;
use crate::pav;

/// Cllr in bits: 0 for perfect knowledge, 1 for ratios that say nothing (all zero), above 1 for ratios
/// that mislead. Ratios are natural logarithms of P(score | mated) / P(score | non-mated); infinite ones
/// are allowed, and cost infinitely much where they are wrong.
pub fn cllr(mated_llrs: &[f64], non_mated_llrs: &[f64]) -> Result<f64, RatesError> {
    let mated = mean_cost("mated", mated_llrs, |llr| -llr)?;
    let non_mated = mean_cost("non-mated", non_mated_llrs, |llr| llr)?;
    Ok(0.5 * (mated + non_mated))
}

/// The least Cllr that any rising calibration of these scores could reach, from the pool-adjacent-violators
/// optimum: what is lost to overlap alone. `cllr - min_cllr` is what calibration loses. Takes scores or
/// ratios alike, for only their order counts.
pub fn min_cllr(mated: &[f64], non_mated: &[f64]) -> Result<f64, RatesError> {
    let blocks = pav::blocks(mated, non_mated)?;
    let cost =
        |share: f64, other: f64| if share > 0.0 { share * (other / share).ln_1p() } else { 0.0 };
    let nats: f64 =
        blocks.iter().map(|b| cost(b.mated, b.non_mated) + cost(b.non_mated, b.mated)).sum();
    Ok(0.5 * nats / LN_2)
}

/// Mean of log2(1 + exp(x)) with x the ratio turned so that positive is wrong.
fn mean_cost(
    class: &'static str,
    llrs: &[f64],
    wrong: impl Fn(f64) -> f64,
) -> Result<f64, RatesError> {
    if llrs.is_empty() {
        return Err(RatesError::Empty { class });
    }
    if let Some(index) = llrs.iter().position(|x| x.is_nan()) {
        return Err(RatesError::Score { class, index, score: llrs[index] });
    }
    let sum: f64 = llrs.iter().map(|x| softplus(wrong(*x))).sum();
    Ok(sum / (llrs.len() as f64 * LN_2))
}

/// ln(1 + exp(x)), exact also where exp(x) would overflow.
pub(crate) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ratios_that_say_nothing_cost_one_bit() {
        assert!((cllr(&[0.0; 3], &[0.0; 5]).unwrap() - 1.0).abs() < 1e-15);
        assert!((min_cllr(&[0.3; 3], &[0.3; 5]).unwrap() - 1.0).abs() < 1e-15);
    }

    /// A ratio of 3 for a mated trial costs log2(4/3), one of 1/3 for it 2 bits.
    #[test]
    fn costs_by_hand() {
        let three = 3.0_f64.ln();
        let right = (4.0_f64 / 3.0).log2();
        assert!((cllr(&[three], &[-three]).unwrap() - right).abs() < 1e-15);
        assert!((cllr(&[-three], &[three]).unwrap() - 2.0).abs() < 1e-15);
        assert!(
            (cllr(&[three, -three], &[-three]).unwrap() - (right + (right + 2.0) / 2.0) / 2.0)
                .abs()
                < 1e-15
        );
    }

    #[test]
    fn certainty_costs_nothing_or_everything() {
        let (yes, no) = (f64::INFINITY, f64::NEG_INFINITY);
        assert_eq!(cllr(&[yes], &[no]).unwrap(), 0.0);
        assert_eq!(cllr(&[no], &[no]).unwrap(), f64::INFINITY);
        assert!((cllr(&[1e6], &[1e6]).unwrap() - 0.5e6 / LN_2).abs() < 1e-6, "no overflow");
    }

    /// Non-mated 1 and 3, mated 2 and 4: 2 and 3 pool to even odds, the ends are certain. Half of each
    /// class costs one bit: 1/2.
    #[test]
    fn least_cost_by_hand() {
        assert!((min_cllr(&[2.0, 4.0], &[1.0, 3.0]).unwrap() - 0.5).abs() < 1e-15);
        assert_eq!(min_cllr(&[2.0, 4.0], &[0.0, 1.0]).unwrap(), 0.0);
        assert!((min_cllr(&[0.0, 1.0], &[2.0, 4.0]).unwrap() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn what_is_refused() {
        assert_eq!(cllr(&[], &[1.0]), Err(RatesError::Empty { class: "mated" }));
        assert_eq!(min_cllr(&[1.0], &[]), Err(RatesError::Empty { class: "non-mated" }));
        assert!(cllr(&[f64::NAN], &[1.0]).is_err());
        assert!(min_cllr(&[1.0], &[f64::NAN]).is_err());
    }

    fn llrs() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec((-40..40_i8).prop_map(|x| f64::from(x) / 4.0), 1..50)
    }

    proptest! {
        /// No scale and shift of the ratios, and no other rising map, does better than the optimum.
        #[test]
        fn the_least_cost_is_the_least(mated in llrs(), non_mated in llrs(), scale in 0.0..3.0, shift in -3.0..3.0) {
            let map = |llrs: &[f64]| llrs.iter().map(|x| scale * x + shift).collect::<Vec<_>>();
            let least = min_cllr(&mated, &non_mated).unwrap();
            prop_assert!(least <= cllr(&map(&mated), &map(&non_mated)).unwrap() + 1e-12);
            prop_assert!((0.0..=1.0 + 1e-12).contains(&least));
        }

        #[test]
        fn only_the_order_counts(mated in llrs(), non_mated in llrs()) {
            let map = |llrs: &[f64]| llrs.iter().map(|x| (x / 5.0).exp()).collect::<Vec<_>>();
            let (here, there) = (min_cllr(&mated, &non_mated), min_cllr(&map(&mated), &map(&non_mated)));
            prop_assert_eq!(here, there);
        }

        /// The steps' own ratios reach it.
        #[test]
        fn the_optimum_is_reached(mated in llrs(), non_mated in llrs()) {
            let steps = pav::llr_steps(&mated, &non_mated).unwrap();
            let at = |x: &f64| steps.iter().find(|s| s.from <= *x && *x <= s.to).unwrap().llr;
            let (m, n): (Vec<_>, Vec<_>) = (mated.iter().map(at).collect(), non_mated.iter().map(at).collect());
            let least = min_cllr(&mated, &non_mated).unwrap();
            prop_assert!((cllr(&m, &n).unwrap() - least).abs() < 1e-12);
        }
    }
}
