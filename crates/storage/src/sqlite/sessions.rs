//! `sessions`.

use std::time::Duration;

use async_trait::async_trait;
use domain::{
    EvidenceId, FrameCounts, FrameSize, MediaInfo, PersonId, PolicyStamp, SessionId, UtcTime,
};

use super::SqliteUnit;
use super::convert::{before, blob, damaged, integer, session_kind, small, time, unsigned, uuid};
use super::error::failed;
use crate::{
    Listing, Page, Removed, Sealed, SessionEnding, SessionRecord, SessionRepository, SessionState,
    SourceKind, StorageError,
};

const WHAT: &str = "session";

struct SessionRow {
    id: Vec<u8>,
    person_id: Vec<u8>,
    kind: String,
    state: String,
    source: String,
    source_label: Option<Vec<u8>>,
    policy_name: String,
    policy_version: i64,
    created_at: i64,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    verdict: Option<Vec<u8>>,
    frames_received: i64,
    frames_sampled: i64,
    frames_analysed: i64,
    frames_dropped: i64,
    media_width: Option<i64>,
    media_height: Option<i64>,
    media_codec: Option<String>,
    media_duration_ns: Option<i64>,
    media_live: Option<i64>,
    error_code: Option<String>,
}

impl SessionRow {
    fn media(&self) -> Result<Option<MediaInfo>, StorageError> {
        let (Some(width), Some(height), Some(codec), Some(live)) =
            (self.media_width, self.media_height, &self.media_codec, self.media_live)
        else {
            return Ok(None);
        };
        Ok(Some(MediaInfo {
            size: FrameSize { width: small(width)?, height: small(height)? },
            codec: codec.clone(),
            duration: self.media_duration_ns.map(unsigned).transpose()?.map(Duration::from_nanos),
            live: live != 0,
        }))
    }
}

impl TryFrom<SessionRow> for SessionRecord {
    type Error = StorageError;

    fn try_from(row: SessionRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: SessionId::from_uuid(uuid(&row.id)?),
            person: PersonId::from_uuid(uuid(&row.person_id)?),
            kind: session_kind(&row.kind)?,
            state: SessionState::from_name(&row.state).ok_or(damaged("session state"))?,
            source: SourceKind::from_name(&row.source).ok_or(damaged("session source"))?,
            media: row.media()?,
            source_label: row.source_label.map(Sealed::from_bytes),
            policy: PolicyStamp { name: row.policy_name, version: small(row.policy_version)? },
            created_at: UtcTime::from_unix_millis(row.created_at),
            started_at: time(row.started_at),
            ended_at: time(row.ended_at),
            verdict: row.verdict.map(Sealed::from_bytes),
            counts: FrameCounts {
                received: unsigned(row.frames_received)?,
                sampled: unsigned(row.frames_sampled)?,
                analysed: unsigned(row.frames_analysed)?,
                dropped: unsigned(row.frames_dropped)?,
            },
            error_code: row.error_code,
        })
    }
}

macro_rules! select_sessions {
    ($tail:tt, $($arg:expr),+ $(,)?) => {
        sqlx::query_as!(
            SessionRow,
            "SELECT id, person_id, kind, state, source, source_label, policy_name, policy_version, \
             created_at, started_at, ended_at, verdict, frames_received, frames_sampled, \
             frames_analysed, frames_dropped, media_width, media_height, media_codec, \
             media_duration_ns, media_live, error_code FROM sessions " + $tail,
            $($arg),+
        )
    };
}

/// The media columns of an update.
struct MediaColumns<'a> {
    width: Option<i64>,
    height: Option<i64>,
    codec: Option<&'a str>,
    duration_ns: Option<i64>,
    live: Option<i64>,
}

impl<'a> From<Option<&'a MediaInfo>> for MediaColumns<'a> {
    fn from(media: Option<&'a MediaInfo>) -> Self {
        Self {
            width: media.map(|m| m.size.width.into()),
            height: media.map(|m| m.size.height.into()),
            codec: media.map(|m| m.codec.as_str()),
            duration_ns: media
                .and_then(|m| m.duration)
                .map(|d| i64::try_from(d.as_nanos()).unwrap_or(i64::MAX)),
            live: media.map(|m| m.live.into()),
        }
    }
}

#[async_trait]
impl SessionRepository for SqliteUnit {
    async fn add(&mut self, session: &SessionRecord) -> Result<(), StorageError> {
        let media = MediaColumns::from(session.media.as_ref());
        sqlx::query!(
            "INSERT INTO sessions (id, person_id, kind, state, source, source_label, policy_name, \
             policy_version, created_at, started_at, ended_at, verdict, frames_received, \
             frames_sampled, frames_analysed, frames_dropped, media_width, media_height, \
             media_codec, media_duration_ns, media_live, error_code) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            blob(session.id.uuid()),
            blob(session.person.uuid()),
            session.kind.as_str(),
            session.state.as_str(),
            session.source.as_str(),
            session.source_label.as_ref().map(Sealed::as_bytes),
            session.policy.name,
            session.policy.version,
            session.created_at.unix_millis(),
            session.started_at.map(UtcTime::unix_millis),
            session.ended_at.map(UtcTime::unix_millis),
            session.verdict.as_ref().map(Sealed::as_bytes),
            integer(session.counts.received),
            integer(session.counts.sampled),
            integer(session.counts.analysed),
            integer(session.counts.dropped),
            media.width,
            media.height,
            media.codec,
            media.duration_ns,
            media.live,
            session.error_code,
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: SessionId) -> Result<Option<SessionRecord>, StorageError> {
        select_sessions!("WHERE id = ?", blob(id.uuid()))
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?
            .map(TryInto::try_into)
            .transpose()
    }

    async fn list(
        &mut self,
        person: Option<PersonId>,
        page: Page<SessionId>,
    ) -> Result<Listing<SessionRecord, SessionId>, StorageError> {
        let limit = page.bounded_limit();
        let (after, rows) = (before(page.after.map(SessionId::uuid)), i64::from(limit) + 1);
        let rows = match person {
            None => {
                select_sessions!("WHERE id < ? ORDER BY id DESC LIMIT ?", after, rows)
                    .fetch_all(self.connection())
                    .await
            }
            Some(person) => {
                select_sessions!(
                    "WHERE person_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                    blob(person.uuid()),
                    after,
                    rows,
                )
                .fetch_all(self.connection())
                .await
            }
        }
        .map_err(failed(WHAT))?;
        let sessions = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Listing::cut(sessions, limit, |s: &SessionRecord| s.id))
    }

