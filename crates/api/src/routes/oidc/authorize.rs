//! `GET` and `POST /oidc/authorize`: a browser comes with a request.

use app::Authorized;
use app::oidc::Params;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::pages::{error_page, redirect, wait_page};
use super::{FormParams, answer};
use crate::auth::{Peer, login_cookie};
use crate::problem::Problem;
use crate::state::ApiState;

/// The login's page.
const PAGE: &str = "/login";

#[utoipa::path(get, path = "/oidc/authorize", tag = "login",
    summary = "Ask for a login",
    description = "OpenID Connect Core 1.0: authorization code with PKCE (`S256`), or an `id_token` by `form_post` for Entra. \
        Whoever is not registered, or names another address, gets a page; everything else is told to the client.",
    responses(
        (status = 303, description = "To the login's page, or back to the client"),
        (status = 200, description = "A form that the browser posts to the client"),
        (status = 400, description = "A page: unknown client, address or pushed request"),
        (status = 404, description = "`login_off`"),
        (status = 429, description = "A page: too many logins from this address"),
    ))]
pub(in crate::routes) async fn authorize(
    peer: Peer,
    State(state): State<ApiState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    begin(&peer, &state, Params::parse(query.unwrap_or_default().as_bytes())).await
}

#[utoipa::path(post, path = "/oidc/authorize", tag = "login",
    summary = "Ask for a login by a form",
    description = "The same as `GET`, as Entra does.",
    request_body(content_type = "application/x-www-form-urlencoded", content = Object),
    responses(
        (status = 303, description = "To the login's page, or back to the client"),
        (status = 200, description = "A form that the browser posts to the client"),
        (status = 400, description = "A page: unknown client, address or pushed request"),
        (status = 404, description = "`login_off`"),
        (status = 415, description = "`unsupported_media_type`"),
        (status = 429, description = "A page: too many logins from this address"),
    ))]
pub(in crate::routes) async fn authorize_by_form(
    peer: Peer,
    State(state): State<ApiState>,
    FormParams(params): FormParams,
) -> Result<Response, Problem> {
    begin(&peer, &state, params).await
}

/// To the login's page.
pub(in crate::routes) fn to_page() -> Response {
    redirect(PAGE)
}

async fn begin(peer: &Peer, state: &ApiState, params: Params) -> Result<Response, Problem> {
    if let Err(wait) = state.logins.take(peer.address(), state.around.clock.now()) {
        return Ok(wait_page(wait.as_secs().saturating_add(1)));
    }
    Ok(match state.app.authorize(params).await? {
        Authorized::Page(error) => error_page(error),
        Authorized::Answer(told) => answer(&told),
        Authorized::Camera { cookie, max_age_s } => {
            let cookie = login_cookie(cookie.reveal(), max_age_s, state.settings.behind_tls);
            ([(header::SET_COOKIE, cookie)], to_page()).into_response()
        }
    })
}
