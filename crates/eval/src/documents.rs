//! Documents against their truth: zones read right, in every orientation, and portraits found.
//!
//! A false read is a zone that was reported as read and differs from the truth in a line, or in a names
//! field that was reported as clear. Names that were reported as unclear and are wrong count as neither
//! right nor false.

use std::path::{Path, PathBuf};

use documents::Format;
use domain::Frame;
use image::RgbImage;
use serde::Serialize;
use vision::sample::{PixelView, RgbSink, area_crop};
use vision::{
    Analyst, PictureError, PictureLimits, TextReader, ZoneFinding, decode_picture, read_document,
};

use crate::list::{DocumentItem, ListError, read_documents};

/// A study of documents that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentStudyError {
    /// The list.
    #[error(transparent)]
    List(#[from] ListError),
    /// A picture is not there.
    #[error("cannot read {path}; name the folder that the list's paths begin in with --dir")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A picture is none.
    #[error("{path} is no usable picture")]
    Picture {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: PictureError,
    },
    /// A model failed.
    #[error("{path} could not be analysed")]
    Inference {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: vision::InferenceError,
    },
}

/// How one picture in one orientation went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneOutcome {
    /// Every line as printed, names clear.
    Right,
    /// Every checked field as printed; the names were reported as not clear, and are right.
    RightNamesUnclear,
    /// Every checked field as printed; the names were reported as not clear, and are wrong.
    NamesUnclear,
    /// Reported as read, and wrong.
    False,
    /// A zone that was not read.
    Missed,
    /// No zone, and none reported.
    NoneThere,
}

/// One picture in all its orientations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentRow {
    /// As the list names it.
    pub file: PathBuf,
    /// The format printed on it.
    pub format: Option<&'static str>,
    /// Lines of its zone.
    pub lines: usize,
    /// By clockwise turn of the picture before it was read: 0, 90, 180, 270 degrees.
    pub zones: Vec<ZoneOutcome>,
    /// Lines equal to the truth, by turn.
    pub lines_right: Vec<usize>,
    /// Whether a portrait was found exactly where the list says there is one, by turn.
    pub portrait_right: Vec<bool>,
    /// Pixels from character to character, where it was read.
    pub pitch_px: Option<f32>,
}

/// What to do to each picture before it is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DocumentTrial {
    /// Scale, above 0 to 1.
    pub scale: f32,
    /// All four orientations, or only as it is.
    pub all_turns: bool,
}

/// Reads every picture of the list; `done` hears of each.
///
/// # Errors
/// When the list or a picture cannot be read, or a model fails.
pub fn study(
    dir: &Path,
    list: &Path,
    trial: DocumentTrial,
    analyst: &mut Analyst,
    reader: &mut TextReader,
    mut done: impl FnMut(&DocumentRow),
) -> Result<Vec<DocumentRow>, DocumentStudyError> {
    let items = read_documents(list)?;
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let path = dir.join(&item.file);
        let bytes = std::fs::read(&path)
            .map_err(|source| DocumentStudyError::Read { path: path.clone(), source })?;
        let frame = decode_picture(&bytes, PictureLimits::default())
            .map_err(|source| DocumentStudyError::Picture { path: path.clone(), source })?;
        let mut picture = smaller(&frame, trial.scale);
        let mut row = DocumentRow {
            format: Format::ALL.into_iter().find(|f| is_of(*f, &item)).map(Format::as_str),
            file: item.file.clone(),
            lines: item.zone.len(),
            zones: Vec::new(),
            lines_right: Vec::new(),
            portrait_right: Vec::new(),
            pitch_px: None,
        };
        for _ in 0..if trial.all_turns { 4 } else { 1 } {
            let report = read_document(analyst, reader, still(&frame, &picture))
                .map_err(|source| DocumentStudyError::Inference { path: path.clone(), source })?;
            let (outcome, right) = judge(&report.zone, &item);
            row.zones.push(outcome);
            row.lines_right.push(right);
            row.portrait_right.push(report.portrait.is_ok() == item.portrait);
            row.pitch_px = row.pitch_px.or(report.capture.zone_pitch_px);
            picture = image::imageops::rotate90(&picture);
        }
        done(&row);
        rows.push(row);
    }
    Ok(rows)
}

fn is_of(format: Format, item: &DocumentItem) -> bool {
    let is_visa = item.zone.first().is_some_and(|l| l.starts_with('V'));
    item.zone.len() == format.lines()
        && item.zone[0].len() == format.length()
        && matches!(format, Format::MrvA | Format::MrvB) == is_visa
}

fn judge(zone: &ZoneFinding, item: &DocumentItem) -> (ZoneOutcome, usize) {
    let ZoneFinding::Read(zone) = zone else {
        let outcome =
            if item.zone.is_empty() { ZoneOutcome::NoneThere } else { ZoneOutcome::Missed };
        return (outcome, 0);
    };
    let read = zone.reading.mrz.lines();
    let right = read.iter().zip(&item.zone).filter(|(a, b)| a == b).count();
    let names_line = if read.len() == 3 { 2 } else { 0 };
    let is_same = |i: usize| item.zone.get(i) == Some(&read[i]);
    let checked = (0..read.len()).filter(|i| *i != names_line).all(is_same);
    let outcome = match (checked, is_same(names_line), zone.reading.names_are_clear) {
        (false, ..) | (true, false, true) => ZoneOutcome::False,
        (true, true, true) => ZoneOutcome::Right,
        (true, true, false) => ZoneOutcome::RightNamesUnclear,
        (true, false, false) => ZoneOutcome::NamesUnclear,
    };
    (outcome, right)
}

/// The picture averaged down.
fn smaller(frame: &Frame, scale: f32) -> RgbImage {
    let view = PixelView::of(frame);
    let scaled = |n: usize| ((n as f32 * scale).round() as usize).clamp(1, n);
    let (w, h) = (scaled(view.width), scaled(view.height));
    let mut picture = RgbImage::new(w as u32, h as u32);
    let mut scratch = Default::default();
    area_crop(view, view.whole(), (w, h), &mut scratch, &mut RgbSink(&mut picture));
    picture
}

fn still(like: &Frame, picture: &RgbImage) -> Frame {
    let (width, height) = picture.dimensions();
    Frame {
        size: domain::FrameSize { width, height },
        stride_bytes: width as usize * 3,
        pixels: picture.as_raw().clone().into(),
        ..like.clone()
    }
}
