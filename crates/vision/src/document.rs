//! A whole document on a picture: its zone or barcode, its portrait, and how well it was photographed.
//!
//! Measures and findings only. Whether a document is accepted is decided elsewhere; nothing here is kept,
//! and nothing here prints a name, a number or a line by `Debug`.

mod capture;
mod problem;

use documents::{Day, Licence, LicenceError, PrintedLines, Unread};
use domain::{ComparisonScore, DetectedFace, FaceMeasurement, Frame, Rect};

pub use capture::{CaptureFacts, LEAST_PITCH_PX};
pub use problem::DocumentProblem;

use crate::barcode::{Effort, find_licence};
use crate::portrait::Turn;
use crate::text::{TextReader, ZoneFinding};
use crate::{Analyst, DetectorView, InferenceError, PortraitError};

/// Longer side at which a ghost portrait is looked for: it is about 10 mm wide on a card of 86 mm, so 150
/// pixels here, well above the detector's least face of 10.
const GHOST_SIDE: u32 = 1280;
/// A ghost is at most this share of the portrait's inter-eye distance; a larger second face is no ghost.
const GHOST_AT_MOST: f32 = 0.8;
/// Fewest pixels between the eyes of a ghost for a comparison, as `quality::limits::MIN_INTER_EYE_PX` has it.
const GHOST_AT_LEAST_PX: f32 = crate::quality::limits::MIN_INTER_EYE_PX;

/// The portrait on a document.
#[derive(Debug, Clone)]
pub struct DocumentPortrait {
    /// Where it is, and its quality.
    pub face: DetectedFace,
    /// What the models say of it; the manipulation score is of the portrait region.
    pub measurement: FaceMeasurement,
}

/// A second, smaller print of the bearer's face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ghost {
    /// No second face was found: many documents have none.
    NotFound,
    /// A second face, too small to be compared.
    TooSmall {
        /// Where.
        rect: Rect,
    },
    /// A second face, compared with the portrait.
    Compared {
        /// Where.
        rect: Rect,
        /// Cosine of the two faces.
        score: ComparisonScore,
        /// ln P(score | same person) / P(score | other person). Calibrated on photographs: prints of a few
        /// millimetres score lower than those do.
        llr: f32,
    },
}

/// What was found on a picture of a document. Coordinates are pixels of `frame`.
#[derive(Debug)]
pub struct DocumentReport {
    /// The picture, upright.
    pub frame: Frame,
    /// Clockwise turn that made it upright: 0, 90, 180 or 270 degrees.
    pub turned_deg: u16,
    /// The machine readable zone.
    pub zone: ZoneFinding,
    /// What the barcode of a North American licence says; looked for where no zone was read, none where there
    /// is none.
    pub barcode: Option<Result<Licence, LicenceError>>,
    /// What is printed beside a portrait without zone or barcode, read coarsely: the front of a card.
    pub lines: PrintedLines,
    /// The portrait.
    pub portrait: Result<DocumentPortrait, PortraitError>,
    /// The second face, where a portrait was found.
    pub ghost: Option<Ghost>,
    /// How it was photographed.
    pub capture: CaptureFacts,
}

impl DocumentReport {
    /// What stands in the way of using the document, most important first, each with advice.
    pub fn problems(&self, today: Day) -> Vec<DocumentProblem> {
        problem::problems(self, today)
    }
}

