//! Capture sessions: start, follow, feed, read, replay.

pub(super) mod bundle;
pub(super) mod camera;
pub(super) mod cue;
pub(super) mod decisions;
pub(super) mod events;
pub(super) mod evidence;
pub(super) mod evidence_picture;
pub(super) mod face;
pub(super) mod frames;
pub(super) mod light;
pub(super) mod list;
pub(super) mod live;
pub(super) mod read;
pub(super) mod replay;
pub(super) mod start;
pub(super) mod stop;
pub(super) mod subject;
pub(super) mod timeline;
pub(super) mod upload;
pub(super) mod whip;

use app::SessionDetails;
use axum::Json;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderName, StatusCode, header};

use crate::catalogue;
use crate::problem::Problem;
use crate::wire::SessionView;

/// The answer to a session that was started.
type Created = (StatusCode, [(HeaderName, String); 1], Json<SessionView>);

fn created(session: &SessionDetails) -> Created {
    let location = format!("/v1/sessions/{}", session.id);
    (StatusCode::CREATED, [(header::LOCATION, location)], Json(session.into()))
}

/// A plain request to a WebSocket's address.
pub(super) fn not_a_websocket(_: WebSocketUpgradeRejection) -> Problem {
    Problem::new(
        &catalogue::WEBSOCKET_EXPECTED,
        "this address is a WebSocket: connect with a WebSocket client",
    )
}
