//! Attack detection rates against cases counted by hand.

use super::*;
use crate::interval::clopper_pearson;

fn attack(species: &str, score: f64) -> Attempt {
    Attempt { is_attack: true, species: species.into(), score, is_accepted: None, weight: 1.0 }
}

fn bona_fide(score: f64) -> Attempt {
    Attempt { is_attack: false, species: String::new(), score, is_accepted: None, weight: 1.0 }
}

/// Ten bona fide presentations from 0.0 to 0.9, four prints (one missed at 0.5), two replays (one missed).
fn table() -> ApcerTable {
    let mut attempts: Vec<_> = (0..10).map(|i| bona_fide(f64::from(i) / 10.0)).collect();
    attempts.extend([0.45, 0.6, 0.75, 0.95].map(|s| attack("print", s)));
    attempts.extend([0.15, 0.85].map(|s| attack("replay", s)));
    ApcerTable::new(attempts).unwrap()
}

fn rates_of(shares: &[SpeciesShare]) -> Vec<(&str, f64, usize, usize)> {
    shares
        .iter()
        .map(|s| (s.species.as_str(), s.share.rate, s.share.hits, s.share.trials))
        .collect()
}

#[test]
fn a_score_at_the_threshold_is_an_attack() {
    let rates = table().at(0.5);
    let bpcer = rates.bpcer.unwrap();
    assert_eq!((bpcer.rate, bpcer.hits, bpcer.trials), (0.5, 5, 10));
    assert_eq!(rates_of(&rates.apcer), [("print", 0.25, 1, 4), ("replay", 0.5, 1, 2)]);
    assert_eq!(rates.worst.unwrap().species, "replay");
}

#[test]
fn every_share_has_the_interval_of_its_counts() {
    let rates = table().at(0.5);
    assert_eq!(rates.bpcer.unwrap().interval, clopper_pearson(5, 10));
    assert_eq!(rates.apcer[0].share.interval, clopper_pearson(1, 4));
}

#[test]
fn apcer_at_a_bpcer() {
    // At most one of ten bona fide presentations at or above: 0.95 is the lowest attack score above 0.8,
    // but 0.85 lies between and keeps to it as well.
    let rates = table().apcer_at_bpcer(0.1).unwrap();
    assert_eq!(rates.threshold, 0.85);
    assert_eq!(rates.bpcer.unwrap().rate, 0.1);
    assert_eq!(rates_of(&rates.apcer), [("print", 0.75, 3, 4), ("replay", 0.5, 1, 2)]);
    assert_eq!(rates.worst.unwrap().species, "print");
    // Nobody may be refused: above 0.9 only the print of 0.95 is found.
    assert_eq!(table().apcer_at_bpcer(0.05).unwrap().threshold, 0.95);
}

#[test]
fn the_worst_of_equals_is_the_one_less_known() {
    let shares = |counts: [(usize, usize); 2]| -> Vec<SpeciesShare> {
        let one = |(hits, trials): (usize, usize)| Share {
            rate: hits as f64 / trials as f64,
            interval: clopper_pearson(hits as u64, trials as u64),
            hits,
            trials,
        };
        ["a", "b"]
            .into_iter()
            .zip(counts)
            .map(|(species, count)| SpeciesShare { species: species.into(), share: one(count) })
            .collect()
    };
    assert_eq!(worst(&shares([(0, 10), (0, 3)])).unwrap().species, "b");
    assert_eq!(worst(&shares([(0, 3), (0, 3)])).unwrap().species, "a");
    assert_eq!(worst(&shares([(2, 3), (3, 10)])).unwrap().species, "a");
    assert_eq!(worst(&[]), None);
}

