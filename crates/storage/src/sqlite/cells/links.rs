//! Sealed values of links.

use domain::{DecisionId, LinkId, PersonId, SessionId};

use super::{SqliteUnit, WHAT, failed, push_if_other, uuid};
use crate::{SealContext, SealedCell, StorageError};

impl SqliteUnit {
    pub(super) async fn link_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, person_id, evidence FROM links WHERE substr(evidence, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::LinkEvidence {
                link: LinkId::from_uuid(uuid(&row.id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
            };
            push_if_other(&mut cells, key, context, Some(row.evidence));
        }
        Ok(cells)
    }

    pub(super) async fn room_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT r.session_id, s.person_id, r.view FROM session_rooms r \
             JOIN sessions s ON s.id = r.session_id WHERE substr(r.view, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::SessionRoom {
                session: SessionId::from_uuid(uuid(&row.session_id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
            };
            push_if_other(&mut cells, key, context, Some(row.view));
        }
        Ok(cells)
    }

    pub(super) async fn link_note_cells(
        &mut self,
        key: &[u8],
        limit: i64,
    ) -> Result<Vec<SealedCell>, StorageError> {
        let rows = sqlx::query!(
            "SELECT d.id, d.link_id, l.person_id, d.note FROM link_decisions d \
             JOIN links l ON l.id = d.link_id WHERE substr(d.note, 2, 4) <> ? LIMIT ?",
            key,
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut cells = Vec::new();
        for row in rows {
            let context = SealContext::LinkNote {
                decision: DecisionId::from_uuid(uuid(&row.id)?),
                link: LinkId::from_uuid(uuid(&row.link_id)?),
                person: PersonId::from_uuid(uuid(&row.person_id)?),
            };
            push_if_other(&mut cells, key, context, row.note);
        }
        Ok(cells)
    }
}
