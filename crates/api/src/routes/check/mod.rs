//! The candidate's check: what a page with the cookie of an invitation may do.

pub(super) mod camera;
pub(super) mod consent;
pub(super) mod document;
pub(super) mod frames;
pub(super) mod language;
pub(super) mod live;
pub(super) mod move_on;
pub(super) mod one_sided;
pub(super) mod open;
pub(super) mod state;

use app::{InvitationToken, qr_svg};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

use crate::state::ApiState;

/// Where this service is for whoever opens a link: as configured, or as the request came.
pub(super) struct PublicUrl(String);

impl FromRequestParts<ApiState> for PublicUrl {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ApiState,
    ) -> Result<Self, Self::Rejection> {
        let settings = &state.settings;
        Ok(Self(settings.public_url.clone().unwrap_or_else(|| {
            let scheme = if settings.behind_tls { "https" } else { "http" };
            let authority = parts.uri.authority().map(Authority::as_str);
            let host = host(&parts.headers).or(authority).unwrap_or("localhost");
            format!("{scheme}://{host}")
        })))
    }
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

impl PublicUrl {
    /// The link that this secret opens. The secret stands in the fragment, which no browser sends.
    pub(super) fn link(&self, token: &InvitationToken) -> String {
        format!("{}/check#{}", self.0, token.reveal())
    }
}

/// A link as a picture. One that fits no QR code has no picture: the link is there.
pub(super) fn qr_of(link: &str) -> String {
    qr_svg(link).unwrap_or_default()
}
