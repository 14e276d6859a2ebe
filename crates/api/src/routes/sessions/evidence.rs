//! `GET /v1/sessions/{id}/evidence`: the evidence pictures of a session, without their bytes.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::EvidenceView;

/// The evidence of a session.
#[derive(Serialize, ToSchema)]
pub(crate) struct EvidenceListView {
    /// The pictures, in stream order.
    items: Vec<EvidenceView>,
}

#[utoipa::path(get, path = "/v1/sessions/{id}/evidence", tag = "sessions",
    summary = "The evidence pictures of a session",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The pictures, without their bytes", body = EvidenceListView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn list_evidence(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<Json<EvidenceListView>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let evidence = state.app.evidence(id).await?;
    Ok(Json(EvidenceListView { items: evidence.iter().map(Into::into).collect() }))
}
