//! `GET /v1/about`: what is running here.

use app::PartInfo;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{ModelView, PolicyView};

/// What is running here.
#[derive(Serialize, ToSchema)]
pub(crate) struct AboutView {
    /// Version of the service.
    version: &'static str,
    /// Name of the model pack.
    pack: String,
    /// Every model in use.
    models: Vec<ModelView>,
    /// Where each part of the pack comes from, and what is lost without those that are not here.
    parts: Vec<PartView>,
    /// Policies that a session can name.
    policies: Vec<PolicyView>,
    /// Whether sessions can be fed from a browser's camera.
    webcam: bool,
    /// Whether sessions take streams by WHIP.
    whip: bool,
    /// The port at which sessions take streams by RTMP; null when they do not.
    #[schema(required)]
    rtmp_port: Option<u16>,
    /// The port at which sessions take streams by RTMPS; null when they do not.
    #[schema(required)]
    rtmps_port: Option<u16>,
}

/// A part of the model pack: one role, or several whose models go together.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartView {
    /// What it does: `detector`, `embedder`, `pad`, `manipulation`, `quality`, `mesh` or `text`.
    role: String,
    /// Ids of its models; empty when there is none.
    models: Vec<String>,
    /// The pack that names them; null when there is none.
    #[schema(required)]
    pack: Option<String>,
    /// Why this one, or what its absence costs, as a sentence.
    reason: String,
}

impl From<&PartInfo> for PartView {
    fn from(part: &PartInfo) -> Self {
        Self {
            role: part.role.clone(),
            models: part.models.clone(),
            pack: part.pack.clone(),
            reason: part.reason.clone(),
        }
    }
}

#[utoipa::path(get, path = "/v1/about", tag = "service",
    summary = "What is running here",
    security(("api_key" = []), ("browser" = [])),
    responses((status = 200, description = "Version, models and policies", body = AboutView)))]
pub(crate) async fn about(
    _: Caller,
    State(state): State<ApiState>,
) -> Result<Json<AboutView>, Problem> {
    let about = state.app.about();
    Ok(Json(AboutView {
        version: about.version,
        pack: about.pack,
        models: about.models.iter().map(Into::into).collect(),
        parts: about.parts.iter().map(Into::into).collect(),
        policies: about.policies.iter().map(Into::into).collect(),
        webcam: true,
        whip: about.whip,
        rtmp_port: about.rtmp_port,
        rtmps_port: about.rtmps_port,
    }))
}
