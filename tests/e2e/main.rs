//! The program from outside: what a user sees, what a service does, on real input where there is any.
#![expect(clippy::print_stdout, reason = "tables are said aloud")]
#![expect(clippy::unwrap_used, reason = "everything here is a test")]

mod auto_pack;
mod bad_input;
mod bad_weights;
mod bundled_pack;
mod demonstration;
mod development_clips;
mod documents;
mod eval_clips;
mod eval_verification;
mod hls;
mod keys;
mod lfw;
mod links;
mod loops;
mod odd_streams;
mod rtsp;
mod schema;
mod service;
mod service_faults;
mod service_refusals;
mod streams;
mod verify_cli;
mod webhooks;
