//! `POST /v1/sessions/upload`: starts a session from an uploaded video, which goes straight to disk.

use app::{IncomingFile, Pace, Scope, StartSession};
use axum::extract::State;
use domain::PersonId;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::{Created, created};
use crate::auth::Caller;
use crate::catalogue;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::upload::{Form, Part, read_text, store_video};
use crate::wire::{SessionKindView, SessionView};

/// The form, for the documentation. The video comes last.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct UploadForm {
    /// Whose session.
    person_id: uuid::Uuid,
    /// What it is for.
    kind: SessionKindView,
    /// Name of the policy; the kind's own when absent.
    policy: Option<String>,
    /// How fast the video is played; as a camera would have delivered it unless given.
    pace: Option<PaceView>,
    /// The video: mp4, mov, webm, mkv, avi, ts, mpg. The last field.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    video: String,
}

/// How fast a stored video is played.
#[derive(Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaceView {
    /// As fast as it can be analysed.
    AsFast,
    /// As a camera would have delivered it.
    Realtime,
}

impl From<PaceView> for Pace {
    fn from(pace: PaceView) -> Self {
        match pace {
            PaceView::AsFast => Self::AsFast,
            PaceView::Realtime => Self::Realtime,
        }
    }
}

/// The fields before the video, as they come.
#[derive(Default)]
struct Fields {
    person: Option<PersonId>,
    kind: Option<SessionKindView>,
    policy: Option<String>,
    pace: Option<PaceView>,
}

impl Fields {
    async fn take(&mut self, part: &mut Part<'_>) -> Result<(), Problem> {
        let name = part.name().to_owned();
        let text = read_text(part).await?;
        match name.as_str() {
            "person_id" if self.person.is_none() => {
                let id =
                    text.parse().map_err(|_| invalid("person_id is not the id of a person"))?;
                self.person = Some(id);
            }
            "kind" if self.kind.is_none() => {
                let wrong = "kind is none of interview, onboarding, login";
                self.kind = Some(word(&text).ok_or_else(|| invalid(wrong))?);
            }
            "policy" if self.policy.is_none() => self.policy = Some(text),
            "pace" if self.pace.is_none() => {
                let wrong = "pace is neither as_fast nor realtime";
                self.pace = Some(word(&text).ok_or_else(|| invalid(wrong))?);
            }
            _ => {
                return Err(invalid(
                    "a field is unknown or comes twice: send person_id, kind, policy, pace, then video",
                ));
            }
        }
        Ok(())
    }

    fn complete(self) -> Result<(StartSession, Pace), Problem> {
        let missing = |name| move || invalid(format!("{name} must come before the video"));
        let start = StartSession {
            person: self.person.ok_or_else(missing("person_id"))?,
            kind: self.kind.ok_or_else(missing("kind"))?.into(),
            following: app::Following::Largest,
            policy: self.policy,
        };
        Ok((start, self.pace.map_or_else(Pace::default, Into::into)))
    }
}

#[utoipa::path(post, path = "/v1/sessions/upload", tag = "sessions",
    summary = "Start a session from an uploaded video",
    description = "The video must be the last field of the form: it is written to disk while it arrives.",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 201, description = "The session", body = SessionView),
        (status = 400, description = "`upload_broken_off`"),
        (status = 404, description = "`not_found`: no such person"),
        (status = 413, description = "`upload_too_large`"),
        (status = 422, description = "`form_invalid`, `empty_file`, `no_portrait`, `needs_re_enrolment`, `invalid` (policy), `demo_policy_refused`, `source_unusable` (a picture)"),
        (status = 503, description = "`busy`, `shutting_down`"),
        (status = 507, description = "`disk_full`"),
    ))]
pub(crate) async fn upload_session(
    caller: Caller,
    State(state): State<ApiState>,
    form: Form,
) -> Result<Created, Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    let (start, pace, video) = receive(&state, form).await?;
    let session = state.app.start_session_from_upload(actor, start, video, pace).await?;
    Ok(created(&session))
}

/// Reads the form up to its end. The video is removed again when this fails.
async fn receive(
    state: &ApiState,
    mut form: Form,
) -> Result<(StartSession, Pace, IncomingFile), Problem> {
    let limit = state.settings.max_upload_bytes;
    form.announces_at_most(limit)?;
    let mut fields = Fields::default();
    while let Some(mut part) = form.next().await? {
        if part.name() != "video" {
            fields.take(&mut part).await?;
            continue;
        }
        let (start, pace) = fields.complete()?;
        // Before gigabytes are received for nobody.
        state.app.person(start.person).await?;
        let mut video = state.app.incoming_file()?;
        store_video(&mut part, &mut video, limit).await?;
        // The form refuses to go on while one of its parts is held.
        drop(part);
        if form.next().await?.is_some() {
            return Err(invalid("the video must be the last field of the form"));
        }
        return Ok((start, pace, video));
    }
    Err(invalid("the form has no video: send the file as its last field, named video"))
}

