//! `GET /v1/sessions/{id}/face`: the newest face of a running session.

use app::Scope;
use axum::extract::State;
use axum::response::Response;
use domain::SessionId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::routes::picture::jpeg;
use crate::state::ApiState;

#[utoipa::path(get, path = "/v1/sessions/{id}/face", tag = "sessions",
    summary = "The newest face of a running session",
    description = "Aligned, 224×224 pixels. Fetch it anew after a `face` message, at most twice a second.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The face", body = [u8], content_type = "image/jpeg"),
        (status = 404, description = "`not_found`: no such session, no face yet, or over"),
    ))]
pub(crate) async fn current_face(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<Response, Problem> {
    caller.needs(Scope::SessionsRead)?;
    Ok(jpeg(state.app.current_face(id).await?))
}
