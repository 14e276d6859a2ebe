//! The recorder: the async half of a running session. Takes sealed chunks and pictures from the
//! session's thread, stores them, and writes how the session ended.

use std::sync::Arc;

use domain::{EvidenceId, FrameCounts, Outcome, PersonId, ReferenceId, ReferenceKind, SessionKind};
use storage::{
    Actor, AuditAction, AuditSubject, LogChunk, NewEvidence, ReferenceRecord, ReviewRecord,
    SessionEnding, SessionRecord, SessionState, StorageError, StoreError, UnitOfWork, WaitsFor,
};
use tokio::sync::mpsc;
use verdict::Policy;

use super::DEMONSTRATION_PURPOSE;
use super::registry::Registration;
use super::review::waits_for;
use super::thread::{EvidencePicture, ThreadEnd};
use crate::capture::{CaptureEnd, CaptureReport};
use crate::error::chain;
use crate::facade::App;
use crate::failure::SessionFailure;
use crate::live::LiveSession;
use crate::portraits::JPEG;
use crate::reverification::Ended;
use crate::telemetry::{self, Stage, stage_took};
use crate::view::{EvidenceFrame, SessionError, VerdictReport};
use crate::webhooks::News;

/// Commands that may wait. A disk that is too slow for this many holds the session's thread back, and a
/// live source then drops frames, counted.
const COMMANDS: usize = 64;

/// What the session's thread wants kept.
pub(super) enum Command {
    Chunk { chunk: LogChunk, counts: FrameCounts },
    Evidence(EvidencePicture),
    Over { end: ThreadEnd, log: Vec<LogChunk> },
}

/// Why recording cannot go on.
enum Trouble {
    /// The session is not in the records any more: its person was erased.
    Gone,
    Failed(SessionFailure),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        if error.is_disk_full() {
            return Self::Failed(SessionFailure::DiskFull);
        }
        if let StoreError::Storage(StorageError::NotFound { .. }) = &error {
            return Self::Gone;
        }
        tracing::error!(cause = chain(&error), "a session could not be recorded");
        Self::Failed(SessionFailure::Storage)
    }
}

impl From<StorageError> for Trouble {
    fn from(error: StorageError) -> Self {
        StoreError::from(error).into()
    }
}

pub(super) struct Recorder {
    app: App,
    registration: Registration,
    person: PersonId,
    kind: SessionKind,
    is_demonstration: bool,
    commands: mpsc::Receiver<Command>,
}

impl Recorder {
    pub(super) fn new(
        app: App,
        registration: Registration,
        record: &SessionRecord,
    ) -> (Self, mpsc::Sender<Command>) {
        let (sender, commands) = mpsc::channel(COMMANDS);
        let (person, kind) = (record.person, record.kind);
        let is_demonstration = record.policy.name == Policy::DEMONSTRATION_NAME;
        (Self { app, registration, person, kind, is_demonstration, commands }, sender)
    }

    fn live(&self) -> &Arc<LiveSession> {
        self.registration.session()
    }

    /// Records until the session is over. The registration ends with it.
    pub(super) async fn run(mut self) {
        let mut trouble = None;
        let (end, log) = loop {
            let done = match self.commands.recv().await {
                Some(Command::Over { end, log }) => break (end, log),
                None => break (ThreadEnd::Failed(SessionFailure::Panicked), Vec::new()),
                // After trouble the rest is taken and dropped, so that the thread can end.
                Some(_) if trouble.is_some() => Ok(()),
                Some(Command::Chunk { chunk, counts }) => self.append(&chunk, counts).await,
                Some(Command::Evidence(picture)) => self.keep(picture).await,
            };
            if let Err(t) = done {
                self.live().control.abandon();
                trouble = Some(t);
            }
        };
        let result = match trouble {
            Some(trouble) => Err(trouble),
            None => self.end(end, log).await,
        };
        match result {
            Ok(()) => {}
            Err(Trouble::Gone) => self.live().vanish(),
            Err(Trouble::Failed(failure)) => self.fail(failure).await,
        }
    }

