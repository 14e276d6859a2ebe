//! `POST /v1/check/document`: a picture of the candidate's document.

use axum::Json;
use axum::extract::State;

use crate::auth::Candidate;
use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::upload::{Form, read_picture};
use crate::wire::DocumentAnswerView;

/// The form, for the documentation.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct DocumentForm {
    /// JPEG, PNG or WebP: the side with the photo, whole, in any of four orientations.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    picture: String,
}

#[utoipa::path(post, path = "/v1/check/document", tag = "check",
    summary = "Show a document",
    description = "Its machine readable zone is read and its portrait becomes the person's ID photo. Nothing of what it says is sent \
        back. The picture itself is not kept.",
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "Whether the check goes on with it, and what is wrong with it", body = DocumentAnswerView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: not the time for it"),
        (status = 410, description = "`invitation_expired`, `invitation_used`, `invitation_revoked`"),
        (status = 413, description = "`upload_too_large`"),
        (status = 422, description = "`empty_file`, `form_invalid`"),
        (status = 503, description = "`busy`"),
    ))]
pub(crate) async fn document(
    candidate: Candidate,
    State(state): State<ApiState>,
    mut form: Form,
) -> Result<Json<DocumentAnswerView>, Problem> {
    let wrong_form =
        || Problem::new(&catalogue::FORM_INVALID, "send one form field: the file as `picture`");
    let limit = state.settings.max_portrait_bytes;
    form.announces_at_most(limit)?;
    let picture = match form.next().await? {
        Some(mut part) if part.name() == "picture" => read_picture(&mut part, limit).await?,
        _ => return Err(wrong_form()),
    };
    if form.next().await?.is_some() {
        return Err(wrong_form());
    }
    let answer = state.app.show_document(&candidate.0, picture).await?;
    Ok(Json(DocumentAnswerView::from(&answer)))
}
