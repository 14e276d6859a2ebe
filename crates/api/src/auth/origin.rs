//! Requests that a browser signs with the cookie must come from our own pages. `SameSite=Strict` already
//! keeps other sites out; this also stops other ports of the same host, and WebSockets, to which
//! same-origin rules do not apply.

use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Method, header};

use crate::catalogue;
use crate::problem::Problem;

/// Refuses a request with effects (or a WebSocket) whose `Origin` is not this service.
pub(crate) fn check_origin(parts: &Parts, allowed: &[String]) -> Result<(), Problem> {
    let harmless = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if harmless && !parts.headers.contains_key(header::UPGRADE) {
        return Ok(());
    }
    let text = |name| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let host = text(header::HOST).or_else(|| parts.uri.authority().map(Authority::as_str));
    let own = |origin: &str| {
        let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        authority.is_some() && authority == host
    };
    match text(header::ORIGIN) {
        Some(origin) if own(origin) || allowed.iter().any(|a| a == origin) => Ok(()),
        Some(_) => Err(refused("the request comes from a page of another site")),
        None => Err(refused("the request does not say which page it comes from")),
    }
}

fn refused(what: &str) -> Problem {
    Problem::new(
        &catalogue::ORIGIN_REFUSED,
        format!("{what}: use the service's own pages, or an API key"),
    )
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn check(method: &str, headers: &[(&str, &str)], expected: bool) {
        let mut request = Request::builder().method(method).uri("/v1/people");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let allowed = ["https://likeness.example".to_owned()];
        let result = check_origin(&parts, &allowed);
        assert_eq!(result.is_ok(), expected, "{method} {headers:?}");
        if let Err(problem) = result {
            assert_eq!(problem.code(), "origin_refused");
        }
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:8080");

    #[test]
    fn reading_needs_no_origin() {
        check("GET", &[HOST], true);
        check("HEAD", &[HOST], true);
        check("GET", &[HOST, ("origin", "http://evil.example")], true);
    }

    #[test]
    fn effects_need_our_own_origin() {
        check("POST", &[HOST, ("origin", "http://127.0.0.1:8080")], true);
        check("POST", &[HOST, ("origin", "https://127.0.0.1:8080")], true);
        check("DELETE", &[HOST, ("origin", "https://likeness.example")], true);
        check("POST", &[HOST, ("origin", "http://127.0.0.1:8081")], false);
        check("POST", &[HOST, ("origin", "http://127.0.0.1:8080.evil.example")], false);
        check("POST", &[HOST, ("origin", "null")], false);
        check("PUT", &[HOST], false);
        check("POST", &[("origin", "http://127.0.0.1:8080")], false);
    }

    #[test]
    fn websockets_need_our_own_origin_although_they_are_get() {
        let upgrade = ("upgrade", "websocket");
        check("GET", &[HOST, upgrade, ("origin", "http://127.0.0.1:8080")], true);
        check("GET", &[HOST, upgrade, ("origin", "http://evil.example")], false);
        check("GET", &[HOST, upgrade], false);
    }
}
