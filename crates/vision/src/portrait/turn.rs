//! Quarter turns of pictures, and the small copy that is searched.

use bytes::Bytes;
use domain::{Frame, FrameSize, Point, Rect};
use image::RgbImage;
use image::imageops::{rotate90, rotate180, rotate270};

use crate::sample::{AreaScratch, Crop, PixelView, RgbSink, area_crop};

/// A clockwise turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Turn {
    #[default]
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Turn {
    /// Upright first: it wins ties.
    pub const ALL: [Self; 4] = [Self::None, Self::Quarter, Self::ThreeQuarters, Self::Half];

    /// The turn by 0, 90, 180 or 270 degrees; of anything else none.
    pub const fn of_degrees(degrees: u16) -> Self {
        match degrees {
            90 => Self::Quarter,
            180 => Self::Half,
            270 => Self::ThreeQuarters,
            _ => Self::None,
        }
    }

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
        with_picture(&frame, turned)
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

fn with_picture(frame: &Frame, picture: RgbImage) -> Frame {
    let (width, height) = picture.dimensions();
    Frame {
        size: FrameSize { width, height },
        stride_bytes: width as usize * 3,
        pixels: Bytes::from(picture.into_raw()),
        ..frame.clone()
    }
}

/// The frame with its longer side averaged down to `side`; smaller frames are passed through.
pub(super) fn small_copy(frame: &Frame, side: usize) -> Frame {
    let view = PixelView::of(frame);
    if view.width.max(view.height) <= side {
        return frame.clone();
    }
    averaged(frame, view.whole(), side)
}

/// A part of a frame, averaged down, and where it came from.
pub(super) struct CloseUp {
    pub frame: Frame,
    crop: Crop,
}

impl CloseUp {
    /// A point of the close-up in the whole picture.
    pub fn to_picture(&self, p: Point) -> Point {
        let size = self.frame.size;
        Point::new(
            p.x * self.crop.width as f32 / size.width as f32 + self.crop.x as f32,
            p.y * self.crop.height as f32 / size.height as f32 + self.crop.y as f32,
        )
    }
}

/// The part of `region` inside the picture, its longer side averaged down to at most `side`. Averaging,
/// unlike the detector's own sampling, does not turn a document's fine print into false patterns.
pub(super) fn close_up(frame: &Frame, region: Rect, side: usize) -> Option<CloseUp> {
    let span = |from: f32, len: f32, max: u32| {
        let start = from.floor().clamp(0.0, max as f32) as usize;
        let end = (from + len).ceil().clamp(0.0, max as f32) as usize;
        (end > start).then(|| (start, end - start))
    };
    let (x, width) = span(region.x, region.width, frame.size.width)?;
    let (y, height) = span(region.y, region.height, frame.size.height)?;
    let crop = Crop { x: x as i64, y: y as i64, width, height };
    Some(CloseUp { frame: averaged(frame, crop, side), crop })
}

/// A crop inside the picture, its longer side averaged down to at most `side`.
fn averaged(frame: &Frame, crop: Crop, side: usize) -> Frame {
    let longer = crop.width.max(crop.height);
    let scaled = |n: usize| if longer > side { (n * side / longer).max(1) } else { n };
    let (w, h) = (scaled(crop.width), scaled(crop.height));
    let mut picture = RgbImage::new(w as u32, h as u32);
    let sink = &mut RgbSink(&mut picture);
    area_crop(PixelView::of(frame), crop, (w, h), &mut AreaScratch::default(), sink);
    with_picture(frame, picture)
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
