//! `POST /v1/people/{id}/invitations`: invites a person to a check.

use app::{DocumentRule, InvitationPurpose, Letter, NewInvitation, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use domain::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::routes::check::{PublicUrl, qr_of};
use crate::state::ApiState;
use crate::wire::{CreatedInvitationView, InvitationView};

/// Three days: over a weekend.
const DEFAULT_HOURS: u32 = 72;

/// What to invite to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct InviteBody {
    /// What the link is for. A re-verification asks for no document.
    purpose: PurposeBody,
    /// Until when the link can be used, 1 to 720 hours.
    valid_for_hours: u32,
    /// ISO 639-1: `en`, `nl`, `de`, `fr` or `es`.
    language: String,
    /// Whether a document is asked for; required for a check, unless it says otherwise.
    document: Option<DocumentRuleBody>,
    /// Whether the page shows changing colours.
    colours: bool,
}

impl Default for InviteBody {
    fn default() -> Self {
        Self {
            purpose: PurposeBody::Check,
            valid_for_hours: DEFAULT_HOURS,
            language: "en".to_owned(),
            document: None,
            colours: true,
        }
    }
}

/// Whether a document is asked for.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DocumentRuleBody {
    /// It is; its portrait becomes the ID photo.
    Required,
    /// No: the ID photo is there already.
    Skip,
}

/// What a link is for.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PurposeBody {
    /// The check before day one.
    Check,
    /// A re-verification later on: a live face only.
    Reverification,
}

const fn usual_document(purpose: InvitationPurpose) -> DocumentRule {
    match purpose {
        InvitationPurpose::Check => DocumentRule::Required,
        InvitationPurpose::Reverification => DocumentRule::Skip,
    }
}

impl From<InviteBody> for NewInvitation {
    fn from(body: InviteBody) -> Self {
        let purpose = match body.purpose {
            PurposeBody::Check => InvitationPurpose::Check,
            PurposeBody::Reverification => InvitationPurpose::Reverification,
        };
        Self {
            valid_for_hours: body.valid_for_hours,
            language: body.language,
            purpose,
            document: match body.document {
                Some(DocumentRuleBody::Required) => DocumentRule::Required,
                Some(DocumentRuleBody::Skip) => DocumentRule::Skip,
                None => usual_document(purpose),
            },
            colours: body.colours,
        }
    }
}

#[utoipa::path(post, path = "/v1/people/{id}/invitations", tag = "check",
    summary = "Invite a person to a check",
    description = "A single-use link for one browser: consent, ID document, live face. The link is told this once; sending it is yours. \
        docs/CHECK.md describes the check.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    request_body = InviteBody,
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 201, description = "The invitation with its link", body = CreatedInvitationView),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid`; `no_portrait`: no document is asked for and there is no ID photo"),
    ))]
pub(crate) async fn invite(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
    url: PublicUrl,
    JsonBody(body): JsonBody<InviteBody>,
) -> Result<impl IntoResponse, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    let created = state.app.invite(actor, id, body.into()).await?;
    let invitation = &created.details;
    let link = url.link(&created.token);
    let organisation = state.app.organisation();
    let letter = Letter::new(&invitation.language, organisation, &link, invitation.expires_at);
    let location = format!("/v1/invitations/{}", invitation.id);
    let view = CreatedInvitationView {
        invitation: InvitationView::from(invitation),
        qr_svg: qr_of(&link),
        email: letter.into(),
        link,
    };
    // The link is nobody else's business, and no cache's.
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::CREATED, headers, Json(view)))
}
