//! Reading, following and stopping sessions. A running one is answered from memory, an ended one from
//! its record.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use domain::{EvidenceId, PersonId, SessionId, TrackId};
use storage::{AuditAction, LogChunk, SealContext, SessionRecord, UnitOfWork, codec};

use crate::error::{AppError, fault};
use crate::facade::App;
use crate::failure::stored_error;
use crate::live::{Follower, HeaderFacts, LiveMessage, LiveOutbox};
use crate::people::find_person;
use crate::view::{
    Actor, EvidenceDetails, EvidenceFrame, Page, Personal, SessionDetails, VerdictReport,
};

impl App {
    /// Sessions, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn sessions(
        &self,
        limit: u32,
        after: Option<SessionId>,
        person: Option<PersonId>,
    ) -> Result<Page<SessionDetails, SessionId>, AppError> {
        let mut unit = self.records().read().await?;
        let listing = unit.sessions().list(person, storage::Page { limit, after }).await?;
        let mut names = HashMap::new();
        let mut items = Vec::with_capacity(listing.items.len());
        for record in &listing.items {
            items.push(match self.live().get(record.id) {
                Some(live) => live.details(),
                None => self.details_of(&mut *unit, record, &mut names).await?,
            });
        }
        Ok(Page { items, next: listing.next })
    }

    /// One session.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn session(&self, id: SessionId) -> Result<SessionDetails, AppError> {
        if let Some(live) = self.live().get(id) {
            return Ok(live.details());
        }
        let mut unit = self.records().read().await?;
        let record = find_session(&mut *unit, id).await?;
        self.details_of(&mut *unit, &record, &mut HashMap::new()).await
    }

    /// Asks a session to end; its verdict forms from what was seen. Stopping an ended one is no error.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn stop_session(&self, actor: Actor, id: SessionId) -> Result<(), AppError> {
        let Some(live) = self.live().get(id) else {
            return self.session(id).await.map(drop);
        };
        live.control.finish();
        let event = self.event(actor, AuditAction::SessionStopped);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event.about_person(live.person).in_session(id)).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Chooses whom a session follows, where that is a human's choice.
    ///
    /// # Errors
    /// `not_found`, `conflict` when the session has ended or there is no such face in its picture now.
    pub async fn choose_subject(
        &self,
        actor: Actor,
        id: SessionId,
        track: TrackId,
    ) -> Result<(), AppError> {
        let Some(live) = self.live().get(id) else {
            self.session(id).await?;
            return Err(AppError::Conflict("this session has ended: start another one"));
        };
        if !live.choose(track) {
            return Err(AppError::Conflict(
                "there is no such face in the picture now, or this session follows the largest face: \
                 choose from the newest `faces` message",
            ));
        }
        let event = self.event(actor, AuditAction::SubjectChosen);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event.about_person(live.person).in_session(id)).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Follows a session: a snapshot, then what happens.
    ///
    /// # Errors
    /// `not_found`, `busy` (too many followers).
    pub async fn follow(&self, id: SessionId) -> Result<Follower, AppError> {
        if let Some(live) = self.live().get(id) {
            return live.follow().map(Follower::new).ok_or(AppError::Busy(
                "this session has as many followers as it may have: close another page first",
            ));
        }
        let session = self.session(id).await?;
        let timeline = self.timeline(id).await?;
        let outbox = LiveOutbox::default();
        outbox.post(LiveMessage::Snapshot { session: Box::new(session.clone()), timeline });
        outbox.post(LiveMessage::Ended(Box::new(session)));
        Ok(Follower::new(Arc::new(outbox)))
    }

    /// The newest face of a running session: JPEG, 224×224.
    ///
    /// # Errors
    /// `not_found` before the first face and after the session ended.
    pub async fn current_face(&self, id: SessionId) -> Result<Bytes, AppError> {
        let live = self.live().get(id).ok_or(AppError::NotThere(
            "this session is not running: look at its evidence pictures instead",
        ))?;
        tokio::task::spawn_blocking(move || live.face_jpeg())
            .await
            .map_err(|e| fault("encoding a face", &e))?
            .map_err(|e| fault("encoding a face", &e))?
            .ok_or(AppError::NotThere("no face has been seen in this session yet"))
    }

    /// The evidence pictures of a session, in stream order.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn evidence(&self, id: SessionId) -> Result<Vec<EvidenceDetails>, AppError> {
        let mut unit = self.records().read().await?;
        find_session(&mut *unit, id).await?;
        let records = unit.evidence().of_session(id).await?;
        Ok(records
            .into_iter()
            .map(|r| EvidenceDetails {
                id: r.id,
                code: r.code,
                at: r.at,
                seq: r.seq,
                sha256: hex::encode(r.sha256),
            })
            .collect())
    }

    /// One evidence picture: JPEG.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn evidence_picture(
        &self,
        actor: Actor,
        id: SessionId,
        evidence: EvidenceId,
    ) -> Result<Bytes, AppError> {
        let none = AppError::NoSuchEvidence(evidence);
        let Some((record, jpeg)) = self.store().evidence_picture(evidence).await? else {
            return Err(none);
        };
        if record.session != id {
            return Err(none);
        }
        let event = self.event(actor, AuditAction::EvidenceRead).in_session(id);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event).await?;
        unit.commit().await?;
        Ok(Bytes::copy_from_slice(&jpeg))
    }

    pub(super) async fn details_of(
        &self,
        unit: &mut dyn UnitOfWork,
        record: &SessionRecord,
        names: &mut HashMap<PersonId, Personal>,
    ) -> Result<SessionDetails, AppError> {
        let person_name = match names.get(&record.person) {
            Some(name) => name.clone(),
            None => {
                let person = find_person(unit, record.person).await?;
                let name = Personal(self.sealer().display_name(&person)?);
                names.insert(record.person, name.clone());
                name
            }
        };
        let verdict = match self.sealer().verdict(record)? {
            None => None,
            Some(verdict) => {
                let facts = self.facts_of(unit, record).await?;
                Some(VerdictReport {
                    verdict,
                    captured_at: facts.captured_at.clone(),
                    frames: record.counts,
                    models: facts.models.clone(),
                    media: record.media.clone(),
                    evidence: kept_frames(unit, record.id).await?,
                })
            }
        };
        Ok(SessionDetails {
            id: record.id,
            person: record.person,
            person_name,
            kind: record.kind,
            state: record.state,
            source: record.source,
            policy: record.policy.clone(),
            created_at: record.created_at,
            started_at: record.started_at,
            ended_at: record.ended_at,
            verdict,
            media: record.media.clone(),
            frames: record.counts,
            error: record.error_code.as_deref().map(stored_error),
        })
    }

    /// The facts of a session's log header, from memory or from its first chunk.
    async fn facts_of(
        &self,
        unit: &mut dyn UnitOfWork,
        record: &SessionRecord,
    ) -> Result<Arc<HeaderFacts>, AppError> {
        if let Some(facts) = self.facts().get(record.id) {
            return Ok(facts);
        }
        let facts = match unit.logs().first(record.id).await? {
            Some(chunk) => self.open_header(record, &chunk)?,
            None => HeaderFacts { captured_at: Vec::new(), models: Vec::new() },
        };
        Ok(self.facts().keep(record.id, facts))
    }

    fn open_header(
        &self,
        record: &SessionRecord,
        chunk: &LogChunk,
    ) -> Result<HeaderFacts, AppError> {
        let context =
            SealContext::LogChunk { session: record.id, person: record.person, seq: chunk.seq };
        let bytes = self.sealer().open(&context, &chunk.sealed)?;
        match codec::decode_log_part(&bytes) {
            Ok(codec::LogPart::Header(header)) => Ok(HeaderFacts::from(&*header)),
            Ok(_) => Ok(HeaderFacts { captured_at: Vec::new(), models: Vec::new() }),
            Err(error) => Err(fault("reading a log's header", &error)),
        }
    }
}

/// The frames kept as pictures of a session's reasons, in stream order.
pub(super) async fn kept_frames(
    unit: &mut dyn UnitOfWork,
    id: SessionId,
) -> Result<Vec<EvidenceFrame>, AppError> {
    let kept = unit.evidence().of_session(id).await?;
    let mut frames: Vec<_> =
        kept.iter().map(|e| EvidenceFrame { code: e.code, at: e.at, seq: e.seq }).collect();
    EvidenceFrame::sort(&mut frames);
    Ok(frames)
}

/// The session's record, or the error that says there is none.
pub(super) async fn find_session(
    unit: &mut dyn UnitOfWork,
    id: SessionId,
) -> Result<SessionRecord, AppError> {
    unit.sessions().get(id).await?.ok_or(AppError::NoSuchSession(id))
}
