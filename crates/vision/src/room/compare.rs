//! How like two rooms are: the correlation of their edges, cell by cell, where both are known, at the best of
//! a few shifts and sizes.
//!
//! Each direction's own mean is taken away first: that a room has upright and level edges at all says nothing,
//! because all rooms have.

use super::{DIRECTIONS, LEAST_CELLS, LEAST_TEXTURED, RoomView};

/// From this correlation on two views are of one room. Origin: docs/LINKS.md, "The same room".
pub const ROOM_BAR: f32 = 0.80;

/// Sizes that are tried: a chair moved by a hand's breadth changes what a camera sees by a few per cent.
const SIZES: [f32; 5] = [0.93, 0.965, 1.0, 1.035, 1.07];
/// Furthest shift that is tried, in half cells: a tenth of the picture's width.
const FURTHEST: i32 = 4;
/// Share of the cells that the best overlap has, which any place tried must have: a corner that fits is not a
/// room that fits.
const LEAST_OVERLAP: f32 = 0.6;
/// Share of a cell that must be known for it to be known after a shift.
const KNOWN: f32 = 0.95;
/// Edges of a shifted cell from which on it has texture; as of a cell that is not shifted.
const TEXTURED: f32 = super::TEXTURED;

/// A view, and everything that it could look like from a camera moved a little.
pub struct RoomProbe {
    columns: usize,
    rows: usize,
    places: Vec<Place>,
}

/// The view as it would look from one place.
struct Place {
    known: Vec<bool>,
    edges: Vec<[f32; DIRECTIONS]>,
}

/// How like, and over how much.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    score: f32,
    cells: usize,
}

impl RoomProbe {
    /// Prepares a view to be compared with many.
    pub fn new(view: &RoomView) -> Self {
        let mut places = Vec::with_capacity(SIZES.len() * 81);
        for size in SIZES {
            for down in -FURTHEST..=FURTHEST {
                for right in -FURTHEST..=FURTHEST {
                    places.push(place(view, size, right as f32 / 2.0, down as f32 / 2.0));
                }
            }
        }
        Self { columns: view.columns, rows: view.rows, places }
    }

    /// How like another room is to this one, from -1 to 1; none where pictures of other shapes, or too little
    /// that both show, say nothing. Both must be of [`ROOM_METHOD`](super::ROOM_METHOD).
    pub fn compare(&self, other: &RoomView) -> Option<f32> {
        if (self.columns, self.rows) != (other.columns, other.rows) {
            return None;
        }
        let edges: Vec<_> = other.cells.iter().map(|c| c.map(|c| c.edges())).collect();
        let fits: Vec<Fit> = self.places.iter().filter_map(|p| fit(p, &edges)).collect();
        let most = fits.iter().map(|f| f.cells).max()?;
        fits.iter()
            .filter(|f| f.cells as f32 >= LEAST_OVERLAP * most as f32)
            .map(|f| f.score)
            .max_by(f32::total_cmp)
    }
}

/// The view seen by a camera whose picture is `size` as large and moved by so many cells.
fn place(view: &RoomView, size: f32, right: f32, down: f32) -> Place {
    let (columns, rows) = (view.columns, view.rows);
    let from = |n: usize, of: usize, moved: f32| {
        let middle = (of as f32 - 1.0) / 2.0;
        (n as f32 - middle) * size + middle + moved
    };
    let mut place = Place {
        known: Vec::with_capacity(view.cells.len()),
        edges: Vec::with_capacity(view.cells.len()),
    };
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (from(column, columns, right), from(row, rows, down));
            let (mut known, mut edges) = (0.0, [0.0; DIRECTIONS]);
            for (dx, dy) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
                let (cx, cy) = (x.floor() + dx, y.floor() + dy);
                let share = (1.0 - (x - cx).abs()) * (1.0 - (y - cy).abs());
                let inside = cx >= 0.0 && cy >= 0.0 && cx < columns as f32 && cy < rows as f32;
                if !inside || share <= 0.0 {
                    continue;
                }
                if let Some(cell) = view.cells[cy as usize * columns + cx as usize] {
                    known += share;
                    for (sum, edge) in edges.iter_mut().zip(cell.edges()) {
                        *sum += share * edge;
                    }
                }
            }
            place.known.push(known > KNOWN);
            place.edges.push(edges);
        }
    }
    place
}

fn fit(place: &Place, other: &[Option<[f32; DIRECTIONS]>]) -> Option<Fit> {
    let both = || {
        let pairs = place.known.iter().zip(&place.edges).zip(other);
        pairs.filter_map(|((known, here), there)| there.filter(|_| *known).map(|t| (here, t)))
    };
    let (mut cells, mut textured) = (0_usize, 0_usize);
    let (mut here_sum, mut there_sum) = ([0.0_f32; DIRECTIONS], [0.0_f32; DIRECTIONS]);
    for (here, there) in both() {
        cells += 1;
        textured += usize::from(there.iter().map(|e| e * e).sum::<f32>() > TEXTURED);
        for d in 0..DIRECTIONS {
            here_sum[d] += here[d];
            there_sum[d] += there[d];
        }
    }
    if cells < LEAST_CELLS || textured < LEAST_TEXTURED {
        return None;
    }
    let count = cells as f32;
    let (mut product, mut here_square, mut there_square) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (here, there) in both() {
        for d in 0..DIRECTIONS {
            let (h, t) = (here[d] - here_sum[d] / count, there[d] - there_sum[d] / count);
            product += h * t;
            here_square += h * h;
            there_square += t * t;
        }
    }
    let size = (here_square * there_square).sqrt();
    (size > f32::EPSILON).then(|| Fit { score: product / size, cells })
}
