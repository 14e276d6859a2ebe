//! `POST /v1/api-keys`: makes a key and shows its secret this once.

use app::Scope;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::KeyView;
use crate::auth::Caller;
use crate::catalogue;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::state::ApiState;

/// What the key is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateKey {
    /// A name by which the operator knows it.
    name: String,
    /// What it may do: `people:read`, `people:write`, `sessions:read`, `sessions:write`, `links`, `admin`.
    scopes: Vec<String>,
}

/// A fresh key.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedKeyView {
    /// The key's record.
    #[serde(flatten)]
    key: KeyView,
    /// The whole key, `lk_<id>_<secret>`. Shown once; only a hash is kept.
    api_key: String,
}

#[utoipa::path(post, path = "/v1/api-keys", tag = "keys",
    summary = "Make an API key",
    request_body = CreateKey,
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 201, description = "The key, with its secret shown once", body = CreatedKeyView),
        (status = 422, description = "`invalid`: no name, no scope or an unknown scope"),
    ))]
pub(crate) async fn create_key(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(body): JsonBody<CreateKey>,
) -> Result<(StatusCode, Json<CreatedKeyView>), Problem> {
    let actor = caller.needs(Scope::Admin)?;
    let scopes: Option<Vec<Scope>> = body.scopes.iter().map(|s| Scope::from_name(s)).collect();
    let scopes = scopes.ok_or_else(|| {
        let known = Scope::ALL.map(Scope::as_str).join(", ");
        Problem::new(&catalogue::INVALID, format!("a scope is unknown: there are {known}"))
    })?;
    let created = state.app.create_api_key(actor, &body.name, &scopes).await?;
    let view = CreatedKeyView { key: (&created.details).into(), api_key: created.token };
    Ok((StatusCode::CREATED, Json(view)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_key_is_made_works_is_listed_and_revoked() {
        let api = TestApi::start().await;
        let body = json!({"name": "the HR system", "scopes": ["people:read"]});
        let made = api.post("/v1/api-keys", &body).await.json(201);
        let secret = made["api_key"].as_str().unwrap();
        assert_eq!(made["name"], "the HR system");
        api.anonymous("GET", "/v1/people").bearer(secret).send().await.json(200);

        let listed = api.get("/v1/api-keys").await.json(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
        assert!(!listed.to_string().contains(secret));

        let path = format!("/v1/api-keys/{}", made["id"].as_str().unwrap());
        api.delete(&path).await.status(204);
        let refused = api.anonymous("GET", "/v1/people").bearer(secret).send().await;
        refused.problem(401, "unauthenticated");
    }

    #[tokio::test]
    async fn a_key_without_a_known_scope_or_name_is_refused() {
        let api = TestApi::start().await;
        for body in [
            json!({"name": "x", "scopes": ["people:destroy"]}),
            json!({"name": "x", "scopes": []}),
            json!({"name": " ", "scopes": ["admin"]}),
        ] {
            api.post("/v1/api-keys", &body).await.problem(422, "invalid");
        }
    }
}
