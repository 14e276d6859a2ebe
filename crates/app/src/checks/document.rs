//! The candidate shows a document, or one side of it after the other: read, its portrait taken, what it says kept
//! sealed. What to do with a picture is [`judge`](super::judge)'s business.

use bytes::Bytes;
use documents::{Claim, Day, FieldFinding, PrintedLines, compare_fields};
use domain::{FaceFeatures, PersonId, Template};
use storage::{
    AuditAction, AuditSubject, DocumentResult, DocumentSide, DocumentState, InvitationRecord,
};

use super::bound::{Bound, NOT_NOW};
use super::flow;
use super::judge::{Judged, judged};
use super::view::{CheckState, CheckStep, DocumentAnswer, DocumentIssue};
use crate::analyst::{DocumentPicture, DocumentText, EnrolledPicture, PictureRefusal};
use crate::error::AppError;
use crate::facade::App;
use crate::portraits::newest_portrait;
use crate::view::Actor;
use crate::webhooks::News;

/// Evidence below which two portraits of one person are not taken for one: odds of a hundred to one that they
/// are, ln 100, as for the small second portrait of a document.
const SAME_PORTRAIT_LLR: f64 = 4.6;

/// For staff: the portrait is not the person of the ID photo that was there before.
const PORTRAIT_DIFFERS: &str = "portrait_differs";
/// For staff: the names are not those of the person.
const NAME_DIFFERS: &str = "name_differs";
/// For staff: the two sides say different numbers, or show different people.
const SIDES_DIFFER: &str = "sides_differ";
/// For staff: nothing that is printed on the front says that the back belongs to it.
const SIDES_UNCONFIRMED: &str = "sides_unconfirmed";
/// For staff: the candidate said that there is nothing to read on the other side.
const ONE_SIDED: &str = "one_sided";

impl App {
    /// Takes a picture of the candidate's document. What is wrong with it comes with the answer; nothing of
    /// what it says does.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` (not the time for it), `busy`, `invitation_expired`, `invitation_used`,
    /// `invitation_revoked`.
    pub async fn show_document(
        &self,
        cookie: &str,
        picture: Bytes,
    ) -> Result<DocumentAnswer, AppError> {
        let today = Day::of(self.clock().utc()).ok_or(AppError::Internal)?;
        let before = {
            let mut unit = self.records().begin().await?;
            let mut bound = self.usable(&mut *unit, cookie).await?;
            // Counted before it is looked at, so that parallel pictures count too.
            if !flow::count_picture(&mut bound.invitation) {
                return Err(NOT_NOW);
            }
            unit.invitations().update(&bound.invitation).await?;
            unit.commit().await?;
            bound
        };
        let read = if picture.len() > self.settings().max_picture_bytes {
            let detail = "the picture has too many bytes".to_owned();
            Err(PictureRefusal { code: "picture_too_large", detail })
        } else {
            self.pool().read_document(picture, today)?.answer().await?
        };
        let is_last = flow::is_last_picture(&before.invitation);
        match judged(read, before.invitation.document_side, is_last) {
            Judged::Again(issues) => self.refused(cookie, issues).await,
            Judged::Side { side, picture, issues } => {
                self.side_taken(cookie, side, *picture, issues).await
            }
            Judged::Accepted { picture, issues } => {
                self.accepted(cookie, *picture, issues, before.invitation.document_side).await
            }
            Judged::Hopeless(issues) => self.hopeless(cookie, issues).await,
        }
    }

    /// The candidate says that there is nothing to read on the other side of the card: a human will read it.
    ///
    /// # Errors
    /// `unauthenticated`, `conflict` (no front was taken), `invitation_expired`, `invitation_used`,
    /// `invitation_revoked`.
    pub async fn one_sided(&self, cookie: &str) -> Result<CheckState, AppError> {
        let mut unit = self.records().begin().await?;
        let mut bound = self.usable(&mut *unit, cookie).await?;
        if bound.invitation.document_side != Some(DocumentSide::Front) {
            return Err(NOT_NOW);
        }
        let mut codes = bound.invitation.document_side_codes.clone();
        codes.push(ONE_SIDED.to_owned());
        let at = self.clock().utc();
        let result = DocumentResult { state: DocumentState::NotRead, codes, at };
        if !flow::accept_document(&mut bound.invitation, result) {
            return Err(NOT_NOW);
        }
        bound.invitation.document_data = None;
        if let Some(code) = finding(DocumentState::NotRead) {
            flow::find(&mut bound.invitation, code);
        }
        unit.invitations().update(&bound.invitation).await?;
        self.trail(&mut *unit, &bound.invitation, AuditAction::DocumentOneSided).await?;
        unit.commit().await?;
        Ok(self.state_of(&bound))
    }

