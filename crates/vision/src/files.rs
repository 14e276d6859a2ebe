//! Where the files of models are looked for, and the check that each passes before a byte of it is used.
//!
//! Folders come first, in order, then what the program itself carries. A file that lies in a folder under
//! the right name must be the right one: a wrong file is refused, never passed over for another.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::ModelId;
use sha2::{Digest, Sha256};

use crate::{LoadError, ModelManifest};

/// Longest model file that is read, whatever the manifest says.
const MAX_BYTES: u64 = 4 << 30;

/// A model file that is part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarriedFile {
    /// Its name in the manifest.
    pub name: &'static str,
    /// Its contents; checked like those of any other file.
    pub bytes: &'static [u8],
}

/// What is there of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// The very file.
    Present,
    /// The very file, as part of the program.
    BuiltIn,
    /// No such file.
    Missing,
    /// A file of that name with other contents.
    Different,
    /// A file that cannot be read.
    Unreadable,
}

impl FileState {
    /// The state in a word or two.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::BuiltIn => "built in",
            Self::Missing => "missing",
            Self::Different => "different",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether the model can be used.
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Present | Self::BuiltIn)
    }
}

/// The places where files of models are looked for.
#[derive(Debug, Clone, Default)]
pub struct ModelFiles {
    folders: Vec<PathBuf>,
    carried: &'static [CarriedFile],
}

impl ModelFiles {
    /// Folders, in order, none of which need exist; then what the program carries.
    pub fn new(folders: Vec<PathBuf>, carried: &'static [CarriedFile]) -> Self {
        Self { folders, carried }
    }

    /// The folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The checked bytes of one model: what was hashed is what is used.
    ///
    /// # Errors
    /// When the file is missing, unreadable, or not the one the manifest names.
    pub fn read(&self, id: &str, model: &ModelManifest) -> Result<Arc<[u8]>, LoadError> {
        self.find(id, model).map(|(bytes, _)| bytes)
    }

    /// What is there of one model.
    pub fn state(&self, id: &str, model: &ModelManifest) -> FileState {
        match self.find(id, model) {
            Ok((_, is_carried)) => {
                if is_carried {
                    FileState::BuiltIn
                } else {
                    FileState::Present
                }
            }
            Err(LoadError::Missing { .. }) => FileState::Missing,
            Err(LoadError::Read { .. }) => FileState::Unreadable,
            Err(_) => FileState::Different,
        }
    }

    /// Whether the model is there; a file that is there and wrong is an error.
    ///
    /// # Errors
    /// As [`read`](Self::read), but for a file that is missing.
    pub fn has(&self, id: &str, model: &ModelManifest) -> Result<bool, LoadError> {
        match self.read(id, model) {
            Ok(_) => Ok(true),
            Err(LoadError::Missing { .. }) => Ok(false),
            Err(wrong) => Err(wrong),
        }
    }

    /// The checked bytes, and whether the program carries them.
    fn find(&self, id: &str, model: &ModelManifest) -> Result<(Arc<[u8]>, bool), LoadError> {
        for folder in &self.folders {
            match read_checked(folder, id, model) {
                Ok(bytes) => return Ok((bytes, false)),
                Err(LoadError::Missing { .. }) => {}
                Err(wrong) => return Err(wrong),
            }
        }
        match self.carried.iter().find(|file| file.name == model.file) {
            Some(file) => Ok((check(file.bytes.into(), ModelId::new(id), model)?, true)),
            None => {
                let folder = self.folders.first().map_or(Path::new(""), PathBuf::as_path);
                Err(missing(folder.join(&model.file), id, model))
            }
        }
    }
}

impl From<&Path> for ModelFiles {
    /// One folder, and nothing of the program's own.
    fn from(folder: &Path) -> Self {
        Self::new(vec![folder.to_path_buf()], &[])
    }
}

impl From<&PathBuf> for ModelFiles {
    fn from(folder: &PathBuf) -> Self {
        Self::from(folder.as_path())
    }
}

impl From<&Self> for ModelFiles {
    fn from(files: &Self) -> Self {
        files.clone()
    }
}

/// The checked bytes of a model's file in one folder.
pub(crate) fn read_checked(
    dir: &Path,
    id: &str,
    model: &ModelManifest,
) -> Result<Arc<[u8]>, LoadError> {
    let path = dir.join(&model.file);
    let read = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            missing(path.clone(), id, model)
        }
        _ => LoadError::Read { id: ModelId::new(id), path: path.clone(), source },
    };
    let found = fs::metadata(&path).map_err(read)?.len();
    if found != model.bytes || found > MAX_BYTES {
        return Err(LoadError::Size { id: ModelId::new(id), expected: model.bytes, found });
    }
    check(fs::read(&path).map_err(read)?.into(), ModelId::new(id), model)
}

fn missing(path: PathBuf, id: &str, model: &ModelManifest) -> LoadError {
    LoadError::Missing { id: ModelId::new(id), path, remedy: model.remedy() }
}

fn check(bytes: Arc<[u8]>, id: ModelId, model: &ModelManifest) -> Result<Arc<[u8]>, LoadError> {
    let found = bytes.len() as u64;
    if found != model.bytes {
        return Err(LoadError::Size { id, expected: model.bytes, found });
    }
    if hex::encode(Sha256::digest(&bytes)) != model.sha256 {
        return Err(LoadError::Hash { id });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Manifest;

    const CARRIED: &[CarriedFile] =
        &[CarriedFile { name: "yunet_n_dynamic.onnx", bytes: b"graph" }];

    fn model(bytes: &[u8]) -> ModelManifest {
        let mut model = Manifest::builtin().models["yunet"].clone();
        model.bytes = bytes.len() as u64;
        model.sha256 = hex::encode(Sha256::digest(bytes));
        model
    }

    #[test]
    fn a_folder_comes_before_the_program_and_a_wrong_file_is_never_passed_over() {
        let (empty, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let model = model(b"graph");
        let files = ModelFiles::new(vec![empty.path().to_owned(), full.path().to_owned()], CARRIED);
        assert_eq!(files.state("yunet", &model), FileState::BuiltIn);
        fs::write(full.path().join(&model.file), b"graph").unwrap();
        assert_eq!(files.state("yunet", &model), FileState::Present);
        fs::write(empty.path().join(&model.file), b"grapf").unwrap();
        assert_eq!(files.state("yunet", &model), FileState::Different);
        assert!(matches!(files.has("yunet", &model), Err(LoadError::Hash { .. })));
    }

    #[test]
    fn what_the_program_carries_is_checked_like_any_other_file() {
        let other = model(b"grapf");
        let files = ModelFiles::new(Vec::new(), CARRIED);
        assert!(matches!(files.read("yunet", &other), Err(LoadError::Hash { .. })));
        assert_eq!(&*files.read("yunet", &model(b"graph")).unwrap(), b"graph");
    }

    #[test]
    fn a_file_that_a_package_ships_is_missing_with_another_remedy() {
        let mut model = model(b"graph");
        let says = |model: &ModelManifest| {
            ModelFiles::default().read("yunet", model).unwrap_err().to_string()
        };
        assert!(says(&model).contains("run `likeness models pull --from DIR`"), "{}", says(&model));
        model.package = Some(crate::PackageSource {
            name: "weights".into(),
            version: "1.0".into(),
            sha256: "0".repeat(64),
            member: "weights/a.onnx".into(),
            convert: None,
        });
        assert!(says(&model).contains("out of the package weights 1.0"), "{}", says(&model));
    }
}
