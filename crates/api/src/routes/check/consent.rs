//! `POST /v1/check/consent`: the candidate answers the notice.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Candidate;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::CheckStateView;

/// An answer to the notice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentBody {
    /// Yes or no.
    agreed: bool,
    /// The version that was shown, as the state names it.
    notice_version: String,
    /// The language it was read in.
    language: String,
}

#[utoipa::path(post, path = "/v1/check/consent", tag = "check",
    summary = "Agree to the notice, or not",
    description = "Version, language, answer and time are recorded. A refusal ends the check.",
    request_body = ConsentBody,
    responses(
        (status = 200, description = "The check", body = CheckStateView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: answered before, or the text has changed"),
        (status = 410, description = "`invitation_expired`, `invitation_used`, `invitation_revoked`"),
        (status = 422, description = "`invalid`: a language without a text"),
    ))]
pub(crate) async fn consent(
    candidate: Candidate,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<ConsentBody>,
) -> Result<Json<CheckStateView>, Problem> {
    let ConsentBody { agreed, notice_version, language } = body;
    let now = state.app.answer_notice(&candidate.0, agreed, &notice_version, &language).await?;
    Ok(Json(CheckStateView::from(&now)))
}
