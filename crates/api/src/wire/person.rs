//! People, their references and portraits on the wire.

use app::{PersonSummary, PortraitReceipt, ReferenceDetails};
use domain::{QualityIssue, Rect, ReferenceKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::time::iso;
use super::{ReferenceKindView, SessionKindView};

/// A data subject with the references in force.
#[derive(Clone, Serialize, ToSchema)]
pub struct PersonView {
    /// Their id.
    pub id: Uuid,
    /// What the interviewer calls them.
    pub display_name: String,
    /// Their id in the operator's own system; null when none was given.
    #[schema(required)]
    pub external_ref: Option<String>,
    /// When the record was made, ISO 8601.
    pub created_at: String,
    /// Recorded consent; null when none was recorded.
    #[schema(required)]
    pub consent: Option<ConsentView>,
    /// Whether an ID portrait is in force.
    pub has_portrait: bool,
    /// The references in force, oldest first.
    pub references: Vec<PersonReferenceView>,
}

impl From<&PersonSummary> for PersonView {
    fn from(person: &PersonSummary) -> Self {
        Self {
            id: person.id.uuid(),
            display_name: person.display_name.reveal().to_owned(),
            external_ref: person.external_ref.as_ref().map(|r| r.reveal().to_owned()),
            created_at: iso(person.created_at),
            consent: person
                .consent
                .as_ref()
                .map(|c| ConsentView { text_version: c.text_version.clone(), at: iso(c.at) }),
            has_portrait: person.has_portrait,
            references: person.references.iter().map(Into::into).collect(),
        }
    }
}

/// Consent that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConsentView {
    /// Which text was shown.
    pub text_version: String,
    /// When it was given, ISO 8601.
    pub at: String,
}

/// One stored reference, without its features.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PersonReferenceView {
    /// Its id.
    pub id: Uuid,
    /// ID portrait or earlier session.
    pub kind: ReferenceKindView,
    /// What that session was for; absent for pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub session_kind: Option<SessionKindView>,
    /// That session; absent for pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub session_id: Option<Uuid>,
    /// When it was captured, ISO 8601.
    pub captured_at: String,
    /// Its quality, 0 to 100.
    pub quality: f32,
    /// False when it was made with another face model and cannot be compared: enrol again.
    pub comparable: bool,
}

impl From<&ReferenceDetails> for PersonReferenceView {
    fn from(reference: &ReferenceDetails) -> Self {
        let (session_kind, session_id) = match reference.kind {
            ReferenceKind::Picture => (None, None),
            ReferenceKind::Session { session, kind } => {
                (Some(kind.into()), session.map(domain::SessionId::uuid))
            }
        };
        Self {
            id: reference.id.uuid(),
            kind: (&reference.kind).into(),
            session_kind,
            session_id,
            captured_at: iso(reference.captured_at),
            quality: reference.quality.get(),
            comparable: reference.comparable,
        }
    }
}

/// A rectangle in picture pixels: x to the right, y down; may reach outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct BoxView {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl From<Rect> for BoxView {
    fn from(rect: Rect) -> Self {
        Self { x: rect.x, y: rect.y, width: rect.width, height: rect.height }
    }
}

/// What became of an ID photo.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PortraitView {
    /// The reference that is now in force.
    pub reference_id: Uuid,
    /// Quality of the portrait's face.
    pub quality: PortraitQualityView,
    /// By how much the picture was turned clockwise to stand upright: 0, 90, 180 or 270.
    pub rotated_deg: u16,
    /// The face in the upright picture.
    pub face: BoxView,
}

/// Quality of the portrait's face.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PortraitQualityView {
    /// Mapped quality, 0 to 100.
    pub score: f32,
    /// What is wrong with it, as stable words; empty when it is good enough to compare.
    pub issues: Vec<String>,
}

impl From<&PortraitReceipt> for PortraitView {
    fn from(receipt: &PortraitReceipt) -> Self {
        Self {
            reference_id: receipt.reference.uuid(),
            quality: PortraitQualityView {
                score: receipt.quality.score.get(),
                issues: issue_words(&receipt.quality.issues),
            },
            rotated_deg: receipt.rotated_deg,
            face: receipt.face.into(),
        }
    }
}

/// Quality issues as stable words.
pub(super) fn issue_words(issues: &[QualityIssue]) -> Vec<String> {
    issues.iter().map(|issue| issue_word(*issue).to_owned()).collect()
}

const fn issue_word(issue: QualityIssue) -> &'static str {
    match issue {
        QualityIssue::TooSmall => "too_small",
        QualityIssue::Blurred => "blurred",
        QualityIssue::TooDark => "too_dark",
        QualityIssue::TooBright => "too_bright",
        QualityIssue::LowContrast => "low_contrast",
        QualityIssue::TurnedAway => "turned_away",
        QualityIssue::TiltedUpOrDown => "tilted_up_or_down",
        QualityIssue::Occluded => "occluded",
        QualityIssue::CutOff => "cut_off",
    }
}
