//! What stands in the way of using a document, as sentences that say what to do.

use documents::{Day, LicenceError, Unread, Validity, issuer};
use domain::QualityIssue;

use super::{DocumentReport, Ghost, LEAST_PITCH_PX};
use crate::PortraitError;
use crate::text::ZoneFinding;

/// One problem. Its `Display` is for the person who holds the document; it names no value of theirs but
/// the day of expiry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentProblem {
    /// No zone, an illegible one, or wrong check digits.
    #[error(transparent)]
    Zone(#[from] Unread),
    /// A licence's barcode without number, name or birth.
    #[error(transparent)]
    Barcode(#[from] LicenceError),
    /// The names cannot be relied upon.
    #[error(
        "the names in the machine readable zone are not clear: take the picture again, closer and sharp"
    )]
    NamesUnclear,
    /// Valid no longer.
    #[error("this document expired on {on}: use one that is still valid")]
    Expired {
        /// The last day.
        on: Day,
    },
    /// A birth on a day that the calendar does not have, or an unknown one.
    #[error(
        "the date of birth on the document is incomplete or no date of the calendar: a person must look \
         at it"
    )]
    BirthDate,
    /// An issuer that is on no list.
    #[error("the issuing country's code is on no list: a person must look at the document")]
    UnknownIssuer,
    /// Nobody's face, or several, or too small.
    #[error("{0}")]
    Portrait(PortraitProblem),
    /// The portrait is not good enough to be compared.
    #[error(
        "the portrait on the document is not clear enough: take the picture again, sharp, without a \
         reflection on the photo"
    )]
    PortraitQuality {
        /// What is wrong with it.
        issues: Vec<QualityIssue>,
    },
    /// The small second portrait shows somebody else.
    #[error(
        "the small second portrait does not look like the main one: a person must look at the document"
    )]
    GhostDiffers,
    /// The zone's characters are small.
    #[error("the document is small in the picture: go closer until it fills the frame")]
    TooSmall,
}

/// Why there is no portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PortraitProblem {
    /// No face.
    #[error(
        "no portrait was found on the document: photograph the side with the photo, whole and without \
         reflections"
    )]
    NoFace,
    /// Several.
    #[error("several different faces are in the picture: photograph the document alone")]
    SeveralFaces,
    /// Too few pixels.
    #[error("the portrait on the document is too small: go closer until it fills the frame")]
    TooSmall,
}

impl DocumentProblem {
    /// A word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Zone(Unread::NoZone) => "no_zone",
            Self::Zone(Unread::NotLegible) => "zone_not_legible",
            Self::Zone(Unread::CheckDigits { .. }) => "wrong_check_digits",
            Self::Barcode(_) => "barcode_incomplete",
            Self::NamesUnclear => "names_unclear",
            Self::Expired { .. } => "expired",
            Self::BirthDate => "birth_date",
            Self::UnknownIssuer => "unknown_issuer",
            Self::Portrait(PortraitProblem::NoFace) => "no_face",
            Self::Portrait(PortraitProblem::SeveralFaces) => "several_faces",
            Self::Portrait(PortraitProblem::TooSmall) => "face_too_small",
            Self::PortraitQuality { .. } => "portrait_quality",
            Self::GhostDiffers => "ghost_differs",
            Self::TooSmall => "too_small",
        }
    }

    /// Whether another picture may help; else a person or another document is needed.
    pub const fn is_worth_a_retry(&self) -> bool {
        !matches!(
            self,
            Self::Expired { .. }
                | Self::Barcode(_)
                | Self::BirthDate
                | Self::UnknownIssuer
                | Self::GhostDiffers
        )
    }
}

pub(super) fn problems(report: &DocumentReport, today: Day) -> Vec<DocumentProblem> {
    let mut problems = Vec::new();
    match &report.zone {
        ZoneFinding::Unread(why) => match &report.barcode {
            Some(Ok(licence)) => {
                if let Some(on) = licence.expiry.filter(|until| *until < today) {
                    problems.push(DocumentProblem::Expired { on });
                }
            }
            Some(Err(error @ LicenceError::Incomplete)) => problems.push((*error).into()),
            Some(Err(LicenceError::OtherBarcode)) | None => problems.push(why.clone().into()),
        },
        ZoneFinding::Read(zone) => {
            let mrz = &zone.reading.mrz;
            if let Validity::Expired(on) = mrz.expiry().validity(today) {
                problems.push(DocumentProblem::Expired { on });
            }
            if !zone.reading.names_are_clear {
                problems.push(DocumentProblem::NamesUnclear);
            }
            if mrz.birth().as_birth(today).is_none() {
                problems.push(DocumentProblem::BirthDate);
            }
            if issuer(mrz.issuer()).is_none() {
                problems.push(DocumentProblem::UnknownIssuer);
            }
        }
    }
    if report.capture.zone_pitch_px.is_some_and(|p| p < LEAST_PITCH_PX) {
        problems.push(DocumentProblem::TooSmall);
    }
    match &report.portrait {
        Err(PortraitError::SeveralFaces { .. }) => {
            problems.push(DocumentProblem::Portrait(PortraitProblem::SeveralFaces));
        }
        Err(PortraitError::FaceTooSmall { .. }) => {
            problems.push(DocumentProblem::Portrait(PortraitProblem::TooSmall));
        }
        Err(_) => problems.push(DocumentProblem::Portrait(PortraitProblem::NoFace)),
        Ok(portrait) => {
            let issues = portrait.face.quality.issues.clone();
            if !issues.is_empty() {
                problems.push(DocumentProblem::PortraitQuality { issues });
            }
        }
    }
    if matches!(report.ghost, Some(Ghost::Compared { llr, .. }) if llr < GHOST_DIFFERS) {
        problems.push(DocumentProblem::GhostDiffers);
    }
    problems
}

/// Evidence from which a ghost portrait speaks for another person: odds of a hundred to one, ln 100. A
/// ghost is a coarse print, so a little doubt is usual.
const GHOST_DIFFERS: f32 = -4.6;
