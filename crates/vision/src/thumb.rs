//! The frame's thumbnail: enough to see a frozen picture or a cut, too little to see a person.

use domain::{Frame, SceneThumb};

use crate::sample::PixelView;

/// Columns of a thumbnail.
pub const COLUMNS: usize = 32;
/// Rows of a thumbnail.
pub const ROWS: usize = 18;
/// Samples per cell along each side: sixteen of a cell's pixels (1,600 at 720p) tell a cut as well as
/// all of them do, at a hundredth of the cost.
const TAPS: usize = 4;

/// Luma of a [checked](Frame::check) frame in 32 × 18 cells, from 4 × 4 evenly spaced pixels of each.
pub fn scene_thumb(frame: &Frame) -> SceneThumb {
    let view = PixelView::of(frame);
    let mut sums = [0_u32; COLUMNS * ROWS];
    let columns: [usize; COLUMNS * TAPS] =
        std::array::from_fn(|i| 3 * ((2 * i + 1) * view.width / (2 * COLUMNS * TAPS)));
    for y in 0..ROWS * TAPS {
        let row = view.row((2 * y + 1) * view.height / (2 * ROWS * TAPS));
        let cells = &mut sums[y / TAPS * COLUMNS..][..COLUMNS];
        for (cell, taps) in cells.iter_mut().zip(columns.chunks_exact(TAPS)) {
            for o in taps {
                let p = &row[*o..*o + 3];
                // BT.601 in parts of 256.
                *cell += 77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2]);
            }
        }
    }
    SceneThumb(Box::new(sums.map(|s| (s / (256 * (TAPS * TAPS) as u32)) as u8)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_pictures::{flat, frame_of, gradient};

    #[test]
    fn a_flat_picture_of_any_size_has_a_flat_thumb() {
        for (w, h) in [(1, 1), (7, 300), (33, 17), (640, 360)] {
            let thumb = scene_thumb(&frame_of(&flat(w, h, [90, 90, 90])));
            assert!(thumb.0.iter().all(|v| *v == 90), "{w}x{h}");
        }
    }

    #[test]
    fn a_thumb_keeps_left_and_right_apart_and_is_the_same_twice() {
        let frame = frame_of(&gradient(320, 180));
        let thumb = scene_thumb(&frame);
        assert!(thumb.0[31] > thumb.0[0] + 30);
        assert_eq!(thumb, scene_thumb(&frame));
    }
}
