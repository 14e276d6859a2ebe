//! `POST /oidc/par`: a client pushes its request (RFC 9126).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::fault::Fault;
use super::token::guarded;
use super::{FormParams, OauthErrorView};
use crate::auth::Peer;
use crate::state::ApiState;

/// A request that was pushed.
#[derive(Serialize, ToSchema)]
pub(in crate::routes) struct PushedView {
    /// Names it, once, at the authorization endpoint.
    request_uri: String,
    /// Seconds that it waits.
    expires_in: u64,
}

#[utoipa::path(post, path = "/oidc/par", tag = "login",
    summary = "Push a request",
    description = "RFC 9126. The client proves who it is; the browser then only carries `client_id` and `request_uri`.",
    request_body(content_type = "application/x-www-form-urlencoded", content = Object),
    responses(
        (status = 201, description = "It waits", body = PushedView),
        (status = 400, description = "What is wrong with it", body = OauthErrorView),
        (status = 401, description = "`invalid_client`", body = OauthErrorView),
        (status = 404, description = "`login_off`"),
        (status = 429, description = "`too_many_attempts`"),
    ))]
pub(in crate::routes) async fn push(
    peer: Peer,
    State(state): State<ApiState>,
    headers: HeaderMap,
    FormParams(params): FormParams,
) -> Result<impl IntoResponse, Fault> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let pushed = guarded(&peer, &state, async { state.app.push_login(shown, params) }).await?;
    let view = PushedView { request_uri: pushed.uri, expires_in: pushed.expires_in_s };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(view)))
}
