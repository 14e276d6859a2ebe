//! `GET /v1/me`: which key this is.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Caller;

/// The key behind a request.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeView {
    /// The key's public id.
    key_id: Uuid,
    /// The key's name, given by the operator.
    name: String,
    /// What it may do.
    scopes: Vec<&'static str>,
}

#[utoipa::path(get, path = "/v1/me", tag = "sign-in",
    summary = "Which key this is",
    security(("api_key" = []), ("browser" = [])),
    responses((status = 200, description = "The key and what it may do", body = MeView)))]
pub(crate) async fn me(caller: Caller) -> Json<MeView> {
    let who = caller.who();
    Json(MeView {
        key_id: who.key_id.uuid(),
        name: who.name.clone(),
        scopes: who.scopes.iter().map(|s| s.as_str()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use app::Scope;
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_key_sees_its_name_and_scopes() {
        let api = TestApi::start().await;
        let key = api.key_with(&[Scope::SessionsRead, Scope::PeopleRead]).await;
        let me = api.anonymous("GET", "/v1/me").bearer(&key).send().await.json(200);
        assert_eq!(me["name"], "a test");
        assert_eq!(me["scopes"], json!(["people:read", "sessions:read"]));
    }
}
