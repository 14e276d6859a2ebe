//! `DELETE /v1/people/{id}`: erases a person and everything of theirs.

use app::Scope;
use axum::extract::State;
use axum::http::StatusCode;
use domain::PersonId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;

#[utoipa::path(delete, path = "/v1/people/{id}", tag = "people",
    summary = "Erase a person and everything of theirs",
    description = "Running sessions of theirs end first. One audit line without personal data remains.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses((status = 204, description = "Erased"), (status = 404, description = "`not_found`")))]
pub(crate) async fn erase_person(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    state.app.erase_person(actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn an_erased_person_is_gone_with_portrait_and_sessions() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let session = api.finished_session(&person).await;
        let path = format!("/v1/people/{person}");
        api.delete(&path).await.status(204);
        api.get(&path).await.problem(404, "not_found");
        api.get(&format!("{path}/portrait")).await.problem(404, "not_found");
        api.get(&format!("/v1/sessions/{session}")).await.problem(404, "not_found");
        api.delete(&path).await.problem(404, "not_found");
    }
}
