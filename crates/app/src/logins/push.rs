//! Pushed authorization requests (RFC 9126): what a request says reaches us without passing through a browser.

use std::fmt;
use std::time::Duration;

use domain::UtcTime;
use oidc::{
    AuthorizationRequest, Credentials, ErrorCode, OauthError, Params, Proof, Refused, Token,
};

use super::book::Pushed;
use super::redeem::TokenFault;
use super::{LoginClient, LoginSettings};
use crate::facade::App;

/// RFC 9126, section 2.2.
const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// How long a pushed request waits for its browser. RFC 9126 asks for 5 to 600 seconds; people are sent here at once,
/// but may have to choose this method in a list first.
const LASTS: Duration = Duration::from_secs(300);

/// A request that was pushed.
pub struct PushedRequest {
    /// `request_uri`.
    pub uri: String,
    /// How long it waits.
    pub expires_in_s: u64,
}

impl fmt::Debug for PushedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushedRequest")
    }
}

impl App {
    /// Keeps a request for its browser.
    ///
    /// # Errors
    /// `invalid_client` and what else is wrong with the request; `login_off`.
    pub fn push_login(
        &self,
        authorization: Option<&str>,
        params: Params,
    ) -> Result<PushedRequest, TokenFault> {
        let settings = self.login_settings()?;
        let client = self.proven(settings, authorization, &params)?;
        if params.get("request_uri").is_some() {
            let code = ErrorCode::InvalidRequest;
            return Err(OauthError::new(code, "request_uri cannot be pushed").into());
        }
        // Found now, so that the client is told and not a person's browser.
        AuthorizationRequest::read(&params, &client.oidc, &settings.issuer).map_err(|refused| {
            match refused {
                Refused::Page(_) => OauthError::new(
                    ErrorCode::InvalidRequest,
                    "redirect_uri is missing or not one of this client's",
                ),
                Refused::Client(_, error) => error,
            }
        })?;
        let now = self.clock().utc();
        let name = Token::generate(self.entropy());
        // What proves the client has done its work.
        let params =
            params.without(&["client_secret", "client_assertion", "client_assertion_type"]);
        let pushed = Pushed { client: client.oidc.id.clone(), params, expires_at: now.plus(LASTS) };
        let mut book = self.logins_book().tidy(now);
        if !book.has_room_for_push() {
            let code = ErrorCode::TemporarilyUnavailable;
            return Err(OauthError::new(code, "too many pushed requests wait").into());
        }
        book.pushed.insert(name.hash(), pushed);
        Ok(PushedRequest { uri: format!("{URN}{}", name.reveal()), expires_in_s: LASTS.as_secs() })
    }

    /// Takes a pushed request of that client out: it is good once. Another client's attempt leaves it.
    pub(super) fn take_pushed(&self, uri: &str, client: &str) -> Option<Params> {
        let hash = Token::hash_of(uri.strip_prefix(URN)?);
        let mut book = self.logins_book().tidy(self.clock().utc());
        if book.pushed.get(&hash)?.client != client {
            return None;
        }
        book.pushed.remove(&hash).map(|pushed| pushed.params)
    }

    /// The client, once it has proven who it is.
    pub(super) fn proven<'a>(
        &self,
        settings: &'a LoginSettings,
        authorization: Option<&str>,
        params: &Params,
    ) -> Result<&'a LoginClient, TokenFault> {
        let shown = Credentials::read(authorization, params)?;
        let client = settings.client(&shown.client);
        let issuer = settings.issuer.as_str();
        let [token, par] = ["/oidc/token", "/oidc/par"].map(|path| format!("{issuer}{path}"));
        let now: UtcTime = self.clock().utc();
        let audiences = [issuer, token.as_str(), par.as_str()];
        let proof = shown.check(client.map(|client| &client.oidc), &audiences, now)?;
        if let Proof::Assertion { id, until } = proof {
            let mut book = self.logins_book().tidy(now);
            if book.assertions.insert((shown.client, id), until).is_some() {
                let code = ErrorCode::InvalidClient;
                return Err(OauthError::new(code, "the assertion was used before").into());
            }
        }
        Ok(client.ok_or(crate::error::AppError::Internal)?)
    }
}
