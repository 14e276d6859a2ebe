//! Every kind of problem that this service can answer with, as data: the codes are part of the contract,
//! and `/docs/problems/{code}` explains each.

use axum::http::StatusCode;

/// One kind of problem.
#[derive(Debug)]
pub struct ProblemKind {
    /// Stable machine-readable code.
    pub code: &'static str,
    /// HTTP status.
    pub status: StatusCode,
    /// In a few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub meaning: &'static str,
}

macro_rules! problems {
    ($($name:ident = $code:literal, $status:ident, $title:literal, $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub static $name: ProblemKind = ProblemKind {
                code: $code, status: StatusCode::$status, title: $title, meaning: $meaning,
            };
        )*

        /// Every kind, in the order of the documentation.
        pub static ALL: &[&ProblemKind] = &[$(&$name),*];
    };
}

problems! {
    UNAUTHENTICATED = "unauthenticated", UNAUTHORIZED, "Not signed in",
        "The request carries no valid API key and no valid browser sign-in. Send `Authorization: Bearer lk_…`, or sign in again.";
    SCOPE_MISSING = "scope_missing", FORBIDDEN, "Not allowed with this key",
        "The API key is valid but lacks the scope that this endpoint needs. Use a key that has it.";
    ORIGIN_REFUSED = "origin_refused", FORBIDDEN, "Request from another site",
        "A browser sign-in only counts for requests from this service's own pages. Behind a proxy, let it pass the Host header on, or list the page's origin in `allowed_origins`.";
    TOO_MANY_ATTEMPTS = "too_many_attempts", TOO_MANY_REQUESTS, "Too many sign-in attempts",
        "This address has tried too many keys. Wait as long as `Retry-After` says.";
    NOT_FOUND = "not_found", NOT_FOUND, "Not found",
        "There is no such person, session, picture or key, or not any more.";
    NO_SUCH_ENDPOINT = "no_such_endpoint", NOT_FOUND, "No such endpoint",
        "Nothing is served at this address. The list of endpoints is at /docs.";
    METHOD_NOT_ALLOWED = "method_not_allowed", METHOD_NOT_ALLOWED, "Method not allowed",
        "The address exists, but not for this method. The `Allow` header lists those it has.";
    INVITATION_UNKNOWN = "invitation_unknown", NOT_FOUND, "No such invitation",
        "Nobody was invited with this link. Check that it is complete.";
    INVITATION_IN_USE = "invitation_in_use", CONFLICT, "Opened in another browser",
        "An invitation works in one browser only. Go on in the one that it was opened in, or ask for another invitation.";
    INVITATION_EXPIRED = "invitation_expired", GONE, "Invitation expired",
        "It is too late for this invitation. Ask for another one.";
    INVITATION_USED = "invitation_used", GONE, "Invitation used",
        "This check came to its end. Ask for another invitation if one is needed.";
    INVITATION_REVOKED = "invitation_revoked", GONE, "Invitation called off",
        "Whoever sent this invitation has called it off. Ask them.";
    LOGIN_OFF = "login_off", NOT_FOUND, "Logins are switched off",
        "This service is no provider of logins. Its operator sets `[login]` in the configuration.";
    LOGIN_EXPIRED = "login_expired", GONE, "Login took too long",
        "A login can be finished within ten minutes. Begin again from the application.";
    TOO_MANY_LOGINS = "too_many_logins", TOO_MANY_REQUESTS, "Too many tries of one person",
        "Too many looks into the camera were begun for this person. Wait ten minutes, then begin again from the application.";
    BAD_REQUEST = "bad_request", BAD_REQUEST, "Bad request",
        "The request cannot be read. The detail says what is wrong with it.";
    BAD_JSON = "bad_json", BAD_REQUEST, "Not the expected JSON",
        "The body is not JSON, or lacks a field, or has a field of another type. The detail names the place.";
    BAD_PARAMETER = "bad_parameter", BAD_REQUEST, "Bad query parameter",
        "A query parameter is unknown or cannot be read.";
    SDP_INVALID = "sdp_invalid", BAD_REQUEST, "Not the expected SDP",
        "The body is not an SDP offer, or not a trickled fragment, that can be read. The detail says what is wrong with it.";
    OFFER_UNUSABLE = "offer_unusable", UNPROCESSABLE_ENTITY, "Offer cannot be served",
        "The offer can be read, but it has no video, no codec that is known here, or something besides media.";
    ETAG_MISSING = "etag_missing", PRECONDITION_REQUIRED, "ETag is missing",
        "Send `If-Match` with the ETag of the last answer, or `*` to restart ICE.";
    ETAG_MISMATCH = "etag_mismatch", PRECONDITION_FAILED, "ICE session has changed",
        "The ETag belongs to an earlier ICE session. Use that of the last answer, or `*` to restart ICE.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "Wrong content type",
        "The endpoint wants another content type: `application/json` for most, `multipart/form-data` for uploads, `application/sdp` for WHIP offers.";
    WEBSOCKET_EXPECTED = "websocket_expected", BAD_REQUEST, "A WebSocket is expected",
        "This address is a WebSocket. Connect with a WebSocket client, or use the server-sent events beside it.";
    BODY_TOO_LARGE = "body_too_large", PAYLOAD_TOO_LARGE, "Body too large",
        "The body is longer than this endpoint takes.";
    UPLOAD_TOO_LARGE = "upload_too_large", PAYLOAD_TOO_LARGE, "Upload too large",
        "The file is larger than the operator allows. Send a shorter or more compressed one.";
    UPLOAD_BROKEN_OFF = "upload_broken_off", BAD_REQUEST, "Upload broken off",
        "The upload ended before the file was complete, or paused for too long. Send it again.";
    FORM_INVALID = "form_invalid", UNPROCESSABLE_ENTITY, "The form does not fit",
        "A form field is missing, unknown, doubled, or in the wrong place. The file always comes last.";
    EMPTY_FILE = "empty_file", UNPROCESSABLE_ENTITY, "Empty file",
        "The file has no bytes. Check the upload and send it again.";
    DISK_FULL = "disk_full", INSUFFICIENT_STORAGE, "Disk full",
        "The disk of the service is full. Its operator must make room.";
    INVALID = "invalid", UNPROCESSABLE_ENTITY, "Refused value",
        "The request can be read, but a value in it is refused. The detail says which and what to change.";
    DEMO_POLICY_REFUSED = "demo_policy_refused", UNPROCESSABLE_ENTITY, "Only for a demonstration",
        "The policy demo-synthetic leaves presence undecided: it is for a demonstration with computer-made people. Name another policy, or start a service of its own with --allow-demo-policy.";
    NO_PORTRAIT = "no_portrait", UNPROCESSABLE_ENTITY, "No ID photo yet",
        "The person has no ID photo to compare with. Set one before starting a session.";
    NEEDS_RE_ENROLMENT = "needs_re_enrolment", UNPROCESSABLE_ENTITY, "ID photo of another face model",
        "Every reference of this person was made with another face model. Set the ID photo again.";
    NOT_A_PICTURE = "not_a_picture", UNPROCESSABLE_ENTITY, "Not a picture",
        "The file is no JPEG, PNG or WebP picture, or it is damaged.";
    PICTURE_TOO_LARGE = "picture_too_large", UNPROCESSABLE_ENTITY, "Too many pixels",
        "The picture has more pixels than are accepted. Scale it down.";
    NO_FACE = "no_face", UNPROCESSABLE_ENTITY, "No face found",
        "No face was found in the picture in any orientation. Use a sharper picture in which the face is visible.";
    SEVERAL_FACES = "several_faces", UNPROCESSABLE_ENTITY, "Several faces found",
        "More than one face of comparable size was found. Crop the picture to the ID photo.";
    FACE_TOO_SMALL = "face_too_small", UNPROCESSABLE_ENTITY, "Face too small",
        "The face has too few pixels. Use a picture of higher resolution, or taken from nearer.";
    PICTURE_REFUSED = "picture_refused", UNPROCESSABLE_ENTITY, "Picture refused",
        "The picture cannot serve as a reference. The detail says why.";
    ADDRESS_REFUSED = "address_refused", UNPROCESSABLE_ENTITY, "Stream address refused",
        "The operator has not allowed streams from this address. The allow-list is in the configuration.";
    SOURCE_UNUSABLE = "source_unusable", UNPROCESSABLE_ENTITY, "Stream cannot be used",
        "The stream or file cannot be opened, or has no video.";
    CONFLICT = "conflict", CONFLICT, "Does not fit the present state",
        "The request does not fit the state of what it is about. The detail says why.";
    LAST_ADMIN_KEY = "last_admin_key", CONFLICT, "Last key of an administrator",
        "Without this key nobody could make keys any more. Make another key with the scope `admin`, then revoke this one.";
    BUSY = "busy", SERVICE_UNAVAILABLE, "Too much is running",
        "The service has reached a limit of what runs at the same time. Try again when a session has ended.";
    TIMED_OUT = "timed_out", SERVICE_UNAVAILABLE, "Took too long",
        "The service could not answer in time. Try again later.";
    SHUTTING_DOWN = "shutting_down", SERVICE_UNAVAILABLE, "Shutting down",
        "The service takes no new work because it is stopping.";
    NOT_READY = "not_ready", SERVICE_UNAVAILABLE, "Not ready",
        "The records cannot be read or no model is loaded. The log says why.";
    INTERNAL = "internal", INTERNAL_SERVER_ERROR, "Internal fault",
        "Something inside broke. The log of the service says what; the client cannot do anything about it.";
}

