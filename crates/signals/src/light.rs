//! The light card's answer: whether the skin's colour follows a sequence of colours that was drawn by
//! chance, how late, how strongly, and how often chance alone would look like it.
//!
//! Whoever shows the colours (a shared window, a candidate's page, a login) hands in when each was shown.
//!
//! The question is asked of the logarithm of the skin's linear light: red against green, blue against green,
//! and luminance. Light that falls on the skin adds to what is there, so each channel of the card may only
//! ever raise its own. Exposure drops out of the two ratios. White balance and slow drifts are taken out
//! twice: a cubic over the whole time, and, where it helps, what the background beside the face did.
//!
//! How often chance would do as well needs no calibration: other cards from the same draw, asked the same
//! question of the same trace, are what chance looks like (a permutation test). Nothing that moves, flickers
//! or was recorded before can follow the one card better than the others, but for one time in so many.

mod fit;
mod series;

use domain::{LightLength, LightStep};

use self::fit::{Observed, explained};
use self::series::{CardSeries, Grid};
use crate::NotMeasurable;
use crate::stat::quantile;
use crate::trace::{check_times, rate_hz};

/// Longest delay looked for, seconds: four for the slowest meetings, or one where page and camera are one
/// computer and no meeting lies between, and half a second for a caller whose clocks may disagree by that
/// much. The longer one looks, the better chance does, which a short card cannot afford.
pub const fn widest_delay_s(length: LightLength) -> f64 {
    match length {
        LightLength::Full => 4.5,
        LightLength::Short => 1.5,
    }
}

/// Samples a second below which a step of 0.7 s would rest on less than three.
const LEAST_HZ: f64 = 4.0;

/// The shortest step must be seen: a longer pause than this may hide two.
const WIDEST_GAP_S: f64 = 1.5;

/// Other cards that stand for chance. One thousandth is then the smallest share that can be told.
const OTHERS: usize = 999;

/// Other cards where only "one in a hundred" is asked.
const FEW_OTHERS: usize = 99;

/// Followed as well by chance once in this many cards or less often: an answer.
pub const ANSWERED_ONE_IN: u32 = 100;

/// Strengths at which it is asked whether an answer would have been seen, as shares: 1, 2, 4, 8, 16 %.
const STRENGTHS: [f64; 5] = [0.01, 0.02, 0.04, 0.08, 0.16];

/// Delays at which it is asked: a page of ours, a meeting, a slow meeting; or a quick, a usual and a slow
/// camera. Seconds.
const fn delays_s(length: LightLength) -> [f64; 3] {
    match length {
        LightLength::Full => [0.4, 1.2, 2.4],
        LightLength::Short => [0.6, 0.8, 1.2],
    }
}

/// The skin and what is beside it over time.
#[derive(Debug, Clone, Copy)]
pub struct LightTrace<'a> {
    /// Seconds, rising.
    pub times_s: &'a [f64],
    /// Linear red, green, blue of the skin.
    pub skin: &'a [[f64; 3]],
    /// The same beside the face; used only when it is there throughout.
    pub beside: &'a [Option<[f64; 3]>],
}

/// What was shown, on the trace's clock but for the delay.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownCard {
    /// Linear red, green, blue of each step.
    pub colours: Vec<[f64; 3]>,
    /// Beginning of each step and end of the last, seconds.
    pub edges_s: Vec<f64>,
}

impl ShownCard {
    /// A card that was shown as it was drawn, from `from_s` on.
    pub fn as_drawn(steps: &[LightStep], from_s: f64) -> Self {
        let mut edges_s = vec![from_s];
        for step in steps {
            edges_s.push(edges_s[edges_s.len() - 1] + step.lasts.as_secs_f64());
        }
        Self { colours: steps.iter().map(|s| s.colour.linear()).collect(), edges_s }
    }

    fn length(&self) -> LightLength {
        LightLength::of(self.colours.len())
    }

    /// Another card that might have been drawn, beginning with this one.
    fn other(&self, next: &mut impl FnMut() -> u32) -> Self {
        let from_s = self.edges_s.first().copied().unwrap_or_default();
        Self::as_drawn(&LightStep::draw(self.length(), next), from_s)
    }
}

/// How the skin answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LightResponse {
    /// One card in this many would be followed as well by chance: 1 to 1,000.
    pub one_in: u32,
    /// From the card to the skin, seconds, 0 to [`widest_delay_s`]; where it agrees best.
    pub delay_s: f64,
    /// Growth of the skin's light from black to white, as a share of what is there without; 0 and more.
    pub strength: f64,
    /// The weakest of 1, 2, 4, 8 and 16 % that would have been seen on this very trace at any of three
    /// delays; none when not even the strongest. At least as hard as a real one: it is laid over whatever
    /// answer is there already.
    pub seen_from: Option<f64>,
    /// Range (10th to 90th percentile) of the skin's colour about its drift, natural logarithm; the larger
    /// of red against green and blue against green.
    pub restless: f64,
}

