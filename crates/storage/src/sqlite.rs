//! SQLite behind the repository traits. The only place that contains SQL.
//!
//! WAL, so that readers and the one writer do not wait for each other; `synchronous=FULL`, because an
//! erasure or a verdict that was answered must survive a power cut; `secure_delete`, so that removed
//! rows are overwritten; temporary tables in memory, so that nothing spills beside the data folder.

mod api_keys;
mod applications;
mod audit;
mod cells;
mod convert;
#[cfg(feature = "contract")]
mod damage;
mod decisions;
mod error;
mod event_streams;
mod evidence;
mod invitations;
mod links;
mod logins;
mod logs;
mod people;
mod references;
mod reverifications;
mod reviews;
mod risk_events;
mod sessions;
mod webhooks;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection, Transaction, migrate::Migrator};

use crate::repository::{
    ApiKeyRepository, ApplicationRepository, AuditRepository, DecisionRepository,
    EventStreamRepository, EvidenceRepository, InvitationRepository, LinkRepository, LogRepository,
    LoginRepository, PersonRepository, ReferenceRepository, ReverificationRepository,
    ReviewRepository, RiskEventRepository, SealedCellRepository, SessionRepository,
    WebhookRepository,
};
use crate::{Storage, StorageError, UnitOfWork};
#[cfg(feature = "contract")]
pub use damage::Damage;
use error::{failed, migration_failed};

static MIGRATIONS: Migrator = sqlx::migrate!("src/sqlite/migrations");

/// For another process with the file open, such as a back-up. Within this process writers queue at
/// their pool.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a unit of work waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);
/// Pages are small and queries indexed: more readers than processor cores gain nothing.
const READERS: u32 = 4;

/// Records in one SQLite file.
#[derive(Debug)]
pub struct SqliteStorage {
    /// One connection: SQLite has one writer at a time, and a queue is fairer than its busy loop.
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStorage {
    /// Opens the file, which must exist, and brings its layout up to date.
    ///
    /// # Errors
    /// [`StorageError::NewerLayout`] when a later version wrote it, [`StorageError::Damaged`] when it is
    /// no database, and whatever the disk says.
    pub async fn open(path: &Path) -> Result<Self, StorageError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            .pragma("trusted_schema", "OFF")
            .disable_statement_logging();
        let writer = pool_of(1).connect_with(options.clone()).await.map_err(failed("database"))?;
        MIGRATIONS.run(&writer).await.map_err(migration_failed)?;
        let readers = pool_of(READERS)
            .connect_with(options.pragma("query_only", "ON"))
            .await
            .map_err(failed("database"))?;
        Ok(Self { writer, readers })
    }
}

/// A full disk makes SQLite end the transaction by itself, which the connection's own count does not
/// notice: it would refuse every transaction from then on. Such a connection is replaced.
fn pool_of(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(TURN_TIMEOUT)
        .before_acquire(|connection, _| {
            let is_clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_clean) })
        })
}

#[async_trait]
impl Storage for SqliteStorage {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StorageError> {
        // Immediate: a deferred one that turns into a writer later can fail without having waited.
        let tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed("database"))?;
        Ok(Box::new(SqliteUnit { tx }))
    }

    async fn read(&self) -> Result<Box<dyn UnitOfWork>, StorageError> {
        let tx = self.readers.begin().await.map_err(failed("database"))?;
        Ok(Box::new(SqliteUnit { tx }))
    }

    async fn scrub(&self) -> Result<bool, StorageError> {
        let blocked: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&self.writer)
            .await
            .map_err(failed("database"))?;
        Ok(blocked == 0)
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// One transaction.
struct SqliteUnit {
    tx: Transaction<'static, Sqlite>,
}

impl SqliteUnit {
    fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }
}

#[async_trait]
impl UnitOfWork for SqliteUnit {
    fn people(&mut self) -> &mut dyn PersonRepository {
        self
    }

    fn references(&mut self) -> &mut dyn ReferenceRepository {
        self
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self
    }

    fn logs(&mut self) -> &mut dyn LogRepository {
        self
    }

    fn evidence(&mut self) -> &mut dyn EvidenceRepository {
        self
    }

    fn decisions(&mut self) -> &mut dyn DecisionRepository {
        self
    }

    fn reviews(&mut self) -> &mut dyn ReviewRepository {
        self
    }

    fn applications(&mut self) -> &mut dyn ApplicationRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditRepository {
        self
    }

    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository {
        self
    }

    fn webhooks(&mut self) -> &mut dyn WebhookRepository {
        self
    }

    fn invitations(&mut self) -> &mut dyn InvitationRepository {
        self
    }

    fn reverifications(&mut self) -> &mut dyn ReverificationRepository {
        self
    }

    fn risk_events(&mut self) -> &mut dyn RiskEventRepository {
        self
    }

    fn event_streams(&mut self) -> &mut dyn EventStreamRepository {
        self
    }

    fn links(&mut self) -> &mut dyn LinkRepository {
        self
    }

    fn logins(&mut self) -> &mut dyn LoginRepository {
        self
    }

    fn sealed_cells(&mut self) -> &mut dyn SealedCellRepository {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StorageError> {
        self.tx.commit().await.map_err(failed("database"))
    }
}

#[cfg(test)]
mod tests;
