//! `POST /v1/people`: creates a person.

use app::{NewPerson, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::PersonView;

/// A person to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreatePerson {
    /// What the interviewer calls them.
    display_name: String,
    /// Their id in the operator's own system.
    external_ref: Option<String>,
    /// Their consent; stamped with the present time.
    consent: Option<GiveConsent>,
}

/// Consent, given now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiveConsent {
    /// Which text was shown.
    text_version: String,
}

impl From<CreatePerson> for NewPerson {
    fn from(body: CreatePerson) -> Self {
        Self {
            display_name: body.display_name.into(),
            external_ref: body.external_ref.map(Into::into),
            consent_text_version: body.consent.map(|c| c.text_version),
        }
    }
}

#[utoipa::path(post, path = "/v1/people", tag = "people",
    summary = "Create a person",
    request_body = CreatePerson,
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 201, description = "The person", body = PersonView),
        (status = 422, description = "`invalid`: an empty or over-long text"),
    ))]
pub(crate) async fn create_person(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<CreatePerson>,
) -> Result<impl IntoResponse, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    let person = state.app.create_person(actor, body.into()).await?;
    let location = format!("/v1/people/{}", person.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(PersonView::from(&person))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_person_is_created_with_consent_stamped_now() {
        let api = TestApi::start().await;
        let body = json!({"display_name": "Ada", "external_ref": "HR-7",
            "consent": {"text_version": "2026-01"}});
        let answer = api.post("/v1/people", &body).await;
        let person = answer.json(201);
        let id = person["id"].as_str().unwrap();
        assert_eq!(answer.header("location"), format!("/v1/people/{id}"));
        assert_eq!(person["display_name"], "Ada");
        assert_eq!(person["external_ref"], "HR-7");
        assert_eq!(
            person["consent"],
            json!({"text_version": "2026-01", "at": "2026-01-01T00:00:00.000Z"})
        );
        assert_eq!(person["has_portrait"], false);
        assert_eq!(api.get(&format!("/v1/people/{id}")).await.json(200), person);
    }

    #[tokio::test]
    async fn bad_bodies_are_refused_by_kind() {
        let api = TestApi::start().await;
        let long = "a".repeat(5_000);
        for (body, status, code) in [
            (json!({}), 400, "bad_json"),
            (json!({"display_name": 7}), 400, "bad_json"),
            (json!({"display_name": "Ada", "age": 7}), 400, "bad_json"),
            (json!({"display_name": ""}), 422, "invalid"),
            (json!({"display_name": long}), 422, "invalid"),
            (json!({"display_name": "a".repeat(70_000)}), 413, "body_too_large"),
        ] {
            api.post("/v1/people", &body).await.problem(status, code);
        }
        let plain = api.request("POST", "/v1/people").header("content-type", "text/plain");
        plain.body("{}").send().await.problem(415, "unsupported_media_type");
        let broken = api.request("POST", "/v1/people").header("content-type", "application/json");
        broken.body("{").send().await.problem(400, "bad_json");
    }
}
