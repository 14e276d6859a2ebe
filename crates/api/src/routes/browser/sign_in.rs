//! `POST /v1/sign-in`: a browser exchanges an API key for a cookie.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use super::set_cookie;
use crate::auth::Peer;
use crate::catalogue;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;

/// The key to sign in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// `lk_<id>_<secret>`.
    api_key: String,
}

#[utoipa::path(post, path = "/v1/sign-in", tag = "sign-in",
    summary = "Sign a browser in",
    description = "Kept in memory for half a working day; attempts are limited per address.",
    request_body = SignIn,
    responses(
        (status = 204, description = "Signed in; the cookie `likeness` is set"),
        (status = 401, description = "`unauthenticated`: nobody holds this key"),
        (status = 429, description = "`too_many_attempts`"),
    ))]
pub(crate) async fn sign_in(
    peer: Peer,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<SignIn>,
) -> Result<impl IntoResponse, Problem> {
    let now = state.around.clock.now();
    state.attempts.take(peer.address(), now).map_err(|wait| {
        let seconds = wait.as_secs().saturating_add(1);
        Problem::new(
            &catalogue::TOO_MANY_ATTEMPTS,
            format!("too many keys were tried from this address: wait {seconds} seconds"),
        )
        .retry_after(seconds)
    })?;
    let Some(caller) = state.app.authenticate(body.api_key.trim()).await? else {
        return Err(Problem::new(
            &catalogue::UNAUTHENTICATED,
            "nobody holds this API key, or it was revoked: check it for missing characters",
        ));
    };
    state.attempts.give_back(peer.address());
    let cookie = state.browsers.sign_in(caller, now, &*state.around.entropy);
    let cookie = set_cookie(&cookie, state.browsers.length().as_secs(), state.settings.behind_tls);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::settings::ApiSettings;
    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_key_becomes_a_cookie_that_works_and_ends() {
        let api = TestApi::start().await;
        let answer = api.anonymous("POST", "/v1/sign-in").json(&json!({"api_key": api.key}));
        let answer = answer.send().await;
        answer.status(204);
        let cookie = answer.header("set-cookie").to_owned();
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        assert!(cookie.contains("Path=/; Max-Age=43200") && !cookie.contains("Secure"));
        let value = cookie.split(';').next().unwrap().to_owned();
        let me = || api.anonymous("GET", "/v1/me").header("cookie", &value);
        me().send().await.json(200);
        api.clock.advance(Duration::from_secs(12 * 60 * 60));
        me().send().await.problem(401, "unauthenticated");
    }

    #[tokio::test]
    async fn behind_tls_the_cookie_is_secure() {
        let settings = ApiSettings { behind_tls: true, ..ApiSettings::default() };
        let api = TestApi::with(settings).await;
        let answer = api.anonymous("POST", "/v1/sign-in").json(&json!({"api_key": api.key}));
        assert!(answer.send().await.header("set-cookie").ends_with("; Secure"));
    }

    #[tokio::test]
    async fn wrong_keys_are_counted_and_then_refused_for_a_while() {
        let settings = ApiSettings { sign_in_attempts: 2, ..ApiSettings::default() };
        let api = TestApi::with(settings).await;
        let attempt =
            |key: &str| api.anonymous("POST", "/v1/sign-in").json(&json!({"api_key": key})).send();
        attempt("Marker").await.problem(401, "unauthenticated");
        attempt(&api.key).await.status(204);
        attempt("lk_no_body").await.problem(401, "unauthenticated");
        let answer = attempt(&api.key).await;
        assert_eq!(answer.header("retry-after"), "301");
        answer.problem(429, "too_many_attempts");
        api.clock.advance(Duration::from_secs(300));
        attempt(&api.key).await.status(204);
    }
}
