//! Quarter turns of pictures, and the small copy that is searched.

use bytes::Bytes;
use domain::{Frame, FrameSize};
use image::RgbImage;
use image::imageops::{rotate90, rotate180, rotate270};

use crate::sample::{AreaScratch, PixelView, RgbSink, area_crop};

/// A clockwise turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Turn {
    #[default]
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Turn {
    /// Upright first: it wins ties.
    pub const ALL: [Self; 4] = [Self::None, Self::Quarter, Self::ThreeQuarters, Self::Half];

    pub const fn degrees(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Quarter => 90,
            Self::Half => 180,
            Self::ThreeQuarters => 270,
        }
    }

    /// The size after the turn.
    pub const fn size(self, size: FrameSize) -> FrameSize {
        match self {
            Self::None | Self::Half => size,
            Self::Quarter | Self::ThreeQuarters => {
                FrameSize { width: size.height, height: size.width }
            }
        }
    }

    /// The frame turned; unturned frames are passed through.
    pub fn apply(self, frame: Frame) -> Frame {
        let turn = match self {
            Self::None => return frame,
            Self::Quarter => rotate90::<RgbImage>,
            Self::Half => rotate180::<RgbImage>,
            Self::ThreeQuarters => rotate270::<RgbImage>,
        };
        let turned = turn(&packed(&frame));
        with_picture(frame, turned)
    }
}

/// The frame's pixels without padding.
fn packed(frame: &Frame) -> RgbImage {
    let mut picture = RgbImage::new(frame.size.width, frame.size.height);
    for (y, row) in picture.rows_mut().enumerate() {
        for (pixel, bytes) in row.zip(frame.row(y as u32).chunks_exact(3)) {
            pixel.0.copy_from_slice(bytes);
        }
    }
    picture
}

fn with_picture(frame: Frame, picture: RgbImage) -> Frame {
    let (width, height) = picture.dimensions();
    Frame {
        size: FrameSize { width, height },
        stride_bytes: width as usize * 3,
        pixels: Bytes::from(picture.into_raw()),
        ..frame
    }
}

/// The frame with its longer side averaged down to `side`; smaller frames are passed through.
pub(super) fn small_copy(frame: &Frame, side: usize) -> Frame {
    let view = PixelView::of(frame);
    let longer = view.width.max(view.height);
    if longer <= side {
        return frame.clone();
    }
    let scaled = |n: usize| (n * side / longer).max(1);
    let (w, h) = (scaled(view.width), scaled(view.height));
    let mut picture = RgbImage::new(w as u32, h as u32);
    let mut scratch = AreaScratch::default();
    area_crop(view, view.whole(), (w, h), &mut scratch, &mut RgbSink(&mut picture));
    with_picture(frame.clone(), picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_pictures::{frame_of, gradient, noise};

    #[test]
    fn four_quarter_turns_are_none() {
        let frame = frame_of(&noise(7, 4));
        let mut turned = frame.clone();
        for _ in 0..4 {
            turned = Turn::Quarter.apply(turned);
        }
        assert_eq!(turned.pixels, frame.pixels);
        let half = Turn::Half.apply(Turn::Half.apply(frame.clone()));
        assert_eq!(half.pixels, frame.pixels);
        let back = Turn::ThreeQuarters.apply(Turn::Quarter.apply(frame.clone()));
        assert_eq!(back.pixels, frame.pixels);
        assert_eq!(Turn::Quarter.size(frame.size), FrameSize { width: 4, height: 7 });
    }

    #[test]
    fn the_small_copy_keeps_shape_and_brightness() {
        let copy = small_copy(&frame_of(&gradient(1000, 500)), 100);
        assert_eq!((copy.size.width, copy.size.height), (100, 50));
        assert!(copy.check().is_ok());
        assert!(copy.row(25)[0] < 5 && copy.row(25)[99 * 3] > 250);
        let same = small_copy(&frame_of(&gradient(80, 50)), 100);
        assert_eq!(same.size.width, 80);
    }
}
