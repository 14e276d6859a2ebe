//! `POST /v1/sessions/{id}/cues`: asks the person on camera for a movement drawn by chance.

use app::{GivenCue as Given, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::CueKindView;

/// The cue that was drawn.
#[derive(Serialize, ToSchema)]
pub(crate) struct GivenCue {
    /// What to ask the person for, now.
    kind: CueKindView,
    /// What this service never asks for, and why.
    not_offered: Vec<NotOffered>,
}

/// A movement whose answer could not be seen here.
#[derive(Serialize, ToSchema)]
struct NotOffered {
    /// Which.
    kind: CueKindView,
    /// `no_hand_model`: the model pack has no model in the role `hand`.
    reason: &'static str,
}

impl From<Given> for GivenCue {
    fn from(given: Given) -> Self {
        let not_offered =
            |kind: domain::CueKind| NotOffered { kind: kind.into(), reason: "no_hand_model" };
        Self {
            kind: given.kind.into(),
            not_offered: given.not_offered.into_iter().map(not_offered).collect(),
        }
    }
}

#[utoipa::path(post, path = "/v1/sessions/{id}/cues", tag = "sessions",
    summary = "Ask the person for a movement",
    description = "A movement, or something else to be done. The service draws it by chance, never the same twice in a row unless it was missed: half of all draws ask again for \
        what was missed. Read it to the person at once; the answer, its \
        time, and what the models said meanwhile are in the verdict's `cues`. A movement that is not seen within ten seconds \
        refers the session to a human until the same one is asked for again and seen. `remove_glasses` and `read_digits` are not \
        measured: they end as `not_assessed` after those ten seconds, and whoever asked judges. The digits are in the verdict's \
        `cues` as soon as the cue is.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"])),
    responses(
        (status = 202, description = "What to ask for", body = GivenCue),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: over, or the movement before has no answer yet"),
    ))]
pub(crate) async fn ask_cue(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<(StatusCode, Json<GivenCue>), Problem> {
    let actor = caller.needs(Scope::SessionsWrite)?;
    let given = state.app.ask_cue(actor, id).await?;
    Ok((StatusCode::ACCEPTED, Json(given.into())))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn one_cue_at_a_time_and_none_where_nobody_is() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let session = api.start_camera(&person).await.json(201);
        let path = format!("/v1/sessions/{}/cues", session["id"].as_str().unwrap());
        let given = api.request("POST", &path).send().await.json(202);
        assert!(given["kind"].is_string(), "{given}");
        let reasons: Vec<_> = given["not_offered"].as_array().unwrap().iter().collect();
        assert!(
            reasons.len() == 3 && reasons.iter().all(|r| r["reason"] == "no_hand_model"),
            "{given}"
        );
        api.request("POST", &path).send().await.problem(409, "conflict");
        let nobody = "/v1/sessions/0198f3a0-0000-7000-8000-000000000001/cues";
        api.request("POST", nobody).send().await.problem(404, "not_found");
    }
}
