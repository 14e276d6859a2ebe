//! Whatever fails leaves as problem details, also what axum and its extractors answer in plain text.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::catalogue;
use crate::problem::Problem;

/// Replaces failures in plain text (or without text) by problems; keeps their headers.
pub(crate) async fn shape_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || has_own_form(&response) {
        return response;
    }
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!("a library answered with an internal error");
    }
    let kind = catalogue::for_status(status);
    let (mut parts, _) = response.into_parts();
    let (shaped, body) = Problem::new(kind, kind.meaning).into_response().into_parts();
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::TRANSFER_ENCODING] {
        parts.headers.remove(name);
    }
    parts.headers.extend(shaped.headers);
    parts.status = shaped.status;
    Response::from_parts(parts, body)
}

fn has_own_form(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| !v.starts_with("text/plain"))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    async fn check(method: &str, path: &str, status: u16, content_type: &str) -> Response {
        let router = Router::new()
            .route("/plain", post(|| async { (StatusCode::PAYLOAD_TOO_LARGE, "too long") }))
            .route("/html", post(|| async { (StatusCode::NOT_FOUND, axum::response::Html("x")) }))
            .layer(axum::middleware::from_fn(shape_problems));
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()[header::CONTENT_TYPE], content_type);
        response
    }

    #[tokio::test]
    async fn plain_failures_become_problems_and_others_keep_their_form() {
        check("POST", "/plain", 413, "application/problem+json").await;
        check("POST", "/html", 404, "text/html; charset=utf-8").await;
        let response = check("GET", "/plain", 405, "application/problem+json").await;
        assert_eq!(response.headers()[header::ALLOW], "POST");
    }
}
