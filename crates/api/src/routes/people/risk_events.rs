//! `GET`, `POST /v1/people/{id}/risk-events`: what others saw, and what it asks for.

use std::net::IpAddr;

use app::{NewRiskEvent, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{RequirementView, RiskEventView, RiskKindView};

/// What was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskEventBody {
    /// What.
    kind: RiskKindView,
    /// Your id of this event: told again by the same, it counts once.
    key: String,
    /// The address it came from, when it is to be looked up in the operator's databases. It is not kept.
    #[schema(value_type = Option<String>)]
    address: Option<IpAddr>,
}

/// A risk event, and what is asked of the person now.
#[derive(Serialize, ToSchema)]
pub(crate) struct AddedRiskEvent {
    /// The event; the first one when it was told before.
    #[serde(flatten)]
    event: RiskEventView,
    /// What is asked of the person now.
    requirement: RequirementView,
}

/// All risk events of a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskEventsView {
    /// The events, oldest first.
    items: Vec<RiskEventView>,
}

#[utoipa::path(get, path = "/v1/people/{id}/risk-events", tag = "reverification",
    summary = "What others saw of a person",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "The events", body = RiskEventsView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn list_risk_events(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<Json<RiskEventsView>, Problem> {
    caller.needs(Scope::PeopleRead)?;
    let events = state.app.risk_events(id).await?;
    Ok(Json(RiskEventsView { items: events.iter().map(Into::into).collect() }))
}

#[utoipa::path(post, path = "/v1/people/{id}/risk-events", tag = "reverification",
    summary = "Tell what was seen of a person",
    description = "Raises what is asked of the person until a session of theirs is accepted. Nothing told here ever lowers it.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    request_body = RiskEventBody,
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 201, description = "Taken in", body = AddedRiskEvent),
        (status = 200, description = "Told before by that key: the first one stands", body = AddedRiskEvent),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: as many as may count at the same time"),
        (status = 422, description = "`invalid`: an empty or over-long key"),
    ))]
pub(crate) async fn add_risk_event(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
    JsonBody(body): JsonBody<RiskEventBody>,
) -> Result<(StatusCode, Json<AddedRiskEvent>), Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    let new = NewRiskEvent { kind: body.kind.into(), key: body.key, address: body.address };
    let (event, is_new) = state.app.add_risk_event(actor, id, new).await?;
    let requirement = state.app.requirement(id).await?.into();
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(AddedRiskEvent { event: (&event).into(), requirement })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn an_event_raises_what_is_asked_once_and_an_accepted_session_settles_it() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let path = format!("/v1/people/{person}/risk-events");
        let body =
            json!({ "kind": "help_desk_reset", "key": "ticket-7", "address": "203.0.113.7" });
        let first = api.post(&path, &body).await.json(201);
        assert_eq!(first["requirement"], "reverify_now");
        assert!(first["country"].is_null() && first["is_hosting"].is_null(), "nobody knows");
        let again = api.post(&path, &body).await.json(200);
        assert_eq!(again["id"], first["id"]);
        api.clock.advance(std::time::Duration::from_secs(1));
        api.finished_session(&person).await;
        let events = api.get(&path).await.json(200);
        assert!(events["items"][0]["settled_at"].is_string());
        let asked = api.get(&format!("/v1/people/{person}/reverification")).await.json(200);
        assert_eq!(asked["requirement"], "none");
        assert!(!events.to_string().contains("203.0"), "the address is not kept");
    }

    #[tokio::test]
    async fn what_does_not_fit_is_refused_without_repeating_it() {
        let api = TestApi::start().await;
        let person = api.create_person().await;
        let path = format!("/v1/people/{person}/risk-events");
        for (body, status, code) in [
            (json!({"kind": "Marker", "key": "1"}), 400, "bad_json"),
            (json!({"kind": "session_rejected", "key": "1"}), 400, "bad_json"),
            (json!({"kind": "new_device"}), 400, "bad_json"),
            (json!({"kind": "new_device", "key": " "}), 422, "invalid"),
            (json!({"kind": "new_device", "key": "1", "address": "Marker"}), 400, "bad_json"),
        ] {
            let text = api.post(&path, &body).await.problem(status, code);
            assert!(!text.contains("Marker"), "{text}");
        }
        let unknown = "/v1/people/0198f3a0-0000-7000-8000-000000000001/risk-events";
        let body = json!({"kind": "new_device", "key": "1"});
        api.post(unknown, &body).await.problem(404, "not_found");
    }
}
