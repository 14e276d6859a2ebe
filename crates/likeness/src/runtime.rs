//! Where the things lie that are not in the binary: ONNX Runtime's library and model weights.
//!
//! No environment variable has to be set. The first folder that exists is the runtime folder:
//! `.runtime` beside the working directory or above the executable (a checkout), `/usr/lib/likeness`
//! (a package), then the user's data folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use vision::OnnxRuntime;

/// The library that set-up takes out of the pinned wheel.
const LIBRARY: &str = "onnxruntime/libonnxruntime.so.1.31.1";

/// The folders that hold what set-up and `models pull` fetched.
#[derive(Debug, Clone)]
pub(crate) struct RuntimeFolders {
    found: Vec<PathBuf>,
    user: Option<PathBuf>,
}

impl RuntimeFolders {
    /// Looks once, at start.
    pub(crate) fn discover() -> Self {
        let mut found = Vec::new();
        let mut consider = |p: PathBuf| {
            if p.is_dir() && !found.contains(&p) {
                found.push(p);
            }
        };
        // Above the executable: `target/release/likeness` belongs to the checkout two folders up.
        if let Ok(exe) = std::env::current_exe() {
            exe.ancestors().skip(1).take(4).for_each(|dir| consider(dir.join(".runtime")));
        }
        if let Ok(dir) = std::env::current_dir() {
            consider(dir.join(".runtime"));
        }
        consider(PathBuf::from("/usr/lib/likeness"));
        let user = data_home();
        if let Some(user) = &user {
            consider(user.clone());
        }
        Self { found, user }
    }

    /// ONNX Runtime's library: the one given, or the first found.
    pub(crate) fn onnx_runtime(&self, given: Option<&Path>) -> Result<OnnxRuntime> {
        let path = match given {
            Some(path) if !path.is_file() => bail!(
                "--onnxruntime {}: ONNX Runtime's library is not there; name the library's file itself, \
                 or leave the argument out: `make setup` puts it where it is found",
                path.display()
            ),
            Some(path) => path.to_owned(),
            None => match self.found.iter().map(|d| d.join(LIBRARY)).find(|p| p.is_file()) {
                Some(path) => path,
                None => bail!(
                    "ONNX Runtime's library was not found: run `make setup`, or name it with \
                     --onnxruntime FILE"
                ),
            },
        };
        OnnxRuntime::load(&path)
            .with_context(|| format!("cannot load ONNX Runtime from {}", path.display()))
    }

    /// The folder with a pack's weights: the first that exists, or where `models pull` would put them.
    pub(crate) fn pack_folder(&self, pack: &str) -> Result<PathBuf> {
        let name = Path::new("models").join(pack);
        if let Some(dir) = self.found.iter().map(|d| d.join(&name)).find(|d| d.is_dir()) {
            return Ok(dir);
        }
        match self.found.first().or(self.user.as_ref()) {
            Some(base) => Ok(base.join(name)),
            None => bail!("no folder for model weights: set HOME, or name one with --models DIR"),
        }
    }
}

/// `$XDG_DATA_HOME/likeness`, or `~/.local/share/likeness`.
#[expect(clippy::disallowed_methods, reason = "read once, at start, in the binary")]
pub(crate) fn data_home() -> Option<PathBuf> {
    let from = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty()).map(PathBuf::from);
    from("XDG_DATA_HOME")
        .or_else(|| from("HOME").map(|h| h.join(".local/share")))
        .map(|d| d.join("likeness"))
}
