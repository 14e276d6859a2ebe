//! Area-average (box) resampling: every source pixel counts by the part of the cell that it covers.

use super::Sink;
use super::view::{Crop, PixelView, reflect};

/// Buffers that are kept between calls.
#[derive(Default)]
pub struct AreaScratch {
    /// One output row's sum over source rows, all crop columns, interleaved.
    sums: Vec<f32>,
    /// Position in `sums` of each crop column; empty when they simply count up.
    column: Vec<usize>,
    /// The crop columns of each output column.
    spans: Vec<Span>,
}

/// First cell, last cell (inclusive), and the weights of the first, the inner and the last of them.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
    head: f32,
    inner: f32,
    tail: f32,
}

/// The cells of 0..len that output `i` of `out` covers; the weights add up to one.
fn span(i: usize, out: usize, len: usize) -> Span {
    let scale = len as f64 / out as f64;
    let (from, to) = (i as f64 * scale, ((i + 1) as f64 * scale).min(len as f64));
    let first = (from.floor() as usize).min(len - 1);
    let last = ((to - 1e-9).floor() as usize).clamp(first, len - 1);
    let inner = 1.0 / (to - from);
    let head = (to.min(first as f64 + 1.0) - from) * inner;
    let tail = if last > first { (to - last as f64) * inner } else { 0.0 };
    Span { first, last, head: head as f32, inner: inner as f32, tail: tail as f32 }
}

impl Span {
    #[inline(always)]
    fn weight(&self, k: usize) -> f32 {
        if k == self.first {
            self.head
        } else if k == self.last {
            self.tail
        } else {
            self.inner
        }
    }
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
    let left = crop.x.clamp(0, view.width as i64 - 1) as usize;
    let right = (crop.x + crop.width as i64).clamp(left as i64 + 1, view.width as i64) as usize;
    // Reflection may need columns beside the visible part, when little of the crop is inside.
    let inside = crop.x >= 0 && crop.x + crop.width as i64 <= view.width as i64;
    let (left, right) = if inside { (left, right) } else { (0, view.width) };
    scratch.column.clear();
    if !inside {
        let columns = (0..crop.width).map(|c| 3 * reflect(crop.x + c as i64, view.width));
        scratch.column.extend(columns);
    }
    scratch.spans.clear();
    scratch.spans.extend((0..width).map(|x| span(x, width, crop.width)));
    scratch.sums.resize((right - left) * 3, 0.0);
    for y in 0..height {
        let rows = span(y, height, crop.height);
        for k in rows.first..=rows.last {
            let row = view.row(reflect(crop.y + k as i64, view.height));
            add_row(&mut scratch.sums, &row[left * 3..right * 3], rows.weight(k), k == rows.first);
        }
        for (x, columns) in scratch.spans.iter().enumerate() {
            let rgb = if inside {
                average(&scratch.sums[columns.first * 3..=columns.last * 3 + 2], columns)
            } else {
                scattered(&scratch.sums, &scratch.column, columns)
            };
            sink.put(y * width + x, rgb);
        }
    }
}

/// `sums` = or += `weight` × `row`; written so that it vectorises.
#[inline]
fn add_row(sums: &mut [f32], row: &[u8], weight: f32, first: bool) {
    if first {
        for (sum, byte) in sums.iter_mut().zip(row) {
            *sum = weight * f32::from(*byte);
        }
    } else {
        for (sum, byte) in sums.iter_mut().zip(row) {
            *sum += weight * f32::from(*byte);
        }
    }
}

#[inline(always)]
fn average(cells: &[f32], span: &Span) -> [f32; 3] {
    let n = cells.len();
    let mut inner = [0.0_f32; 3];
    if n > 6 {
        for cell in cells[3..n - 3].chunks_exact(3) {
            for c in 0..3 {
                inner[c] += cell[c];
            }
        }
    }
    let mut out = [0.0; 3];
    for c in 0..3 {
        out[c] = cells[c] * span.head + inner[c] * span.inner + cells[n - 3 + c] * span.tail;
    }
    out
}

fn scattered(sums: &[f32], column: &[usize], span: &Span) -> [f32; 3] {
    let mut out = [0.0; 3];
    for k in span.first..=span.last {
        let cell = &sums[column[k]..column[k] + 3];
        let weight = span.weight(k);
        for c in 0..3 {
            out[c] += cell[c] * weight;
        }
    }
    out
}
