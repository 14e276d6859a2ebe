//! A value in a table cell or among the key figures, kept as what it is until it is shown.
//!
//! The page decides on digits and alignment, so that a rate looks the same wherever it stands and never
//! without its number of trials. What is not a finite number is shown as "not measured".

/// What a cell or a key figure shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A file name, a hash, a model id: set in monospace, broken anywhere.
    Code(String),
    /// A count, with thousands set apart.
    Count(u64),
    /// A quantity with a stated number of decimals and its unit, which may be empty.
    Number {
        /// The quantity; shown as "not measured" unless finite.
        value: f64,
        /// Digits after the point.
        decimals: usize,
        /// Such as `s`, `px`, `bits`; empty for a score.
        unit: String,
    },
    /// A stated rate that was chosen, not measured: the FMR a threshold was set for. 0 to 1, shown in
    /// per cent without trailing zeros.
    Level(f64),
    /// A measured rate.
    Share(Share),
    /// Nothing was measured, and why; the reason may be empty.
    Missing(String),
    /// A value with a footnote, printed under its table or at the end of the section.
    Noted(Box<Value>, String),
}

impl Value {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A file name, a hash, a model id.
    pub fn code(words: impl Into<String>) -> Self {
        Self::Code(words.into())
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Count(count as u64)
    }

    /// A quantity without a unit: a score, a threshold, an AUC.
    pub fn number(value: f64, decimals: usize) -> Self {
        Self::quantity(value, decimals, "")
    }

    /// A quantity with its unit.
    pub fn quantity(value: f64, decimals: usize, unit: impl Into<String>) -> Self {
        Self::Number { value, decimals, unit: unit.into() }
    }

    /// Not measured, and why.
    pub fn missing(why: impl Into<String>) -> Self {
        Self::Missing(why.into())
    }

    /// The same value with a footnote.
    #[must_use]
    pub fn noted(self, note: impl Into<String>) -> Self {
        Self::Noted(Box::new(self), note.into())
    }
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Self::text(words)
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Self::Text(words)
    }
}

impl From<Share> for Value {
    fn from(share: Share) -> Self {
        Self::Share(share)
    }
}

/// A measured rate with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// 0 to 1; shown as "not measured" unless finite.
    pub rate: f64,
    /// 95 % interval, low and high, both 0 to 1.
    pub interval: Option<(f64, f64)>,
    /// How many of the trials counted.
    pub hits: Option<u64>,
    /// How many trials there were.
    pub trials: Option<u64>,
    /// False when there are too few trials for the rate to be relied on; said beside it.
    pub is_reliable: bool,
}

impl Share {
    /// A rate whose counts are not known yet: add [`Share::trials`].
    pub fn rate(rate: f64) -> Self {
        Self { rate, interval: None, hits: None, trials: None, is_reliable: true }
    }

    /// `hits` of `trials`. Of no trials nothing is measured.
    pub fn of(hits: usize, trials: usize) -> Self {
        let rate = if trials == 0 { f64::NAN } else { hits as f64 / trials as f64 };
        Self { hits: Some(hits as u64), trials: Some(trials as u64), ..Self::rate(rate) }
    }

    /// Out of so many trials.
    #[must_use]
    pub fn trials(self, trials: usize) -> Self {
        Self { trials: Some(trials as u64), ..self }
    }

    /// With its 95 % interval, both 0 to 1.
    #[must_use]
    pub fn within(self, low: f64, high: f64) -> Self {
        Self { interval: Some((low, high)), ..self }
    }

    /// Marked as too uncertain to rely on unless `is_reliable`.
    #[must_use]
    pub fn reliable_if(self, is_reliable: bool) -> Self {
        Self { is_reliable, ..self }
    }
}
