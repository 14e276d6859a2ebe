//! Rates over the clips of one variant, or over its stills.

use std::collections::BTreeMap;

use rates::attack::{ApcerTable, AttackRates, Attempt, Share, SpeciesSeparation, SpeciesShare};
use serde::Serialize;

use super::{AttackRow, Detector, TARGETS, Thresholds};
use crate::count::{Rate, Spread};
use crate::groups::{GroupRate, Tally};

/// The answers of the verdict for one label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateCount {
    /// The label as the list writes it.
    pub label: String,
    /// Items of that label.
    pub items: usize,
    /// Taken as live: for an attack the error that APCER counts.
    pub live: usize,
    /// Taken as an attack: for bona fide items the error that BPCER counts.
    pub attack: usize,
    /// Neither (non-response, APNRR and BPNRR).
    pub not_enough: usize,
    /// Nobody seen, or not measured.
    pub failed: usize,
}

/// The rates at the threshold of a BPCER target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtTarget {
    /// The BPCER that was asked for.
    pub bpcer: f64,
    /// What is reached.
    pub rates: AttackRates,
    /// Attacks taken as bona fide there, all species together: no APCER, but it does not hang on one clip.
    pub all_species: Rate,
}

/// One detector.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DetectorReport {
    /// Its name.
    pub name: String,
    /// Bona fide items with a score.
    pub bona_fide: usize,
    /// Attacks with a score.
    pub attacks: usize,
    /// Items without a score.
    pub unscored: usize,
    /// Area under the ROC curve, all attacks together.
    pub auc: Option<f64>,
    /// The same with each bona fide subject weighing the same.
    pub auc_by_subject: Option<f64>,
    /// Detection equal error rate and its threshold.
    pub d_eer: Option<(f64, f64)>,
    /// AUC and D-EER of each species.
    pub species: Vec<SpeciesSeparation>,
    /// APCER at the thresholds of the BPCER targets.
    pub at_bpcer: Vec<AtTarget>,
    /// The rates at a score of 0, where the detector calls both equally likely.
    pub at_zero: Option<AttackRates>,
    /// For the verdict: the rates at the policy's attack threshold.
    pub at_attack_llr: Option<AttackRates>,
    /// For the verdict: the rates at the policy's live threshold.
    pub at_live_llr: Option<AttackRates>,
    /// For a degraded variant: the rates at the threshold that gives the original clips BPCER 10 %.
    pub at_usual: Option<AttackRates>,
    /// Scores of the bona fide items.
    pub bona_fide_scores: Option<Spread>,
    /// Scores of the attacks.
    pub attack_scores: Option<Spread>,
    /// (threshold, BPCER, APCER of all attacks), for curves.
    #[serde(skip)]
    pub(super) curve: Vec<(f64, f64, f64)>,
}

/// Bona fide clips of one group of people, as the verdict answers them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeopleRate {
    /// As the list names the group.
    pub group: String,
    /// Not taken as live: taken as attacks, or not enough to tell.
    pub not_live: GroupRate,
    /// Taken as attacks (BPCER).
    pub attack: GroupRate,
}

/// The same of all groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeopleRates {
    /// Share of all bona fide clips that are not taken as live.
    pub not_live: f64,
    /// Share of all bona fide clips taken as attacks.
    pub attack: f64,
    /// Each group.
    pub groups: Vec<PeopleRate>,
}

/// Rates over one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Answers of the verdict by label; empty for stills.
    pub states: Vec<StateCount>,
    /// Bona fide clips by group of people; none for stills, and where the list has no groups.
    pub people: Option<PeopleRates>,
    /// One for each detector, in order.
    pub detectors: Vec<DetectorReport>,
    /// Attacks accepted end to end, by species, where the list names references.
    pub iapar: Vec<SpeciesShare>,
    /// Bona fide items not accepted end to end, where the list names references.
    pub bona_fide_not_accepted: Option<Share>,
}

impl DetectorReport {
    /// The threshold that gives BPCER 10 %: the upper limit of a tuning that does not cry wolf.
    pub(super) fn usual_threshold(&self) -> Option<f64> {
        self.at_bpcer.iter().find(|t| t.bpcer == TARGETS[1]).map(|t| t.rates.threshold)
    }
}

impl Group {
    /// `usual` holds the original clips' thresholds, detector by detector; empty for the original.
    pub(super) fn of(
        rows: &[&AttackRow],
        detectors: &[Detector],
        thresholds: Thresholds,
        usual: &[Option<f64>],
    ) -> Self {
        let reports: Vec<_> = detectors
            .iter()
            .enumerate()
            .map(|(at, detector)| {
                report(rows, at, detector, thresholds, usual.get(at).copied().flatten())
            })
            .collect();
        // Which detector gives the score does not matter to what was accepted.
        let accepted = rows.iter().map(|row| attempt(row, 0.0, 1.0)).collect();
        let table = ApcerTable::new(accepted).ok();
        Self {
            states: states(rows),
            people: people(rows),
            detectors: reports,
            iapar: table.as_ref().map(ApcerTable::iapar).unwrap_or_default(),
            bona_fide_not_accepted: table.and_then(|t| t.bona_fide_not_accepted()),
        }
    }
}

