//! Generated pictures for this crate's tests.

use domain::Frame;
use image::{Rgb, RgbImage};

use crate::picture::still_frame;

/// One colour.
pub(crate) fn flat(width: u32, height: u32, rgb: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(width, height, Rgb(rgb))
}

/// Red grows to the right, green downwards, blue with both.
pub(crate) fn gradient(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (r, g) = (255 * x / width.max(1), 255 * y / height.max(1));
        Rgb([r as u8, g as u8, ((r + g) / 2) as u8])
    })
}

/// A fine pattern without symmetry, the same every time.
pub(crate) fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 0x2545_f491_u32;
    RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let b = state.to_le_bytes();
        Rgb([b[0], b[1], b[2]])
    })
}

/// A picture as a frame.
pub(crate) fn frame_of(picture: &RgbImage) -> Frame {
    still_frame(picture.clone())
}
