//! Numbers as readers expect them: thousands set apart, as many digits as the trials support, a true minus.

/// What stands where nothing finite was measured.
pub(super) const NOT_MEASURED: &str = "not measured";
/// Between a number and its unit, and between thousands: narrow, and never a line break.
pub(super) const THIN: char = '\u{202f}';
/// As wide as a digit: keeps decimal points of a column in line.
const FIGURE_SPACE: char = '\u{2007}';
/// More decimals of a per cent than any report has trials for.
const MAX_DECIMALS: usize = 6;

/// A count with thousands set apart.
pub(super) fn count(count: u64) -> String {
    group(&count.to_string())
}

/// `value` with that many decimals.
pub(super) fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NOT_MEASURED.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    // What rounds to zero has no sign.
    let is_negative = value < 0.0 && text.contains(|c: char| ('1'..='9').contains(&c));
    let sign = if is_negative { "\u{2212}" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", group(whole))
}

/// Digits after the point of a rate in per cent: enough to tell one trial from the next, but no more than
/// tell the ends of its interval apart; at least one.
pub(super) fn percent_decimals(
    rate: f64,
    trials: Option<u64>,
    interval: Option<(f64, f64)>,
) -> usize {
    /// Decimals that show the first two digits of a quantity in per cent.
    fn two_digits(share: f64) -> f64 {
        1.0 - (share * 100.0).log10().floor()
    }
    let wanted = match trials {
        Some(trials) => (trials.max(1) as f64).log10().ceil() - 2.0,
        None if rate > 0.0 && rate.is_finite() => two_digits(rate),
        None => 1.0,
    };
    let width = interval.map(|(low, high)| high - low).filter(|w| w.is_finite() && *w > 0.0);
    let wanted = width.map_or(wanted, |width| wanted.min(two_digits(width)));
    // A cast of a negative number is 0.
    (wanted as usize).clamp(1, MAX_DECIMALS)
}

/// A rate in per cent, filled up with blanks on its right as if it had `width` decimals, so that points
/// stand under each other.
pub(super) fn percent(rate: f64, decimals: usize, width: usize) -> String {
    if !rate.is_finite() {
        return NOT_MEASURED.to_owned();
    }
    let blanks: String =
        std::iter::repeat_n(FIGURE_SPACE, width.saturating_sub(decimals)).collect();
    format!("{}{THIN}%{blanks}", decimal(rate * 100.0, decimals))
}

/// Both ends of an interval of a rate, in per cent.
pub(super) fn percent_interval((low, high): (f64, f64), decimals: usize) -> Option<String> {
    (low.is_finite() && high.is_finite()).then(|| {
        format!(
            "{}\u{2013}{}{THIN}%",
            decimal(low * 100.0, decimals),
            decimal(high * 100.0, decimals)
        )
    })
}

/// A chosen rate in per cent, without trailing zeros.
pub(super) fn level(rate: f64) -> String {
    if !rate.is_finite() {
        return NOT_MEASURED.to_owned();
    }
    format!("{}{THIN}%", trimmed(rate * 100.0, 8))
}

/// `value` with at most that many decimals, without trailing zeros.
pub(super) fn trimmed(value: f64, decimals: usize) -> String {
    let text = decimal(value, decimals);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// Sets thousands apart; four digits stay together, as ISO 80000-1 allows.
fn group(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shown: impl AsRef<str>, expected: &str) {
        assert_eq!(shown.as_ref().replace(THIN, " ").replace(FIGURE_SPACE, "_"), expected);
    }

    #[test]
    fn thousands_are_set_apart() {
        check(count(0), "0");
        check(count(3000), "3000");
        check(count(12_000), "12 000");
        check(count(4_495_501), "4 495 501");
    }

    #[test]
    fn decimals_keep_their_zeros_and_lose_a_sign_without_meaning() {
        check(decimal(0.5, 3), "0.500");
        check(decimal(-1.25, 2), "\u{2212}1.25");
        check(decimal(-0.0001, 2), "0.00");
        check(decimal(123_456.7, 1), "123 456.7");
        check(decimal(f64::NAN, 2), NOT_MEASURED);
        check(decimal(f64::NEG_INFINITY, 2), NOT_MEASURED);
    }

    #[test]
    fn a_rate_has_as_many_digits_as_its_trials_support() {
        for (trials, decimals) in
            [(0, 1), (8, 1), (100, 1), (1000, 1), (3000, 2), (10_000, 2), (4_000_000, 5)]
        {
            assert_eq!(percent_decimals(0.5, Some(trials), None), decimals, "{trials} trials");
        }
        for (rate, decimals) in [(0.123, 1), (0.0123, 1), (0.00123, 2), (0.000_123, 3), (0.0, 1)] {
            assert_eq!(percent_decimals(rate, None, None), decimals, "{rate}");
        }
        // Millions of trials that share persons: the interval is wider than one trial in all.
        for (low, high, decimals) in [
            (0.009_43, 0.010_58, 2),
            (0.000_002_5, 0.000_029, 4),
            (0.089, 0.12, 1),
            (0.01, 0.01, 5),
        ] {
            assert_eq!(percent_decimals(0.01, Some(7_255_541), Some((low, high))), decimals);
        }
    }

    #[test]
    fn rates_read_as_per_cent() {
        check(percent(0.0027, 2, 2), "0.27 %");
        check(percent(0.0027, 2, 4), "0.27 %__");
        check(percent(f64::INFINITY, 2, 2), NOT_MEASURED);
        check(percent_interval((0.0011, 0.0056), 2).unwrap(), "0.11\u{2013}0.56 %");
        assert_eq!(percent_interval((f64::NAN, 1.0), 2), None);
        check(level(1e-4), "0.01 %");
        check(level(1e-6), "0.0001 %");
        check(level(0.1), "10 %");
        check(level(f64::NAN), NOT_MEASURED);
    }
}
