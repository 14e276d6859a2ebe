//! `POST /v1/sessions/{id}/light-cards` and what follows: colours drawn by chance, shown, or not shown.

use std::time::Duration;

use app::Scope;
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
use crate::wire::{LightCardView, LightSkipView};

/// A page's account of a card that it has shown to its end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShownLightCard {
    /// Which card.
    number: u32,
    /// When each step began and the last one ended, milliseconds from the answer that handed the card out.
    edges_ms: Vec<u32>,
}

/// A card that is not shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkippedLightCard {
    /// Why.
    reason: LightSkipView,
}

#[utoipa::path(post, path = "/v1/sessions/{id}/light-cards", tag = "sessions",
    summary = "Draw a light card",
    description = "Colours in an order drawn by chance, to be shown full-screen to the person from the moment of the answer on, and \
        reported by `/shown`. The verdict's `lights` say whether the skin followed. At most 1.5 changes a second and no saturated \
        red (WCAG 2.3.1); do not show it where somebody is sensitive to flashing light, and say so by `/skipped`.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 201, description = "What to show now", body = LightCardView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: over, or the card before has no answer yet"),
    ))]
pub(crate) async fn start_light_card(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<(StatusCode, Json<LightCardView>), Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    let card = state.app.start_light_card(actor, id).await?;
    Ok((StatusCode::CREATED, Json((&card).into())))
}

#[utoipa::path(post, path = "/v1/sessions/{id}/light-cards/shown", tag = "sessions",
    summary = "Say that a light card was shown",
    description = "Held against the draw and against the service's own clock.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    request_body = ShownLightCard,
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 202, description = "The answer is looked for"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: over, or that card is not being shown"),
        (status = 422, description = "`invalid`: it cannot have been shown like that"),
    ))]
pub(crate) async fn light_card_shown(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    JsonBody(body): JsonBody<ShownLightCard>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::SessionsWrite)?;
    let edges = body.edges_ms.into_iter().map(|ms| Duration::from_millis(ms.into())).collect();
    state.app.light_card_shown(id, body.number, edges).await?;
    Ok(StatusCode::ACCEPTED)
}

#[utoipa::path(post, path = "/v1/sessions/{id}/light-cards/skipped", tag = "sessions",
    summary = "Say that no light card is shown",
    description = "Before one begins, or to stop one. It is kept with the session and counts against nobody.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    request_body = SkippedLightCard,
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 202, description = "Kept"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: over"),
    ))]
pub(crate) async fn skip_light_card(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    JsonBody(body): JsonBody<SkippedLightCard>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    state.app.skip_light_card(actor, id, body.reason.into()).await?;
    Ok(StatusCode::ACCEPTED)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn one_card_at_a_time_and_no_account_that_time_contradicts() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let session = api.start_camera(&person).await.json(201);
        let path = format!("/v1/sessions/{}/light-cards", session["id"].as_str().unwrap());
        let card = api.request("POST", &path).send().await.json(201);
        let steps = card["steps"].as_array().unwrap();
        assert_eq!((card["number"].as_u64(), steps.len()), (Some(0), 12), "{card}");
        assert!(steps[0]["colour"].as_str().unwrap().starts_with('#'), "{card}");
        api.request("POST", &path).send().await.problem(409, "conflict");

        let shown = format!("{path}/shown");
        let mut edges = vec![0];
        for step in steps {
            edges.push(edges.last().unwrap() + step["for_ms"].as_u64().unwrap());
        }
        // No time has passed since it was handed out.
        let at_once = json!({"number": 0, "edges_ms": edges});
        api.post(&shown, &at_once).await.problem(422, "invalid");
        api.post(&shown, &json!({"number": 1, "edges_ms": edges})).await.problem(409, "conflict");

        let skipped = format!("{path}/skipped");
        assert_eq!(api.post(&skipped, &json!({"reason": "stopped"})).await.status, 202);
        api.post(&shown, &at_once).await.problem(409, "conflict");
        api.post(&skipped, &json!({"reason": "bored"})).await.problem(400, "bad_json");
        let nobody = "/v1/sessions/0198f3a0-0000-7000-8000-000000000001/light-cards";
        api.request("POST", nobody).send().await.problem(404, "not_found");
    }
}