    async fn append(&self, chunk: &LogChunk, counts: FrameCounts) -> Result<(), Trouble> {
        let begun = self.app.clock().now();
        let media = self.live().media();
        let mut unit = self.app.records().begin().await?;
        unit.logs().append(chunk).await?;
        unit.sessions().progress(self.live().id, counts, media.as_ref()).await?;
        unit.commit().await?;
        stage_took(Stage::Persist, self.app.clock().now().saturating_duration_since(begun));
        Ok(())
    }

    async fn keep(&self, picture: EvidencePicture) -> Result<(), Trouble> {
        let id = EvidenceId::generate(self.app.clock().utc(), self.app.entropy());
        let new = NewEvidence {
            id,
            session: self.live().id,
            code: picture.code,
            at: picture.at,
            seq: picture.seq,
            content_type: JPEG.to_owned(),
        };
        self.app.store().keep_evidence(new, &picture.jpeg).await?;
        let kept = EvidenceFrame { code: picture.code, at: picture.at, seq: picture.seq };
        self.live().evidence_kept(id, kept);
        Ok(())
    }

    async fn end(&self, end: ThreadEnd, log: Vec<LogChunk>) -> Result<(), Trouble> {
        let report = match end {
            ThreadEnd::Failed(failure) => return Err(Trouble::Failed(failure)),
            ThreadEnd::Captured(report) => report,
        };
        if report.end == CaptureEnd::Abandoned {
            // Erased, or the service stops at once: the record stays as it is. If it is still there at
            // the next start, it is marked as interrupted.
            self.live().vanish();
            return Ok(());
        }
        self.finish(*report, log).await
    }

    async fn finish(&self, report: CaptureReport, log: Vec<LogChunk>) -> Result<(), Trouble> {
        let Some(verdict) = report.verdict else {
            return Err(Trouble::Failed(SessionFailure::Panicked));
        };
        let (id, now) = (self.live().id, self.app.clock().utc());
        let begun = self.app.clock().now();
        let ending = SessionEnding {
            state: SessionState::Finished,
            at: now,
            verdict: Some(self.app.sealer().seal_verdict(id, self.person, &verdict)),
            counts: report.counts,
            media: report.media.clone(),
            error_code: None,
        };
        let leaves_reference =
            verdict.outcome == Outcome::Accept && report.end != CaptureEnd::CutShort;
        let reference = leaves_reference
            .then_some(report.pooled)
            .flatten()
            .map(|(template, quality)| self.reference(&template, quality));
        let mut unit = self.app.records().begin().await?;
        for chunk in &log {
            unit.logs().append(chunk).await?;
        }
        unit.sessions().end(id, &ending).await?;
        if waits_for(Some(verdict.outcome), &[]).is_some() {
            let (session, kind, since) = (id, self.kind, now);
            let review = ReviewRecord { session, kind, since, waits_for: WaitsFor::First };
            unit.reviews().put(&review).await?;
        }
        let event = self.app.event(Actor::System, AuditAction::SessionEnded);
        unit.audit().append(&event.about_person(self.person).in_session(id)).await?;
        if !self.is_demonstration {
            let (person, kind) = (self.person, self.kind);
            let ended = Ended { session: id, person, kind, at: now };
            self.app.settle_verdict(&mut *unit, ended, &verdict).await?;
        }
        let state = SessionState::Finished;
        let news = News::session_over(id, self.person, self.kind, state, Some(&verdict), None);
        self.app.tell(&mut *unit, &news).await?;
        if let Some(reference) = &reference {
            unit.references().add(reference).await?;
            let event = self.app.event(Actor::System, AuditAction::ReferenceAdded);
            let event = event.about(AuditSubject::Reference(reference.id)).in_session(id);
            unit.audit().append(&event).await?;
        }
        let keeps_room = self.keep_room(&mut *unit, report.room.as_ref()).await?;
        unit.commit().await?;
        self.app.wake_dispatcher();
        if reference.is_some() || keeps_room {
            self.app.wake_link_search();
        }
        stage_took(Stage::Persist, self.app.clock().now().saturating_duration_since(begun));
        if let Some(leading) = verdict.reasons.first() {
            telemetry::counted_verdict(verdict.outcome, leading.code, 1);
        }
        tracing::info!(session.id = %id, outcome = verdict.outcome.as_str(), "session finished");
        let facts = self.live().facts();
        let shown = VerdictReport {
            verdict,
            captured_at: facts.captured_at.clone(),
            frames: report.counts,
            models: facts.models.clone(),
            media: report.media.clone(),
            evidence: self.live().evidence(),
        };
        self.live().end(|details| {
            details.state = SessionState::Finished;
            details.ended_at = Some(now);
            details.frames = report.counts;
            details.media = report.media;
            details.verdict = Some(shown);
        });
        Ok(())
    }