    async fn start(&mut self, id: SessionId, at: UtcTime) -> Result<(), StorageError> {
        let done = sqlx::query!(
            "UPDATE sessions SET state = 'running', started_at = ? \
             WHERE id = ? AND state = 'created'",
            at.unix_millis(),
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        self.moved(id, done.rows_affected()).await
    }

    async fn progress(
        &mut self,
        id: SessionId,
        counts: FrameCounts,
        media: Option<&MediaInfo>,
    ) -> Result<(), StorageError> {
        let media = MediaColumns::from(media);
        let done = sqlx::query!(
            "UPDATE sessions SET frames_received = ?, frames_sampled = ?, frames_analysed = ?, \
             frames_dropped = ?, media_width = COALESCE(?, media_width), \
             media_height = COALESCE(?, media_height), media_codec = COALESCE(?, media_codec), \
             media_duration_ns = COALESCE(?, media_duration_ns), \
             media_live = COALESCE(?, media_live) WHERE id = ? AND state = 'running'",
            integer(counts.received),
            integer(counts.sampled),
            integer(counts.analysed),
            integer(counts.dropped),
            media.width,
            media.height,
            media.codec,
            media.duration_ns,
            media.live,
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        self.moved(id, done.rows_affected()).await
    }

    async fn end(&mut self, id: SessionId, ending: &SessionEnding) -> Result<(), StorageError> {
        if !ending.state.is_over() {
            return Err(StorageError::WrongState { session: id, state: ending.state });
        }
        let media = MediaColumns::from(ending.media.as_ref());
        let done = sqlx::query!(
            "UPDATE sessions SET state = ?, ended_at = ?, verdict = ?, frames_received = ?, \
             frames_sampled = ?, frames_analysed = ?, frames_dropped = ?, \
             media_width = COALESCE(?, media_width), media_height = COALESCE(?, media_height), \
             media_codec = COALESCE(?, media_codec), \
             media_duration_ns = COALESCE(?, media_duration_ns), \
             media_live = COALESCE(?, media_live), error_code = ? \
             WHERE id = ? AND state IN ('created', 'running')",
            ending.state.as_str(),
            ending.at.unix_millis(),
            ending.verdict.as_ref().map(Sealed::as_bytes),
            integer(ending.counts.received),
            integer(ending.counts.sampled),
            integer(ending.counts.analysed),
            integer(ending.counts.dropped),
            media.width,
            media.height,
            media.codec,
            media.duration_ns,
            media.live,
            ending.error_code,
            blob(id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        self.moved(id, done.rows_affected()).await
    }

    async fn interrupt_all(&mut self, at: UtcTime) -> Result<Vec<SessionId>, StorageError> {
        let ids = sqlx::query_scalar!(
            "SELECT id FROM sessions WHERE state IN ('created', 'running') ORDER BY id"
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        sqlx::query!(
            "UPDATE sessions SET state = 'interrupted', ended_at = ?, error_code = 'process_ended' \
             WHERE state IN ('created', 'running')",
            at.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        ids.iter().map(|id| Ok(SessionId::from_uuid(uuid(id)?))).collect()
    }

    async fn over_before(
        &mut self,
        moment: UtcTime,
        limit: u32,
    ) -> Result<Vec<SessionRecord>, StorageError> {
        select_sessions!(
            "WHERE ended_at <= ? ORDER BY ended_at LIMIT ?",
            moment.unix_millis(),
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn remove(&mut self, id: SessionId) -> Result<Option<Removed>, StorageError> {
        let evidence = sqlx::query_scalar!(
            "SELECT id FROM evidence WHERE session_id = ? ORDER BY id",
            blob(id.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed("evidence"))?;
        let evidence = evidence
            .iter()
            .map(|e| Ok((id, EvidenceId::from_uuid(uuid(e)?))))
            .collect::<Result<_, StorageError>>()?;
        let done = sqlx::query!("DELETE FROM sessions WHERE id = ?", blob(id.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok((done.rows_affected() == 1).then(|| Removed {
            sessions: vec![id],
            evidence,
            ..Removed::default()
        }))
    }
}

impl SqliteUnit {
    /// Explains an update that touched no row: no such session, or not in the state for it.
    async fn moved(&mut self, id: SessionId, rows: u64) -> Result<(), StorageError> {
        if rows == 1 {
            return Ok(());
        }
        let state = sqlx::query_scalar!("SELECT state FROM sessions WHERE id = ?", blob(id.uuid()))
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?;
        match state {
            None => Err(StorageError::NotFound { what: WHAT }),
            Some(name) => {
                let state = SessionState::from_name(&name).ok_or(damaged("session state"))?;
                Err(StorageError::WrongState { session: id, state })
            }
        }
    }
}
