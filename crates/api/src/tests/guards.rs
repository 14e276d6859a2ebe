//! What stands around every endpoint: unknown addresses, security headers, the browser's cookie, metrics,
//! panics.

use app::Scope;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use serde_json::json;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use crate::testing::{HOST, ORIGIN, TestApi};

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_under_v1_only() {
    let api = TestApi::start().await;
    for path in ["/v1", "/v1/", "/v1/Marker", "/v1/people/a/b/c", "/v1/sessions/a/Marker"] {
        let text = api.get(path).await.problem(404, "no_such_endpoint");
        assert!(!text.contains("Marker"));
    }
    let answer = api.request("PATCH", "/v1/people").send().await;
    answer.problem(405, "method_not_allowed");
    let allowed = answer.header("allow");
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
    api.get("/v1/sessions/upload").await.problem(405, "method_not_allowed");
    api.request("POST", "/some/page").send().await.problem(405, "method_not_allowed");
    let page = api.anonymous("GET", "/sessions/0198").send().await;
    assert!(page.header("content-type").starts_with("text/html"));
    page.status(200);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let api = TestApi::start().await;
    for path in ["/", "/docs", "/healthz", "/v1/about", "/v1/nothing"] {
        let answer = api.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self'; img-src 'self' blob: data:"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        if path.starts_with("/v1") {
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn a_cookie_counts_for_our_own_pages_only() {
    let api = TestApi::start().await;
    let cookie = api.sign_in().await;
    let create = |origin: Option<&str>| {
        let call = api.anonymous("POST", "/v1/people").header("cookie", &cookie);
        let call = call.header("host", HOST).json(&json!({"display_name": "Ada"}));
        match origin {
            Some(origin) => call.header("origin", origin).send(),
            None => call.send(),
        }
    };
    create(Some(ORIGIN)).await.status(201);
    create(None).await.problem(403, "origin_refused");
    create(Some("http://likeness.test:9090")).await.problem(403, "origin_refused");
    create(Some("null")).await.problem(403, "origin_refused");
    let read = api.anonymous("GET", "/v1/people").header("cookie", &cookie).send().await;
    read.status(200);
}

#[tokio::test]
async fn a_key_needs_no_origin_and_wins_over_a_cookie() {
    let api = TestApi::start().await;
    let cookie = api.sign_in().await;
    let weak = api.key_with(&[Scope::PeopleRead]).await;
    let call = api.anonymous("GET", "/v1/audit").header("cookie", &cookie);
    call.bearer(&weak).send().await.problem(403, "scope_missing");
    let call = api.request("POST", "/v1/people").header("origin", "http://evil.example");
    call.json(&json!({"display_name": "Ada"})).send().await.status(201);
}

#[tokio::test]
async fn health_is_for_everybody_and_readiness_tells_the_truth() {
    let api = TestApi::start().await;
    assert_eq!(api.anonymous("GET", "/healthz").send().await.text(200), "ok\n");
    assert_eq!(api.anonymous("GET", "/readyz").send().await.text(200), "ready\n");
    api.app.shutdown(std::time::Duration::from_secs(1)).await;
    api.anonymous("GET", "/readyz").send().await.problem(503, "not_ready");
    assert_eq!(api.anonymous("GET", "/healthz").send().await.text(200), "ok\n");
}

#[tokio::test]
async fn metrics_are_for_this_machine_and_for_admin() {
    let api = TestApi::start().await;
    let metrics = || api.anonymous("GET", "/metrics");
    let local = metrics().from("127.0.0.1:4000").send().await;
    assert_eq!(local.header("content-type"), "text/plain; version=0.0.4");
    local.status(200);
    metrics().from("192.0.2.7:4000").send().await.problem(401, "unauthenticated");
    let proxied = metrics().from("127.0.0.1:4000").header("x-forwarded-for", "192.0.2.7");
    proxied.send().await.problem(401, "unauthenticated");
    let weak = api.key_with(&[Scope::SessionsRead]).await;
    metrics().bearer(&weak).send().await.problem(403, "scope_missing");
    metrics().bearer(&api.key).send().await.status(200);
}

#[tokio::test]
async fn a_panic_answers_one_request_with_500() {
    async fn broken() -> &'static str {
        panic!("Marker")
    }
    let router = Router::new()
        .route("/", get(broken))
        .layer(CatchPanicLayer::custom(crate::layers::panicked));
    let answer = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 500);
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    let text = String::from_utf8_lossy(&body);
    assert!(text.contains("\"internal\"") && !text.contains("Marker"), "{text}");
}
