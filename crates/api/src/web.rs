//! The web pages, built into the binary. Unknown addresses outside `/v1` get `index.html`, because the
//! page routes them itself; without a build there is a page that says how to make one.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// One file of the pages.
#[derive(Clone)]
pub(crate) struct PageFile {
    pub(crate) bytes: Cow<'static, [u8]>,
    /// Changes with the content.
    pub(crate) etag: String,
}

/// Where the pages come from; tests bring their own.
#[derive(Clone, Copy)]
pub(crate) struct WebPages {
    find: fn(&str) -> Option<PageFile>,
}

impl WebPages {
    /// The pages that were built into the binary.
    pub(crate) const fn embedded() -> Self {
        Self { find: embedded_file }
    }
}

fn embedded_file(path: &str) -> Option<PageFile> {
    let file = Dist::get(path)?;
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    Some(PageFile { bytes: file.data, etag })
}

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Likeness</title>\
    <link rel=\"stylesheet\" href=\"/docs/style.css\"><main><h1>Likeness is running</h1>\
    <p>The web pages were not built: run <code>make build</code> and start it again.</p>\
    <p>Everything else works: <a href=\"/docs\">the API and its documentation</a>.</p></main></html>\n";

/// Serves a file, or the page for every address that is none.
pub(crate) async fn fallback(State(state): State<ApiState>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/v1" || path.starts_with("/v1/") {
        return Problem::new(
            &catalogue::NO_SUCH_ENDPOINT,
            "there is no such endpoint: /docs lists those there are",
        )
        .into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::new(&catalogue::METHOD_NOT_ALLOWED, "pages can only be read")
            .into_response();
    }
    serve(state.pages, path.trim_start_matches('/'), request.headers())
}

fn serve(pages: WebPages, path: &str, headers: &HeaderMap) -> Response {
    let is_asset = path.starts_with("assets/");
    if let Some(file) = (pages.find)(path).filter(|_| !path.is_empty()) {
        // Names under assets/ carry a hash of their content.
        let cache = if is_asset { "public, max-age=31536000, immutable" } else { "no-cache" };
        return answer(file, path, cache, headers);
    }
    if is_asset {
        return Problem::new(&catalogue::NOT_FOUND, "there is no such file: load the page anew")
            .into_response();
    }
    match (pages.find)("index.html") {
        Some(index) => answer(index, "index.html", "no-cache", headers),
        None => (
            [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
            ],
            NOT_BUILT,
        )
            .into_response(),
    }
}

fn answer(file: PageFile, path: &str, cache: &'static str, headers: &HeaderMap) -> Response {
    let unchanged =
        headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == file.etag.as_bytes());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(file.bytes));
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&file.etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// The types that a page build produces.
fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: WebPages = WebPages {
        find: |path| {
            let text = match path {
                "index.html" => "<!doctype html>",
                "assets/app-1a2b.js" => "start()",
                "favicon.svg" => "<svg/>",
                _ => return None,
            };
            Some(PageFile { bytes: text.as_bytes().into(), etag: format!("\"{path}\"") })
        },
    };
    const MISSING: WebPages = WebPages { find: |_| None };

    fn check(path: &str, status: u16, content_type: &str, cache: &str) {
        let response = serve(BUILT, path, &HeaderMap::new());
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], content_type, "{path}");
        assert_eq!(response.headers()[header::CACHE_CONTROL], cache, "{path}");
    }

    #[test]
    fn files_are_served_and_other_addresses_get_the_page() {
        let html = "text/html; charset=utf-8";
        check("", 200, html, "no-cache");
        check("index.html", 200, html, "no-cache");
        check("sessions/0190", 200, html, "no-cache");
        check("favicon.svg", 200, "image/svg+xml", "no-cache");
        check(
            "assets/app-1a2b.js",
            200,
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        );
        check("assets/app-old.js", 404, "application/problem+json", "no-store");
    }

    #[test]
    fn a_browser_that_has_the_file_is_told_so() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"favicon.svg\""));
        assert_eq!(serve(BUILT, "favicon.svg", &headers).status(), 304);
        assert_eq!(serve(BUILT, "index.html", &headers).status(), 200);
    }

    #[tokio::test]
    async fn without_a_build_a_page_says_what_to_run() {
        let response = serve(MISSING, "", &HeaderMap::new());
        assert_eq!(response.status(), 200);
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("make build"));
    }
}
