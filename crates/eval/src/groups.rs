//! How a group's error rate stands against the rate of all together.
//!
//! NIST SP 800-63A-4 asks that no demographic group be more than 25 % worse than overall. A group with too
//! few trials to exclude that is said to be so, not passed. Which rates are compared is each study's business.

use std::collections::BTreeMap;

use rates::{Interval, Proportion};
use serde::Serialize;

use crate::report::{Share, Value};

/// How much worse than overall a group's rate may be (NIST SP 800-63A-4).
const MAX_RATIO: f64 = 1.25;

/// One rate of one group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GroupRate {
    /// Counts.
    pub errors: Proportion,
    /// The rate; null without trials.
    pub rate: Option<f64>,
    /// 95 % interval (Clopper-Pearson).
    pub interval: Interval,
    /// Rate over the overall rate; null where either is missing or the overall rate is 0.
    pub ratio: Option<f64>,
    /// How it stands against the overall rate.
    pub standing: GroupStanding,
}

/// How a group stands against the overall rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupStanding {
    /// Not more than 25 % worse, with enough trials to say so.
    Within,
    /// More than 25 % worse.
    Worse,
    /// Too few trials to exclude that it is more than 25 % worse.
    TooFew,
}

impl GroupRate {
    /// Of a group with these errors, where all together have the rate `overall`.
    pub(crate) fn of(errors: Proportion, overall: f64) -> Self {
        let (rate, interval) = (errors.rate(), errors.interval());
        let limit = MAX_RATIO * overall;
        let standing = match rate {
            Some(rate) if rate > limit => GroupStanding::Worse,
            Some(_) if interval.high <= limit => GroupStanding::Within,
            _ => GroupStanding::TooFew,
        };
        let ratio = rate.filter(|_| overall > 0.0).map(|r| r / overall);
        Self { errors, rate, interval, ratio, standing }
    }

    /// The rate with its trials, as a report shows it.
    pub(crate) fn share(&self) -> Value {
        let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let share = Share::of(whole(self.errors.hits), whole(self.errors.trials));
        match self.errors.trials {
            0 => share.into(),
            _ => share.within(self.interval.low, self.interval.high).into(),
        }
    }

    /// How it stands, in words.
    pub(crate) fn against_overall(&self) -> Value {
        let times = self.ratio.map_or_else(String::new, |r| format!(" (× {r:.2})"));
        match self.standing {
            GroupStanding::Within => format!("within 25 %{times}").into(),
            GroupStanding::Worse => format!("more than 25 % worse{times}").into(),
            GroupStanding::TooFew => format!("too few trials to tell{times}").into(),
        }
    }
}

/// The counts of one rate, group by group and over all trials; trials without a group count in the latter.
#[derive(Debug, Default)]
pub(crate) struct Tally<'t> {
    all: Proportion,
    groups: BTreeMap<&'t str, Proportion>,
}

impl<'t> Tally<'t> {
    /// One more trial.
    pub(crate) fn add(&mut self, group: Option<&'t str>, is_error: bool) {
        let own = group.map(|group| self.groups.entry(group).or_default());
        for count in std::iter::once(&mut self.all).chain(own) {
            count.trials += 1;
            count.hits += u64::from(is_error);
        }
    }

    /// The rate over all trials; 0 without any.
    pub(crate) fn overall(&self) -> f64 {
        self.all.rate().unwrap_or(0.0)
    }

    /// The rate of one group.
    pub(crate) fn of(&self, group: &str) -> GroupRate {
        GroupRate::of(self.groups.get(group).copied().unwrap_or_default(), self.overall())
    }

    /// Groups with a trial.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &'t str> {
        self.groups.keys().copied()
    }
}

/// What a reader must be told of one rate of all groups, one sentence each.
pub(crate) fn warnings<'g>(
    name: &str,
    overall: f64,
    groups: &(impl Iterator<Item = (&'g str, &'g GroupRate)> + Clone),
) -> Vec<String> {
    let of = |standing| groups.clone().filter(move |(_, rate)| rate.standing == standing);
    let mut warnings: Vec<String> = of(GroupStanding::Worse)
        .map(|(group, r)| {
            let times =
                r.ratio.map_or_else(String::new, |x| format!(", {x:.1} times the overall rate"));
            let doubt = match r.interval.contains(overall) {
                true => " With so few trials that may be chance.",
                false => "",
            };
            format!(
                "Group “{group}” is more than 25 % worse than overall: {name} {:.2} % ({} of {}){times}. NIST \
                 SP 800-63A-4 does not allow that.{doubt}",
                100.0 * r.rate.unwrap_or(f64::NAN),
                r.errors.hits,
                r.errors.trials,
            )
        })
        .collect();
    let few: Vec<_> = of(GroupStanding::TooFew).map(|(group, _)| format!("“{group}”")).collect();
    if !few.is_empty() {
        warnings.push(format!(
            "Too few trials to tell whether the {name} of {} is within 25 % of overall.",
            few.join(", ")
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_worse_within_or_has_too_few_trials() {
        let check = |hits, trials, overall, expected| {
            let found = GroupRate::of(Proportion { hits, trials }, overall);
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
        assert_eq!(GroupRate::of(Proportion { hits: 2, trials: 100 }, 0.01).ratio, Some(2.0));
    }

    #[test]
    fn trials_without_a_group_count_among_all_only() {
        let mut tally = Tally::default();
        tally.add(Some("a"), true);
        tally.add(Some("b"), false);
        tally.add(None, false);
        tally.add(None, false);
        assert!((tally.overall() - 0.25).abs() < 1e-12);
        assert_eq!(tally.groups().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((tally.of("a").rate, tally.of("a").ratio), (Some(1.0), Some(4.0)));
        assert_eq!(tally.of("nobody").rate, None);
    }
}
