//! `GET /v1/sessions/{id}/evidence/{evidence_id}`: one evidence picture.

use app::Scope;
use axum::extract::State;
use axum::response::Response;
use domain::{EvidenceId, SessionId};

use crate::auth::Caller;
use crate::extract::Ids;
use crate::problem::Problem;
use crate::routes::picture::jpeg;
use crate::state::ApiState;

#[utoipa::path(get, path = "/v1/sessions/{id}/evidence/{evidence_id}", tag = "sessions",
    summary = "One evidence picture",
    params(
        ("id" = uuid::Uuid, Path, description = "The session"),
        ("evidence_id" = uuid::Uuid, Path, description = "The picture"),
    ),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The picture", body = [u8], content_type = "image/jpeg"),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn evidence_picture(
    caller: Caller,
    State(state): State<ApiState>,
    Ids(session, evidence): Ids<SessionId, EvidenceId>,
) -> Result<Response, Problem> {
    let actor = caller.needs(Scope::SessionsRead)?;
    Ok(jpeg(state.app.evidence_picture(actor, session, evidence).await?))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_listed_picture_is_shown_and_is_the_one_that_was_hashed() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.finished_session(&person).await;
        let listed = api.get(&format!("/v1/sessions/{id}/evidence")).await.json(200);
        let first = &listed["items"][0];
        assert!(first["code"].is_string() && first["at_ms"].is_u64() && first["seq"].is_u64());
        let picture = first["id"].as_str().unwrap();
        let answer = api.get(&format!("/v1/sessions/{id}/evidence/{picture}")).await;
        answer.status(200);
        assert_eq!(answer.header("content-type"), "image/jpeg");
        assert_eq!(hex::encode(Sha256::digest(&answer.body)), first["sha256"].as_str().unwrap());

        let other = api.finished_session(&person).await;
        let elsewhere = api.get(&format!("/v1/sessions/{other}/evidence/{picture}")).await;
        elsewhere.problem(404, "not_found");
    }
}
