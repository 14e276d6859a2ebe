//! Even sample times, and a card's colours at all of them for every delay.

use domain::CardColour;

use super::ShownCard;

/// Finest step, seconds: cameras of a call give 10 to 30 pictures a second, and a step lasts 0.7 s.
const FINEST_S: f64 = 0.1;

/// The palette's dark grey: what the page shows before the first step and after the last.
const AROUND: CardColour = CardColour::PALETTE[1];

/// Even times. Delays are counted in half steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    pub from_s: f64,
    pub step_s: f64,
    pub count: usize,
    delays: usize,
}

impl Grid {
    pub fn new(first_s: f64, last_s: f64, rate_hz: f64, widest_delay_s: f64) -> Self {
        let step_s = (1.0 / rate_hz).max(FINEST_S);
        let count = ((last_s - first_s) / step_s + 1e-9).floor() as usize + 1;
        let delays = (2.0 * widest_delay_s / step_s).round() as usize;
        Self { from_s: first_s, step_s, count, delays }
    }

    pub fn time(&self, i: usize) -> f64 {
        self.from_s + i as f64 * self.step_s
    }

    /// The largest delay, in half steps.
    pub const fn delays(&self) -> usize {
        self.delays
    }

    pub fn delay_s(&self, half_steps: usize) -> f64 {
        half_steps as f64 * self.step_s / 2.0
    }
}

/// A card's colours at every half step of a grid, from the widest delay before it on.
#[derive(Debug)]
pub(super) struct CardSeries {
    halves: Vec<[f64; 3]>,
    delays: usize,
}

impl CardSeries {
    pub fn new(card: &ShownCard, grid: &Grid) -> Self {
        let half = grid.step_s / 2.0;
        let halves = (0..2 * grid.count + grid.delays)
            .map(|j| {
                let t = grid.from_s + (j as f64 - grid.delays as f64) * half;
                // A camera gathers light over about this time, and pictures come a little early or late.
                let (a, b) = (shown_at(card, t - half / 2.0), shown_at(card, t + half / 2.0));
                std::array::from_fn(|c| (a[c] + b[c]) / 2.0)
            })
            .collect();
        Self { halves, delays: grid.delays }
    }

    /// The colour at grid time `i`, seen `delay` half steps late.
    pub fn at(&self, i: usize, delay: usize) -> [f64; 3] {
        self.halves[2 * i + self.delays - delay]
    }
}

/// What the page shows at a time.
pub(super) fn shown_at(card: &ShownCard, t_s: f64) -> [f64; 3] {
    let begun = card.edges_s.partition_point(|edge| *edge <= t_s);
    let step = begun.checked_sub(1).and_then(|i| card.colours.get(i));
    step.copied().unwrap_or_else(|| AROUND.linear())
}
