//! What humans make of a link. Two people who agree settle it.

use domain::{DecisionId, LinkId};
use storage::{AuditAction, AuditSubject, LinkAnswer, LinkDecisionRecord, LinkRecord, SealContext};

use super::judge::standing_of;
use super::read::find_link;
use super::view::LinkDetails;
use crate::error::AppError;
use crate::facade::App;
use crate::sessions::checked_note;
use crate::view::{Actor, Personal};

/// Decisions on one link: more than anybody's change of mind needs.
const MAX_DECISIONS: usize = 50;

/// An answer to what the link does not ask.
const NOT_ITS_QUESTION: &str = "this answer is not to what the link asks: a link by a room takes `same_room`, \
    `different_rooms` or `unclear`, any other `same_person`, `different_people` or `unclear`";

impl App {
    /// Records what a human makes of a link.
    ///
    /// # Errors
    /// `not_found`; `conflict` when it has as many decisions as it may have; `invalid` for an answer to another
    /// question, and for a note that is too long or has control characters.
    pub async fn decide_link(
        &self,
        actor: Actor,
        link: LinkId,
        answer: LinkAnswer,
        note: Option<&Personal>,
    ) -> Result<LinkDetails, AppError> {
        let note = note.map(|text| checked_note(text.reveal())).transpose()?.flatten();
        let at = self.clock().utc();
        let id = DecisionId::generate(at, self.entropy());
        let mut unit = self.records().begin().await?;
        let record = find_link(&mut *unit, link).await?;
        if !answer.is_of(record.linked.kind()) {
            return Err(AppError::Invalid(NOT_ITS_QUESTION.to_owned()));
        }
        let earlier = unit.links().decisions(link).await?;
        if earlier.len() >= MAX_DECISIONS {
            return Err(AppError::Conflict("this link has as many decisions as it may have"));
        }
        let context = SealContext::LinkNote { decision: id, link, person: record.linked.person };
        let note = note.map(|text| self.sealer().seal(&context, text.as_bytes()));
        let decision = LinkDecisionRecord { id, link, at, actor, answer, note };
        unit.links().add_decision(&decision).await?;
        let made: Vec<_> = earlier.iter().chain([&decision]).map(|d| (d.actor, d.answer)).collect();
        let holds = standing_of(&made);
        let record = LinkRecord { answer: holds.answer, waits_for: holds.waits_for, ..record };
        unit.links().put(&record).await?;
        let event = self.event(actor, AuditAction::LinkDecided);
        unit.audit().append(&event.about(AuditSubject::Link(link))).await?;
        let details = self.link_details(&mut *unit, link).await?;
        unit.commit().await?;
        Ok(details)
    }
}
