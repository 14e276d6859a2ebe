//! Extractors whose refusals are problems. They never repeat what the client sent: a body may hold a name,
//! a query a token.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<ApiState> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                &catalogue::UNSUPPORTED_MEDIA_TYPE,
                "send the body as JSON, with `Content-Type: application/json`",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                let limit = state.settings.max_json_bytes;
                return Problem::new(
                    &catalogue::BODY_TOO_LARGE,
                    format!("the body is longer than {limit} bytes"),
                );
            }
            Problem::new(&catalogue::BAD_REQUEST, "the body broke off: send the request again")
        })?;
        parse(&bytes).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|e| Problem::new(&catalogue::BAD_JSON, explain(&e)))?;
    json.end().map_err(|_| {
        Problem::new(&catalogue::BAD_JSON, "there is something behind the JSON value: remove it")
    })?;
    Ok(value)
}

/// Names the place, never the value. serde's own text repeats values, so only its fixed part is used.
fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let inner = error.inner();
    let place = format!("line {}, column {}", inner.line(), inner.column());
    if !inner.is_data() {
        return format!("the body is not JSON at {place}");
    }
    let text = inner.to_string();
    if let Some(field) = text.strip_prefix("missing field `").and_then(|t| t.split('`').next()) {
        return format!("the field `{field}` is missing ({place})");
    }
    if text.starts_with("unknown field") {
        return format!("there is a field that this endpoint does not know ({place})");
    }
    // The path's keys are those of our own types: unknown ones were handled above.
    match error.path().to_string().as_str() {
        "." => format!("the body has the wrong form ({place})"),
        path => format!("the field `{path}` has a wrong type or an unknown value ({place})"),
    }
}

/// The parameters of a query, all of them known.
pub(crate) struct QueryOf<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|query| Self(query.0)).map_err(|_| {
            Problem::new(
                &catalogue::BAD_PARAMETER,
                "a query parameter is unknown or cannot be read: see /docs for those of this endpoint",
            )
        })
    }
}

/// The one id in the path.
pub(crate) struct Id<T>(pub(crate) T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| not_an_id())?;
        text.parse().map(Self).map_err(|_| not_an_id())
    }
}

/// The two ids in the path, in order.
pub(crate) struct Ids<A, B>(pub(crate) A, pub(crate) B);

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for Ids<A, B> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path((a, b)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(|_| not_an_id())?;
        match (a.parse(), b.parse()) {
            (Ok(a), Ok(b)) => Ok(Self(a, b)),
            _ => Err(not_an_id()),
        }
    }
}

fn not_an_id() -> Problem {
    Problem::new(
        &catalogue::NOT_FOUND,
        "there is nothing with this id: ids are UUIDs from the lists",
    )
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[expect(dead_code, reason = "only its presence matters")]
        name: String,
        #[expect(dead_code, reason = "only its presence matters")]
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        #[expect(dead_code, reason = "only its presence matters")]
        count: u8,
    }

    fn check(json: &str, expected: &str) {
        let problem = parse::<Body>(json.as_bytes()).unwrap_err();
        assert_eq!(problem.code(), "bad_json");
        assert_eq!(problem.detail(), expected, "{json}");
        assert!(!problem.detail().contains("Marker"));
    }

    #[test]
    fn what_is_wrong_with_a_body_is_named_by_place_and_never_by_value() {
        check("Marker", "the body is not JSON at line 1, column 1");
        check("", "the body is not JSON at line 1, column 0");
        check("{}", "the field `name` is missing (line 1, column 2)");
        check(
            r#"{"name":"Marker","inner":{"count":"Marker"}}"#,
            "the field `inner.count` has a wrong type or an unknown value (line 1, column 42)",
        );
        check(
            r#"{"name":"a","Marker":1}"#,
            "there is a field that this endpoint does not know (line 1, column 20)",
        );
        check(r#"["Marker"]"#, "the body has the wrong form (line 1, column 10)");
        check(r#"{"name":"a"} Marker"#, "there is something behind the JSON value: remove it");
    }

    #[test]
    fn json_has_its_content_type() {
        let check = |value: &'static str, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(value));
            assert_eq!(is_json(&headers), expected, "{value}");
        };
        check("application/json", true);
        check("application/json; charset=utf-8", true);
        check("application/merge-patch+json", true);
        check("text/plain", false);
        check("multipart/form-data; boundary=x", false);
        assert!(!is_json(&HeaderMap::new()));
    }
}
