//! What a browser is shown on its way: an answer that it takes to the relying party, or a page that says why there
//! is none.

use app::oidc::{Answer, PageError, ResponseMode};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::docs::{escape, message_page};

/// Posts the form as soon as it is there. Known to the page's policy by its hash.
const POST_IT: &str = "document.forms[0].submit()";

/// The answer of a login as a redirect or a form.
pub(in crate::routes) fn answer(answer: &Answer) -> Response {
    match answer.mode {
        ResponseMode::Query => redirect(&answer.location()),
        ResponseMode::FormPost => form(answer),
    }
}

/// To an address that was registered, or to a page of ours.
pub(super) fn redirect(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        // Registered addresses are ASCII, and everything added to them is escaped.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn form(answer: &Answer) -> Response {
    let fields: String = answer
        .params
        .iter()
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
        })
        .collect();
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><title>Going back</title></head><body>\
        <form method=\"post\" action=\"{}\">{fields}<button>Go back to the application</button></form>\
        <script>{POST_IT}</script></body></html>\n",
        escape(&answer.redirect_uri)
    );
    let hash = STANDARD.encode(Sha256::digest(POST_IT.as_bytes()));
    // Browsers hold a form's redirects against the policy as well, and where a relying party goes on to is its own
    // business: any encrypted address.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{hash}'; form-action {} https:; base-uri 'none'; \
         frame-ancestors 'none'",
        answer.origin()
    );
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    // An origin is ASCII.
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Nobody else is told: there is no address to trust.
pub(super) fn error_page(error: PageError) -> Response {
    let html = message_page("This login cannot begin", &error.to_string(), error.code());
    (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html)
        .into_response()
}

/// Too many logins from one place.
pub(super) fn wait_page(seconds: u64) -> Response {
    let text =
        format!("Too many logins were begun from this network. Try again in {seconds} seconds.");
    let html = message_page("Please wait a moment", &text, "too_many_attempts");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::RETRY_AFTER, HeaderValue::from(seconds)),
    ];
    (StatusCode::TOO_MANY_REQUESTS, headers, html).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn body(response: Response) -> String {
        let bytes = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_form_goes_to_its_own_address_and_escapes_what_it_carries() {
        let said = vec![("id_token", "a.b.c".to_owned())];
        let state = Some("\"><script>alert(1)</script>");
        let uri = "https://rp.test/cb?a=1&b=2";
        let made = answer(&Answer::new(ResponseMode::FormPost, uri, said, state, None));
        assert_eq!(made.status(), 200);
        let policy = made.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(
            policy.contains("form-action https://rp.test https:") && policy.contains("sha256-")
        );
        let html = body(made).await;
        assert!(html.contains("action=\"https://rp.test/cb?a=1&amp;b=2\""), "{html}");
        assert!(
            html.contains("name=\"id_token\" value=\"a.b.c\"") && !html.contains("<script>alert")
        );
    }

    #[tokio::test]
    async fn a_redirect_is_followed_with_get() {
        let said = vec![("code", "x".to_owned())];
        let made =
            answer(&Answer::new(ResponseMode::Query, "https://rp.test/cb", said, None, None));
        assert_eq!(
            (made.status().as_u16(), &made.headers()[header::LOCATION]),
            (303, &HeaderValue::from_static("https://rp.test/cb?code=x"))
        );
    }
}
