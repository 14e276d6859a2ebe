//! Uploads on their way. They lie in clear until judged, so they are private, short-lived, and gone with
//! their guard; what a crash leaves is removed at the next start.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use domain::Entropy;

use super::{DataFolder, FILE_MODE, FolderError, INCOMING};

/// A private file for one upload, removed when dropped.
#[derive(Debug)]
pub struct IncomingFile {
    path: PathBuf,
    file: Option<File>,
}

impl IncomingFile {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file, once; the caller writes and closes it.
    pub fn take_file(&mut self) -> Option<File> {
        self.file.take()
    }

    /// Names a failed write by what can be done about it.
    pub fn error(&self, source: std::io::Error) -> FolderError {
        FolderError::classify(&self.path, source)
    }
}

impl Drop for IncomingFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(error = %error.kind(), "an uploaded file could not be removed");
        }
    }
}

impl DataFolder {
    /// A new private file in `incoming/`, under a name that says nothing.
    ///
    /// # Errors
    /// As [`FolderError`] says.
    pub fn incoming_file(&self, entropy: &dyn Entropy) -> Result<IncomingFile, FolderError> {
        let mut name = [0; 16];
        entropy.fill(&mut name);
        let path = self.path().join(INCOMING).join(hex::encode(name));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(&path)
            .map_err(|e| FolderError::classify(&path, e))?;
        Ok(IncomingFile { path, file: Some(file) })
    }

    pub(super) fn empty_incoming(&self) -> Result<(), FolderError> {
        let folder = self.path().join(INCOMING);
        let fail = |e| FolderError::classify(&folder, e);
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            self.remove(&path)?;
        }
        Ok(())
    }
}
