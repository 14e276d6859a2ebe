//! `POST /v1/sessions`: starts a session from a stream address, or for a browser's camera.

use app::{Scope, StartSession, StartSource};
use axum::extract::State;
use domain::PersonId;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Created, created};
use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{SessionKindView, SessionView};

/// A session to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartBody {
    /// Whose session.
    person_id: Uuid,
    /// What it is for.
    kind: SessionKindView,
    /// Name of the policy; the kind's own when absent.
    policy: Option<String>,
    /// Where its frames come from.
    source: SourceBody,
}

/// Where frames come from.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum SourceBody {
    /// A stream that the service opens.
    Address {
        /// `rtsp(s):`, `srt:` or `http(s):`, if the operator's allow-list admits it.
        address: String,
    },
    /// Pictures that a browser pushes to `/v1/sessions/{id}/frames`.
    Camera,
}

impl From<SourceBody> for StartSource {
    fn from(body: SourceBody) -> Self {
        match body {
            SourceBody::Address { address } => Self::Address(address.into()),
            SourceBody::Camera => Self::Camera,
        }
    }
}

#[utoipa::path(post, path = "/v1/sessions", tag = "sessions",
    summary = "Start a session from a stream or a camera",
    description = "The stream is opened by the session itself: one that cannot be opened ends as failed, with its reason.",
    request_body = StartBody,
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 201, description = "The session", body = SessionView),
        (status = 404, description = "`not_found`: no such person"),
        (status = 422, description = "`no_portrait`, `needs_re_enrolment`, `address_refused`, `invalid` (policy or address), `demo_policy_refused`"),
        (status = 503, description = "`busy`, `shutting_down`"),
    ))]
pub(crate) async fn start_session(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<StartBody>,
) -> Result<Created, Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    let start = StartSession {
        person: PersonId::from_uuid(body.person_id),
        kind: body.kind.into(),
        policy: body.policy,
    };
    let session = state.app.start_session(actor, start, body.source.into()).await?;
    Ok(created(&session))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_camera_session_starts_and_waits_for_pictures() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let answer = api.start_camera(&person).await;
        let session = answer.json(201);
        let id = session["id"].as_str().unwrap();
        assert_eq!(answer.header("location"), format!("/v1/sessions/{id}"));
        assert_eq!(session["person_id"], person.as_str());
        assert_eq!(session["kind"], "interview");
        assert_eq!(session["source"], "camera");
        assert_eq!(session["policy"]["name"], "interview");
        assert!(session["verdict"].is_null() && session["error"].is_null());
    }

    #[tokio::test]
    async fn what_cannot_be_started_says_why() {
        let api = TestApi::start().await;
        let (bare, person) = (api.create_person().await, api.enrolled_person().await);
        let nobody = "0198f3a0-0000-7000-8000-000000000001";
        let camera = json!({"type": "camera"});
        let private = json!({"type": "address", "address": "rtsp://10.0.0.1/Marker"});
        let file = json!({"type": "address", "address": "/etc/Marker"});
        for (person, policy, source, status, code) in [
            (bare.as_str(), None, &camera, 422, "no_portrait"),
            (nobody, None, &camera, 404, "not_found"),
            (&person, Some("lenient"), &camera, 422, "invalid"),
            (&person, Some("demo-synthetic"), &camera, 422, "demo_policy_refused"),
            (&person, None, &private, 422, "address_refused"),
            (&person, None, &file, 422, "address_refused"),
        ] {
            let body =
                json!({"person_id": person, "kind": "login", "policy": policy, "source": source});
            let text = api.post("/v1/sessions", &body).await.problem(status, code);
            assert!(!text.contains("Marker"), "{text}");
        }
    }

    #[tokio::test]
    async fn bodies_that_are_no_session_are_refused() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        for body in [
            json!({"person_id": person, "kind": "chat", "source": {"type": "camera"}}),
            json!({"person_id": "somebody", "kind": "login", "source": {"type": "camera"}}),
            json!({"person_id": person, "kind": "login", "source": {"type": "tape"}}),
            json!({"person_id": person, "kind": "login"}),
        ] {
            api.post("/v1/sessions", &body).await.problem(400, "bad_json");
        }
    }

    #[tokio::test]
    async fn one_session_too_many_is_busy() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        for _ in 0..crate::testing::MAX_RUNNING {
            api.start_camera(&person).await.status(201);
        }
        let answer = api.start_camera(&person).await;
        assert_eq!(answer.header("retry-after"), "5");
        answer.problem(503, "busy");
    }
}
