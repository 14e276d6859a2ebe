//! Times on the wire: ISO 8601, UTC, milliseconds.

use domain::UtcTime;

/// The moment as `2026-05-03T09:15:00.250Z`. Moments outside the years -9999 to 9999 become the epoch:
/// no record can hold one.
pub fn iso(at: UtcTime) -> String {
    let stamp =
        jiff::Timestamp::from_millisecond(at.unix_millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{stamp:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(millis: i64, expected: &str) {
        assert_eq!(iso(UtcTime::from_unix_millis(millis)), expected);
    }

    #[test]
    fn moments_are_utc_with_milliseconds() {
        check(0, "1970-01-01T00:00:00.000Z");
        check(1_777_799_700_250, "2026-05-03T09:15:00.250Z");
        check(-1, "1969-12-31T23:59:59.999Z");
        check(i64::MAX, "1970-01-01T00:00:00.000Z");
    }
}
