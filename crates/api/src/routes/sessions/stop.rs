//! `POST /v1/sessions/{id}/stop`: ends a session; its verdict forms from what was seen.

use app::Scope;
use axum::extract::State;
use axum::http::StatusCode;
use domain::SessionId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;

#[utoipa::path(post, path = "/v1/sessions/{id}/stop", tag = "sessions",
    summary = "End a session",
    description = "Its verdict forms from what was seen; follow the session to learn when. Stopping an ended session is no error.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 202, description = "It is ending"),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn stop_session(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    state.app.stop_session(actor, id).await?;
    Ok(StatusCode::ACCEPTED)
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_stopped_session_ends_and_may_be_stopped_again() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.finished_session(&person).await;
        api.request("POST", &format!("/v1/sessions/{id}/stop")).send().await.status(202);
    }
}