#[test]
fn separation_by_species_and_pooled() {
    let table = table();
    let found = table.separation();
    // Prints beat 5 + 6.5 + 8 + 10 of 4 * 10 pairs: 0.6 is tied once. Replays 2 + 9 of 20.
    assert_eq!((found[0].species.as_str(), found[0].trials), ("print", 4));
    assert!((found[0].auc - 29.5 / 40.0).abs() < 1e-12);
    assert!((found[1].auc - 11.0 / 20.0).abs() < 1e-12);
    assert!((table.auc().unwrap() - 40.5 / 60.0).abs() < 1e-12);
    // At 0.6 four of ten bona fide and two of six attacks are wrong (0.45, 0.15); above it three attacks
    // are, so the curves cross on the way from (0.4, 1/3) to (0.3, 1/2) at 0.375.
    let (d_eer, threshold) = table.d_eer().unwrap();
    assert!((d_eer - 0.375).abs() < 1e-12, "{d_eer}");
    assert_eq!(threshold, 0.7);
    assert_eq!(table.pooled().unwrap().mated_trials(), 6);
}

#[test]
fn iapar_counts_only_attempts_with_an_identity() {
    let with =
        |attempt: Attempt, is_accepted| Attempt { is_accepted: Some(is_accepted), ..attempt };
    let table = ApcerTable::new(vec![
        with(attack("mask", 0.9), true),
        with(attack("mask", 0.1), false),
        attack("mask", 0.1),
        with(attack("print", 0.9), false),
        attack("replay", 0.9),
        with(bona_fide(0.1), true),
        with(bona_fide(0.1), true),
        with(bona_fide(0.9), false),
        bona_fide(0.9),
    ])
    .unwrap();
    assert_eq!(rates_of(&table.iapar()), [("mask", 0.5, 1, 2), ("print", 0.0, 0, 1)]);
    assert_eq!(worst(&table.iapar()).unwrap().species, "mask");
    let refused = table.bona_fide_not_accepted().unwrap();
    assert_eq!((refused.hits, refused.trials), (1, 3));
    assert!(self::table().iapar().is_empty() && self::table().bona_fide_not_accepted().is_none());
}

/// Two clips of one presentation at weight 1/2 each count as one, and know no more than one.
#[test]
fn weights() {
    let half = |attempt: Attempt| Attempt { weight: 0.5, ..attempt };
    let table = ApcerTable::new(vec![
        half(attack("print", 0.9)),
        half(attack("print", 0.1)),
        attack("print", 0.9),
        bona_fide(0.2),
    ])
    .unwrap();
    let found = table.at(0.5).apcer[0].share;
    assert_eq!((found.rate, found.hits, found.trials), (0.25, 1, 3));
    // Effective trials: 2^2 / (1/4 + 1/4 + 1) = 8/3.
    assert_eq!(found.interval, clopper_pearson_real(2.0 / 3.0, 8.0 / 3.0));
    assert!(found.interval.low < 0.02 && found.interval.high > 0.8);
    let weightless = Attempt { weight: 0.0, ..attack("print", 0.9) };
    assert!(ApcerTable::new(vec![weightless]).unwrap().at(0.5).apcer.is_empty());
}

#[test]
fn one_class_alone() {
    let attacks = ApcerTable::new(vec![attack("print", 0.1)]).unwrap();
    let rates = attacks.at(0.5);
    assert_eq!((rates.bpcer, rates.worst.unwrap().share.rate), (None, 1.0));
    assert!(attacks.apcer_at_bpcer(0.1).is_none() && attacks.d_eer().is_none());
    assert!(attacks.auc().is_none() && attacks.separation().is_empty());
    let genuine = ApcerTable::new(vec![bona_fide(0.7)]).unwrap().at(0.5);
    assert_eq!((genuine.bpcer.unwrap().rate, genuine.worst), (1.0, None));
}

#[test]
fn what_is_refused() {
    assert!(matches!(ApcerTable::new(vec![]), Err(RatesError::Empty { .. })));
    let error = ApcerTable::new(vec![bona_fide(0.1), attack("print", f64::NAN)]).unwrap_err();
    assert!(matches!(error, RatesError::Score { class: "attack", index: 1, .. }), "{error}");
    let heavy = Attempt { weight: f64::INFINITY, ..bona_fide(0.1) };
    assert!(matches!(ApcerTable::new(vec![heavy]), Err(RatesError::Weight { index: 0, .. })));
}
