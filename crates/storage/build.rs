//! Tells Cargo that the embedded migrations are part of this crate, so that a new file is noticed.

fn main() {
    println!("cargo::rerun-if-changed=src/sqlite/migrations");
}
