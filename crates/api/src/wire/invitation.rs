//! Invitations on the wire, for staff.

use app::{AttemptDetails, ConsentAnswer, DocumentResult, HintDetails, InvitationDetails, Letter};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{OutcomeView, iso};

/// What the candidate answered to the notice.
#[derive(Serialize, ToSchema)]
pub struct ConsentAnswerView {
    /// Yes or no.
    pub agreed: bool,
    /// Version of the text they read.
    pub notice_version: String,
    /// The language they read it in.
    pub language: String,
    /// When, ISO 8601.
    pub at: String,
}

impl From<&ConsentAnswer> for ConsentAnswerView {
    fn from(answer: &ConsentAnswer) -> Self {
        Self {
            agreed: answer.agreed,
            notice_version: answer.notice_version.clone(),
            language: answer.language.clone(),
            at: iso(answer.at),
        }
    }
}

/// What became of the document.
#[derive(Serialize, ToSchema)]
pub struct DocumentResultView {
    /// `read`, `not_read` or `doubtful`.
    pub state: &'static str,
    /// What a human must look at.
    pub codes: Vec<String>,
    /// When, ISO 8601.
    pub at: String,
}

impl From<&DocumentResult> for DocumentResultView {
    fn from(result: &DocumentResult) -> Self {
        Self { state: result.state.as_str(), codes: result.codes.clone(), at: iso(result.at) }
    }
}

/// One try at the camera.
#[derive(Serialize, ToSchema)]
pub struct AttemptView {
    /// Its session; null when that is past its retention.
    #[schema(required)]
    pub session_id: Option<Uuid>,
    /// When it began, ISO 8601.
    pub started_at: String,
    /// What the candidate was told: `done`, `again` or `human`; null while it runs.
    #[schema(required)]
    pub outcome: Option<&'static str>,
    /// Why again; null otherwise.
    #[schema(required)]
    pub code: Option<String>,
}

impl From<&AttemptDetails> for AttemptView {
    fn from(attempt: &AttemptDetails) -> Self {
        Self {
            session_id: attempt.session.map(domain::SessionId::uuid),
            started_at: iso(attempt.started_at),
            outcome: attempt.outcome.map(app::AttemptOutcome::as_str),
            code: attempt.code.clone(),
        }
    }
}

/// Something that the page said. Believed by nobody.
#[derive(Serialize, ToSchema)]
pub struct HintView {
    /// When, ISO 8601.
    pub at: String,
    /// About what.
    pub kind: String,
    /// What, as it came.
    #[schema(value_type = Object)]
    pub data: Value,
}

impl From<&HintDetails> for HintView {
    fn from(hint: &HintDetails) -> Self {
        // It was JSON when it came; what does not read any more is shown as a text.
        let data = serde_json::from_str(&hint.data).unwrap_or(Value::String(hint.data.clone()));
        Self { at: iso(hint.at), kind: hint.kind.clone(), data }
    }
}

/// An invitation to a check.
#[derive(Serialize, ToSchema)]
pub struct InvitationView {
    /// Its id.
    pub id: Uuid,
    /// Who is invited.
    pub person_id: Uuid,
    /// What the link is for: `check` or `reverification`.
    pub purpose: &'static str,
    /// When it was made, ISO 8601.
    pub created_at: String,
    /// Until when it can be used, ISO 8601.
    pub expires_at: String,
    /// ISO 639-1.
    pub language: String,
    /// `required` or `skip`.
    pub document: &'static str,
    /// Whether changing colours are wanted.
    pub colours: bool,
    /// `open`, `opened`, `declined`, `finished`, `expired` or `revoked`.
    pub state: &'static str,
    /// When somebody first came; null before.
    #[schema(required)]
    pub opened_at: Option<String>,
    /// What they answered to the notice; null before.
    #[schema(required)]
    pub consent: Option<ConsentAnswerView>,
    /// What became of the document; null before, and where none is asked for.
    #[schema(required)]
    pub document_result: Option<DocumentResultView>,
    /// Tries at the camera, in order.
    pub attempts: Vec<AttemptView>,
    /// What it came to; null before.
    #[schema(required)]
    pub outcome: Option<OutcomeView>,
    /// What is for a human: docs/CHECK.md.
    pub findings: Vec<String>,
    /// When it was over; null before.
    #[schema(required)]
    pub finished_at: Option<String>,
    /// What its page said; null in lists.
    #[schema(required)]
    pub hints: Option<Vec<HintView>>,
}

impl From<&InvitationDetails> for InvitationView {
    fn from(invitation: &InvitationDetails) -> Self {
        Self {
            id: invitation.id.uuid(),
            person_id: invitation.person.uuid(),
            created_at: iso(invitation.created_at),
            expires_at: iso(invitation.expires_at),
            language: invitation.language.clone(),
            purpose: invitation.purpose.as_str(),
            document: invitation.document.as_str(),
            colours: invitation.colours,
            state: invitation.standing.as_str(),
            opened_at: invitation.opened_at.map(iso),
            consent: invitation.consent.as_ref().map(Into::into),
            document_result: invitation.document_result.as_ref().map(Into::into),
            attempts: invitation.attempts.iter().map(Into::into).collect(),
            outcome: invitation.outcome.map(Into::into),
            findings: invitation.findings.clone(),
            finished_at: invitation.finished_at.map(iso),
            hints: invitation.hints.as_ref().map(|hints| hints.iter().map(Into::into).collect()),
        }
    }
}

/// The text of an e-mail that brings the link. Sending it is the customer's.
#[derive(Serialize, ToSchema)]
pub struct LetterView {
    /// Its subject.
    pub subject: String,
    /// Its body, plain text.
    pub body: String,
}

impl From<Letter> for LetterView {
    fn from(letter: Letter) -> Self {
        Self { subject: letter.subject, body: letter.body }
    }
}

/// A fresh invitation.
#[derive(Serialize, ToSchema)]
pub struct CreatedInvitationView {
    /// The invitation.
    pub invitation: InvitationView,
    /// The link; the secret stands in its fragment. Told once.
    pub link: String,
    /// The same as a QR code, SVG.
    pub qr_svg: String,
    /// The text of an e-mail.
    pub email: LetterView,
}
