//! Attack detection rates after ISO/IEC 30107-3: APCER for each species of presentation attack instrument,
//! with the worst one named, BPCER, and IAPAR where identity is in play. One attempt is one clip or one
//! session, never one frame. Presentations the detector gave no score for are the caller's to count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::RatesError;
use crate::interval::{Interval, clopper_pearson_real};
use crate::side::{Side, check_weights};
use crate::verification::Rates;

/// One presentation with known ground truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// True for an attack (or manipulated media), false for a bona fide presentation.
    pub is_attack: bool,
    /// Species of the attack instrument, or kind of manipulation. Not read for bona fide presentations.
    pub species: String,
    /// Detector score, higher = more like an attack.
    pub score: f64,
    /// Whether the whole system accepted the claimed identity; none where no identity was in play.
    pub is_accepted: Option<bool>,
    /// How much it counts: 1, or less for one of several clips of a presentation.
    pub weight: f64,
}

/// A share of attempts with its 95 % Clopper-Pearson interval. With unequal weights the interval is that
/// of the effective number of trials, (sum of w)^2 / sum of w^2 (Kish 1965).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Weighted share, 0 to 1.
    pub rate: f64,
    /// 95 % interval of the rate.
    pub interval: Interval,
    /// Attempts with the outcome, as a plain count.
    pub hits: usize,
    /// All attempts, as a plain count.
    pub trials: usize,
}

/// The share of one species.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeciesShare {
    /// Species of the attack instrument.
    pub species: String,
    /// Share of its attempts.
    pub share: Share,
}

/// All rates at one threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttackRates {
    /// Scores at or above it count as attacks.
    pub threshold: f64,
    /// Bona fide presentations taken for attacks; none without bona fide attempts.
    pub bpcer: Option<Share>,
    /// Attacks taken for bona fide, by species in alphabetical order.
    pub apcer: Vec<SpeciesShare>,
    /// The species with the highest APCER, which is the APCER of the detector; of equal ones the one with
    /// the wider interval. None without attacks.
    pub worst: Option<SpeciesShare>,
}

/// How well one species is told from bona fide presentations, over all thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeciesSeparation {
    /// Species of the attack instrument.
    pub species: String,
    /// Attempts of this species.
    pub trials: usize,
    /// Area under the ROC curve, attacks being the positives.
    pub auc: f64,
    /// The rate where APCER of this species equals BPCER.
    pub d_eer: f64,
}

/// Attempts sorted by species, asked for rates at any threshold.
#[derive(Debug, Clone)]
pub struct ApcerTable {
    attempts: Vec<Attempt>,
    /// Bona fide as non-mated and all attacks as mated: BPCER is then FMR, APCER FNMR.
    pooled: Option<Rates>,
}

impl ApcerTable {
    /// Takes the attempts. Either class may be missing; what needs it is then none.
    pub fn new(attempts: Vec<Attempt>) -> Result<Self, RatesError> {
        if attempts.is_empty() {
            return Err(RatesError::Empty { class: "attack or bona fide" });
        }
        check_weights(attempts.iter().map(|a| a.weight))?;
        if let Some(index) =
            attempts.iter().position(|a| a.score.is_nan() || a.score == f64::INFINITY)
        {
            let class = if attempts[index].is_attack { "attack" } else { "bona fide" };
            return Err(RatesError::Score { class, index, score: attempts[index].score });
        }
        let pooled = separation(attempts.iter());
        Ok(Self { attempts, pooled })
    }

    /// The rates when scores at or above the threshold count as attacks.
    pub fn at(&self, threshold: f64) -> AttackRates {
        let bpcer = share(self.bona_fide(), |a| a.score >= threshold);
        let apcer = self.by_species(|a| Some(a.score < threshold));
        AttackRates { threshold, bpcer, worst: worst(&apcer), apcer }
    }

    /// The rates at the lowest observed score whose BPCER does not exceed the target; none without
    /// attempts of both classes.
    pub fn apcer_at_bpcer(&self, bpcer: f64) -> Option<AttackRates> {
        let threshold = self.pooled.as_ref()?.threshold_at_fmr(bpcer)?;
        Some(self.at(threshold))
    }

    /// Detection equal error rate and its threshold, all species pooled; none without attempts of both
    /// classes. See [`Self::separation`] for each species.
    pub fn d_eer(&self) -> Option<(f64, f64)> {
        self.pooled.as_ref().map(Rates::eer)
    }

