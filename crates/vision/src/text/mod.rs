//! Text on documents: lines in a picture, and the machine readable zone among them.
//!
//! The models sit behind [`TextDetector`] and [`TextRecogniser`]; what a zone says is decided by
//! `documents` from the recogniser's probabilities and the check digits, never here.

mod boxes;
mod line;
mod reader;
mod zone;

use documents::ctc::Step;
use domain::{Frame, ModelStamp};

pub(crate) use boxes::{MapRule, boxes_of};
pub use line::LineBox;
pub use reader::{TextReader, ZoneFinding, ZoneReading};

use crate::InferenceError;

/// At which scale a detector looks at a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageView {
    /// Input pixels per picture pixel.
    pub scale: f32,
}

/// Finds lines of text.
pub trait TextDetector: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// The scales at which a page of this size is worth looking at, best first; at least one.
    fn views(&self, width: u32, height: u32) -> Vec<PageView>;
    /// Lines of text, in pixels of the whole picture, in no particular order.
    ///
    /// # Errors
    /// When the model fails or its output is malformed. No text is not an error.
    fn detect_text(
        &mut self,
        frame: &Frame,
        view: PageView,
    ) -> Result<Vec<LineBox>, InferenceError>;
}

/// Reads one line of text, restricted to the characters of a machine readable zone.
pub trait TextRecogniser: Send {
    /// The model behind it.
    fn stamp(&self) -> &ModelStamp;
    /// Probabilities step by step along the line, left to right.
    ///
    /// # Errors
    /// When the model fails or its output is malformed.
    fn recognise(&mut self, frame: &Frame, line: &LineBox) -> Result<Vec<Step>, InferenceError>;
}
