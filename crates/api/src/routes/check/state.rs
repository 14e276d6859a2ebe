//! `GET /v1/check`: how the check of this browser stands.

use axum::Json;
use axum::extract::State;

use crate::auth::Candidate;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::CheckStateView;

#[utoipa::path(get, path = "/v1/check", tag = "check",
    summary = "How the check stands",
    description = "After the end it still tells the result.",
    responses(
        (status = 200, description = "The check", body = CheckStateView),
        (status = 401, description = "`unauthenticated`: this browser has none"),
        (status = 410, description = "`invitation_expired`, `invitation_revoked`"),
    ))]
pub(crate) async fn check_state(
    candidate: Candidate,
    State(state): State<ApiState>,
) -> Result<Json<CheckStateView>, Problem> {
    Ok(Json(CheckStateView::from(&state.app.check_state(&candidate.0).await?)))
}
