//! How a document was photographed: size, sharpness, glare, edges, and traces of a screen.

use domain::{Frame, Rect};

use crate::sample::PixelView;
use crate::text::{LineBox, ZoneFinding};

/// Least pixels from character to character of the zone for names to be read clearly: of the development
/// documents those from 9.0 px on were clear, but for one on a busy background, and of the three below two
/// were not (`docs/DOCUMENTS.md`).
pub const LEAST_PITCH_PX: f32 = 9.0;

/// Side of the patches that are searched for a screen's grid: what `signals::moire_peak_db` was tried on.
const PATCH: usize = 128;
/// Patches per side, evenly spaced over the picture.
const PATCHES: usize = 3;
/// Luma from which a pixel counts as blown out: sensors and encoders keep a few steps below 255.
const BLOWN: u32 = 250;

/// Facts of the capture. Those without a limit are for comparison between pictures of one document: what
/// is usual for a design differs too much for a limit that holds for all.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureFacts {
    /// Pixels from character to character of the zone; at least [`LEAST_PITCH_PX`] are wanted. None when no
    /// zone was read.
    pub zone_pitch_px: Option<f32>,
    /// Pixels between the zone's lines and the nearest border of the picture: negative when they reach
    /// outside. None when no zone was read.
    pub zone_margin_px: Option<f32>,
    /// Mean step of luma between neighbours along the zone's lines over the lines' range of luma, 0..1:
    /// falls with blur. No limit. None when no zone was read.
    pub zone_sharpness: Option<f32>,
    /// Share of the zone's pixels that are blown out in every channel, 0..1. No limit: white paper may be.
    pub zone_glare: Option<f32>,
    /// The same of the portrait. None when there is no portrait.
    pub portrait_glare: Option<f32>,
    /// Regularity of the picture, decibels, as `signals::moire_peak_db`; none for a picture too small for a
    /// patch. There is no limit yet: security print is regular too, so a recapture from a screen or a print
    /// is **not assessed**.
    pub moire_db: Option<f64>,
}

impl CaptureFacts {
    pub(super) fn of(frame: &Frame, zone: &ZoneFinding, portrait: Option<Rect>) -> Self {
        let view = PixelView::of(frame);
        let read = match zone {
            ZoneFinding::Read(read) => Some(read),
            ZoneFinding::Unread(_) => None,
        };
        let lines = read.map(|r| r.lines.as_slice()).unwrap_or_default();
        let characters = read.map(|r| r.reading.mrz.format().length() as f32);
        Self {
            zone_pitch_px: lines.first().zip(characters).map(|(line, n)| {
                // A detector's box is longer than its text by about half its height at both ends.
                (line.width - line.height).max(0.0) / n
            }),
            zone_margin_px: least(lines.iter().map(|l| margin(l.bounds(), view))),
            zone_sharpness: least(lines.iter().filter_map(|l| sharpness(l, view))),
            zone_glare: most(lines.iter().map(|l| blown(l.bounds(), view))),
            portrait_glare: portrait.map(|rect| blown(rect, view)),
            moire_db: moire(view),
        }
    }
}

fn least(values: impl Iterator<Item = f32>) -> Option<f32> {
    values.min_by(f32::total_cmp)
}

fn most(values: impl Iterator<Item = f32>) -> Option<f32> {
    values.max_by(f32::total_cmp)
}

fn margin(bounds: Rect, view: PixelView<'_>) -> f32 {
    let right = view.width as f32 - bounds.x - bounds.width;
    let below = view.height as f32 - bounds.y - bounds.height;
    bounds.x.min(bounds.y).min(right).min(below)
}

/// The whole pixels of a rectangle inside the picture.
fn inside(rect: Rect, view: PixelView<'_>) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let span = |from: f32, len: f32, max: usize| {
        let start = from.clamp(0.0, max as f32) as usize;
        start..((from + len).clamp(0.0, max as f32) as usize).max(start)
    };
    (span(rect.x, rect.width, view.width), span(rect.y, rect.height, view.height))
}

