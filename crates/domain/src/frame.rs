//! A decoded video frame. The engine cannot tell a live stream from a file.

use std::time::Instant;

use bytes::Bytes;

use crate::MediaTime;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameSize {
    /// Pixels per row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// How pixels lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PixelFormat {
    /// Three bytes a pixel: red, green, blue; full range, sRGB primaries.
    Rgb8,
}

impl PixelFormat {
    /// Bytes of one pixel.
    pub const fn bytes_per_pixel(self) -> usize {
        match self {
            Self::Rgb8 => 3,
        }
    }
}

/// One picture of a stream, upright, with its pixels shared and never copied again.
#[derive(Clone)]
pub struct Frame {
    /// Counts sampled frames of this source from 0, without holes.
    pub seq: u64,
    /// Position in the stream.
    pub pts: MediaTime,
    /// When this process received it, for latency and deadlines.
    pub received_at: Instant,
    /// Size in pixels after rotation.
    pub size: FrameSize,
    /// Bytes from the start of one row to the start of the next; at least width × bytes per pixel.
    pub stride_bytes: usize,
    /// Layout of `pixels`.
    pub format: PixelFormat,
    /// The rows. The last row may end without its padding.
    pub pixels: Bytes,
}

/// A frame whose numbers do not fit its buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "frame buffer of {len} bytes is too short for {width}x{height} with rows of {stride} bytes"
)]
pub struct FrameError {
    /// Buffer length.
    pub len: usize,
    /// Claimed width.
    pub width: u32,
    /// Claimed height.
    pub height: u32,
    /// Claimed stride.
    pub stride: usize,
}

impl Frame {
    /// Checks that the buffer holds what the numbers claim. Sources call this once per frame.
    ///
    /// # Errors
    /// When a row would reach outside the buffer or overlap the next, or the size is zero.
    pub fn check(&self) -> Result<(), FrameError> {
        let row = self.size.width as usize * self.format.bytes_per_pixel();
        let rows = self.size.height as usize;
        let fits = rows > 0
            && row > 0
            && self.stride_bytes >= row
            && (rows - 1)
                .checked_mul(self.stride_bytes)
                .and_then(|n| n.checked_add(row))
                .is_some_and(|n| n <= self.pixels.len());
        if fits {
            return Ok(());
        }
        Err(FrameError {
            len: self.pixels.len(),
            width: self.size.width,
            height: self.size.height,
            stride: self.stride_bytes,
        })
    }

    /// The bytes of row `y`, without padding.
    ///
    /// # Panics
    /// When `y` is outside the picture or the frame was never [checked](Self::check).
    pub fn row(&self, y: u32) -> &[u8] {
        let start = y as usize * self.stride_bytes;
        let len = self.size.width as usize * self.format.bytes_per_pixel();
        &self.pixels[start..start + len]
    }
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame")
            .field("seq", &self.seq)
            .field("pts", &self.pts)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
