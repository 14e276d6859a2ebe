//! Which cells a person may cover, by the boxes of the faces alone.
//!
//! Generous: hair, ears and what a head moves between two looks, and from the chin down everything within
//! two face widths to either side, because arms go there.

use domain::Rect;

/// What is added above a face's box, in its heights: hair, hats.
const ABOVE: f32 = 0.6;
/// To either side, in its widths: hair, headphones.
const BESIDE: f32 = 0.6;
/// Below it, in its heights: the neck.
const BELOW: f32 = 0.3;
/// Share of a cell that may be covered before it is.
const TOUCHED: f32 = 0.1;
/// Half the width of shoulders and arms about the middle of the face, in its widths.
const SHOULDERS: f32 = 2.2;

/// Marks the cells that may be covered by a person with this face. `scale`: cells per pixel of the frame.
pub(super) fn cover(covered: &mut [bool], columns: usize, face: Rect, scale: f32) {
    let rows = covered.len() / columns.max(1);
    let (w, h) = (face.width, face.height);
    let head = (
        face.x - BESIDE * w,
        face.y - ABOVE * h,
        face.x + (1.0 + BESIDE) * w,
        face.y + (1.0 + BELOW) * h,
    );
    let middle = face.x + w / 2.0;
    let body = (middle - SHOULDERS * w, face.y + h, middle + SHOULDERS * w, f32::INFINITY);
    // The part of cell `n`, along one side, that lies between the two.
    let part = |n: usize, from: f32, to: f32| {
        ((n as f32 + 1.0).min(to * scale) - (n as f32).max(from * scale)).max(0.0)
    };
    for (left, top, right, bottom) in [head, body] {
        for row in 0..rows {
            for column in 0..columns {
                let share = part(column, left, right) * part(row, top, bottom);
                covered[row * columns + column] |= share > TOUCHED;
            }
        }
    }
}
