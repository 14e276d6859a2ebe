//! Failures in the words of RFC 6749 section 5.2.

use app::TokenFault;
use app::oidc::{ErrorCode, OauthError};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// A failure.
#[derive(Serialize, ToSchema)]
pub(in crate::routes) struct OauthErrorView {
    /// A word of the standard.
    error: &'static str,
    /// What to change. Never about a person.
    error_description: &'static str,
}

/// Why a client is given nothing, as it leaves.
pub(in crate::routes) enum Fault {
    /// In the words of the standard.
    Oauth(OauthError),
    /// What the standard has no words for.
    Problem(Problem),
}

impl From<TokenFault> for Fault {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Oauth(error) => Self::Oauth(error),
            TokenFault::App(error) => Self::Problem(error.into()),
        }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Fault {
    /// Whether somebody may be guessing secrets.
    pub(super) const fn is_guess(&self) -> bool {
        matches!(self, Self::Oauth(OauthError { code: ErrorCode::InvalidClient, .. }))
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let error = match self {
            Self::Problem(problem) => return problem.into_response(),
            Self::Oauth(error) => error,
        };
        let (status, challenge) = match error.code {
            ErrorCode::InvalidClient => {
                (StatusCode::UNAUTHORIZED, Some("Basic realm=\"likeness\""))
            }
            ErrorCode::InvalidToken => (
                StatusCode::UNAUTHORIZED,
                Some("Bearer realm=\"likeness\", error=\"invalid_token\""),
            ),
            ErrorCode::TemporarilyUnavailable => (StatusCode::SERVICE_UNAVAILABLE, None),
            _ => (StatusCode::BAD_REQUEST, None),
        };
        let view =
            OauthErrorView { error: error.code.as_str(), error_description: error.description };
        let mut response =
            (status, [(header::CACHE_CONTROL, "no-store")], Json(view)).into_response();
        if let Some(challenge) = challenge {
            let value = HeaderValue::from_static(challenge);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}
