//! Looking at a room while a session runs: a few looks, seconds apart, and what stays the same over them.

use std::time::Duration;

use domain::{DetectedFace, Frame, MediaTime};

use super::mask::cover;
use super::{ACROSS, DARK, DIRECTIONS, RoomCell, RoomView};
use crate::sample::{AreaScratch, Crop, PixelView, Sink, area_crop};

/// Pixels of a cell's side in the picture that is measured.
const CELL: usize = 16;
/// The longest side of that picture. A frame must have as many pixels.
const LONGEST: usize = ACROSS * CELL;
/// Looks of a session. One takes about five milliseconds of a core, so that a session pays 25 in all.
const LOOKS: usize = 5;
/// From one look to the next, at least: a head has moved, and what was behind it is seen.
const APART: Duration = Duration::from_secs(1);
// The four below are choices, not measurements; what they came to is the table in docs/LINKS.md, "The same room".
/// Change of light, in doublings from one pixel to the next but one, that is taken for noise: about three
/// grey levels of a hundred.
const NOISE: f32 = 0.04;
/// Change above which an edge counts no more.
const STRONG: f32 = 0.6;
/// A cell whose looks differ by more than this share of its edges moves, and is left out.
const MOVES: f32 = 0.5;
/// Below so much of edges a cell is plain, however much its looks differ.
const PLAIN: f32 = 0.01;

/// What one look measures of a cell: edges, the logarithm of luma, tint.
type Values = [f32; DIRECTIONS + 3];

/// Collects looks. Does nothing once there are enough.
#[derive(Default)]
pub struct RoomWatch {
    /// Of the first frame looked at; another size is another camera, and is not looked at.
    size: Option<(usize, usize)>,
    columns: usize,
    covered: Vec<bool>,
    looks: Vec<Vec<Values>>,
    last: Option<MediaTime>,
}

impl RoomWatch {
    /// Looks at a [checked](Frame::check) frame whose faces are known, when it is time to.
    pub fn look(&mut self, frame: &Frame, faces: &[DetectedFace]) {
        // Nobody found may be somebody who looks away, and is no reason to take them for the wall.
        if self.looks.len() >= LOOKS || faces.is_empty() || frame.check().is_err() {
            return;
        }
        let view = PixelView::of(frame);
        let longest = view.width.max(view.height);
        if longest < LONGEST {
            return;
        }
        let scaled = |side: usize| (side * LONGEST + longest / 2) / longest;
        let (width, height) = (scaled(view.width), scaled(view.height));
        let (columns, rows) = (width / CELL, height / CELL);
        if columns == 0 || rows == 0 {
            return;
        }
        match self.size {
            None => {
                self.size = Some((view.width, view.height));
                self.columns = columns;
                self.covered = vec![false; columns * rows];
            }
            Some(size) if size != (view.width, view.height) => return,
            Some(_) => {}
        }
        let scale = LONGEST as f32 / longest as f32 / CELL as f32;
        for face in faces {
            cover(&mut self.covered, columns, face.rect, scale);
        }
        let is_time = self.last.is_none_or(|last| frame.pts.since(last) >= APART);
        if is_time {
            self.last = Some(frame.pts);
            self.looks.push(measure(view, (width, height), (columns, rows)));
        }
    }

    /// What stayed the same over all looks; none when that says too little.
    pub fn view(&self) -> Option<RoomView> {
        let first = self.looks.first()?;
        let count = self.looks.len() as f32;
        let cells = (0..first.len())
            .map(|n| {
                if self.covered[n] {
                    return None;
                }
                let mut mean = [0.0_f32; DIRECTIONS + 3];
                for look in &self.looks {
                    for (sum, value) in mean.iter_mut().zip(look[n]) {
                        *sum += value / count;
                    }
                }
                let edges = &mean[..DIRECTIONS];
                let differ: f32 = self
                    .looks
                    .iter()
                    .map(|l| {
                        l[n].iter().zip(edges).map(|(a, b)| (a - b).abs()).sum::<f32>() / count
                    })
                    .sum();
                if differ > PLAIN + MOVES * edges.iter().sum::<f32>() {
                    return None;
                }
                let mut kept = [0.0; DIRECTIONS];
                kept.copy_from_slice(edges);
                let tint = [mean[DIRECTIONS + 1], mean[DIRECTIONS + 2]];
                Some(RoomCell::new(kept, mean[DIRECTIONS], tint))
            })
            .collect();
        RoomView::new(self.columns, first.len() / self.columns, cells)
    }
}

