//! For those who run the service: is it alive, is it ready, what does it count.

use app::Scope;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::auth::{Caller, Peer};
use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    summary = "Whether the process answers",
    responses((status = 200, description = "It does", body = String, content_type = "text/plain")))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The service can do its work.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    summary = "Whether the service can do its work",
    responses(
        (status = 200, description = "Records can be read and models are loaded", body = String,
            content_type = "text/plain"),
        (status = 503, description = "`not_ready`"),
    ))]
pub(crate) async fn readyz(State(state): State<ApiState>) -> Result<&'static str, Problem> {
    if state.app.ready().await {
        return Ok("ready\n");
    }
    Err(Problem::new(
        &catalogue::NOT_READY,
        "the records cannot be read, no model is loaded, or the service is stopping: see its log",
    ))
}

/// Prometheus metrics: free on this machine, for `admin` from elsewhere.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    summary = "Counters and timings for Prometheus",
    description = "Free for requests made on the machine itself; from elsewhere with the scope `admin`.",
    responses(
        (status = 200, description = "Prometheus text format", body = String,
            content_type = "text/plain; version=0.0.4"),
        (status = 401, description = "`unauthenticated`, from another machine"),
    ))]
pub(crate) async fn metrics(
    peer: Peer,
    State(state): State<ApiState>,
    request: Request,
) -> Result<Response, Problem> {
    if !peer.is_local() {
        let (mut parts, _) = request.into_parts();
        Caller::from_request_parts(&mut parts, &state).await?.needs(Scope::Admin)?;
    }
    let Some(metrics) = &state.around.metrics else {
        return Err(Problem::new(&catalogue::NOT_FOUND, "metrics are switched off"));
    };
    state.app.refresh_metrics();
    let text = metrics.render();
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
        .into_response())
}
