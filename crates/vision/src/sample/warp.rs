//! Similarity warp by incremental fixed-point coordinates. Outside the picture is black.

use super::resize::blend;
use super::taps::{BITS, ONE};
use super::{PixelView, Sink};
use crate::align::ToSource;

/// Fraction bits of a coordinate.
const FRACTION: u32 = 16;
/// From this many source pixels per output pixel on, a grid of taps replaces bilinear interpolation.
const GRID_FROM_SCALE: f64 = 2.0;
/// From here on the grid has three taps along each side instead of two.
const WIDE_GRID_FROM_SCALE: f64 = 4.0;

/// Samples `width` × `height` pixels, each at the place that `to_source` gives for its centre.
///
/// Bilinear up to a scale of 2; beyond, the mean of an n × n grid of nearest pixels spread over the
/// output pixel's footprint (n is 2, and 3 from a scale of 4 on), so that large faces do not alias.
pub fn warp<S: Sink>(
    view: PixelView<'_>,
    to_source: &ToSource,
    (width, height): (usize, usize),
    sink: &mut S,
) {
    let (scale, size) = (to_source.scale(), (width, height));
    if scale < GRID_FROM_SCALE {
        bilinear(view, to_source, size, sink);
    } else if scale < WIDE_GRID_FROM_SCALE {
        grid::<2, S>(view, to_source, size, sink);
    } else {
        grid::<3, S>(view, to_source, size, sink);
    }
}

/// Source coordinate as fixed point, held far inside the range of 64 bits.
fn fixed(value: f64) -> i64 {
    (value * f64::from(1_u32 << FRACTION)).clamp(-1e15, 1e15) as i64
}

/// Fixed-point walk over the destination: origin, step per column, step per row.
struct Walk {
    u0: i64,
    v0: i64,
    a: i64,
    b: i64,
}

impl Walk {
    /// `shift` moves all source coordinates, -0.5 for indices of pixel centres.
    fn new(t: &ToSource, shift: f64) -> Self {
        Self {
            u0: fixed(0.5 * (t.a - t.b) + t.tx + shift),
            v0: fixed(0.5 * (t.b + t.a) + t.ty + shift),
            a: fixed(t.a),
            b: fixed(t.b),
        }
    }

    fn row(&self, y: usize) -> (i64, i64) {
        (self.u0 - self.b * y as i64, self.v0 + self.a * y as i64)
    }

    /// Whether every source index of row `y`, give or take `margin` pixels, lies within 0..=max.
    fn stays_within(&self, y: usize, width: usize, max: (i64, i64), margin: i64) -> bool {
        let (u, v) = self.row(y);
        [0, width as i64 - 1].into_iter().all(|x| {
            let (iu, iv) = ((u + self.a * x) >> FRACTION, (v + self.b * x) >> FRACTION);
            iu >= margin && iv >= margin && iu <= max.0 - margin && iv <= max.1 - margin
        })
    }
}

fn bilinear<S: Sink>(view: PixelView<'_>, t: &ToSource, size: (usize, usize), sink: &mut S) {
    let walk = Walk::new(t, -0.5);
    let max = (view.width as i64 - 2, view.height as i64 - 2);
    let weights = |fixed: i64| {
        let second = ((fixed >> (FRACTION - BITS)) as u32) & (ONE - 1);
        (ONE - second, second)
    };
    for y in 0..size.1 {
        let (mut u, mut v) = walk.row(y);
        let inside = walk.stays_within(y, size.0, max, 1);
        for x in 0..size.0 {
            let (iu, iv) = (u >> FRACTION, v >> FRACTION);
            let (across, down) = (weights(u), weights(v));
            let rgb = if inside {
                let o = iv as usize * view.stride + iu as usize * 3;
                let above = &view.bytes[o..o + 6];
                let below = &view.bytes[o + view.stride..o + view.stride + 6];
                blend([&above[..3], &above[3..]], [&below[..3], &below[3..]], across, down)
            } else {
                let p = [
                    or_black(view, iu, iv),
                    or_black(view, iu + 1, iv),
                    or_black(view, iu, iv + 1),
                    or_black(view, iu + 1, iv + 1),
                ];
                blend([&p[0], &p[1]], [&p[2], &p[3]], across, down)
            };
            sink.put(y * size.0 + x, rgb);
            u += walk.a;
            v += walk.b;
        }
    }
}

fn grid<const N: usize, S: Sink>(
    view: PixelView<'_>,
    t: &ToSource,
    size: (usize, usize),
    sink: &mut S,
) {
    // Taps relative to the centre, destination pixels: for N = 2, at ±1/4.
    let at = |k: usize| (k as f64 + 0.5) / N as f64 - 0.5;
    let offset = |k: usize, l: usize| {
        let (dx, dy) = (at(k), at(l));
        (fixed(t.a * dx - t.b * dy), fixed(t.b * dx + t.a * dy))
    };
    let offsets: [[(i64, i64); N]; N] =
        std::array::from_fn(|l| std::array::from_fn(|k| offset(k, l)));
    let walk = Walk::new(t, 0.0);
    let max = (view.width as i64 - 1, view.height as i64 - 1);
    let margin = t.scale().ceil() as i64 + 1;
    let unit = 1.0 / (N * N) as f32;
    for y in 0..size.1 {
        let (mut u, mut v) = walk.row(y);
        let inside = walk.stays_within(y, size.0, max, margin);
        for x in 0..size.0 {
            let mut sum = [0_i32; 3];
            for row in &offsets {
                for (du, dv) in row {
                    let (iu, iv) = ((u + du) >> FRACTION, (v + dv) >> FRACTION);
                    if inside {
                        let o = iv as usize * view.stride + iu as usize * 3;
                        add(&mut sum, &view.bytes[o..o + 3]);
                    } else {
                        add(&mut sum, &or_black(view, iu, iv));
                    }
                }
            }
            // Written out: `map` on an array is a call here.
            let rgb = [sum[0] as f32 * unit, sum[1] as f32 * unit, sum[2] as f32 * unit];
            sink.put(y * size.0 + x, rgb);
            u += walk.a;
            v += walk.b;
        }
    }
}

#[inline(always)]
fn add(sum: &mut [i32; 3], pixel: &[u8]) {
    for c in 0..3 {
        sum[c] += i32::from(pixel[c]);
    }
}

#[inline]
fn or_black(view: PixelView<'_>, x: i64, y: i64) -> [u8; 3] {
    if x < 0 || y < 0 || x >= view.width as i64 || y >= view.height as i64 {
        return [0; 3];
    }
    view.pixel(x as usize, y as usize)
}
