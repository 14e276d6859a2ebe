//! Fits of scores whose true calibration is known.

use domain::{Calibration, CalibrationOrigin};

use super::*;

fn nothing() -> Calibration {
    let origin = CalibrationOrigin {
        data: "test".into(),
        date: "2026-01-01".into(),
        trials_first: 1,
        trials_second: 1,
        provisional: true,
    };
    Calibration { slope: 0.0, intercept: 0.0, cap: 1.0, origin }
}

/// Quantiles of the logistic distribution around `mean`: two such classes with means ±m have no exact
/// line, but normal ones do; 2000 evenly spaced normal quantiles are as good as a sample.
fn normal(mean: f64) -> Vec<f64> {
    (0..2000).map(|i| mean + rates::probit((f64::from(i) + 0.5) / 2000.0)).collect()
}

#[test]
fn normal_scores_of_equal_spread_give_the_line_they_must() {
    // ln N(x; 1, 1) / N(x; -1, 1) = 2x.
    let fit = fit(
        Subject::Identity,
        &Class::plain(normal(1.0)),
        &Class::plain(normal(-1.0)),
        &nothing(),
        None,
    )
    .unwrap();
    assert!((fit.slope - 2.0).abs() < 0.02 && fit.intercept.abs() < 1e-6, "{fit:?}");
    assert!((fit.cap - (2000.0_f64 / 3.0).ln()).abs() < 1e-12);
    assert!((fit.cllr_before - 1.0).abs() < 1e-12, "a line of zeros is worth nothing");
    assert!(fit.min_cllr <= fit.cllr && fit.cllr < fit.min_cllr + 0.01, "{fit:?}");
    assert!(fit.isotonic.is_sorted_by(|a, b| a.llr <= b.llr), "rising with the score");
}

#[test]
fn pad_scores_speak_against_the_attack_so_the_slope_is_negative() {
    let attack = Class::plain(normal(-1.0));
    let bona_fide = Class::plain(normal(1.0));
    let found = fit(Subject::Pad, &attack, &bona_fide, &nothing(), Some(4.0)).unwrap();
    assert!((found.slope + 2.0).abs() < 0.02, "{found:?}");
    assert_eq!(found.cap, 4.0);
    assert!(found.isotonic.is_sorted_by(|a, b| a.from <= b.from && a.llr >= b.llr));
    let error = fit(Subject::Pad, &bona_fide, &attack, &nothing(), None).unwrap_err().to_string();
    assert!(error.contains("check the labels"), "{error}");
}

#[test]
fn clips_of_one_subject_weigh_as_one() {
    let class = Class::by_subject(&[
        (Some("a"), 1.0),
        (Some("a"), 1.2),
        (None, 2.0),
        (Some("b"), 3.0),
        (None, 4.0),
    ]);
    assert_eq!(class.weights, [0.5, 0.5, 1.0, 1.0, 1.0]);
    assert_eq!(class.trials, 4);
}

#[test]
fn an_empty_class_gives_no_fit() {
    let some = Class::plain(normal(0.0));
    let error = fit(Subject::Identity, &Class::default(), &some, &nothing(), None).unwrap_err();
    assert!(matches!(error, FitError::Rates(_)), "{error}");
}

#[test]
fn the_cap_follows_the_trials_and_ends() {
    let check = |trials, expected: f64| {
        assert!((derived_cap(trials) - expected).abs() < 1e-9, "{trials}");
    };
    check(4, 1.0);
    check(300, 100.0_f64.ln());
    check(7_000_000, MAX_CAP);
}
