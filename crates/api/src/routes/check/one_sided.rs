//! `POST /v1/check/document/one-sided`: there is nothing to read on the other side of the card.

use axum::Json;
use axum::extract::State;

use crate::auth::Candidate;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::CheckStateView;

#[utoipa::path(post, path = "/v1/check/document/one-sided", tag = "check",
    summary = "Go on without the other side of the card",
    description = "After the front was taken: the candidate says that its back has neither lines nor a barcode. A human will look at \
        the document.",
    responses(
        (status = 200, description = "The check", body = CheckStateView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: no front was taken, or the document is accepted already"),
        (status = 410, description = "`invitation_expired`, `invitation_used`, `invitation_revoked`"),
    ))]
pub(crate) async fn one_sided(
    candidate: Candidate,
    State(state): State<ApiState>,
) -> Result<Json<CheckStateView>, Problem> {
    Ok(Json(CheckStateView::from(&state.app.one_sided(&candidate.0).await?)))
}
