//! WHIP (RFC 9725): `POST /v1/sessions/{id}/whip` takes a sender's offer; the address in its `Location`
//! takes trickled candidates, restarts and the end. Media goes past HTTP, to the UDP port of the service.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::SessionId;
use uuid::Uuid;

use crate::auth::Sender;
use crate::catalogue;
use crate::extract::{Id, Ids};
use crate::problem::Problem;
use crate::state::ApiState;

const SDP: &str = "application/sdp";
const FRAGMENT: &str = "application/trickle-ice-sdpfrag";

const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");
const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// Where senders post their offer.
pub(in crate::routes) fn whip_path(session: SessionId) -> String {
    format!("/v1/sessions/{session}/whip")
}

type Published = (StatusCode, [(HeaderName, String); 4], String);

#[utoipa::path(post, path = "/v1/sessions/{id}/whip", tag = "streams",
    summary = "Send a stream by WHIP",
    description = "RFC 9725. The body is an SDP offer with video (H.264, VP8, VP9; AV1 where the service decodes it) and \
        perhaps audio, which is not listened to. `Authorization: Bearer` carries the key that came with the session \
        (`stream.key`), or an API key. The session's source type is `stream` or `camera`. One sender at a time; one that \
        is lost may post again.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    request_body(content = String, content_type = "application/sdp", description = "The SDP offer"),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"]), ("stream_key" = [])),
    responses(
        (status = 201, description = "The SDP answer; `Location` names the publication, `ETag` its ICE session",
            body = String, content_type = "application/sdp"),
        (status = 400, description = "`sdp_invalid`"),
        (status = 404, description = "`not_found`: no such session, or WebRTC is off"),
        (status = 409, description = "`conflict`: over, nothing can be pushed, or somebody sends already"),
        (status = 415, description = "`unsupported_media_type`"),
        (status = 422, description = "`offer_unusable`"),
        (status = 503, description = "`busy`"),
    ))]
pub(crate) async fn publish(
    sender: Sender,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Published, Problem> {
    sender.may_send(&state, id).await?;
    let offer = text(&headers, body, SDP)?;
    let publication = state.app.publish(id, offer).await?;
    let location = format!("{}/{}", whip_path(id), Uuid::from_u128(publication.id));
    let headers = [
        (header::CONTENT_TYPE, SDP.to_owned()),
        (header::LOCATION, location),
        (header::ETAG, publication.etag),
        (ACCEPT_PATCH, FRAGMENT.to_owned()),
    ];
    Ok((StatusCode::CREATED, headers, publication.answer))
}

type Patched = (StatusCode, [(HeaderName, String); 2], String);

#[utoipa::path(patch, path = "/v1/sessions/{id}/whip/{publication_id}", tag = "streams",
    summary = "Trickle candidates, or restart ICE",
    description = "The body is an SDP fragment (RFC 8840). With the ufrag of the offer it trickles and is answered with 204; \
        candidates are read and not needed, because the sender connects to the service. With another ufrag it restarts \
        ICE and is answered with the service's new fragment and ETag.",
    params(("id" = uuid::Uuid, Path, description = "The session"),
        ("publication_id" = uuid::Uuid, Path, description = "The publication")),
    request_body(content = String, content_type = "application/trickle-ice-sdpfrag", description = "The fragment"),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"]), ("stream_key" = [])),
    responses(
        (status = 200, description = "ICE is restarted", body = String, content_type = "application/trickle-ice-sdpfrag"),
        (status = 204, description = "Taken"),
        (status = 400, description = "`sdp_invalid`"),
        (status = 404, description = "`not_found`"),
        (status = 412, description = "`etag_mismatch`"),
        (status = 415, description = "`unsupported_media_type`"),
        (status = 428, description = "`etag_missing`"),
    ))]
pub(crate) async fn trickle(
    sender: Sender,
    State(state): State<ApiState>,
    Ids(id, publication): Ids<SessionId, Uuid>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Patched, Problem> {
    sender.may_send(&state, id).await?;
    let fragment = text(&headers, body, FRAGMENT)?;
    let if_match = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    let if_match = if_match.map(str::to_owned).ok_or_else(|| {
        Problem::new(
            &catalogue::ETAG_MISSING,
            "send If-Match with the ETag of the last answer, or * to restart ICE",
        )
    })?;
    let publication = publication.as_u128();
    let (answer, etag) = state.app.patch_publication(id, publication, fragment, if_match).await?;
    let status = if answer.is_some() { StatusCode::OK } else { StatusCode::NO_CONTENT };
    let headers = [(header::CONTENT_TYPE, FRAGMENT.to_owned()), (header::ETAG, etag)];
    Ok((status, headers, answer.unwrap_or_default()))
}

#[utoipa::path(delete, path = "/v1/sessions/{id}/whip/{publication_id}", tag = "streams",
    summary = "End a stream",
    description = "The stream is over and so is its session; its verdict forms from what was seen.",
    params(("id" = uuid::Uuid, Path, description = "The session"),
        ("publication_id" = uuid::Uuid, Path, description = "The publication")),
    security(("api_key" = ["sessions:write"]), ("browser" = ["sessions:write"]), ("stream_key" = [])),
    responses(
        (status = 200, description = "It has ended"),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn unpublish(
    sender: Sender,
    State(state): State<ApiState>,
    Ids(id, publication): Ids<SessionId, Uuid>,
) -> Result<StatusCode, Problem> {
    sender.may_send(&state, id).await?;
    state.app.end_publication(id, publication.as_u128()).await?;
    Ok(StatusCode::OK)
}

/// What may be done here, for senders and for browsers of other origins.
type Options = (StatusCode, [(HeaderName, &'static str); 2]);

#[utoipa::path(options, path = "/v1/sessions/{id}/whip", tag = "streams",
    summary = "What can be posted",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    responses((status = 204, description = "`Accept-Post: application/sdp`")))]
pub(crate) async fn whip_options() -> Options {
    let methods = (header::ALLOW, "POST, OPTIONS");
    (StatusCode::NO_CONTENT, [(ACCEPT_POST, SDP), methods])
}

#[utoipa::path(options, path = "/v1/sessions/{id}/whip/{publication_id}", tag = "streams",
    summary = "What can be sent about a stream",
    params(("id" = uuid::Uuid, Path, description = "The session"),
        ("publication_id" = uuid::Uuid, Path, description = "The publication")),
    responses((status = 204, description = "`Accept-Patch: application/trickle-ice-sdpfrag`")))]
pub(crate) async fn publication_options() -> Options {
    let methods = (header::ALLOW, "PATCH, DELETE, OPTIONS");
    (StatusCode::NO_CONTENT, [(ACCEPT_PATCH, FRAGMENT), methods])
}

/// Lets pages of every origin in. Cookies are not: browsers send none to `*`.
pub(crate) async fn for_every_origin(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, PATCH, DELETE, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, if-match"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "location, etag, accept-patch"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The body as text, when it is of that kind.
fn text(headers: &HeaderMap, body: Bytes, kind: &'static str) -> Result<String, Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|value| value.split(';').next()).unwrap_or_default();
    if !essence.trim().eq_ignore_ascii_case(kind) {
        return Err(Problem::new(
            &catalogue::UNSUPPORTED_MEDIA_TYPE,
            format!("send the body with `Content-Type: {kind}`"),
        ));
    }
    String::from_utf8(body.into())
        .map_err(|_| Problem::new(&catalogue::SDP_INVALID, "the body is not UTF-8 text"))
}
