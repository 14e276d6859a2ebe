//! A panic in a handler answers this request with 500 and no other. Its text stays where the panic hook
//! put it: it may hold what the client sent.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::catalogue;
use crate::problem::Problem;

/// The answer to a request whose handler panicked.
pub(crate) fn panicked(_payload: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request handler panicked");
    Problem::new(
        &catalogue::INTERNAL,
        "the service could not do this because of an internal fault: its log says why",
    )
    .into_response()
}
