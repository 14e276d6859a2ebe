//! `GET /.well-known/openid-configuration` and `GET /oidc/jwks`: what we say about ourselves, and our keys.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::Value;

use crate::problem::Problem;
use crate::state::ApiState;

/// How long others may keep either: short of the two days that a new key is shown before it signs.
const KEPT: &str = "public, max-age=3600";

#[utoipa::path(get, path = "/.well-known/openid-configuration", tag = "login",
    summary = "What this provider of logins can do",
    description = "OpenID Connect Discovery 1.0. docs/LOGIN.md says how to register it with Keycloak, Entra and Okta.",
    responses(
        (status = 200, description = "The metadata", body = Object),
        (status = 404, description = "`login_off`"),
    ))]
pub(in crate::routes) async fn configuration(
    State(state): State<ApiState>,
) -> Result<impl IntoResponse, Problem> {
    let document: Value = state.app.login_metadata()?;
    Ok(([(header::CACHE_CONTROL, KEPT)], Json(document)))
}

#[utoipa::path(get, path = "/oidc/jwks", tag = "login",
    summary = "The keys that logins are signed with",
    description = "A JWKS document with `x5c`. A new key stands in it two days before it signs.",
    responses(
        (status = 200, description = "The keys", body = Object),
        (status = 404, description = "`login_off`"),
    ))]
pub(in crate::routes) async fn keys(
    State(state): State<ApiState>,
) -> Result<impl IntoResponse, Problem> {
    let document = state.app.login_key_set().await?;
    Ok(([(header::CACHE_CONTROL, KEPT)], Json(document)))
}