/// A word of a wire type's closed set.
fn word<'de, T: Deserialize<'de>>(text: &'de str) -> Option<T> {
    let words: StrDeserializer<'de, ValueError> = text.into_deserializer();
    T::deserialize(words).ok()
}

fn invalid(detail: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    Problem::new(&catalogue::FORM_INVALID, detail)
}

#[cfg(test)]
mod tests {
    use crate::settings::ApiSettings;
    use crate::testing::{FormBody, TestApi};

    const PATH: &str = "/v1/sessions/upload";

    fn form(person: &str) -> FormBody {
        FormBody::new().text("person_id", person).text("kind", "login").text("pace", "as_fast")
    }

    #[tokio::test]
    async fn an_uploaded_video_becomes_a_session() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let form = form(&person).file("video", b"a video for the scripted opener");
        let session = api.form("POST", PATH, form).await.json(201);
        assert_eq!(session["source"], "upload");
        assert_eq!(session["kind"], "login");
        assert_eq!(session["policy"]["name"], "login");
    }

    #[tokio::test]
    async fn forms_that_do_not_fit_are_refused_and_leave_no_file() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let nobody = "0198f3a0-0000-7000-8000-000000000001";
        let video = |form: FormBody| form.file("video", b"Marker");
        for (form, status, code) in [
            (FormBody::new(), 422, "form_invalid"),
            (form(&person), 422, "form_invalid"),
            (video(FormBody::new().text("kind", "login")), 422, "form_invalid"),
            (video(FormBody::new().text("person_id", &person)), 422, "form_invalid"),
            (video(FormBody::new().text("person_id", "Marker")), 422, "form_invalid"),
            (video(form(&person).text("kind", "login")), 422, "form_invalid"),
            (video(form(&person).text("speed", "Marker")), 422, "form_invalid"),
            (video(form(&person).text("policy", &"a".repeat(300))), 422, "form_invalid"),
            (video(form(&person)).text("policy", "login"), 422, "form_invalid"),
            (form(&person).file("video", b""), 422, "empty_file"),
            (video(form(nobody)), 404, "not_found"),
            (video(form(&person)).broken_off(), 400, "upload_broken_off"),
        ] {
            let text = api.form("POST", PATH, form).await.problem(status, code);
            assert!(!text.contains("Marker"), "{text}");
            assert_eq!(api.incoming_files(), 0, "{text}");
        }
    }

    #[tokio::test]
    async fn a_picture_is_refused_and_told_where_it_belongs() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let form = form(&person).file("video", b"\xff\xd8\xff\xe0 a face \xff\xd9");
        let text = api.form("POST", PATH, form).await.problem(422, "source_unusable");
        assert!(text.contains("/portrait"), "{text}");
        assert_eq!(api.incoming_files(), 0);
    }

    #[tokio::test]
    async fn a_video_that_does_not_come_last_is_told_so() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let form = form(&person).file("video", b"x").text("policy", "login");
        let text = api.form("POST", PATH, form).await.problem(422, "form_invalid");
        assert!(text.contains("the video must be the last field"), "{text}");
    }

    #[tokio::test]
    async fn an_upload_that_pauses_for_too_long_is_given_up() {
        let settings = ApiSettings { upload_idle_timeout_ms: 1, ..ApiSettings::default() };
        let api = TestApi::with(settings).await;
        let person = FormBody::new().text("person_id", "0198f3a0").broken_off();
        let call = api.request("POST", PATH).form(person).endless();
        call.send().await.problem(400, "upload_broken_off");
        assert_eq!(api.incoming_files(), 0);
    }

    #[tokio::test]
    async fn a_video_over_the_limit_is_refused_announced_or_not() {
        let settings = ApiSettings { max_upload_bytes: 1_000, ..ApiSettings::default() };
        let api = TestApi::with(settings).await;
        let person = api.enrolled_person().await;
        for size in [1_001, 200_000] {
            let form = form(&person).file("video", &vec![1; size]);
            api.form("POST", PATH, form).await.problem(413, "upload_too_large");
            assert_eq!(api.incoming_files(), 0);
        }
    }
}
