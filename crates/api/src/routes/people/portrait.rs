//! `GET /v1/people/{id}/portrait`: the ID portrait in force.

use app::Scope;
use axum::extract::State;
use axum::response::Response;
use domain::PersonId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::routes::picture::jpeg;
use crate::state::ApiState;

#[utoipa::path(get, path = "/v1/people/{id}/portrait", tag = "people",
    summary = "The ID portrait in force",
    description = "Upright, cropped to the face and some of its surroundings, without metadata.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "The portrait", body = [u8], content_type = "image/jpeg"),
        (status = 404, description = "`not_found`: no such person, or no portrait yet"),
    ))]
pub(crate) async fn read_portrait(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<Response, Problem> {
    let actor = caller.needs(Scope::PeopleRead)?;
    Ok(jpeg(state.app.portrait_picture(actor, id).await?))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn the_portrait_is_a_jpeg_that_no_cache_keeps() {
        let api = TestApi::start().await;
        let person = api.create_person().await;
        let path = format!("/v1/people/{person}/portrait");
        api.get(&path).await.problem(404, "not_found");
        api.set_portrait(&person).await;
        let answer = api.get(&path).await;
        answer.status(200);
        assert_eq!(answer.header("content-type"), "image/jpeg");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.body.starts_with(&[0xff, 0xd8]));
    }
}