    /// One side of a card is there: its portrait becomes the ID photo, or what it says is kept, until the other
    /// side comes.
    async fn side_taken(
        &self,
        cookie: &str,
        side: DocumentSide,
        mut picture: DocumentPicture,
        issues: Vec<DocumentIssue>,
    ) -> Result<DocumentAnswer, AppError> {
        let mut codes: Vec<String> = issues.iter().map(|i| i.code.to_owned()).collect();
        if let Some(portrait) = picture.portrait.take() {
            let Bound { invitation, .. } = self.showing(cookie, None).await?;
            let actor = Actor::Invited(invitation.id);
            if !self.take_portrait(actor, invitation.person, portrait).await? {
                codes.push(PORTRAIT_DIFFERS.to_owned());
            }
        }
        let mut unit = self.records().begin().await?;
        let mut bound = self.usable(&mut *unit, cookie).await?;
        if !flow::take_side(&mut bound.invitation, side, codes) {
            return Err(NOT_NOW);
        }
        // What the one side says waits, sealed, to be held against the other one.
        bound.invitation.document_data = Some(match &picture.text {
            Some(text) => self.seal_text(&bound.invitation, text),
            None => self.seal_lines(&bound.invitation, &picture.lines),
        });
        unit.invitations().update(&bound.invitation).await?;
        self.trail(&mut *unit, &bound.invitation, AuditAction::DocumentSideTaken).await?;
        unit.commit().await?;
        Ok(DocumentAnswer { accepted: false, issues, state: self.state_of(&bound) })
    }

    /// The check of that cookie, while it waits for a document of which that side was taken.
    async fn showing(&self, cookie: &str, before: Option<DocumentSide>) -> Result<Bound, AppError> {
        let mut unit = self.records().read().await?;
        let bound = self.usable(&mut *unit, cookie).await?;
        let is_now = flow::step(&bound.invitation) == CheckStep::Document
            && bound.invitation.document_side == before;
        if is_now { Ok(bound) } else { Err(NOT_NOW) }
    }

    async fn refused(
        &self,
        cookie: &str,
        issues: Vec<DocumentIssue>,
    ) -> Result<DocumentAnswer, AppError> {
        let mut unit = self.records().begin().await?;
        let bound = self.usable(&mut *unit, cookie).await?;
        self.trail(&mut *unit, &bound.invitation, AuditAction::DocumentRefused).await?;
        unit.commit().await?;
        Ok(DocumentAnswer { accepted: false, issues, state: self.state_of(&bound) })
    }

    async fn accepted(
        &self,
        cookie: &str,
        mut picture: DocumentPicture,
        issues: Vec<DocumentIssue>,
        before: Option<DocumentSide>,
    ) -> Result<DocumentAnswer, AppError> {
        let Bound { invitation, .. } = self.showing(cookie, before).await?;
        let mut codes = invitation.document_side_codes.clone();
        codes.extend(issues.iter().map(|i| i.code.to_owned()));
        let portrait = picture.portrait.take();
        let (text, lines) = (picture.text, &picture.lines);
        let text = self.both_sides(&invitation, text, lines, portrait.as_ref(), &mut codes).await?;
        if let Some(text) = &text
            && self.is_other_name(invitation.person, text).await?
        {
            codes.push(NAME_DIFFERS.to_owned());
        }
        let actor = Actor::Invited(invitation.id);
        if before != Some(DocumentSide::Front)
            && let Some(portrait) = portrait
            && !self.take_portrait(actor, invitation.person, portrait).await?
        {
            codes.push(PORTRAIT_DIFFERS.to_owned());
        }
        let state = match &text {
            None => DocumentState::NotRead,
            Some(_) if codes.is_empty() => DocumentState::Read,
            Some(_) => DocumentState::Doubtful,
        };
        let result = DocumentResult { state, codes, at: self.clock().utc() };
        let mut unit = self.records().begin().await?;
        let mut bound = self.usable(&mut *unit, cookie).await?;
        if bound.invitation.document_side != before
            || !flow::accept_document(&mut bound.invitation, result)
        {
            return Err(NOT_NOW);
        }
        bound.invitation.document_data = text.map(|t| self.seal_text(&bound.invitation, &t));
        if let Some(code) = finding(state) {
            flow::find(&mut bound.invitation, code);
        }
        unit.invitations().update(&bound.invitation).await?;
        self.trail(&mut *unit, &bound.invitation, AuditAction::DocumentAccepted).await?;
        unit.commit().await?;
        Ok(DocumentAnswer { accepted: true, issues, state: self.state_of(&bound) })
    }

