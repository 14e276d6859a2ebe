//! Error rates by group at one working threshold, and where a group fares worse than all together.
//!
//! NIST SP 800-63A-4 asks that no demographic group be more than 25 % worse than overall. A group with too
//! few trials to exclude that is said to be so, not passed.

use std::collections::BTreeMap;

use rates::Proportion;

use super::comparisons::Comparisons;
use super::figures::{GroupFacts, GroupRate, GroupResult, GroupStanding};

/// How much worse than overall a group's rate may be (NIST SP 800-63A-4).
const MAX_RATIO: f64 = 1.25;

/// Errors and trials of one class.
#[derive(Default, Clone, Copy)]
struct Tally {
    hits: u64,
    trials: u64,
}

impl From<Tally> for Proportion {
    fn from(tally: Tally) -> Self {
        Self { hits: tally.hits, trials: tally.trials }
    }
}

/// Every group at `threshold`; none when no pair has one.
pub(super) fn judge(
    comparisons: &Comparisons<'_>,
    threshold: f64,
    threshold_from: String,
) -> Option<GroupFacts> {
    // Per group: failed pairs, false non-matches, false matches.
    let mut tallies: BTreeMap<&str, (usize, Tally, Tally)> = BTreeMap::new();
    let mut all = (Tally::default(), Tally::default());
    for compared in &comparisons.compared {
        let pair = compared.pair;
        let is_error = (compared.score >= threshold) != pair.is_mated;
        let add = |tally: &mut Tally| {
            tally.trials += 1;
            tally.hits += u64::from(is_error);
        };
        add(if pair.is_mated { &mut all.0 } else { &mut all.1 });
        if let Some(group) = &pair.group {
            let entry = tallies.entry(group).or_default();
            add(if pair.is_mated { &mut entry.1 } else { &mut entry.2 });
        }
    }
    for pair in &comparisons.failed {
        if let Some(group) = &pair.group {
            tallies.entry(group).or_default().0 += 1;
        }
    }
    if tallies.is_empty() {
        return None;
    }
    let overall = (rate_of(all.0), rate_of(all.1));
    let groups = tallies
        .into_iter()
        .map(|(group, (failed, mated, non_mated))| GroupResult {
            group: group.to_owned(),
            failed,
            fnmr: group_rate(mated.into(), overall.0),
            fmr: group_rate(non_mated.into(), overall.1),
        })
        .collect();
    Some(GroupFacts { threshold, threshold_from, fnmr: overall.0, fmr: overall.1, groups })
}

fn rate_of(tally: Tally) -> f64 {
    Proportion::from(tally).rate().unwrap_or(0.0)
}

fn group_rate(errors: Proportion, overall: f64) -> GroupRate {
    let (rate, interval) = (errors.rate(), errors.interval());
    let limit = MAX_RATIO * overall;
    let standing = match rate {
        Some(rate) if rate > limit => GroupStanding::Worse,
        Some(_) if interval.high <= limit => GroupStanding::Within,
        _ => GroupStanding::TooFew,
    };
    let ratio = rate.filter(|_| overall > 0.0).map(|r| r / overall);
    GroupRate { errors, rate, interval, ratio, standing }
}

/// What a reader must be told of the groups, one sentence each.
pub(super) fn warnings(facts: &GroupFacts) -> Vec<String> {
    let mut warnings = Vec::new();
    for (name, rate) in [
        ("FNMR", (|g| &g.fnmr) as fn(&GroupResult) -> &GroupRate),
        ("FMR", |g: &GroupResult| &g.fmr),
    ] {
        let of = |standing: GroupStanding| {
            facts.groups.iter().filter(move |g| rate(g).standing == standing)
        };
        for group in of(GroupStanding::Worse) {
            let r = rate(group);
            let times =
                r.ratio.map_or_else(String::new, |x| format!(", {x:.1} times the overall rate"));
            let overall = if name == "FNMR" { facts.fnmr } else { facts.fmr };
            let doubt = match r.interval.contains(overall) {
                true => " With so few trials that may be chance.",
                false => "",
            };
            warnings.push(format!(
                "Group “{}” is more than 25 % worse than overall: {name} {:.2} % ({} of {}){times}. NIST SP \
                 800-63A-4 does not allow that.{doubt}",
                group.group,
                100.0 * r.rate.unwrap_or(f64::NAN),
                r.errors.hits,
                r.errors.trials,
            ));
        }
        let few: Vec<_> = of(GroupStanding::TooFew).map(|g| format!("“{}”", g.group)).collect();
        if !few.is_empty() {
            warnings.push(format!(
                "Too few trials to tell whether the {name} of {} is within 25 % of overall.",
                few.join(", ")
            ));
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_worse_within_or_has_too_few_trials() {
        let check = |hits, trials, overall, expected| {
            let found = group_rate(Proportion { hits, trials }, overall);
            assert_eq!(found.standing, expected, "{hits} of {trials} against {overall}");
        };
        check(13, 1000, 0.01, GroupStanding::Worse);
        check(12, 1000, 0.01, GroupStanding::TooFew);
        check(1000, 100_000, 0.01, GroupStanding::Within);
        check(0, 100, 0.01, GroupStanding::TooFew);
        check(0, 1000, 0.01, GroupStanding::Within);
        check(0, 0, 0.01, GroupStanding::TooFew);
        check(0, 1000, 0.0, GroupStanding::TooFew);
        check(1, 1000, 0.0, GroupStanding::Worse);
        assert_eq!(group_rate(Proportion { hits: 2, trials: 100 }, 0.01).ratio, Some(2.0));
    }
}
