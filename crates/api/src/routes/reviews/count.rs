//! `GET /v1/reviews/count`: how many sessions wait for a human.

use app::Scope;
use axum::Json;
use axum::extract::State;

use crate::auth::Caller;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::ReviewCountsView;

#[utoipa::path(get, path = "/v1/reviews/count", tag = "reviews",
    summary = "How many sessions wait for a human",
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses((status = 200, description = "By kind", body = ReviewCountsView)))]
pub(crate) async fn count_reviews(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<ReviewCountsView>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    Ok(Json(state.app.review_counts().await?.as_slice().into()))
}
