//! How much of the skin's colour a card explains at one delay.

use super::series::{CardSeries, Grid, shown_at};
use super::{LightTrace, NotMeasurable, ShownCard, range};
use crate::trace::Trace;

/// Powers of time that count as drift: level, slope, bend, swing.
const DRIFT: usize = 4;

/// Most of a value that is carried over from the sample before when noise is made even. Above, a step would
/// be left as a single spike that a late picture misses.
const MOST_CARRIED: f64 = 0.8;

/// Linear light below this is the sensor's own black.
const LEAST_LIGHT: f64 = 1e-4;

/// Share explained that counts as all: what is left is rounding.
const ALL: f64 = 1.0 - 1e-6;

/// Relative luminance of linear sRGB.
const LUMINANCE: [f64; 3] = [0.2126, 0.7152, 0.0722];

/// The trace made ready: logarithms on an even grid, drift removed, noise made even. Three channels: red
/// against green, blue against green, luminance.
pub(super) struct Observed {
    /// As it is, and with the background's part removed.
    variants: Vec<[Vec<f64>; 3]>,
    drift: Vec<Vec<f64>>,
    carried: f64,
    pub restless: f64,
}

impl Observed {
    /// With `added`, as if the skin had followed that card so strongly, so late.
    pub fn of(
        trace: &LightTrace<'_>,
        grid: &Grid,
        added: Option<(&ShownCard, f64, f64)>,
    ) -> Result<Self, NotMeasurable> {
        let mut skin: Vec<[f64; 3]> = trace.skin.to_vec();
        if let Some((card, strength, delay_s)) = added {
            for (value, t) in skin.iter_mut().zip(trace.times_s) {
                let light = shown_at(card, t - delay_s);
                *value = std::array::from_fn(|c| value[c] * (1.0 + strength * light[c]));
            }
        }
        let raw = channels(trace.times_s, &skin, grid)?;
        let whole = drift(grid.count);
        let still = raw.clone().map(|y| without(&y, &whole));
        let restless = range(&still[0]).max(range(&still[1]));
        let carried = (carried(&still[0]) + carried(&still[1])) / 2.0;
        let drift = drift(grid.count - 1);
        let even = |y: &Vec<f64>| without(&uncarried(y, carried), &drift);
        let plain = raw.each_ref().map(even);
        if plain.iter().all(|y| dot(y, y) < 1e-15) {
            return Err(NotMeasurable::Constant);
        }
        let mut variants = vec![plain];
        let beside: Option<Vec<[f64; 3]>> = trace.beside.iter().copied().collect();
        if let Some(beside) = beside {
            let around = channels(trace.times_s, &beside, grid)?.each_ref().map(even);
            let plain = &variants[0];
            variants.push(std::array::from_fn(|c| less(&plain[c], &around[c])));
        }
        Ok(Self { variants, drift, carried, restless })
    }
}

/// Evidence that the skin follows the card (minus the logarithm of what is left unexplained, summed over
/// channels), and the strength of its answer.
pub(super) fn explained(observed: &Observed, card: &CardSeries, delay: usize) -> (f64, f64) {
    let count = observed.variants[0][0].len();
    let mut light: [Vec<f64>; 3] = std::array::from_fn(|_| Vec::with_capacity(count));
    let mut before = card.at(0, delay);
    for i in 1..=count {
        let now = card.at(i, delay);
        for (channel, (now, before)) in light.iter_mut().zip(now.iter().zip(before)) {
            channel.push(now - observed.carried * before);
        }
        before = now;
    }
    let in_drift: [Vec<f64>; 3] =
        light.each_ref().map(|x| observed.drift.iter().map(|q| dot(q, x)).collect());
    let product = |a: usize, b: usize| dot(&light[a], &light[b]) - dot(&in_drift[a], &in_drift[b]);
    let (rr, gg, bb) = (product(0, 0), product(1, 1), product(2, 2));
    let (rg, rb, gb) = (product(0, 1), product(0, 2), product(1, 2));
    let [wr, wg, wb] = LUMINANCE;
    let ll = wr * wr * rr
        + wg * wg * gg
        + wb * wb * bb
        + 2.0 * (wr * wg * rg + wr * wb * rb + wg * wb * gb);
    let mut best = (f64::NEG_INFINITY, 0.0);
    for y in &observed.variants {
        let with = |c: usize| [dot(&y[c], &light[0]), dot(&y[c], &light[1]), dot(&y[c], &light[2])];
        let (red, blue, all) = (with(0), with(1), with(2));
        let (red_part, k_r, k_g1) = raising(rr, gg, rg, red[0], red[1]);
        let (blue_part, k_b, k_g2) = raising(bb, gg, gb, blue[2], blue[1]);
        let bright = wr * all[0] + wg * all[1] + wb * all[2];
        let bright_part = if ll > 0.0 { bright.max(0.0).powi(2) / ll } else { 0.0 };
        let evidence = left(red_part, &y[0]) + left(blue_part, &y[1]) + left(bright_part, &y[2]);
        if evidence > best.0 {
            best = (evidence, (k_r + (k_g1 + k_g2) / 2.0 + k_b) / 3.0);
        }
    }
    best
}

