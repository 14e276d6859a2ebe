//! `GET /v1/logins` and `GET /v1/login-clients`: what became of logins, and who may ask for them.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::LoginId;

use super::page::{PageQuery, PageView, items};
use crate::auth::Caller;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{LoginClientsView, LoginView};

#[utoipa::path(get, path = "/v1/logins", tag = "login",
    summary = "Logins that were asked for, newest first",
    params(PageQuery),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses((status = 200, description = "One page", body = PageView<LoginView>)))]
pub(crate) async fn list_logins(
    caller: Caller,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<PageQuery>,
) -> Result<Json<PageView<LoginView>>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let limit = items(query.limit, &state.settings);
    let page = state.app.logins(limit, query.after.map(LoginId::from_uuid)).await?;
    Ok(Json(PageView::of(&page, |id| id.uuid())))
}

#[utoipa::path(get, path = "/v1/login-clients", tag = "login",
    summary = "Who may ask for logins",
    description = "As the operator registered them in the configuration, without secrets, and the addresses to register here with them.",
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses((status = 200, description = "The clients", body = LoginClientsView)))]
pub(crate) async fn list_login_clients(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<LoginClientsView>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    Ok(Json(LoginClientsView::new(state.app.login_issuer(), &state.app.login_clients())))
}
