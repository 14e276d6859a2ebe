//! `applications`, `application_marks` and `application_mark_key`.

use async_trait::async_trait;
use domain::{PersonId, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, damaged, sha256, unsigned, uuid};
use super::error::failed;
use crate::{
    ApplicationRecord, ApplicationRepository, MarkKind, Sealed, SharedValue, StorageError,
    ValueMark,
};

const WHAT: &str = "application";

#[async_trait]
impl ApplicationRepository for SqliteUnit {
    async fn put(
        &mut self,
        application: &ApplicationRecord,
        marks: &[ValueMark],
    ) -> Result<(), StorageError> {
        let person = blob(application.person.uuid());
        sqlx::query!(
            "INSERT INTO applications (person_id, record, updated_at) VALUES (?, ?, ?) \
             ON CONFLICT (person_id) DO UPDATE SET record = excluded.record, \
             updated_at = excluded.updated_at",
            person,
            application.record.as_bytes(),
            application.updated_at.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        sqlx::query!("DELETE FROM application_marks WHERE person_id = ?", person)
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        for mark in marks {
            sqlx::query!(
                "INSERT INTO application_marks (person_id, kind, mark) VALUES (?, ?, ?) \
                 ON CONFLICT DO NOTHING",
                person,
                mark.kind.as_str(),
                mark.mark.as_slice(),
            )
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        }
        Ok(())
    }

    async fn get(&mut self, person: PersonId) -> Result<Option<ApplicationRecord>, StorageError> {
        let row = sqlx::query!(
            "SELECT record, updated_at FROM applications WHERE person_id = ?",
            blob(person.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(row.map(|row| ApplicationRecord {
            person,
            record: Sealed::from_bytes(row.record),
            updated_at: UtcTime::from_unix_millis(row.updated_at),
        }))
    }

    async fn remove(&mut self, person: PersonId) -> Result<bool, StorageError> {
        let done =
            sqlx::query!("DELETE FROM applications WHERE person_id = ?", blob(person.uuid()))
                .execute(self.connection())
                .await
                .map_err(failed(WHAT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn shared(
        &mut self,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<SharedValue>, StorageError> {
        let me = blob(person.uuid());
        let rows = sqlx::query!(
            "SELECT mine.kind, mine.mark, COUNT(*) AS \"others!: i64\" FROM application_marks mine \
             JOIN application_marks theirs ON theirs.kind = mine.kind AND theirs.mark = mine.mark \
             AND theirs.person_id <> mine.person_id WHERE mine.person_id = ? \
             GROUP BY mine.kind, mine.mark ORDER BY mine.kind, mine.mark",
            me,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let mut shared = Vec::with_capacity(rows.len());
        for row in rows {
            let people = sqlx::query_scalar!(
                "SELECT person_id FROM application_marks WHERE kind = ? AND mark = ? \
                 AND person_id <> ? ORDER BY person_id LIMIT ?",
                row.kind,
                row.mark,
                me,
                i64::from(limit),
            )
            .fetch_all(self.connection())
            .await
            .map_err(failed(WHAT))?;
            shared.push(SharedValue {
                mark: ValueMark {
                    kind: MarkKind::from_name(&row.kind).ok_or(damaged("mark"))?,
                    mark: sha256(&row.mark)?,
                },
                others: unsigned(row.others)?,
                people: people
                    .iter()
                    .map(|id| Ok(PersonId::from_uuid(uuid(id)?)))
                    .collect::<Result<_, StorageError>>()?,
            });
        }
        Ok(shared)
    }

    async fn mark_key(&mut self) -> Result<Option<Sealed>, StorageError> {
        let secret = sqlx::query_scalar!("SELECT secret FROM application_mark_key WHERE id = 1")
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok(secret.map(Sealed::from_bytes))
    }

    async fn set_mark_key(&mut self, secret: &Sealed) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO application_mark_key (id, secret) VALUES (1, ?)",
            secret.as_bytes(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }
}
