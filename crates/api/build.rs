//! Makes sure that the folder of the built web pages exists, so that a fresh clone compiles before the
//! pages were ever built, and that building them builds this crate again.

fn main() -> std::io::Result<()> {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    std::fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed=../../web/dist");
    Ok(())
}
