//! `POST /v1/login/cancel`: the person gives the login up.

use axum::Json;
use axum::extract::State;

use crate::auth::LoginBrowser;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::LoginStateView;

#[utoipa::path(post, path = "/v1/login/cancel", tag = "login",
    summary = "Give the login up",
    description = "The application is told that access was denied.",
    responses(
        (status = 200, description = "The login", body = LoginStateView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 410, description = "`login_expired`"),
    ))]
pub(crate) async fn cancel_login(
    browser: LoginBrowser,
    State(state): State<ApiState>,
) -> Result<Json<LoginStateView>, Problem> {
    Ok(Json(LoginStateView::from(&state.app.cancel_login(&browser.0).await?)))
}
