//! Native measures over the aligned luma, one function each.

use domain::{FrameSize, Landmarks, Rect};

use crate::align::CHIP_SIDE;

/// Values that are summed side by side, so that the loops vectorise.
const LANES: usize = 8;

/// Variance of the Laplacian (4 neighbours) over an aligned chip of luma, borders left out.
pub(super) fn sharpness(luma: &[f32]) -> f32 {
    let n = CHIP_SIDE;
    let mut laplacian = [0.0_f32; CHIP_SIDE - 2];
    let (mut sum, mut squares) = (0.0_f64, 0.0_f64);
    for y in 1..n - 1 {
        let above = &luma[(y - 1) * n + 1..][..n - 2];
        let below = &luma[(y + 1) * n + 1..][..n - 2];
        let row = &luma[y * n..][..n];
        let (left, centre, right) = (&row[..n - 2], &row[1..n - 1], &row[2..]);
        for (i, l) in laplacian.iter_mut().enumerate() {
            *l = above[i] + below[i] + left[i] + right[i] - 4.0 * centre[i];
        }
        let (s, q) = moments(&laplacian);
        sum += f64::from(s);
        squares += f64::from(q);
    }
    let count = ((n - 2) * (n - 2)) as f64;
    let mean = sum / count;
    (squares / count - mean * mean).max(0.0) as f32
}

/// Mean and standard deviation.
pub(super) fn exposure(luma: &[f32]) -> (f32, f32) {
    let (mut sum, mut squares) = (0.0_f64, 0.0_f64);
    for row in luma.chunks(CHIP_SIDE) {
        let (s, q) = moments(row);
        sum += f64::from(s);
        squares += f64::from(q);
    }
    let count = luma.len().max(1) as f64;
    let mean = sum / count;
    (mean as f32, (squares / count - mean * mean).max(0.0).sqrt() as f32)
}

/// Sum and sum of squares of one row, short enough for f32.
fn moments(values: &[f32]) -> (f32, f32) {
    let (mut s, mut q) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for k in 0..LANES {
            s[k] += chunk[k];
            q[k] += chunk[k] * chunk[k];
        }
    }
    let tail = rest.iter().fold((0.0, 0.0), |t: (f32, f32), v| (t.0 + v, t.1 + v * v));
    (s.iter().sum::<f32>() + tail.0, q.iter().sum::<f32>() + tail.1)
}

/// Share of the face box inside the picture; zero as soon as a landmark is outside.
pub(super) fn inside_share(rect: Rect, landmarks: &Landmarks, size: FrameSize) -> f32 {
    let (w, h) = (size.width as f32, size.height as f32);
    let outside = |p: domain::Point| !(0.0..=w).contains(&p.x) || !(0.0..=h).contains(&p.y);
    if landmarks.points().into_iter().any(outside) || rect.area() <= 0.0 {
        return 0.0;
    }
    let width = (rect.x + rect.width).min(w) - rect.x.max(0.0);
    let height = (rect.y + rect.height).min(h) - rect.y.max(0.0);
    width.max(0.0) * height.max(0.0) / rect.area()
}
