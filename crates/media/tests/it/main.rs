//! The media crate on generated clips and loopback servers. No test needs a network or a camera.
#![cfg(feature = "gstreamer")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "test code, helpers included"
)]

mod bad_input;
mod clips;
mod degrading;
mod files;
mod network;
mod server;
mod shared_data;
mod watching;
