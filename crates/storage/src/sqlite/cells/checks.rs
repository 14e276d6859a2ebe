//! Sealed values of checks.

use domain::{HintId, InvitationId, PersonId};

use super::{SqliteUnit, WHAT, failed, push_if_other, uuid};
use crate::{SealContext, SealedCell, StorageError};

impl SqliteUnit {
    pub(super) async fn document_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, person_id, document_data FROM invitations \
             WHERE substr(document_data, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::CheckDocument {
                invitation: InvitationId::from_uuid(uuid(&row.id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
            };
            push_if_other(&mut cells, key, context, row.document_data);
        }
        Ok(cells)
    }

    pub(super) async fn hint_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT h.id, h.invitation_id, i.person_id, h.data FROM check_hints h \
             JOIN invitations i ON i.id = h.invitation_id WHERE substr(h.data, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::CheckHint {
                hint: HintId::from_uuid(uuid(&row.id)?),
                invitation: InvitationId::from_uuid(uuid(&row.invitation_id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
            };
            push_if_other(&mut cells, key, context, Some(row.data));
        }
        Ok(cells)
    }
}
