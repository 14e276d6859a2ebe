//! Temporal signs of a live face, as pure functions over what was measured on a track: landmarks,
//! features, openness of the eyes, colour of the skin, small luma patches, loudness; and whether the skin
//! follows a light card.
//!
//! Each module is one signal: its unit, its range, where it comes from, and a reason instead of a number
//! when it cannot be measured. What each is worth on the development clips, and whether the verdict uses
//! it, stands in `docs/SIGNALS.md`.
//!
//! Nothing here does I/O, reads a clock, sees a whole frame or judges; no signal infers emotion.
//! Invariant: a result is finite, and lies in the documented range, whatever the input.

mod blink;
mod error;
mod flicker;
mod identity;
mod jitter;
mod light;
mod lips;
mod moire;
mod noise;
mod parallax;
mod pulse;
mod shape;
mod spectrum;
mod stat;
mod surroundings;
mod trace;

pub use blink::{Blinks, CLOSED_BELOW, EyeLids, LEAST_HZ, LEAST_WATCH_S, MOST_WATCH_S};
pub use error::NotMeasurable;
pub use flicker::{ROWS, band_db};
pub use identity::{IdentityStability, SampledFace};
pub use jitter::LandmarkJitter;
pub use light::{ANSWERED_ONE_IN, LightResponse, LightTrace, ShownCard, widest_delay_s};
pub use lips::LipSync;
pub use moire::moire_peak_db;
pub use noise::{noise_level, noise_mismatch};
pub use parallax::{Parallax, TrackedPoint};
pub use pulse::{BAND_HZ, Projection, Pulse};
pub use surroundings::Surroundings;
pub use trace::Trace;
