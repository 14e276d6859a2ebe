//! `GET /v1/sessions/{id}/timeline`: how identity and presence went over time.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::TimelinePointView;

/// A session's timeline.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimelineView {
    /// The points, in stream order.
    points: Vec<TimelinePointView>,
}

#[utoipa::path(get, path = "/v1/sessions/{id}/timeline", tag = "sessions",
    summary = "How identity and presence went over time",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The timeline", body = TimelineView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn timeline(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<Json<TimelineView>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let points = state.app.timeline(id).await?;
    Ok(Json(TimelineView { points: points.iter().map(Into::into).collect() }))
}
