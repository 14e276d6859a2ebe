//! Which model said it. Every measurement and every verdict can name the exact weights.

use std::fmt;
use std::sync::Arc;

/// What a model is for. One model per role is loaded at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModelRole {
    /// Finds faces and five landmarks.
    Detector,
    /// Looks once more at a face that was found: five landmarks, more exact than a small detector's.
    Landmarks,
    /// Turns an aligned face into features.
    Embedder,
    /// Presentation-attack detection. Several models of this role are averaged as their authors say.
    Pad,
    /// Tells manipulated or synthetic faces from camera footage.
    Manipulation,
    /// Learned face-image quality.
    Quality,
    /// A dense mesh of points on one face: how far eyes and mouth are open.
    Mesh,
    /// Finds hands before or beside a face.
    Hand,
    /// Finds lines of text on a document.
    TextDetector,
    /// Reads one line of text.
    TextRecogniser,
}

impl ModelRole {
    /// All, in their order.
    pub const ALL: [Self; 10] = [
        Self::Detector,
        Self::Landmarks,
        Self::Embedder,
        Self::Pad,
        Self::Manipulation,
        Self::Quality,
        Self::Mesh,
        Self::Hand,
        Self::TextDetector,
        Self::TextRecogniser,
    ];

    /// The role's name in manifests and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Detector => "detector",
            Self::Landmarks => "landmarks",
            Self::Embedder => "embedder",
            Self::Pad => "pad",
            Self::Manipulation => "manipulation",
            Self::Quality => "quality",
            Self::Mesh => "mesh",
            Self::Hand => "hand",
            Self::TextDetector => "text_detector",
            Self::TextRecogniser => "text_recogniser",
        }
    }
}

impl fmt::Display for ModelRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A model's name in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelId(Arc<str>);

impl ModelId {
    /// Wraps a manifest name.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A model in use, pinned by the hash of its file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelStamp {
    /// What it is for.
    pub role: ModelRole,
    /// Its name in the manifest.
    pub id: ModelId,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: Arc<str>,
}

/// All models a session was judged with, in order of role.
pub type ModelStampSet = Vec<ModelStamp>;
