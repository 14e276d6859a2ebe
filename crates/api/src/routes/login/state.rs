//! `GET /v1/login`: how the login of this browser stands.

use axum::Json;
use axum::extract::State;

use crate::auth::LoginBrowser;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::LoginStateView;

#[utoipa::path(get, path = "/v1/login", tag = "login",
    summary = "How this browser's login stands",
    description = "While it waits for a human, ask again every few seconds.",
    responses(
        (status = 200, description = "The login", body = LoginStateView),
        (status = 401, description = "`unauthenticated`"),
        (status = 410, description = "`login_expired`"),
    ))]
pub(crate) async fn login_state(
    browser: LoginBrowser,
    State(state): State<ApiState>,
) -> Result<Json<LoginStateView>, Problem> {
    Ok(Json(LoginStateView::from(&state.app.login_state(&browser.0).await?)))
}
