//! The media crate on generated clips and loopback servers. No test needs a network or a camera.
#![cfg(feature = "gstreamer")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::expect_used,
    missing_docs,
    reason = "test code, helpers included"
)]

mod bad_input;
#[path = "../../../../tests/src/rtsp.rs"]
mod camera;
#[path = "../../../../tests/src/certificate.rs"]
mod certificate;
mod clips;
mod degrading;
mod files;
mod hls;
mod network;
mod rtmp;
mod rtsp;
mod server;
mod shared_data;
mod stopping;
mod watching;
