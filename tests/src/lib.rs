//! What the end-to-end tests share: the program as a child process, a service on a free port, media that
//! are made on the spot, and a small blocking HTTP client.
//!
//! The tests run the built program the way a user does. They need `target/release/likeness` (`make build`)
//! or the program that `LIKENESS_BIN` names. What needs real faces or weights prints `skipped: needs ...`
//! and returns where those are absent.
#![expect(clippy::print_stdout, reason = "a skipped test says so")]
#![expect(clippy::expect_used, reason = "a broken test environment stops the test with a sentence")]

pub mod cast;
pub mod certificate;
pub mod clip;
pub mod face;
pub mod http;
pub mod json;
pub mod mkv;
pub mod paths;
pub mod people;
pub mod png;
pub mod program;
pub mod rtsp;
pub mod service;
pub mod wait;
pub mod web;

pub use clip::Clip;
pub use http::{Answer, Client, Form};
pub use program::{Likeness, Ran};
pub use service::{Service, Start};

/// Says that a test cannot run here and what it would need.
pub fn skipped(needs: &str) {
    println!("skipped: needs {needs}");
}
