//! The media crate on generated clips and loopback servers. No test needs a network or a camera.
#![cfg(feature = "gstreamer")]

mod bad_input;
mod clips;
mod files;
mod network;
mod server;
mod shared_data;
mod watching;
