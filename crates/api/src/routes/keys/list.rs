//! `GET /v1/api-keys`: all keys, without their secrets.

use app::Scope;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::KeyView;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::state::ApiState;

/// All keys.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeysView {
    /// The keys, newest first.
    items: Vec<KeyView>,
}

#[utoipa::path(get, path = "/v1/api-keys", tag = "keys",
    summary = "All API keys, without their secrets",
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 200, description = "The keys", body = KeysView)))]
pub(crate) async fn list_keys(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<KeysView>, Problem> {
    caller.needs(Scope::Admin)?;
    let keys = state.app.api_keys().await?;
    Ok(Json(KeysView { items: keys.iter().map(Into::into).collect() }))
}
