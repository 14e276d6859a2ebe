//! `PUT /v1/sessions/{id}/camera`: the page that runs the camera says which one it is.

use app::Scope;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{CameraClaim, FrameSize, MediaTime, SessionId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::SizeView;

/// A camera as the browser names it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedCamera {
    /// Its name, as `MediaStreamTrack.label` gives it; cut after 120 characters.
    label: String,
    /// Size of its pictures, as `getSettings()` gives it.
    size: SizeView,
    /// Pictures a second, as `getSettings()` gives it.
    #[serde(default)]
    fps: Option<f32>,
}

#[utoipa::path(put, path = "/v1/sessions/{id}/camera", tag = "sessions",
    summary = "Name the camera behind a session",
    description = "For pages that run the camera. The verdict's `stream.camera` shows it with hints for a human: a name that programs \
        which pose as cameras have, or pictures of another shape or size than the stream's. Nobody checks what is said, and it \
        makes no verdict better or worse.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    request_body = NamedCamera,
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 202, description = "Noted"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: the session is over"),
        (status = 422, description = "`invalid`: more pictures a second than any camera makes, or none"),
    ))]
pub(crate) async fn name_camera(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    JsonBody(body): JsonBody<NamedCamera>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::SessionsWrite)?;
    let NamedCamera { label, size, fps } = body;
    let size = FrameSize { width: size.width, height: size.height };
    // The session says when it was.
    let claim = CameraClaim { at: MediaTime::ZERO, label, size, fps };
    state.app.name_camera(id, claim).await?;
    Ok(StatusCode::ACCEPTED)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_camera_is_named_for_a_session_that_runs_and_for_no_other() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let session = api.start_camera(&person).await.json(201);
        let path = format!("/v1/sessions/{}/camera", session["id"].as_str().unwrap());
        let name = |path: String, body| {
            let request = api.request("PUT", &path);
            async move { request.json(&body).send().await }
        };
        let size = json!({"width": 1280, "height": 720});
        let said = json!({"label": "OBS Virtual Camera", "size": size, "fps": 30.0});
        name(path.clone(), said.clone()).await.status(202);
        let absurd = json!({"label": "c", "size": size, "fps": -1.0});
        name(path.clone(), absurd).await.problem(422, "invalid");
        name(path.clone(), json!({"label": 4, "size": size})).await.problem(400, "bad_json");
        let nobody = "/v1/sessions/0198f3a0-0000-7000-8000-000000000001/camera".to_owned();
        name(nobody, said).await.problem(404, "not_found");
    }
}
