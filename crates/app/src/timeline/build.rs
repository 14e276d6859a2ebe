//! A page of a person's timeline, put together from the records.

use std::collections::HashMap;

use domain::{DecisionId, PersonId, SessionId, UtcTime};
use storage::{
    AuditAction, DecisionRecord, InvitationRecord, InvitationState, LinkRecord, SessionRecord,
    UnitOfWork,
};
use uuid::Uuid;

use super::{
    Comparison, Happening, InvitationStep, ReferencesById, TOLD_AT_MOST, TimelineEntry,
    TimelinePlace,
};
use crate::error::AppError;
use crate::facade::App;
use crate::people::find_person;
use crate::sessions::standing;
use crate::view::{Actor, Decision, Page, Personal};

/// Sessions of one page of the records.
const SESSIONS: u32 = storage::Page::<SessionId>::MAX_LIMIT;

impl App {
    /// What happened to a person, the newest first; `with_links` for whoever may see links between identities.
    ///
    /// Everything about the person is looked through for each page, and only what the page shows is opened:
    /// a person has hundreds of sessions, not millions.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn person_timeline(
        &self,
        actor: Actor,
        person: PersonId,
        with_links: bool,
        limit: u32,
        after: Option<TimelinePlace>,
    ) -> Result<Page<TimelineEntry, TimelinePlace>, AppError> {
        let limit = limit.clamp(1, storage::Page::<PersonId>::MAX_LIMIT) as usize;
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, person).await?;
        let references = self.references_by_id(&mut *unit, person).await?;
        let sessions = sessions_of(&mut *unit, person).await?;
        let decisions = unit.decisions().of_person(person).await?;
        let mut entries = self.entries(&mut *unit, person, &references).await?;
        entries.extend(sessions.values().map(outline));
        if with_links {
            entries.extend(unit.links().of_person(person).await?.iter().map(link_entry));
        }
        for decision in &decisions {
            entries.push(self.decision_entry(decision, person)?);
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.place));
        entries.retain(|entry| after.is_none_or(|after| entry.place < after));
        let has_more = entries.len() > limit;
        entries.truncate(limit);
        for entry in &mut entries {
            if let Happening::Session { id, .. } = &entry.what
                && let Some(record) = sessions.get(id)
            {
                let made = decisions.iter().filter(|d| d.session == record.id);
                entry.what = self.session_happening(record, made, &references)?;
            }
        }
        drop(unit);
        if after.is_none() {
            let event = self.event(actor, AuditAction::TimelineRead).about_person(person);
            let mut unit = self.records().begin().await?;
            unit.audit().append(&event).await?;
            unit.commit().await?;
        }
        let next = has_more.then(|| entries.last().map(|entry| entry.place)).flatten();
        Ok(Page { items: entries, next })
    }

    pub(super) async fn references_by_id(
        &self,
        unit: &mut dyn UnitOfWork,
        person: PersonId,
    ) -> Result<ReferencesById, AppError> {
        let records = unit.references().of_person(person).await?;
        Ok(records.iter().map(|r| (r.id, self.reference_details(r))).collect())
    }

    /// Everything but sessions and decisions.
    async fn entries(
        &self,
        unit: &mut dyn UnitOfWork,
        person: PersonId,
        references: &ReferencesById,
    ) -> Result<Vec<TimelineEntry>, AppError> {
        let record = find_person(unit, person).await?;
        let mut entries = vec![entry(record.created_at, person.uuid(), Happening::Created)];
        if let Some(consent) = record.consent {
            let what = Happening::Consent { text_version: consent.text_version };
            entries.push(entry(consent.at, person.uuid(), what));
        }
        for reference in references.values() {
            let (at, id) = (reference.captured_at, reference.id.uuid());
            entries.push(entry(at, id, Happening::Reference(reference.clone())));
        }
        for invitation in unit.invitations().of_person(person).await? {
            entries.extend(turns(&invitation));
        }
        for turn in unit.reverifications().milestones(person).await? {
            let what = Happening::Reverification {
                what: turn.what,
                group: turn.group,
                due_at: turn.due_at,
                session: turn.session,
            };
            entries.push(entry(turn.at, turn.id.uuid(), what));
        }
        for risk in unit.risk_events().of_person(person).await? {
            entries.push(entry(risk.at, risk.id.uuid(), Happening::Risk(risk)));
        }
        for message in unit.webhooks().about_person(person, TOLD_AT_MOST).await? {
            let what = Happening::Told {
                id: message.id,
                channel: "webhook",
                event: message.event.as_str(),
                delivered_at: message.delivered_at,
                is_waiting: message.next_attempt_at.is_some(),
                error: message.last_error,
            };
            entries.push(entry(message.created_at, message.id.uuid(), what));
        }
        for event in unit.event_streams().about_person(person, TOLD_AT_MOST).await? {
            let what = Happening::Told {
                id: event.id,
                channel: "security_event",
                event: event.event.as_str(),
                delivered_at: event.delivered_at,
                is_waiting: event.next_attempt_at.is_some(),
                error: event.last_error,
            };
            entries.push(entry(event.created_at, event.id.uuid(), what));
        }
        Ok(entries)
    }

    fn decision_entry(
        &self,
        decision: &DecisionRecord,
        person: PersonId,
    ) -> Result<TimelineEntry, AppError> {
        let what = Happening::Decision {
            id: decision.id,
            session: decision.session,
            actor: decision.actor,
            outcome: decision.outcome,
            verdict: decision.verdict,
            note: self.sealer().note(decision, person)?.map(Personal),
        };
        Ok(entry(decision.at, decision.id.uuid(), what))
    }

    /// A session with its verdict opened.
    fn session_happening<'a>(
        &self,
        record: &SessionRecord,
        decisions: impl Iterator<Item = &'a DecisionRecord>,
        references: &ReferencesById,
    ) -> Result<Happening, AppError> {
        let verdict = self.sealer().verdict(record)?;
        let made: Vec<_> = decisions.map(plain).collect();
        let outcome = verdict.as_ref().map(|v| v.outcome);
        let mut reasons: Vec<&'static str> = Vec::new();
        for reason in verdict.iter().flat_map(|v| &v.reasons) {
            if !reasons.contains(&reason.code.as_str()) {
                reasons.push(reason.code.as_str());
            }
        }
        Ok(Happening::Session {
            id: record.id,
            kind: record.kind,
            state: record.state,
            outcome,
            standing: standing(outcome, &made),
            reasons,
            comparison: verdict.map(|v| Comparison::of(&v.references, references)),
            error: record.error_code.clone(),
        })
    }
}

