//! `GET /v1/signing-keys`, `POST /v1/signing-keys/{logins,events}/roll`: the keys that others check tokens with, and
//! the next one by hand.

use app::Scope;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::SigningKeysView;

/// How the next key comes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollKeys {
    /// False: the next key is published now and signs in two days. True: it signs now and the earlier ones are
    /// withdrawn, for a key that somebody else may know.
    #[serde(default)]
    at_once: bool,
}

#[utoipa::path(get, path = "/v1/signing-keys", tag = "login",
    summary = "The keys that tokens are checked with",
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 200, description = "The published keys, public halves by name", body = SigningKeysView)))]
pub(crate) async fn list_signing_keys(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<SigningKeysView>, Problem> {
    caller.needs(Scope::Admin)?;
    Ok(Json((&state.app.published_keys().await?).into()))
}

#[utoipa::path(post, path = "/v1/signing-keys/logins/roll", tag = "login",
    summary = "Make the next key that logins are signed with",
    description = "Keys roll over by themselves every 90 days; this is for whoever cannot wait.",
    request_body = RollKeys,
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 200, description = "The published keys", body = SigningKeysView),
        (status = 404, description = "`login_off`"),
        (status = 409, description = "`conflict`: the next key waits to sign already"),
    ))]
pub(crate) async fn roll_login_keys(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<RollKeys>,
) -> Result<Json<SigningKeysView>, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    state.app.roll_login_keys_by_hand(actor, body.at_once).await?;
    Ok(Json((&state.app.published_keys().await?).into()))
}

#[utoipa::path(post, path = "/v1/signing-keys/events/roll", tag = "event-streams",
    summary = "Replace the key that security events are signed with",
    description = "There is one at a time, so that `at_once` must be true. Receivers fetch it when they meet a key that \
        they do not know; what they refuse until then is sent again.",
    request_body = RollKeys,
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 200, description = "The published keys", body = SigningKeysView),
        (status = 404, description = "`not_found`: the operator has not set security_events.issuer"),
        (status = 409, description = "`conflict`: there is no key before the first receiver"),
        (status = 422, description = "`invalid`: `at_once` is not true"),
    ))]
pub(crate) async fn replace_event_key(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<RollKeys>,
) -> Result<Json<SigningKeysView>, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    if !body.at_once {
        let text = "security events have one key at a time: send at_once true to replace it";
        return Err(app::AppError::Invalid(text.to_owned()).into());
    }
    state.app.replace_event_key(actor).await?;
    Ok(Json((&state.app.published_keys().await?).into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn the_key_of_events_is_there_with_the_first_receiver_and_replaced_at_once() {
        let api = TestApi::start().await;
        let roll = "/v1/signing-keys/events/roll";
        let at_once = json!({ "at_once": true });
        assert_eq!(api.get("/v1/signing-keys").await.json(200)["events"], json!([]));
        api.post(roll, &at_once).await.problem(409, "conflict");
        let stream = json!({ "audience": "https://receiver.example", "subject_format": "opaque" });
        api.post("/v1/event-streams", &stream).await.json(201);
        let before = api.get("/v1/signing-keys").await.json(200);
        api.post(roll, &json!({})).await.problem(422, "invalid");
        let after = api.post(roll, &at_once).await.json(200);
        assert_ne!(before["events"][0]["kid"], after["events"][0]["kid"]);
        let published = api.anonymous("GET", "/ssf/jwks").send().await.json(200);
        assert_eq!(published["keys"][0]["kid"], after["events"][0]["kid"]);
        assert_eq!(published["keys"].as_array().unwrap().len(), 1);
        // This service logs nobody in.
        assert!(after["logins"].is_null());
        api.post("/v1/signing-keys/logins/roll", &json!({})).await.problem(404, "login_off");
        let trail = api.get("/v1/audit").await.json(200).to_string();
        assert!(trail.contains("event_key_replaced"));
    }
}
