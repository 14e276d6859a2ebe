//! Verification rates against cases counted by hand, and their laws on random scores.

use proptest::prelude::*;

use super::*;

/// One tie within the non-mated tail (0.6) and one at the low end (0.4).
fn small() -> Rates {
    Rates::new(&[0.8, 0.4, 0.6, 0.5, 0.7], &[0.1, 0.6, 0.3, 0.4, 0.2]).unwrap()
}

#[track_caller]
fn check_rates(rates: &Rates, threshold: f64, fmr: f64, fnmr: f64) {
    assert_eq!((rates.fmr(threshold), rates.fnmr(threshold)), (fmr, fnmr), "at {threshold}");
}

#[test]
fn a_score_at_the_threshold_is_a_match() {
    let rates = small();
    check_rates(&rates, 0.0, 1.0, 0.0);
    check_rates(&rates, 0.4, 0.4, 0.0);
    check_rates(&rates, 0.5, 0.2, 0.2);
    check_rates(&rates, 0.6, 0.2, 0.4);
    check_rates(&rates, 0.6_f64.next_up(), 0.0, 0.6);
    check_rates(&rates, 1.0, 0.0, 1.0);
}

#[test]
fn rates_as_counts() {
    let rates = small();
    assert_eq!(rates.false_matches(0.4), Proportion { hits: 2, trials: 5 });
    assert_eq!(rates.false_non_matches(0.6), Proportion { hits: 2, trials: 5 });
    assert_eq!(false_matches(&[0.1, 0.6], 0.6), Proportion { hits: 1, trials: 2 });
    assert_eq!(false_non_matches(&[0.6, 0.7, 0.1], 0.6), Proportion { hits: 1, trials: 3 });
    assert_eq!(false_non_matches(&[f64::NAN], 0.6).hits, 1, "no number is no match");
}

#[test]
fn thresholds_at_an_fmr() {
    let rates = small();
    for (fmr, threshold) in
        [(1.0, 0.1), (0.5, 0.4), (0.4, 0.4), (0.39, 0.5), (0.2, 0.5), (0.19, 0.7), (0.0, 0.7)]
    {
        assert_eq!(rates.threshold_at_fmr(fmr), Some(threshold), "{fmr}");
    }
    assert_eq!(rates.threshold_at_fmr(-0.1), None);
    assert_eq!(rates.threshold_at_fmr(f64::NAN), None);
}

#[test]
fn a_threshold_above_every_score_when_only_that_keeps_strangers_out() {
    let rates = Rates::new(&[0.1, 0.2], &[0.1, 0.3]).unwrap();
    let point = rates.fnmr_at_fmr(0.0);
    assert_eq!(point.threshold, 0.3_f64.next_up());
    assert_eq!((point.fmr, point.fnmr), (0.0, 1.0));
}

/// 0.29 and 29 of 100 are the same double: a rate that is met exactly must count as met.
#[test]
fn decimal_rates_are_met_exactly() {
    let non_mated: Vec<f64> = (0..100).map(f64::from).collect();
    let rates = Rates::new(&[200.0], &non_mated).unwrap();
    for percent in 1..=99_u32 {
        let at = rates.fnmr_at_fmr(f64::from(percent) / 100.0);
        assert_eq!(at.threshold, f64::from(100 - percent), "{percent} %");
    }
}

#[test]
fn rule_of_30() {
    for (rate, trials, is_reliable) in [
        (1e-2, 3_000, true),
        (1e-2, 2_999, false),
        (1e-4, 300_000, true),
        (1e-4, 299_999, false),
        (0.0, 1_000_000, false),
    ] {
        assert_eq!(is_supported(rate, trials), is_reliable, "{rate} of {trials}");
    }
    assert!(!small().fnmr_at_fmr(0.2).is_reliable);
    assert_eq!(small().fnmr_at_fmr(f64::NAN).target_fmr, 0.0);
}

