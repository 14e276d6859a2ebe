//! The documentation: the OpenAPI document, and pages made from it on the server, so that they can be read
//! without a network and without a script.

mod page;

pub(crate) use page::{STYLE, escape, message_page, page, problem_page, unknown_problem_page};

use utoipa::ToSchema;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, RefOr, ResponseBuilder, Schema};

use crate::auth::COOKIE;
use crate::problem::ProblemView;
use crate::wire::LiveEnvelope;

/// What the document says beside the endpoints.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Likeness",
        description = "Is the person in front of this camera the person on that ID, alive and unaltered, and the same person as last time?\n\n\
            Authenticate with `Authorization: Bearer lk_<id>_<secret>`, or from a browser with the cookie that `/v1/sign-in` sets.\n\n\
            Whatever fails answers with problem details (RFC 9457) and a stable `code`. Times are ISO 8601, UTC, with milliseconds."
    ),
    tags(
        (name = "people", description = "The people whose ID photos and sessions are held"),
        (name = "check", description = "The candidate's check: invited by a link, consent, document, live face"),
        (name = "reverification", description = "The same person again: who is due, and what others saw"),
        (name = "login", description = "A provider of logins by OpenID Connect, whose login is a look into the camera"),
        (name = "sessions", description = "Capture sessions: an interview, an onboarding, a login"),
        (name = "reviews", description = "Sessions that wait for a human"),
        (name = "links", description = "Links between identities: one face under two, or several faces under one"),
        (name = "streams", description = "Streams that somebody sends into a session, by WHIP (RFC 9725)"),
        (name = "sign-in", description = "Browsers sign in with an API key"),
        (name = "keys", description = "API keys and their scopes"),
        (name = "webhooks", description = "Addresses that are told when something happens; Standard Webhooks"),
        (name = "event-streams", description = "Receivers of security events: Shared Signals with CAEP"),
        (name = "service", description = "What runs here, and who did what"),
        (name = "operation", description = "For those who run the service"),
    )
)]
pub(crate) struct ApiDocument;

/// Adds what belongs to every endpoint: how to authenticate, and what failures look like.
pub(crate) fn finish(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components
        .add_security_scheme("api_key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.add_security_scheme(
        "browser",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE))),
    );
    components
        .add_security_scheme("stream_key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    add_schema::<ProblemView>(&mut components.schemas);
    add_schema::<LiveEnvelope>(&mut components.schemas);
    let problem = || RefOr::Ref(utoipa::openapi::Ref::from_schema_name(ProblemView::name()));
    for (path, item) in &mut document.paths.paths {
        // These fail as RFC 6749 says.
        let is_standard = path.starts_with("/oidc/");
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let responses = &mut operation.responses.responses;
            for (status, response) in responses.iter_mut() {
                if let (true, RefOr::T(response)) =
                    (status.as_str() >= "400" && !is_standard, response)
                {
                    let content = ContentBuilder::new().schema(Some(problem())).build();
                    response
                        .content
                        .insert("application/problem+json".to_owned(), RefOr::T(content));
                }
            }
            if operation.security.is_some() {
                for (status, text) in [
                    ("401", "`unauthenticated`"),
                    ("403", "`scope_missing`, or `origin_refused` for browsers"),
                ] {
                    let content = ContentBuilder::new().schema(Some(problem())).build();
                    let response = ResponseBuilder::new()
                        .description(text)
                        .content("application/problem+json", content)
                        .build();
                    responses.entry(status.to_owned()).or_insert(RefOr::T(response));
                }
            }
        }
    }
}

fn add_schema<T: ToSchema>(schemas: &mut std::collections::BTreeMap<String, RefOr<Schema>>) {
    schemas.insert(T::name().into_owned(), T::schema());
    let mut below = Vec::new();
    T::schemas(&mut below);
    schemas.extend(below);
}
