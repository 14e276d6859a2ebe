//! `GET` and `POST /oidc/userinfo`: whose login it was, once more.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::OauthErrorView;
use super::fault::Fault;
use crate::auth::bearer;
use crate::state::ApiState;

/// Whose login it was.
#[derive(Serialize, ToSchema)]
pub(in crate::routes) struct UserinfoView {
    /// The same as in the `id_token`.
    sub: String,
}

#[utoipa::path(get, path = "/oidc/userinfo", tag = "login",
    summary = "Whose login it was",
    description = "OpenID Connect Core 1.0, section 5.3. Nothing but `sub`: the relying party knows its people.",
    responses(
        (status = 200, description = "The subject", body = UserinfoView),
        (status = 401, description = "`invalid_token`", body = OauthErrorView),
        (status = 404, description = "`login_off`"),
    ))]
pub(in crate::routes) async fn userinfo(
    State(state): State<ApiState>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Fault> {
    let token = headers.get(header::AUTHORIZATION).and_then(bearer).unwrap_or_default();
    let sub = state.app.login_subject(token)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(UserinfoView { sub })))
}

#[utoipa::path(post, path = "/oidc/userinfo", tag = "login",
    summary = "Whose login it was, asked by a form",
    description = "The same as `GET`.",
    responses(
        (status = 200, description = "The subject", body = UserinfoView),
        (status = 401, description = "`invalid_token`", body = OauthErrorView),
        (status = 404, description = "`login_off`"),
    ))]
pub(in crate::routes) async fn userinfo_by_form(
    state: State<ApiState>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Fault> {
    userinfo(state, headers).await
}
