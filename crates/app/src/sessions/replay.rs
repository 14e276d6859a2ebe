//! Judging a stored session again, and drawing its timeline again, both from the sealed log alone.

use domain::{LogEntry, MeasurementLog, SessionId};
use session::TimelinePoint;
use storage::{AuditAction, SessionState};
use verdict::{Evidence, Policy, replay};

use super::read::{find_session, kept_frames};
use crate::error::{AppError, fault};
use crate::facade::App;
use crate::live::{HeaderFacts, keep_point};
use crate::view::{Actor, ReplayReport, VerdictReport};

impl App {
    /// Recomputes the verdict from the sealed log.
    ///
    /// # Errors
    /// `not_found`, `conflict` while the session runs or when it has no verdict.
    pub async fn replay(&self, actor: Actor, id: SessionId) -> Result<ReplayReport, AppError> {
        if self.live().get(id).is_some() {
            return Err(AppError::Conflict("this session is still running: stop it first"));
        }
        let record = find_session(&mut *self.records().read().await?, id).await?;
        let no_verdict = AppError::Conflict("this session ended without a verdict");
        if record.state != SessionState::Finished {
            return Err(no_verdict);
        }
        let Some(stored) = self.sealer().verdict(&record)? else { return Err(no_verdict) };
        let log = self.store().read_log(id).await?.ok_or(no_verdict)?;
        let facts = HeaderFacts::from(&log.header);
        let verdict = tokio::task::spawn_blocking(move || replay(&log))
            .await
            .map_err(|e| fault("judging a session again", &e))?
            .map_err(|e| fault("judging a session again", &e))?;
        let event = self.event(actor, AuditAction::SessionReplayed);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event.about_person(record.person).in_session(id)).await?;
        let evidence = kept_frames(&mut *unit, id).await?;
        unit.commit().await?;
        let equal = verdict.repeats(&stored);
        if !equal {
            tracing::error!(session.id = %id, "a stored verdict does not follow from its log");
        }
        Ok(ReplayReport {
            equal,
            report: VerdictReport {
                verdict,
                captured_at: facts.captured_at,
                frames: record.counts,
                models: facts.models,
                media: record.media,
                evidence,
            },
        })
    }

    /// The timeline of a session.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn timeline(&self, id: SessionId) -> Result<Vec<TimelinePoint>, AppError> {
        if let Some(live) = self.live().get(id) {
            return Ok(live.timeline());
        }
        find_session(&mut *self.records().read().await?, id).await?;
        let Some(log) = self.store().read_log(id).await? else { return Ok(Vec::new()) };
        tokio::task::spawn_blocking(move || timeline_of(&log))
            .await
            .map_err(|e| fault("drawing a timeline", &e))
    }
}

/// The points a running session would have told. A policy that this version cannot read leaves the
/// presence line out.
fn timeline_of(log: &MeasurementLog) -> Vec<TimelinePoint> {
    let policy = Policy::parse(&log.header.policy_text).ok();
    let mut evidence = Evidence::new(&log.header);
    let mut points = Vec::new();
    for entry in &log.entries {
        evidence.push(entry);
        let LogEntry::Frame(frame) = entry else { continue };
        let face_visible = frame.subject.is_some();
        keep_point(
            &mut points,
            TimelinePoint::of(&evidence, &log.header, policy.as_ref(), frame.pts, face_visible),
        );
    }
    points
}
