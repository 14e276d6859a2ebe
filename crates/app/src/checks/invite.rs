//! Staff invite, look, and call off.

use std::time::Duration;

use domain::{InvitationId, PersonId};
use storage::{
    AuditAction, AuditSubject, DocumentRule, InvitationPurpose, InvitationRecord, InvitationState,
    SealContext, UnitOfWork,
};

use super::flow;
use super::letter::LANGUAGES;
use super::token::InvitationToken;
use super::view::{
    AttemptDetails, CreatedInvitation, HintDetails, InvitationDetails, NewInvitation,
};
use crate::error::AppError;
use crate::facade::App;
use crate::people::find_person;
use crate::portraits::newest_portrait;
use crate::view::Actor;

/// Longest that a link can be used: a month, in hours.
const LONGEST_HOURS: u32 = 720;

impl App {
    /// Invites a person to a check. The secret of the link is told this once.
    ///
    /// # Errors
    /// `not_found`, `invalid` (a value, or an operator who has not said who they are), `no_portrait` when no
    /// document is asked for and there is no ID photo.
    pub async fn invite(
        &self,
        actor: Actor,
        person: PersonId,
        new: NewInvitation,
    ) -> Result<CreatedInvitation, AppError> {
        if self.settings().checks.organisation.is_none() {
            return Err(AppError::Invalid(
                "a candidate must be told who asks: the operator sets check.organisation in the \
                 configuration"
                    .to_owned(),
            ));
        }
        if !(1..=LONGEST_HOURS).contains(&new.valid_for_hours) {
            return Err(AppError::Invalid(format!(
                "valid_for_hours must lie between 1 and {LONGEST_HOURS}"
            )));
        }
        check_language(&new.language)?;
        if new.purpose == InvitationPurpose::Reverification && new.document != DocumentRule::Skip {
            return Err(AppError::Invalid(
                "a re-verification compares with what is there: set document to skip".to_owned(),
            ));
        }
        let now = self.clock().utc();
        let id = InvitationId::generate(now, self.entropy());
        let (token, secret_sha256) = InvitationToken::generate(id, self.entropy());
        let invitation = InvitationRecord {
            id,
            person,
            purpose: new.purpose,
            secret_sha256,
            browser_sha256: None,
            created_at: now,
            expires_at: now.plus(Duration::from_secs(u64::from(new.valid_for_hours) * 3_600)),
            language: new.language,
            document: new.document,
            colours: new.colours,
            state: InvitationState::Open,
            opened_at: None,
            consent: None,
            document_tries: 0,
            document_side: None,
            document_side_codes: Vec::new(),
            document_result: None,
            document_data: None,
            findings: Vec::new(),
            outcome: None,
            finished_at: None,
        };
        let mut unit = self.records().begin().await?;
        find_person(&mut *unit, person).await?;
        if new.document == DocumentRule::Skip {
            let references = unit.references().of_person(person).await?;
            newest_portrait(&references).ok_or(AppError::NoPortrait)?;
        }
        unit.invitations().add(&invitation).await?;
        let event = self.event(actor, AuditAction::InvitationCreated);
        unit.audit().append(&event.about(AuditSubject::Invitation(id))).await?;
        unit.commit().await?;
        Ok(CreatedInvitation { details: self.invitation_details(invitation, Vec::new()), token })
    }

    /// Who asks, as the notice names them; empty when the operator has not said.
    pub fn organisation(&self) -> &str {
        self.settings().checks.organisation.as_deref().unwrap_or_default()
    }

    /// A person's invitations, newest first.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn invitations(&self, person: PersonId) -> Result<Vec<InvitationDetails>, AppError> {
        let mut unit = self.records().read().await?;
        find_person(&mut *unit, person).await?;
        let mut all = Vec::new();
        for invitation in unit.invitations().of_person(person).await? {
            let attempts = attempts_of(&mut *unit, invitation.id).await?;
            all.push(self.invitation_details(invitation, attempts));
        }
        Ok(all)
    }

    /// One invitation, with what its page said.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn invitation(
        &self,
        actor: Actor,
        id: InvitationId,
    ) -> Result<InvitationDetails, AppError> {
        let mut unit = self.records().begin().await?;
        let invitation = find_invitation(&mut *unit, id).await?;
        let person = invitation.person;
        let attempts = attempts_of(&mut *unit, id).await?;
        let mut hints = Vec::new();
        for hint in unit.invitations().hints(id).await? {
            let context = SealContext::CheckHint { hint: hint.id, invitation: id, person };
            let data = self.sealer().open_text(&context, &hint.data)?;
            hints.push(HintDetails { id: hint.id, at: hint.at, kind: hint.kind, data });
        }
        let event = self.event(actor, AuditAction::InvitationRead);
        unit.audit().append(&event.about(AuditSubject::Invitation(id))).await?;
        unit.commit().await?;
        let details = self.invitation_details(invitation, attempts);
        Ok(InvitationDetails { hints: Some(hints), ..details })
    }

    /// Calls an invitation off, and ends an attempt that runs. One that is over stays as it is.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn revoke_invitation(&self, actor: Actor, id: InvitationId) -> Result<(), AppError> {
        let mut unit = self.records().begin().await?;
        let mut invitation = find_invitation(&mut *unit, id).await?;
        if invitation.state.is_over() {
            return Ok(());
        }
        invitation.state = InvitationState::Revoked;
        invitation.finished_at = Some(self.clock().utc());
        let attempts = unit.invitations().attempts(id).await?;
        unit.invitations().update(&invitation).await?;
        let event = self.event(actor, AuditAction::InvitationRevoked);
        unit.audit().append(&event.about(AuditSubject::Invitation(id))).await?;
        unit.commit().await?;
        if let Some(session) = flow::running(&attempts).and_then(|a| a.session)
            && let Some(live) = self.live().get(session)
        {
            live.control.finish();
        }
        Ok(())
    }

    fn invitation_details(
        &self,
        invitation: InvitationRecord,
        attempts: Vec<AttemptDetails>,
    ) -> InvitationDetails {
        InvitationDetails {
            standing: flow::standing(&invitation, self.clock().utc()),
            id: invitation.id,
            person: invitation.person,
            purpose: invitation.purpose,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
            language: invitation.language,
            document: invitation.document,
            colours: invitation.colours,
            opened_at: invitation.opened_at,
            consent: invitation.consent,
            document_result: invitation.document_result,
            attempts,
            outcome: invitation.outcome,
            findings: invitation.findings,
            finished_at: invitation.finished_at,
            hints: None,
        }
    }
}

/// Refuses a language that there is no text in.
pub(super) fn check_language(language: &str) -> Result<(), AppError> {
    if LANGUAGES.contains(&language) {
        return Ok(());
    }
    let known = LANGUAGES.join(", ");
    Err(AppError::Invalid(format!("there are no texts in that language: use one of {known}")))
}

pub(super) async fn find_invitation(
    unit: &mut dyn UnitOfWork,
    id: InvitationId,
) -> Result<InvitationRecord, AppError> {
    unit.invitations().get(id).await?.ok_or(AppError::NoSuchInvitation(id))
}

async fn attempts_of(
    unit: &mut dyn UnitOfWork,
    id: InvitationId,
) -> Result<Vec<AttemptDetails>, AppError> {
    let attempts = unit.invitations().attempts(id).await?;
    let details = |a: storage::AttemptRecord| AttemptDetails {
        session: a.session,
        started_at: a.started_at,
        outcome: a.outcome,
        code: a.code,
    };
    Ok(attempts.into_iter().map(details).collect())
}
