//! What humans make of a session: their decisions, and what holds when verdict and humans are put together.

use domain::{DecisionId, Outcome, PersonId, SessionId};
use storage::{AuditAction, DecisionRecord, UnitOfWork};
use verdict::Policy;

use super::read::find_session;
use crate::error::AppError;
use crate::facade::App;
use crate::reverification::Ended;
use crate::view::{Actor, Decision, Personal, Standing};
use crate::webhooks::News;

/// Longest note, in characters: a page of text.
const MAX_NOTE_CHARS: usize = 4_000;

/// Decisions on one session: more than anybody's change of mind needs, and a bound on what a page shows.
const MAX_DECISIONS: usize = 50;

impl App {
    /// Records what a human decided on a session that is over.
    ///
    /// # Errors
    /// `not_found`; `conflict` while it runs, or when it has as many decisions as it may have; `invalid`
    /// for a note that is too long or has control characters.
    pub async fn decide(
        &self,
        actor: Actor,
        session: SessionId,
        outcome: Outcome,
        note: Option<&Personal>,
    ) -> Result<Decision, AppError> {
        let note = note.map(|text| checked_note(text.reveal())).transpose()?.flatten();
        if self.live().get(session).is_some() {
            return Err(AppError::Conflict(
                "this session is still running: decide when it has ended",
            ));
        }
        let at = self.clock().utc();
        let id = DecisionId::generate(at, self.entropy());
        let mut unit = self.records().begin().await?;
        let record = find_session(&mut *unit, session).await?;
        let before = self.decisions_of(&mut *unit, session, record.person).await?;
        if before.len() >= MAX_DECISIONS {
            return Err(AppError::Conflict("this session has as many decisions as it may have"));
        }
        let decision = DecisionRecord {
            id,
            session,
            at,
            actor,
            outcome,
            verdict: self.sealer().verdict(&record)?.map(|v| v.outcome),
            note: note.map(|text| self.sealer().seal_note(id, session, record.person, &text)),
        };
        unit.decisions().add(&decision).await?;
        let event = self.event(actor, AuditAction::SessionDecided);
        unit.audit().append(&event.about_person(record.person).in_session(session)).await?;
        let made = self.decisions_of(&mut *unit, session, record.person).await?;
        let holds = standing(decision.verdict, &made);
        let news = News::decided(session, record.person, record.kind, outcome, holds);
        self.queue(&mut *unit, session, decision.verdict, &made).await?;
        if record.policy.name != Policy::DEMONSTRATION_NAME {
            let ended = Ended {
                session,
                person: record.person,
                kind: record.kind,
                at: record.ended_at.unwrap_or(record.created_at),
            };
            let held = standing(decision.verdict, &before).map(|s| s.outcome);
            self.settle_decision(&mut *unit, ended, held, holds.map(|s| s.outcome)).await?;
        }
        self.tell(&mut *unit, &news).await?;
        unit.commit().await?;
        self.wake_dispatcher();
        self.decision(&decision, record.person)
    }

    /// The decisions on a session, oldest first.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn decisions(&self, session: SessionId) -> Result<Vec<Decision>, AppError> {
        let mut unit = self.records().read().await?;
        let person = find_session(&mut *unit, session).await?.person;
        self.decisions_of(&mut *unit, session, person).await
    }

    pub(super) async fn decisions_of(
        &self,
        unit: &mut dyn UnitOfWork,
        session: SessionId,
        person: PersonId,
    ) -> Result<Vec<Decision>, AppError> {
        let records = unit.decisions().of_session(session).await?;
        records.iter().map(|record| self.decision(record, person)).collect()
    }

    fn decision(&self, record: &DecisionRecord, person: PersonId) -> Result<Decision, AppError> {
        let note = self.sealer().note(record, person)?.map(Personal);
        Ok(Decision {
            id: record.id,
            at: record.at,
            actor: record.actor,
            outcome: record.outcome,
            verdict: record.verdict,
            note,
        })
    }
}

