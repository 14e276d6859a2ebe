//! Weights that a package ships in another form, as the ONNX graphs that the program runs.
//!
//! A conversion is a pure function of the bytes and gives the same bytes on every machine, so that the
//! manifest can name the hash of what comes out. Nothing here checks that the weights are the right ones:
//! whoever calls compares the result with the manifest.

mod graph;
mod reader;
mod resnet;

pub use resnet::dlib_resnet;

/// The bytes are not what was to be converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConversionError {
    /// The file ends in the middle of something.
    #[error("the file ends at byte {at}, in the middle of {what}")]
    Ends {
        /// Where it ends.
        at: usize,
        /// What was being read.
        what: &'static str,
    },
    /// A layer of the known network is not where it should be.
    #[error(
        "no layer `{layer}` follows byte {after}: this is not the network that it was taken for"
    )]
    NoLayer {
        /// The layer's name in the file.
        layer: &'static str,
        /// Where it was looked for.
        after: usize,
    },
    /// A layer or tensor has another shape than the known network's.
    #[error("{what} at byte {at} has another shape: this is not the network that it was taken for")]
    Shape {
        /// What.
        what: &'static str,
        /// Where it begins.
        at: usize,
    },
}
