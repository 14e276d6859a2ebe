//! Area-average (box) resampling: every source pixel counts by the part of the cell that it covers.
//!
//! Weights are parts of 256, rounded so that those of a cell add up to 256 exactly: a flat picture stays
//! flat, and even over noise no output is off by more than two grey levels.

use super::Sink;
use super::view::{Crop, PixelView, reflect};

/// All weights of a cell together.
const WHOLE: f64 = 256.0;
/// Most source rows or columns per cell; of more, as many evenly spaced ones are taken.
const MAX_TAPS: usize = 32;

/// The source cells of one output, and where their weights begin.
#[derive(Clone, Copy)]
struct Span {
    taps: usize,
    count: usize,
}

/// Spans of one axis.
#[derive(Default)]
struct Axis {
    spans: Vec<Span>,
    /// Relative source index and weight.
    taps: Vec<(usize, u16)>,
}

impl Axis {
    /// `out` outputs over `len` cells.
    fn fill(&mut self, out: usize, len: usize) {
        self.spans.clear();
        self.taps.clear();
        let scale = len as f64 / out as f64;
        for i in 0..out {
            let (from, to) = (i as f64 * scale, ((i + 1) as f64 * scale).min(len as f64));
            let first = (from.floor() as usize).min(len - 1);
            let last = ((to - 1e-9).floor() as usize).clamp(first, len - 1);
            let start = self.taps.len();
            let cells = last - first + 1;
            let count = cells.min(MAX_TAPS);
            let mut given = 0.0;
            for k in 0..count {
                // All the cells, or evenly spaced ones that share the whole.
                let (cell, end) = if cells == count {
                    let end = ((first + k + 1) as f64).min(to);
                    (first + k, (end - from) / (to - from))
                } else {
                    (first + (2 * k + 1) * cells / (2 * count), (k + 1) as f64 / count as f64)
                };
                let end = if k + 1 == count { WHOLE } else { (end * WHOLE).round() };
                self.taps.push((cell, (end - given) as u16));
                given = end;
            }
            self.spans.push(Span { taps: start, count });
        }
    }

    fn of(&self, span: Span) -> &[(usize, u16)] {
        &self.taps[span.taps..span.taps + span.count]
    }
}

/// Buffers that are kept between calls.
#[derive(Default)]
pub struct AreaScratch {
    /// One output row's weighted sums over source rows, for the picture's columns in use.
    sums: Vec<u16>,
    rows: Axis,
    columns: Axis,
}

/// Averages `crop` down to `width` × `height`; the crop must be at least that large. Where it reaches
/// outside the picture, the picture is reflected without repeating its edge.
pub fn area_crop<S: Sink>(
    view: PixelView<'_>,
    crop: Crop,
    (width, height): (usize, usize),
    scratch: &mut AreaScratch,
    sink: &mut S,
) {
    const UNIT: f32 = 1.0 / (256.0 * 256.0);
    let AreaScratch { sums, rows, columns } = scratch;
    rows.fill(height, crop.height);
    columns.fill(width, crop.width);
    // The columns in use: the crop's own when it lies inside, else all that reflection may reach.
    let inside = crop.x >= 0 && crop.x + crop.width as i64 <= view.width as i64;
    let (left, used) = if inside { (crop.x as usize, crop.width) } else { (0, view.width) };
    for tap in &mut columns.taps {
        tap.0 = if inside { 3 * tap.0 } else { 3 * reflect(crop.x + tap.0 as i64, view.width) };
    }
    sums.resize(used * 3, 0);
    for (y, span) in rows.spans.iter().enumerate() {
        for (k, (row, weight)) in rows.of(*span).iter().enumerate() {
            let row = view.row(reflect(crop.y + *row as i64, view.height));
            add_row(sums, &row[left * 3..(left + used) * 3], *weight, k == 0);
        }
        for (x, span) in columns.spans.iter().enumerate() {
            let mut sum = [0_i32; 3];
            for (at, weight) in columns.of(*span) {
                let cell = &sums[*at..*at + 3];
                let weight = i32::from(*weight);
                sum[0] += i32::from(cell[0]) * weight;
                sum[1] += i32::from(cell[1]) * weight;
                sum[2] += i32::from(cell[2]) * weight;
            }
            sink.put(
                y * width + x,
                [sum[0] as f32 * UNIT, sum[1] as f32 * UNIT, sum[2] as f32 * UNIT],
            );
        }
    }
}

/// `sums` = or += `weight` × `row`; at most 256 × 255 in all, which fits. Written so that it vectorises.
#[inline]
fn add_row(sums: &mut [u16], row: &[u8], weight: u16, first: bool) {
    if first {
        for (sum, byte) in sums.iter_mut().zip(row) {
            *sum = weight * u16::from(*byte);
        }
    } else {
        for (sum, byte) in sums.iter_mut().zip(row) {
            *sum += weight * u16::from(*byte);
        }
    }
}
