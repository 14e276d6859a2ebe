//! `GET`, `POST /v1/sessions/{id}/decisions`: what humans made of a session.

use app::{Personal, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::SessionId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{DecisionView, DecisionsView, OutcomeView};

/// What a human decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// What they decided. The same as the verdict's outcome: they agree.
    outcome: OutcomeView,
    /// Why, in their words. At most 4,000 characters.
    #[serde(default)]
    note: Option<String>,
}

#[utoipa::path(post, path = "/v1/sessions/{id}/decisions", tag = "sessions",
    summary = "Record what a human decided",
    description = "On a session that is over. Decisions are appended and never changed: who changes their mind adds another. \
        A verdict that rejects is overturned only by two different people who agree; until then `standing` says so.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    request_body = NewDecision,
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 201, description = "Recorded", body = DecisionView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: it still runs, or has as many decisions as it may have"),
        (status = 422, description = "`invalid`: the note is too long or has control characters"),
    ))]
pub(crate) async fn decide(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    JsonBody(new): JsonBody<NewDecision>,
) -> Result<(StatusCode, Json<DecisionView>), Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    let note = new.note.map(Personal::from);
    let decision = state.app.decide(actor, id, new.outcome.into(), note.as_ref()).await?;
    Ok((StatusCode::CREATED, Json((&decision).into())))
}

#[utoipa::path(get, path = "/v1/sessions/{id}/decisions", tag = "sessions",
    summary = "What humans decided, and what holds",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The decisions, oldest first", body = DecisionsView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn list_decisions(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<Json<DecisionsView>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let decisions = state.app.decisions(id).await?;
    let verdict = state.app.session(id).await?.verdict.map(|report| report.verdict.outcome);
    Ok(Json(DecisionsView::of(verdict, &decisions)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_decision_is_recorded_and_listed_with_what_holds() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let path = format!("/v1/sessions/{}/decisions", api.finished_session(&person).await);
        let body = json!({ "outcome": "refer", "note": "voice and lips do not fit" });
        let made = api.request("POST", &path).json(&body).send().await.json(201);
        assert_eq!(made["agrees"], made["verdict"] == "refer");
        let listed = api.get(&path).await.json(200);
        assert_eq!(listed["items"], json!([made]));
        assert_eq!(listed["standing"]["outcome"], "refer");
    }

    #[tokio::test]
    async fn what_is_no_decision_is_refused() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let path = format!("/v1/sessions/{}/decisions", api.finished_session(&person).await);
        let post = |body: serde_json::Value| api.request("POST", &path).json(&body).send();
        post(json!({ "outcome": "maybe" })).await.problem(400, "bad_json");
        post(json!({ "note": "no outcome" })).await.problem(400, "bad_json");
        let long = json!({ "outcome": "accept", "note": "x".repeat(4_001) });
        post(long).await.problem(422, "invalid");
        let nobody = "/v1/sessions/0198f3a0-0000-7000-8000-000000000001/decisions";
        let accept = json!({ "outcome": "accept" });
        api.request("POST", nobody).json(&accept).send().await.problem(404, "not_found");
        api.get(nobody).await.problem(404, "not_found");
        let person = api.enrolled_person().await;
        let running = api.start_camera(&person).await.json(201);
        let path = format!("/v1/sessions/{}/decisions", running["id"].as_str().unwrap());
        api.request("POST", &path).json(&accept).send().await.problem(409, "conflict");
    }
}
