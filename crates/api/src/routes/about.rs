//! `GET /v1/about`: what is running here.

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
    /// Policies that a session can name.
    policies: Vec<PolicyView>,
    /// Whether sessions can be fed from a browser's camera.
    webcam: bool,
    /// Whether sessions take streams by WHIP.
    whip: bool,
    /// The port at which sessions take streams by RTMP; null when they do not.
    #[schema(required)]
    rtmp_port: Option<u16>,
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
        policies: about.policies.iter().map(Into::into).collect(),
        webcam: true,
        whip: about.whip,
        rtmp_port: about.rtmp_port,
    }))
}
