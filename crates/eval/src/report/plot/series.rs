//! A series of points and how it is drawn.

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A line through the points; a single point is drawn as a dot.
    Line,
    /// Level from each point to the next, then a jump: a cumulative share.
    Step,
    /// As [`Style::Step`], filled to the bottom: a distribution. Each point is the left edge of a bin, the
    /// last one its right end.
    Filled,
    /// A symbol at each point.
    Points,
    /// A bar from the bottom to each point.
    Bars,
}

/// A named series.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Shown beside it.
    pub name: String,
    /// How it is drawn.
    pub style: Style,
    /// Its points, in drawing order.
    pub points: Vec<(f64, f64)>,
    /// 95 % interval of each point: of its x where the y axis has names, else of its y. Empty, or as long
    /// as `points`. Drawn as a band around a line and as a bar through a point.
    pub intervals: Vec<(f64, f64)>,
}

impl Series {
    /// A series of that style.
    pub fn new(name: impl Into<String>, style: Style, points: Vec<(f64, f64)>) -> Self {
        Self { name: name.into(), style, points, intervals: Vec::new() }
    }

    /// A line.
    pub fn line(name: impl Into<String>, points: Vec<(f64, f64)>) -> Self {
        Self::new(name, Style::Line, points)
    }

    /// Symbols.
    pub fn points(name: impl Into<String>, points: Vec<(f64, f64)>) -> Self {
        Self::new(name, Style::Points, points)
    }

    /// The share of `values` in each of `bins` equal bins between `range.0` and `range.1`, filled. What
    /// lies outside counts into the bin at the edge; what is not finite counts nowhere.
    pub fn histogram(
        name: impl Into<String>,
        values: &[f64],
        range: (f64, f64),
        bins: usize,
    ) -> Self {
        let (low, high) = range;
        let bins = bins.max(1);
        let width = (high - low) / bins as f64;
        let mut counts = vec![0_u64; bins];
        let mut total = 0_u64;
        for value in values.iter().copied().filter(|value| value.is_finite()) {
            // A cast saturates: below the range is bin 0.
            let bin = ((value - low) / width) as usize;
            counts[bin.min(bins - 1)] += 1;
            total += 1;
        }
        // Empty bins at either end would draw a line along the floor.
        let first = counts.iter().position(|count| *count > 0);
        let last = counts.iter().rposition(|count| *count > 0);
        let mut points = Vec::new();
        if let (Some(first), Some(last), true) = (first, last, width > 0.0) {
            let share = |bin: usize| counts[bin] as f64 / total as f64;
            let edge = |bin: usize| low + width * bin as f64;
            points.extend((first..=last).map(|bin| (edge(bin), share(bin))));
            points.push((edge(last + 1), share(last)));
        }
        Self::new(name, Style::Filled, points)
    }

    /// With the 95 % interval of each point, in the order of the points.
    #[must_use]
    pub fn within(self, intervals: Vec<(f64, f64)>) -> Self {
        Self { intervals, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], expected: &[(f64, f64)]) {
        let series = Series::histogram("a", values, (0.0, 1.0), 4);
        assert_eq!(series.points, expected);
    }

    #[test]
    fn a_histogram_counts_shares_of_all_finite_values() {
        check(
            &[0.3, 0.3, 0.6, f64::NAN],
            &[(0.25, 2.0 / 3.0), (0.5, 1.0 / 3.0), (0.75, 1.0 / 3.0)],
        );
    }

    #[test]
    fn what_lies_outside_counts_at_the_edge() {
        check(
            &[-5.0, 1.0, 2.0, 1e300],
            &[(0.0, 0.25), (0.25, 0.0), (0.5, 0.0), (0.75, 0.75), (1.0, 0.75)],
        );
    }

    #[test]
    fn nothing_gives_no_points() {
        check(&[], &[]);
        check(&[f64::NAN, f64::INFINITY], &[]);
        assert_eq!(Series::histogram("a", &[0.5], (1.0, 1.0), 4).points, []);
        assert_eq!(Series::histogram("a", &[0.5], (0.0, 1.0), 0).points, [(0.0, 1.0), (1.0, 1.0)]);
    }
}
