//! What handlers share: the application, the settings, and the little state that belongs to HTTP alone.
//! Nothing here outlives the process.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use bytes::Bytes;
use domain::{Clock, Entropy};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::auth::{AttemptLimiter, BrowserSessions};
use crate::settings::ApiSettings;
use crate::web::WebPages;

/// What the binary owns and the HTTP side uses.
#[derive(Clone)]
pub struct Surroundings {
    /// Time, for the length of sign-ins.
    pub clock: Arc<dyn Clock>,
    /// Randomness, for cookies.
    pub entropy: Arc<dyn Entropy>,
    /// Renders `/metrics`; without it that address answers 404.
    pub metrics: Option<PrometheusHandle>,
    /// Cancelled when the service stops: live connections then say goodbye and end.
    pub shutdown: CancellationToken,
}

/// Shared state of all handlers.
#[derive(Clone)]
pub(crate) struct ApiState(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) app: App,
    pub(crate) settings: ApiSettings,
    pub(crate) around: Surroundings,
    pub(crate) browsers: BrowserSessions,
    pub(crate) attempts: AttemptLimiter,
    /// Logins that browsers begin.
    pub(crate) logins: AttemptLimiter,
    pub(crate) pages: WebPages,
    /// The OpenAPI document as JSON.
    pub(crate) openapi: Bytes,
    /// The same as a page.
    pub(crate) docs: Bytes,
}

impl ApiState {
    pub(crate) fn new(
        app: App,
        settings: ApiSettings,
        around: Surroundings,
        pages: WebPages,
        openapi: &utoipa::openapi::OpenApi,
    ) -> Self {
        let seconds = Duration::from_secs;
        Self(Arc::new(Shared {
            app,
            browsers: BrowserSessions::new(
                seconds(settings.browser_session_s),
                settings.max_browser_sessions,
            ),
            attempts: AttemptLimiter::new(
                settings.sign_in_attempts,
                seconds(settings.sign_in_window_s),
            ),
            logins: AttemptLimiter::new(settings.logins_per_minute, seconds(60)),
            settings,
            around,
            pages,
            // The document is built from plain structs: it is always JSON.
            openapi: openapi.to_json().expect("the OpenAPI document is JSON").into(),
            docs: crate::docs::page(openapi).into(),
        }))
    }
}

impl Deref for ApiState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
