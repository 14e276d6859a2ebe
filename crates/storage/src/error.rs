//! What storage can fail at. One variant per way of dealing with it; messages name the remedy.

use domain::SessionId;

use crate::SessionState;
use crate::folder::FolderError;
use crate::log::LogError;
use crate::seal::{KeyRingError, SealError};

/// A request to the records failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A write aimed at a record that is not there, or refers to one that is not there.
    #[error("there is no such {what}")]
    NotFound {
        /// What kind of record.
        what: &'static str,
    },
    /// A record with that id is there already.
    #[error("this {what} exists already")]
    AlreadyExists {
        /// What kind of record.
        what: &'static str,
    },
    /// A session cannot go that way from where it stands.
    #[error("session {session} is {}", state.as_str())]
    WrongState {
        /// The session.
        session: SessionId,
        /// Where it stands.
        state: SessionState,
    },
    /// Another writer held the database for too long.
    #[error("the database is busy: try again")]
    Busy,
    /// No space is left.
    #[error("the disk of the data folder is full: free some space or shorten the retention")]
    DiskFull,
    /// The database cannot be written.
    #[error(
        "the database cannot be written: make the data folder and its files writable for the user that runs the service"
    )]
    ReadOnly,
    /// The records have a later layout than this version knows.
    #[error(
        "the records were written by a newer version of likeness: start that version or a later one"
    )]
    NewerLayout,
    /// The database file is damaged, or somebody changed it by hand.
    #[error("the database is damaged ({what}): restore the data folder from a back-up")]
    Damaged {
        /// Where it showed.
        what: &'static str,
    },
    /// Anything else the backend says.
    #[error("the database refused a request")]
    Backend(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A use of the whole store (records, sealed values and files) failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The records.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The files.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A sealed value.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The key ring.
    #[error(transparent)]
    KeyRing(#[from] KeyRingError),
    /// A measurement log.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl StoreError {
    /// Whether the cause is a full disk.
    pub const fn is_disk_full(&self) -> bool {
        matches!(
            self,
            Self::Storage(StorageError::DiskFull) | Self::Folder(FolderError::DiskFull { .. })
        )
    }
}
