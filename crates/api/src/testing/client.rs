//! Requests in process, and what came back.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, request};
use bytes::Bytes;
use futures::StreamExt;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::PATIENCE;

/// A request to be.
pub(crate) struct Call {
    router: Router,
    head: request::Builder,
    body: Vec<u8>,
    is_endless: bool,
    peer: Option<SocketAddr>,
    name: String,
}

impl Call {
    pub(super) fn new(router: Router, method: &str, path: &str) -> Self {
        let head = Request::builder().method(method).uri(path);
        let name = format!("{method} {path}");
        Self { router, head, body: Vec::new(), is_endless: false, peer: None, name }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head = self.head.header(name, value);
        self
    }

    pub(crate) fn bearer(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    /// Comes from this address.
    pub(crate) fn from(mut self, peer: &str) -> Self {
        self.peer = Some(peer.parse().unwrap());
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub(crate) fn form(self, form: FormBody) -> Self {
        let (content_type, body) = form.finish();
        let length = body.len().to_string();
        self.header("content-type", &content_type).header("content-length", &length).body(body)
    }

    /// Nothing more comes after the body, not even its end.
    pub(crate) fn endless(mut self) -> Self {
        self.is_endless = true;
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let body = if self.is_endless {
            let first = futures::stream::iter([Ok::<_, std::io::Error>(self.body)]);
            Body::from_stream(first.chain(futures::stream::pending()))
        } else {
            Body::from(self.body)
        };
        let mut request = self.head.body(body).unwrap();
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let answering = async {
            let (parts, body) = self.router.oneshot(request).await.unwrap().into_parts();
            (parts, body.collect().await.unwrap().to_bytes())
        };
        let (parts, body) = tokio::time::timeout(PATIENCE, answering).await.expect("an answer");
        Answer { status: parts.status, headers: parts.headers, body, name: self.name }
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    name: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn status(&self, expected: u16) {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status.as_u16(), expected, "{}: {body}", self.name);
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("{}: no {name}", self.name))
            .to_str()
            .unwrap()
    }

    #[track_caller]
    pub(crate) fn text(&self, expected: u16) -> String {
        self.status(expected);
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self, expected: u16) -> Value {
        self.status(expected);
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Checks that it is a problem with this code; its text.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> String {
        let json = self.json(status);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.name);
        assert_eq!(json["code"], code, "{}: {json}", self.name);
        assert_eq!(json["status"], status);
        assert_eq!(json["type"], format!("/docs/problems/{code}"));
        assert!(json["title"].is_string() && !json["detail"].as_str().unwrap().is_empty());
        assert_eq!(self.header("cache-control"), "no-store");
        json.to_string()
    }
}

/// A multipart form.
pub(crate) struct FormBody {
    body: Vec<u8>,
    is_complete: bool,
}

const BOUNDARY: &str = "----a-boundary-between-fields";

impl FormBody {
    pub(crate) fn new() -> Self {
        Self { body: Vec::new(), is_complete: true }
    }

    pub(crate) fn text(self, name: &str, value: &str) -> Self {
        self.part(&format!("name=\"{name}\""), value.as_bytes())
    }

    pub(crate) fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.part(&format!("name=\"{name}\"; filename=\"a file\""), bytes)
    }

    /// The connection ends before the form does.
    pub(crate) fn broken_off(mut self) -> Self {
        self.is_complete = false;
        self
    }

    fn part(mut self, about: &str, content: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n");
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(content);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    fn finish(mut self) -> (String, Vec<u8>) {
        if self.is_complete {
            self.body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        } else {
            self.body.truncate(self.body.len() - 2);
        }
        (format!("multipart/form-data; boundary={BOUNDARY}"), self.body)
    }
}
