//! `GET /v1/sessions/{id}/events`: follow a session with server-sent events.

use std::time::Duration;

use app::Scope;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{KeepAlive, Sse};
use domain::SessionId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::live::event_stream;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::LiveEnvelope;

#[utoipa::path(get, path = "/v1/sessions/{id}/events", tag = "sessions",
    summary = "Follow a session with server-sent events",
    description = "The same messages as over the WebSocket; each event is named after its message's type.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "Messages follow", body = LiveEnvelope, content_type = "text/event-stream"),
        (status = 404, description = "`not_found`"),
        (status = 503, description = "`busy`: too many followers"),
    ))]
pub(crate) async fn events(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<impl IntoResponse, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let follower = state.app.follow(id).await?;
    let alive = KeepAlive::new().interval(Duration::from_millis(state.settings.live_ping_ms));
    Ok(Sse::new(event_stream(follower, state.around.shutdown.clone())).keep_alive(alive))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn an_ended_session_is_a_snapshot_and_its_end() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.finished_session(&person).await;
        let answer = api.get(&format!("/v1/sessions/{id}/events")).await;
        assert_eq!(answer.header("content-type"), "text/event-stream");
        let text = answer.text(200);
        let names: Vec<_> = text.lines().filter_map(|l| l.strip_prefix("event: ")).collect();
        assert_eq!(names, ["snapshot", "ended"]);
        let data = text.lines().find_map(|l| l.strip_prefix("data: ")).unwrap();
        let snapshot: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(snapshot["session"]["id"], id.as_str());
        assert!(snapshot["timeline"].is_array());
    }

    #[tokio::test]
    async fn one_follower_too_many_is_busy() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.start_camera(&person).await.json(201)["id"].as_str().unwrap().to_owned();
        let mut followers = Vec::new();
        while let Ok(follower) = api.app.follow(id.parse().unwrap()).await {
            followers.push(follower);
        }
        let answer = api.get(&format!("/v1/sessions/{id}/events")).await;
        answer.problem(503, "busy");
    }

    #[tokio::test]
    async fn a_stopping_service_ends_the_stream() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.start_camera(&person).await.json(201)["id"].as_str().unwrap().to_owned();
        api.shutdown.cancel();
        let text = api.get(&format!("/v1/sessions/{id}/events")).await.text(200);
        assert!(text.contains(r#"{"v":1,"type":"closed","code":"gone"}"#), "{text}");
    }
}
