//! The portrait on a still: a plain photo or a whole identity document, in any of four orientations.
//!
//! The search runs on a small copy in all four turns and at growing detector inputs, then the face is
//! found again in the full picture for exact landmarks. A second, smaller print of the same face (a
//! ghost portrait) is tolerated; a second person of comparable size is not.

mod turn;

use domain::{DetectedFace, FaceMeasurement, Frame, Rect, Stages};

pub(crate) use self::turn::Turn;
use self::turn::{close_up, small_copy};
use crate::quality::{head_pose, limits};
use crate::{Analyst, DetectorView, InferenceError, PictureError, RawFace};

/// Longer side of the copy that is searched.
const SEARCH_SIDE: usize = 1280;
/// Detector inputs, in the order tried: portraits on documents are small.
const INPUT_SIDES: [u32; 3] = [320, 640, 1280];
/// A face this certain ends the search; below, a larger input may find a better one.
const CERTAIN: f32 = 0.80;
/// A portrait stands upright within this many degrees once the picture is turned right.
const MAX_ROLL_DEG: f32 = 40.0;
/// A second face counts from this share of the first one's inter-eye distance on. Ghost portraits and
/// people in the background are smaller.
const COMPARABLE: f32 = 0.5;
/// ... and from this confidence on; printed patterns give weaker ones.
const RIVAL_CONFIDENCE: f32 = 0.70;
/// The close-up around a face that is searched again, in box sides ...
const CLOSE_UP_FACTOR: f32 = 2.2;
/// ... and the longer side to which it is averaged down.
const CLOSE_UP_SIDE: usize = 224;
/// Two boxes that overlap more are the same face.
const SAME_FACE_IOU: f32 = 0.4;
/// Confidence that a close-up may lose against the search and still be believed: the noise of YuNet's
/// confidence between two scales of one face.
const LESS_CLEAR: f32 = 0.02;

/// A portrait, found, upright and measured.
#[derive(Debug, Clone)]
pub struct Portrait {
    /// The whole picture, upright.
    pub frame: Frame,
    /// Clockwise turn that made it upright after EXIF: 0, 90, 180 or 270 degrees.
    pub rotated_deg: u16,
    /// The face.
    pub face: DetectedFace,
    /// Everything the models say of it.
    pub measurement: FaceMeasurement,
}

/// A picture that cannot serve as a reference. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum PortraitError {
    /// Not a usable picture at all.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// Nobody is on it.
    #[error(
        "no face was found on the picture; take it straight from above, with light, so that the portrait \
         fills a good part of it"
    )]
    NoFace,
    /// Several people.
    #[error(
        "{count} different faces of similar size are on the picture; send the one page, or the one person, \
         that is meant"
    )]
    SeveralFaces {
        /// How many.
        count: usize,
    },
    /// The face has too few pixels.
    #[error(
        "the face on the picture is too small: {found_px:.0} pixels between the eyes, at least \
         {needed_px:.0} are needed; go closer, or scan with more dots per inch"
    )]
    FaceTooSmall {
        /// Pixels between the eyes.
        found_px: f32,
        /// The least.
        needed_px: f32,
    },
    /// A model failed.
    #[error("the picture could not be analysed")]
    Inference(#[from] InferenceError),
}

/// Finds and measures the portrait on `picture`.
pub(crate) fn find(analyst: &mut Analyst, picture: Frame) -> Result<Portrait, PortraitError> {
    picture.check().map_err(InferenceError::from)?;
    let (turn, faces) = search(analyst, &picture)?;
    let frame = turn.apply(picture);
    let mut faces = refine(analyst, &frame, faces)?;
    faces.sort_by(|a, b| size_of(b).total_cmp(&size_of(a)));
    let Some(first) = faces.first().copied() else { return Err(PortraitError::NoFace) };
    if size_of(&first) < limits::MIN_INTER_EYE_PX {
        return Err(PortraitError::FaceTooSmall {
            found_px: size_of(&first),
            needed_px: limits::MIN_INTER_EYE_PX,
        });
    }
    let strangers = count_strangers(analyst, &frame, &faces)?;
    if strangers > 0 {
        return Err(PortraitError::SeveralFaces { count: strangers + 1 });
    }
    let face = analyst.with_quality(&frame, &first);
    let measurement = analyst.measure_face(&frame, &face, Stages::ALL);
    Ok(Portrait { frame, rotated_deg: turn.degrees(), face, measurement })
}

