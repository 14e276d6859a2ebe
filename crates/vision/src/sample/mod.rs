//! From picture pixels to model inputs, read in place.
//!
//! Each function samples the source frame directly into the destination (a planar or interleaved f32
//! tensor, a luma chip, an RGB picture): no whole-frame conversion, no second pass for mean and scale,
//! no allocation once the buffers have their size.
//!
//! Coordinates are edge-based as in `domain`: pixel (0, 0) covers 0..1 and its centre is (0.5, 0.5).

mod area;
mod resize;
mod sink;
mod taps;
mod tensor;
#[cfg(test)]
mod tests;
mod view;
mod warp;

pub use area::{AreaScratch, area_crop};
pub use resize::{ResizeScratch, resize_crop};
pub use sink::{LumaSink, RgbSink, Sink};
pub use taps::Filter;
pub use tensor::TensorImage;
pub use view::{Crop, PixelView};
pub use warp::warp;