/// A decision as far as it matters for what holds.
fn plain(record: &DecisionRecord) -> Decision {
    let (id, at, actor): (DecisionId, UtcTime, Actor) = (record.id, record.at, record.actor);
    Decision { id, at, actor, outcome: record.outcome, verdict: record.verdict, note: None }
}

fn entry(at: UtcTime, id: Uuid, what: Happening) -> TimelineEntry {
    TimelineEntry { place: TimelinePlace { at, rank: what.rank(), id }, what }
}

fn link_entry(link: &LinkRecord) -> TimelineEntry {
    let what = Happening::Link {
        id: link.id,
        kind: link.linked.kind(),
        answer: link.answer,
        is_waiting: link.waits_for.is_some(),
    };
    entry(link.found_at, link.id.uuid(), what)
}

/// A session whose verdict is not opened yet: only its place counts.
fn outline(record: &SessionRecord) -> TimelineEntry {
    let what = Happening::Session {
        id: record.id,
        kind: record.kind,
        state: record.state,
        outcome: None,
        standing: None,
        reasons: Vec::new(),
        comparison: None,
        error: None,
    };
    entry(record.started_at.unwrap_or(record.created_at), record.id.uuid(), what)
}

pub(super) async fn sessions_of(
    unit: &mut dyn UnitOfWork,
    person: PersonId,
) -> Result<HashMap<SessionId, SessionRecord>, AppError> {
    let mut found = HashMap::new();
    let mut after = None;
    loop {
        let page = storage::Page { limit: SESSIONS, after };
        let listing = unit.sessions().list(Some(person), page).await?;
        found.extend(listing.items.into_iter().map(|s| (s.id, s)));
        after = listing.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// The turns of an invitation that have happened.
fn turns(invitation: &InvitationRecord) -> Vec<TimelineEntry> {
    let consent = invitation
        .consent
        .as_ref()
        .map(|c| (c.at, if c.agreed { InvitationStep::Agreed } else { InvitationStep::Declined }));
    let document = invitation.document_result.as_ref().map(|d| (d.at, InvitationStep::Document));
    // Declined is told where it was answered.
    let end = match invitation.state {
        InvitationState::Finished => Some(InvitationStep::Finished),
        InvitationState::Revoked => Some(InvitationStep::Revoked),
        InvitationState::Open | InvitationState::Opened | InvitationState::Declined => None,
    };
    let turns = [
        Some((invitation.created_at, InvitationStep::Invited)),
        invitation.opened_at.map(|at| (at, InvitationStep::Opened)),
        consent,
        document,
        invitation.finished_at.zip(end),
    ];
    let mut id = invitation.id.uuid().as_u128();
    let mut entries = Vec::new();
    for (at, step) in turns.into_iter().flatten() {
        let what = Happening::Invitation {
            id: invitation.id,
            purpose: invitation.purpose,
            step,
            outcome: invitation.outcome.filter(|_| step == InvitationStep::Finished),
        };
        entries.push(entry(at, Uuid::from_u128(id), what));
        // Turns of one millisecond stay apart and in order.
        id = id.wrapping_add(1);
    }
    entries
}
