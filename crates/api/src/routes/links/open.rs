//! `GET /v1/links/{id}`: one link, opened to decide on it.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::LinkId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::OpenedLinkView;

#[utoipa::path(get, path = "/v1/links/{id}", tag = "links",
    summary = "Open a link to decide on it",
    description = "With its pairs of faces, the decisions so far, and everybody whom other links tie to its people. \
        Recorded: the audit trail says who looked.",
    params(("id" = uuid::Uuid, Path, description = "The link")),
    security(("api_key" = ["links"]), ("browser" = ["links"])),
    responses(
        (status = 200, description = "The link", body = OpenedLinkView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn open_link(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<LinkId>,
) -> Result<Json<OpenedLinkView>, Problem> {
    let actor = caller.needs(Scope::Links)?;
    let details = state.app.open_link(actor, id).await?;
    Ok(Json(OpenedLinkView::seen_by(actor, &details)))
}
