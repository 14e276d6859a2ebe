//! What a receiver of security events meets: the transmitter's metadata, its keys, and with the receiver's own
//! token its stream, a verification, and what waits for it (OpenID Shared Signals Framework 1.0, RFC 8936).

use std::collections::BTreeMap;

use app::{AppError, PollRequest, Transmitter};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::auth::{bearer, unauthenticated};
use crate::extract::{JsonBody, QueryOf};
use crate::problem::Problem;
use crate::state::ApiState;

/// Metadata and keys change with a release or a new key: an hour, as receivers usually keep them.
const CACHED: &str = "public, max-age=3600";

/// The receiver's own token, not looked at yet.
pub(crate) struct ReceiverToken(String);

impl FromRequestParts<ApiState> for ReceiverToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, Problem> {
        let token = parts.headers.get(header::AUTHORIZATION).and_then(bearer);
        token.map(|token| Self(token.to_owned())).ok_or_else(no_receiver)
    }
}

fn no_receiver() -> Problem {
    unauthenticated("send the receiver's token as `Authorization: Bearer lse_…`")
}

/// Nobody's token is no authentication; everything else stays what it is.
fn refused(error: AppError) -> Problem {
    if matches!(error, AppError::NotThere(_)) { no_receiver() } else { error.into() }
}

#[utoipa::path(get, path = "/.well-known/ssf-configuration", tag = "event-streams",
    summary = "What this service is as a transmitter of security events",
    responses(
        (status = 200, description = "Transmitter configuration metadata", body = Object),
        (status = 404, description = "`not_found`: the operator has not set security_events.issuer"),
    ))]
pub(crate) async fn configuration(
    State(state): State<ApiState>,
) -> Result<impl IntoResponse, Problem> {
    let Transmitter { issuer, .. } = state.app.transmitter()?;
    let at = |path: &str| format!("{}{path}", issuer.trim_end_matches('/'));
    let metadata = json!({
        "spec_version": "1_0",
        "issuer": issuer,
        "jwks_uri": at("/ssf/jwks"),
        "delivery_methods_supported": ["urn:ietf:rfc:8935", "urn:ietf:rfc:8936"],
        "configuration_endpoint": at("/ssf/stream"),
        "status_endpoint": at("/ssf/status"),
        "verification_endpoint": at("/ssf/verify"),
        "authorization_schemes": [{ "spec_urn": "urn:ietf:rfc:6750" }],
        "default_subjects": "ALL",
    });
    Ok(([(header::CACHE_CONTROL, CACHED)], Json(metadata)))
}

#[utoipa::path(get, path = "/ssf/jwks", tag = "event-streams",
    summary = "The keys that check tokens",
    responses(
        (status = 200, description = "A JWK set (RFC 7517)", body = Object),
        (status = 404, description = "`not_found`: the operator has not set security_events.issuer"),
    ))]
pub(crate) async fn jwks(State(state): State<ApiState>) -> Result<impl IntoResponse, Problem> {
    let keys = state.app.event_keys().await?;
    Ok(([(header::CACHE_CONTROL, CACHED)], Json(json!({ "keys": keys }))))
}

#[utoipa::path(get, path = "/ssf/stream", tag = "event-streams",
    summary = "The receiver's own stream",
    description = "With the receiver's token.",
    responses(
        (status = 200, description = "The stream's configuration", body = Object),
        (status = 401, description = "`unauthenticated`"),
    ))]
pub(crate) async fn stream(
    token: ReceiverToken,
    State(state): State<ApiState>,
) -> Result<Json<Value>, Problem> {
    let stream = state.app.own_event_stream(&token.0).await.map_err(refused)?;
    let Transmitter { issuer, events } = state.app.transmitter()?;
    let delivery = match stream.url {
        Some(url) => json!({ "method": "urn:ietf:rfc:8935", "endpoint_url": url }),
        None => {
            let poll = format!("{}/ssf/poll", issuer.trim_end_matches('/'));
            json!({ "method": "urn:ietf:rfc:8936", "endpoint_url": poll })
        }
    };
    Ok(Json(json!({
        "stream_id": stream.id.to_string(),
        "iss": issuer,
        "aud": stream.audience,
        "events_supported": events,
        "events_requested": events,
        "events_delivered": events,
        "delivery": delivery,
    })))
}

