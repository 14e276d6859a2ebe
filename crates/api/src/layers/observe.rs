//! A span and two metrics per request. They name the route's template, never the path, the query, a body
//! or a person.

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::state::ApiState;

const REQUESTS: &str = "likeness_http_requests_total";
const DURATION: &str = "likeness_http_request_duration_seconds";
const FOLLOWERS: &str = "likeness_live_connections";

/// Wraps one request.
pub(crate) async fn observe(
    State(state): State<ApiState>,
    request: Request,
    next: Next,
) -> Response {
    let method = method_name(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(none)".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        http.method = method,
        http.route = route,
        http.status = tracing::field::Empty,
        duration_ms = tracing::field::Empty,
    );
    let began = state.around.clock.now();
    let response = next.run(request).instrument(span.clone()).await;
    let took = state.around.clock.now().saturating_duration_since(began);
    let status = response.status().as_u16();
    span.record("http.status", status);
    span.record("duration_ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    span.in_scope(|| tracing::debug!("answered"));
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!(REQUESTS, &labels).increment(1);
    metrics::histogram!(DURATION, &labels[..2]).record(took.as_secs_f64());
    response
}

/// Methods as a closed set: clients can make up others, and labels must stay few.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Names the metrics of this crate, so that they exist with their unit from the start.
pub(crate) fn describe_metrics() {
    metrics::describe_counter!(REQUESTS, "requests answered, by method, route template and status");
    metrics::describe_histogram!(
        DURATION,
        metrics::Unit::Seconds,
        "time until the answer began, by method and route template"
    );
    metrics::describe_gauge!(FOLLOWERS, "open live connections, by transport");
    for transport in ["websocket", "events", "frames"] {
        metrics::gauge!(FOLLOWERS, "transport" => transport).set(0.0);
    }
}

/// Counts one open live connection while it lives.
pub(crate) struct OpenConnection(&'static str);

impl OpenConnection {
    /// A connection over `transport`.
    pub(crate) fn open(transport: &'static str) -> Self {
        metrics::gauge!(FOLLOWERS, "transport" => transport).increment(1.0);
        Self(transport)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        metrics::gauge!(FOLLOWERS, "transport" => self.0).decrement(1.0);
    }
}