    /// Keeps what was behind the person, for the search alone: while its basis is in force, and no longer.
    async fn keep_room(
        &self,
        unit: &mut dyn UnitOfWork,
        view: Option<&vision::RoomView>,
    ) -> Result<bool, Trouble> {
        let Some(view) = view else { return Ok(false) };
        if unit.links().basis().await?.is_none() {
            return Ok(false);
        }
        unit.links().add_room(&self.app.room_record(self.live().id, self.person, view)).await?;
        Ok(true)
    }

    /// The reference that an accepted session leaves: what later sessions are compared with.
    fn reference(
        &self,
        template: &domain::Template,
        quality: domain::QualityScore,
    ) -> ReferenceRecord {
        let now = self.app.clock().utc();
        let id = ReferenceId::generate(now, self.app.entropy());
        let settings = self.app.settings();
        let purpose =
            if self.is_demonstration { DEMONSTRATION_PURPOSE } else { settings.purpose.as_str() };
        ReferenceRecord {
            id,
            person: self.person,
            kind: ReferenceKind::Session { session: Some(self.live().id), kind: self.kind },
            captured_at: now,
            quality,
            model: template.model().clone(),
            template: self.app.sealer().seal_template(id, self.person, template),
            purpose: purpose.to_owned(),
            legal_basis: settings.legal_basis.clone(),
            retained_until: settings.keep_references.map(|d| now.plus(d)),
        }
    }

    /// Ends the session as failed. Should even that not be written, the followers are told all the same,
    /// and the next start marks the session as interrupted.
    async fn fail(&self, failure: SessionFailure) {
        let (id, now) = (self.live().id, self.app.clock().utc());
        metrics::counter!(telemetry::SESSIONS_FAILED).increment(1);
        tracing::warn!(session.id = %id, code = failure.code(), "session failed");
        let known = self.live().details();
        let ending = SessionEnding {
            state: SessionState::Failed,
            at: now,
            verdict: None,
            counts: known.frames,
            media: known.media,
            error_code: Some(failure.code().to_owned()),
        };
        match self.record_failure(&ending).await {
            Err(Trouble::Gone) => return self.live().vanish(),
            Ok(()) | Err(Trouble::Failed(_)) => {}
        }
        self.live().end(|details| {
            details.state = SessionState::Failed;
            details.ended_at = Some(now);
            details.verdict = None;
            details.error = Some(SessionError::from(failure));
        });
    }

    async fn record_failure(&self, ending: &SessionEnding) -> Result<(), Trouble> {
        let id = self.live().id;
        let mut unit = self.app.records().begin().await?;
        unit.sessions().end(id, ending).await?;
        let event = self.app.event(Actor::System, AuditAction::SessionEnded);
        unit.audit().append(&event.about_person(self.person).in_session(id)).await?;
        let error = ending.error_code.as_deref();
        let news = News::session_over(id, self.person, self.kind, ending.state, None, error);
        self.app.tell(&mut *unit, &news).await?;
        unit.commit().await?;
        self.app.wake_dispatcher();
        Ok(())
    }
}
