//! Pixels to measurements: find faces, align them, judge their quality, ask the models.
//!
//! The geometry, sampling and post-processing here are pure functions, tested without a runtime. Models
//! sit behind one trait per capability ([`FaceDetector`], [`FaceEmbedder`], [`PadScorer`],
//! [`ManipulationScorer`], [`QualityScorer`], [`FaceMesher`], [`HandFinder`], [`TextDetector`], [`TextRecogniser`]); their ONNX Runtime adapters live in `onnx`, the only
//! module that names `ort`, behind the cargo feature of that name. What a model is and wants stands in
//! `models/manifest.toml` and nowhere else.
//!
//! Invariants: a frame's pixels are read in place and never copied whole; tensor contents are checked
//! before they are used; a number that is none becomes an error or "not assessed", never a low score.

mod analyst;
mod barcode;
mod capability;
mod document;
mod error;
mod files;
mod light;
mod manifest;
#[cfg(feature = "onnx")]
mod onnx;
mod picture;
mod portrait;
mod room;
mod store;
#[cfg(test)]
mod test_pictures;
mod text;

pub mod align;
pub mod detect;
pub mod draw;
pub mod hand;
pub mod mesh;
pub mod pad;
pub mod quality;
pub mod sample;
pub mod thumb;

pub use analyst::{Analyst, AnalystModels};
pub use capability::{
    DetectorView, FaceDetector, FaceEmbedder, FaceMesher, HandFinder, LandmarkFinder,
    ManipulationScorer, PadScorer, QualityScorer, RawFace,
};
pub use document::{
    CaptureFacts, DocumentPortrait, DocumentProblem, DocumentReport, Ghost, LEAST_PITCH_PX,
    read_document,
};
pub use error::{InferenceError, LoadError, RuntimeError};
pub use files::{CarriedFile, FileState, ModelFiles};
pub use light::light_sample;
pub use manifest::{
    AUTO, Better, CalibrationTable, CalibrationTables, Calibrations, ChannelOrder, Conversion,
    CropRule, Figure, Figures, InputContract, InputSize, LandmarkSet, Manifest, ManifestError,
    ModelManifest, NoPart, OutputContract, PackEntry, PackPart, PackageSource, PartChoice,
    StepValues, TensorLayout,
};
#[cfg(feature = "onnx")]
pub use onnx::{OnnxRuntime, PROVIDER, Pack, PackOptions};
pub use picture::{PictureError, PictureLimits, decode_picture, encode_jpeg};
pub use portrait::{Portrait, PortraitError};
pub use room::{ROOM_BAR, ROOM_METHOD, RoomCell, RoomProbe, RoomView, RoomWatch};
pub use store::{ModelStore, PullError, PullReport};
pub use text::{
    LineBox, PageView, TextDetector, TextReader, TextRecogniser, ZoneFinding, ZoneReading,
};
