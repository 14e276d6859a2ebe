//! `GET /v1/reverifications`: who is due, the earliest first.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::{PersonId, UtcTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::page::items;
use crate::auth::Caller;
use crate::catalogue;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::DueView;

/// Which of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DueQuery {
    /// Most items wanted; 50 unless given, the operator's limit at most.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Only people of this group.
    group: Option<String>,
}

/// One page of who is due.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueListView {
    /// The people, the earliest date first.
    items: Vec<DueView>,
    /// Pass it as `after` to get the next page; null on the last.
    #[schema(required)]
    next: Option<String>,
}

#[utoipa::path(get, path = "/v1/reverifications", tag = "reverification",
    summary = "Who is due for re-verification, the earliest first",
    description = "Everybody in a group, also those who are not due yet.",
    params(DueQuery),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "One page", body = DueListView),
        (status = 400, description = "`bad_parameter`: `after` is no place in this list"),
    ))]
pub(crate) async fn list_due(
    caller: Caller,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<DueQuery>,
) -> Result<Json<DueListView>, Problem> {
    caller.needs(Scope::PeopleRead)?;
    let after = query.after.as_deref().map(|text| place(text).ok_or_else(no_place)).transpose()?;
    let limit = items(query.limit, &state.settings);
    let page = state.app.due(query.group.as_deref(), limit, after).await?;
    Ok(Json(DueListView {
        items: page.items.iter().map(Into::into).collect(),
        next: page.next.map(|(at, person)| format!("{}.{person}", at.unix_millis())),
    }))
}

fn place(text: &str) -> Option<(UtcTime, PersonId)> {
    let (at, person) = text.split_once('.')?;
    Some((UtcTime::from_unix_millis(at.parse().ok()?), person.parse().ok()?))
}

fn no_place() -> Problem {
    let text = "`after` is no place in this list: pass on the `next` of the page before";
    Problem::new(&catalogue::BAD_PARAMETER, text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn the_list_goes_on_where_it_stopped() {
        let api = TestApi::start().await;
        for _ in 0..3 {
            let person = api.create_person().await;
            let path = format!("/v1/people/{person}/reverification");
            api.request("PUT", &path).json(&json!({"group": "remote"})).send().await.json(200);
            api.clock.advance(std::time::Duration::from_secs(86_400));
        }
        let first = api.get("/v1/reverifications?limit=2&group=remote").await.json(200);
        assert_eq!(first["items"].as_array().unwrap().len(), 2);
        let next = first["next"].as_str().unwrap();
        let rest = api.get(&format!("/v1/reverifications?limit=2&after={next}")).await.json(200);
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        assert!(rest["next"].is_null());
        let dates: Vec<_> = first["items"]
            .as_array()
            .unwrap()
            .iter()
            .chain(rest["items"].as_array().unwrap())
            .map(|i| i["due_at"].as_str().unwrap().to_owned())
            .collect();
        assert!(dates.is_sorted(), "{dates:?}");
        assert_eq!(api.get("/v1/reverifications?group=desk").await.json(200)["items"], json!([]));
        api.get("/v1/reverifications?after=Marker").await.problem(400, "bad_parameter");
    }
}
