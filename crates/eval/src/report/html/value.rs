//! A value as HTML: the figure itself, and in small what it rests on.

use super::super::escape::{breakable, escape};
use super::super::number::{
    NOT_MEASURED, THIN, count, decimal, level, percent, percent_decimals, percent_interval,
};
use super::super::value::{Share, Value};
use super::writer::Writer;

/// A value ready to be set.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The figure, as HTML.
    pub(super) main: String,
    /// What it rests on, in short pieces of HTML.
    pub(super) basis: Vec<String>,
    /// Why nothing was measured, as HTML.
    pub(super) reason: String,
    /// Reference to a footnote, as HTML.
    pub(super) note: String,
    /// True for what could not be measured.
    pub(super) is_missing: bool,
}

/// True for what belongs to the right of its column.
pub(super) fn is_numeric(value: &Value) -> bool {
    match value {
        Value::Text(_) | Value::Code(_) => false,
        Value::Noted(value, _) => is_numeric(value),
        _ => true,
    }
}

/// True for what does not tell words from numbers: an empty cell, a missing value.
pub(super) fn is_neutral(value: &Value) -> bool {
    match value {
        Value::Missing(_) => true,
        Value::Text(words) => words.trim().is_empty(),
        Value::Noted(value, _) => is_neutral(value),
        _ => false,
    }
}

/// Decimals a rate is shown with; `None` for what is no rate.
pub(super) fn decimals(value: &Value) -> Option<usize> {
    match value {
        Value::Share(share) if share.rate.is_finite() => Some(share_decimals(share)),
        Value::Noted(value, _) => decimals(value),
        _ => None,
    }
}

/// Shows a value; rates are filled up to `width` decimals, that of the widest in their column.
pub(super) fn show(writer: &mut Writer, value: &Value, width: usize) -> Shown {
    let plain = |main: String| Shown { main, ..Shown::default() };
    match value {
        // A number that somebody formatted all the same.
        Value::Text(words) if matches!(words.trim(), "NaN" | "inf" | "-inf") => missing(),
        Value::Text(words) => {
            let words = breakable(&writer.say(words));
            plain(if words.is_empty() { words } else { format!("<bdi>{words}</bdi>") })
        }
        Value::Code(words) => {
            plain(format!("<code><bdi>{}</bdi></code>", breakable(&escape(words))))
        }
        Value::Count(n) => plain(count(*n)),
        Value::Number { value, decimals, unit } if value.is_finite() => {
            let unit = writer.say(unit);
            let gap = if unit.is_empty() { String::new() } else { THIN.to_string() };
            plain(format!("{}{gap}{unit}", decimal(*value, *decimals)))
        }
        Value::Level(rate) if rate.is_finite() => plain(level(*rate)),
        Value::Share(share) => show_share(share, width),
        Value::Missing(why) => {
            let reason = writer.say(why);
            Shown { reason, ..missing() }
        }
        Value::Noted(value, words) => {
            let shown = show(writer, value, width);
            Shown { note: writer.add_note(words), ..shown }
        }
        Value::Number { .. } | Value::Level(_) => missing(),
    }
}

impl Shown {
    /// What stands in small under the figure; empty when there is nothing to add.
    pub(super) fn small(&self) -> String {
        let pieces: Vec<String> =
            self.basis.iter().map(|piece| format!("<span>{piece}</span>")).collect();
        match (pieces.is_empty(), self.reason.is_empty()) {
            (false, _) => format!("<small class=\"basis\">{}</small>", pieces.join(" ")),
            (true, false) => format!("<small>{}</small>", self.reason),
            (true, true) => String::new(),
        }
    }
}

fn share_decimals(share: &Share) -> usize {
    percent_decimals(share.rate, share.trials, share.interval)
}

fn missing() -> Shown {
    Shown { main: NOT_MEASURED.to_owned(), is_missing: true, ..Shown::default() }
}

fn show_share(share: &Share, width: usize) -> Shown {
    let trials = match (share.hits, share.trials) {
        (Some(hits), Some(trials)) => Some(format!("{} of {}", count(hits), count(trials))),
        (None, Some(trials)) => Some(format!("{} trials", count(trials))),
        (_, None) => None,
    };
    if !share.rate.is_finite() {
        return Shown { basis: trials.into_iter().collect(), ..missing() };
    }
    let decimals = share_decimals(share);
    let interval = share.interval.and_then(|interval| percent_interval(interval, decimals));
    let doubt = (!share.is_reliable).then(|| "<b>too few trials</b>".to_owned());
    Shown {
        main: percent(share.rate, decimals, width),
        basis: interval.into_iter().chain(trials).chain(doubt).collect(),
        ..Shown::default()
    }
}
