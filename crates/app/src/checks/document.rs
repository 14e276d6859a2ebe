//! The candidate shows a document: read, its portrait taken, what it says kept sealed.

use bytes::Bytes;
use documents::{Claim, Day, FieldFinding, Sex, Validity, compare_claim};
use domain::{FaceFeatures, PersonId, Template};
use serde_json::json;
use storage::{
    AuditAction, AuditSubject, DocumentResult, DocumentState, InvitationRecord, SealContext, Sealed,
};

use super::bound::{Bound, NOT_NOW};
use super::flow;
use super::view::{CheckStep, DocumentAnswer, DocumentIssue};
use crate::analyst::{DocumentPicture, DocumentText, EnrolledPicture, NOT_READ, PictureRefusal};
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
        match judged(read, is_last) {
            Judged::Again(issues) => self.refused(cookie, issues).await,
            Judged::Accepted { picture, portrait, issues } => {
                self.accepted(cookie, &picture, *portrait, issues, today).await
            }
            Judged::Hopeless(issues) => self.hopeless(cookie, issues).await,
        }
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
        picture: &DocumentPicture,
        portrait: EnrolledPicture,
        issues: Vec<DocumentIssue>,
        today: Day,
    ) -> Result<DocumentAnswer, AppError> {
        let Bound { invitation, .. } = {
            let mut unit = self.records().read().await?;
            self.usable(&mut *unit, cookie).await?
        };
        if flow::step(&invitation) != CheckStep::Document {
            return Err(NOT_NOW);
        }
        let mut codes: Vec<&str> = issues.iter().map(|i| i.code).collect();
        if let Some(text) = &picture.text
            && self.is_other_name(invitation.person, text, today).await?
        {
            codes.push(NAME_DIFFERS);
        }
        let actor = Actor::Invited(invitation.id);
        if !self.take_portrait(actor, invitation.person, portrait).await? {
            codes.push(PORTRAIT_DIFFERS);
        }
        let state = match &picture.text {
            None => DocumentState::NotRead,
            Some(_) if codes.is_empty() => DocumentState::Read,
            Some(_) => DocumentState::Doubtful,
        };
        let result = DocumentResult {
            state,
            codes: codes.into_iter().map(str::to_owned).collect(),
            at: self.clock().utc(),
        };
        let mut unit = self.records().begin().await?;
        let mut bound = self.usable(&mut *unit, cookie).await?;
        if !flow::accept_document(&mut bound.invitation, result) {
            return Err(NOT_NOW);
        }
        let text = picture.text.as_ref();
        bound.invitation.document_data =
            text.map(|t| self.sealed_text(&bound.invitation, t, today));
        if let Some(code) = finding(state) {
            flow::find(&mut bound.invitation, code);
        }
        unit.invitations().update(&bound.invitation).await?;
        self.trail(&mut *unit, &bound.invitation, AuditAction::DocumentAccepted).await?;
        unit.commit().await?;
        Ok(DocumentAnswer { accepted: true, issues, state: self.state_of(&bound) })
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
    async fn is_other_name(
        &self,
        person: PersonId,
        text: &DocumentText,
        today: Day,
    ) -> Result<bool, AppError> {
        let mut unit = self.records().read().await?;
        let person = crate::people::find_person(&mut *unit, person).await?;
        let name = self.sealer().display_name(&person)?;
        let claim = Claim { name: Some(&name), birth: None, issuer: None };
        let found = compare_claim(&claim, &text.mrz, today);
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
        let references = {
            let mut unit = self.records().read().await?;
            unit.references().of_person(person).await?
        };
        let embedder = self.pack().embedder();
        if let Some(known) = newest_portrait(&references).filter(|r| embedder == Some(&r.model)) {
            let known = self.sealer().open_reference(known)?;
            let features = portrait.measurement.features.assessed();
            if !features.is_some_and(|f| self.is_same_face(f, &known.template)) {
                return Ok(false);
            }
        }
        self.enrol_portrait(actor, person, portrait).await?;
        Ok(true)
    }

    fn is_same_face(&self, features: &FaceFeatures, template: &Template) -> bool {
        let calibration = &self.pack().calibrations.identity;
        features.compare(template).is_ok_and(|score| {
            f64::from(calibration.llr(f64::from(score.get())).get()) >= SAME_PORTRAIT_LLR
        })
    }

    fn sealed_text(
        &self,
        invitation: &InvitationRecord,
        text: &DocumentText,
        today: Day,
    ) -> Sealed {
        let mrz = &text.mrz;
        let names = mrz.names();
        let expiry = match mrz.expiry().validity(today) {
            Validity::ValidUntil(day) | Validity::Expired(day) => Some(day.to_string()),
            Validity::NotStated => None,
        };
        let said = json!({
            "format": mrz.format().as_str(),
            "code": mrz.code(),
            "issuer": mrz.issuer(),
            "nationality": mrz.nationality(),
            "number": mrz.number(),
            "surname": names.surname,
            "given_names": names.given,
            "names_are_clear": text.names_are_clear,
            "birth": mrz.birth().as_birth(today).map(|d| d.to_string()),
            "sex": match mrz.sex() {
                Sex::Female => "F",
                Sex::Male => "M",
                Sex::Unspecified => "X",
            },
            "expiry": expiry,
        });
        let context =
            SealContext::CheckDocument { invitation: invitation.id, person: invitation.person };
        self.sealer().seal(&context, said.to_string().as_bytes())
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

/// What to do with a picture.
enum Judged {
    Again(Vec<DocumentIssue>),
    Accepted {
        picture: Box<DocumentPicture>,
        portrait: Box<EnrolledPicture>,
        issues: Vec<DocumentIssue>,
    },
    Hopeless(Vec<DocumentIssue>),
}

fn judged(read: Result<DocumentPicture, PictureRefusal>, is_last: bool) -> Judged {
    let mut picture = match read {
        Ok(picture) => picture,
        Err(refusal) => {
            let issue = DocumentIssue { code: refusal.code, is_worth_a_retry: !is_last };
            return if is_last {
                Judged::Hopeless(vec![issue])
            } else {
                Judged::Again(vec![issue])
            };
        }
    };
    let is_worth_a_retry = picture.problems.iter().any(|p| p.is_worth_a_retry);
    let issues = |more: bool| {
        picture
            .problems
            .iter()
            .map(|p| DocumentIssue {
                code: p.code,
                is_worth_a_retry: more && p.is_worth_a_retry && p.code != NOT_READ,
            })
            .collect::<Vec<_>>()
    };
    let (again, last) = (issues(true), issues(false));
    match picture.portrait.take() {
        Some(portrait) if !is_worth_a_retry || is_last => Judged::Accepted {
            picture: Box::new(picture),
            portrait: Box::new(portrait),
            issues: last,
        },
        None if is_last => Judged::Hopeless(last),
        _ => Judged::Again(again),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FrameAnalyst;
    use crate::analyst::DocumentProblem;
    use crate::fakes::{FakeAnalyst, picture_of};

    fn picture(portrait: bool, codes: &[(&'static str, bool)]) -> DocumentPicture {
        let problem = |(code, is_worth_a_retry): &(&'static str, bool)| DocumentProblem {
            code,
            is_worth_a_retry: *is_worth_a_retry,
        };
        DocumentPicture {
            portrait: portrait
                .then(|| FakeAnalyst::default().enrol_picture(&picture_of(1)).unwrap()),
            text: None,
            problems: codes.iter().map(problem).collect(),
        }
    }

    #[test]
    fn a_document_goes_on_when_nothing_is_to_be_mended_or_nothing_is_left_to_try() {
        let check = |portrait, codes: &[(&'static str, bool)], is_last, expected: &str| {
            let (name, issues) = match judged(Ok(picture(portrait, codes)), is_last) {
                Judged::Again(issues) => ("again", issues),
                Judged::Accepted { issues, .. } => ("accepted", issues),
                Judged::Hopeless(issues) => ("hopeless", issues),
            };
            assert_eq!(name, expected, "{portrait} {codes:?} {is_last}");
            assert_eq!(issues.len(), codes.len());
            assert!(name == "again" || issues.iter().all(|i| !i.is_worth_a_retry));
        };
        check(true, &[], false, "accepted");
        check(true, &[("unknown_issuer", false)], false, "accepted");
        check(true, &[(NOT_READ, false)], false, "accepted");
        check(true, &[("no_zone", true)], false, "again");
        check(true, &[("no_zone", true)], true, "accepted");
        check(false, &[("no_face", true)], false, "again");
        check(false, &[("no_face", true)], true, "hopeless");
        let refusal = || PictureRefusal { code: "not_a_picture", detail: String::new() };
        assert!(matches!(judged(Err(refusal()), false), Judged::Again(_)));
        assert!(matches!(judged(Err(refusal()), true), Judged::Hopeless(_)));
    }
}
