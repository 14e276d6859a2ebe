//! `POST /v1/check/camera`: begins a try at the camera.

use app::CheckHints;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Candidate;
use crate::catalogue;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::routes::sessions::whip::whip_path;
use crate::state::ApiState;

/// Longest hints, as JSON: capabilities of a camera are a few hundred bytes.
const MAX_HINTS_BYTES: usize = 16 * 1024;

/// What an attempt begins with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CameraBody {
    /// False: no changing colours, because they are not good for this person. Part of the check is then
    /// missing, and a human looks.
    #[serde(default = "yes")]
    colours: bool,
    /// What the page knows of its surroundings, any JSON: `camera_label`, `webdriver` and others. Believed by
    /// nobody.
    #[serde(default)]
    #[schema(value_type = Object)]
    hints: Value,
}

impl CameraBody {
    /// Whether colours are wanted, and hints of a bearable length.
    pub(in crate::routes) fn checked(self) -> Result<(bool, Value), Problem> {
        if self.hints.to_string().len() > MAX_HINTS_BYTES {
            return Err(Problem::new(
                &catalogue::INVALID,
                format!("the hints are longer than {MAX_HINTS_BYTES} bytes: leave some out"),
            ));
        }
        Ok((self.colours, self.hints))
    }
}

const fn yes() -> bool {
    true
}

/// How to send a camera's stream by WHIP. Told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhipView {
    /// Where the offer is posted.
    path: String,
    /// The Bearer token.
    key: String,
}

impl WhipView {
    /// Where to, and by what.
    pub(in crate::routes) fn new(path: String, key: &str) -> Self {
        Self { path, key: key.to_owned() }
    }
}

/// A try that runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttemptStartedView {
    /// Its session.
    pub(in crate::routes) session_id: Uuid,
    /// How to send the stream; null where WebRTC is off.
    #[schema(required)]
    pub(in crate::routes) whip: Option<WhipView>,
    /// The WebSocket that takes pictures instead.
    pub(in crate::routes) frames_path: &'static str,
    /// The WebSocket that leads through.
    pub(in crate::routes) live_path: &'static str,
    /// Tries that are left after this one.
    pub(in crate::routes) attempts_left: u32,
}

#[utoipa::path(post, path = "/v1/check/camera", tag = "check",
    summary = "Begin a try at the camera",
    description = "Connect to `live_path`, then send the camera's stream by WHIP, or its pictures to `frames_path`.",
    request_body = CameraBody,
    responses(
        (status = 201, description = "It runs", body = AttemptStartedView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: not the step, one runs, or none is left"),
        (status = 410, description = "`invitation_expired`, `invitation_used`, `invitation_revoked`"),
        (status = 422, description = "`invalid`: hints that are too long; `no_portrait`, `needs_re_enrolment`"),
        (status = 503, description = "`busy`, `shutting_down`"),
    ))]
pub(crate) async fn begin_attempt(
    candidate: Candidate,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<CameraBody>,
) -> Result<impl IntoResponse, Problem> {
    let (colours, hints) = body.checked()?;
    let started = state.app.begin_attempt(&candidate.0, colours, CheckHints(hints)).await?;
    let whip = started.key.map(|key| WhipView::new(whip_path(started.session), key.reveal()));
    let view = AttemptStartedView {
        session_id: started.session.uuid(),
        whip,
        frames_path: "/v1/check/frames",
        live_path: "/v1/check/live",
        attempts_left: started.attempts_left,
    };
    // The key is nobody else's business, and no cache's.
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(view)))
}
