//! `POST /v1/sessions`: starts a session from a stream address, or for a browser's camera.

use app::{Following, Scope, SessionDetails, StartSession, StartSource};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use domain::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::created;
use super::whip::whip_path;
use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{SessionKindView, SessionView};

/// The answer to a session that was started.
type Started = (StatusCode, [(HeaderName, String); 2], Json<StartedView>);

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
    /// Whom it follows; the largest face when absent.
    #[serde(default)]
    follow: FollowBody,
}

/// Whom a session follows.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FollowBody {
    /// The largest face: one person before a camera.
    #[default]
    Largest,
    /// Nobody until somebody is chosen with `PUT /v1/sessions/{id}/subject`: a meeting with several people
    /// in the picture. The others are neither compared nor kept.
    Chosen,
}

impl From<FollowBody> for Following {
    fn from(body: FollowBody) -> Self {
        match body {
            FollowBody::Largest => Self::Largest,
            FollowBody::Chosen => Self::Chosen,
        }
    }
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
    /// Pictures that a browser pushes to `/v1/sessions/{id}/frames`, or its stream to
    /// `/v1/sessions/{id}/whip`.
    Camera,
    /// A stream that somebody sends, by WHIP or RTMP, with the key that comes with the answer.
    Stream,
}

/// How to send a stream into a session. Told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct StreamView {
    /// The Bearer token of WHIP and the stream key of RTMP. Works as long as the session runs.
    key: String,
    /// Where WHIP senders post their offer; null when WebRTC is off.
    #[schema(required)]
    whip_path: Option<String>,
    /// The port of `rtmp://HOST:PORT/live`; null when RTMP is off.
    #[schema(required)]
    rtmp_port: Option<u16>,
    /// The port of `rtmps://HOST:PORT/live`; null when RTMPS is off.
    #[schema(required)]
    rtmps_port: Option<u16>,
}

/// A session that was started.
#[derive(Serialize, ToSchema)]
pub(crate) struct StartedView {
    #[serde(flatten)]
    session: SessionView,
    /// How to send the stream; only for the source type `stream`.
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<StreamView>,
}

#[utoipa::path(post, path = "/v1/sessions", tag = "sessions",
    summary = "Start a session from a stream or a camera",
    description = "The stream is opened by the session itself: one that cannot be opened ends as failed, with its reason.",
    request_body = StartBody,
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 201, description = "The session", body = StartedView),
        (status = 404, description = "`not_found`: no such person"),
        (status = 422, description = "`no_portrait`, `needs_re_enrolment`, `address_refused`, `invalid` (policy or address), `demo_policy_refused`"),
        (status = 503, description = "`busy`, `shutting_down`"),
    ))]
pub(crate) async fn start_session(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<StartBody>,
) -> Result<Started, Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    let start = StartSession {
        person: PersonId::from_uuid(body.person_id),
        kind: body.kind.into(),
        policy: body.policy,
        following: body.follow.into(),
    };
    let source = match body.source {
        SourceBody::Address { address } => StartSource::Address(address.into()),
        SourceBody::Camera => StartSource::Camera,
        SourceBody::Stream => {
            let (session, key) = state.app.start_stream_session(actor, start).await?;
            let about = state.app.about();
            let stream = StreamView {
                key: key.reveal().to_owned(),
                whip_path: about.whip.then(|| whip_path(session.id)),
                rtmp_port: about.rtmp_port,
                rtmps_port: about.rtmps_port,
            };
            return Ok(started(&session, Some(stream)));
        }
    };
    Ok(started(&state.app.start_session(actor, start, source).await?, None))
}

fn started(session: &SessionDetails, stream: Option<StreamView>) -> Started {
    let (status, [location], Json(session)) = created(session);
    // The key is nobody else's business, and no cache's.
    let kept = (header::CACHE_CONTROL, "no-store".to_owned());
    (status, [location, kept], Json(StartedView { session, stream }))
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
            json!({"person_id": person, "kind": "login", "source": {"type": "camera"}, "follow": "all"}),
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
