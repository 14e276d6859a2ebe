//! A borrowed look at a frame's pixels, and integer crops of it.

use domain::Frame;

/// RGB rows in memory.
#[derive(Clone, Copy)]
pub struct PixelView<'a> {
    /// All rows, with padding.
    pub bytes: &'a [u8],
    /// Bytes from row to row.
    pub stride: usize,
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl<'a> PixelView<'a> {
    /// The pixels of a [checked](Frame::check) frame.
    pub fn of(frame: &'a Frame) -> Self {
        Self {
            bytes: &frame.pixels,
            stride: frame.stride_bytes,
            width: frame.size.width as usize,
            height: frame.size.height as usize,
        }
    }

    /// A tightly packed RGB buffer.
    pub const fn packed(bytes: &'a [u8], width: usize, height: usize) -> Self {
        Self { bytes, stride: width * 3, width, height }
    }

    /// The bytes of row `y` without padding.
    #[inline]
    pub fn row(&self, y: usize) -> &'a [u8] {
        &self.bytes[y * self.stride..y * self.stride + self.width * 3]
    }

    /// The pixel in column `x`, row `y`.
    #[inline]
    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let o = y * self.stride + x * 3;
        [self.bytes[o], self.bytes[o + 1], self.bytes[o + 2]]
    }

    /// The whole picture as a crop.
    pub const fn whole(&self) -> Crop {
        Crop { x: 0, y: 0, width: self.width, height: self.height }
    }
}

/// A rectangle of whole pixels; may reach outside the picture, where it is reflected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    /// First column.
    pub x: i64,
    /// First row.
    pub y: i64,
    /// Columns, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
}

/// Index `i` reflected into `0..len` without repeating the edge pixel: … 2 1 | 0 1 2 … n-1 | n-2 ….
pub(super) fn reflect(i: i64, len: usize) -> usize {
    let len = len as i64;
    if (0..len).contains(&i) {
        return i as usize;
    }
    if len == 1 {
        return 0;
    }
    let period = 2 * (len - 1);
    let k = i.rem_euclid(period);
    (if k < len { k } else { period - k }) as usize
}
