//! The barcode of a North American licence (PDF417) on a picture.
//!
//! Finds and decodes; what the text means is the business of `documents`. The only place that names `rxing`.
//! Pictures come from strangers: the decoder gets a bounded size, and a panic of it is "no barcode".

use std::panic::{AssertUnwindSafe, catch_unwind};

use documents::{Licence, LicenceError};
use domain::Frame;
use image::imageops::{FilterType, resize};
use image::{GrayImage, Luma};
use rxing::common::HybridBinarizer;
use rxing::pdf417::PDF417Reader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader as _};

/// Longer sides at which it is looked for, first to last. A licence's symbol is about 80 of 86 mm wide and has
/// some 250 modules across, so 1,800 pixels are six to a module where the card fills the picture; the smaller
/// view averages a soft or noisy picture.
const SIDES: [u32; 2] = [1_800, 1_100];
/// Tilts by which the picture is turned back, degrees. The decoder follows rows to about three degrees: of the
/// test's pictures it reads those tilted by two, and none by five.
const TILTS_DEG: [f32; 3] = [0.0, 5.0, -5.0];

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// As it lies, in the first view: some tenths of a second.
    Quick,
    /// In every view and tilt.
    Thorough,
}

/// What looking for a licence's barcode gave; none where there is no barcode that can be read.
pub(crate) fn find_licence(frame: &Frame, effort: Effort) -> Option<Result<Licence, LicenceError>> {
    let grey = grey(frame)?;
    let (sides, tilts) = match effort {
        Effort::Quick => (&SIDES[..1], &TILTS_DEG[..1]),
        Effort::Thorough => (&SIDES[..], &TILTS_DEG[..]),
    };
    let mut other = None;
    for side in sides {
        let view = shrunk(&grey, *side);
        for tilt in tilts.iter().copied() {
            let text = if tilt == 0.0 { decode(view.clone()) } else { decode(turned(&view, tilt)) };
            match text.map(|t| Licence::parse(&t)) {
                Some(Ok(licence)) => return Some(Ok(licence)),
                Some(Err(error)) => other = Some(Err(error)),
                None => {}
            }
        }
        // What is small already looks the same again.
        if other.is_some() || grey.width().max(grey.height()) <= SIDES[1] {
            break;
        }
    }
    other
}

fn decode(view: GrayImage) -> Option<String> {
    let (width, height) = view.dimensions();
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let read = AssertUnwindSafe(|| {
        let source = Luma8LuminanceSource::new(view.into_raw(), width, height).ok()?;
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        let result = PDF417Reader::new().decode_with_hints(&mut bitmap, &hints).ok()?;
        Some(result.getText().to_owned())
    });
    catch_unwind(read).ok().flatten()
}

/// Luma of ITU-R BT.601, as JPEG has it.
fn grey(frame: &Frame) -> Option<GrayImage> {
    let (width, height) = (frame.size.width, frame.size.height);
    let mut luma = Vec::with_capacity(width as usize * height as usize);
    for y in 0..height {
        luma.extend(frame.row(y).chunks_exact(3).map(|p| {
            let [r, g, b] = [0, 1, 2].map(|i| u32::from(p[i]));
            ((299 * r + 587 * g + 114 * b + 500) / 1_000) as u8
        }));
    }
    GrayImage::from_raw(width, height, luma)
}

fn shrunk(grey: &GrayImage, side: u32) -> GrayImage {
    let longer = grey.width().max(grey.height());
    if longer <= side {
        return grey.clone();
    }
    let to = |length: u32| {
        let scaled = u64::from(length) * u64::from(side) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(side).max(1)
    };
    resize(grey, to(grey.width()), to(grey.height()), FilterType::Triangle)
}

