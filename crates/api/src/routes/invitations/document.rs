//! `GET /v1/invitations/{id}/document`: what the candidate's document says.

use app::Scope;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::InvitationId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::CheckDocumentTextView;

#[utoipa::path(get, path = "/v1/invitations/{id}/document", tag = "check",
    summary = "What the candidate's document says",
    description = "With what of it does not fit the person's record and application. Kept sealed; each reading is recorded in the \
        audit trail.",
    params(("id" = uuid::Uuid, Path, description = "The invitation")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "What it says", body = CheckDocumentTextView),
        (status = 404, description = "`not_found`: no such invitation, or nothing of a document was read"),
    ))]
pub(crate) async fn read_check_document(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<InvitationId>,
) -> Result<impl IntoResponse, Problem> {
    let actor = caller.needs(Scope::PeopleRead)?;
    let document = state.app.check_document(actor, id).await?;
    // Personal data: no cache keeps it.
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(CheckDocumentTextView::from(&document))))
}
