//! Sealed values of logins: the keys that sign them.

use domain::LoginKeyId;

use super::{SqliteUnit, WHAT, failed, push_if_other, uuid};
use crate::{SealContext, SealedCell, StorageError};

impl SqliteUnit {
    pub(super) async fn login_key_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, private_key FROM login_keys WHERE substr(private_key, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::LoginKey(LoginKeyId::from_uuid(uuid(&row.id)?));
            push_if_other(&mut cells, key, context, Some(row.private_key));
        }
        Ok(cells)
    }
}
