//! `PUT /v1/people/{id}/portrait`: sets the ID photo.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::PersonId;

use crate::auth::Caller;
use crate::catalogue;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::upload::{Form, read_picture};
use crate::wire::PortraitView;

/// The form, for the documentation.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct PortraitForm {
    /// JPEG, PNG or WebP: a whole document or a plain photo, in any orientation.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    picture: String,
}

#[utoipa::path(put, path = "/v1/people/{id}/portrait", tag = "people",
    summary = "Set the ID photo",
    description = "Takes a whole document or a plain photo, in any of four orientations. An earlier portrait is no longer in force.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    request_body(content = PortraitForm, content_type = "multipart/form-data"),
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 200, description = "The portrait that is now in force", body = PortraitView),
        (status = 404, description = "`not_found`"),
        (status = 413, description = "`upload_too_large`"),
        (status = 422, description = "`no_face`, `several_faces`, `face_too_small`, `not_a_picture`, `picture_too_large`, `empty_file`, `form_invalid`"),
    ))]
pub(crate) async fn set_portrait(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
    mut form: Form,
) -> Result<Json<PortraitView>, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    let limit = state.settings.max_portrait_bytes;
    form.announces_at_most(limit)?;
    let picture = match form.next().await? {
        Some(mut part) if part.name() == "picture" => read_picture(&mut part, limit).await?,
        _ => return Err(wrong_form()),
    };
    if form.next().await?.is_some() {
        return Err(wrong_form());
    }
    let receipt = state.app.set_portrait(actor, id, picture).await?;
    Ok(Json(PortraitView::from(&receipt)))
}

fn wrong_form() -> Problem {
    Problem::new(&catalogue::FORM_INVALID, "send one form field: the file as `picture`")
}

#[cfg(test)]
mod tests {
    use crate::settings::ApiSettings;
    use crate::testing::{FormBody, TestApi, pictures};

    #[tokio::test]
    async fn a_picture_becomes_the_portrait() {
        let api = TestApi::start().await;
        let person = api.create_person().await;
        let receipt = api.set_portrait(&person).await;
        assert_eq!(receipt["rotated_deg"], 0);
        assert_eq!(receipt["quality"]["issues"], serde_json::json!([]));
        assert!(receipt["face"]["width"].as_f64().unwrap() > 0.0);
        let person = api.get(&format!("/v1/people/{person}")).await.json(200);
        assert_eq!(person["has_portrait"], true);
        assert_eq!(person["references"][0]["id"], receipt["reference_id"]);
        assert_eq!(person["references"][0]["kind"], "picture");
    }

    #[tokio::test]
    async fn pictures_that_cannot_serve_say_why() {
        let settings = ApiSettings { max_portrait_bytes: 60_000, ..ApiSettings::default() };
        let api = TestApi::with(settings).await;
        let path = format!("/v1/people/{}/portrait", api.create_person().await);
        let large = vec![7; 60_001];
        let announced = vec![7; 200_000];
        for (file, status, code) in [
            (&b"hello"[..], 422, "not_a_picture"),
            (pictures::NO_FACE, 422, "no_face"),
            (&[], 422, "empty_file"),
            (&large, 413, "upload_too_large"),
            (&announced, 413, "upload_too_large"),
        ] {
            let form = FormBody::new().file("picture", file);
            api.form("PUT", &path, form).await.problem(status, code);
        }
    }

    #[tokio::test]
    async fn the_form_has_one_field() {
        let api = TestApi::start().await;
        let path = format!("/v1/people/{}/portrait", api.create_person().await);
        for form in [
            FormBody::new(),
            FormBody::new().file("photo", b"x"),
            FormBody::new().file("picture", b"x").text("more", "x"),
        ] {
            api.form("PUT", &path, form).await.problem(422, "form_invalid");
        }
        let json = api.request("PUT", &path).json(&serde_json::json!({})).send().await;
        json.problem(415, "unsupported_media_type");
        let broken = FormBody::new().file("picture", b"half of it").broken_off();
        api.form("PUT", &path, broken).await.problem(400, "upload_broken_off");
    }
}
