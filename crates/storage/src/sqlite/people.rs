//! `people`.

use async_trait::async_trait;
use domain::{EvidenceId, PersonId, ReferenceId, SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{before, blob, damaged, uuid};
use super::error::failed;
use crate::{Consent, Listing, Page, Person, PersonRepository, Removed, Sealed, StorageError};

const WHAT: &str = "person";

pub(super) struct PersonRow {
    pub(super) id: Vec<u8>,
    pub(super) display_name: Vec<u8>,
    pub(super) external_ref: Option<Vec<u8>>,
    pub(super) created_at: i64,
    pub(super) consent_text_version: Option<String>,
    pub(super) consent_at: Option<i64>,
}

impl TryFrom<PersonRow> for Person {
    type Error = StorageError;

    fn try_from(row: PersonRow) -> Result<Self, StorageError> {
        let consent = match (row.consent_text_version, row.consent_at) {
            (Some(text_version), Some(at)) => {
                Some(Consent { text_version, at: UtcTime::from_unix_millis(at) })
            }
            (None, None) => None,
            _ => return Err(damaged("consent")),
        };
        Ok(Self {
            id: PersonId::from_uuid(uuid(&row.id)?),
            display_name: Sealed::from_bytes(row.display_name),
            external_ref: row.external_ref.map(Sealed::from_bytes),
            created_at: UtcTime::from_unix_millis(row.created_at),
            consent,
        })
    }
}

#[async_trait]
impl PersonRepository for SqliteUnit {
    async fn add(&mut self, person: &Person) -> Result<(), StorageError> {
        let consent = person.consent.as_ref();
        sqlx::query!(
            "INSERT INTO people (id, display_name, external_ref, created_at, consent_text_version, \
             consent_at) VALUES (?, ?, ?, ?, ?, ?)",
            blob(person.id.uuid()),
            person.display_name.as_bytes(),
            person.external_ref.as_ref().map(Sealed::as_bytes),
            person.created_at.unix_millis(),
            consent.map(|c| c.text_version.as_str()),
            consent.map(|c| c.at.unix_millis()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: PersonId) -> Result<Option<Person>, StorageError> {
        sqlx::query_as!(
            PersonRow,
            "SELECT id, display_name, external_ref, created_at, consent_text_version, consent_at \
             FROM people WHERE id = ?",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn list(
        &mut self,
        page: Page<PersonId>,
    ) -> Result<Listing<Person, PersonId>, StorageError> {
        let limit = page.bounded_limit();
        let rows = sqlx::query_as!(
            PersonRow,
            "SELECT id, display_name, external_ref, created_at, consent_text_version, consent_at \
             FROM people WHERE id < ? ORDER BY id DESC LIMIT ?",
            before(page.after.map(PersonId::uuid)),
            i64::from(limit) + 1,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let people = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Listing::cut(people, limit, |p: &Person| p.id))
    }

    async fn set_consent(&mut self, id: PersonId, consent: &Consent) -> Result<(), StorageError> {
        let done = sqlx::query!(
            "UPDATE people SET consent_text_version = ?, consent_at = ? WHERE id = ?",
            consent.text_version,
            consent.at.unix_millis(),
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::NotFound { what: WHAT }) }
    }

    async fn erase(&mut self, id: PersonId) -> Result<Option<Removed>, StorageError> {
        let removed = self.everything_of(&blob(id.uuid())).await?;
        let done = sqlx::query!("DELETE FROM people WHERE id = ?", blob(id.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok((done.rows_affected() == 1).then_some(removed))
    }
}

impl SqliteUnit {
    /// What the cascades of removing a person will take.
    async fn everything_of(&mut self, person: &[u8]) -> Result<Removed, StorageError> {
        let mut removed = Removed::default();
        let sessions =
            sqlx::query_scalar!("SELECT id FROM sessions WHERE person_id = ? ORDER BY id", person)
                .fetch_all(self.connection())
                .await
                .map_err(failed("session"))?;
        for id in sessions {
            removed.sessions.push(SessionId::from_uuid(uuid(&id)?));
        }
        let references = sqlx::query!(
            "SELECT r.id AS reference, p.reference_id AS \"portrait?\" FROM person_references r \
             LEFT JOIN portraits p ON p.reference_id = r.id WHERE r.person_id = ? ORDER BY r.id",
            person
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed("reference"))?;
        for row in references {
            let id = ReferenceId::from_uuid(uuid(&row.reference)?);
            removed.references.push(id);
            removed.portraits.extend(row.portrait.map(|_| id));
        }
        let evidence = sqlx::query!(
            "SELECT e.session_id, e.id FROM evidence e JOIN sessions s ON s.id = e.session_id \
             WHERE s.person_id = ? ORDER BY e.id",
            person
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed("evidence"))?;
        for row in evidence {
            let session = SessionId::from_uuid(uuid(&row.session_id)?);
            removed.evidence.push((session, EvidenceId::from_uuid(uuid(&row.id)?)));
        }
        Ok(removed)
    }
}
