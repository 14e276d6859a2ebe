//! Which login a page shows, said back with what it asks for.

use app::AppError;
use domain::LoginId;
use serde::Deserialize;
use uuid::Uuid;

use crate::state::ApiState;

/// The login that the page shows.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Shown {
    /// `login` of the state; what is asked for then never goes to a login that another tab has begun.
    login: Option<Uuid>,
}

impl Shown {
    /// Passes when that is the login of this browser, or none was named.
    pub(super) fn check(&self, state: &ApiState, cookie: &str) -> Result<(), AppError> {
        state.app.is_login_shown(cookie, self.login.map(LoginId::from_uuid))
    }
}
