//! Against scikit-learn and SciPy on random scores, ties and weights included. The expected values are in
//! `sklearn.json`, which `scripts/sklearn_golden.py` writes.

use rates::{Interval, Rates, interval, llr, logistic, pav, probit};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("../sklearn.json")).expect("sklearn.json is JSON")
}

fn cases<'a>(golden: &'a Value, name: &str) -> &'a [Value] {
    let cases = golden[name].as_array().expect("a list of cases");
    assert!(!cases.is_empty());
    cases
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

fn labels(value: &Value) -> Vec<bool> {
    numbers(value).into_iter().map(|l| l == 1.0).collect()
}

/// Equal up to a tolerance that is absolute for small numbers and relative for large ones.
#[track_caller]
fn check(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    let allowed = tolerance * theirs.abs().max(1.0);
    assert!((ours - theirs).abs() <= allowed, "{what}: {ours} here, {theirs} there");
}

#[test]
fn roc_points_auc_and_eer() {
    for (i, case) in cases(&golden(), "verification").iter().enumerate() {
        let rates = Rates::new(&numbers(&case["mated"]), &numbers(&case["non_mated"])).unwrap();
        check(&format!("auc {i}"), rates.auc(), number(&case["auc"]), 1e-12);
        check(&format!("eer {i}"), rates.eer().0, number(&case["eer"]), 1e-12);
        for point in case["roc"].as_array().unwrap() {
            let [threshold, fmr, fnmr] = numbers(point)[..] else { panic!("three numbers") };
            check("fmr", rates.fmr(threshold), fmr, 1e-12);
            check("fnmr", rates.fnmr(threshold), fnmr, 1e-12);
        }
        let det = rates.det();
        let theirs = case["roc"].as_array().unwrap();
        assert_eq!(det.len(), theirs.len() + 1, "few points are not thinned");
        for (ours, theirs) in det.iter().zip(theirs.iter().rev()) {
            check("threshold", ours.threshold, number(&theirs[0]), 0.0);
            check("det fmr", ours.fmr, number(&theirs[1]), 1e-12);
            check("det fnmr", ours.fnmr, number(&theirs[2]), 1e-12);
        }
    }
}

#[test]
fn fnmr_at_fmr() {
    for case in cases(&golden(), "verification") {
        let rates = Rates::new(&numbers(&case["mated"]), &numbers(&case["non_mated"])).unwrap();
        for row in case["fnmr_at_fmr"].as_array().unwrap() {
            let [target, fnmr] = numbers(row)[..] else { panic!("two numbers") };
            check("fnmr", rates.fnmr_at_fmr(target).fnmr, fnmr, 1e-12);
        }
    }
}

#[test]
fn weighted_roc_and_auc() {
    for case in cases(&golden(), "verification") {
        let (mated, non_mated) = (numbers(&case["mated"]), numbers(&case["non_mated"]));
        let weights = numbers(&case["weights"]);
        let weigh = |scores: &[f64], weights: &[f64]| {
            scores.iter().copied().zip(weights.iter().copied()).collect::<Vec<_>>()
        };
        let (of_mated, of_non_mated) = weights.split_at(mated.len());
        let rates =
            Rates::weighted(&weigh(&mated, of_mated), &weigh(&non_mated, of_non_mated)).unwrap();
        check("weighted auc", rates.auc(), number(&case["weighted_auc"]), 1e-12);
        for point in case["weighted_roc"].as_array().unwrap() {
            let [threshold, fmr, fnmr] = numbers(point)[..] else { panic!("three numbers") };
            check("weighted fmr", rates.fmr(threshold), fmr, 1e-12);
            check("weighted fnmr", rates.fnmr(threshold), fnmr, 1e-12);
        }
    }
}

/// Also without separation, with weights, and on separable data, where the penalty decides.
#[test]
fn logistic_lines() {
    for (i, case) in cases(&golden(), "logistic").iter().enumerate() {
        let line = logistic::fit(
            &numbers(&case["scores"]),
            &labels(&case["labels"]),
            &numbers(&case["weights"]),
        )
        .unwrap();
        let tolerance = number(&case["tolerance"]);
        check(&format!("slope {i}"), line.slope, number(&case["slope"]), tolerance);
        check(&format!("intercept {i}"), line.intercept, number(&case["intercept"]), tolerance);
    }
}

#[test]
fn isotonic_fits() {
    for case in cases(&golden(), "isotonic") {
        let (x, y, w) = (numbers(&case["x"]), numbers(&case["y"]), numbers(&case["weights"]));
        let points: Vec<_> = (0..x.len()).map(|i| (x[i], y[i], w[i])).collect();
        let fit = pav::isotonic(&points).unwrap();
        for (probe, fitted) in numbers(&case["probes"]).into_iter().zip(numbers(&case["fitted"])) {
            check("fitted", fit.at(probe), fitted, 1e-9);
        }
    }
}

#[test]
fn cllr_and_min_cllr() {
    for case in cases(&golden(), "llr") {
        let (mated, non_mated) = (numbers(&case["mated"]), numbers(&case["non_mated"]));
        check("cllr", llr::cllr(&mated, &non_mated).unwrap(), number(&case["cllr"]), 1e-12);
        let least = llr::min_cllr(&mated, &non_mated).unwrap();
        check("min cllr", least, number(&case["min_cllr"]), 1e-12);
    }
}

/// Relative: a bound of 1e-7 must be right in its digits, not only near zero. Five of them, for the
/// incomplete beta function loses that many to cancellation at millions of trials.
#[test]
fn binomial_intervals() {
    let check_both = |what: &str, ours: Interval, theirs: &Value| {
        for (ours, theirs) in [ours.low, ours.high].into_iter().zip(numbers(theirs)) {
            assert!((ours - theirs).abs() <= 1e-5 * theirs, "{what}: {ours} here, {theirs} there");
        }
    };
    for case in cases(&golden(), "intervals") {
        let (k, n) = (case["k"].as_u64().unwrap(), case["n"].as_u64().unwrap());
        let what = format!("{k} of {n}");
        check_both(&what, interval::clopper_pearson(k, n), &case["clopper_pearson"]);
        check_both(&what, interval::wilson(k, n), &case["wilson"]);
    }
}

#[test]
fn probits() {
    for row in cases(&golden(), "probit") {
        let [p, z] = numbers(row)[..] else { panic!("two numbers") };
        check("probit", probit(p), z, 1e-9);
    }
}
