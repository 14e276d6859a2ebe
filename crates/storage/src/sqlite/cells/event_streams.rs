//! Sealed values around security events.

use domain::EventStreamId;

use super::{SqliteUnit, WHAT, failed, push_if_other, uuid};
use crate::{EventStreamRepository, SealContext, SealedCell, StorageError};

impl SqliteUnit {
    pub(super) async fn event_stream_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let mut cells = Vec::new();
        let secret = EventStreamRepository::signing_key(self).await?;
        let secret = secret.map(|sealed| sealed.as_bytes().to_vec());
        push_if_other(&mut cells, key, SealContext::EventSigningKey, secret);
        let rows = sqlx::query!(
            "SELECT id, push_header FROM event_streams WHERE substr(push_header, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        for row in rows {
            let context = SealContext::EventPushHeader(EventStreamId::from_uuid(uuid(&row.id)?));
            push_if_other(&mut cells, key, context, row.push_header);
        }
        Ok(cells)
    }
}
