//! What waits for a human: sessions whose verdict does not accept and that nobody has decided on, and
//! rejects that one person overturned and a second has not agreed to.
//!
//! The queue is derived: [`waits_for`] says from verdict and decisions whether a session belongs into it,
//! and every place that changes either calls [`App::queue`] in the same unit of work.

use std::collections::HashMap;

use domain::{Outcome, SessionId, SessionKind};
use storage::{AuditAction, ReviewRecord, UnitOfWork};

use super::decide::standing;
use super::read::find_session;
use crate::error::AppError;
use crate::facade::App;
use crate::view::{Actor, Decision, Page, Review, ReviewCount, WaitsFor};

/// Sessions of earlier versions that are sorted in one unit of work: it stays well below a second.
const SORTED_AT_ONCE: u32 = 200;

/// Whose decision a session with that verdict and these decisions waits for.
pub fn waits_for(verdict: Option<Outcome>, decisions: &[Decision]) -> Option<WaitsFor> {
    match verdict {
        None | Some(Outcome::Accept) => None,
        Some(_) if decisions.is_empty() => Some(WaitsFor::First),
        Some(_) => standing(verdict, decisions)
            .is_some_and(|s| s.waits_for_second)
            .then_some(WaitsFor::Second),
    }
}

impl App {
    /// What waits, oldest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn reviews(
        &self,
        limit: u32,
        after: Option<SessionId>,
        kind: Option<SessionKind>,
    ) -> Result<Page<Review, SessionId>, AppError> {
        self.sort_reviews().await?;
        let mut unit = self.records().read().await?;
        let listing = unit.reviews().list(kind, storage::Page { limit, after }).await?;
        let mut names = HashMap::new();
        let mut items = Vec::with_capacity(listing.items.len());
        for waiting in &listing.items {
            let record = find_session(&mut *unit, waiting.session).await?;
            let session = self.details_of(&mut *unit, &record, &mut names).await?;
            let decisions = self.decisions_of(&mut *unit, record.id, record.person).await?;
            let waits_for = Some(waiting.waits_for);
            items.push(Review { session, waits_for, decisions, previous: None, next: None });
        }
        Ok(Page { items, next: listing.next })
    }

    /// How many wait, by kind.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn review_counts(&self) -> Result<Vec<ReviewCount>, AppError> {
        self.sort_reviews().await?;
        let counts = self.records().read().await?.reviews().counts().await?;
        Ok(counts.into_iter().map(|(kind, waiting)| ReviewCount { kind, waiting }).collect())
    }

    /// Opens one session to decide on it, with its neighbours in the queue. Audited: who looked is known.
    ///
    /// # Errors
    /// `not_found`; `conflict` while it runs.
    pub async fn open_review(
        &self,
        actor: Actor,
        id: SessionId,
        kind: Option<SessionKind>,
    ) -> Result<Review, AppError> {
        if self.live().get(id).is_some() {
            return Err(AppError::Conflict("this session is still running: wait for its end"));
        }
        self.sort_reviews().await?;
        let event = self.event(actor, AuditAction::ReviewOpened).in_session(id);
        let mut unit = self.records().begin().await?;
        let record = find_session(&mut *unit, id).await?;
        let session = self.details_of(&mut *unit, &record, &mut HashMap::new()).await?;
        let decisions = self.decisions_of(&mut *unit, id, record.person).await?;
        let waits_for = unit.reviews().get(id).await?.map(|waiting| waiting.waits_for);
        let (previous, next) = unit.reviews().neighbours(kind, id).await?;
        unit.audit().append(&event.about_person(record.person)).await?;
        unit.commit().await?;
        Ok(Review { session, waits_for, decisions, previous, next })
    }

    /// Has a session wait, or wait no longer, as its verdict and decisions say.
    pub(super) async fn queue(
        &self,
        unit: &mut dyn UnitOfWork,
        session: SessionId,
        verdict: Option<Outcome>,
        decisions: &[Decision],
    ) -> Result<(), AppError> {
        let Some(waits_for) = waits_for(verdict, decisions) else {
            unit.reviews().settle(session).await?;
            return Ok(());
        };
        let record = find_session(unit, session).await?;
        let since = record.ended_at.unwrap_or(record.created_at);
        let review = ReviewRecord { session, kind: record.kind, since, waits_for };
        unit.reviews().put(&review).await?;
        Ok(())
    }

    /// Sorts the sessions that an earlier version left.
    async fn sort_reviews(&self) -> Result<(), AppError> {
        loop {
            if self.records().read().await?.reviews().unsorted(1).await?.is_empty() {
                return Ok(());
            }
            let mut unit = self.records().begin().await?;
            for id in unit.reviews().unsorted(SORTED_AT_ONCE).await? {
                let record = find_session(&mut *unit, id).await?;
                let verdict = self.sealer().verdict(&record)?.map(|v| v.outcome);
                let decisions = self.decisions_of(&mut *unit, id, record.person).await?;
                self.queue(&mut *unit, id, verdict, &decisions).await?;
            }
            unit.commit().await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::UtcTime;

    use super::*;

    fn decision(who: u64, outcome: Outcome) -> Decision {
        let uuid = format!("00000000-0000-7000-8000-{who:012}");
        Decision {
            id: uuid.parse().unwrap(),
            at: UtcTime::from_unix_millis(0),
            actor: Actor::ApiKey(uuid.parse().unwrap()),
            outcome,
            verdict: None,
            note: None,
        }
    }

    #[test]
    fn what_a_human_has_to_look_at_waits() {
        use Outcome::{Accept, Refer, Reject};
        let check = |verdict, decided: &[(u64, Outcome)], expected| {
            let made: Vec<_> = decided.iter().map(|(who, what)| decision(*who, *what)).collect();
            assert_eq!(waits_for(verdict, &made), expected, "{verdict:?} {decided:?}");
        };
        check(None, &[], None);
        check(Some(Accept), &[], None);
        check(Some(Accept), &[(1, Reject)], None);
        check(Some(Refer), &[], Some(WaitsFor::First));
        check(Some(Reject), &[], Some(WaitsFor::First));
        check(Some(Refer), &[(1, Accept)], None);
        check(Some(Reject), &[(1, Reject)], None);
        check(Some(Reject), &[(1, Accept)], Some(WaitsFor::Second));
        check(Some(Reject), &[(1, Accept), (1, Accept)], Some(WaitsFor::Second));
        check(Some(Reject), &[(1, Accept), (2, Accept)], None);
        check(Some(Reject), &[(1, Accept), (2, Refer)], Some(WaitsFor::Second));
        check(Some(Reject), &[(1, Accept), (2, Reject)], None);
    }
}
