//! `GET /v1/invitations/{id}`: one invitation, with what its page said.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::InvitationId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::InvitationView;

#[utoipa::path(get, path = "/v1/invitations/{id}", tag = "check",
    summary = "One invitation, with what its page said",
    params(("id" = uuid::Uuid, Path, description = "The invitation")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "The invitation", body = InvitationView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn read_invitation(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<InvitationId>,
) -> Result<Json<InvitationView>, Problem> {
    let actor = caller.needs(Scope::PeopleRead)?;
    Ok(Json(InvitationView::from(&state.app.invitation(actor, id).await?)))
}
