//! What loading and running models can refuse. Every sentence a user sees says what to do.

use std::path::PathBuf;

use domain::{FeatureError, FrameError, ModelId, ScoreError};

use crate::{ManifestError, NoPart};

/// A cause from a foreign library, converted at the edge.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// ONNX Runtime's shared library cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// There is no file at that path.
    #[error(
        "ONNX Runtime is not at {path}; run `make setup`, or name the library in the configuration"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The library does not load, or is too old.
    #[error(
        "{path} is not a usable ONNX Runtime library; run `make setup` to fetch the pinned one"
    )]
    Unusable {
        /// The library.
        path: PathBuf,
        /// What the loader said.
        #[source]
        source: Cause,
    },
    /// Another library was loaded before; one process can hold only one.
    #[error("ONNX Runtime was already loaded from {loaded}; restart to use {wanted}")]
    OtherLibrary {
        /// The library in use.
        loaded: PathBuf,
        /// The library asked for.
        wanted: PathBuf,
    },
}

/// A model cannot be used. Start-up stops with this sentence.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The manifest is not usable.
    #[error("the model manifest is not usable")]
    Manifest(#[from] ManifestError),
    /// No pack of that name.
    #[error("there is no model pack {name}; the manifest knows {known}")]
    UnknownPack {
        /// The name asked for.
        name: String,
        /// Names the manifest has.
        known: String,
    },
    /// The file is not there.
    #[error("model {id} is missing: {path} does not exist; {remedy}")]
    Missing {
        /// The model.
        id: ModelId,
        /// Where it was looked for.
        path: PathBuf,
        /// What puts it there.
        remedy: String,
    },
    /// A pack that is put together from others lacks what nothing can be judged without.
    #[error(transparent)]
    NoPart(#[from] NoPart),
    /// The file cannot be read.
    #[error("model {id} cannot be read from {path}; check its permissions")]
    Read {
        /// The model.
        id: ModelId,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file has another length than the manifest says.
    #[error(
        "model {id} has {found} bytes instead of {expected}; run `likeness models pull --from DIR` to \
         replace it"
    )]
    Size {
        /// The model.
        id: ModelId,
        /// Bytes by the manifest.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// The file's hash differs.
    #[error(
        "model {id} does not match its manifest hash; run `likeness models pull --from DIR` to replace it"
    )]
    Hash {
        /// The model.
        id: ModelId,
    },
    /// ONNX Runtime refuses the file.
    #[error(
        "ONNX Runtime cannot open model {id}; run `likeness models pull --from DIR` to replace it, or \
         correct its manifest entry"
    )]
    Open {
        /// The model.
        id: ModelId,
        /// What the runtime said.
        #[source]
        source: Cause,
    },
    /// The graph is not what the manifest describes.
    #[error(
        "model {id} does not fit its manifest entry: {detail}; correct the entry, or run `likeness \
         models pull --from DIR` for the file it describes"
    )]
    Contract {
        /// The model.
        id: ModelId,
        /// What differs.
        detail: String,
    },
    /// The first run failed.
    #[error(
        "model {id} failed its warm-up; run `likeness models pull --from DIR` to replace it, or correct \
         its manifest entry"
    )]
    WarmUp {
        /// The model.
        id: ModelId,
        /// How it failed.
        #[source]
        source: InferenceError,
    },
}

/// A model failed on one frame, or gave something that is no measurement.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// The frame's buffer is not what its numbers claim.
    #[error("the frame is malformed")]
    Frame(#[from] FrameError),
    /// The runtime failed.
    #[error("model {id} failed to run")]
    Run {
        /// The model.
        id: ModelId,
        /// What the runtime said.
        #[source]
        source: Cause,
    },
    /// An output is missing, or has another type, rank or length than the manifest says.
    #[error("model {id} gave an output {output} of shape {found:?} where {expected} was expected")]
    Shape {
        /// The model.
        id: ModelId,
        /// The output's name.
        output: String,
        /// What the manifest leads to expect.
        expected: String,
        /// Its shape.
        found: Vec<i64>,
    },
    /// An output holds NaN or infinity.
    #[error("model {id} gave a number that is none in output {output}")]
    NotFinite {
        /// The model.
        id: ModelId,
        /// The output's name.
        output: String,
    },
    /// The output is finite, but no possible score.
    #[error("model {id} gave an impossible score")]
    Score {
        /// The model.
        id: ModelId,
        /// Which.
        #[source]
        source: ScoreError,
    },
    /// The output is finite, but makes no features.
    #[error("model {id} gave unusable features")]
    Features {
        /// The model.
        id: ModelId,
        /// Why.
        #[source]
        source: FeatureError,
    },
    /// The five landmarks coincide, so there is no face to align.
    #[error("the landmarks do not span a face")]
    Landmarks,
}
