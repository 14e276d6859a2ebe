//! `GET /v1/links/{id}/faces/{reference_id}`: one of the faces that a link is about.

use app::Scope;
use axum::extract::State;
use axum::response::Response;
use domain::{LinkId, ReferenceId};

use crate::auth::Caller;
use crate::extract::Ids;
use crate::problem::Problem;
use crate::routes::picture::jpeg;
use crate::state::ApiState;

#[utoipa::path(get, path = "/v1/links/{id}/faces/{reference_id}", tag = "links",
    summary = "One of the faces that a link is about",
    description = "The ID portrait, or of an accepted session the picture that was kept of it.",
    params(
        ("id" = uuid::Uuid, Path, description = "The link"),
        ("reference_id" = uuid::Uuid, Path, description = "A reference of one of its people"),
    ),
    security(("api_key" = ["links"]), ("browser" = ["links"])),
    responses(
        (status = 200, description = "The face", body = [u8], content_type = "image/jpeg"),
        (status = 404, description = "`not_found`: no such link, no such reference in it, or no picture of it any more"),
    ))]
pub(crate) async fn link_face(
    caller: Caller,
    State(state): State<ApiState>,
    Ids(id, reference): Ids<LinkId, ReferenceId>,
) -> Result<Response, Problem> {
    caller.needs(Scope::Links)?;
    Ok(jpeg(state.app.link_face(id, reference).await?))
}