/// Whose status.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatusQuery {
    /// The stream; the receiver's own when absent.
    stream_id: Option<String>,
}

#[utoipa::path(get, path = "/ssf/status", tag = "event-streams",
    summary = "Whether the receiver's own stream works",
    description = "With the receiver's token.",
    params(StatusQuery),
    responses(
        (status = 200, description = "The stream's status", body = Object),
        (status = 401, description = "`unauthenticated`"),
        (status = 404, description = "`not_found`: another's stream"),
    ))]
pub(crate) async fn status(
    token: ReceiverToken,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<StatusQuery>,
) -> Result<Json<Value>, Problem> {
    let stream = state.app.own_event_stream(&token.0).await.map_err(refused)?;
    let id = stream.id.to_string();
    if query.stream_id.is_some_and(|asked| asked != id) {
        return Err(AppError::NotThere("this is not the stream of this token").into());
    }
    Ok(Json(json!({ "stream_id": id, "status": "enabled" })))
}

/// What to verify.
#[derive(Deserialize, ToSchema)]
pub(crate) struct VerifyBody {
    /// The receiver's own stream.
    stream_id: String,
    /// Comes back in the verification.
    state: Option<String>,
}

#[utoipa::path(post, path = "/ssf/verify", tag = "event-streams",
    summary = "A receiver tries its own stream",
    description = "With the receiver's token. A verification is sent, with the state.",
    request_body = VerifyBody,
    responses(
        (status = 204, description = "Put in"),
        (status = 401, description = "`unauthenticated`"),
        (status = 404, description = "`not_found`: another's stream"),
        (status = 422, description = "`invalid`: the state is too long"),
    ))]
pub(crate) async fn verify(
    token: ReceiverToken,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<VerifyBody>,
) -> Result<StatusCode, Problem> {
    state.app.own_event_stream(&token.0).await.map_err(refused)?;
    state.app.verify_own_stream(&token.0, &body.stream_id, body.state.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a receiver asks for (RFC 8936, section 2.2). What it does not know of is passed over, as the RFC says.
#[derive(Deserialize, ToSchema, Default)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PollBody {
    /// Most tokens wanted; 0 only acknowledges.
    max_events: Option<u32>,
    /// Whether to answer at once. This service always does; a wrong type is refused all the same.
    #[serde(rename = "returnImmediately")]
    _return_immediately: Option<bool>,
    /// Tokens that it has taken, by `jti`.
    ack: Vec<String>,
    /// Tokens that it cannot use, by `jti`, and why.
    #[schema(value_type = Object)]
    set_errs: BTreeMap<String, Value>,
}

/// What it gets (RFC 8936, section 2.3).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolledView {
    /// Tokens by `jti`.
    sets: BTreeMap<String, String>,
    /// Whether more wait.
    more_available: bool,
}

#[utoipa::path(post, path = "/ssf/poll", tag = "event-streams",
    summary = "A receiver takes what waits, and acknowledges what it has",
    description = "RFC 8936, with the receiver's token. Answers at once. What is not acknowledged comes again.",
    request_body = PollBody,
    responses(
        (status = 200, description = "What waits", body = PolledView),
        (status = 401, description = "`unauthenticated`"),
        (status = 409, description = "`conflict`: events are pushed to this receiver"),
        (status = 422, description = "`invalid`: too many ids"),
    ))]
