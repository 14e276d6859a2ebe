//! The best few of many.

use std::cmp::Ordering;

/// A place in the gallery with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub place: usize,
    pub score: f32,
    /// How far the score may be off.
    pub off: f32,
}

/// Highest first; of equal scores the earlier place.
pub(crate) fn order(a: &Scored, b: &Scored) -> Ordering {
    b.score.total_cmp(&a.score).then(a.place.cmp(&b.place))
}

/// Keeps the `most` highest of what it is shown.
pub(crate) struct Top {
    most: usize,
    /// At most twice as many as asked for, cut when full: one comparison for almost everything.
    kept: Vec<Scored>,
    /// Nothing below this is among the highest any more.
    bar: f32,
}

impl Top {
    pub fn new(most: usize) -> Self {
        Self { most, kept: Vec::with_capacity(most.saturating_mul(2)), bar: f32::NEG_INFINITY }
    }

    pub fn show(&mut self, scored: Scored) {
        if self.most == 0 || scored.score < self.bar {
            return;
        }
        if self.kept.len() == self.kept.capacity() {
            self.cut();
            if scored.score < self.bar {
                return;
            }
        }
        self.kept.push(scored);
    }

    /// What a score has to reach to be shown.
    pub fn bar(&self) -> f32 {
        self.bar
    }

    pub fn finish(mut self) -> Vec<Scored> {
        self.cut();
        self.kept
    }

    fn cut(&mut self) {
        self.kept.sort_unstable_by(order);
        self.kept.truncate(self.most);
        if self.kept.len() == self.most {
            self.bar = self.kept.last().map_or(f32::NEG_INFINITY, |s| s.score);
        }
    }
}
