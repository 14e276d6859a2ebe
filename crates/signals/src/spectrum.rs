//! Power of short signals at chosen frequencies, and of square patches over the whole plane.

use std::f64::consts::{PI, TAU};

/// (frequency, power) of `values`, sampled at `rate`, from `low` to `high` in steps of `step`, all hertz.
/// The mean and the straight trend are taken out, the ends are faded by a Hann window.
pub(crate) fn powers(values: &[f64], rate: f64, low: f64, high: f64, step: f64) -> Vec<(f64, f64)> {
    let faded = faded(values);
    let count = ((high - low) / step + 1e-9).floor().max(0.0) as usize + 1;
    (0..count)
        .map(|i| {
            let f = low + i as f64 * step;
            let (re, im) = faded.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, v)| {
                let (sin, cos) = (TAU * f * n as f64 / rate).sin_cos();
                (re + v * cos, im + v * sin)
            });
            (f, re * re + im * im)
        })
        .collect()
}

fn faded(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let (tm, vm) = ((n - 1.0) / 2.0, values.iter().sum::<f64>() / n);
    let (tv, tt) = values.iter().enumerate().fold((0.0, 0.0), |(tv, tt), (i, v)| {
        let t = i as f64 - tm;
        (tv + t * (v - vm), tt + t * t)
    });
    let slope = if tt > 0.0 { tv / tt } else { 0.0 };
    values
        .iter()
        .enumerate()
        .map(|(i, v)| (v - vm - slope * (i as f64 - tm)) * hann(i, values.len()))
        .collect()
}

/// Hann window at sample `i` of `n`.
pub(crate) fn hann(i: usize, n: usize) -> f64 {
    0.5 - 0.5 * (TAU * (i as f64 + 0.5) / n as f64).cos()
}

/// Power spectrum of a square patch of a power-of-two side, row-major, zero frequency at index 0.
pub(crate) fn plane(patch: &[f64], side: usize) -> Vec<f64> {
    debug_assert!(side.is_power_of_two() && patch.len() == side * side);
    let mut values: Vec<(f64, f64)> = patch.iter().map(|v| (*v, 0.0)).collect();
    for row in values.chunks_exact_mut(side) {
        transform(row);
    }
    let mut column = vec![(0.0, 0.0); side];
    for x in 0..side {
        for y in 0..side {
            column[y] = values[y * side + x];
        }
        transform(&mut column);
        for y in 0..side {
            values[y * side + x] = column[y];
        }
    }
    values.iter().map(|(re, im)| re * re + im * im).collect()
}

/// In-place radix-2 Fourier transform; the length is a power of two.
fn transform(values: &mut [(f64, f64)]) {
    let n = values.len();
    let bits = n.trailing_zeros();
    for i in 0..n {
        let j = if bits == 0 { 0 } else { i.reverse_bits() >> (usize::BITS - bits) };
        if i < j {
            values.swap(i, j);
        }
    }
    let mut half = 1;
    while half < n {
        for start in (0..n).step_by(2 * half) {
            for k in 0..half {
                let (sin, cos) = (-PI * k as f64 / half as f64).sin_cos();
                let (a, b) = (values[start + k], values[start + k + half]);
                let turned = (b.0 * cos - b.1 * sin, b.0 * sin + b.1 * cos);
                values[start + k] = (a.0 + turned.0, a.1 + turned.1);
                values[start + k + half] = (a.0 - turned.0, a.1 - turned.1);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_frequency_is_the_one_put_in_whatever_the_trend() {
        let v: Vec<f64> = (0..100)
            .map(|i| (TAU * 1.3 * f64::from(i) / 12.0).sin() + 0.3 * f64::from(i))
            .collect();
        let peak = powers(&v, 12.0, 0.5, 3.0, 0.05)
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap();
        assert!((peak.0 - 1.3).abs() < 0.06, "{peak:?}");
    }

    #[test]
    fn a_wave_over_a_patch_has_its_power_at_two_opposite_points() {
        let side = 16;
        let patch: Vec<f64> = (0..side * side)
            .map(|i| {
                (TAU * (3.0 * (i % side) as f64 + 5.0 * (i / side) as f64) / side as f64).cos()
            })
            .collect();
        let p = plane(&patch, side);
        let total: f64 = p.iter().sum();
        assert!((p[5 * side + 3] + p[11 * side + 13]) / total > 0.999);
    }

    #[test]
    fn power_is_kept() {
        let patch: Vec<f64> = (0..64).map(|i| f64::from(i * 37 % 11)).collect();
        let energy: f64 = patch.iter().map(|v| v * v).sum();
        let power: f64 = plane(&patch, 8).iter().sum();
        assert!((power / 64.0 - energy).abs() < 1e-6 * energy);
    }
}
