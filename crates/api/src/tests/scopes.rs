//! Every endpoint against every scope: what the document promises is what happens.

use app::Scope;
use serde_json::Value;

use crate::testing::TestApi;

/// Method, path with ids filled in, and the scope the document names; an empty scope is "any key".
fn guarded() -> Vec<(String, String, String)> {
    let document = serde_json::to_value(crate::openapi()).unwrap();
    let id = "0198f3a0-0000-7000-8000-000000000001";
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(security) = operation["security"].as_array() else { continue };
            let scope = security[0]["api_key"][0].as_str().unwrap_or_default().to_owned();
            let browser = security[1]["browser"][0].as_str().unwrap_or_default();
            assert_eq!(scope, browser, "{path}: both ways in need the same scope");
            let path = path
                .replace("{id}", id)
                .replace("{evidence_id}", id)
                .replace("{reference_id}", id)
                .replace("{publication_id}", id)
                .replace("{delivery_id}", id);
            found.push((method.to_uppercase(), path, scope));
        }
    }
    found
}

#[tokio::test]
async fn every_endpoint_wants_its_scope_and_nothing_else() {
    let api = TestApi::start().await;
    let endpoints = guarded();
    assert!(endpoints.len() >= 25, "{}", endpoints.len());
    for scope in Scope::ALL {
        let key = api.key_with(&[scope]).await;
        for (method, path, wanted) in &endpoints {
            let call = api.anonymous(method, path).bearer(&key);
            let call =
                match (method.as_str(), path.ends_with("/portrait") || path.ends_with("/upload")) {
                    ("PUT" | "POST", true) => call
                        .header("content-type", "multipart/form-data; boundary=x")
                        .body("--x--\r\n"),
                    ("PUT" | "POST", false) => call.json(&minimal_body(path)),
                    _ => call,
                };
            let answer = call.send().await;
            let may = wanted.is_empty() || wanted == scope.as_str() || scope == Scope::Admin;
            let refused = answer.status.as_u16() == 403;
            assert_eq!(refused, !may, "{method} {path} with {}: {}", scope.as_str(), answer.status);
            if refused {
                let text = answer.problem(403, "scope_missing");
                assert!(text.contains(wanted.as_str()), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn without_a_key_nothing_guarded_answers() {
    let api = TestApi::start().await;
    for (method, path, _) in guarded() {
        let answer = api.anonymous(&method, &path).send().await;
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"likeness\"");
        answer.problem(401, "unauthenticated");
        let wrong = api.anonymous(&method, &path).bearer("lk_Marker_Marker").send().await;
        assert!(!wrong.problem(401, "unauthenticated").contains("Marker"));
        let basic = api.anonymous(&method, &path).header("authorization", "Basic Marker");
        assert!(!basic.send().await.problem(401, "unauthenticated").contains("Marker"));
    }
}

/// A body that can be read; what it asks for need not exist.
fn minimal_body(path: &str) -> Value {
    let id = "0198f3a0-0000-7000-8000-000000000001";
    match path {
        path if path.ends_with("/invitations") => serde_json::json!({}),
        path if path.ends_with("/camera") => {
            serde_json::json!({"label": "c", "size": {"width": 640, "height": 480}})
        }
        path if path.ends_with("/roll") => serde_json::json!({"at_once": false}),
        path if path.ends_with("/reverification") => serde_json::json!({"group": null}),
        path if path.ends_with("/risk-events") => {
            serde_json::json!({"kind": "new_device", "key": "1"})
        }
        "/v1/event-streams" => {
            serde_json::json!({"audience": "https://receiver.example", "subject_format": "opaque"})
        }
        "/v1/people" => serde_json::json!({"display_name": "Ada"}),
        "/v1/sessions" => {
            serde_json::json!({"person_id": id, "kind": "login", "source": {"type": "camera"}})
        }
        "/v1/api-keys" => serde_json::json!({"name": "x", "scopes": ["people:read"]}),
        "/v1/webhooks" => serde_json::json!({"url": "https://receiver.example/"}),
        "/v1/links/search" => serde_json::json!({"legal_basis": "consent", "text_version": "1"}),
        path if path.starts_with("/v1/links/") => serde_json::json!({"answer": "unclear"}),
        path if path.ends_with("/decisions") => serde_json::json!({"outcome": "refer"}),
        path if path.ends_with("/shown") => serde_json::json!({"number": 0, "edges_ms": [0]}),
        path if path.ends_with("/skipped") => serde_json::json!({"reason": "stopped"}),
        path if path.ends_with("/application") => serde_json::json!({}),
        path if path.ends_with("/subject") => serde_json::json!({"track": 0}),
        path if path.ends_with("/light-cards/shown") => {
            serde_json::json!({"number": 0, "edges_ms": [0, 700]})
        }
        path if path.ends_with("/light-cards/skipped") => {
            serde_json::json!({"reason": "stopped"})
        }
        _ => Value::Null,
    }
}
