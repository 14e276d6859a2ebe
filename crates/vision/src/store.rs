//! The folder of model files: checked against the manifest, filled from another folder.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files::read_checked;
use crate::{FileState, LoadError, Manifest, ModelFiles, ModelManifest};

/// What `pull` did, by model id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PullReport {
    /// Already there.
    pub kept: Vec<String>,
    /// Copied and checked.
    pub copied: Vec<String>,
    /// Not in the source folder.
    pub absent: Vec<String>,
    /// In the source folder under that name, but with other contents; not copied.
    pub refused: Vec<String>,
}

/// Pulling models failed half-way.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The source folder is not there.
    #[error("{path} is not a folder; name the folder that holds the model files")]
    NoSource {
        /// What was given.
        path: PathBuf,
    },
    /// The model folder cannot be written.
    #[error("cannot write {path}; check the folder's permissions and the space left")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A folder of model files, what the program carries beside it, and the manifest both are checked against.
#[derive(Debug, Clone)]
pub struct ModelStore<'m> {
    dir: PathBuf,
    files: ModelFiles,
    manifest: &'m Manifest,
}

impl<'m> ModelStore<'m> {
    /// A store over folders, the first of which is filled by pulling and need not exist yet.
    pub fn new(files: impl Into<ModelFiles>, manifest: &'m Manifest) -> Self {
        let files = files.into();
        let dir = files.folders().first().cloned().unwrap_or_default();
        Self { dir, files, manifest }
    }

    /// The folder that pulling fills.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The state of every model the manifest knows, by id.
    pub fn states(&self) -> Vec<(&'m str, &'m ModelManifest, FileState)> {
        let state = |(id, model): (&'m String, &'m ModelManifest)| {
            (id.as_str(), model, self.files.state(id, model))
        };
        self.manifest.models.iter().map(state).collect()
    }

    /// The checked bytes of one model: what was hashed is what is used.
    ///
    /// # Errors
    /// When the file is missing, unreadable, or not the one the manifest names.
    pub fn read(&self, id: &str, model: &ModelManifest) -> Result<Arc<[u8]>, LoadError> {
        self.files.read(id, model)
    }

    /// Copies the models named by `ids` from folder `source`, each checked before and whole or not at
    /// all. Files that are right already are kept.
    ///
    /// # Errors
    /// When the source is no folder or the model folder cannot be written.
    pub fn pull_from<'i>(
        &self,
        source: &Path,
        ids: impl IntoIterator<Item = &'i str>,
    ) -> Result<PullReport, PullError> {
        if !source.is_dir() {
            return Err(PullError::NoSource { path: source.to_path_buf() });
        }
        let write = |path: &Path, source| PullError::Write { path: path.to_path_buf(), source };
        fs::create_dir_all(&self.dir).map_err(|e| write(&self.dir, e))?;
        let mut report = PullReport::default();
        for id in ids {
            let Some(model) = self.manifest.model(id) else { continue };
            if self.files.state(id, model).is_usable() {
                report.kept.push(id.into());
                continue;
            }
            match read_checked(source, id, model) {
                Ok(bytes) => {
                    let path = self.dir.join(&model.file);
                    replace(&path, &bytes).map_err(|e| write(&path, e))?;
                    report.copied.push(id.into());
                }
                Err(LoadError::Missing { .. }) => report.absent.push(id.into()),
                Err(_) => report.refused.push(id.into()),
            }
        }
        Ok(report)
    }
}

/// Writes beside the target and renames, so that a reader sees the old file or the new one.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let mut file = fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// The built-in manifest with one model cut down to the contents `bytes`.
    fn manifest(bytes: &[u8]) -> Manifest {
        let mut manifest = Manifest::builtin();
        manifest.packs.clear();
        manifest.models.retain(|id, _| id == "yunet");
        let model = manifest.models.get_mut("yunet").unwrap();
        model.bytes = bytes.len() as u64;
        model.sha256 = hex::encode(Sha256::digest(bytes));
        manifest
    }

    #[test]
    fn each_state_of_a_file_has_its_error_and_remedy() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = manifest(b"graph");
        let (store, model) = (ModelStore::new(dir.path(), &manifest), &manifest.models["yunet"]);
        let path = dir.path().join(&model.file);
        let check = |expected: FileState, sentence: &str| {
            assert_eq!(store.states()[0].2, expected);
            let text = store.read("yunet", model).map_err(|e| e.to_string());
            assert!(text.unwrap_err().contains(sentence), "{expected:?}");
        };
        check(FileState::Missing, "run `likeness models pull --from DIR`");
        fs::write(&path, b"graf").unwrap();
        check(FileState::Different, "has 4 bytes instead of 5");
        fs::write(&path, b"grapf").unwrap();
        check(FileState::Different, "does not match its manifest hash");
        fs::write(&path, b"graph").unwrap();
        assert_eq!(store.states()[0].2, FileState::Present);
        assert_eq!(&*store.read("yunet", model).unwrap(), b"graph");
    }

    #[test]
    fn pulling_copies_what_is_right_and_refuses_the_rest() {
        let (source, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let manifest = manifest(b"graph");
        let dir = target.path().join("models");
        let store = ModelStore::new(&dir, &manifest);
        let file = source.path().join(&manifest.models["yunet"].file);
        let pull = || store.pull_from(source.path(), ["yunet"]).unwrap();
        assert_eq!(pull().absent, ["yunet"]);
        fs::write(&file, b"grapf").unwrap();
        assert_eq!(pull().refused, ["yunet"]);
        assert_eq!(store.states()[0].2, FileState::Missing);
        fs::write(&file, b"graph").unwrap();
        assert_eq!(pull().copied, ["yunet"]);
        assert_eq!(pull().kept, ["yunet"]);
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
        let error = store.pull_from(&file, ["yunet"]).unwrap_err();
        assert!(error.to_string().contains("is not a folder"));
    }
}
