//! The provider of logins: what relying parties and their browsers call. Requests are forms and failures are those
//! of RFC 6749, because that is what their libraries read; only what no client may be told is a page of ours.

pub(super) mod authorize;
pub(super) mod documents;
mod fault;
mod pages;
pub(super) mod par;
pub(super) mod token;
pub(super) mod userinfo;

pub(super) use authorize::to_page;
pub(super) use fault::OauthErrorView;
pub(super) use pages::answer;

use app::oidc::Params;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};

use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;

/// A form.
pub(super) struct FormParams(pub(super) Params);

impl FromRequest<ApiState> for FormParams {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|essence| {
                essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
            });
        if !is_form {
            return Err(Problem::new(
                &catalogue::UNSUPPORTED_MEDIA_TYPE,
                "send the body as `application/x-www-form-urlencoded`",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                let limit = state.settings.max_json_bytes;
                return Problem::new(
                    &catalogue::BODY_TOO_LARGE,
                    format!("the body is longer than {limit} bytes"),
                );
            }
            Problem::new(&catalogue::BAD_REQUEST, "the body broke off: send the request again")
        })?;
        Ok(Self(Params::parse(&bytes)))
    }
}