/// What holds: the newest decision; without one the verdict. A verdict that rejects is overturned only by
/// two different people whose newest decisions agree.
pub fn standing(verdict: Option<Outcome>, decisions: &[Decision]) -> Option<Standing> {
    let Some(newest) = decisions.last() else {
        return verdict.map(|outcome| Standing {
            outcome,
            is_human: false,
            waits_for_second: false,
        });
    };
    let overturns = verdict == Some(Outcome::Reject) && newest.outcome != Outcome::Reject;
    if !overturns {
        return Some(Standing { outcome: newest.outcome, is_human: true, waits_for_second: false });
    }
    let is_seconded = decisions
        .iter()
        .rev()
        .find(|d| d.actor != newest.actor)
        .is_some_and(|second| second.outcome == newest.outcome);
    Some(if is_seconded {
        Standing { outcome: newest.outcome, is_human: true, waits_for_second: false }
    } else {
        Standing { outcome: Outcome::Reject, is_human: false, waits_for_second: true }
    })
}

/// The note without space around it; none when nothing is left. Lines may be broken.
pub(crate) fn checked_note(text: &str) -> Result<Option<String>, AppError> {
    let text = text.trim();
    if text.chars().count() > MAX_NOTE_CHARS {
        return Err(AppError::Invalid(format!(
            "the note is too long: give at most {MAX_NOTE_CHARS} characters"
        )));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
        return Err(AppError::Invalid(
            "the note contains control characters: leave them out".to_owned(),
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use domain::UtcTime;

    use super::*;

    /// Decisions in order: who, and what.
    fn decisions(made: &[(&str, Outcome)]) -> Vec<Decision> {
        let uuid = |n: u64| format!("00000000-0000-7000-8000-{n:012}");
        let by = |who: &str| Actor::ApiKey(uuid(u64::from(who.as_bytes()[0])).parse().unwrap());
        (1..)
            .zip(made)
            .map(|(n, (who, outcome))| Decision {
                id: uuid(n).parse().unwrap(),
                at: UtcTime::from_unix_millis(0),
                actor: by(who),
                outcome: *outcome,
                verdict: None,
                note: None,
            })
            .collect()
    }

    fn holds(verdict: Option<Outcome>, made: &[(&str, Outcome)]) -> Option<(Outcome, bool)> {
        standing(verdict, &decisions(made)).map(|s| (s.outcome, s.waits_for_second))
    }

    #[test]
    fn the_newest_decision_holds_over_a_referral() {
        use Outcome::{Accept, Refer, Reject};
        assert_eq!(holds(None, &[]), None);
        assert_eq!(holds(Some(Refer), &[]), Some((Refer, false)));
        assert_eq!(holds(Some(Refer), &[("a", Accept)]), Some((Accept, false)));
        assert_eq!(holds(Some(Accept), &[("a", Accept), ("a", Reject)]), Some((Reject, false)));
        assert_eq!(holds(None, &[("a", Refer)]), Some((Refer, false)));
    }

    #[test]
    fn a_reject_is_overturned_by_two_people_who_agree() {
        use Outcome::{Accept, Refer, Reject};
        let reject = Some(Reject);
        assert_eq!(holds(reject, &[("a", Accept)]), Some((Reject, true)));
        assert_eq!(holds(reject, &[("a", Accept), ("a", Accept)]), Some((Reject, true)));
        assert_eq!(holds(reject, &[("a", Accept), ("b", Accept)]), Some((Accept, false)));
        assert_eq!(holds(reject, &[("a", Accept), ("b", Refer)]), Some((Reject, true)));
        assert_eq!(holds(reject, &[("a", Accept), ("b", Reject)]), Some((Reject, false)));
        // Who agreed and then thought better of it agrees no longer.
        let made = [("a", Accept), ("b", Accept), ("b", Reject), ("a", Accept)];
        assert_eq!(holds(reject, &made), Some((Reject, true)));
    }

    #[test]
    fn notes_may_have_lines_and_nothing_else_that_is_hidden() {
        assert_eq!(checked_note(" a\nb ").unwrap().as_deref(), Some("a\nb"));
        assert_eq!(checked_note(" \n ").unwrap(), None);
        for bad in ["\u{7}", &"x".repeat(MAX_NOTE_CHARS + 1)] {
            assert_eq!(checked_note(bad).unwrap_err().code(), "invalid");
        }
    }
}
