//! `POST /v1/sessions/{id}/replay`: recomputes the verdict from the sealed measurements.

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
use crate::wire::VerdictView;

/// Whether the stored verdict still follows from the stored measurements.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayView {
    /// Whether the recomputed verdict equals the stored one.
    equal: bool,
    /// The recomputed verdict.
    verdict: VerdictView,
}

#[utoipa::path(post, path = "/v1/sessions/{id}/replay", tag = "sessions",
    summary = "Recompute the verdict from the sealed measurements",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The recomputed verdict", body = ReplayView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: it still runs, or has no verdict"),
    ))]
pub(crate) async fn replay(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<Json<ReplayView>, Problem> {
    let actor = caller.needs(Scope::SessionsRead)?;
    let report = state.app.replay(actor, id).await?;
    Ok(Json(ReplayView { equal: report.equal, verdict: (&report.report).into() }))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_finished_session_replays_to_the_same_verdict() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let path = format!("/v1/sessions/{}", api.finished_session(&person).await);
        let stored = api.get(&path).await.json(200)["verdict"].clone();
        let replay = api.request("POST", &format!("{path}/replay")).send().await.json(200);
        assert_eq!(replay["equal"], true);
        assert_eq!(replay["verdict"], stored);
        let timeline = api.get(&format!("{path}/timeline")).await.json(200);
        assert!(timeline["points"].is_array());
    }

    #[tokio::test]
    async fn a_running_session_cannot_be_replayed() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.start_camera(&person).await.json(201)["id"].as_str().unwrap().to_owned();
        let replay = api.request("POST", &format!("/v1/sessions/{id}/replay")).send().await;
        replay.problem(409, "conflict");
    }
}
