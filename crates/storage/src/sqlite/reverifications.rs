//! `reverification` and `reverification_milestones`.

use async_trait::async_trait;
use domain::{MilestoneId, PersonId, SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, damaged, millis, time, uuid};
use super::error::failed;
use crate::{
    MilestoneKind, MilestoneRecord, ReverificationRecord, ReverificationRepository, StorageError,
    ToldOf,
};

const WHAT: &str = "re-verification";
const MILESTONE: &str = "milestone";

struct Row {
    person_id: Vec<u8>,
    group_name: String,
    since: i64,
    draw: i64,
    due_at: Option<i64>,
    overdue_at: Option<i64>,
    told: String,
}

impl TryFrom<Row> for ReverificationRecord {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            person: PersonId::from_uuid(uuid(&row.person_id)?),
            group: row.group_name,
            since: UtcTime::from_unix_millis(row.since),
            draw: u16::try_from(row.draw).map_err(|_| damaged("draw"))?,
            dates: time(row.due_at).zip(time(row.overdue_at)),
            told: ToldOf::from_name(&row.told).ok_or(damaged("what was told"))?,
        })
    }
}

struct MilestoneRow {
    id: Vec<u8>,
    person_id: Vec<u8>,
    at: i64,
    what: String,
    group_name: String,
    due_at: Option<i64>,
    session_id: Option<Vec<u8>>,
}

impl TryFrom<MilestoneRow> for MilestoneRecord {
    type Error = StorageError;

    fn try_from(row: MilestoneRow) -> Result<Self, StorageError> {
        let session = row.session_id.map(|id| uuid(&id)).transpose()?;
        Ok(Self {
            id: MilestoneId::from_uuid(uuid(&row.id)?),
            person: PersonId::from_uuid(uuid(&row.person_id)?),
            at: UtcTime::from_unix_millis(row.at),
            what: MilestoneKind::from_name(&row.what).ok_or(damaged("milestone"))?,
            group: row.group_name,
            due_at: time(row.due_at),
            session: session.map(SessionId::from_uuid),
        })
    }
}

#[async_trait]
impl ReverificationRepository for SqliteUnit {
    async fn put(&mut self, record: &ReverificationRecord) -> Result<(), StorageError> {
        let dates = record.dates;
        sqlx::query!(
            "INSERT INTO reverification (person_id, group_name, since, draw, due_at, overdue_at, told) \
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person_id) DO UPDATE SET \
             group_name = excluded.group_name, since = excluded.since, draw = excluded.draw, \
             due_at = excluded.due_at, overdue_at = excluded.overdue_at, told = excluded.told",
            blob(record.person.uuid()),
            record.group,
            record.since.unix_millis(),
            record.draw,
            millis(dates.map(|(due, _)| due)),
            millis(dates.map(|(_, overdue)| overdue)),
            record.told.as_str(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(
        &mut self,
        person: PersonId,
    ) -> Result<Option<ReverificationRecord>, StorageError> {
        sqlx::query_as!(
            Row,
            "SELECT person_id, group_name, since, draw, due_at, overdue_at, told \
             FROM reverification WHERE person_id = ?",
            blob(person.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn remove(&mut self, person: PersonId) -> Result<bool, StorageError> {
        let done =
            sqlx::query!("DELETE FROM reverification WHERE person_id = ?", blob(person.uuid()))
                .execute(self.connection())
                .await
                .map_err(failed(WHAT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn list(
        &mut self,
        group: Option<&str>,
        limit: u32,
        after: Option<(UtcTime, PersonId)>,
    ) -> Result<Vec<ReverificationRecord>, StorageError> {
        let at = after.map_or(i64::MIN, |(at, _)| at.unix_millis());
        let person = after.map(|(_, person)| blob(person.uuid())).unwrap_or_default();
        sqlx::query_as!(
            Row,
            "SELECT person_id, group_name, since, draw, due_at, overdue_at, told \
             FROM reverification WHERE due_at IS NOT NULL AND (?1 IS NULL OR group_name = ?1) \
             AND (due_at > ?2 OR (due_at = ?2 AND person_id > ?3)) \
             ORDER BY due_at, person_id LIMIT ?4",
            group,
            at,
            person,
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn all(
        &mut self,
        limit: u32,
        after: Option<PersonId>,
    ) -> Result<Vec<ReverificationRecord>, StorageError> {
        sqlx::query_as!(
            Row,
            "SELECT person_id, group_name, since, draw, due_at, overdue_at, told \
             FROM reverification WHERE person_id > ? ORDER BY person_id LIMIT ?",
            after.map(|person| blob(person.uuid())).unwrap_or_default(),
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn ripe(
        &mut self,
        now: UtcTime,
        limit: u32,
    ) -> Result<Vec<ReverificationRecord>, StorageError> {
        sqlx::query_as!(
            Row,
            "SELECT person_id, group_name, since, draw, due_at, overdue_at, told \
             FROM reverification WHERE due_at <= ?1 \
             AND (told = 'nothing' OR (told = 'due' AND overdue_at <= ?1)) \
             ORDER BY due_at, person_id LIMIT ?2",
            now.unix_millis(),
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn add_milestone(&mut self, milestone: &MilestoneRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO reverification_milestones (id, person_id, at, what, group_name, due_at, \
             session_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
            blob(milestone.id.uuid()),
            blob(milestone.person.uuid()),
            milestone.at.unix_millis(),
            milestone.what.as_str(),
            milestone.group,
            millis(milestone.due_at),
            milestone.session.map(|session| blob(session.uuid())),
        )
        .execute(self.connection())
        .await
        .map_err(failed(MILESTONE))?;
        Ok(())
    }

    async fn milestones(&mut self, person: PersonId) -> Result<Vec<MilestoneRecord>, StorageError> {
        sqlx::query_as!(
            MilestoneRow,
            "SELECT id, person_id, at, what, group_name, due_at, session_id \
             FROM reverification_milestones WHERE person_id = ? ORDER BY id",
            blob(person.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(MILESTONE))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }
}
