//! `GET /v1/links/export`: all links as one file.

use app::Scope;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::OpenedLinkView;

/// Version of the file. Changes when a reader of the one before would be wrong.
const FORMAT: u32 = 1;

/// All links.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinksFile {
    /// Version of this shape.
    format: u32,
    /// Version of the service.
    likeness: &'static str,
    /// The links, newest first.
    links: Vec<OpenedLinkView>,
}

#[utoipa::path(get, path = "/v1/links/export", tag = "links",
    summary = "All links as one file",
    description = "With evidence, decisions and clusters. It holds personal data and no template. Every export is audited.",
    security(("api_key" = ["links"]), ("browser" = ["links"])),
    responses(
        (status = 200, description = "The file", body = LinksFile),
        (status = 409, description = "`conflict`: more links than fit one file"),
    ))]
pub(crate) async fn export_links(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Response, Problem> {
    let actor = caller.needs(Scope::Links)?;
    let links = state.app.export_links(actor).await?;
    let file = LinksFile {
        format: FORMAT,
        likeness: env!("CARGO_PKG_VERSION"),
        links: links.iter().map(|l| OpenedLinkView::seen_by(actor, l)).collect(),
    };
    let headers = [
        (header::CONTENT_DISPOSITION, "attachment; filename=\"links.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Json(file)).into_response())
}