/// −ln of the share that is left when `part` of the squares of `y` is explained.
fn left(part: f64, y: &[f64]) -> f64 {
    let all = dot(y, y);
    if all < 1e-15 { 0.0 } else { -(1.0 - (part / all).clamp(0.0, ALL)).ln() }
}

/// `y = a x − b g` with neither `a` nor `b` below zero: squares explained, `a`, `b`.
fn raising(xx: f64, gg: f64, xg: f64, yx: f64, yg: f64) -> (f64, f64, f64) {
    let yg = -yg;
    let det = xx * gg - xg * xg;
    if det > 1e-9 * xx * gg {
        let (a, b) = ((yx * gg + xg * yg) / det, (yg * xx + xg * yx) / det);
        if a >= 0.0 && b >= 0.0 {
            return (a * yx + b * yg, a, b);
        }
    }
    let one = |y: f64, x: f64| if x > 1e-12 { y.max(0.0) / x } else { 0.0 };
    let (a, b) = (one(yx, xx), one(yg, gg));
    if a * yx >= b * yg { (a * yx, a, 0.0) } else { (b * yg, 0.0, b) }
}

/// Logarithms on the grid.
fn channels(
    times_s: &[f64],
    colours: &[[f64; 3]],
    grid: &Grid,
) -> Result<[Vec<f64>; 3], NotMeasurable> {
    let on_grid = |value: fn([f64; 3]) -> f64| {
        let values: Vec<f64> =
            colours.iter().map(|c| value(c.map(|v| v.max(LEAST_LIGHT)))).collect();
        let trace = Trace::new(times_s, &values)?;
        let last = trace.values()[values.len() - 1];
        Ok((0..grid.count).map(|i| trace.at(grid.time(i)).unwrap_or(last)).collect())
    };
    Ok([
        on_grid(|[r, g, _]| (r / g).ln())?,
        on_grid(|[_, g, b]| (b / g).ln())?,
        on_grid(|[r, g, b]| (LUMINANCE[0] * r + LUMINANCE[1] * g + LUMINANCE[2] * b).ln())?,
    ])
}

/// Orthonormal powers of time.
fn drift(count: usize) -> Vec<Vec<f64>> {
    let mut found: Vec<Vec<f64>> = Vec::with_capacity(DRIFT);
    let middle = (count as f64 - 1.0) / 2.0;
    for power in 0..DRIFT {
        let raw: Vec<f64> = (0..count)
            .map(|i| ((i as f64 - middle) / middle.max(1.0)).powi(power as i32))
            .collect();
        let rest = without(&raw, &found);
        let length = dot(&rest, &rest).sqrt();
        if length > 1e-9 {
            found.push(rest.iter().map(|v| v / length).collect());
        }
    }
    found
}

fn without(y: &[f64], basis: &[Vec<f64>]) -> Vec<f64> {
    let mut rest = y.to_vec();
    for q in basis {
        let part = dot(q, &rest);
        for (value, unit) in rest.iter_mut().zip(q) {
            *value -= part * unit;
        }
    }
    rest
}

/// How much of a value is carried over from the one before.
fn carried(y: &[f64]) -> f64 {
    let all = dot(y, y);
    if all < 1e-15 {
        return 0.0;
    }
    (dot(&y[1..], &y[..y.len() - 1]) / all).clamp(0.0, MOST_CARRIED)
}

fn uncarried(y: &[f64], share: f64) -> Vec<f64> {
    y.windows(2).map(|w| w[1] - share * w[0]).collect()
}

/// `y` without what goes along with `around`, which may only be added and not be blown up: one camera, one
/// white balance.
fn less(y: &[f64], around: &[f64]) -> Vec<f64> {
    let all = dot(around, around);
    let share = if all < 1e-15 { 0.0 } else { (dot(y, around) / all).clamp(0.0, 1.0) };
    y.iter().zip(around).map(|(a, b)| a - share * b).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
