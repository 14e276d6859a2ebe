//! The storage crate as its users meet it: one data folder, opened, used, crashed, opened again.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "this is test code, also outside its test functions"
)]

mod contract;
mod crash;
mod disk;
mod erasure;
mod folder;
mod keys;
mod logs;
mod pictures;
mod privacy;
mod retention;
mod rotation;
mod scene;
