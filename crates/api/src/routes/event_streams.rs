//! `GET`, `POST /v1/event-streams`, `DELETE /v1/event-streams/{id}`, `POST …/test`, `GET …/deliveries`:
//! receivers of security events, for whoever administers.

use app::{CreatedEventStream, NewEventStream, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use domain::{DeliveryId, EventStreamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::page::{PageQuery, PageView, items};
use crate::auth::Caller;
use crate::extract::{Id, JsonBody, QueryOf};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{EventDeliveryView, EventStreamView, SubjectFormatView};

/// A receiver to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStreamBody {
    /// Where events are pushed (RFC 8935): a public address with `https`. Left out, the receiver polls
    /// (RFC 8936).
    url: Option<String>,
    /// The header `authorization` of a push, for instance `Bearer …`.
    push_header: Option<String>,
    /// `aud` of every token.
    audience: String,
    /// How people are named.
    subject_format: SubjectFormatView,
    /// `iss` of `iss_sub`: the identity provider that knows these people.
    subject_issuer: Option<String>,
}

impl From<NewStreamBody> for NewEventStream {
    fn from(body: NewStreamBody) -> Self {
        Self {
            url: body.url,
            push_header: body.push_header,
            audience: body.audience,
            subject: body.subject_format.into(),
            subject_issuer: body.subject_issuer,
        }
    }
}

/// All receivers.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventStreamsView {
    /// The receivers, newest first.
    items: Vec<EventStreamView>,
}

/// A receiver with its fresh token.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedStreamView {
    /// The receiver.
    #[serde(flatten)]
    stream: EventStreamView,
    /// `lse_…`: what the receiver shows to poll, and to try its stream. Shown once.
    token: String,
}

impl From<CreatedEventStream> for CreatedStreamView {
    fn from(created: CreatedEventStream) -> Self {
        Self { stream: (&created.details).into(), token: created.token }
    }
}

#[utoipa::path(get, path = "/v1/event-streams", tag = "event-streams",
    summary = "All receivers of security events, without their secrets",
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 200, description = "The receivers", body = EventStreamsView)))]
pub(crate) async fn list_event_streams(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<EventStreamsView>, Problem> {
    caller.needs(Scope::Admin)?;
    let streams = state.app.event_streams().await?;
    Ok(Json(EventStreamsView { items: streams.iter().map(Into::into).collect() }))
}

#[utoipa::path(post, path = "/v1/event-streams", tag = "event-streams",
    summary = "Make a receiver of security events",
    description = "From now on it gets `session-revoked` and `assurance-level-change` (CAEP) as signed tokens (RFC 8417), pushed or \
        polled. The token is shown once. At most 20 receivers. docs/CONTINUITY.md has the whole of it.",
    request_body = NewStreamBody,
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 201, description = "The receiver, with its token shown once", body = CreatedStreamView),
        (status = 404, description = "`not_found`: the operator has not set security_events.issuer"),
        (status = 409, description = "`conflict`: there are 20 already"),
        (status = 422, description = "`invalid`: the address may not be pushed to, or a value does not fit"),
    ))]
pub(crate) async fn create_event_stream(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<NewStreamBody>,
) -> Result<impl IntoResponse, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    let created = state.app.create_event_stream(actor, body.into()).await?;
    let view = CreatedStreamView::from(created);
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(view)))
}

#[utoipa::path(delete, path = "/v1/event-streams/{id}", tag = "event-streams",
    summary = "Remove a receiver of security events",
    description = "With its delivery log. What waits for it is not sent any more.",
    params(("id" = uuid::Uuid, Path, description = "The receiver")),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 204, description = "Removed"), (status = 404, description = "`not_found`")))]
pub(crate) async fn remove_event_stream(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<EventStreamId>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    state.app.remove_event_stream(actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/v1/event-streams/{id}/test", tag = "event-streams",
    summary = "Send a verification to a receiver",
    params(("id" = uuid::Uuid, Path, description = "The receiver")),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 202, description = "Put in", body = EventDeliveryView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn test_event_stream(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<EventStreamId>,
) -> Result<(StatusCode, Json<EventDeliveryView>), Problem> {
    let actor = caller.needs(Scope::Admin)?;
    let delivery = state.app.test_event_stream(actor, id).await?;
    Ok((StatusCode::ACCEPTED, Json((&delivery).into())))
}

#[utoipa::path(get, path = "/v1/event-streams/{id}/deliveries", tag = "event-streams",
    summary = "What was sent to a receiver, newest first",
    params(("id" = uuid::Uuid, Path, description = "The receiver"), PageQuery),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 200, description = "One page", body = PageView<EventDeliveryView>),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn list_event_deliveries(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<EventStreamId>,
    QueryOf(query): QueryOf<PageQuery>,
) -> Result<Json<PageView<EventDeliveryView>>, Problem> {
    caller.needs(Scope::Admin)?;
    let limit = items(query.limit, &state.settings);
    let after = query.after.map(DeliveryId::from_uuid);
    let page = state.app.event_deliveries(id, limit, after).await?;
    Ok(Json(PageView::of(&page, |id| id.uuid())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_receiver_is_made_listed_tried_and_removed() {
        let api = TestApi::start().await;
        let body = json!({
            "url": "https://receiver.example/events", "push_header": "Bearer Marker",
            "audience": "https://receiver.example", "subject_format": "opaque",
        });
        let made = api.post("/v1/event-streams", &body).await.json(201);
        assert!(made["token"].as_str().unwrap().starts_with("lse_"));
        assert_eq!(made["has_push_header"], true);
        let listed = api.get("/v1/event-streams").await.json(200).to_string();
        assert!(!listed.contains("lse_") && !listed.contains("Marker"), "{listed}");
        let path = format!("/v1/event-streams/{}", made["id"].as_str().unwrap());
        let tried = api.post(&format!("{path}/test"), &json!(null)).await.json(202);
        assert_eq!(tried["event"], "verification");
        let log = api.get(&format!("{path}/deliveries")).await.json(200);
        assert_eq!(log["items"][0]["id"], tried["id"]);
        api.delete(&path).await.status(204);
        api.delete(&path).await.problem(404, "not_found");
        let trail = api.get("/v1/audit").await.json(200).to_string();
        for word in ["event_stream_created", "event_stream_tested", "event_stream_removed"] {
            assert!(trail.contains(word), "{word}");
        }
    }

    #[tokio::test]
    async fn what_does_not_fit_is_refused() {
        let api = TestApi::start().await;
        let good = json!({ "audience": "https://receiver.example", "subject_format": "opaque" });
        let with = |key: &str, value: serde_json::Value| {
            let mut body = good.clone();
            body[key] = value;
            body
        };
        for body in [
            with("url", json!("http://receiver.example/")),
            with("url", json!("https://10.0.0.1/")),
            with("audience", json!("")),
            with("audience", json!("a\nb")),
            with("push_header", json!("Bearer x")),
            with("subject_format", json!("iss_sub")),
            with("subject_issuer", json!("https://idp.example")),
        ] {
            api.post("/v1/event-streams", &body).await.problem(422, "invalid");
        }
        api.post("/v1/event-streams", &with("subject_format", json!("Marker")))
            .await
            .problem(400, "bad_json");
    }
}
