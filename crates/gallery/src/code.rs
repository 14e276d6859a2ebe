//! A template in eight bits, a probe in fourteen, and the sketch of signs of both.
//!
//! Templates have unit length, so a comparison score is a dot product. With each template goes the length
//! of what rounding took away: by Cauchy and Schwarz no score of a unit probe is further off than that.

use zeroize::Zeroize;

/// The largest code of a template.
const TEMPLATE_TOP: f32 = 127.0;
/// The largest code of a probe: with it the sum of 1,024 products still fits in 32 bits.
const PROBE_TOP: f32 = 16_383.0;
/// The most values a template may have, by [`PROBE_TOP`].
pub(crate) const MOST_VALUES: usize = 1024;

/// What is kept of a template beside its codes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scale {
    /// A code times this is a value.
    pub step: f32,
    /// Length of the difference between the template and its codes.
    pub lost: f32,
}

/// A probe made ready for a search. Wiped when dropped.
pub(crate) struct Probe {
    pub codes: Vec<i16>,
    pub sketch: Vec<u64>,
    pub scale: Scale,
}

impl Probe {
    pub fn of(values: &[f32]) -> Self {
        let top = largest(values);
        let step = top / PROBE_TOP;
        let codes = values.iter().map(|v| (v / step).round() as i16).collect::<Vec<_>>();
        let lost = difference(values, codes.iter().map(|c| f32::from(*c) * step));
        let mut sketch = vec![0; words(values.len())];
        sketch_into(values, &mut sketch);
        Self { codes, sketch, scale: Scale { step, lost } }
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.codes.zeroize();
        self.sketch.zeroize();
    }
}

/// Words of a sketch of that many values.
pub(crate) const fn words(values: usize) -> usize {
    values.div_ceil(64)
}

/// Writes a template's codes.
pub(crate) fn encode(values: &[f32], codes: &mut [i8]) -> Scale {
    let step = largest(values) / TEMPLATE_TOP;
    for (code, value) in codes.iter_mut().zip(values) {
        *code = (value / step).round() as i8;
    }
    let lost = difference(values, codes.iter().map(|c| f32::from(*c) * step));
    Scale { step, lost }
}

/// Writes one bit a value: set where it is negative.
pub(crate) fn sketch_into(values: &[f32], sketch: &mut [u64]) {
    for (word, values) in sketch.iter_mut().zip(values.chunks(64)) {
        *word = values.iter().enumerate().fold(0, |w, (bit, v)| w | (u64::from(*v < 0.0) << bit));
    }
}

/// The largest magnitude; values of unit length have one above zero.
fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |top: f32, v| top.max(v.abs()))
}

fn difference(values: &[f32], coded: impl Iterator<Item = f32>) -> f32 {
    values.iter().zip(coded).map(|(v, c)| f64::from(v - c).powi(2)).sum::<f64>().sqrt() as f32
}
