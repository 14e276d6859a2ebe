//! One-to-many search: which templates of a gallery are like this probe?
//!
//! Everything is in memory and in clear, in blocks that never move and are wiped when they go. A template
//! is kept as eight-bit codes with one scale, and as a sketch of its signs. [`Gallery::above`] and
//! [`Gallery::nearest`] look at every template there is: their answers miss nothing.
//! [`Gallery::above_sketched`] reads the sketches first, an eighth of the memory, and looks only at
//! templates whose sketch is near enough: for galleries beyond a million.
//!
//! What a score means, who may search and what follows from a hit live elsewhere. Of models it knows
//! nothing either: one gallery holds the templates of one model, and its owner sees to that.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod block;
mod code;
mod gallery;
mod kernel;
mod top;

#[cfg(test)]
mod tests;

pub use gallery::{Gallery, GalleryError, Hit};
