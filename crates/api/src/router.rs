//! The router: routes, documents and pages, and the layers around them.

use std::time::Duration;

use app::App;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, response::Response};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

use crate::catalogue;
use crate::docs::{self, ApiDocument};
use crate::layers;
use crate::problem::Problem;
use crate::routes;
use crate::settings::ApiSettings;
use crate::state::{ApiState, Surroundings};
use crate::web::{self, WebPages};

/// The whole HTTP side. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, so that
/// sign-in attempts can be counted per address and `/metrics` knows its own machine.
pub fn router(app: App, settings: ApiSettings, around: Surroundings) -> Router {
    build(app, settings, around, WebPages::embedded())
}

/// The OpenAPI document, as `/openapi.json` serves it.
pub fn openapi() -> Document {
    assemble(&ApiSettings::default()).1
}

pub(crate) fn build(
    app: App,
    settings: ApiSettings,
    around: Surroundings,
    pages: WebPages,
) -> Router {
    layers::describe_metrics();
    let (routes, document) = assemble(&settings);
    let state = ApiState::new(app, settings, around, pages, &document);
    routes
        .fallback(web::fallback)
        .method_not_allowed_fallback(method_not_allowed)
        // From the inside out.
        .layer(from_fn(layers::linger))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(from_fn(layers::shape_problems))
        .layer(from_fn(layers::security_headers))
        .layer(from_fn_with_state(state.clone(), layers::observe))
        .with_state(state)
}

fn assemble(settings: &ApiSettings) -> (Router<ApiState>, Document) {
    let in_time = || {
        let limit = Duration::from_millis(settings.request_timeout_ms);
        from_fn_with_state(limit, layers::deadline)
    };
    let json =
        DefaultBodyLimit::max(usize::try_from(settings.max_json_bytes).unwrap_or(usize::MAX));
    let (routes, mut document) = OpenApiRouter::with_openapi(ApiDocument::openapi())
        .merge(routes::brief().layer(json).layer(in_time()))
        .merge(routes::uploads(settings))
        .merge(routes::streams())
        .split_for_parts();
    docs::finish(&mut document);
    let documents = Router::new()
        .route("/openapi.json", get(openapi_json))
        .route("/docs", get(docs_page))
        .route("/docs/style.css", get(docs_style))
        .route("/docs/problems/{code}", get(problem_page))
        .layer(in_time());
    (routes.merge(documents), document)
}

async fn method_not_allowed() -> Problem {
    Problem::new(
        &catalogue::METHOD_NOT_ALLOWED,
        "this address does not take that method: /docs lists those it takes",
    )
}

async fn openapi_json(State(state): State<ApiState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], state.openapi.clone())
}

async fn docs_page(State(state): State<ApiState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], state.docs.clone())
}

async fn docs_style() -> impl IntoResponse {
    let cache = (header::CACHE_CONTROL, "no-cache");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), cache], docs::STYLE)
}

async fn problem_page(Path(code): Path<String>) -> Response {
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    match catalogue::find(&code) {
        Some(kind) => (html, docs::problem_page(kind)).into_response(),
        None => (StatusCode::NOT_FOUND, html, docs::unknown_problem_page()).into_response(),
    }
}
