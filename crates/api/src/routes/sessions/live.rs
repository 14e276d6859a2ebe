//! `GET /v1/sessions/{id}/live`: follow a session over a WebSocket.

use std::time::Duration;

use app::Scope;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;
use domain::SessionId;

use super::not_a_websocket;
use crate::auth::Caller;
use crate::extract::Id;
use crate::layers::OpenConnection;
use crate::live::{Pacing, pump};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::LiveEnvelope;

/// Followers only listen: what they send is at most a close reason.
const MAX_INCOMING_BYTES: usize = 4 * 1024;

#[utoipa::path(get, path = "/v1/sessions/{id}/live", tag = "sessions",
    summary = "Follow a session over a WebSocket",
    description = "Text messages from the service to the client: a `snapshot` first, `ended` or `closed` last. \
        Close codes: 1000 `ended`, 1001 `gone`, 4008 `too_slow`, 4009 `idle`.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 101, description = "Messages follow", body = LiveEnvelope),
        (status = 400, description = "`websocket_expected`"),
        (status = 404, description = "`not_found`"),
        (status = 503, description = "`busy`: too many followers"),
    ))]
pub(crate) async fn live(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let upgrade = upgrade.map_err(not_a_websocket)?;
    let follower = state.app.follow(id).await?;
    let pacing = Pacing {
        ping_every: Duration::from_millis(state.settings.live_ping_ms),
        send_within: Duration::from_millis(state.settings.live_send_timeout_ms),
    };
    let shutdown = state.around.shutdown.clone();
    Ok(upgrade.max_message_size(MAX_INCOMING_BYTES).on_upgrade(move |socket| async move {
        let _open = OpenConnection::open("websocket");
        let reason = pump(socket, follower, pacing, shutdown).await;
        tracing::debug!(reason = reason.map_or("left", |r| r.as_str()), "a live connection ended");
    }))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_plain_request_is_told_to_use_a_websocket() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.finished_session(&person).await;
        for path in ["live", "frames"] {
            let answer = api.get(&format!("/v1/sessions/{id}/{path}")).await;
            answer.problem(400, "websocket_expected");
        }
    }
}
