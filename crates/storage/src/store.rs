//! The whole store of one data folder: records, keys and sealed files together.
//!
//! Order protects it against a crash: a file is written before its row and removed after it. What a
//! crash leaves is a file without a row, and [`Store::open`] removes it.

mod erasure;
mod pictures;
mod reseal;
mod retention;

use std::path::PathBuf;
use std::sync::Arc;

use domain::{Clock, Entropy, MeasurementLog, SessionId};

pub use pictures::{NewEvidence, Pending};
pub use retention::{Purged, RetentionPolicy};

use crate::folder::FoundFile;
use crate::{
    Actor, AuditAction, AuditEvent, DataFolder, FolderError, KeyRing, KeyRingError, SealError,
    Sealer, SqliteStorage, Storage, StorageError, StoreError, UnitOfWork, read_log,
};

/// Where a store lies.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The data folder.
    pub folder: PathBuf,
    /// The key file; none for `key` in the data folder.
    pub key_file: Option<PathBuf>,
}

/// What opening a store found to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StartReport {
    /// A key file was made: its owner should copy it to a safe place.
    pub key_created: bool,
    /// Sessions that the end of the last process cut off.
    pub interrupted: Vec<SessionId>,
    /// Files without a row, removed now.
    pub orphans_removed: usize,
    /// Files that rows name and that are not there: a loss to be looked into.
    pub missing_files: Vec<PathBuf>,
}

/// Records, keys and files of one data folder. Cheap to clone; the folder's lock is held until the last
/// clone is dropped.
#[derive(Clone)]
pub struct Store {
    storage: Arc<dyn Storage>,
    folder: Arc<DataFolder>,
    sealer: Arc<Sealer>,
    entropy: Arc<dyn Entropy>,
    key_path: PathBuf,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("folder", &self.folder.path()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens or creates the store in a folder, on SQLite: takes the folder's lock, brings the layout up
    /// to date, checks that the keys open what is there, marks cut-off sessions as interrupted and
    /// removes files that a crash left.
    ///
    /// # Errors
    /// As [`StoreError`] says; each message names the remedy.
    pub async fn open(
        options: StoreOptions,
        clock: &dyn Clock,
        entropy: Arc<dyn Entropy>,
    ) -> Result<(Self, StartReport), StoreError> {
        let root = options.folder;
        let folder = blocking(move || DataFolder::open(&root)).await?;
        let storage = SqliteStorage::open(&folder.database_path()).await?;
        let key_path = options.key_file.unwrap_or_else(|| folder.default_key_path());
        let (sealer, key_created) = open_keys(&storage, &key_path, &entropy).await?;
        let store = Self {
            storage: Arc::new(storage),
            folder: Arc::new(folder),
            sealer: Arc::new(sealer),
            entropy,
            key_path,
        };
        let interrupted = store.interrupt_sessions(clock).await?;
        let (orphans_removed, missing_files) = store.sweep_files().await?;
        tracing::info!(
            interrupted = interrupted.len(),
            orphans_removed,
            missing_files = missing_files.len(),
            key_created,
            "data folder opened"
        );
        let report = StartReport { key_created, interrupted, orphans_removed, missing_files };
        Ok((store, report))
    }

    /// The records.
    pub fn storage(&self) -> &Arc<dyn Storage> {
        &self.storage
    }

    /// The folder.
    pub fn folder(&self) -> &Arc<DataFolder> {
        &self.folder
    }

    /// Seals and opens.
    pub fn sealer(&self) -> &Arc<Sealer> {
        &self.sealer
    }

    /// Begins a unit of work that may write. See [`Storage::begin`].
    ///
    /// # Errors
    /// [`StorageError::Busy`] when its turn does not come.
    pub async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StorageError> {
        self.storage.begin().await
    }

    /// Begins a unit of work that only reads. See [`Storage::read`].
    ///
    /// # Errors
    /// [`StorageError::Busy`] when its turn does not come.
    pub async fn read(&self) -> Result<Box<dyn UnitOfWork>, StorageError> {
        self.storage.read().await
    }

    /// A session's measurement log; none when there is no such session or it has no log.
    ///
    /// # Errors
    /// A chunk that is missing, changed or out of order is named: see [`LogError`](crate::LogError).
    pub async fn read_log(&self, session: SessionId) -> Result<Option<MeasurementLog>, StoreError> {
        let mut unit = self.read().await?;
        Ok(read_log(unit.as_mut(), &self.sealer, session).await?)
    }

    /// Waits for units of work in flight and closes the records.
    pub async fn close(&self) {
        self.storage.close().await;
    }

    async fn interrupt_sessions(&self, clock: &dyn Clock) -> Result<Vec<SessionId>, StoreError> {
        let now = clock.utc();
        let mut unit = self.begin().await?;
        let interrupted = unit.sessions().interrupt_all(now).await?;
        for session in &interrupted {
            let event = AuditEvent::new(
                now,
                self.entropy.as_ref(),
                Actor::System,
                AuditAction::SessionInterrupted,
            );
            unit.audit().append(&event.in_session(*session)).await?;
        }
        unit.commit().await?;
        Ok(interrupted)
    }

    /// Only while nothing else writes: a file is there before its row.
    async fn sweep_files(&self) -> Result<(usize, Vec<PathBuf>), StoreError> {
        let mut unit = self.read().await?;
        let mut named: Vec<FoundFile> = Vec::new();
        for (session, id, _) in unit.evidence().all().await? {
            named.push(FoundFile::Evidence(session, id));
        }
        for (reference, _) in unit.references().all_portraits().await? {
            named.push(FoundFile::Portrait(reference));
        }
        drop(unit);
        let folder = Arc::clone(&self.folder);
        Ok(blocking(move || {
            let inventory = folder.inventory(named)?;
            for path in &inventory.orphans {
                folder.remove(path)?;
            }
            Ok::<_, FolderError>((inventory.orphans.len(), inventory.missing))
        })
        .await?)
    }
}

/// Reads the keys, or makes the first one while there is nothing yet that it would have to open.
async fn open_keys(
    storage: &dyn Storage,
    path: &std::path::Path,
    entropy: &Arc<dyn Entropy>,
) -> Result<(Sealer, bool), StoreError> {
    let sample = storage.read().await?.sealed_cells().any().await?;
    let (ring, created) = match KeyRing::open(path) {
        Ok(ring) => (ring, false),
        Err(KeyRingError::Missing { .. }) if sample.is_none() => {
            (KeyRing::create(path, entropy.as_ref())?, true)
        }
        Err(error) => return Err(error.into()),
    };
    let sealer = Sealer::new(ring, Arc::clone(entropy));
    if let Some(cell) = sample {
        match sealer.open(&cell.context, &cell.sealed) {
            Err(SealError::UnknownKey { .. }) => {
                return Err(KeyRingError::OtherKeys { path: path.into() }.into());
            }
            other => other?,
        };
    }
    Ok((sealer, created))
}

/// Runs file work away from the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => unreachable!("blocking work is never cancelled"),
        },
    }
}