impl LightResponse {
    /// Asks whether `trace` follows `card`. `seed` chooses which other cards stand for chance.
    ///
    /// # Errors
    /// When the trace is broken, too short, too slow, or does not vary.
    pub fn assess(
        trace: LightTrace<'_>,
        card: &ShownCard,
        seed: u64,
    ) -> Result<Self, NotMeasurable> {
        let grid = grid_of(&trace, card)?;
        let observed = Observed::of(&trace, &grid, None)?;
        let (found, one_in) = against_chance(&observed, card, &grid, seed, OTHERS);
        Ok(Self {
            one_in,
            delay_s: found.delay_s,
            strength: found.strength,
            seen_from: seen_from(&trace, card, &grid, seed),
            restless: observed.restless,
        })
    }
}

/// Where a card agrees best.
#[derive(Debug, Clone, Copy)]
struct Agreement {
    agreement: f64,
    delay_s: f64,
    strength: f64,
}

fn best(observed: &Observed, card: &CardSeries, grid: &Grid) -> Agreement {
    let mut best = Agreement { agreement: f64::NEG_INFINITY, delay_s: 0.0, strength: 0.0 };
    for delay in 0..=grid.delays() {
        let (agreement, strength) = explained(observed, card, delay);
        if agreement > best.agreement {
            best = Agreement { agreement, delay_s: grid.delay_s(delay), strength };
        }
    }
    best
}

/// Where `card` agrees best, and once in how many cards chance would do as well.
fn against_chance(
    observed: &Observed,
    card: &ShownCard,
    grid: &Grid,
    seed: u64,
    others: usize,
) -> (Agreement, u32) {
    let found = best(observed, &CardSeries::new(card, grid), grid);
    let mut next = numbers(seed);
    let at_least = (0..others)
        .map(|_| best(observed, &CardSeries::new(&card.other(&mut next), grid), grid))
        .filter(|other| other.agreement >= found.agreement)
        .count();
    (found, ((others + 1) / (1 + at_least)) as u32)
}

/// The weakest answer that would have been told from chance here at every delay asked about.
fn seen_from(trace: &LightTrace<'_>, card: &ShownCard, grid: &Grid, seed: u64) -> Option<f64> {
    let series = CardSeries::new(card, grid);
    let mut next = numbers(seed);
    let others: Vec<CardSeries> =
        (0..FEW_OTHERS).map(|_| CardSeries::new(&card.other(&mut next), grid)).collect();
    STRENGTHS.into_iter().find(|strength| {
        delays_s(card.length()).iter().all(|delay_s| {
            let added = Some((card, *strength, *delay_s));
            let Ok(observed) = Observed::of(trace, grid, added) else { return false };
            let found = best(&observed, &series, grid).agreement;
            others.iter().all(|other| best(&observed, other, grid).agreement < found)
        })
    })
}

fn grid_of(trace: &LightTrace<'_>, card: &ShownCard) -> Result<Grid, NotMeasurable> {
    let samples = trace.times_s.len();
    check_times(trace.times_s, samples, 2)?;
    let pairs = [
        (samples, trace.skin.len()),
        (samples, trace.beside.len()),
        (card.edges_s.len(), card.colours.len() + 1),
    ];
    if let Some((left, right)) = pairs.into_iter().find(|(left, right)| left != right) {
        return Err(NotMeasurable::Mismatched { left, right });
    }
    let beside = trace.beside.iter().flatten();
    let is_finite =
        trace.skin.iter().chain(beside).chain(&card.colours).flatten().all(|v| v.is_finite());
    if !is_finite || !card.edges_s.iter().all(|t| t.is_finite()) {
        return Err(NotMeasurable::NotFinite);
    }
    if card.edges_s.windows(2).any(|w| w[1] <= w[0]) {
        return Err(NotMeasurable::NotRising);
    }
    let (first, last) = (trace.times_s[0], trace.times_s[samples - 1]);
    let needed_s = card.edges_s[card.edges_s.len() - 1] - card.edges_s[0];
    // Half of the widest delay may lie beyond the last sample: the face need not stay to the very end.
    let got_s = last - first.max(card.edges_s[0]);
    if card.colours.is_empty() || got_s < needed_s {
        return Err(NotMeasurable::TooShort { needed_s, got_s });
    }
    let got_hz = rate_hz(trace.times_s);
    let widest = trace.times_s.windows(2).map(|w| w[1] - w[0]).fold(0.0, f64::max);
    if got_hz < LEAST_HZ * 0.999 || widest > WIDEST_GAP_S {
        return Err(NotMeasurable::TooSlow {
            needed_hz: LEAST_HZ,
            got_hz: got_hz.min(1.0 / widest),
        });
    }
    Ok(Grid::new(first, last, got_hz, widest_delay_s(card.length())))
}

/// Even random numbers from a seed (SplitMix64, Steele, Lea & Flood 2014): chance that is the same in every
/// replay.
fn numbers(mut state: u64) -> impl FnMut() -> u32 {
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 32) as u32
    }
}

/// 10th to 90th percentile.
fn range(values: &[f64]) -> f64 {
    quantile(values, 0.9) - quantile(values, 0.1)
}

#[cfg(test)]
mod tests;
