//! `POST /v1/check/open`: a link's secret becomes the cookie of one browser.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::{CHECK_COOKIE, Peer, check_cookie, check_origin, named_cookie};
use crate::catalogue;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::CheckStateView;

/// How long the cookie outlives the invitation: whoever comes back learns the result.
const AFTERWARDS_S: u64 = 7 * 24 * 60 * 60;

/// What the link's fragment holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenCheck {
    /// `li_<invitation>_<secret>`.
    token: String,
}

#[utoipa::path(post, path = "/v1/check/open", tag = "check",
    summary = "Open an invitation in this browser",
    description = "Binds the invitation to the browser by the cookie `likeness_check`. The browser that has it may open again. Attempts \
        are limited per address.",
    request_body = OpenCheck,
    responses(
        (status = 200, description = "The check", body = CheckStateView),
        (status = 403, description = "`origin_refused`"),
        (status = 404, description = "`invitation_unknown`"),
        (status = 409, description = "`invitation_in_use`"),
        (status = 410, description = "`invitation_expired`, `invitation_used`, `invitation_revoked`"),
        (status = 429, description = "`too_many_attempts`"),
    ))]
pub(crate) async fn open(
    peer: Peer,
    State(state): State<ApiState>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    check_origin(&parts, &state.settings.allowed_origins)?;
    let now = state.around.clock.now();
    state.attempts.take(peer.address(), now).map_err(|wait| {
        let seconds = wait.as_secs().saturating_add(1);
        Problem::new(
            &catalogue::TOO_MANY_ATTEMPTS,
            format!("too many links were tried from this address: wait {seconds} seconds"),
        )
        .retry_after(seconds)
    })?;
    let cookie = named_cookie(&parts.headers, CHECK_COOKIE).map(str::to_owned);
    let request = Request::from_parts(parts, body);
    let JsonBody(OpenCheck { token }) = JsonBody::from_request(request, &state).await?;
    let opened = state.app.open_check(token.trim(), cookie.as_deref()).await?;
    state.attempts.give_back(peer.address());
    let view = Json(CheckStateView::from(&opened.state));
    let Some(cookie) = opened.cookie else { return Ok(view.into_response()) };
    let left = opened.state.expires_at.unix_millis() - state.around.clock.utc().unix_millis();
    let max_age = u64::try_from(left / 1_000).unwrap_or(0) + AFTERWARDS_S;
    let cookie = check_cookie(&cookie, max_age, state.settings.behind_tls);
    Ok(([(header::SET_COOKIE, cookie)], view).into_response())
}