    /// What both sides say together, and whether they contradict each other.
    async fn both_sides(
        &self,
        invitation: &InvitationRecord,
        text: Option<DocumentText>,
        lines: &PrintedLines,
        portrait: Option<&EnrolledPicture>,
        codes: &mut Vec<String>,
    ) -> Result<Option<DocumentText>, AppError> {
        match (invitation.document_side, &invitation.document_data) {
            (Some(DocumentSide::Back), Some(sealed)) => {
                let back = self.open_text(invitation, sealed)?;
                match text {
                    Some(front) if front.fields.number != back.fields.number => {
                        codes.push(SIDES_DIFFER.to_owned());
                    }
                    None if !lines.confirm(&back.fields) => {
                        codes.push(SIDES_UNCONFIRMED.to_owned());
                    }
                    Some(_) | None => {}
                }
                Ok(Some(back))
            }
            (Some(DocumentSide::Front), front) => {
                // Somebody else's back beside one's own front is how two cards would be put together.
                if let (Some(back), None) = (&text, portrait) {
                    let lines = match front {
                        Some(sealed) => self.open_lines(invitation, sealed)?,
                        None => PrintedLines::default(),
                    };
                    if !lines.confirm(&back.fields) {
                        codes.push(SIDES_UNCONFIRMED.to_owned());
                    }
                }
                // A small second portrait on the back, or a page that has everything: the same person, or a
                // human must look. Where the front was another person already, that says it.
                if let Some(portrait) = portrait
                    && !codes.iter().any(|code| code == PORTRAIT_DIFFERS)
                    && !self.is_portrait_of(invitation.person, portrait).await?
                {
                    codes.push(SIDES_DIFFER.to_owned());
                }
                Ok(text)
            }
            (None | Some(DocumentSide::Back), _) => Ok(text),
        }
    }

    /// No portrait, and no further try: a human must look.
    async fn hopeless(
        &self,
        cookie: &str,
        issues: Vec<DocumentIssue>,
    ) -> Result<DocumentAnswer, AppError> {
        let mut unit = self.records().begin().await?;
        let mut bound = self.usable(&mut *unit, cookie).await?;
        flow::find(&mut bound.invitation, "document_unread");
        flow::finish(&mut bound.invitation, None, self.clock().utc());
        unit.invitations().update(&bound.invitation).await?;
        self.trail(&mut *unit, &bound.invitation, AuditAction::CheckFinished).await?;
        self.tell(&mut *unit, &News::check_finished(&bound.invitation, None)).await?;
        unit.commit().await?;
        self.wake_dispatcher();
        Ok(DocumentAnswer { accepted: false, issues, state: self.state_of(&bound) })
    }

    pub(super) async fn trail(
        &self,
        unit: &mut dyn storage::UnitOfWork,
        invitation: &InvitationRecord,
        action: AuditAction,
    ) -> Result<(), AppError> {
        let event = self.event(Actor::Invited(invitation.id), action);
        unit.audit().append(&event.about(AuditSubject::Invitation(invitation.id))).await?;
        Ok(())
    }

    /// Whether the document names somebody else than the person's record does. Unclear names say nothing.
    async fn is_other_name(&self, person: PersonId, text: &DocumentText) -> Result<bool, AppError> {
        let mut unit = self.records().read().await?;
        let person = crate::people::find_person(&mut *unit, person).await?;
        let name = self.sealer().display_name(&person)?;
        let claim = Claim { name: Some(&name), birth: None, issuer: None };
        let found = compare_fields(&claim, &text.fields);
        Ok(text.names_are_clear && found.name == FieldFinding::Different)
    }

    /// Makes the portrait the person's ID photo. One that shows somebody else than the ID photo in force does
    /// not take its place: false.
    async fn take_portrait(
        &self,
        actor: Actor,
        person: PersonId,
        portrait: EnrolledPicture,
    ) -> Result<bool, AppError> {
        if !self.is_portrait_of(person, &portrait).await? {
            return Ok(false);
        }
        self.enrol_portrait(actor, person, portrait).await?;
        Ok(true)
    }

    /// Whether a portrait is the person of the ID photo in force, or there is none that it can be held against.
    async fn is_portrait_of(
        &self,
        person: PersonId,
        portrait: &EnrolledPicture,
    ) -> Result<bool, AppError> {
        let references = {
            let mut unit = self.records().read().await?;
            unit.references().of_person(person).await?
        };
        let embedder = self.pack().embedder();
        let Some(known) = newest_portrait(&references).filter(|r| embedder == Some(&r.model))
        else {
            return Ok(true);
        };
        let known = self.sealer().open_reference(known)?;
        let features = portrait.measurement.features.assessed();
        Ok(features.is_some_and(|f| self.is_same_face(f, &known.template)))
    }

    fn is_same_face(&self, features: &FaceFeatures, template: &Template) -> bool {
        let calibration = &self.pack().calibrations.identity;
        features.compare(template).is_ok_and(|score| {
            f64::from(calibration.llr(f64::from(score.get())).get()) >= SAME_PORTRAIT_LLR
        })
    }
}

/// What is found of a document in that state.
pub(super) const fn finding(state: DocumentState) -> Option<&'static str> {
    match state {
        DocumentState::Read => None,
        DocumentState::NotRead => Some("document_unread"),
        DocumentState::Doubtful => Some("document_doubtful"),
    }
}
