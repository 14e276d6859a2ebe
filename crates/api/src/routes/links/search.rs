//! `GET`, `PUT`, `DELETE /v1/links/search`: whether everybody is searched, and on what legal basis.

use app::Scope;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::LinkSearchView;

/// A legal basis for searching everybody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLinkBasis {
    /// In the operator's words; about nobody in particular. At most 200 characters.
    legal_basis: String,
    /// Version of the text that data subjects were given.
    text_version: String,
}

#[utoipa::path(get, path = "/v1/links/search", tag = "links",
    summary = "Whether everybody is searched, and how",
    security(("api_key" = ["links"]), ("browser" = ["links"])),
    responses((status = 200, description = "The state of the search", body = LinkSearchView)))]
pub(crate) async fn link_search(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<LinkSearchView>, Problem> {
    caller.needs(Scope::Links)?;
    Ok(Json((&state.app.link_search().await?).into()))
}

#[utoipa::path(put, path = "/v1/links/search", tag = "links",
    summary = "Record a legal basis, and search everybody",
    description = "Searching one face over all people is identification, not verification: in many places the law asks for a basis of its own. \
        Only where `links.enabled` is set; every reference there is is searched once, and every new one. From then on what is behind people is kept of every session, and searched as well.",
    request_body = NewLinkBasis,
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 200, description = "Recorded; the search has begun", body = LinkSearchView),
        (status = 409, description = "`conflict`: the configuration does not allow it, or a basis is in force"),
        (status = 422, description = "`invalid`: a text is empty or too long"),
    ))]
pub(crate) async fn record_link_basis(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(new): JsonBody<NewLinkBasis>,
) -> Result<Json<LinkSearchView>, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    let now = state.app.record_link_basis(actor, &new.legal_basis, &new.text_version).await?;
    Ok(Json((&now).into()))
}

#[utoipa::path(delete, path = "/v1/links/search", tag = "links",
    summary = "End the legal basis, and search nobody",
    description = "The templates leave the memory, rooms and links that nobody has decided on are removed.",
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 204, description = "Ended"),
        (status = 404, description = "`not_found`: none is in force"),
    ))]
pub(crate) async fn end_link_basis(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    state.app.end_link_basis(actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
