//! `GET /v1/people`: people, newest first.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::PersonId;

use crate::auth::Caller;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::routes::page::{PageQuery, PageView, items};
use crate::state::ApiState;
use crate::wire::PersonView;

#[utoipa::path(get, path = "/v1/people", tag = "people",
    summary = "People, newest first",
    params(PageQuery),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses((status = 200, description = "One page", body = PageView<PersonView>)))]
pub(crate) async fn list_people(
    caller: Caller,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<PageQuery>,
) -> Result<Json<PageView<PersonView>>, Problem> {
    caller.needs(Scope::PeopleRead)?;
    let limit = items(query.limit, &state.settings);
    let page = state.app.list_people(limit, query.after.map(PersonId::from_uuid)).await?;
    Ok(Json(PageView::of(&page, |id| id.uuid())))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn people_are_listed_newest_first_in_pages() {
        let api = TestApi::start().await;
        assert_eq!(api.get("/v1/people").await.json(200)["items"].as_array().unwrap().len(), 0);
        let mut ids = Vec::new();
        for _ in 0..3 {
            api.clock.advance(std::time::Duration::from_millis(1));
            ids.push(api.create_person().await);
        }
        let first = api.get("/v1/people?limit=2").await.json(200);
        let next = first["next"].as_str().unwrap();
        let second = api.get(&format!("/v1/people?limit=2&after={next}")).await.json(200);
        let listed: Vec<_> = [&first, &second]
            .iter()
            .flat_map(|page| page["items"].as_array().unwrap())
            .map(|p| p["id"].as_str().unwrap().to_owned())
            .collect();
        ids.reverse();
        assert_eq!(listed, ids);
        assert!(second["next"].is_null());
    }
}
