//! `POST /v1/check/language`: what the page shows next time.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Candidate;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::CheckStateView;

/// A language.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageBody {
    /// ISO 639-1.
    language: String,
}

#[utoipa::path(post, path = "/v1/check/language", tag = "check",
    summary = "Choose the language of the page",
    request_body = LanguageBody,
    responses(
        (status = 200, description = "The check", body = CheckStateView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 410, description = "`invitation_expired`, `invitation_used`, `invitation_revoked`"),
        (status = 422, description = "`invalid`: a language without a text"),
    ))]
pub(crate) async fn language(
    candidate: Candidate,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<LanguageBody>,
) -> Result<Json<CheckStateView>, Problem> {
    let now = state.app.set_check_language(&candidate.0, &body.language).await?;
    Ok(Json(CheckStateView::from(&now)))
}