fn attempt(row: &AttackRow, score: f64, weight: f64) -> Attempt {
    Attempt {
        is_attack: row.is_attack,
        species: row.label.split_once(':').map_or(row.label.as_str(), |(_, s)| s).to_owned(),
        score,
        is_accepted: row.is_accepted(),
        weight,
    }
}

fn report(
    rows: &[&AttackRow],
    at: usize,
    detector: &Detector,
    thresholds: Thresholds,
    usual: Option<f64>,
) -> DetectorReport {
    let scored: Vec<(&AttackRow, f64)> = rows
        .iter()
        .filter_map(|row| Some((*row, row.scores.get(at).copied().flatten()?)))
        .collect();
    let table = |weight: &dyn Fn(&AttackRow) -> f64| {
        ApcerTable::new(scored.iter().map(|(row, s)| attempt(row, *s, weight(row))).collect()).ok()
    };
    let plain = table(&|_| 1.0);
    let clips_of = clips_by_subject(&scored);
    let by_subject = table(&|row| match (&row.subject, row.is_attack) {
        (Some(subject), false) => 1.0 / clips_of.get(subject).copied().unwrap_or(1) as f64,
        _ => 1.0,
    });
    let at_threshold = |t: f64| plain.as_ref().map(|table| table.at(t));
    let is_verdict = detector.is_verdict();
    let of_class = |is_attack: bool| {
        scored.iter().filter(move |(row, _)| row.is_attack == is_attack).map(|(_, score)| *score)
    };
    DetectorReport {
        name: detector.name.clone(),
        bona_fide: of_class(false).count(),
        attacks: of_class(true).count(),
        unscored: rows.len() - scored.len(),
        auc: plain.as_ref().and_then(ApcerTable::auc),
        auc_by_subject: by_subject.and_then(|t| t.auc()),
        d_eer: plain.as_ref().and_then(ApcerTable::d_eer),
        species: plain.as_ref().map(ApcerTable::separation).unwrap_or_default(),
        at_bpcer: TARGETS
            .into_iter()
            .filter_map(|bpcer| {
                let rates = plain.as_ref()?.apcer_at_bpcer(bpcer)?;
                let all_species = Rate::count(of_class(true), |s| s < rates.threshold);
                Some(AtTarget { bpcer, rates, all_species })
            })
            .collect(),
        at_zero: at_threshold(0.0),
        at_attack_llr: is_verdict.then(|| at_threshold(thresholds.attack_llr)).flatten(),
        // Up to the live threshold a session is live: what counts as an attack begins right above it.
        at_live_llr: is_verdict.then(|| at_threshold(thresholds.live_llr.next_up())).flatten(),
        at_usual: usual.and_then(at_threshold),
        bona_fide_scores: Spread::of(of_class(false)),
        attack_scores: Spread::of(of_class(true)),
        curve: plain
            .as_ref()
            .and_then(|t| t.pooled())
            .map(|r| r.det().iter().map(|p| (p.threshold, p.fmr, p.fnmr)).collect())
            .unwrap_or_default(),
    }
}

fn clips_by_subject(scored: &[(&AttackRow, f64)]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (row, _) in scored.iter().filter(|(row, _)| !row.is_attack) {
        if let Some(subject) = &row.subject {
            *found.entry(subject.clone()).or_default() += 1;
        }
    }
    found
}

/// What gave no score is in no rate.
fn people(rows: &[&AttackRow]) -> Option<PeopleRates> {
    let (mut not_live, mut attack) = (Tally::default(), Tally::default());
    let is_counted = |row: &&&AttackRow| !row.is_attack && !row.is_still && row.failure.is_none();
    for row in rows.iter().filter(is_counted) {
        let group = row.group.as_deref();
        not_live.add(group, row.presence != Some("live"));
        attack.add(group, row.presence == Some("attack"));
    }
    let groups: Vec<PeopleRate> = not_live
        .groups()
        .map(|group| PeopleRate {
            group: group.to_owned(),
            not_live: not_live.of(group),
            attack: attack.of(group),
        })
        .collect();
    let (not_live, attack) = (not_live.overall(), attack.overall());
    (!groups.is_empty()).then_some(PeopleRates { not_live, attack, groups })
}

fn states(rows: &[&AttackRow]) -> Vec<StateCount> {
    let mut found: BTreeMap<(bool, &str), StateCount> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.is_still) {
        let count = found.entry((row.is_attack, &row.label)).or_insert_with(|| StateCount {
            label: row.label.clone(),
            items: 0,
            live: 0,
            attack: 0,
            not_enough: 0,
            failed: 0,
        });
        count.items += 1;
        match row.presence {
            _ if row.failure.is_some() => count.failed += 1,
            Some("live") => count.live += 1,
            Some("attack") => count.attack += 1,
            _ => count.not_enough += 1,
        }
    }
    found.into_values().collect()
}
