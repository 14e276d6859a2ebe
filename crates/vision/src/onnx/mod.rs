//! ONNX Runtime adapters: the only module that names `ort`.
//!
//! A session is exclusive to its analyst; nothing here is shared between threads but the environment and
//! the models' bytes. The CPU execution provider is the only one registered, so there is no silent
//! fallback: [`PROVIDER`] is what runs.

mod detector;
mod embedder;
mod hand;
mod landmarks;
mod mesh;
mod network;
mod pack;
mod presence;
mod quality;
mod rewrite;
mod runtime;
#[cfg(test)]
mod tests;
mod text;

pub use pack::{Pack, PackOptions};
pub use runtime::{OnnxRuntime, PROVIDER};

use domain::ModelStamp;

use crate::ModelManifest;

/// A model whose bytes have been checked against its manifest entry.
#[derive(Clone)]
pub(crate) struct CheckedModel {
    pub(crate) stamp: ModelStamp,
    pub(crate) entry: ModelManifest,
    /// The file's bytes, or the same graph in a faster form.
    pub(crate) bytes: std::sync::Arc<[u8]>,
}
