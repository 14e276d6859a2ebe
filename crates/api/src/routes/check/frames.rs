//! `GET /v1/check/frames`: the pictures of a try at the camera, over a WebSocket.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;

use crate::auth::Candidate;
use crate::live::{FeedView, take_pictures};
use crate::problem::Problem;
use crate::routes::sessions::not_a_websocket;
use crate::state::ApiState;

#[utoipa::path(get, path = "/v1/check/frames", tag = "check",
    summary = "Push the camera's pictures over a WebSocket",
    description = "As `/v1/sessions/{id}/frames`, for the try that runs.",
    responses(
        (status = 101, description = "Send pictures", body = FeedView),
        (status = 400, description = "`websocket_expected`"),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: no try runs, or somebody sends already"),
    ))]
pub(crate) async fn check_frames(
    candidate: Candidate,
    State(state): State<ApiState>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(not_a_websocket)?;
    let intake = state.app.push_check_frames(&candidate.0).await?;
    Ok(take_pictures(&state, upgrade, intake, None))
}