/// The kind with that code.
pub fn find(code: &str) -> Option<&'static ProblemKind> {
    ALL.iter().copied().find(|kind| kind.code == code)
}

/// The kind that stands for a bare HTTP status, for answers that a library made.
pub fn for_status(status: StatusCode) -> &'static ProblemKind {
    match status {
        StatusCode::NOT_FOUND => &NO_SUCH_ENDPOINT,
        StatusCode::METHOD_NOT_ALLOWED => &METHOD_NOT_ALLOWED,
        StatusCode::PAYLOAD_TOO_LARGE => &BODY_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => &UNSUPPORTED_MEDIA_TYPE,
        StatusCode::UNPROCESSABLE_ENTITY => &INVALID,
        StatusCode::REQUEST_TIMEOUT => &TIMED_OUT,
        s if s.is_client_error() => &BAD_REQUEST,
        _ => &INTERNAL,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_words() {
        let codes: BTreeSet<_> = ALL.iter().map(|k| k.code).collect();
        assert_eq!(codes.len(), ALL.len());
        assert!(codes.iter().all(|c| c.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
    }

    #[test]
    fn every_kind_is_an_error_and_says_what_to_do() {
        for kind in ALL {
            assert!(
                kind.status.is_client_error() || kind.status.is_server_error(),
                "{}",
                kind.code
            );
            assert!(kind.meaning.ends_with('.') && kind.meaning.len() > 30, "{}", kind.code);
        }
    }
}
