//! `POST /v1/check/move`: the candidate goes on with another device.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PublicUrl, qr_of};
use crate::auth::{Candidate, check_cookie};
use crate::problem::Problem;
use crate::state::ApiState;

/// Where the check goes on. Told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MovedView {
    /// The new link; the secret stands in its fragment.
    link: String,
    /// The same as a QR code, SVG.
    qr_svg: String,
}

#[utoipa::path(post, path = "/v1/check/move", tag = "check",
    summary = "Go on with another device",
    description = "A new link is made; the old one and this browser's cookie stop working. Before the camera step has begun.",
    responses(
        (status = 200, description = "The new link", body = MovedView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: the camera step has begun"),
        (status = 410, description = "`invitation_expired`, `invitation_used`, `invitation_revoked`"),
    ))]
pub(crate) async fn move_on(
    candidate: Candidate,
    url: PublicUrl,
    State(state): State<ApiState>,
) -> Result<impl IntoResponse, Problem> {
    let moved = state.app.move_check(&candidate.0).await?;
    let link = url.link(&moved.token);
    let view = MovedView { qr_svg: qr_of(&link), link };
    let gone = check_cookie("", 0, state.settings.behind_tls);
    Ok(([(header::SET_COOKIE, gone)], Json(view)))
}