pub(crate) async fn poll(
    token: ReceiverToken,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<PollBody>,
) -> Result<Json<PolledView>, Problem> {
    let request = PollRequest {
        max_events: body.max_events,
        acks: body.ack,
        errors: body.set_errs.into_keys().collect(),
    };
    let answer = state.app.poll_events(&token.0, &request).await.map_err(refused)?;
    Ok(Json(PolledView { sets: answer.sets.into_iter().collect(), more_available: answer.more }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestApi;

    /// A receiver that polls: its id and its token.
    async fn receiver(api: &TestApi) -> (String, String) {
        let body = json!({ "audience": "https://receiver.example", "subject_format": "opaque" });
        let made = api.post("/v1/event-streams", &body).await.json(201);
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        (text("id"), text("token"))
    }

    async fn polled(api: &TestApi, token: &str, body: Value) -> Value {
        api.anonymous("POST", "/ssf/poll").bearer(token).json(&body).send().await.json(200)
    }

    #[tokio::test]
    async fn the_metadata_names_where_everything_is() {
        let api = TestApi::start().await;
        let answer = api.anonymous("GET", "/.well-known/ssf-configuration").send().await;
        let metadata = answer.json(200);
        assert_eq!(metadata["issuer"], "https://likeness.test");
        assert_eq!(metadata["jwks_uri"], "https://likeness.test/ssf/jwks");
        assert_eq!(answer.header("cache-control"), "public, max-age=3600");
        let keys = api.anonymous("GET", "/ssf/jwks").send().await.json(200);
        assert_eq!(keys, json!({ "keys": [] }), "no key before the first receiver");
        receiver(&api).await;
        let keys = api.anonymous("GET", "/ssf/jwks").send().await.json(200);
        assert_eq!(keys["keys"][0]["kty"], "RSA");
    }

    #[tokio::test]
    async fn a_receiver_polls_acknowledges_and_sees_its_stream() {
        let api = TestApi::start().await;
        let (id, token) = receiver(&api).await;
        let get = |path: &str| api.anonymous("GET", path).bearer(&token).send();
        let stream = get("/ssf/stream").await.json(200);
        assert_eq!(stream["delivery"]["endpoint_url"], "https://likeness.test/ssf/poll");
        assert_eq!(get("/ssf/status").await.json(200)["status"], "enabled");
        get("/ssf/status?stream_id=Marker").await.problem(404, "not_found");

        let verify =
            |body: Value| api.anonymous("POST", "/ssf/verify").bearer(&token).json(&body).send();
        verify(json!({ "stream_id": id, "state": "abc" })).await.status(204);
        verify(json!({ "stream_id": "Marker" })).await.problem(404, "not_found");
        verify(json!({ "stream_id": id, "state": "x".repeat(201) })).await.problem(422, "invalid");

        let first = polled(&api, &token, json!({ "returnImmediately": true })).await;
        let sets = first["sets"].as_object().unwrap();
        assert_eq!((sets.len(), &first["moreAvailable"]), (1, &json!(false)));
        let jti = sets.keys().next().unwrap().clone();
        // What is not acknowledged comes again, and is the same.
        assert_eq!(polled(&api, &token, json!({})).await, first);
        let done = polled(&api, &token, json!({ "ack": [jti, "Marker"], "maxEvents": 0 })).await;
        assert_eq!(done["sets"], json!({}));
        assert_eq!(polled(&api, &token, json!({})).await["sets"], json!({}));
    }

    #[tokio::test]
    async fn nobody_elses_token_opens_anything() {
        let api = TestApi::start().await;
        receiver(&api).await;
        for token in ["lse_Marker", &api.key] {
            let call = |method, path| api.anonymous(method, path).bearer(token);
            call("GET", "/ssf/stream").send().await.problem(401, "unauthenticated");
            let body = json!({ "stream_id": "x" });
            call("POST", "/ssf/verify").json(&body).send().await.problem(401, "unauthenticated");
            call("POST", "/ssf/poll").json(&json!({})).send().await.problem(401, "unauthenticated");
        }
        api.anonymous("GET", "/ssf/stream").send().await.problem(401, "unauthenticated");
    }
}
