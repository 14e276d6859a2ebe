//! The part of the report that is about groups of people.

use super::{PeopleRate, PeopleRates};
use crate::groups::{self, GroupRate, GroupStanding};
use crate::report::{Block, Row, Section, Table, Value};

impl PeopleRates {
    /// What a reader must be told, one sentence each.
    pub(super) fn warnings(&self) -> Vec<String> {
        let of = |pick: fn(&PeopleRate) -> &GroupRate| {
            self.groups.iter().map(move |g| (g.group.as_str(), pick(g)))
        };
        let mut found = groups::warnings("rate of not live", self.not_live, &of(|g| &g.not_live));
        found.extend(groups::warnings("BPCER", self.attack, &of(|g| &g.attack)));
        found
    }

    /// The section.
    pub(super) fn section(&self) -> Section {
        let mut table = Table::new(
            "The verdict's answer on bona fide clips, by group",
            ["Group", "Not taken as live", "against overall", "Taken as attack", "against overall"],
        );
        for g in &self.groups {
            let rates = [&g.not_live, &g.attack];
            let cells = rates.iter().flat_map(|r| [r.share(), r.against_overall()]);
            table.rows.push(Row {
                cells: std::iter::once(Value::text(&g.group)).chain(cells).collect(),
                is_marked: rates.iter().any(|r| r.standing == GroupStanding::Worse),
            });
        }
        let text = format!(
            "All bona fide clips together: {:.1} % not taken as live, {:.1} % taken as attacks. Clips of one \
             person are not independent; the intervals take them as if they were.",
            100.0 * self.not_live,
            100.0 * self.attack
        );
        Section::new("Groups").with(Block::text(text)).with(table)
    }
}
