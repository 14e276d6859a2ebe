//! `GET /v1/reviews/{id}`: one session, opened to decide on it.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::SessionId;
use serde::Deserialize;

use crate::auth::Caller;
use crate::extract::{Id, QueryOf};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{ReviewView, SessionKindView};

/// Among which.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReviewQuery {
    /// `previous` and `next` are of this kind only.
    kind: Option<SessionKindView>,
}

#[utoipa::path(get, path = "/v1/reviews/{id}", tag = "reviews",
    summary = "Open a session to decide on it",
    description = "With the sessions that wait before and behind it. Recorded: the audit trail says who looked. \
        A session that waits no longer can be opened as well.",
    params(("id" = uuid::Uuid, Path, description = "The session"), ReviewQuery),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The session, the decisions so far, and its neighbours", body = ReviewView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: it still runs"),
    ))]
pub(crate) async fn open_review(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    QueryOf(query): QueryOf<ReviewQuery>,
) -> Result<Json<ReviewView>, Problem> {
    let actor = caller.needs(Scope::SessionsRead)?;
    let review = state.app.open_review(actor, id, query.kind.map(Into::into)).await?;
    Ok(Json(ReviewView::seen_by(actor, &review)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn what_is_not_there_or_still_runs_is_not_opened() {
        let api = TestApi::start().await;
        let nobody = "/v1/reviews/0198f3a0-0000-7000-8000-000000000001";
        api.get(nobody).await.problem(404, "not_found");
        let person = api.enrolled_person().await;
        let running = api.start_camera(&person).await.json(201);
        let path = format!("/v1/reviews/{}", running["id"].as_str().unwrap());
        api.get(&path).await.problem(409, "conflict");
        // An accepted session waits for nobody, and can be looked at in the same way.
        let id = api.finished_session(&person).await;
        let opened = api.get(&format!("/v1/reviews/{id}")).await.json(200);
        assert_eq!((&opened["waits_for"], &opened["previous"]), (&json!(null), &json!(null)));
    }
}
