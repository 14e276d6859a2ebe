//! Finding room for labels: as near as possible to what they name, off other labels, off the ink.

use super::canvas::{Anchor, width};

/// Parts of the font size that a line of text reaches above and below its baseline.
const RISE: f64 = 0.8;
const DROP: f64 = 0.22;

/// Where a label may go relative to its point: anchor, rightwards and downwards in pixels, best first.
pub(super) type Candidate = (Anchor, f64, f64);

/// Beside the end of a line, then further up and down, then on its other side.
pub(super) const BESIDE: [Candidate; 14] = [
    (Anchor::Start, 8.0, 4.0),
    (Anchor::Start, 8.0, -8.0),
    (Anchor::Start, 8.0, 16.0),
    (Anchor::Start, 10.0, -20.0),
    (Anchor::Start, 10.0, 28.0),
    (Anchor::Start, 12.0, -34.0),
    (Anchor::Start, 12.0, 42.0),
    (Anchor::End, -8.0, -8.0),
    (Anchor::End, -8.0, 16.0),
    (Anchor::End, -10.0, -22.0),
    (Anchor::End, -10.0, 30.0),
    (Anchor::Start, 14.0, -50.0),
    (Anchor::Start, 16.0, -66.0),
    (Anchor::End, -14.0, -50.0),
];

/// Above a peak, then higher, then beside it.
pub(super) const ABOVE: [Candidate; 7] = [
    (Anchor::Middle, 0.0, -8.0),
    (Anchor::Middle, 0.0, -24.0),
    (Anchor::End, -14.0, 6.0),
    (Anchor::Start, 14.0, 6.0),
    (Anchor::End, -30.0, -8.0),
    (Anchor::Start, 30.0, -8.0),
    (Anchor::Middle, 0.0, -40.0),
];

/// A rectangle: left, top, right, bottom.
pub(super) type Rect = (f64, f64, f64, f64);

/// Room on a drawing.
#[derive(Debug)]
pub(super) struct Labels {
    bounds: Rect,
    size: f64,
    taken: Vec<Rect>,
    ink: Vec<(f64, f64)>,
}

impl Labels {
    /// Room within `bounds` for text of that font size.
    pub(super) fn new(bounds: Rect, size: f64) -> Self {
        Self { bounds, size, taken: Vec::new(), ink: Vec::new() }
    }

    /// Labels should keep off this line.
    pub(super) fn add_line(&mut self, points: &[(f64, f64)]) {
        /// How densely a line is sampled, in pixels.
        const STEP: f64 = 5.0;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let steps = (length / STEP).ceil().clamp(1.0, 400.0);
            self.ink.extend((0..steps as usize).map(|i| {
                let t = i as f64 / steps;
                (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t)
            }));
        }
        self.ink.extend(points.last());
    }

    /// Takes the best of the places around `at`. Returns anchor, anchor point and whether the label lies far
    /// enough off to need a line to its point.
    pub(super) fn place(
        &mut self,
        words: &str,
        at: (f64, f64),
        candidates: &[Candidate],
    ) -> (Anchor, (f64, f64), bool) {
        let width = width(words, self.size);
        let (_, (anchor, point, rect)) = candidates
            .iter()
            .enumerate()
            .map(|(rank, candidate)| {
                let place = self.candidate(*candidate, at, width);
                (self.cost(place.2) + rank as f64, place)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .expect("callers give candidates");
        self.taken.push(rect);
        let (dx, dy) = (point.0 - at.0, point.1 - at.1);
        (anchor, point, dy.abs() > 2.0 * self.size || dx.abs() > 24.0)
    }

    /// The label at that candidate, pushed back into the bounds.
    fn candidate(
        &self,
        (anchor, dx, dy): Candidate,
        at: (f64, f64),
        width: f64,
    ) -> (Anchor, (f64, f64), Rect) {
        let (left, top, right, bottom) = self.bounds;
        let start = anchor.left(at.0 + dx, width).min(right - width).max(left);
        let base = (at.1 + dy).clamp(top + self.size, bottom - 3.0);
        let x = match anchor {
            Anchor::Start => start,
            Anchor::Middle => start + width / 2.0,
            Anchor::End => start + width,
        };
        let rect = (start, base - self.size * RISE, start + width, base + self.size * DROP);
        (anchor, (x, base), rect)
    }

    /// What lies under a label there: other labels weigh most.
    fn cost(&self, rect: Rect) -> f64 {
        let overlaps = self
            .taken
            .iter()
            .filter(|t| rect.0 < t.2 + 4.0 && t.0 < rect.2 + 4.0 && rect.1 < t.3 && t.1 < rect.3)
            .count();
        let inked = self
            .ink
            .iter()
            .filter(|(x, y)| (rect.0..=rect.2).contains(x) && (rect.1..=rect.3).contains(y))
            .count();
        overlaps as f64 * 1000.0 + inked as f64 * 4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_at_one_point_do_not_cover_each_other() {
        let mut labels = Labels::new((0.0, 0.0, 400.0, 300.0), 12.0);
        let mut seen: Vec<(f64, f64)> = Vec::new();
        for name in ["first", "second", "third", "fourth"] {
            let (_, point, _) = labels.place(name, (200.0, 150.0), &BESIDE);
            assert!(
                seen.iter().all(|p| (p.0 - point.0).abs() > 30.0 || (p.1 - point.1).abs() >= 12.0)
            );
            seen.push(point);
        }
    }

    #[test]
    fn labels_keep_off_lines_and_inside_the_bounds() {
        let mut labels = Labels::new((0.0, 0.0, 400.0, 300.0), 12.0);
        labels.add_line(&[(200.0, 150.0), (400.0, 150.0)]);
        let (_, point, _) = labels.place("a name", (200.0, 150.0), &BESIDE);
        assert!((point.1 - 150.0).abs() > 4.5);
        let (anchor, point, _) = labels.place("at the edge", (399.0, 299.0), &BESIDE);
        assert!(
            anchor.left(point.0, width("at the edge", 12.0)) + width("at the edge", 12.0) <= 400.0
        );
        assert!(point.1 <= 300.0);
    }
}