    /// Area under the ROC curve, all species pooled; none without attempts of both classes.
    pub fn auc(&self) -> Option<f64> {
        self.pooled.as_ref().map(Rates::auc)
    }

    /// BPCER as FMR and pooled APCER as FNMR, for curves; none without attempts of both classes.
    pub fn pooled(&self) -> Option<&Rates> {
        self.pooled.as_ref()
    }

    /// AUC and D-EER of each species against all bona fide attempts, in alphabetical order.
    pub fn separation(&self) -> Vec<SpeciesSeparation> {
        let mut found = Vec::new();
        for (species, attempts) in self.species() {
            let trials = attempts.len();
            if let Some(rates) = separation(attempts.into_iter().chain(self.bona_fide())) {
                let species = species.to_owned();
                found.push(SpeciesSeparation {
                    species,
                    trials,
                    auc: rates.auc(),
                    d_eer: rates.eer().0,
                });
            }
        }
        found
    }

    /// Impostor attack presentation accept rate by species: attacks whose claimed identity the whole
    /// system accepted, among those where identity was in play. Empty where it never was.
    pub fn iapar(&self) -> Vec<SpeciesShare> {
        self.by_species(|a| a.is_accepted)
    }

    /// Bona fide presentations that the whole system did not accept, among those where identity was in
    /// play; none where it never was.
    pub fn bona_fide_not_accepted(&self) -> Option<Share> {
        share(self.bona_fide().filter(|a| a.is_accepted.is_some()), |a| {
            a.is_accepted == Some(false)
        })
    }

    fn bona_fide(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|a| !a.is_attack)
    }

    fn species(&self) -> BTreeMap<&str, Vec<&Attempt>> {
        let mut found: BTreeMap<&str, Vec<&Attempt>> = BTreeMap::new();
        for attempt in self.attempts.iter().filter(|a| a.is_attack) {
            found.entry(&attempt.species).or_default().push(attempt);
        }
        found
    }

    /// Shares of attacks with an outcome, by species; attempts without one are left out.
    fn by_species(&self, outcome: impl Fn(&Attempt) -> Option<bool>) -> Vec<SpeciesShare> {
        let mut found = Vec::new();
        for (species, attempts) in self.species() {
            let known = attempts.into_iter().filter(|a| outcome(a).is_some());
            if let Some(share) = share(known, |a| outcome(a) == Some(true)) {
                found.push(SpeciesShare { species: species.to_owned(), share });
            }
        }
        found
    }
}

/// The species of the highest share; of equal ones the one whose interval reaches highest, then the first
/// by name. None when there are none.
pub fn worst(shares: &[SpeciesShare]) -> Option<SpeciesShare> {
    let key = |s: &SpeciesShare| (s.share.rate, s.share.interval.high);
    let mut found: Option<&SpeciesShare> = None;
    for one in shares {
        if found.is_none_or(|best| key(one) > key(best)) {
            found = Some(one);
        }
    }
    found.cloned()
}

/// Rates over both classes; none when one has no weight.
fn separation<'a>(attempts: impl Iterator<Item = &'a Attempt>) -> Option<Rates> {
    let (attacks, bona_fide): (Vec<&Attempt>, Vec<&Attempt>) = attempts.partition(|a| a.is_attack);
    let side = |class, attempts: Vec<&Attempt>| {
        let trials: Vec<_> = attempts.into_iter().map(|a| (a.score, a.weight)).collect();
        Side::weighted(class, &trials).ok()
    };
    Some(Rates::of(side("attack", attacks)?, side("bona fide", bona_fide)?))
}

/// The weighted share with its interval; none when the attempts weigh nothing.
fn share<'a>(
    attempts: impl Iterator<Item = &'a Attempt>,
    is_hit: impl Fn(&Attempt) -> bool,
) -> Option<Share> {
    let (mut trials, mut hits) = (0, 0);
    let (mut weight, mut squares, mut hit_weight) = (0.0, 0.0, 0.0);
    for attempt in attempts {
        trials += 1;
        weight += attempt.weight;
        squares += attempt.weight * attempt.weight;
        if is_hit(attempt) {
            hits += 1;
            hit_weight += attempt.weight;
        }
    }
    if weight <= 0.0 {
        return None;
    }
    // Exactly 1 for weights of 1, so that the interval is then that of the plain counts.
    let shrink = weight / squares;
    let interval = clopper_pearson_real(hit_weight * shrink, weight * shrink);
    Some(Share { rate: hit_weight / weight, interval, hits, trials })
}

#[cfg(test)]
#[path = "attack_tests.rs"]
mod tests;
