//! `GET /v1/login/live`: leads the person through a look into the camera, over a WebSocket.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;

use crate::auth::LoginBrowser;
use crate::layers::OpenConnection;
use crate::live::{MAX_SAID_BYTES, Pacing, lead};
use crate::problem::Problem;
use crate::routes::sessions::not_a_websocket;
use crate::state::ApiState;
use crate::wire::GuidanceView;

#[utoipa::path(get, path = "/v1/login/live", tag = "login",
    summary = "Be led through the look into the camera",
    description = "As `/v1/check/live`, for the look that runs.",
    responses(
        (status = 101, description = "Messages follow", body = GuidanceView),
        (status = 400, description = "`websocket_expected`"),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: none runs"),
    ))]
pub(crate) async fn login_live(
    browser: LoginBrowser,
    State(state): State<ApiState>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(not_a_websocket)?;
    let page = state.app.follow_login(&browser.0)?;
    let pacing = Pacing {
        ping_every: Duration::from_millis(state.settings.live_ping_ms),
        send_within: Duration::from_millis(state.settings.live_send_timeout_ms),
    };
    let shutdown = state.around.shutdown.clone();
    let upgrade = upgrade.max_message_size(MAX_SAID_BYTES).max_frame_size(MAX_SAID_BYTES);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let _open = OpenConnection::open("check");
        let reason = lead(socket, page, pacing, shutdown).await;
        tracing::debug!(reason = reason.map_or("left", |r| r.as_str()), "a led page ended");
    }))
}
