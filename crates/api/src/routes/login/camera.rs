//! `POST /v1/login/camera`: begins a look into the camera.

use app::CheckHints;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::shown::Shown;
use crate::auth::LoginBrowser;
use crate::extract::{JsonBody, QueryOf};
use crate::problem::Problem;
use crate::routes::check::camera::{AttemptStartedView, CameraBody, WhipView};
use crate::routes::sessions::whip::whip_path;
use crate::state::ApiState;

#[utoipa::path(post, path = "/v1/login/camera", tag = "login",
    summary = "Begin a look into the camera",
    description = "One movement or changing colours, drawn by chance; who does not want colours moves twice. Connect to `live_path`, \
        then send the camera's stream by WHIP, or its pictures to `frames_path`.",
    params(Shown),
    request_body = CameraBody,
    responses(
        (status = 201, description = "It runs", body = AttemptStartedView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: not the step, one runs, none is left, or another tab began another login"),
        (status = 410, description = "`login_expired`"),
        (status = 422, description = "`invalid`: hints that are too long"),
        (status = 429, description = "`too_many_logins`"),
        (status = 503, description = "`busy`, `shutting_down`"),
    ))]
pub(crate) async fn begin_login(
    browser: LoginBrowser,
    State(state): State<ApiState>,
    QueryOf(shown): QueryOf<Shown>,
    JsonBody(body): JsonBody<CameraBody>,
) -> Result<impl IntoResponse, Problem> {
    let (colours, hints) = body.checked()?;
    shown.check(&state, &browser.0)?;
    let started = state.app.begin_login(&browser.0, colours, &CheckHints(hints)).await?;
    let whip = started.key.map(|key| WhipView::new(whip_path(started.session), key.reveal()));
    let view = AttemptStartedView {
        session_id: started.session.uuid(),
        whip,
        frames_path: "/v1/login/frames",
        live_path: "/v1/login/live",
        attempts_left: started.attempts_left,
    };
    // The key is nobody else's business, and no cache's.
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(view)))
}
