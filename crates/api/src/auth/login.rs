//! The browser of a login: a cookie that stands for one login and for nothing else.

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::request::Parts;

use super::browser::named_cookie;
use super::caller::unauthenticated;
use super::check_origin;
use crate::problem::Problem;
use crate::state::ApiState;

/// The cookie's name.
const LOGIN_COOKIE: &str = "likeness_login";

/// A browser that a login is bound to. Only the login knows whether it is right.
pub(crate) struct LoginBrowser(pub(crate) String);

impl FromRequestParts<ApiState> for LoginBrowser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let cookie = named_cookie(&parts.headers, LOGIN_COOKIE).ok_or_else(|| {
            unauthenticated("this browser has no login here: begin again from the application")
        })?;
        let cookie = cookie.to_owned();
        check_origin(parts, &state.settings.allowed_origins)?;
        Ok(Self(cookie))
    }
}

/// The `Set-Cookie` value. It goes to the login's endpoints alone, and only from our own page, although another
/// site's redirect or form brought the browser here.
pub(crate) fn login_cookie(value: &str, max_age_s: u64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{LOGIN_COOKIE}={value}; Path=/v1/login; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}"
    );
    // base64url and decimal digits are always header characters.
    HeaderValue::from_str(&text).expect("a cookie of plain characters")
}
