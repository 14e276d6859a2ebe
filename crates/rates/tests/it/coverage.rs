//! Does a 95 % interval hold the truth in 95 % of studies? Simulated studies whose true rates are known,
//! with trials that depend on each other as people's do: some are hard to recognise, some look like many.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rates::{Trial, Trials, bootstrap, probit};

const SUBJECTS: u32 = 60;
const STUDIES: u64 = 300;
const THRESHOLD: f64 = 1.5;

fn normal(random: &mut ChaCha8Rng) -> f64 {
    probit(random.random_range(1e-12..1.0))
}

/// A mated score is 2.8 + 0.7 (subject) + 0.7 (trial), a non-mated one 0.5 (one subject) + 0.5 (the other)
/// + 0.7 (trial), all standard normal. Five mated trials a subject, and every pair of subjects once.
fn study(random: &mut ChaCha8Rng) -> Trials {
    let likeness: Vec<f64> = (0..SUBJECTS).map(|_| normal(random)).collect();
    let mut trials = Trials::default();
    for a in 0..SUBJECTS {
        let ease = normal(random);
        for _ in 0..5 {
            let score = 2.8 + 0.7 * ease + 0.7 * normal(random);
            trials.mated.push(Trial { score, subjects: (a, a) });
        }
        for b in 0..a {
            let shared = 0.5 * (likeness[a as usize] + likeness[b as usize]);
            trials.non_mated.push(Trial { score: shared + 0.7 * normal(random), subjects: (a, b) });
        }
    }
    trials
}

/// The normal distribution function.
fn below(x: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(-x / std::f64::consts::SQRT_2)
}

#[test]
fn resampled_subjects_hold_the_truth_where_binomial_intervals_do_not() {
    // Variances: 0.25 + 0.25 + 0.49 and 0.49 + 0.49.
    let fmr = 1.0 - below(THRESHOLD / 0.99_f64.sqrt());
    let fnmr = below((THRESHOLD - 2.8) / 0.98_f64.sqrt());
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let (mut held, mut binomial) = ([0.0; 2], [0.0; 2]);
    for seed in 0..STUDIES {
        let trials = study(&mut random);
        let rates = trials.rates().unwrap();
        let found = bootstrap::by_subject_each(&trials, 300, seed, |r| {
            [r.fmr(THRESHOLD), r.fnmr(THRESHOLD)]
        });
        let plain = [rates.false_matches(THRESHOLD), rates.false_non_matches(THRESHOLD)];
        for (i, truth) in [fmr, fnmr].into_iter().enumerate() {
            let share = 1.0 / STUDIES as f64;
            held[i] += if found.as_ref().unwrap()[i].contains(truth) { share } else { 0.0 };
            binomial[i] += if plain[i].interval().contains(truth) { share } else { 0.0 };
        }
    }
    println!("FMR, FNMR held by subjects: {held:.3?}, by trials: {binomial:.3?}");
    assert!(held.iter().all(|share| (0.90..=0.98).contains(share)), "{held:?}");
    assert!(binomial[0] < 0.6 && binomial[1] < held[1], "{binomial:?}");
}
