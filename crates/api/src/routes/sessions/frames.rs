//! `GET /v1/sessions/{id}/frames`: push a camera session's pictures over a WebSocket.

use app::Scope;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;
use domain::SessionId;
use serde::Deserialize;

use super::not_a_websocket;
use crate::auth::Caller;
use crate::extract::{Id, QueryOf};
use crate::live::{FeedView, take_pictures};
use crate::problem::Problem;
use crate::state::ApiState;

/// Whose pictures are used.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FramesQuery {
    #[serde(default)]
    participant: Option<String>,
}

#[utoipa::path(get, path = "/v1/sessions/{id}/frames", tag = "sessions",
    summary = "Push a camera session's pictures over a WebSocket",
    description = "Binary messages from the client: one JPEG or PNG each; the newest wins. A meeting's bot sends a text message \
        before each picture, `{\"participant\": \"…\", \"at_ms\": 1234}`: whose it is and when it was taken by its own clock, both \
        optional. The service answers each picture with `ack`, `refused` or, for another participant's, `passed_over`. \
        One connection per session. Close codes: 1000 `ended`, 1001 `gone`, \
        1003 `unexpected_message`, 1009 `message_too_large`, 4008 `too_slow`, 4009 `idle`.",
    params(
        ("id" = uuid::Uuid, Path, description = "The session"),
        ("participant" = Option<String>, Query, description = "Only pictures of this participant are used; the others are not decoded"),
    ),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 101, description = "Send pictures", body = FeedView),
        (status = 400, description = "`websocket_expected`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: not a camera session, over, or somebody pushes already"),
    ))]
pub(crate) async fn frames(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    QueryOf(query): QueryOf<FramesQuery>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    caller.needs(Scope::SessionsWrite)?;
    let upgrade = upgrade.map_err(not_a_websocket)?;
    let intake = state.app.push_frames(id).await?;
    Ok(take_pictures(&state, upgrade, intake, query.participant))
}
