//! `DELETE /v1/invitations/{id}`: calls an invitation off.

use app::Scope;
use axum::extract::State;
use axum::http::StatusCode;
use domain::InvitationId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;

#[utoipa::path(delete, path = "/v1/invitations/{id}", tag = "check",
    summary = "Call an invitation off",
    description = "Its link and its browser's cookie stop working, and a try that runs ends. Calling off what is over is no error.",
    params(("id" = uuid::Uuid, Path, description = "The invitation")),
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 204, description = "Called off, or over before"),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn revoke_invitation(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<InvitationId>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    state.app.revoke_invitation(actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
