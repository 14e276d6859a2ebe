//! The pairs that went worst, and their faces cut out for the report.

use std::fs;
use std::path::Path;

use domain::{Frame, Rect};
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use vision::{PictureLimits, decode_picture, encode_jpeg};

use super::comparisons::{Compared, Comparisons};
use super::figures::{VerificationReport, WorstFacts, WorstPair};
use crate::pictures::PictureResult;
use crate::report::Picture;

/// Side of a face in the report, pixels.
const SIDE: u32 = 144;
/// Side of the square cut out, in longer sides of the detector's box: the head and a little around it.
const AROUND: f32 = 1.5;
/// Largest side cut at full resolution.
const MAX_CUT: u32 = 1024;
/// Grey outside the picture.
const OUTSIDE: [u8; 3] = [224; 3];
/// JPEG quality of a face in the report.
const QUALITY: u8 = 85;

/// The `count` lowest mated and highest non-mated scores.
pub(super) fn find(comparisons: &Comparisons<'_>, count: usize) -> WorstFacts {
    let of = |is_mated: bool| {
        let mut pairs: Vec<&Compared<'_>> =
            comparisons.compared.iter().filter(|c| c.pair.is_mated == is_mated).collect();
        pairs.sort_by(|x, y| {
            let order = x.score.total_cmp(&y.score);
            if is_mated { order } else { order.reverse() }
        });
        let pair = |c: &Compared<'_>| WorstPair {
            line: Some(c.pair.line),
            a: c.pair.a.display().to_string(),
            b: c.pair.b.display().to_string(),
            score: c.score,
        };
        pairs.into_iter().take(count).map(pair).collect()
    };
    WorstFacts { mated: of(true), non_mated: of(false) }
}

/// Faces of the worst pairs.
#[derive(Debug, Clone, Default)]
pub struct WorstFaces {
    /// Of one person, lowest scores.
    pub mated: Vec<Picture>,
    /// Of two people, highest scores of the list.
    pub non_mated: Vec<Picture>,
    /// Of two people, highest scores of all against all.
    pub cross: Vec<Picture>,
}

/// Both faces of each of the report's worst pairs, from the pictures in `folder`. A face that cannot be
/// read again is left out.
pub fn worst_pictures(
    report: &VerificationReport,
    folder: &Path,
    pictures: &[PictureResult],
) -> WorstFaces {
    let face = |name: &str| {
        let found = pictures.iter().find(|p| p.name == Path::new(name))?;
        let rect = found.outcome.as_ref().ok()?.rect;
        let bytes = fs::read(folder.join(name)).ok()?;
        let frame = decode_picture(&bytes, PictureLimits::default()).ok()?;
        Some(encode_jpeg(&cut(&frame, rect), QUALITY))
    };
    let pair = |pair: &WorstPair| {
        let (a, b) = (face(&pair.a)?, face(&pair.b)?);
        let line = pair.line.map_or_else(String::new, |line| format!("line {line}, "));
        Some(Picture::pair(format!("{line}score {:.3}", pair.score), a, b))
    };
    let all = |pairs: &[WorstPair]| pairs.iter().filter_map(pair).collect();
    WorstFaces {
        mated: all(&report.worst.mated),
        non_mated: all(&report.worst.non_mated),
        cross: report.cross.as_ref().map_or_else(Vec::new, |c| all(&c.worst)),
    }
}

/// The square around a face at the report's size, grey where it reaches outside the picture.
fn cut(frame: &Frame, face: Rect) -> RgbImage {
    let side = (AROUND * face.width.max(face.height)).clamp(1.0, 65_536.0);
    let centre = face.centre();
    let (left, top) = (centre.x - side / 2.0, centre.y - side / 2.0);
    let taken = (side.ceil() as u32).min(MAX_CUT);
    let scale = side / taken as f32;
    let inside = |v: f32, limit: u32| (v >= 0.0 && v < limit as f32).then_some(v as u32);
    let square = RgbImage::from_fn(taken, taken, |x, y| {
        let x = inside(left + (x as f32 + 0.5) * scale, frame.size.width);
        let y = inside(top + (y as f32 + 0.5) * scale, frame.size.height);
        match (x, y) {
            (Some(x), Some(y)) => {
                let row = frame.row(y);
                let at = x as usize * 3;
                Rgb([row[at], row[at + 1], row[at + 2]])
            }
            _ => Rgb(OUTSIDE),
        }
    });
    imageops::resize(&square, SIDE, SIDE, FilterType::Triangle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_at_any_place_are_cut_to_one_size() {
        let picture = RgbImage::from_pixel(60, 40, Rgb([9, 120, 30]));
        let frame = decode_picture(&encode_jpeg(&picture, 90), PictureLimits::default()).unwrap();
        for rect in [
            Rect::new(10.0, 10.0, 20.0, 20.0),
            Rect::new(-50.0, -50.0, 20.0, 20.0),
            Rect::new(500.0, 500.0, 20.0, 20.0),
            Rect::new(0.0, 0.0, 400.0, 400.0),
            Rect::new(59.5, 39.5, 0.0, 0.0),
        ] {
            assert_eq!(cut(&frame, rect).dimensions(), (SIDE, SIDE), "{rect:?}");
        }
    }
}
