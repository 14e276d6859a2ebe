//! `GET /v1/sessions/{id}`: one session as it stands.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::SessionId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::SessionView;

#[utoipa::path(get, path = "/v1/sessions/{id}", tag = "sessions",
    summary = "One session as it stands",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The session", body = SessionView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn read_session(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<Json<SessionView>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let session = state.app.session(id).await?;
    Ok(Json(SessionView::from(&session)))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_finished_session_has_its_verdict() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.finished_session(&person).await;
        let session = api.get(&format!("/v1/sessions/{id}")).await.json(200);
        assert_eq!(session["state"], "finished", "{session}");
        assert!(session["verdict"]["outcome"].is_string());
        assert_eq!(session["verdict"]["references"][0]["kind"], "picture");
        assert!(session["verdict"]["references"][0]["captured_at"].is_string());
        assert!(session["ended_at"].is_string());
    }

    #[tokio::test]
    async fn an_unknown_session_is_not_found_by_any_endpoint() {
        let api = TestApi::start().await;
        let unknown = "/v1/sessions/0198f3a0-0000-7000-8000-000000000001";
        let below = [
            "",
            "/face",
            "/evidence",
            "/timeline",
            "/events",
            "/evidence/0198f3a0-0000-7000-8000-000000000002",
        ];
        for path in below {
            api.get(&format!("{unknown}{path}")).await.problem(404, "not_found");
        }
        for path in ["/stop", "/replay"] {
            let request = api.request("POST", &format!("{unknown}{path}"));
            request.send().await.problem(404, "not_found");
        }
    }
}