fn size_of(face: &RawFace) -> f32 {
    face.landmarks.inter_eye_distance()
}

/// The turn in which the most certain upright face is seen, and the upright faces seen in that turn, in
/// pixels of the whole turned picture.
fn search(analyst: &mut Analyst, picture: &Frame) -> Result<(Turn, Vec<RawFace>), InferenceError> {
    let copy = small_copy(picture, SEARCH_SIDE);
    let longer = copy.size.width.max(copy.size.height);
    let mut best: Option<(f32, Turn, Vec<RawFace>)> = None;
    for (i, side) in INPUT_SIDES.into_iter().enumerate() {
        if i > 0 && INPUT_SIDES[i - 1] >= longer {
            break;
        }
        for turn in Turn::ALL {
            let turned = turn.apply(copy.clone());
            let full = turn.size(picture.size);
            let scale = full.width as f32 / turned.size.width as f32;
            let mut faces = analyst.models.detector.detect(&turned, DetectorView::WholeAt(side))?;
            faces.retain(|f| head_pose(&f.landmarks).roll.abs() <= MAX_ROLL_DEG);
            let certainty = faces.iter().map(|f| f.confidence).fold(0.0, f32::max);
            if certainty > best.as_ref().map_or(0.0, |b| b.0) {
                let up = |p: domain::Point| domain::Point::new(p.x * scale, p.y * scale);
                best = Some((certainty, turn, faces.iter().map(|f| f.map(up)).collect()));
            }
        }
        if best.as_ref().is_some_and(|b| b.0 >= CERTAIN) {
            break;
        }
    }
    Ok(best.map_or_else(Default::default, |(_, turn, faces)| (turn, faces)))
}

/// Each face again, in a close-up of the full picture, for exact landmarks. A face that is seen less
/// clearly there keeps what the search found: fine print can hide a face at some scales.
fn refine(
    analyst: &mut Analyst,
    frame: &Frame,
    faces: Vec<RawFace>,
) -> Result<Vec<RawFace>, InferenceError> {
    let again = |face: RawFace| {
        let (centre, side) = (face.rect.centre(), face.rect.width.max(face.rect.height));
        let square = Rect::new(centre.x - side / 2.0, centre.y - side / 2.0, side, side);
        let Some(close) = close_up(frame, square.scaled(CLOSE_UP_FACTOR), CLOSE_UP_SIDE) else {
            return Ok(face);
        };
        let found = analyst.find_faces(&close.frame, DetectorView::Whole)?;
        let same = found
            .iter()
            .map(|f| f.map(|p| close.to_picture(p)))
            .find(|f| f.rect.iou(face.rect) > SAME_FACE_IOU)
            .filter(|f| f.confidence >= face.confidence - LESS_CLEAR);
        Ok(same.unwrap_or(face))
    };
    faces.into_iter().map(again).collect()
}

/// How many of the further faces of comparable size are other people than the first.
fn count_strangers(
    analyst: &mut Analyst,
    frame: &Frame,
    faces: &[RawFace],
) -> Result<usize, InferenceError> {
    let Some((first, rest)) = faces.split_first() else { return Ok(0) };
    let rivals: Vec<_> = rest
        .iter()
        .filter(|f| f.confidence >= RIVAL_CONFIDENCE && size_of(f) >= COMPARABLE * size_of(first))
        .collect();
    if rivals.is_empty() {
        return Ok(0);
    }
    let models = &mut analyst.models;
    let portrait = models.embedder.embed(frame, &first.landmarks)?;
    let mut strangers = 0;
    for rival in rivals {
        let features = models.embedder.embed(frame, &rival.landmarks)?;
        let same = portrait
            .compare_features(&features)
            .is_ok_and(|s| models.identity.llr(f64::from(s.get())).get() > 0.0);
        strangers += usize::from(!same);
    }
    Ok(strangers)
}

#[cfg(test)]
mod tests;
