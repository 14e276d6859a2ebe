//! When a person of a group is due, and what that asks of them. Pure: moments and chance come in.

use std::time::Duration;

use domain::{Requirement, UtcTime};

/// Seconds of a day. Days are counted in UTC and have no leap seconds here: dates move by less than a second.
const DAY_S: u64 = 24 * 60 * 60;

/// The longest period, in days: ten years, as long as an ID document is valid.
const LONGEST_DAYS: u32 = 3_650;

/// What happens when the days of grace are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Escalation {
    /// A re-verification is asked for before anything else.
    Reverify,
    /// Logins are refused until a session that somebody sent a link for was accepted.
    Block,
}

impl Escalation {
    /// The one with that word of the configuration.
    pub fn from_name(word: &str) -> Option<Self> {
        match word {
            "reverify" => Some(Self::Reverify),
            "block" => Some(Self::Block),
            _ => None,
        }
    }

    const fn requires(self) -> Requirement {
        match self {
            Self::Reverify => Requirement::ReverifyNow,
            Self::Block => Requirement::Blocked,
        }
    }
}

/// How often the people of a group are verified again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupRule {
    /// Days from one verification to the next, at most.
    pub every_days: u32,
    /// Up to that many days earlier, by chance: whoever lends a face cannot book the day, and not everybody
    /// of one hiring day is due on one day.
    pub jitter_days: u32,
    /// Days from due to overdue.
    pub grace_days: u32,
    /// What happens then.
    pub escalate: Escalation,
}

/// A rule that cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No sensible period.
    #[error("every_days must lie between 1 and {LONGEST_DAYS}")]
    Every,
    /// The jitter would swallow the period.
    #[error("jitter_days must be less than every_days")]
    Jitter,
    /// Nobody would ever be overdue.
    #[error("grace_days must be at most {LONGEST_DAYS}")]
    Grace,
}

/// How somebody stands towards their dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DueState {
    /// Not due yet.
    Current,
    /// Due, with days of grace left.
    Due,
    /// The days of grace are over.
    Overdue,
}

impl DueState {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Due => "due",
            Self::Overdue => "overdue",
        }
    }

    /// How somebody with these dates stands at `now`. A date belongs to what it begins.
    pub fn of((due, overdue): (UtcTime, UtcTime), now: UtcTime) -> Self {
        if now < due {
            Self::Current
        } else if now < overdue {
            Self::Due
        } else {
            Self::Overdue
        }
    }
}

impl GroupRule {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// Which number does not fit.
    pub fn check(&self) -> Result<(), RuleError> {
        if !(1..=LONGEST_DAYS).contains(&self.every_days) {
            return Err(RuleError::Every);
        }
        if self.jitter_days >= self.every_days {
            return Err(RuleError::Jitter);
        }
        if self.grace_days > LONGEST_DAYS {
            return Err(RuleError::Grace);
        }
        Ok(())
    }

    /// When a period that began at `since` is due, and when overdue. `draw` is by chance, once per period.
    pub fn dates(&self, since: UtcTime, draw: u16) -> (UtcTime, UtcTime) {
        let jitter = days(self.jitter_days).mul_f64(f64::from(draw) / f64::from(u16::MAX));
        let due = since.plus(days(self.every_days).saturating_sub(jitter));
        (due, due.plus(days(self.grace_days)))
    }

    /// What these dates ask of a person at `now`.
    pub fn requires(&self, dates: (UtcTime, UtcTime), now: UtcTime) -> Requirement {
        match DueState::of(dates, now) {
            DueState::Current => Requirement::None,
            DueState::Due => Requirement::Login,
            DueState::Overdue => self.escalate.requires(),
        }
    }
}

fn days(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * DAY_S)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: GroupRule =
        GroupRule { every_days: 90, jitter_days: 14, grace_days: 7, escalate: Escalation::Block };

    fn at_day(day: i64) -> UtcTime {
        UtcTime::from_unix_millis(day * 86_400_000)
    }

    #[test]
    fn the_draw_moves_the_date_to_the_front_only() {
        assert_eq!(RULE.dates(at_day(0), 0), (at_day(90), at_day(97)));
        assert_eq!(RULE.dates(at_day(0), u16::MAX), (at_day(76), at_day(83)));
    }

    #[test]
    fn a_date_belongs_to_what_it_begins() {
        let dates = (at_day(90), at_day(97));
        let before = |t: UtcTime| UtcTime::from_unix_millis(t.unix_millis() - 1);
        for (now, wanted) in [
            (before(dates.0), Requirement::None),
            (dates.0, Requirement::Login),
            (before(dates.1), Requirement::Login),
            (dates.1, Requirement::Blocked),
        ] {
            assert_eq!(RULE.requires(dates, now), wanted, "{now:?}");
        }
        let mild = GroupRule { escalate: Escalation::Reverify, ..RULE };
        assert_eq!(mild.requires(dates, dates.1), Requirement::ReverifyNow);
    }

    #[test]
    fn rules_that_cannot_be_kept_are_refused() {
        assert_eq!(RULE.check(), Ok(()));
        let check = |rule: GroupRule| rule.check().unwrap_err();
        assert_eq!(check(GroupRule { every_days: 0, jitter_days: 0, ..RULE }), RuleError::Every);
        assert_eq!(check(GroupRule { every_days: 3_651, ..RULE }), RuleError::Every);
        assert_eq!(check(GroupRule { jitter_days: 90, ..RULE }), RuleError::Jitter);
        assert_eq!(check(GroupRule { grace_days: 3_651, ..RULE }), RuleError::Grace);
    }

    /// Rules that can be kept.
    fn rules() -> impl Strategy<Value = GroupRule> {
        let rule = |(every_days, grace_days, blocks): (u32, u32, bool)| {
            let escalate = if blocks { Escalation::Block } else { Escalation::Reverify };
            (0..every_days).prop_map(move |jitter_days| GroupRule {
                every_days,
                jitter_days,
                grace_days,
                escalate,
            })
        };
        (1..=LONGEST_DAYS, 0..=LONGEST_DAYS, any::<bool>()).prop_flat_map(rule)
    }

    proptest! {
        #[test]
        fn nobody_is_due_later_than_the_period_or_earlier_than_the_jitter(
            rule in rules(), since in 0..40_000_i64, draw: u16,
        ) {
            prop_assert_eq!(rule.check(), Ok(()));
            let since = at_day(since);
            let (due, overdue) = rule.dates(since, draw);
            prop_assert!(due <= since.plus(days(rule.every_days)));
            prop_assert!(due >= since.plus(days(rule.every_days - rule.jitter_days)));
            prop_assert!(due > since, "a verification is never due at once");
            prop_assert_eq!(overdue, due.plus(days(rule.grace_days)));
        }

        #[test]
        fn as_time_goes_by_more_is_asked_and_never_less(
            rule in rules(), draw: u16, moments in proptest::collection::vec(0..10_000_i64, 2..20),
        ) {
            let dates = rule.dates(at_day(0), draw);
            let mut moments = moments;
            moments.sort_unstable();
            let asked: Vec<_> = moments.iter().map(|m| rule.requires(dates, at_day(*m))).collect();
            prop_assert!(asked.is_sorted(), "{asked:?}");
        }

        #[test]
        fn a_larger_draw_is_never_later(rule in rules(), a: u16, b: u16) {
            let (early, late) = (a.max(b), a.min(b));
            prop_assert!(rule.dates(at_day(0), early).0 <= rule.dates(at_day(0), late).0);
        }
    }
}
