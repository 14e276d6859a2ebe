//! How a client proves who it is at the token endpoint and when it pushes a request: `client_secret_basic`,
//! `client_secret_post`, `private_key_jwt`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::UtcTime;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::error::{ErrorCode, OauthError};
use crate::key_set::insecure_claims;
use crate::params::Params;

/// RFC 7523, section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The longest that an assertion may be valid from now on. It is remembered for as long.
const ASSERTION_LASTS_S: i64 = 10 * 60;

/// Why a client is not let in; the same for an unknown one and a wrong secret.
const NOT_PROVEN: OauthError =
    OauthError::new(ErrorCode::InvalidClient, "the client is not known, or its proof does not fit");

/// Who a client says it is, and by what.
#[derive(Clone)]
pub struct Credentials {
    /// `client_id`.
    pub client: String,
    shown: Shown,
}

#[derive(Clone)]
enum Shown {
    Secret(Zeroizing<String>),
    Assertion(String),
}

/// A client that proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// By its secret.
    Secret,
    /// By an assertion, which is good once.
    Assertion {
        /// Names it.
        id: String,
        /// Until when it would be good again.
        until: UtcTime,
    },
}

impl Credentials {
    /// Reads them from the `Authorization` header and the form.
    ///
    /// # Errors
    /// `invalid_client` when there are none, `invalid_request` when there are several.
    pub fn read(authorization: Option<&str>, params: &Params) -> Result<Self, OauthError> {
        let basic = authorization.map(|header| basic(header).ok_or(NOT_PROVEN)).transpose()?;
        let by_secret = params.get("client_secret");
        let by_assertion = params.get("client_assertion");
        let ways = [basic.is_some(), by_secret.is_some(), by_assertion.is_some()];
        if ways.into_iter().filter(|is_there| *is_there).count() > 1 {
            return Err(OauthError::invalid(
                "the client proves who it is in several ways: use one",
            ));
        }
        let named = params.get("client_id");
        let (client, shown) = if let Some((client, secret)) = basic {
            (client, Shown::Secret(secret))
        } else if let Some(secret) = by_secret {
            let client = named.ok_or(NOT_PROVEN)?.to_owned();
            (client, Shown::Secret(Zeroizing::new(secret.to_owned())))
        } else if let Some(assertion) = by_assertion {
            if params.get("client_assertion_type") != Some(ASSERTION_TYPE) {
                return Err(OauthError::invalid("client_assertion_type is not that of a JWT"));
            }
            // Only to find its keys: nothing is believed before the signature fits.
            let claims = insecure_claims(assertion).ok_or(NOT_PROVEN)?;
            let client = claims["sub"].as_str().ok_or(NOT_PROVEN)?.to_owned();
            (client, Shown::Assertion(assertion.to_owned()))
        } else {
            return Err(OauthError::new(
                ErrorCode::InvalidClient,
                "the client must prove who it is: by its secret or a signed assertion",
            ));
        };
        if named.is_some_and(|named| named != client) {
            return Err(OauthError::invalid("client_id is not that of the proof"));
        }
        Ok(Self { client, shown })
    }

    /// Whether the client is who it says; `client` none when there is no such one. `audiences` are what an
    /// assertion may be addressed to.
    ///
    /// # Errors
    /// `invalid_client`, the same for every reason.
    pub fn check(
        &self,
        client: Option<&Client>,
        audiences: &[&str],
        now: UtcTime,
    ) -> Result<Proof, OauthError> {
        let client = client.ok_or(NOT_PROVEN)?;
        match &self.shown {
            Shown::Secret(secret) => {
                let is_right = client.secret.as_ref().is_some_and(|known| known.is(secret));
                is_right.then_some(Proof::Secret).ok_or(NOT_PROVEN)
            }
            Shown::Assertion(assertion) => {
                check_assertion(assertion, client, audiences, now).ok_or(NOT_PROVEN)
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// RFC 7523 section 3: signed by a key of the client, about itself, to us, for a short time, once.
pub fn check_assertion(
    assertion: &str,
    client: &Client,
    audiences: &[&str],
    now: UtcTime,
) -> Option<Proof> {
    let claims = client.keys.as_ref()?.verified(assertion).ok()?;
    let is = |name: &str| claims[name].as_str() == Some(client.id.as_str());
    let is_to_us = match &claims["aud"] {
        Value::String(one) => audiences.contains(&one.as_str()),
        Value::Array(many) => {
            many.iter().filter_map(Value::as_str).any(|one| audiences.contains(&one))
        }
        _ => false,
    };
    let now_s = now.unix_millis().div_euclid(1_000);
    let expires = claims["exp"].as_i64()?;
    let is_in_time = expires > now_s && expires <= now_s + ASSERTION_LASTS_S;
    let is_begun = claims["nbf"].as_i64().is_none_or(|from| from <= now_s + 60);
    let id = claims["jti"].as_str().filter(|id| !id.is_empty())?;
    (is("iss") && is("sub") && is_to_us && is_in_time && is_begun).then(|| Proof::Assertion {
        id: id.to_owned(),
        until: UtcTime::from_unix_millis(expires.saturating_mul(1_000)),
    })
}

/// RFC 6749 section 2.3.1: both halves are form-encoded before they are put together.
fn basic(header: &str) -> Option<(String, Zeroizing<String>)> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = Zeroizing::new(STANDARD.decode(value.trim()).ok()?);
    let text = std::str::from_utf8(&bytes).ok()?;
    let (client, secret) = text.split_once(':')?;
    Some((decoded(client)?, Zeroizing::new(decoded(secret)?)))
}

fn decoded(text: &str) -> Option<String> {
    let pair = format!("x={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::example;
    use crate::secret::ClientSecret;

    const NOW: UtcTime = UtcTime::from_unix_millis(1_000_000_000_000);

    fn check(header: Option<&str>, form: &str, expected: Result<(), ErrorCode>) {
        let mut client = example();
        client.secret = Some(ClientSecret::new("s3:cr%t +&"));
        let found = Credentials::read(header, &Params::parse(form.as_bytes())).and_then(|shown| {
            let known = (shown.client == client.id).then_some(&client);
            shown.check(known, &["https://op.test"], NOW).map(|_| ())
        });
        assert_eq!(found.map_err(|e| e.code), expected, "{header:?} {form}");
    }

    fn header(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn secrets_come_by_header_or_form_and_never_twice() {
        let (invalid, request) = (Err(ErrorCode::InvalidClient), Err(ErrorCode::InvalidRequest));
        check(Some(&header("keycloak:s3%3Acr%25t+%2B%26")), "", Ok(()));
        check(None, "client_id=keycloak&client_secret=s3:cr%25t%20%2B%26", Ok(()));
        check(Some(&header("keycloak:wrong")), "", invalid);
        check(Some(&header("nobody:s3%3Acr%25t+%2B%26")), "", invalid);
        check(Some("Bearer x"), "", invalid);
        check(Some("Basic ???"), "", invalid);
        check(Some(&header("keycloak")), "", invalid);
        check(None, "", invalid);
        check(None, "client_id=keycloak", invalid);
        check(None, "client_secret=x", invalid);
        check(Some(&header("keycloak:x")), "client_secret=x", request);
        check(Some(&header("keycloak:x")), "client_id=other", request);
        check(None, "client_assertion=x&client_assertion_type=y", request);
    }
}
