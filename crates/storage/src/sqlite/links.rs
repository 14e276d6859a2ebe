//! `links`, `link_decisions`, `link_searches`, `session_rooms` and `link_bases`.

use async_trait::async_trait;
use domain::{DecisionId, LinkId, ModelStamp, PersonId, ReferenceId, SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{before, blob, damaged, unsigned, uuid};
use super::error::failed;
use super::references::ReferenceRow;
use crate::{
    Actor, LinkAnswer, LinkBasis, LinkDecisionRecord, LinkKind, LinkRecord, LinkRepository, Linked,
    Listing, Page, ReferenceRecord, RoomRecord, Sealed, StorageError, WaitsFor,
};

const WHAT: &str = "link";
const ROOM: &str = "room";

struct RoomRow {
    session_id: Vec<u8>,
    person_id: Vec<u8>,
    policy_name: String,
    method: String,
    view: Vec<u8>,
}

impl TryFrom<RoomRow> for RoomRecord {
    type Error = StorageError;

    fn try_from(row: RoomRow) -> Result<Self, StorageError> {
        Ok(Self {
            session: SessionId::from_uuid(uuid(&row.session_id)?),
            person: PersonId::from_uuid(uuid(&row.person_id)?),
            policy: row.policy_name,
            method: row.method,
            view: Sealed::from_bytes(row.view),
        })
    }
}

struct LinkRow {
    id: Vec<u8>,
    kind: String,
    person_id: Vec<u8>,
    other_id: Option<Vec<u8>>,
    found_at: i64,
    evidence: Vec<u8>,
    answer: Option<String>,
    waits_for: Option<String>,
}

impl TryFrom<LinkRow> for LinkRecord {
    type Error = StorageError;

    fn try_from(row: LinkRow) -> Result<Self, StorageError> {
        let person = PersonId::from_uuid(uuid(&row.person_id)?);
        let other = row.other_id.map(|id| uuid(&id)).transpose()?.map(PersonId::from_uuid);
        let linked = match (LinkKind::from_name(&row.kind), other) {
            (Some(LinkKind::OneRoom), Some(other)) => Linked::in_one_room(person, other),
            (Some(kind), other) => {
                Some(Linked::of(person, other.unwrap_or(person))).filter(|l| l.kind() == kind)
            }
            (None, _) => None,
        };
        let linked = linked.ok_or(damaged(WHAT))?;
        Ok(Self {
            id: LinkId::from_uuid(uuid(&row.id)?),
            linked,
            found_at: UtcTime::from_unix_millis(row.found_at),
            evidence: Sealed::from_bytes(row.evidence),
            answer: row.answer.as_deref().map(answer).transpose()?,
            waits_for: row
                .waits_for
                .map(|word| WaitsFor::from_name(&word).ok_or(damaged(WHAT)))
                .transpose()?,
        })
    }
}

fn answer(word: &str) -> Result<LinkAnswer, StorageError> {
    LinkAnswer::from_name(word).ok_or(damaged(WHAT))
}

fn actor(text: &str) -> Result<Actor, StorageError> {
    text.parse().map_err(|_| damaged("actor"))
}

macro_rules! select_links {
    ($tail:tt, $($arg:expr),+ $(,)?) => {
        sqlx::query_as!(
            LinkRow,
            "SELECT id, kind, person_id, other_id, found_at, evidence, answer, waits_for FROM links "
                + $tail,
            $($arg),+
        )
    };
}

#[async_trait]
impl LinkRepository for SqliteUnit {
    async fn basis(&mut self) -> Result<Option<LinkBasis>, StorageError> {
        let row = sqlx::query!(
            "SELECT recorded_at, recorded_by, legal_basis, text_version FROM link_bases \
             WHERE ended_at IS NULL"
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?;
        row.map(|row| {
            Ok(LinkBasis {
                recorded_at: UtcTime::from_unix_millis(row.recorded_at),
                recorded_by: actor(&row.recorded_by)?,
                legal_basis: row.legal_basis,
                text_version: row.text_version,
                ended: None,
            })
        })
        .transpose()
    }

    async fn record_basis(&mut self, basis: &LinkBasis) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO link_bases (recorded_at, recorded_by, legal_basis, text_version) \
             VALUES (?, ?, ?, ?)",
            basis.recorded_at.unix_millis(),
            basis.recorded_by.to_string(),
            basis.legal_basis,
            basis.text_version,
        )
        .execute(self.connection())
        .await
        .map_err(failed("basis"))?;
        Ok(())
    }

    async fn end_basis(&mut self, at: UtcTime, by: Actor) -> Result<bool, StorageError> {
        let done = sqlx::query!(
            "UPDATE link_bases SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL",
            at.unix_millis(),
            by.to_string(),
        )
        .execute(self.connection())
        .await
        .map_err(failed("basis"))?;
        sqlx::query!("DELETE FROM link_searches")
            .execute(self.connection())
            .await
            .map_err(failed("basis"))?;
        sqlx::query!("DELETE FROM session_rooms")
            .execute(self.connection())
            .await
            .map_err(failed(ROOM))?;
        Ok(done.rows_affected() == 1)
    }

    async fn references(
        &mut self,
        model: &ModelStamp,
        searched: bool,
        after: Option<ReferenceId>,
        limit: u32,
    ) -> Result<Vec<ReferenceRecord>, StorageError> {
        sqlx::query_as!(
            ReferenceRow,
            "SELECT id, person_id, kind, session_id, session_kind, captured_at, quality, model_role, \
             model_id, model_sha256, template, purpose, legal_basis, retained_until \
             FROM person_references r WHERE id > ?1 AND model_role = ?2 AND model_id = ?3 \
             AND model_sha256 = ?4 \
             AND EXISTS (SELECT 1 FROM link_searches s WHERE s.reference_id = r.id) = ?5 \
             ORDER BY id LIMIT ?6",
            after.map_or_else(|| vec![0; 16], |id| blob(id.uuid())),
            model.role.as_str(),
            model.id.as_str(),
            &*model.sha256,
            searched,
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed("reference"))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn searched(&mut self, reference: ReferenceId, at: UtcTime) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO link_searches (reference_id, searched_at) VALUES (?, ?) \
             ON CONFLICT (reference_id) DO UPDATE SET searched_at = excluded.searched_at",
            blob(reference.uuid()),
            at.unix_millis(),
        )
        .execute(self.connection())
        .await
        .map_err(failed("reference"))?;
        Ok(())
    }

    async fn add_room(&mut self, room: &RoomRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO session_rooms (session_id, method, view) VALUES (?, ?, ?)",
            blob(room.session.uuid()),
            room.method,
            room.view.as_bytes(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(ROOM))?;
        Ok(())
    }

    async fn rooms(
        &mut self,
        method: &str,
        searched: bool,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<RoomRecord>, StorageError> {
        sqlx::query_as!(
            RoomRow,
            "SELECT r.session_id, s.person_id, s.policy_name, r.method, r.view \
             FROM session_rooms r JOIN sessions s ON s.id = r.session_id \
             WHERE r.session_id > ?1 AND r.method = ?2 AND (r.searched_at IS NOT NULL) = ?3 \
             ORDER BY r.session_id LIMIT ?4",
            after.map_or_else(|| vec![0; 16], |id| blob(id.uuid())),
            method,
            searched,
            i64::from(limit),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(ROOM))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn room_of(&mut self, session: SessionId) -> Result<Option<RoomRecord>, StorageError> {
        sqlx::query_as!(
            RoomRow,
            "SELECT r.session_id, s.person_id, s.policy_name, r.method, r.view \
             FROM session_rooms r JOIN sessions s ON s.id = r.session_id WHERE r.session_id = ?",
            blob(session.uuid()),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(ROOM))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn room_searched(&mut self, session: SessionId, at: UtcTime) -> Result<(), StorageError> {
        let done = sqlx::query!(
            "UPDATE session_rooms SET searched_at = ? WHERE session_id = ?",
            at.unix_millis(),
            blob(session.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(ROOM))?;
        if done.rows_affected() == 0 {
            return Err(StorageError::NotFound { what: ROOM });
        }
        Ok(())
    }

    async fn put(&mut self, link: &LinkRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO links (id, kind, person_id, other_id, found_at, evidence, answer, waits_for) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET evidence = excluded.evidence, \
             answer = excluded.answer, waits_for = excluded.waits_for",
            blob(link.id.uuid()),
            link.linked.kind().as_str(),
            blob(link.linked.person.uuid()),
            link.linked.other.map(|id| blob(id.uuid())),
            link.found_at.unix_millis(),
            link.evidence.as_bytes(),
            link.answer.map(LinkAnswer::as_str),
            link.waits_for.map(WaitsFor::as_str),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: LinkId) -> Result<Option<LinkRecord>, StorageError> {
        select_links!("WHERE id = ?", blob(id.uuid()))
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?
            .map(TryInto::try_into)
            .transpose()
    }

    async fn between(&mut self, linked: Linked) -> Result<Option<LinkRecord>, StorageError> {
        select_links!(
            "WHERE person_id = ? AND other_id IS ? AND kind = ?",
            blob(linked.person.uuid()),
            linked.other.map(|id| blob(id.uuid())),
            linked.kind().as_str(),
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn of_person(&mut self, person: PersonId) -> Result<Vec<LinkRecord>, StorageError> {
        select_links!("WHERE person_id = ?1 OR other_id = ?1 ORDER BY id", blob(person.uuid()))
            .fetch_all(self.connection())
            .await
            .map_err(failed(WHAT))?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }

    async fn list(
        &mut self,
        only_waiting: bool,
        page: Page<LinkId>,
    ) -> Result<Listing<LinkRecord, LinkId>, StorageError> {
        let limit = page.bounded_limit();
        let rows = select_links!(
            "WHERE id < ?1 AND (?2 = 0 OR waits_for IS NOT NULL) ORDER BY id DESC LIMIT ?3",
            before(page.after.map(LinkId::uuid)),
            only_waiting,
            i64::from(limit) + 1,
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        let links = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Listing::cut(links, limit, |l: &LinkRecord| l.id))
    }

    async fn waiting(&mut self) -> Result<u64, StorageError> {
        let count = sqlx::query_scalar!(
            "SELECT COUNT(*) AS \"count!: i64\" FROM links WHERE waits_for IS NOT NULL"
        )
        .fetch_one(self.connection())
        .await
        .map_err(failed(WHAT))?;
        unsigned(count)
    }

    async fn remove_undecided(&mut self) -> Result<u64, StorageError> {
        let done = sqlx::query!(
            "DELETE FROM links WHERE NOT EXISTS \
             (SELECT 1 FROM link_decisions d WHERE d.link_id = links.id)"
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(done.rows_affected())
    }

    async fn add_decision(&mut self, decision: &LinkDecisionRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO link_decisions (id, link_id, at, actor, answer, note) \
             VALUES (?, ?, ?, ?, ?, ?)",
            blob(decision.id.uuid()),
            blob(decision.link.uuid()),
            decision.at.unix_millis(),
            decision.actor.to_string(),
            decision.answer.as_str(),
            decision.note.as_ref().map(Sealed::as_bytes),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn decisions(&mut self, link: LinkId) -> Result<Vec<LinkDecisionRecord>, StorageError> {
        let rows = sqlx::query!(
            "SELECT id, at, actor, answer, note FROM link_decisions WHERE link_id = ? ORDER BY id",
            blob(link.uuid()),
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?;
        rows.into_iter()
            .map(|row| {
                Ok(LinkDecisionRecord {
                    id: DecisionId::from_uuid(uuid(&row.id)?),
                    link,
                    at: UtcTime::from_unix_millis(row.at),
                    actor: actor(&row.actor)?,
                    answer: answer(&row.answer)?,
                    note: row.note.map(Sealed::from_bytes),
                })
            })
            .collect()
    }
}