/// The picture, averaged down.
struct Small(Vec<[f32; 3]>);

impl Sink for Small {
    fn put(&mut self, index: usize, rgb: [f32; 3]) {
        self.0[index] = rgb;
    }
}

fn measure(
    view: PixelView<'_>,
    (width, height): (usize, usize),
    (columns, rows): (usize, usize),
) -> Vec<Values> {
    let mut small = Small(vec![[0.0; 3]; width * height]);
    let whole = Crop { x: 0, y: 0, width: view.width, height: view.height };
    area_crop(view, whole, (width, height), &mut AreaScratch::default(), &mut small);
    let luma = |p: [f32; 3]| 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
    // Exposure multiplies light, and so only adds to its logarithm.
    let light: Vec<f32> = small.0.iter().map(|p| (luma(*p) + DARK).log2()).collect();
    let mut cells = vec![[0.0; DIRECTIONS + 3]; columns * rows];
    edges(&light, (width, height), (columns, rows), &mut cells);
    for (n, cell) in cells.iter_mut().enumerate() {
        let (left, top) = (n % columns * CELL, n / columns * CELL);
        let mut sum = [0.0_f32; 3];
        for y in top..top + CELL {
            for p in &small.0[y * width + left..][..CELL] {
                for (s, v) in sum.iter_mut().zip(p) {
                    *s += v / (CELL * CELL) as f32;
                }
            }
        }
        let grey = luma(sum);
        // BT.601: blue and red differences.
        let (blue, red) = ((sum[2] - grey) / 1.772, (sum[0] - grey) / 1.402);
        cell[DIRECTIONS..].copy_from_slice(&[
            (grey + DARK).log2(),
            blue / (grey + DARK),
            red / (grey + DARK),
        ]);
    }
    cells
}

/// Edges by direction, each shared between the two directions and the four cells that are nearest to it, so
/// that a camera moved by a little changes little.
fn edges(
    light: &[f32],
    (width, height): (usize, usize),
    (columns, rows): (usize, usize),
    cells: &mut [Values],
) {
    for y in 1..height.saturating_sub(1) {
        let down = shares(y, rows);
        for x in 1..width.saturating_sub(1) {
            let at = y * width + x;
            let across = light[at + 1] - light[at - 1];
            let along = light[at + width] - light[at - width];
            let strength = (across.hypot(along) - NOISE).clamp(0.0, STRONG);
            if strength == 0.0 {
                continue;
            }
            let turn = along.atan2(across).rem_euclid(std::f32::consts::PI) / std::f32::consts::PI
                * DIRECTIONS as f32;
            let (lower, part) = (turn.floor() as usize, turn.fract());
            let right = shares(x, columns);
            let strength = strength / (CELL * CELL) as f32;
            for (row, by_row) in down.iter().flatten() {
                for (column, by_column) in right.iter().flatten() {
                    let cell = &mut cells[row * columns + column];
                    let whole = strength * by_row * by_column;
                    cell[lower % DIRECTIONS] += whole * (1.0 - part);
                    cell[(lower + 1) % DIRECTIONS] += whole * part;
                }
            }
        }
    }
}

/// The two cells nearest to a pixel along one side, and its share of each.
fn shares(pixel: usize, cells: usize) -> [Option<(usize, f32)>; 2] {
    let place = (pixel as f32 + 0.5) / CELL as f32 - 0.5;
    let (lower, part) = (place.floor(), place - place.floor());
    let cell = |n: f32, share: f32| (n >= 0.0 && n < cells as f32).then_some((n as usize, share));
    [cell(lower, 1.0 - part), cell(lower + 1.0, part)]
}
