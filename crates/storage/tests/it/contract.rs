//! SQLite keeps the repositories' promises.

use std::sync::Arc;

use storage::contract::{Backend, run_all};
use storage::{DataFolder, SqliteStorage};

#[tokio::test]
async fn sqlite_keeps_the_contract() {
    run_all(async || {
        let temporary = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&temporary.path().join("data")).unwrap();
        let storage = SqliteStorage::open(&folder.database_path()).await.unwrap();
        Backend { storage: Arc::new(storage), keep: Box::new((folder, temporary)) }
    })
    .await;
}
