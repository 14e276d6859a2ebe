//! The evidence bundle: everything about one session that stands on its own, read in one go and audited.

use bytes::Bytes;
use domain::SessionId;
use session::TimelinePoint;
use storage::AuditAction;

use super::read::find_session;
use crate::error::AppError;
use crate::facade::App;
use crate::portraits::newest_portrait;
use crate::view::{Actor, Decision, EvidenceDetails, SessionDetails};

/// What a bundle is made of. Templates and the measurement log are not: what they say of the person is in
/// the verdict and the timeline.
#[derive(Debug, Clone)]
pub struct BundleParts {
    /// The session with its verdict.
    pub session: SessionDetails,
    /// Identity and presence over time.
    pub timeline: Vec<TimelinePoint>,
    /// What humans decided, oldest first.
    pub decisions: Vec<Decision>,
    /// The evidence pictures, JPEG, in stream order.
    pub evidence: Vec<(EvidenceDetails, Bytes)>,
    /// The ID portrait in force now, JPEG; none when it was removed.
    pub portrait: Option<Bytes>,
}

impl App {
    /// Collects the bundle of a session that is over.
    ///
    /// # Errors
    /// `not_found`; `conflict` while it runs.
    pub async fn bundle(&self, actor: Actor, id: SessionId) -> Result<BundleParts, AppError> {
        if self.live().get(id).is_some() {
            return Err(AppError::Conflict("this session is still running: wait for its end"));
        }
        let session = self.session(id).await?;
        let timeline = self.timeline(id).await?;
        let mut evidence = Vec::new();
        for details in self.evidence(id).await? {
            // One that is removed meanwhile, by retention or an erasure, is not there any more.
            if let Some((_, jpeg)) = self.store().evidence_picture(details.id).await? {
                evidence.push((details, Bytes::copy_from_slice(&jpeg)));
            }
        }
        let mut unit = self.records().read().await?;
        let references = unit.references().of_person(session.person).await?;
        drop(unit);
        let portrait = match newest_portrait(&references) {
            Some(record) => self.store().portrait_picture(record.id).await?,
            None => None,
        };
        let event = self.event(actor, AuditAction::BundleExported);
        let mut unit = self.records().begin().await?;
        let person = find_session(&mut *unit, id).await?.person;
        let decisions = self.decisions_of(&mut *unit, id, person).await?;
        unit.audit().append(&event.about_person(person).in_session(id)).await?;
        unit.commit().await?;
        let portrait = portrait.map(|(_, jpeg)| Bytes::copy_from_slice(&jpeg));
        Ok(BundleParts { session, timeline, decisions, evidence, portrait })
    }
}
