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
