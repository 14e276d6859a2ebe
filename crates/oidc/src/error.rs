//! What goes wrong, in the words of RFC 6749, OpenID Connect Core and RFC 9126.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// An error that a client is told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $name,)+ }

        impl ErrorCode {
            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

codes! {
    /// A parameter is missing, doubled or wrong.
    InvalidRequest = "invalid_request",
    /// The client may not do this.
    UnauthorizedClient = "unauthorized_client",
    /// The login did not succeed.
    AccessDenied = "access_denied",
    /// Another response type than the client's.
    UnsupportedResponseType = "unsupported_response_type",
    /// Not `openid`.
    InvalidScope = "invalid_scope",
    /// A fault of ours.
    ServerError = "server_error",
    /// Too much is going on.
    TemporarilyUnavailable = "temporarily_unavailable",
    /// A page must be shown, and `prompt=none` forbids it.
    LoginRequired = "login_required",
    /// No `acr` or `amr` that is wanted can be given.
    UnmetAuthenticationRequirements = "unmet_authentication_requirements",
    /// `request` is not taken.
    RequestNotSupported = "request_not_supported",
    /// A `request_uri` that was not pushed here.
    RequestUriNotSupported = "request_uri_not_supported",
    /// A pushed request that is used up, too old or another client's.
    InvalidRequestUri = "invalid_request_uri",
    /// `registration` is not taken.
    RegistrationNotSupported = "registration_not_supported",
    /// The client did not prove who it is.
    InvalidClient = "invalid_client",
    /// A code that is used up, too old, another client's, or shown with the wrong verifier.
    InvalidGrant = "invalid_grant",
    /// Another grant than a code.
    UnsupportedGrantType = "unsupported_grant_type",
    /// An access token that is none, or too old.
    InvalidToken = "invalid_token",
}

/// An error with a sentence for whoever builds the client. Never about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}: {description}", code.as_str())]
pub struct OauthError {
    /// Which.
    pub code: ErrorCode,
    /// What to change: printable ASCII without quotes and backslashes, as RFC 6749 section 5.2 wants it.
    pub description: &'static str,
}

impl OauthError {
    /// An error.
    pub const fn new(code: ErrorCode, description: &'static str) -> Self {
        Self { code, description }
    }

    pub(crate) const fn invalid(description: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }
}

/// Why a request is answered by a page of ours and by nothing else: there is no address to send an answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// No such client.
    #[error(
        "the client is not known here: its client_id stands in [[login.clients]] of the configuration"
    )]
    UnknownClient,
    /// An address that the client has not registered.
    #[error(
        "the redirect_uri is not one of this client's: the configuration lists them, and they are compared letter \
         by letter"
    )]
    UnknownRedirect,
    /// A pushed request that is used up, too old or another client's.
    #[error(
        "the pushed request is used up, too old or another client's: begin again from the application"
    )]
    UnknownRequestUri,
}

impl PageError {
    /// A stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownClient => "login_client_unknown",
            Self::UnknownRedirect => "login_redirect_unknown",
            Self::UnknownRequestUri => "login_request_unknown",
        }
    }
}
