//! A multipart form, part by part.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::header;

use super::brake::{BrakedBody, Pressure};
use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;

/// Room in a form for the other fields and the boundaries.
pub(crate) const AROUND_FILE_BYTES: u64 = 64 * 1024;

/// A form being received.
pub(crate) struct Form {
    inner: Multipart,
    pressure: Pressure,
    idle: Duration,
    /// What the client says the whole body is long.
    announced: Option<u64>,
}

/// One part of a form.
pub(crate) struct Part<'a> {
    field: Field<'a>,
    pressure: Pressure,
    idle: Duration,
}

impl FromRequest<ApiState> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let text = |name| parts.headers.get(name).and_then(|v| v.to_str().ok());
        let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
        if !content_type.to_ascii_lowercase().starts_with("multipart/form-data") {
            return Err(Problem::new(
                &catalogue::UNSUPPORTED_MEDIA_TYPE,
                "send the file in a form, with `Content-Type: multipart/form-data`",
            ));
        }
        let announced = text(header::CONTENT_LENGTH).and_then(|v| v.parse().ok());
        let pressure = Pressure::default();
        let body = BrakedBody::wrap(body, pressure.clone());
        let inner = Multipart::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|_| {
                Problem::new(&catalogue::BAD_REQUEST, "the form's content type names no boundary")
            })?;
        let idle = Duration::from_millis(state.settings.upload_idle_timeout_ms);
        Ok(Self { inner, pressure, idle, announced })
    }
}

impl Form {
    /// Refuses a form whose announced length cannot fit a file of `limit` bytes, before reading it.
    pub(crate) fn announces_at_most(&self, limit: u64) -> Result<(), Problem> {
        match self.announced {
            Some(length) if length > limit.saturating_add(AROUND_FILE_BYTES) => {
                Err(too_large(limit))
            }
            _ => Ok(()),
        }
    }

    /// The next part; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Part<'_>>, Problem> {
        let next = tokio::time::timeout(self.idle, self.inner.next_field()).await;
        let field = next.map_err(|_| paused())?.map_err(|e| broken_off(&e))?;
        self.pressure.release();
        Ok(field.map(|field| Part { field, pressure: self.pressure.clone(), idle: self.idle }))
    }
}

impl Part<'_> {
    /// The field's name, empty when it has none.
    pub(crate) fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// The next piece of its content; none at its end.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Problem> {
        let next = tokio::time::timeout(self.idle, self.field.chunk()).await;
        let piece = next.map_err(|_| paused())?.map_err(|e| broken_off(&e))?;
        self.pressure.release();
        Ok(piece)
    }
}

pub(super) fn too_large(limit: u64) -> Problem {
    Problem::new(
        &catalogue::UPLOAD_TOO_LARGE,
        format!("the file is larger than {limit} bytes: send a shorter or more compressed one"),
    )
}

fn broken_off(cause: &MultipartError) -> Problem {
    tracing::debug!(cause = cause as &dyn std::error::Error, "an upload broke off");
    Problem::new(
        &catalogue::UPLOAD_BROKEN_OFF,
        "the form broke off or is damaged: send the file again",
    )
}

fn paused() -> Problem {
    Problem::new(
        &catalogue::UPLOAD_BROKEN_OFF,
        "the upload paused for too long: send the file again over a steadier connection",
    )
}
