//! `PUT /v1/sessions/{id}/subject`: chooses whom a session follows.

use app::Scope;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{SessionId, TrackId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;

/// Whom to follow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectBody {
    /// Track of a face in the newest `faces` message.
    track: u32,
}

#[utoipa::path(put, path = "/v1/sessions/{id}/subject", tag = "sessions",
    summary = "Choose whom a session follows",
    description = "For sessions started with `follow: chosen`. The choice survives a new layout of the picture: the person is \
        found again by the face. Following another person later counts as a change of person.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    request_body = SubjectBody,
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 202, description = "It follows that face from the next frame on"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: no such face now, over, or the session follows the largest face"),
    ))]
pub(crate) async fn choose_subject(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    JsonBody(body): JsonBody<SubjectBody>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    state.app.choose_subject(actor, id, TrackId(body.track)).await?;
    Ok(StatusCode::ACCEPTED)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_face_that_is_not_there_cannot_be_chosen() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let body = json!({"person_id": person, "kind": "interview", "source": {"type": "camera"},
            "follow": "chosen"});
        let session = api.post("/v1/sessions", &body).await.json(201);
        let path = format!("/v1/sessions/{}/subject", session["id"].as_str().unwrap());
        let choose = |path: String, body| {
            let request = api.request("PUT", &path);
            async move { request.json(&body).send().await }
        };
        choose(path.clone(), json!({"track": 4})).await.problem(409, "conflict");
        choose(path.clone(), json!({"track": -1})).await.problem(400, "bad_json");
        let nobody = "/v1/sessions/0198f3a0-0000-7000-8000-000000000001/subject".to_owned();
        choose(nobody, json!({"track": 4})).await.problem(404, "not_found");
    }
}
