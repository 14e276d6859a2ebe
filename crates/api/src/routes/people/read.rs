//! `GET /v1/people/{id}`: one person with the references in force.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::PersonId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::PersonView;

#[utoipa::path(get, path = "/v1/people/{id}", tag = "people",
    summary = "One person with the references in force",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "The person", body = PersonView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn read_person(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<Json<PersonView>, Problem> {
    caller.needs(Scope::PeopleRead)?;
    let person = state.app.person(id).await?;
    Ok(Json(PersonView::from(&person)))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn somebody_unknown_is_not_found() {
        let api = TestApi::start().await;
        let unknown = "/v1/people/0198f3a0-0000-7000-8000-000000000001";
        let text = api.get(unknown).await.problem(404, "not_found");
        assert!(text.contains("create the person first"));
        api.get("/v1/people/Marker").await.problem(404, "not_found");
    }
}