#[test]
fn equal_error_rates() {
    for (mated, non_mated, eer, threshold) in [
        // FMR = FNMR = 1/5 at 0.5.
        (vec![0.4, 0.5, 0.6, 0.7, 0.8], vec![0.1, 0.2, 0.3, 0.4, 0.6], 0.2, 0.5),
        // FNMR stays at 1/3 while FMR falls from 1/2 to 0: they meet at 1/3.
        (vec![2.0, 3.0, 4.0], vec![1.0, 2.5], 1.0 / 3.0, 3.0),
        // No error at all between 2 and 3.
        (vec![3.0, 4.0], vec![1.0, 2.0], 0.0, 3.0),
        // Every mated score below every non-mated one.
        (vec![1.0, 2.0], vec![3.0, 4.0], 1.0, 3.0),
        // Scores that say nothing.
        (vec![1.0], vec![1.0], 0.5, 1.0_f64.next_up()),
        // Half of the mated trials failed and can never match: (1, 1/2), then (1/2, 1/2).
        (vec![f64::NEG_INFINITY, 0.9], vec![0.1, 0.2], 0.5, 0.2),
    ] {
        let found = Rates::new(&mated, &non_mated).unwrap().eer();
        assert!((found.0 - eer).abs() < 1e-15, "{mated:?} {non_mated:?}: {found:?}");
        assert_eq!(found.1, threshold, "{mated:?} {non_mated:?}");
    }
}

#[test]
fn area_under_the_curve() {
    // 3.5 + 4 + 4.5 + 5 + 5 of 25 pairs, ties being one half.
    assert!((small().auc() - 22.0 / 25.0).abs() < 1e-15);
    let fails = Rates::new(&[f64::NEG_INFINITY, 0.9], &[f64::NEG_INFINITY, 0.1]).unwrap();
    // Tie, loss, win, win of four pairs.
    assert_eq!(fails.auc(), 0.625);
}

#[test]
fn the_curve_goes_from_everyone_to_no_one() {
    let det = small().det();
    let points: Vec<_> = det.iter().map(|p| (p.threshold, p.fmr, p.fnmr)).collect();
    let expected = [
        (0.1, 1.0, 0.0),
        (0.2, 0.8, 0.0),
        (0.3, 0.6, 0.0),
        (0.4, 0.4, 0.0),
        (0.5, 0.2, 0.2),
        (0.6, 0.2, 0.4),
        (0.7, 0.0, 0.6),
        (0.8, 0.0, 0.8),
        (0.8_f64.next_up(), 0.0, 1.0),
    ];
    assert_eq!(points, expected);
}

#[test]
fn failures_never_become_thresholds() {
    let rates = Rates::new(&[f64::NEG_INFINITY, 0.9], &[0.1, f64::NEG_INFINITY]).unwrap();
    assert_eq!(rates.threshold_at_fmr(1.0), Some(0.1));
    assert!(rates.det().iter().all(|p| p.threshold.is_finite()));
    let nothing = Rates::new(&[f64::NEG_INFINITY], &[f64::NEG_INFINITY]).unwrap();
    assert_eq!(nothing.auc(), 0.5);
    assert_eq!(nothing.fnmr_at_fmr(0.1).fnmr, 1.0);
    assert!(nothing.eer().1.is_finite());
}

#[test]
fn what_is_refused() {
    let empty = |class| Err(RatesError::Empty { class });
    assert_eq!(Rates::new(&[], &[0.1]), empty("mated"));
    assert_eq!(Rates::new(&[0.1], &[]), empty("non-mated"));
    assert_eq!(Rates::weighted(&[(0.1, 1.0)], &[(0.2, 0.0)]), empty("non-mated"));
    for bad in [f64::NAN, f64::INFINITY] {
        let error = Rates::new(&[0.1, bad], &[0.1]).unwrap_err();
        assert!(matches!(error, RatesError::Score { class: "mated", index: 1, .. }), "{error}");
    }
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        let error = Rates::weighted(&[(0.1, 1.0), (0.2, bad)], &[(0.1, 1.0)]).unwrap_err();
        assert!(matches!(error, RatesError::Weight { index: 1, .. }), "{error}");
    }
}

/// Scores on a coarse grid, so that ties are common.
fn scores() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-20..20_i8).prop_map(|s| f64::from(s) / 8.0), 1..60)
}

fn weighted_scores() -> impl Strategy<Value = Vec<(f64, u8)>> {
    prop::collection::vec(((-20..20_i8).prop_map(f64::from), 0..4_u8), 1..40)
        .prop_filter("some weight", |trials| trials.iter().any(|t| t.1 > 0))
}

