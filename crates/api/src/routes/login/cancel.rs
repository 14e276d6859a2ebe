//! `POST /v1/login/cancel`: the person gives the login up.

use axum::Json;
use axum::extract::State;

use super::shown::Shown;
use crate::auth::LoginBrowser;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::LoginStateView;

#[utoipa::path(post, path = "/v1/login/cancel", tag = "login",
    summary = "Give the login up",
    description = "The application is told that access was denied.",
    params(Shown),
    responses(
        (status = 200, description = "The login", body = LoginStateView),
        (status = 401, description = "`unauthenticated`"),
        (status = 403, description = "`origin_refused`"),
        (status = 409, description = "`conflict`: another tab began another login"),
        (status = 410, description = "`login_expired`"),
    ))]
pub(crate) async fn cancel_login(
    browser: LoginBrowser,
    State(state): State<ApiState>,
    QueryOf(shown): QueryOf<Shown>,
) -> Result<Json<LoginStateView>, Problem> {
    shown.check(&state, &browser.0)?;
    Ok(Json(LoginStateView::from(&state.app.cancel_login(&browser.0).await?)))
}
