//! Who sends a stream: the holder of a session's stream key, or anybody whose key of the API may feed
//! sessions.

use app::Scope;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use domain::SessionId;

use super::Caller;
use super::caller::{bearer, unauthenticated};
use crate::problem::Problem;
use crate::state::ApiState;

/// What stream keys begin with.
const STREAM_KEY: &str = "ls_";

/// A request that carries a stream key or an authentication.
pub(crate) enum Sender {
    /// As every other request.
    Caller(Caller),
    /// A stream key, not looked at yet: only the session knows whether it is right.
    Key(String),
}

impl Sender {
    /// Passes when it may send into that session.
    pub(crate) async fn may_send(&self, state: &ApiState, id: SessionId) -> Result<(), Problem> {
        match self {
            Self::Caller(caller) => {
                caller.needs(Scope::SessionsWrite)?;
                state.app.check_session(id).await?;
            }
            Self::Key(key) => {
                state.app.check_session(id).await?;
                if !state.app.admits_stream(id, key) {
                    return Err(unauthenticated(
                        "this stream key is not that of this session, or the session has ended",
                    ));
                }
            }
        }
        Ok(())
    }
}

impl FromRequestParts<ApiState> for Sender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let key = parts.headers.get(header::AUTHORIZATION).and_then(bearer);
        if let Some(key) = key.filter(|key| key.starts_with(STREAM_KEY)) {
            return Ok(Self::Key(key.to_owned()));
        }
        Caller::from_request_parts(parts, state).await.map(Self::Caller)
    }
}
