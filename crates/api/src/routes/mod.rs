//! The route table: one line per endpoint, its file beside it.

mod about;
mod audit;
mod browser;
mod check;
mod event_streams;
mod invitations;
mod keys;
mod links;
mod login;
mod logins;
mod oidc;
mod page;
mod people;
mod picture;
mod reverifications;
mod reviews;
mod sessions;
mod signing_keys;
mod ssf;
mod webhooks;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ops;
use crate::settings::ApiSettings;
use crate::state::ApiState;
use crate::upload::AROUND_FILE_BYTES;

/// Endpoints that answer at once: their time is limited.
pub(crate) fn brief() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(browser::sign_in::sign_in))
        .routes(routes!(browser::sign_out::sign_out))
        .routes(routes!(browser::me::me))
        .routes(routes!(people::list::list_people, people::create::create_person))
        .routes(routes!(people::read::read_person, people::erase::erase_person))
        .routes(routes!(people::portrait::read_portrait))
        .merge(continuity())
        .routes(routes!(invitations::list::list_invitations, invitations::create::invite))
        .routes(routes!(invitations::read::read_invitation, invitations::revoke::revoke_invitation))
        .routes(routes!(invitations::document::read_check_document))
        .merge(check())
        .merge(login())
        .routes(routes!(
            people::application::set_application,
            people::application::read_application,
            people::application::remove_application
        ))
        .routes(routes!(sessions::list::list_sessions, sessions::start::start_session))
        .routes(routes!(sessions::read::read_session))
        .routes(routes!(sessions::stop::stop_session))
        .routes(routes!(sessions::subject::choose_subject))
        .routes(routes!(sessions::camera::name_camera))
        .routes(routes!(sessions::cue::ask_cue))
        .routes(routes!(sessions::light::start_light_card))
        .routes(routes!(sessions::light::light_card_shown))
        .routes(routes!(sessions::light::skip_light_card))
        .merge(whip())
        .routes(routes!(sessions::face::current_face))
        .routes(routes!(sessions::evidence::list_evidence))
        .routes(routes!(sessions::evidence_picture::evidence_picture))
        .routes(routes!(sessions::timeline::timeline))
        .routes(routes!(sessions::replay::replay))
        .routes(routes!(sessions::decisions::decide, sessions::decisions::list_decisions))
        .routes(routes!(sessions::bundle::bundle))
        .routes(routes!(reviews::list::list_reviews))
        .routes(routes!(reviews::count::count_reviews))
        .routes(routes!(reviews::open::open_review))
        .merge(links())
        .routes(routes!(keys::list::list_keys, keys::create::create_key))
        .routes(routes!(keys::revoke::revoke_key))
        .routes(routes!(webhooks::manage::list_webhooks, webhooks::manage::create_webhook))
        .routes(routes!(webhooks::manage::remove_webhook))
        .routes(routes!(webhooks::manage::rotate_webhook))
        .routes(routes!(webhooks::deliveries::test_webhook))
        .routes(routes!(webhooks::deliveries::list_deliveries))
        .routes(routes!(webhooks::deliveries::retry_delivery))
        .routes(routes!(audit::audit))
        .routes(routes!(about::about))
        .routes(routes!(ops::healthz))
        .routes(routes!(ops::readyz))
        .routes(routes!(ops::metrics))
}

/// The line after the hire: timeline, re-verification, risk events, security events.
fn continuity() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(people::timeline::person_timeline))
        .routes(routes!(people::timeline::person_drift))
        .routes(routes!(
            people::reverification::read_reverification,
            people::reverification::set_reverification
        ))
        .routes(routes!(people::risk_events::list_risk_events, people::risk_events::add_risk_event))
        .routes(routes!(reverifications::list_due))
        .routes(routes!(event_streams::list_event_streams, event_streams::create_event_stream))
        .routes(routes!(event_streams::remove_event_stream))
        .routes(routes!(event_streams::test_event_stream))
        .routes(routes!(event_streams::list_event_deliveries))
        .routes(routes!(ssf::configuration))
        .routes(routes!(ssf::jwks))
        .routes(routes!(ssf::stream))
        .routes(routes!(ssf::status))
        .routes(routes!(ssf::verify))
        .routes(routes!(ssf::poll))
}

/// Links between identities.
fn links() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(links::list::list_links))
        .routes(routes!(
            links::search::link_search,
            links::search::record_link_basis,
            links::search::end_link_basis
        ))
        .routes(routes!(links::export::export_links))
        .routes(routes!(links::open::open_link))
        .routes(routes!(links::decide::decide_link))
        .routes(routes!(links::face::link_face))
}

/// The candidate's page.
fn check() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(check::open::open))
        .routes(routes!(check::state::check_state))
        .routes(routes!(check::consent::consent))
        .routes(routes!(check::one_sided::one_sided))
        .routes(routes!(check::language::language))
        .routes(routes!(check::move_on::move_on))
        .routes(routes!(check::camera::begin_attempt))
}

/// Logins: the provider, its page, and what staff see of it.
fn login() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(oidc::documents::configuration))
        .routes(routes!(oidc::documents::keys))
        .routes(routes!(oidc::authorize::authorize, oidc::authorize::authorize_by_form))
        .routes(routes!(oidc::par::push))
        .routes(routes!(oidc::token::token))
        .routes(routes!(oidc::userinfo::userinfo, oidc::userinfo::userinfo_by_form))
        .routes(routes!(login::state::login_state))
        .routes(routes!(login::camera::begin_login))
        .routes(routes!(login::cancel::cancel_login))
        .routes(routes!(login::back::login_return))
        .routes(routes!(logins::list_logins))
        .routes(routes!(logins::list_login_clients))
        .routes(routes!(signing_keys::list_signing_keys))
        .routes(routes!(signing_keys::roll_login_keys))
        .routes(routes!(signing_keys::replace_event_key))
}

/// WHIP: for pages of every origin, because nothing but a key that the page has lets it in.
fn whip() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(sessions::whip::publish, sessions::whip::whip_options))
        .routes(routes!(
            sessions::whip::trickle,
            sessions::whip::unpublish,
            sessions::whip::publication_options
        ))
        .layer(axum::middleware::map_response(sessions::whip::for_every_origin))
}

/// Endpoints that take files: limited in size and in the length of pauses.
pub(crate) fn uploads(settings: &ApiSettings) -> OpenApiRouter<ApiState> {
    let limit = |file_bytes: u64| {
        let bytes = file_bytes.saturating_add(AROUND_FILE_BYTES);
        DefaultBodyLimit::max(usize::try_from(bytes).unwrap_or(usize::MAX))
    };
    OpenApiRouter::new()
        .merge(
            OpenApiRouter::new()
                .routes(routes!(people::set_portrait::set_portrait))
                .routes(routes!(check::document::document))
                .layer(limit(settings.max_portrait_bytes)),
        )
        .merge(
            OpenApiRouter::new()
                .routes(routes!(sessions::upload::upload_session))
                .layer(limit(settings.max_upload_bytes)),
        )
}

/// Endpoints that stay open as long as a session runs.
pub(crate) fn streams() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(sessions::live::live))
        .routes(routes!(sessions::events::events))
        .routes(routes!(sessions::frames::frames))
        .routes(routes!(check::live::check_live))
        .routes(routes!(check::frames::check_frames))
        .routes(routes!(login::live::login_live))
        .routes(routes!(login::frames::login_frames))
}
