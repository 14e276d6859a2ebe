//! Plots as data: axes, series, marks. How they are drawn is in the modules below.
//!
//! A point that has no place on its axis (not finite, or zero on a logarithmic axis) is not drawn as if it
//! had one: lines run off the edge towards it.

mod canvas;
mod draw;
mod labels;
mod layout;
mod palette;
mod place;
mod series;
mod shapes;
mod ticks;

pub(super) use draw::{Drawing, FILE_MARK, draw};
pub(super) use layout::Form;
pub use series::{Series, Style};

/// A plot with its axes, series and marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// Name of its files: lower-case letters, digits and hyphens, unique within the document.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, the first one in front of nothing.
    pub series: Vec<Series>,
    /// Thresholds and points worth naming.
    pub marks: Vec<Mark>,
    /// Under the plot: how to read it; may be empty.
    pub note: String,
}

impl Plot {
    /// A plot with nothing on it yet.
    pub fn new(id: impl Into<String>, title: impl Into<String>, x: Axis, y: Axis) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            x,
            y,
            series: Vec::new(),
            marks: Vec::new(),
            note: String::new(),
        }
    }

    /// Appends a series.
    #[must_use]
    pub fn series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Appends a mark.
    #[must_use]
    pub fn mark(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }

    /// With words under it on how to read it.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Quantity and unit.
    pub label: String,
    /// How values are placed.
    pub scale: Scale,
    /// True when values are shares from 0 to 1 whose ticks read as per cent. Always so on a probit scale.
    pub is_percent: bool,
    /// Lowest and highest value shown; taken from the data when absent.
    pub range: Option<(f64, f64)>,
}

impl Axis {
    /// A linear axis of plain numbers.
    pub fn linear(label: impl Into<String>) -> Self {
        Self { label: label.into(), scale: Scale::Linear, is_percent: false, range: None }
    }

    /// A linear axis of shares, ticks in per cent.
    pub fn percent(label: impl Into<String>) -> Self {
        Self { is_percent: true, ..Self::linear(label) }
    }

    /// A logarithmic axis of plain numbers.
    pub fn log(label: impl Into<String>) -> Self {
        Self { scale: Scale::Log, ..Self::linear(label) }
    }

    /// A logarithmic axis of shares, ticks in per cent.
    pub fn log_percent(label: impl Into<String>) -> Self {
        Self { is_percent: true, ..Self::log(label) }
    }

    /// A normal-deviate axis of shares, as DET plots have, ticks in per cent.
    pub fn probit(label: impl Into<String>) -> Self {
        Self { scale: Scale::Probit, ..Self::percent(label) }
    }

    /// An axis of names. A point at 0 belongs to the first name, at 1 to the second.
    pub fn names<N: Into<String>>(
        label: impl Into<String>,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self { scale: Scale::Names(names), ..Self::linear(label) }
    }

    /// Showing values from `low` to `high`.
    #[must_use]
    pub fn range(self, low: f64, high: f64) -> Self {
        Self { range: Some((low, high)), ..self }
    }
}

/// How values are placed along an axis.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// By their logarithm; zero and below have no place.
    Log,
    /// By the standard normal quantile; 0 and 1 have no place.
    Probit,
    /// By name, the first at the left or at the top.
    Names(Vec<String>),
}

/// Something worth naming on a plot.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A vertical line: a threshold on a score axis.
    Vertical {
        /// Where.
        x: f64,
        /// Its name.
        label: String,
    },
    /// A horizontal line: a level on a rate axis.
    Horizontal {
        /// Where.
        y: f64,
        /// Its name.
        label: String,
    },
    /// A point: the equal error rate on a DET curve.
    Point {
        /// Where.
        x: f64,
        /// Where.
        y: f64,
        /// Its name.
        label: String,
    },
}

impl Mark {
    /// A vertical line.
    pub fn vertical(x: f64, label: impl Into<String>) -> Self {
        Self::Vertical { x, label: label.into() }
    }

    /// A horizontal line.
    pub fn horizontal(y: f64, label: impl Into<String>) -> Self {
        Self::Horizontal { y, label: label.into() }
    }

    /// A point.
    pub fn point(x: f64, y: f64, label: impl Into<String>) -> Self {
        Self::Point { x, y, label: label.into() }
    }
}

#[cfg(test)]
mod tests;