/// The picture turned about its middle, bilinear; what comes from outside is white, as paper is.
fn turned(view: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (cx, cy) = (view.width() as f32 / 2.0, view.height() as f32 / 2.0);
    let at = |x: i64, y: i64| {
        let inside = u32::try_from(x).ok().zip(u32::try_from(y).ok());
        let pixel = inside.and_then(|(x, y)| view.get_pixel_checked(x, y));
        pixel.map_or(255.0, |p| f32::from(p.0[0]))
    };
    GrayImage::from_fn(view.width(), view.height(), |x, y| {
        let (dx, dy) = (x as f32 - cx, y as f32 - cy);
        let (sx, sy) = (cos * dx - sin * dy + cx, sin * dx + cos * dy + cy);
        let (fx, fy) = (sx - sx.floor(), sy - sy.floor());
        let (x0, y0) = (sx.floor() as i64, sy.floor() as i64);
        let above = at(x0, y0) * (1.0 - fx) + at(x0 + 1, y0) * fx;
        let below = at(x0, y0 + 1) * (1.0 - fx) + at(x0 + 1, y0 + 1) * fx;
        Luma([(above * (1.0 - fy) + below * fy).round() as u8])
    })
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;
    use crate::picture::still_frame;
    use crate::portrait::Turn;

    /// The barcode of somebody who does not exist, one pixel a module: `tests/documents/README.md`.
    const SYMBOL: &[u8] = include_bytes!("../../../tests/documents/licence-pdf417.png");

    /// A card's back, 1,712 by 1,080, with the symbol on it, tilted, as a frame that is wider by a third.
    fn photo(tilt: f32) -> Frame {
        let symbol = image::load_from_memory(SYMBOL).unwrap().into_luma8();
        let symbol = resize(&symbol, 1_400, 420, FilterType::Nearest);
        let mut card = GrayImage::from_pixel(2_000, 1_400, Luma([225]));
        image::imageops::overlay(&mut card, &symbol, 300, 260);
        let soft = shrunk(&card, 1_600);
        let view = turned(&soft, tilt);
        let rgb = RgbImage::from_fn(view.width(), view.height(), |x, y| {
            let luma = view.get_pixel(x, y).0[0];
            image::Rgb([luma, luma.saturating_sub(9), luma.saturating_sub(20)])
        });
        still_frame(rgb)
    }

    fn check(frame: &Frame) {
        let found = find_licence(frame, Effort::Thorough).expect("a barcode").expect("a licence");
        assert_eq!((found.number.as_str(), found.names.surname.as_str()), ("K4417730", "VESELY"));
    }

    #[test]
    fn a_licence_is_read_upright_turned_and_tilted() {
        check(&photo(0.0));
        assert!(matches!(find_licence(&photo(0.0), Effort::Quick), Some(Ok(_))));
        check(&photo(2.0));
        check(&photo(-6.0));
        check(&Turn::Half.apply(photo(1.0)));
        check(&Turn::Quarter.apply(photo(0.0)));
    }

    #[test]
    fn what_has_no_barcode_gives_none() {
        let plain = |w, h| still_frame(RgbImage::from_pixel(w, h, image::Rgb([90, 90, 90])));
        for (w, h) in [(1, 1), (1, 900), (900, 1), (60, 40), (640, 480)] {
            assert!(find_licence(&plain(w, h), Effort::Thorough).is_none(), "{w}x{h}");
        }
        // Stripes everywhere, and a symbol that is cut in two.
        let stripes = |x: u32, y: u32| {
            image::Rgb([if (x / 3 + y / 97).is_multiple_of(2) { 0 } else { 255 }; 3])
        };
        assert!(
            find_licence(&still_frame(RgbImage::from_fn(700, 500, stripes)), Effort::Thorough)
                .is_none()
        );
        let whole = photo(0.0);
        let half = RgbImage::from_fn(800, 1_120, |x, y| {
            let row = whole.row(y);
            image::Rgb([row[3 * x as usize], row[3 * x as usize], row[3 * x as usize]])
        });
        assert!(find_licence(&still_frame(half), Effort::Thorough).is_none());
    }
}
