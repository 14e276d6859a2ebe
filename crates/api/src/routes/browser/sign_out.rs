//! `POST /v1/sign-out`: the cookie stops working.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::set_cookie;
use crate::auth::{check_origin, cookie_value};
use crate::problem::Problem;
use crate::state::ApiState;

#[utoipa::path(post, path = "/v1/sign-out", tag = "sign-in",
    summary = "Sign a browser out",
    description = "Signing out without being signed in is no error.",
    responses((status = 204, description = "Signed out")))]
pub(crate) async fn sign_out(
    State(state): State<ApiState>,
    request: Request,
) -> Result<impl IntoResponse, Problem> {
    let (parts, _) = request.into_parts();
    if let Some(cookie) = cookie_value(&parts.headers) {
        check_origin(&parts, &state.settings.allowed_origins)?;
        state.browsers.sign_out(cookie);
    }
    let gone = set_cookie("", 0, state.settings.behind_tls);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]))
}

#[cfg(test)]
mod tests {
    use crate::testing::{HOST, ORIGIN, TestApi};

    #[tokio::test]
    async fn a_signed_out_cookie_is_nobody() {
        let api = TestApi::start().await;
        let cookie = api.sign_in().await;
        let from_us =
            || api.anonymous("POST", "/v1/sign-out").header("cookie", &cookie).header("host", HOST);
        from_us().send().await.problem(403, "origin_refused");
        let answer = from_us().header("origin", ORIGIN).send().await;
        answer.status(204);
        assert!(answer.header("set-cookie").starts_with("likeness=; Path=/; Max-Age=0"));
        let me = api.anonymous("GET", "/v1/me").header("cookie", &cookie).send().await;
        me.problem(401, "unauthenticated");
        api.anonymous("POST", "/v1/sign-out").send().await.status(204);
    }
}
