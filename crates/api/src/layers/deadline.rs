//! The time limit of requests that neither upload nor stream.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::catalogue;
use crate::problem::Problem;

/// Answers `timed_out` when the handler takes longer than `limit`.
pub(crate) async fn deadline(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            &catalogue::TIMED_OUT,
            "the service could not answer in time: try again in a moment",
        )
        .retry_after(5)
        .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_handler_that_never_ends_is_cut_off() {
        let layer = axum::middleware::from_fn_with_state(Duration::from_secs(30), deadline);
        let router =
            Router::new().route("/", get(std::future::pending::<&'static str>)).layer(layer);
        let response =
            router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()["retry-after"], "5");
    }
}
