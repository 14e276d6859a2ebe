//! What a score means to a person: how many strangers would look this similar, how many true pairs would
//! look no more alike, how many genuine sessions would look as suspicious. Tables are data in the model
//! manifest, with their origin.

/// A rate read off a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Share of trials, 0..=1.
    pub share: f64,
    /// True where the table ends: the true share is this or less.
    pub is_bound: bool,
}

impl Rate {
    /// "1 in 12 000 strangers would look this similar", in words a person understands.
    pub fn strangers(self) -> String {
        if self.share >= 0.1 {
            return format!("{:.0} in 100 strangers would look this similar", self.share * 100.0);
        }
        let one_in = grouped((1.0 / self.share).round());
        if self.is_bound {
            format!("fewer than 1 in {one_in} strangers would look this similar")
        } else {
            format!("1 in {one_in} strangers would look this similar")
        }
    }

    /// "10 in 100 genuine sessions look at least this suspicious".
    pub fn genuine_sessions(self) -> String {
        let bound = if self.is_bound { "fewer than " } else { "" };
        let share = (self.share * 100.0).round().max(1.0);
        format!("{bound}{share:.0} in 100 genuine sessions look at least this suspicious")
    }
}

/// Two leading digits, thousands apart: the data supports no more.
fn grouped(n: f64) -> String {
    let unit = 10_f64.powf((n.log10().floor() - 1.0).max(0.0));
    let digits = format!("{:.0}", (n / unit).round() * unit);
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Shares of trials by comparison score, as measured. Scores rise strictly; shares rise or fall strictly.
/// Between two points ln(share) is linear in the score.
#[derive(Debug, Clone, PartialEq)]
pub struct RateTable {
    /// Score and share, 0 < share < 1.
    points: Vec<(f64, f64)>,
    /// Trials behind it.
    pub trials: u64,
    /// Data set and protocol, in words.
    pub data: String,
}

/// A table that means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a rate table needs two points or more, rising scores, and shares between 0 and 1 that all rise or all fall"
)]
pub struct RateTableError;

impl RateTable {
    /// Checks and wraps.
    ///
    /// # Errors
    /// When the points are fewer than two, not finite, out of range or not strictly monotone.
    pub fn new(points: Vec<(f64, f64)>, trials: u64, data: String) -> Result<Self, RateTableError> {
        let in_range = |p: &(f64, f64)| p.0.is_finite() && p.1 > 0.0 && p.1 < 1.0;
        let scores_rise = points.windows(2).all(|w| w[0].0 < w[1].0);
        let rise = points.windows(2).all(|w| w[0].1 < w[1].1);
        let fall = points.windows(2).all(|w| w[0].1 > w[1].1);
        let is_usable =
            points.len() >= 2 && points.iter().all(in_range) && scores_rise && (rise || fall);
        if is_usable { Ok(Self { points, trials, data }) } else { Err(RateTableError) }
    }

    /// The points, scores rising.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// True for a table of false matches, whose share falls as the score rises.
    pub fn is_falling(&self) -> bool {
        self.points[0].1 > self.points[self.points.len() - 1].1
    }

    /// The smallest share the data can show.
    pub fn floor(&self) -> f64 {
        self.points[0].1.min(self.points[self.points.len() - 1].1)
    }

    /// The share at this score. Beyond the rare end it is a bound; beyond the common end the share of the
    /// last point stands, and the true one is higher.
    pub fn at(&self, score: f64) -> Rate {
        let (first, last) = (self.points[0], self.points[self.points.len() - 1]);
        if score <= first.0 {
            return Rate { share: first.1, is_bound: score < first.0 && !self.is_falling() };
        }
        if score >= last.0 {
            return Rate { share: last.1, is_bound: score > last.0 && self.is_falling() };
        }
        let after = self.points.partition_point(|p| p.0 <= score);
        let ((x0, y0), (x1, y1)) = (self.points[after - 1], self.points[after]);
        let t = (score - x0) / (x1 - x0);
        Rate { share: (y0.ln() + t * (y1.ln() - y0.ln())).exp(), is_bound: false }
    }

    /// The score whose share is `share`; none where the table does not reach.
    pub fn score_at(&self, share: f64) -> Option<f64> {
        let pair = self.points.windows(2).find(|w| {
            let (low, high) = (w[0].1.min(w[1].1), w[0].1.max(w[1].1));
            (low..=high).contains(&share)
        })?;
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let t = (share.ln() - y0.ln()) / (y1.ln() - y0.ln());
        Some(x0 + t * (x1 - x0))
    }
}

/// Both tables of an embedder.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityRates {
    /// Share of non-mated trials at or above a score (FMR): falls.
    pub false_match: RateTable,
    /// Share of mated trials at or below a score (FNMR): rises.
    pub false_non_match: RateTable,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(points: &[(f64, f64)]) -> Result<RateTable, RateTableError> {
        RateTable::new(points.to_vec(), 1000, "made for tests".into())
    }

    fn false_match() -> RateTable {
        table(&[(0.1, 0.5), (0.2, 0.01), (0.4, 0.0001)]).unwrap()
    }

    #[test]
    fn between_points_the_logarithm_is_linear() {
        let rate = false_match().at(0.3);
        assert!((rate.share - 0.001).abs() < 1e-9 && !rate.is_bound, "{rate:?}");
        assert!((false_match().score_at(0.001).unwrap() - 0.3).abs() < 1e-9);
    }

    #[test]
    fn beyond_the_rare_end_a_rate_is_a_bound() {
        assert_eq!(false_match().at(0.9), Rate { share: 0.0001, is_bound: true });
        assert_eq!(false_match().at(-0.5), Rate { share: 0.5, is_bound: false });
        assert_eq!(false_match().score_at(1e-6), None);
        let misses = table(&[(0.2, 0.001), (0.7, 0.5)]).unwrap();
        assert_eq!(misses.at(0.1), Rate { share: 0.001, is_bound: true });
        assert_eq!(misses.floor(), 0.001);
    }

    #[test]
    fn tables_that_mean_nothing_are_refused() {
        for points in [
            &[(0.1, 0.5)][..],
            &[(0.1, 0.5), (0.1, 0.4)],
            &[(0.1, 0.5), (0.2, 0.5)],
            &[(0.1, 0.5), (0.2, 0.4), (0.3, 0.45)],
            &[(0.1, 1.0), (0.2, 0.4)],
            &[(0.1, 0.5), (0.2, 0.0)],
            &[(f64::NAN, 0.5), (0.2, 0.1)],
        ] {
            assert_eq!(table(points), Err(RateTableError), "{points:?}");
        }
    }

    #[test]
    fn strangers_are_told_in_words() {
        let words = |share, is_bound| Rate { share, is_bound }.strangers();
        assert_eq!(words(1.0 / 12_345.0, false), "1 in 12 000 strangers would look this similar");
        assert_eq!(
            words(1.0 / 2_000_000.0, true),
            "fewer than 1 in 2 000 000 strangers would look this similar"
        );
        assert_eq!(words(0.5, false), "50 in 100 strangers would look this similar");
        assert_eq!(words(1.0 / 37.0, false), "1 in 37 strangers would look this similar");
    }

    #[test]
    fn genuine_sessions_are_told_in_words() {
        let words = |share, is_bound| Rate { share, is_bound }.genuine_sessions();
        assert_eq!(words(0.104, false), "10 in 100 genuine sessions look at least this suspicious");
        assert_eq!(
            words(0.004, true),
            "fewer than 1 in 100 genuine sessions look at least this suspicious"
        );
    }
}
