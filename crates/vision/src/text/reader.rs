//! The zone on a page: find lines, read candidates, keep what the check digits allow.

use documents::{MrzReading, PrintedLines, Unread, ZoneEvidence};
use domain::{Frame, ModelStamp};

use super::zone::zones;
use super::{LineBox, TextDetector, TextRecogniser};
use crate::InferenceError;
use crate::portrait::Turn;

/// How each line is cut: its height in heights of the detector's box, and whether from the dark print
/// alone. The recogniser sees each line in every way, and what it says is averaged: a character that is
/// misread in one cut is mostly read right in another. Figures in `docs/DOCUMENTS.md`.
const CUTS: [(f32, bool); 5] = [(1.0, true), (0.9, true), (1.2, true), (1.1, false), (1.4, true)];

/// How a line outside the zone is cut, in heights of the detector's box: the middle of [`CUTS`].
const LINE_CUT: f32 = 1.1;
/// Lines read outside the zone, the largest: a card has some thirty, and names and numbers are not its small print.
const MOST_LINES: usize = 40;

/// Finds and reads machine readable zones. Owns its models; each worker thread has its own.
pub struct TextReader {
    detector: Box<dyn TextDetector>,
    recogniser: Box<dyn TextRecogniser>,
}

/// A zone that was read, and where.
#[derive(Debug, Clone)]
pub struct ZoneReading {
    /// What it says.
    pub reading: MrzReading,
    /// Its lines from the top, in pixels of the picture turned by `turned_deg`.
    pub lines: Vec<LineBox>,
    /// Clockwise turn that makes the picture upright: 0, 90, 180 or 270 degrees.
    pub turned_deg: u16,
}

/// What looking for a zone gave.
#[derive(Debug, Clone)]
pub enum ZoneFinding {
    /// Read, every check digit right.
    Read(Box<ZoneReading>),
    /// Not read, and why.
    Unread(Unread),
}

impl TextReader {
    /// A reader with these models.
    pub fn new(detector: Box<dyn TextDetector>, recogniser: Box<dyn TextRecogniser>) -> Self {
        Self { detector, recogniser }
    }

    /// Both models.
    pub fn stamps(&self) -> Vec<ModelStamp> {
        vec![self.detector.stamp().clone(), self.recogniser.stamp().clone()]
    }

    /// Looks for a zone in all four orientations, the one turned by `first_deg` first.
    ///
    /// # Errors
    /// When a model fails. A page without a zone is not an error.
    pub fn find_zone(
        &mut self,
        frame: &Frame,
        first_deg: u16,
    ) -> Result<ZoneFinding, InferenceError> {
        let mut turns = Turn::ALL;
        turns.sort_by_key(|t| t.degrees() != first_deg);
        let mut why = Unread::NoZone;
        let views = self.detector.views(frame.size.width, frame.size.height);
        for view in views {
            for turn in turns {
                let turned = turn.apply(frame.clone());
                let boxes = self.detector.detect_text(&turned, view)?;
                let dark = dark_print(&turned);
                for lines in zones(&boxes) {
                    match self.read_zone(&turned, &dark, &lines)? {
                        Ok(reading) => {
                            let turned_deg = turn.degrees();
                            let found = ZoneReading { reading, lines, turned_deg };
                            return Ok(ZoneFinding::Read(Box::new(found)));
                        }
                        Err(reason) => why = graver(why, reason),
                    }
                }
            }
        }
        Ok(ZoneFinding::Unread(why))
    }

    /// Reads every line on a page that is upright, coarsely.
    ///
    /// # Errors
    /// When a model fails. A page without text is not an error.
    pub fn read_lines(&mut self, frame: &Frame) -> Result<PrintedLines, InferenceError> {
        let view = self.detector.views(frame.size.width, frame.size.height).into_iter().next();
        let Some(view) = view else { return Ok(PrintedLines::default()) };
        let mut boxes = self.detector.detect_text(frame, view)?;
        boxes.sort_by(|a, b| (b.width * b.height).total_cmp(&(a.width * a.height)));
        boxes.truncate(MOST_LINES);
        let seen: Result<Vec<_>, _> = boxes
            .iter()
            .map(|line| self.recogniser.recognise(frame, &line.padded(LINE_CUT)))
            .collect();
        Ok(PrintedLines::of(&seen?))
    }

    fn read_zone(
        &mut self,
        frame: &Frame,
        dark: &Frame,
        lines: &[LineBox],
    ) -> Result<Result<MrzReading, Unread>, InferenceError> {
        let mut evidence = ZoneEvidence::new(lines.len());
        let mut best: Result<MrzReading, Unread> = Err(Unread::NoZone);
        for (height, is_dark) in CUTS {
            let frame = if is_dark { dark } else { frame };
            let seen: Result<Vec<_>, _> = lines
                .iter()
                .map(|line| self.recogniser.recognise(frame, &line.padded(height)))
                .collect();
            evidence.add(&seen?);
            // A line that is close to its neighbours is worse for a high cut: what was read clearer stays.
            match (evidence.read(), &best) {
                // What is no zone at the first cut is none at the others.
                (Err(Unread::NoZone), Err(Unread::NoZone)) => break,
                (Ok(now), Ok(before)) if now.names_certainty < before.names_certainty => {}
                (Ok(now), _) => best = Ok(now),
                (Err(why), Err(_)) => best = Err(why),
                (Err(_), Ok(_)) => {}
            }
        }
        Ok(best)
    }
}

/// The brightest channel of each pixel, as grey. The zone is printed in black, which absorbs every colour
/// (Doc 9303-3, 5.2: ink that reads in the near infrared), while the printed background is bright in one
/// channel at least: it fades, and the zone stays.
fn dark_print(frame: &Frame) -> Frame {
    let mut pixels = Vec::with_capacity(frame.size.width as usize * frame.size.height as usize * 3);
    for y in 0..frame.size.height {
        for pixel in frame.row(y).chunks_exact(3) {
            pixels.extend([pixel.iter().copied().max().unwrap_or(0); 3]);
        }
    }
    let stride_bytes = frame.size.width as usize * 3;
    Frame { stride_bytes, pixels: pixels.into(), ..frame.clone() }
}

/// The reason that tells more: contradiction before illegibility before absence.
fn graver(a: Unread, b: Unread) -> Unread {
    let rank = |u: &Unread| match u {
        Unread::NoZone => 0,
        Unread::NotLegible => 1,
        Unread::CheckDigits { .. } => 2,
    };
    if rank(&b) > rank(&a) { b } else { a }
}
