//! Drift: how the sessions of a person score against each reference as time goes by. Shown, never judged: a
//! verdict rests on its own session.

use domain::{
    ComparisonScore, IdentityState, PersonId, ReferenceId, SessionId, SessionKind, UtcTime,
};
use storage::SessionState;

use super::build::sessions_of;
use crate::error::AppError;
use crate::facade::App;
use crate::people::find_person;
use crate::view::ReferenceDetails;

/// Sessions that a drift is shown over, the newest: a year of working days fits.
const SESSIONS: usize = 250;

/// The score of one session against one reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriftPoint {
    /// Of which session.
    pub session: SessionId,
    /// What that session was for.
    pub kind: SessionKind,
    /// When it ended.
    pub at: UtcTime,
    /// Against which reference.
    pub reference: ReferenceId,
    /// The comparison score.
    pub score: ComparisonScore,
    /// What the verdict made of it.
    pub state: IdentityState,
}

/// How the scores went.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// The references in force, oldest first.
    pub references: Vec<ReferenceDetails>,
    /// Scores against them, in time order.
    pub points: Vec<DriftPoint>,
}

impl App {
    /// How a person's newest sessions scored against the references in force. What was not assessed has no
    /// point.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn drift(&self, person: PersonId) -> Result<Drift, AppError> {
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, person).await?;
        let by_id = self.references_by_id(&mut *unit, person).await?;
        let mut sessions: Vec<_> = sessions_of(&mut *unit, person).await?.into_values().collect();
        sessions.retain(|s| s.state == SessionState::Finished);
        sessions.sort_by_key(|s| s.id);
        let mut points = Vec::new();
        for record in &sessions[sessions.len().saturating_sub(SESSIONS)..] {
            let Some(verdict) = self.sealer().verdict(record)? else { continue };
            let at = record.ended_at.unwrap_or(record.created_at);
            for finding in &verdict.references {
                if let Some(score) = finding.score
                    && by_id.contains_key(&finding.reference)
                {
                    let (reference, state) = (finding.reference, finding.state);
                    let (session, kind) = (record.id, record.kind);
                    points.push(DriftPoint { session, kind, at, reference, score, state });
                }
            }
        }
        let mut references: Vec<_> = by_id.into_values().collect();
        references.sort_by_key(|r| (r.captured_at, r.id));
        Ok(Drift { references, points })
    }
}
