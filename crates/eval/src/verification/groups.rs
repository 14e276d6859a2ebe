//! Error rates by group at one working threshold, and where a group fares worse than all together.

use std::collections::BTreeMap;

use super::comparisons::Comparisons;
use super::figures::{GroupFacts, GroupResult};
use crate::groups::{self, Tally};

/// Every group at `threshold`; none when no pair has one.
pub(super) fn judge(
    comparisons: &Comparisons<'_>,
    threshold: f64,
    threshold_from: String,
) -> Option<GroupFacts> {
    let (mut mated, mut non_mated) = (Tally::default(), Tally::default());
    let mut failed: BTreeMap<&str, usize> = BTreeMap::new();
    for compared in &comparisons.compared {
        let pair = compared.pair;
        let is_error = (compared.score >= threshold) != pair.is_mated;
        let tally = if pair.is_mated { &mut mated } else { &mut non_mated };
        tally.add(pair.group.as_deref(), is_error);
        if let Some(group) = &pair.group {
            failed.entry(group).or_default();
        }
    }
    for group in comparisons.failed.iter().filter_map(|pair| pair.group.as_deref()) {
        *failed.entry(group).or_default() += 1;
    }
    if failed.is_empty() {
        return None;
    }
    let groups = failed
        .into_iter()
        .map(|(group, failed)| GroupResult {
            group: group.to_owned(),
            failed,
            fnmr: mated.of(group),
            fmr: non_mated.of(group),
        })
        .collect();
    let (fnmr, fmr) = (mated.overall(), non_mated.overall());
    Some(GroupFacts { threshold, threshold_from, fnmr, fmr, groups })
}

/// What a reader must be told of the groups, one sentence each.
pub(super) fn warnings(facts: &GroupFacts) -> Vec<String> {
    let of = |pick: fn(&GroupResult) -> &groups::GroupRate| {
        facts.groups.iter().map(move |g| (g.group.as_str(), pick(g)))
    };
    let mut warnings = groups::warnings("FNMR", facts.fnmr, &of(|g| &g.fnmr));
    warnings.extend(groups::warnings("FMR", facts.fmr, &of(|g| &g.fmr)));
    warnings
}
