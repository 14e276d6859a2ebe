//! Errors of bona fide sessions by group, at the policy's thresholds.
//!
//! Attacks have no group here: whom an attack shows says nothing about whom the system serves worse.

use std::collections::BTreeSet;

use domain::Outcome;
use serde::Serialize;

use super::{Trial, VideoReport, compared};
use crate::groups::{self, GroupRate, GroupStanding, Tally};
use crate::report::{Block, Row, Section, Table, Value};

/// Every group, against all bona fide sessions of the list, those without a group included.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VideoGroups {
    /// Share of all sessions against their own person that were not accepted.
    pub not_accepted: f64,
    /// FNMR of all sessions.
    pub fnmr: f64,
    /// FMR of all sessions.
    pub fmr: f64,
    /// Each group.
    pub groups: Vec<GroupOutcome>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupOutcome {
    /// As the list names it.
    pub group: String,
    /// Sessions against their own person that were not accepted, failures included.
    pub not_accepted: GroupRate,
    /// Comparisons with their own person that did not end as `same`.
    pub fnmr: GroupRate,
    /// Comparisons with somebody else that ended as `same`.
    pub fmr: GroupRate,
}

/// None when no bona fide session has a group.
pub(super) fn judge(mated: &[Trial<'_>], non_mated: &[Trial<'_>]) -> Option<VideoGroups> {
    let (mut not_accepted, mut fnmr, mut fmr) =
        (Tally::default(), Tally::default(), Tally::default());
    for trial in mated {
        let group = trial.item.group.as_deref();
        not_accepted.add(group, !trial.is(Outcome::Accept));
        if let Some(is_same) = compared(trial.end()) {
            fnmr.add(group, !is_same);
        }
    }
    for trial in non_mated {
        if let Some(is_same) = compared(trial.end()) {
            fmr.add(trial.item.group.as_deref(), is_same);
        }
    }
    let names: BTreeSet<&str> = not_accepted.groups().chain(fmr.groups()).collect();
    if names.is_empty() {
        return None;
    }
    let groups = names
        .into_iter()
        .map(|group| GroupOutcome {
            group: group.to_owned(),
            not_accepted: not_accepted.of(group),
            fnmr: fnmr.of(group),
            fmr: fmr.of(group),
        })
        .collect();
    Some(VideoGroups {
        not_accepted: not_accepted.overall(),
        fnmr: fnmr.overall(),
        fmr: fmr.overall(),
        groups,
    })
}

impl VideoGroups {
    /// What a reader must be told, one sentence each.
    pub(super) fn warnings(&self) -> Vec<String> {
        let of = |pick: fn(&GroupOutcome) -> &GroupRate| {
            self.groups.iter().map(move |g| (g.group.as_str(), pick(g)))
        };
        let mut found =
            groups::warnings("rate of not accepted", self.not_accepted, &of(|g| &g.not_accepted));
        found.extend(groups::warnings("FNMR", self.fnmr, &of(|g| &g.fnmr)));
        found.extend(groups::warnings("FMR", self.fmr, &of(|g| &g.fmr)));
        found
    }
}

impl VideoReport {
    /// The section on groups; none without any.
    pub(super) fn groups_section(&self) -> Option<Section> {
        let facts = self.groups.as_ref()?;
        let mut table = Table::new(
            "Errors of bona fide sessions by group",
            [
                "Group",
                "Own person not accepted",
                "against overall",
                "FNMR",
                "against overall",
                "FMR",
                "against overall",
            ],
        );
        for g in &facts.groups {
            let rates = [&g.not_accepted, &g.fnmr, &g.fmr];
            let cells = rates.iter().flat_map(|r| [r.share(), r.against_overall()]);
            table.rows.push(Row {
                cells: std::iter::once(Value::text(&g.group)).chain(cells).collect(),
                is_marked: rates.iter().any(|r| r.standing == GroupStanding::Worse),
            });
        }
        let text = format!(
            "All together: {:.1} % not accepted, FNMR {:.2} %, FMR {:.2} %. NIST SP 800-63A-4 asks that no \
             group be more than 25 % worse than overall.",
            100.0 * facts.not_accepted,
            100.0 * facts.fnmr,
            100.0 * facts.fmr
        );
        Some(Section::new("Groups").with(Block::text(text)).with(table))
    }
}