proptest! {
    #[test]
    fn rates_are_monotone(mated in scores(), non_mated in scores(), a in -3.0..3.0, b in -3.0..3.0) {
        let rates = Rates::new(&mated, &non_mated).unwrap();
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        prop_assert!(rates.fmr(low) >= rates.fmr(high));
        prop_assert!(rates.fnmr(low) <= rates.fnmr(high));
    }

    #[test]
    fn rates_are_the_plain_counts(mated in scores(), non_mated in scores(), t in -3.0..3.0) {
        let rates = Rates::new(&mated, &non_mated).unwrap();
        prop_assert_eq!(rates.fmr(t), false_matches(&non_mated, t).rate().unwrap());
        prop_assert_eq!(rates.fnmr(t), false_non_matches(&mated, t).rate().unwrap());
        prop_assert_eq!(rates.false_matches(t), false_matches(&non_mated, t));
        prop_assert_eq!(rates.false_non_matches(t), false_non_matches(&mated, t));
    }

    #[test]
    fn no_lower_observed_score_keeps_to_the_fmr(mated in scores(), non_mated in scores(), fmr in 0.0..1.0) {
        let rates = Rates::new(&mated, &non_mated).unwrap();
        let threshold = rates.threshold_at_fmr(fmr).unwrap();
        prop_assert!(rates.fmr(threshold) <= fmr);
        for lower in mated.iter().chain(&non_mated).filter(|s| **s < threshold) {
            prop_assert!(rates.fmr(*lower) > fmr);
        }
    }

    #[test]
    fn auc_is_the_share_of_pairs_in_order(mated in scores(), non_mated in scores()) {
        let mut wins = 0.0;
        for m in &mated {
            for n in &non_mated {
                wins += if m > n { 1.0 } else if m == n { 0.5 } else { 0.0 };
            }
        }
        let expected = wins / (mated.len() * non_mated.len()) as f64;
        prop_assert!((Rates::new(&mated, &non_mated).unwrap().auc() - expected).abs() < 1e-12);
    }

    /// Turning scores and classes round changes no area and no equal error rate.
    #[test]
    fn mirrored_scores(mated in scores(), non_mated in scores()) {
        let turned = |scores: &[f64]| scores.iter().map(|s| -s).collect::<Vec<_>>();
        let rates = Rates::new(&mated, &non_mated).unwrap();
        let mirror = Rates::new(&turned(&non_mated), &turned(&mated)).unwrap();
        prop_assert!((rates.auc() - mirror.auc()).abs() < 1e-12);
        prop_assert!((rates.eer().0 - mirror.eer().0).abs() < 1e-12);
    }

    #[test]
    fn the_eer_lies_between_the_rates_at_its_threshold(mated in scores(), non_mated in scores()) {
        let rates = Rates::new(&mated, &non_mated).unwrap();
        let (eer, threshold) = rates.eer();
        prop_assert!(rates.fmr(threshold) <= eer + 1e-12 && eer <= rates.fnmr(threshold) + 1e-12);
    }

    #[test]
    fn a_weight_is_that_many_copies(mated in weighted_scores(), non_mated in weighted_scores(), t in -20.0..20.0) {
        let weighted = |trials: &[(f64, u8)]| -> Vec<(f64, f64)> {
            trials.iter().map(|t| (t.0, f64::from(t.1))).collect()
        };
        let copied = |trials: &[(f64, u8)]| -> Vec<f64> {
            trials.iter().flat_map(|t| std::iter::repeat_n(t.0, t.1.into())).collect()
        };
        let a = Rates::weighted(&weighted(&mated), &weighted(&non_mated)).unwrap();
        let b = Rates::new(&copied(&mated), &copied(&non_mated)).unwrap();
        prop_assert_eq!(a.fmr(t), b.fmr(t));
        prop_assert_eq!(a.fnmr(t), b.fnmr(t));
        prop_assert!((a.auc() - b.auc()).abs() < 1e-12);
        prop_assert!((a.eer().0 - b.eer().0).abs() < 1e-12);
    }

    #[test]
    fn the_curve_is_monotone_and_whole(mated in scores(), non_mated in scores()) {
        let det = Rates::new(&mated, &non_mated).unwrap().det();
        prop_assert_eq!((det[0].fmr, det[0].fnmr), (1.0, 0.0));
        let last = det[det.len() - 1];
        prop_assert_eq!((last.fmr, last.fnmr), (0.0, 1.0));
        for pair in det.windows(2) {
            prop_assert!(pair[0].threshold < pair[1].threshold);
            prop_assert!(pair[0].fmr >= pair[1].fmr && pair[0].fnmr <= pair[1].fnmr);
        }
    }
}
