//! `DELETE /v1/api-keys/{id}`: the key and every browser signed in with it stop working.

use app::Scope;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ApiKeyId;

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;

#[utoipa::path(delete, path = "/v1/api-keys/{id}", tag = "keys",
    summary = "Revoke an API key",
    description = "Browsers that signed in with it are signed out. Revoking twice is no error. The last \
        key with the scope `admin` stays: make another one first.",
    params(("id" = uuid::Uuid, Path, description = "The key's public id")),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 204, description = "Revoked"), (status = 404, description = "`not_found`"),
        (status = 409, description = "`last_admin_key`: it is the last one with the scope `admin`")))]
pub(crate) async fn revoke_key(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<ApiKeyId>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    state.app.revoke_api_key(actor, id).await?;
    state.browsers.sign_out_key(id);
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn revoking_signs_its_browsers_out() {
        let api = TestApi::start().await;
        let cookie = api.sign_in().await;
        let me = || api.anonymous("GET", "/v1/me").header("cookie", &cookie).send();
        let id = me().await.json(200)["key_id"].as_str().unwrap().to_owned();
        let other = serde_json::json!({"name": "another", "scopes": ["admin"]});
        api.post("/v1/api-keys", &other).await.json(201);
        api.delete(&format!("/v1/api-keys/{id}")).await.status(204);
        me().await.problem(401, "unauthenticated");
    }

    #[tokio::test]
    async fn the_last_key_of_an_administrator_stays_and_its_browsers_too() {
        let api = TestApi::start().await;
        let cookie = api.sign_in().await;
        let me = || api.anonymous("GET", "/v1/me").header("cookie", &cookie).send();
        let id = me().await.json(200)["key_id"].as_str().unwrap().to_owned();
        let narrow = serde_json::json!({"name": "no admin", "scopes": ["people:write"]});
        api.post("/v1/api-keys", &narrow).await.json(201);
        let refused = api.delete(&format!("/v1/api-keys/{id}")).await;
        refused.problem(409, "last_admin_key");
        me().await.json(200);
    }

    #[tokio::test]
    async fn an_unknown_key_is_not_found() {
        let api = TestApi::start().await;
        let path = "/v1/api-keys/0198f3a0-0000-7000-8000-000000000001";
        api.delete(path).await.problem(404, "not_found");
        api.delete("/v1/api-keys/Marker").await.problem(404, "not_found");
    }
}
