//! `POST /v1/links/{id}/decisions`: what a human makes of a link.

use app::{Personal, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::LinkId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{LinkAnswerView, OpenedLinkView};

/// What a human makes of a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLinkDecision {
    /// What they decided.
    answer: LinkAnswerView,
    /// Why, in their words. At most 4,000 characters.
    #[serde(default)]
    note: Option<String>,
}

#[utoipa::path(post, path = "/v1/links/{id}/decisions", tag = "links",
    summary = "Record what a human makes of a link",
    description = "A link by a room takes `same_room`, `different_rooms` or `unclear`, any other `same_person`, `different_people` or `unclear`. \
        It is settled when two different people agree; until then `waits_for` says whose decision is missing. \
        Decisions are appended and never changed: who changes their mind adds another.",
    params(("id" = uuid::Uuid, Path, description = "The link")),
    request_body = NewLinkDecision,
    security(("api_key" = ["links"]), ("browser" = ["links"])),
    responses(
        (status = 201, description = "Recorded", body = OpenedLinkView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: it has as many decisions as it may have"),
        (status = 422, description = "`invalid`: the answer is to another question, or the note is too long or has control characters"),
    ))]
pub(crate) async fn decide_link(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<LinkId>,
    JsonBody(new): JsonBody<NewLinkDecision>,
) -> Result<(StatusCode, Json<OpenedLinkView>), Problem> {
    let actor = caller.needs(Scope::Links)?;
    let note = new.note.map(Personal::from);
    let details = state.app.decide_link(actor, id, new.answer.into(), note.as_ref()).await?;
    Ok((StatusCode::CREATED, Json(OpenedLinkView::seen_by(actor, &details))))
}
