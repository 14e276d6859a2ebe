//! Where things are: the repository, the program, weights, media that are not in the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::skipped;

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in a folder").to_owned()
}

/// The program: `LIKENESS_BIN`, or what `make build` leaves.
///
/// # Panics
/// When there is none.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
pub fn binary() -> PathBuf {
    let path = std::env::var("LIKENESS_BIN")
        .map_or_else(|_| root().join("target/release/likeness"), PathBuf::from);
    assert!(path.is_file(), "the program is not built: run `make build`");
    path
}

/// A Python with aiortc: `WHIP_PYTHON`, or the environment below; says so and gives none where there is none.
#[expect(clippy::disallowed_methods, reason = "as above")]
pub fn whip_python() -> Option<PathBuf> {
    let path = std::env::var("WHIP_PYTHON")
        .map_or_else(|_| root().join(".runtime/whip/bin/python"), PathBuf::from);
    if path.is_file() {
        return Some(path);
    }
    skipped("aiortc: `bash scripts/setup.sh --test` installs it");
    None
}

/// The same Python, when it has the library that checks webhooks; says so and gives none where it has not.
pub fn webhook_python() -> Option<PathBuf> {
    let python = whip_python()?;
    let has_it = Command::new(&python).args(["-c", "import standardwebhooks"]).output();
    if has_it.is_ok_and(|done| done.status.success()) {
        return Some(python);
    }
    skipped("standardwebhooks: `bash scripts/setup.sh --test` installs it");
    None
}

/// A file or folder of the media beside the repository; says so and gives none where it is absent.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    skipped(&format!("../shared/{name}"));
    None
}

/// The folder with the weights of the standard pack; says so and gives none where it is absent.
pub fn weights() -> Option<PathBuf> {
    let path = root().join(".runtime/models/standard");
    if path.is_dir() {
        return Some(path);
    }
    skipped("model weights: `make build` fetches them");
    None
}

/// The media folder, when the weights are here as well: what a test with real faces needs.
pub fn faces() -> Option<PathBuf> {
    weights()?;
    shared("data")
}
