//! Dates of the zone: two digits of the year, so a century must be chosen, and parts may be unknown.
//!
//! Rules. A birth lies in the latest century that does not put it after today, so a bearer over 99 is
//! taken for a child: the zone cannot tell. An expiry lies within 50 years of today, before or after:
//! documents are valid for ten years at most as a rule, and a bearer may show an old one.

use domain::UtcTime;

/// A day of the Gregorian calendar, of any time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

impl Day {
    /// The day, if the calendar has it. Years 1..=9999.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let is_one = (1..=9999).contains(&year) && (1..=last).contains(&day);
        is_one.then_some(Self { year, month, day })
    }

    /// The UTC day of an instant.
    pub fn of(time: UtcTime) -> Option<Self> {
        // Days since 0000-03-01, so that the leap day ends the year.
        let days = time.unix_millis().div_euclid(86_400_000) + 719_468;
        let era = days.div_euclid(146_097);
        let in_era = days.rem_euclid(146_097);
        let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * in_year + 2) / 153;
        let day = in_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        Self::new(i32::try_from(year).ok()?, month as u8, day as u8)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let day = Self::new(
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
        )?;
        parts.next().is_none().then_some(day)
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A date as the zone has it: `YYMMDD`, each part possibly unknown. Does not print itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MrzDate {
    year: Option<u8>,
    month: Option<u8>,
    day: Option<u8>,
}

impl std::fmt::Debug for MrzDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MrzDate(..)")
    }
}

impl MrzDate {
    /// Reads six characters; a part that is not two digits counts as unknown.
    pub(crate) fn of(field: &[u8]) -> Self {
        let part = |at: usize| match field.get(at..at + 2) {
            Some([a @ b'0'..=b'9', b @ b'0'..=b'9']) => Some((a - b'0') * 10 + (b - b'0')),
            _ => None,
        };
        Self { year: part(0), month: part(2), day: part(4) }
    }

    /// Whether month and day, where known, exist at all; a day may still be missing in its month.
    pub(crate) fn is_plausible(self) -> bool {
        self.month.is_none_or(|m| (1..=12).contains(&m))
            && self.day.is_none_or(|d| (1..=31).contains(&d))
    }

    /// Whether nothing of it is known: documents without an expiry have fillers there.
    pub fn is_blank(self) -> bool {
        (self.year, self.month, self.day) == (None, None, None)
    }

    fn in_century(self, century: i32) -> Option<Day> {
        Day::new(century * 100 + i32::from(self.year?), self.month?, self.day?)
    }

    /// As a date of birth seen on `today`; none when a part is unknown or the calendar has no such day.
    pub fn as_birth(self, today: Day) -> Option<Day> {
        let century = today.year / 100;
        [century, century - 1].into_iter().filter_map(|c| self.in_century(c)).find(|d| *d <= today)
    }

    /// As a date of expiry seen on `today`; none when a part is unknown or the calendar has no such day.
    pub fn as_expiry(self, today: Day) -> Option<Day> {
        let century = today.year / 100;
        let near = |d: &Day| (today.year - 50..today.year + 50).contains(&d.year);
        [century - 1, century, century + 1]
            .into_iter()
            .filter_map(|c| self.in_century(c))
            .find(near)
    }

    /// Whether a document with this expiry is valid on `today`: to the end of that day.
    pub fn validity(self, today: Day) -> Validity {
        match self.as_expiry(today) {
            None => Validity::NotStated,
            Some(until) if until < today => Validity::Expired(until),
            Some(until) => Validity::ValidUntil(until),
        }
    }
}

/// What the date of expiry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// To the end of this day.
    ValidUntil(Day),
    /// Since the day after this one.
    Expired(Day),
    /// No date, or none that the calendar has.
    NotStated,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn instants_fall_on_their_day() {
        let check = |millis: i64, text: &str| {
            assert_eq!(Day::of(UtcTime::from_unix_millis(millis)), Some(day(text)));
        };
        check(0, "1970-01-01");
        check(-1, "1969-12-31");
        check(951_782_400_000, "2000-02-29");
        check(1_709_251_199_999, "2024-02-29");
        check(1_709_251_200_000, "2024-03-01");
        assert_eq!(Day::parse("2023-02-29"), None);
        assert_eq!(Day::parse("2024-01-01-01"), None);
    }

    #[test]
    fn births_are_never_in_the_future() {
        let today = day("2026-11-21");
        let check = |field: &[u8], expected: Option<&str>| {
            assert_eq!(MrzDate::of(field).as_birth(today), expected.map(day));
        };
        check(b"740812", Some("1974-08-12"));
        check(b"261121", Some("2026-11-21"));
        check(b"261122", Some("1926-11-22"));
        check(b"000229", Some("2000-02-29"));
        check(b"110229", None);
        check(b"74<<<<", None);
    }

    #[test]
    fn expiries_are_near_and_hold_to_the_end_of_their_day() {
        let today = day("2026-11-21");
        let check = |field: &[u8], expected: Validity| {
            assert_eq!(MrzDate::of(field).validity(today), expected);
        };
        check(b"261121", Validity::ValidUntil(today));
        check(b"261120", Validity::Expired(day("2026-11-20")));
        check(b"750101", Validity::ValidUntil(day("2075-01-01")));
        check(b"770101", Validity::Expired(day("1977-01-01")));
        check(b"<<<<<<", Validity::NotStated);
    }
}
