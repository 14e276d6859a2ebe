//! The extractor that authenticates a request. Handlers then ask it for the scope that they need.

use app::{Actor, Scope};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};

use super::{check_origin, cookie_value};
use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;

/// An authenticated request.
pub(crate) struct Caller(app::Caller);

impl Caller {
    /// Passes when the key has `scope`; the actor for the audit trail comes with it.
    pub(crate) fn needs(&self, scope: Scope) -> Result<Actor, Problem> {
        if self.0.may(scope) {
            return Ok(self.0.actor());
        }
        Err(Problem::new(
            &catalogue::SCOPE_MISSING,
            format!("this needs a key with the scope {}", scope.as_str()),
        ))
    }

    /// Who it is.
    pub(crate) const fn who(&self) -> &app::Caller {
        &self.0
    }
}

impl FromRequestParts<ApiState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
            let token = bearer(value)
                .ok_or_else(|| unauthenticated("the Authorization header is not `Bearer lk_…`"))?;
            let caller = state.app.authenticate(token).await?;
            return caller.map(Self).ok_or_else(|| {
                unauthenticated("nobody holds this API key, or it was revoked: use another")
            });
        }
        let cookie = cookie_value(&parts.headers).ok_or_else(|| {
            unauthenticated("send an API key as `Authorization: Bearer lk_…`, or sign in first")
        })?;
        let caller = state
            .browsers
            .caller(cookie, state.around.clock.now())
            .ok_or_else(|| unauthenticated("this sign-in has ended: sign in again"))?;
        check_origin(parts, &state.settings.allowed_origins)?;
        Ok(Self(caller))
    }
}

/// The token of a `Bearer` header; the scheme's name has no case (RFC 9110 section 11.1).
pub(crate) fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

pub(crate) fn unauthenticated(detail: &'static str) -> Problem {
    Problem::new(&catalogue::UNAUTHENTICATED, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_has_no_case_and_must_be_there() {
        let check = |text: &'static str, expected| {
            assert_eq!(bearer(&HeaderValue::from_static(text)), expected, "{text}");
        };
        check("Bearer lk_a_b", Some("lk_a_b"));
        check("bearer  lk_a_b", Some("lk_a_b"));
        check("Basic lk_a_b", None);
        check("lk_a_b", None);
    }
}