/// Reads the document on `picture`, which may lie in any of four orientations.
///
/// # Errors
/// When the picture is malformed or a model fails. Nothing found is not an error.
pub fn read_document(
    analyst: &mut Analyst,
    reader: &mut TextReader,
    picture: Frame,
) -> Result<DocumentReport, InferenceError> {
    picture.check()?;
    let mut portrait = found(analyst.enrol_frame(picture.clone()))?;
    let by_portrait = portrait.as_ref().map_or(0, |p| p.rotated_deg);
    let (zone, barcode) = read_text(reader, &picture, &portrait)?;
    let turned_deg = match &zone {
        ZoneFinding::Read(z) => z.turned_deg,
        ZoneFinding::Unread(_) => by_portrait,
    };
    let frame = Turn::of_degrees(turned_deg).apply(picture);
    if turned_deg != by_portrait || portrait.is_err() {
        // Check digits say which way is up; a face that stands otherwise is a print, not the portrait.
        portrait = match found(analyst.enrol_frame(frame.clone()))? {
            Ok(p) if p.rotated_deg != 0 => Err(PortraitError::NoFace),
            other => other,
        };
    }
    let is_front = portrait.is_ok() && barcode.is_none() && matches!(zone, ZoneFinding::Unread(_));
    let lines = if is_front { reader.read_lines(&frame)? } else { PrintedLines::default() };
    let portrait = portrait.map(|p| DocumentPortrait { face: p.face, measurement: p.measurement });
    let ghost = match &portrait {
        Ok(portrait) => Some(ghost_of(analyst, &frame, portrait)?),
        Err(_) => None,
    };
    let capture = CaptureFacts::of(&frame, &zone, portrait.as_ref().ok().map(|p| p.face.rect));
    Ok(DocumentReport { frame, turned_deg, zone, barcode, lines, portrait, ghost, capture })
}

/// The zone, or else the barcode. Licences have their barcode on the side without the portrait: there it is looked
/// for first, because a zone takes much longer not to be found.
fn read_text(
    reader: &mut TextReader,
    picture: &Frame,
    portrait: &Result<crate::Portrait, PortraitError>,
) -> Result<(ZoneFinding, Option<Result<Licence, LicenceError>>), InferenceError> {
    let by_portrait = portrait.as_ref().map_or(0, |p| p.rotated_deg);
    if portrait.is_err()
        && let Some(Ok(licence)) = find_licence(picture, Effort::Quick)
    {
        return Ok((ZoneFinding::Unread(Unread::NoZone), Some(Ok(licence))));
    }
    let zone = reader.find_zone(picture, by_portrait)?;
    let barcode = match (&zone, portrait) {
        (ZoneFinding::Read(_), _) => None,
        // A small second portrait may stand on a back.
        (ZoneFinding::Unread(_), Ok(_)) => find_licence(picture, Effort::Quick),
        (ZoneFinding::Unread(_), Err(_)) => find_licence(picture, Effort::Thorough),
    };
    Ok((zone, barcode))
}

/// A failing model is an error of the whole; no face, or several, are findings.
fn found(
    portrait: Result<crate::Portrait, PortraitError>,
) -> Result<Result<crate::Portrait, PortraitError>, InferenceError> {
    match portrait {
        Err(PortraitError::Inference(error)) => Err(error),
        other => Ok(other),
    }
}

fn ghost_of(
    analyst: &mut Analyst,
    frame: &Frame,
    portrait: &DocumentPortrait,
) -> Result<Ghost, InferenceError> {
    let size = portrait.face.landmarks.inter_eye_distance();
    let mut others = analyst.find_faces(frame, DetectorView::WholeAt(GHOST_SIDE))?;
    others.retain(|f| {
        f.rect.iou(portrait.face.rect) == 0.0
            && f.landmarks.inter_eye_distance() <= GHOST_AT_MOST * size
    });
    let Some(other) = others.first() else { return Ok(Ghost::NotFound) };
    let Some(features) = portrait.measurement.features.assessed() else {
        return Ok(Ghost::TooSmall { rect: other.rect });
    };
    if other.landmarks.inter_eye_distance() < GHOST_AT_LEAST_PX {
        return Ok(Ghost::TooSmall { rect: other.rect });
    }
    let ghost = analyst.models.embedder.embed(frame, &other.landmarks)?;
    Ok(match features.compare_features(&ghost) {
        Ok(score) => Ghost::Compared {
            rect: other.rect,
            score,
            llr: analyst.models.identity.llr(f64::from(score.get())).get(),
        },
        Err(_) => Ghost::TooSmall { rect: other.rect },
    })
}
