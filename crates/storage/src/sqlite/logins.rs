//! `logins`, `login_keys` and `person_marks`.

use async_trait::async_trait;
use domain::{LoginId, LoginKeyId, PersonId, SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{before, blob, damaged, millis, time, uuid};
use super::error::failed;
use super::people::PersonRow;
use crate::{
    Listing, LoginKeyRecord, LoginReason, LoginRecord, LoginRepository, LoginState, Page, Person,
    Sealed, StorageError,
};

const WHAT: &str = "login";
const KEY: &str = "login key";
const MARK: &str = "mark of a person";

struct LoginRow {
    id: Vec<u8>,
    client: String,
    person_id: Option<Vec<u8>>,
    session_id: Option<Vec<u8>>,
    created_at: i64,
    expires_at: i64,
    state: String,
    reason: Option<String>,
    finished_at: Option<i64>,
}

impl TryFrom<LoginRow> for LoginRecord {
    type Error = StorageError;

    fn try_from(row: LoginRow) -> Result<Self, StorageError> {
        let id = |bytes: Option<Vec<u8>>| bytes.map(|b| uuid(&b)).transpose();
        let reason = row.reason.as_deref();
        let reason = reason.map(|w| LoginReason::from_name(w).ok_or(damaged("reason of a login")));
        Ok(Self {
            id: LoginId::from_uuid(uuid(&row.id)?),
            client: row.client,
            person: id(row.person_id)?.map(PersonId::from_uuid),
            session: id(row.session_id)?.map(SessionId::from_uuid),
            created_at: UtcTime::from_unix_millis(row.created_at),
            expires_at: UtcTime::from_unix_millis(row.expires_at),
            state: LoginState::from_name(&row.state).ok_or(damaged("login's state"))?,
            reason: reason.transpose()?,
            finished_at: time(row.finished_at),
        })
    }
}

#[async_trait]
impl LoginRepository for SqliteUnit {
    async fn add(&mut self, login: &LoginRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO logins (id, client, person_id, session_id, created_at, expires_at, state, \
             reason, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            blob(login.id.uuid()),
            login.client,
            login.person.map(|p| blob(p.uuid())),
            login.session.map(|s| blob(s.uuid())),
            login.created_at.unix_millis(),
            login.expires_at.unix_millis(),
            login.state.as_str(),
            login.reason.map(LoginReason::as_str),
            millis(login.finished_at),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: LoginId) -> Result<Option<LoginRecord>, StorageError> {
        sqlx::query_as!(LoginRow, "SELECT * FROM logins WHERE id = ?", blob(id.uuid()))
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?
            .map(TryInto::try_into)
            .transpose()
    }

    async fn update(&mut self, login: &LoginRecord) -> Result<bool, StorageError> {
        let done = sqlx::query!(
            "UPDATE logins SET session_id = ?, expires_at = ?, state = ?, reason = ?, finished_at = ? \
             WHERE id = ? AND finished_at IS NULL",
            login.session.map(|s| blob(s.uuid())),
            login.expires_at.unix_millis(),
            login.state.as_str(),
            login.reason.map(LoginReason::as_str),
            millis(login.finished_at),
            blob(login.id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn list(
        &mut self,
        page: Page<LoginId>,
    ) -> Result<Listing<LoginRecord, LoginId>, StorageError> {
        let limit = page.bounded_limit();
        let rows = sqlx::query_as!(
            LoginRow,
            "SELECT * FROM logins WHERE id < ? ORDER BY id DESC LIMIT ?",
            before(page.after.map(LoginId::uuid)),
            i64::from(limit) + 1,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let items = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Listing::cut(items, limit, |login: &LoginRecord| login.id))
    }

    async fn remove_before(&mut self, moment: UtcTime) -> Result<u64, StorageError> {
        let done = sqlx::query!("DELETE FROM logins WHERE created_at <= ?", moment.unix_millis())
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok(done.rows_affected())
    }

    async fn add_key(&mut self, key: &LoginKeyRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO login_keys (id, private_key, certificate, signs_from, created_at) \
             VALUES (?, ?, ?, ?, ?)",
            blob(key.id.uuid()),
            key.private_key.as_bytes(),
            key.certificate,
            key.signs_from.unix_millis(),
            key.created_at.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(KEY))?;
        Ok(())
    }

    async fn keys(&mut self) -> Result<Vec<LoginKeyRecord>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, private_key, certificate, signs_from, created_at FROM login_keys ORDER BY id"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(KEY))?;
        rows.into_iter()
            .map(|row| {
                Ok(LoginKeyRecord {
                    id: LoginKeyId::from_uuid(uuid(&row.id)?),
                    private_key: Sealed::from_bytes(row.private_key),
                    certificate: row.certificate,
                    signs_from: UtcTime::from_unix_millis(row.signs_from),
                    created_at: UtcTime::from_unix_millis(row.created_at),
                })
            })
            .collect()
    }

    async fn remove_key(&mut self, id: LoginKeyId) -> Result<bool, StorageError> {
        let done = sqlx::query!("DELETE FROM login_keys WHERE id = ?", blob(id.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(KEY))?;
        Ok(done.rows_affected() == 1)
    }

    async fn mark_person(&mut self, person: PersonId, mark: &[u8; 32]) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO person_marks (person_id, mark) VALUES (?, ?)",
            blob(person.uuid()),
            mark.as_slice(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(MARK))?;
        Ok(())
    }

    async fn unmarked_people(&mut self, limit: u32) -> Result<Vec<Person>, StorageError> {
        sqlx::query_as!(
            PersonRow,
            "SELECT id, display_name, external_ref, created_at, consent_text_version, consent_at \
             FROM people WHERE external_ref IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM person_marks m WHERE m.person_id = people.id) \
             ORDER BY id LIMIT ?",
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(MARK))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn people_of_mark(
        &mut self,
        mark: &[u8; 32],
        limit: u32,
    ) -> Result<Vec<PersonId>, StorageError> {
        let rows = sqlx::query_scalar!(
            "SELECT person_id FROM person_marks WHERE mark = ? ORDER BY person_id LIMIT ?",
            mark.as_slice(),
            limit,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(MARK))?;
        rows.iter().map(|id| Ok(PersonId::from_uuid(uuid(id)?))).collect()
    }
}
