//! `POST /oidc/token`: a client redeems its code.

use app::TokenFault;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::fault::Fault;
use super::{FormParams, OauthErrorView};
use crate::auth::Peer;
use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;

/// What a code is worth.
#[derive(Serialize, ToSchema)]
pub(in crate::routes) struct TokensView {
    /// A JWT that says who was here, signed with RS256.
    id_token: String,
    /// Opens `/oidc/userinfo`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds that the access token is good for.
    expires_in: u64,
    /// What was granted.
    scope: &'static str,
}

#[utoipa::path(post, path = "/oidc/token", tag = "login",
    summary = "Redeem a code",
    description = "RFC 6749 with PKCE. A code is good once, for a minute, for its client. Shown twice, what was given for it is taken back.",
    request_body(content_type = "application/x-www-form-urlencoded", content = Object),
    responses(
        (status = 200, description = "The tokens", body = TokensView),
        (status = 400, description = "`invalid_grant`, `invalid_request`, `unsupported_grant_type`", body = OauthErrorView),
        (status = 401, description = "`invalid_client`", body = OauthErrorView),
        (status = 404, description = "`login_off`"),
        (status = 429, description = "`too_many_attempts`"),
    ))]
pub(in crate::routes) async fn token(
    peer: Peer,
    State(state): State<ApiState>,
    headers: HeaderMap,
    FormParams(params): FormParams,
) -> Result<impl IntoResponse, Fault> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let tokens = guarded(&peer, &state, state.app.redeem_login(shown, &params)).await?;
    let view = TokensView {
        id_token: tokens.id_token,
        access_token: tokens.access_token.reveal().to_owned(),
        token_type: "Bearer",
        expires_in: tokens.expires_in_s,
        scope: "openid",
    };
    Ok(([(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")], Json(view)))
}

/// Counts guesses at secrets per address, as sign-ins are.
pub(super) async fn guarded<T>(
    peer: &Peer,
    state: &ApiState,
    asked: impl Future<Output = Result<T, TokenFault>>,
) -> Result<T, Fault> {
    state.attempts.take(peer.address(), state.around.clock.now()).map_err(|wait| {
        let seconds = wait.as_secs().saturating_add(1);
        Problem::new(
            &catalogue::TOO_MANY_ATTEMPTS,
            format!("too many secrets were tried from this address: wait {seconds} seconds"),
        )
        .retry_after(seconds)
    })?;
    let found = asked.await.map_err(Fault::from);
    if !found.as_ref().is_err_and(Fault::is_guess) {
        state.attempts.give_back(peer.address());
    }
    found
}
