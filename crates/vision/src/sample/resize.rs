//! Two-tap resampling of an integer crop into the top-left corner of a destination.

use super::Sink;
use super::taps::{BITS, Filter, ONE, Tap, fill};
use super::view::{Crop, PixelView, reflect};

/// Tables that are kept between calls.
#[derive(Default)]
pub struct ResizeScratch {
    columns: Vec<Tap>,
    rows: Vec<Tap>,
}

/// Samples `crop` into `width` × `height` pixels of a sink whose rows are `row_len` pixels long.
///
/// Neighbours are taken from within the crop; where the crop reaches outside the picture, the picture is
/// reflected without repeating its edge.
pub fn resize_crop<S: Sink>(
    view: PixelView<'_>,
    crop: Crop,
    (width, height): (usize, usize),
    row_len: usize,
    filter: Filter,
    scratch: &mut ResizeScratch,
    sink: &mut S,
) {
    let even_columns = fill(&mut scratch.columns, width, crop.width, filter);
    let even_rows = fill(&mut scratch.rows, height, crop.height, filter);
    for tap in &mut scratch.columns {
        tap.a = 3 * reflect(crop.x + tap.a as i64, view.width);
        tap.b = 3 * reflect(crop.x + tap.b as i64, view.width);
    }
    for (y, row) in scratch.rows.iter().enumerate() {
        let above = view.row(reflect(crop.y + row.a as i64, view.height));
        let below = view.row(reflect(crop.y + row.b as i64, view.height));
        let vertical = (ONE - row.second, row.second);
        let start = y * row_len;
        if even_columns && even_rows {
            for (x, tap) in scratch.columns.iter().enumerate() {
                let mean = mean_of_four(
                    &above[tap.a..tap.a + 3],
                    &above[tap.b..tap.b + 3],
                    &below[tap.a..tap.a + 3],
                    &below[tap.b..tap.b + 3],
                );
                sink.put(start + x, mean);
            }
            continue;
        }
        for (x, tap) in scratch.columns.iter().enumerate() {
            let blend = blend(
                [&above[tap.a..tap.a + 3], &above[tap.b..tap.b + 3]],
                [&below[tap.a..tap.a + 3], &below[tap.b..tap.b + 3]],
                (ONE - tap.second, tap.second),
                vertical,
            );
            sink.put(start + x, blend);
        }
    }
}

#[inline(always)]
fn mean_of_four(p: &[u8], q: &[u8], r: &[u8], s: &[u8]) -> [f32; 3] {
    let mut out = [0.0; 3];
    for (c, out) in out.iter_mut().enumerate() {
        let sum = i32::from(p[c]) + i32::from(q[c]) + i32::from(r[c]) + i32::from(s[c]);
        *out = sum as f32 * 0.25;
    }
    out
}

/// Four pixels, two above and two below, blended with fixed-point weights.
#[inline(always)]
pub(super) fn blend(
    above: [&[u8]; 2],
    below: [&[u8]; 2],
    (left, right): (u32, u32),
    (top, bottom): (u32, u32),
) -> [f32; 3] {
    const UNIT: f32 = 1.0 / (1_u32 << (2 * BITS)) as f32;
    let mut out = [0.0; 3];
    for (c, out) in out.iter_mut().enumerate() {
        let a = u32::from(above[0][c]) * left + u32::from(above[1][c]) * right;
        let b = u32::from(below[0][c]) * left + u32::from(below[1][c]) * right;
        // At most 255 × 2^22, which fits 31 bits, so that the cheap signed conversion may be used.
        *out = (a * top + b * bottom) as i32 as f32 * UNIT;
    }
    out
}
