//! What only SQLite can get wrong: its settings, its error codes, its schema.

use std::path::Path;

use super::*;
use crate::contract::World;
use crate::{DataFolder, StorageError};

async fn fresh(folder: &Path) -> (DataFolder, SqliteStorage) {
    let folder = DataFolder::open(&folder.join("data")).unwrap();
    let storage = SqliteStorage::open(&folder.database_path()).await.unwrap();
    (folder, storage)
}

async fn pragma(pool: &SqlitePool, name: &'static str) -> String {
    let row: sqlx::sqlite::SqliteRow = sqlx::query(name).fetch_one(pool).await.unwrap();
    use sqlx::Row;
    row.try_get::<i64, _>(0).map_or_else(|_| row.get::<String, _>(0), |n| n.to_string())
}

#[tokio::test]
async fn every_connection_has_the_settings_we_rely_on() {
    let temporary = tempfile::tempdir().unwrap();
    let (_folder, storage) = fresh(temporary.path()).await;
    for pool in [&storage.writer, &storage.readers] {
        for (name, expected) in [
            ("PRAGMA journal_mode", "wal"),
            ("PRAGMA synchronous", "2"),
            ("PRAGMA foreign_keys", "1"),
            ("PRAGMA busy_timeout", "5000"),
            ("PRAGMA secure_delete", "1"),
            ("PRAGMA temp_store", "2"),
            ("PRAGMA trusted_schema", "0"),
        ] {
            assert_eq!(pragma(pool, name).await, expected, "{name}");
        }
    }
    assert_eq!(pragma(&storage.writer, "PRAGMA query_only").await, "0");
    assert_eq!(pragma(&storage.readers, "PRAGMA query_only").await, "1");
}

#[tokio::test]
async fn a_full_disk_is_named_and_loses_nothing_that_was_there() {
    let temporary = tempfile::tempdir().unwrap();
    let (_folder, storage) = fresh(temporary.path()).await;
    let storage = std::sync::Arc::new(storage);
    let world = World::new(storage.clone());
    let before = world.person().await;
    // SQLite's own way to run out of space: the same result code as a full disk.
    sqlx::query("PRAGMA max_page_count = 1").execute(&storage.writer).await.unwrap();
    let mut result = Ok(());
    for _ in 0..200 {
        let mut unit = storage.begin().await.unwrap();
        result = unit.people().add(&world.new_person()).await;
        if result.is_err() {
            break;
        }
        unit.commit().await.unwrap();
    }
    assert!(matches!(result, Err(StorageError::DiskFull)), "{result:?}");
    assert!(result.unwrap_err().to_string().contains("free some space"));
    // Space was made: the storage goes on without a restart.
    sqlx::query("PRAGMA max_page_count = 1000000").execute(&storage.writer).await.unwrap();
    let read = storage.read().await.unwrap().people().get(before.id).await.unwrap();
    assert_eq!(read, Some(before));
    world.person().await;
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_named() {
    let temporary = tempfile::tempdir().unwrap();
    let (_folder, storage) = fresh(temporary.path()).await;
    sqlx::query("PRAGMA query_only = ON").execute(&storage.writer).await.unwrap();
    let refused = storage.begin().await.map(drop);
    assert!(matches!(refused, Err(StorageError::ReadOnly)), "{refused:?}");
    assert!(refused.unwrap_err().to_string().contains("writable"));
}

#[tokio::test]
async fn a_reader_in_the_way_is_reported_by_the_scrub() {
    let temporary = tempfile::tempdir().unwrap();
    let (_folder, storage) = fresh(temporary.path()).await;
    let storage = std::sync::Arc::new(storage);
    let world = World::new(storage.clone());
    sqlx::query("PRAGMA busy_timeout = 1").execute(&storage.writer).await.unwrap();
    let person = world.person().await;
    let mut reader = storage.read().await.unwrap();
    assert!(reader.people().get(person.id).await.unwrap().is_some());
    let mut unit = storage.begin().await.unwrap();
    assert!(unit.people().erase(person.id).await.unwrap().is_some());
    unit.commit().await.unwrap();
    assert!(!storage.scrub().await.unwrap());
    drop(reader);
    // The reader's roll-back is done by its own thread; the next reader waits behind it.
    storage.read().await.unwrap().people().get(person.id).await.unwrap();
    sqlx::query("PRAGMA busy_timeout = 5000").execute(&storage.writer).await.unwrap();
    assert!(storage.scrub().await.unwrap());
}

#[tokio::test]
async fn every_table_is_strict() {
    let temporary = tempfile::tempdir().unwrap();
    let (_folder, storage) = fresh(temporary.path()).await;
    let loose: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' \
         AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%' AND schema = 'main'",
    )
    .fetch_all(&storage.writer)
    .await
    .unwrap();
    assert_eq!(loose, Vec::<String>::new());
}

/// Every column says what it holds: unit, sealed or clear, mutable or fixed.
#[test]
fn every_column_is_commented() {
    let mut columns = 0;
    let migrations = [
        include_str!("migrations/0001_foundation.sql"),
        include_str!("migrations/0002_decisions.sql"),
        include_str!("migrations/0003_webhooks.sql"),
    ];
    for line in migrations.iter().flat_map(|sql| sql.lines()) {
        let declaration = line.trim_start();
        let is_column =
            line.starts_with("    ") && declaration.starts_with(|c: char| c.is_ascii_lowercase());
        if !is_column {
            continue;
        }
        columns += 1;
        let comment = line.split_once("--").map_or("", |(_, comment)| comment);
        let words = ["sealed", "clear"].iter().any(|w| comment.contains(w));
        let change = ["fixed", "mutable", "set once", "only forward", "emptied"];
        assert!(words && change.iter().any(|w| comment.contains(w)), "{line}");
    }
    assert!(columns > 50, "{columns} columns were seen");
}
