//! The data folder: who may use it, and the sealed files in it.
//!
//! ```text
//! likeness.db  -wal  -shm    records
//! key                        keys, unless they are kept elsewhere
//! lock                       one process at a time
//! evidence/<session>/<id>.sealed
//! portraits/<reference>.sealed
//! incoming/                  uploads on their way; emptied at start
//! ```
//!
//! Everything is readable by its owner only. A file is written beside its place, flushed to the disk and
//! renamed, so that a crash leaves the old file or the new one, never half of one.

mod atomic;
mod incoming;
mod sweep;

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use domain::{EvidenceId, ReferenceId, SessionId};

pub(crate) use atomic::write_atomically;
pub use incoming::IncomingFile;
pub(crate) use sweep::FoundFile;

use crate::Sealed;

/// Only its owner may enter.
const FOLDER_MODE: u32 = 0o700;
/// Only its owner may read.
pub(crate) const FILE_MODE: u32 = 0o600;
const DATABASE: &str = "likeness.db";
const LOCK: &str = "lock";
const KEY: &str = "key";
const EVIDENCE: &str = "evidence";
const PORTRAITS: &str = "portraits";
const INCOMING: &str = "incoming";
const SUFFIX: &str = "sealed";

/// A file or folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process works in it.
    #[error(
        "the data folder {path} is in use by another process: stop that one, or choose another folder"
    )]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// There is something else in it.
    #[error(
        "{path} is not empty and not a likeness data folder: choose an empty folder or one that does not exist"
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// No space is left.
    #[error("the disk of {path} is full: free some space or shorten the retention")]
    DiskFull {
        /// What could not be written.
        path: PathBuf,
    },
    /// Writing is not allowed.
    #[error(
        "{path} cannot be written: make the data folder writable for the user that runs the service, and check that its disk is not mounted read-only"
    )]
    ReadOnly {
        /// What could not be written.
        path: PathBuf,
    },
    /// A file, or something below one.
    #[error("{path} is no folder: name a folder for the data, it is made when it is not there")]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// A row promises a file that is not there.
    #[error(
        "{path} is missing although the records name it: restore the data folder from a back-up"
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Anything else.
    #[error("cannot use {path}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl FolderError {
    /// Sorts an input/output error by what can be done about it.
    pub(crate) fn classify(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly { path }
            }
            io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Io { path, source },
        }
    }
}

/// The data folder, locked for this process until dropped.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    /// Holds the lock; closing the file gives it back, also when the process is killed.
    _lock: File,
}

impl DataFolder {
    /// Opens or creates the folder, takes its lock, makes it its owner's alone and empties `incoming/`.
    ///
    /// # Errors
    /// As [`FolderError`] says.
    pub fn open(root: &Path) -> Result<Self, FolderError> {
        let fail = |source| FolderError::classify(root, source);
        let create_error = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => FolderError::ReadOnly { path: root.into() },
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                FolderError::NotAFolder { path: root.into() }
            }
            _ => FolderError::classify(root, source),
        };
        DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(root).map_err(create_error)?;
        // Tightening the permissions of somebody's home folder would be a nasty surprise.
        let ours = root.join(LOCK).exists() || root.join(DATABASE).exists();
        if !ours && fs::read_dir(root).map_err(fail)?.any(|e| e.is_ok_and(|e| !is_key(&e.path()))) {
            return Err(FolderError::NotOurs { path: root.into() });
        }
        fs::set_permissions(root, fs::Permissions::from_mode(FOLDER_MODE)).map_err(fail)?;
        let lock = lock(root)?;
        let folder = Self { root: root.to_path_buf(), _lock: lock };
        for name in [EVIDENCE, PORTRAITS, INCOMING] {
            create_private_folder(&root.join(name))?;
        }
        folder.empty_incoming()?;
        folder.create_database_file()?;
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The database file. It exists, with the right permissions, from [`open`](Self::open) on.
    pub fn database_path(&self) -> PathBuf {
        self.root.join(DATABASE)
    }

    /// Where the key file lies unless the operator names another place.
    pub fn default_key_path(&self) -> PathBuf {
        self.root.join(KEY)
    }

    pub(crate) fn evidence_path(&self, session: SessionId, id: EvidenceId) -> PathBuf {
        self.root.join(EVIDENCE).join(session.to_string()).join(format!("{id}.{SUFFIX}"))
    }

    pub(crate) fn portrait_path(&self, reference: ReferenceId) -> PathBuf {
        self.root.join(PORTRAITS).join(format!("{reference}.{SUFFIX}"))
    }

    pub(crate) fn write(&self, path: &Path, sealed: &Sealed) -> Result<(), FolderError> {
        if let Some(parent) = path.parent() {
            create_private_folder(parent)?;
        }
        write_atomically(path, sealed.as_bytes()).map_err(|e| FolderError::classify(path, e))
    }

    pub(crate) fn read(&self, path: &Path) -> Result<Sealed, FolderError> {
        fs::read(path).map(Sealed::from_bytes).map_err(|e| FolderError::classify(path, e))
    }

    /// Removes a file and, when it was the last of its session, the session's folder. A file that is
    /// not there counts as removed.
    pub(crate) fn remove(&self, path: &Path) -> Result<(), FolderError> {
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                return Err(FolderError::classify(path, e));
            }
            _ => {}
        }
        if let Some(parent) =
            path.parent().filter(|p| p.parent() == Some(&self.root.join(EVIDENCE)))
        {
            // Refused while other files are in it, which is what we want.
            let _ = fs::remove_dir(parent);
        }
        Ok(())
    }

    /// SQLite gives its journal files the permissions of the database, so that must be right first.
    fn create_database_file(&self) -> Result<(), FolderError> {
        let path = self.database_path();
        let fail = |source| FolderError::classify(&path, source);
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(FILE_MODE)
            .open(&path)
            .map_err(fail)?;
        file.set_permissions(fs::Permissions::from_mode(FILE_MODE)).map_err(fail)
    }
}

fn lock(root: &Path) -> Result<File, FolderError> {
    let path = root.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(FILE_MODE)
        .open(&path)
        .map_err(|e| FolderError::classify(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(FolderError::InUse { path: root.into() }),
        Err(TryLockError::Error(e)) => Err(FolderError::classify(&path, e)),
    }
}

fn create_private_folder(path: &Path) -> Result<(), FolderError> {
    match DirBuilder::new().mode(FOLDER_MODE).create(path) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(FolderError::classify(path, e)),
        _ => Ok(()),
    }
}

/// A key file that the operator put there before the first start does not make the folder somebody
/// else's.
fn is_key(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == KEY)
}

#[cfg(test)]
mod tests;
