//! `GET /v1/links`: links between identities, newest first.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::LinkId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Caller;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::routes::page::items;
use crate::state::ApiState;
use crate::wire::LinkView;

/// Which of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinksQuery {
    /// Most items wanted; 50 unless given, the operator's limit at most.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<Uuid>,
    /// Only links that wait for a decision.
    waiting: Option<bool>,
}

/// One page of links.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinksView {
    /// The links, newest first.
    items: Vec<LinkView>,
    /// Pass it as `after` to get the next page; null on the last.
    #[schema(required)]
    next: Option<Uuid>,
}

#[utoipa::path(get, path = "/v1/links", tag = "links",
    summary = "Links between identities, newest first",
    description = "One face under two identities, several faces under one, or two people in one room. With the names of those they are about; recorded in the audit trail.",
    params(LinksQuery),
    security(("api_key" = ["links"]), ("browser" = ["links"])),
    responses((status = 200, description = "One page", body = LinksView)))]
pub(crate) async fn list_links(
    caller: Caller,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<LinksQuery>,
) -> Result<Json<LinksView>, Problem> {
    let actor = caller.needs(Scope::Links)?;
    let limit = items(query.limit, &state.settings);
    let after = query.after.map(LinkId::from_uuid);
    let waiting = query.waiting.unwrap_or_default();
    let page = state.app.list_links(actor, waiting, limit, after).await?;
    Ok(Json(LinksView {
        items: page.items.iter().map(Into::into).collect(),
        next: page.next.map(LinkId::uuid),
    }))
}
