//! What a pack is made of, part by part, and how good each part has been measured to be.
//!
//! A part is what can be taken from one pack while the rest comes from another: mostly one role, but the
//! PAD models of a pack go together, as do the two that read documents.

use serde::Deserialize;

use super::PackEntry;

/// A part of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PackPart {
    /// Where faces are, and their landmarks.
    Detector,
    /// Who it is.
    Embedder,
    /// Presentation attacks.
    Pad,
    /// Manipulated faces.
    Manipulation,
    /// Learned quality.
    Quality,
    /// The face mesh.
    Mesh,
    /// Hands before a face.
    Hand,
    /// Reading documents.
    Text,
}

impl PackPart {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Detector,
        Self::Embedder,
        Self::Pad,
        Self::Manipulation,
        Self::Quality,
        Self::Mesh,
        Self::Hand,
        Self::Text,
    ];

    /// Its name in manifests and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Detector => "detector",
            Self::Embedder => "embedder",
            Self::Pad => "pad",
            Self::Manipulation => "manipulation",
            Self::Quality => "quality",
            Self::Mesh => "mesh",
            Self::Hand => "hand",
            Self::Text => "text",
        }
    }

    /// Whether nothing can be judged without it.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Detector | Self::Embedder)
    }

    /// What it costs to do without, as a sentence without its full stop.
    pub const fn cost_of_absence(self) -> &'static str {
        match self {
            Self::Detector => "no face is found",
            Self::Embedder => "nobody is compared",
            Self::Pad => {
                "screens and prints before the camera are not looked for, so presence is never more \
                 than `not enough`"
            }
            Self::Manipulation => {
                "manipulated video is not looked for, so presence is never more than `not enough`"
            }
            Self::Quality => {
                "the quality of a face is judged by its size, pose, light and sharpness alone"
            }
            Self::Mesh => "no blinks are watched",
            Self::Hand => "nobody is asked to hold or move a hand before the face",
            Self::Text => "identity documents cannot be read",
        }
    }
}

impl std::fmt::Display for PackPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl PackEntry {
    /// Ids of the models of a part; empty when the pack does without.
    pub fn models_of(&self, part: PackPart) -> Vec<&str> {
        match part {
            PackPart::Detector => {
                [&self.detector].into_iter().chain(&self.landmarks).map(String::as_str).collect()
            }
            PackPart::Embedder => vec![self.embedder.as_str()],
            PackPart::Pad => self.pad.iter().flatten().map(String::as_str).collect(),
            PackPart::Manipulation => self.manipulation.as_deref().into_iter().collect(),
            PackPart::Quality => self.quality.as_deref().into_iter().collect(),
            PackPart::Mesh => self.mesh.as_deref().into_iter().collect(),
            PackPart::Hand => self.hand.as_deref().into_iter().collect(),
            PackPart::Text => {
                self.text_detector.iter().chain(&self.text_recogniser).map(String::as_str).collect()
            }
        }
    }
}

/// In which direction a figure is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// A rate of what should happen.
    Higher,
    /// A rate of errors.
    Lower,
}

/// How good a part of a pack is, measured so that it can be held against the same figure of another pack.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What was measured on which data, in words; two figures compare when these words are equal.
    pub measure: String,
    /// The figure.
    pub value: f64,
    /// Its direction.
    pub better: Better,
    /// On how many trials it rests: of each hypothesis, where there are two.
    pub trials: Vec<u64>,
}

impl Figure {
    /// Whether it says more for its part than `other` does for another.
    pub(super) fn beats(&self, other: &Self) -> bool {
        match self.better {
            Better::Higher => self.value > other.value,
            Better::Lower => self.value < other.value,
        }
    }
}

/// The figures of a pack's parts.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Figures {
    pub(super) detector: Option<Figure>,
    pub(super) embedder: Option<Figure>,
    pub(super) pad: Option<Figure>,
    pub(super) manipulation: Option<Figure>,
    pub(super) quality: Option<Figure>,
    pub(super) mesh: Option<Figure>,
    pub(super) hand: Option<Figure>,
    pub(super) text: Option<Figure>,
}

impl Figures {
    /// The figure of a part, where it was measured.
    pub const fn of(&self, part: PackPart) -> Option<&Figure> {
        match part {
            PackPart::Detector => self.detector.as_ref(),
            PackPart::Embedder => self.embedder.as_ref(),
            PackPart::Pad => self.pad.as_ref(),
            PackPart::Manipulation => self.manipulation.as_ref(),
            PackPart::Quality => self.quality.as_ref(),
            PackPart::Mesh => self.mesh.as_ref(),
            PackPart::Hand => self.hand.as_ref(),
            PackPart::Text => self.text.as_ref(),
        }
    }
}
