//! `GET /v1/people/{id}/invitations`: a person's invitations.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::PersonId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::routes::page::PageView;
use crate::state::ApiState;
use crate::wire::InvitationView;

#[utoipa::path(get, path = "/v1/people/{id}/invitations", tag = "check",
    summary = "A person's invitations, newest first",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "All of them: there are few", body = PageView<InvitationView>),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn list_invitations(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<Json<PageView<InvitationView>>, Problem> {
    caller.needs(Scope::PeopleRead)?;
    let all = state.app.invitations(id).await?;
    Ok(Json(PageView { items: all.iter().map(InvitationView::from).collect(), next: None }))
}
