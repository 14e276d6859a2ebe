//! Signing a browser in and out with an API key.

pub(super) mod me;
pub(super) mod sign_in;
pub(super) mod sign_out;

use axum::http::HeaderValue;

use crate::auth::COOKIE;

/// The `Set-Cookie` value. `max_age_s` of zero takes the cookie away.
fn set_cookie(value: &str, max_age_s: u64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}");
    // Base64url and digits are always header characters.
    HeaderValue::from_str(&text).expect("a cookie of plain characters")
}
