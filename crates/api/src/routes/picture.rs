//! Pictures as answers.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

/// A JPEG that no cache may keep: it shows a person.
pub(crate) fn jpeg(bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store")], bytes)
        .into_response()
}
