//! From what SQLite says to what can be done about it. Result codes: sqlite.org/rescode.html

use sqlx::migrate::MigrateError;

use crate::StorageError;

const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READONLY: i32 = 8;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANTOPEN: i32 = 14;
const NOTADB: i32 = 26;

/// Sorts an error of a request about `what`.
pub(super) fn failed(what: &'static str) -> impl Fn(sqlx::Error) -> StorageError {
    move |error| match &error {
        sqlx::Error::PoolTimedOut => StorageError::Busy,
        sqlx::Error::Database(database) if database.is_unique_violation() => {
            StorageError::AlreadyExists { what }
        }
        sqlx::Error::Database(database) if database.is_foreign_key_violation() => {
            StorageError::NotFound { what: "record it belongs to" }
        }
        sqlx::Error::Database(database) => {
            let extended: i32 = database.code().and_then(|c| c.parse().ok()).unwrap_or(0);
            match extended & 0xff {
                BUSY | LOCKED => StorageError::Busy,
                READONLY | CANTOPEN => StorageError::ReadOnly,
                CORRUPT | NOTADB => StorageError::Damaged { what },
                FULL => StorageError::DiskFull,
                _ => StorageError::Backend(Box::new(error)),
            }
        }
        _ => StorageError::Backend(Box::new(error)),
    }
}

/// Sorts an error of bringing the layout up to date.
pub(super) fn migration_failed(error: MigrateError) -> StorageError {
    match error {
        MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => failed("database")(e),
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            StorageError::NewerLayout
        }
        MigrateError::VersionMismatch(_) | MigrateError::Dirty(_) => {
            StorageError::Damaged { what: "layout" }
        }
        other => StorageError::Backend(Box::new(other)),
    }
}
