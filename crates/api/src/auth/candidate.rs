//! The candidate's browser: a cookie that stands for one check and for nothing else.

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::request::Parts;

use super::browser::named_cookie;
use super::caller::unauthenticated;
use super::check_origin;
use crate::problem::Problem;
use crate::state::ApiState;

/// The cookie's name.
pub(crate) const CHECK_COOKIE: &str = "likeness_check";

/// A browser that a check is bound to. Only the check knows whether it is right.
pub(crate) struct Candidate(pub(crate) String);

impl FromRequestParts<ApiState> for Candidate {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let cookie = named_cookie(&parts.headers, CHECK_COOKIE).ok_or_else(|| {
            unauthenticated("this browser has no check: open the link of the invitation")
        })?;
        let cookie = cookie.to_owned();
        check_origin(parts, &state.settings.allowed_origins)?;
        Ok(Self(cookie))
    }
}

/// The `Set-Cookie` value. It goes to the check's endpoints alone.
pub(crate) fn check_cookie(value: &str, max_age_s: u64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{CHECK_COOKIE}={value}; Path=/v1/check; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}"
    );
    // Hexadecimal and decimal digits are always header characters.
    HeaderValue::from_str(&text).expect("a cookie of plain characters")
}
