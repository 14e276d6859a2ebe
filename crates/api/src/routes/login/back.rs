//! `GET /v1/login/return`: the browser goes back to the application with the answer.

use axum::extract::State;
use axum::response::Response;

use super::shown::Shown;
use crate::auth::LoginBrowser;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::routes::oidc;
use crate::state::ApiState;

#[utoipa::path(get, path = "/v1/login/return", tag = "login",
    summary = "Go back to the application",
    description = "Once the login is over. Asked again, the answer is the same; a code in it is good once.",
    params(Shown),
    responses(
        (status = 303, description = "Back to the application, with the answer in the query; to the login's page where another tab began another login"),
        (status = 200, description = "A form that the browser posts to the application"),
        (status = 401, description = "`unauthenticated`"),
        (status = 409, description = "`conflict`: it is not over"),
        (status = 410, description = "`login_expired`"),
    ))]
pub(crate) async fn login_return(
    browser: LoginBrowser,
    State(state): State<ApiState>,
    QueryOf(shown): QueryOf<Shown>,
) -> Result<Response, Problem> {
    if shown.check(&state, &browser.0).is_err() {
        // Nobody goes back to an application that the page did not name.
        return Ok(oidc::to_page());
    }
    Ok(oidc::answer(&state.app.login_return(&browser.0).await?))
}