fn luma(pixel: [u8; 3]) -> u32 {
    // BT.601 in parts of 256.
    (77 * u32::from(pixel[0]) + 150 * u32::from(pixel[1]) + 29 * u32::from(pixel[2])) >> 8
}

fn blown(rect: Rect, view: PixelView<'_>) -> f32 {
    let (columns, rows) = inside(rect, view);
    let all = columns.len() * rows.len();
    let is_blown = |p: [u8; 3]| p.iter().all(|c| u32::from(*c) >= BLOWN);
    let count = rows
        .flat_map(|y| columns.clone().map(move |x| (x, y)))
        .filter(|(x, y)| is_blown(view.pixel(*x, *y)))
        .count();
    if all == 0 { 0.0 } else { count as f32 / all as f32 }
}

/// Along the middle of the line, where every character has strokes.
fn sharpness(line: &LineBox, view: PixelView<'_>) -> Option<f32> {
    let (c, s) = line.along();
    let values: Vec<u32> = (0..line.width as usize)
        .filter_map(|i| {
            let u = i as f32 - line.width / 2.0;
            let (x, y) = (line.centre.x + c * u, line.centre.y + s * u);
            let is_inside = x >= 0.0 && y >= 0.0 && x < view.width as f32 && y < view.height as f32;
            is_inside.then(|| luma(view.pixel(x as usize, y as usize)))
        })
        .collect();
    let (low, high) = (values.iter().min()?, values.iter().max()?);
    let steps: u32 = values.windows(2).map(|w| w[0].abs_diff(w[1])).sum();
    let range = (high - low).max(1) as f32;
    (values.len() > 1).then(|| steps as f32 / (values.len() - 1) as f32 / range)
}

fn moire(view: PixelView<'_>) -> Option<f64> {
    if view.width < PATCH || view.height < PATCH {
        return None;
    }
    let at = |k: usize, side: usize| k * (side - PATCH) / (PATCHES - 1);
    let patches: Vec<Vec<u8>> = (0..PATCHES * PATCHES)
        .map(|k| {
            let (left, top) = (at(k % PATCHES, view.width), at(k / PATCHES, view.height));
            (0..PATCH * PATCH)
                .map(|i| luma(view.pixel(left + i % PATCH, top + i / PATCH)) as u8)
                .collect()
        })
        .collect();
    let borrowed: Vec<&[u8]> = patches.iter().map(Vec::as_slice).collect();
    signals::moire_peak_db(&borrowed, PATCH).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_pictures::{frame_of, noise};
    use domain::Point;

    #[test]
    fn a_picture_without_a_zone_has_no_facts_of_one() {
        let frame = frame_of(&noise(140, 130));
        let zone = ZoneFinding::Unread(documents::Unread::NoZone);
        let facts = CaptureFacts::of(&frame, &zone, Some(Rect::new(0.0, 0.0, 9.0, 9.0)));
        assert_eq!((facts.zone_pitch_px, facts.zone_margin_px), (None, None));
        assert!(facts.portrait_glare.is_some() && facts.moire_db.is_some());
        let small = CaptureFacts::of(&frame_of(&noise(20, 20)), &zone, None);
        assert_eq!((small.moire_db, small.portrait_glare), (None, None));
    }

    #[test]
    fn blur_lowers_the_sharpness() {
        let stripes = |period: usize| {
            image::RgbImage::from_fn(200, 20, |x, _| {
                image::Rgb([if (x as usize / period).is_multiple_of(2) { 0 } else { 200 }; 3])
            })
        };
        let line =
            LineBox { centre: Point::new(100.0, 10.0), width: 150.0, height: 10.0, angle: 0.0 };
        let value = |period| {
            let frame = frame_of(&stripes(period));
            sharpness(&line, PixelView::of(&frame)).unwrap()
        };
        assert!(value(2) > 2.0 * value(8));
    }
}
