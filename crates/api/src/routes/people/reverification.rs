//! `GET`, `PUT /v1/people/{id}/reverification`: a person's group, dates, and what is asked of them.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::PersonId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::ReverificationView;

/// Into which group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetReverification {
    /// A group of the configuration; null for none.
    #[schema(required)]
    group: Option<String>,
}

#[utoipa::path(get, path = "/v1/people/{id}/reverification", tag = "reverification",
    summary = "When a person is verified again, and what is asked of them now",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "Where they stand", body = ReverificationView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn read_reverification(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<Json<ReverificationView>, Problem> {
    caller.needs(Scope::PeopleRead)?;
    Ok(Json((&state.app.reverification(id).await?).into()))
}

#[utoipa::path(put, path = "/v1/people/{id}/reverification", tag = "reverification",
    summary = "Put a person into a group that is verified again, or take them out",
    description = "Groups are the operator's (`reverification.groups`). A change of group keeps the day of the last verification.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    request_body = SetReverification,
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 200, description = "Where they stand now", body = ReverificationView),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid`: no such group"),
    ))]
pub(crate) async fn set_reverification(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
    JsonBody(body): JsonBody<SetReverification>,
) -> Result<Json<ReverificationView>, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    let details = state.app.set_reverification(actor, id, body.group.as_deref()).await?;
    Ok(Json((&details).into()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_person_comes_into_a_group_and_is_due_after_its_days() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let path = format!("/v1/people/{person}/reverification");
        let before = api.get(&path).await.json(200);
        assert!(before["group"].is_null() && before["due_at"].is_null());
        assert_eq!(before["requirement"], "none");
        let put = |group| api.request("PUT", &path).json(&json!({ "group": group })).send();
        let text = put("Marker").await.problem(422, "invalid");
        assert!(text.contains("use one of remote") && !text.contains("Marker"), "{text}");
        let set = put("remote").await.json(200);
        assert_eq!((&set["group"], &set["state"]), (&json!("remote"), &json!("current")));
        assert_eq!(set["groups"], json!(["remote"]));
        let due = api.get("/v1/reverifications").await.json(200);
        assert_eq!(due["items"][0]["person_id"], person.as_str());
        assert_eq!(due["items"][0]["display_name"], "Ada");
        api.clock.advance(Duration::from_secs(30 * 86_400));
        assert_eq!(api.get(&path).await.json(200)["requirement"], "login");
        api.clock.advance(Duration::from_secs(7 * 86_400));
        let overdue = api.get(&path).await.json(200);
        assert_eq!(
            (&overdue["requirement"], &overdue["state"]),
            (&json!("blocked"), &json!("overdue"))
        );
        let left = api.request("PUT", &path).json(&json!({ "group": null })).send().await;
        assert!(left.json(200)["group"].is_null());
        assert_eq!(api.get("/v1/reverifications").await.json(200)["items"], json!([]));
    }
}
