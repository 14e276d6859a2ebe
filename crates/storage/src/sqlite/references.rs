//! `person_references` and `portraits`.

use async_trait::async_trait;
use domain::{PersonId, QualityScore, ReferenceId, ReferenceKind, SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, damaged, millis, session_kind, sha256, stamp, time, uuid};
use super::error::failed;
use crate::{
    PortraitPicture, ReferenceRecord, ReferenceRepository, Removed, Sealed, SealedTemplate,
    StorageError,
};

const WHAT: &str = "reference";

pub(super) struct ReferenceRow {
    pub(super) id: Vec<u8>,
    pub(super) person_id: Vec<u8>,
    pub(super) kind: String,
    pub(super) session_id: Option<Vec<u8>>,
    pub(super) session_kind: Option<String>,
    pub(super) captured_at: i64,
    pub(super) quality: f64,
    pub(super) model_role: String,
    pub(super) model_id: String,
    pub(super) model_sha256: String,
    pub(super) template: Vec<u8>,
    pub(super) purpose: String,
    pub(super) legal_basis: String,
    pub(super) retained_until: Option<i64>,
}

impl TryFrom<ReferenceRow> for ReferenceRecord {
    type Error = StorageError;

    fn try_from(row: ReferenceRow) -> Result<Self, StorageError> {
        let kind = match (row.kind.as_str(), row.session_kind) {
            ("picture", None) => ReferenceKind::Picture,
            ("session", Some(kind)) => ReferenceKind::Session {
                session: row.session_id.map(|id| uuid(&id)).transpose()?.map(SessionId::from_uuid),
                kind: session_kind(&kind)?,
            },
            _ => return Err(damaged("reference kind")),
        };
        Ok(Self {
            id: ReferenceId::from_uuid(uuid(&row.id)?),
            person: PersonId::from_uuid(uuid(&row.person_id)?),
            kind,
            captured_at: UtcTime::from_unix_millis(row.captured_at),
            quality: QualityScore::new(row.quality as f32).map_err(|_| damaged("quality score"))?,
            model: stamp(&row.model_role, &row.model_id, &row.model_sha256)?,
            template: SealedTemplate::new(Sealed::from_bytes(row.template)),
            purpose: row.purpose,
            legal_basis: row.legal_basis,
            retained_until: time(row.retained_until),
        })
    }
}

macro_rules! select_references {
    ($tail:tt, $($arg:expr),+ $(,)?) => {
        sqlx::query_as!(
            ReferenceRow,
            "SELECT id, person_id, kind, session_id, session_kind, captured_at, quality, model_role, \
             model_id, model_sha256, template, purpose, legal_basis, retained_until \
             FROM person_references " + $tail,
            $($arg),+
        )
    };
}

#[async_trait]
impl ReferenceRepository for SqliteUnit {
    async fn add(&mut self, reference: &ReferenceRecord) -> Result<(), StorageError> {
        let (session, session_kind) = match reference.kind {
            ReferenceKind::Picture => (None, None),
            ReferenceKind::Session { session, kind } => {
                (session.map(|s| blob(s.uuid())), Some(kind.as_str()))
            }
        };
        sqlx::query!(
            "INSERT INTO person_references (id, person_id, kind, session_id, session_kind, \
             captured_at, quality, model_role, model_id, model_sha256, template, purpose, \
             legal_basis, retained_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            blob(reference.id.uuid()),
            blob(reference.person.uuid()),
            reference.kind.as_str(),
            session,
            session_kind,
            reference.captured_at.unix_millis(),
            f64::from(reference.quality.get()),
            reference.model.role.as_str(),
            reference.model.id.as_str(),
            &*reference.model.sha256,
            reference.template.sealed().as_bytes(),
            reference.purpose,
            reference.legal_basis,
            millis(reference.retained_until),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: ReferenceId) -> Result<Option<ReferenceRecord>, StorageError> {
        select_references!("WHERE id = ?", blob(id.uuid()))
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?
            .map(TryInto::try_into)
            .transpose()
    }

    async fn of_person(&mut self, person: PersonId) -> Result<Vec<ReferenceRecord>, StorageError> {
        select_references!("WHERE person_id = ? ORDER BY id", blob(person.uuid()))
            .fetch_all(self.connection())
            .await
            .map_err(failed(WHAT))?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }

    async fn remove(&mut self, id: ReferenceId) -> Result<Option<Removed>, StorageError> {
        let portrait = self.portrait(id).await?;
        let done = sqlx::query!("DELETE FROM person_references WHERE id = ?", blob(id.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok((done.rows_affected() == 1).then(|| Removed {
            references: vec![id],
            portraits: portrait.map(|p| p.reference).into_iter().collect(),
            ..Removed::default()
        }))
    }

    async fn expired(
        &mut self,
        now: UtcTime,
        limit: u32,
    ) -> Result<Vec<ReferenceRecord>, StorageError> {
        select_references!(
            "WHERE retained_until <= ? ORDER BY retained_until LIMIT ?",
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

    async fn add_portrait(&mut self, picture: &PortraitPicture) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO portraits (reference_id, content_type, sha256) VALUES (?, ?, ?)",
            blob(picture.reference.uuid()),
            picture.content_type,
            &picture.sha256[..],
        )
        .execute(self.connection())
        .await
        .map_err(failed("portrait"))?;
        Ok(())
    }

    async fn portrait(&mut self, id: ReferenceId) -> Result<Option<PortraitPicture>, StorageError> {
        let row = sqlx::query!(
            "SELECT content_type, sha256 FROM portraits WHERE reference_id = ?",
            blob(id.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed("portrait"))?;
        row.map(|row| {
            Ok(PortraitPicture {
                reference: id,
                content_type: row.content_type,
                sha256: sha256(&row.sha256)?,
            })
        })
        .transpose()
    }

    async fn all_portraits(&mut self) -> Result<Vec<(ReferenceId, PersonId)>, StorageError> {
        let rows = sqlx::query!(
            "SELECT r.id, r.person_id FROM portraits p JOIN person_references r ON r.id = p.reference_id"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed("portrait"))?;
        rows.into_iter()
            .map(|row| {
                Ok((
                    ReferenceId::from_uuid(uuid(&row.id)?),
                    PersonId::from_uuid(uuid(&row.person_id)?),
                ))
            })
            .collect()
    }
}
