//! The claims of an `id_token`, by the client's profile.

use std::time::Duration;

use domain::UtcTime;
use serde_json::{Value, json};

use crate::acr::AMR_FACE;
use crate::client::{Client, Profile};
use crate::request::AuthorizationRequest;

/// How long an `id_token` is good for: it says that somebody was here just now.
pub const ID_TOKEN_LASTS: Duration = Duration::from_secs(5 * 60);

/// Okta's name for a verification that somebody else vouches for.
const TRUST_FRAMEWORK: &str = "IDV-DELEGATED";

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecidedBy {
    /// The verdict alone.
    Verdict,
    /// A human who looked at the session.
    Human,
}

/// What an `id_token` says.
#[derive(Clone, PartialEq, Eq)]
pub struct IdToken<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `aud`.
    pub client: &'a Client,
    /// What was asked.
    pub request: &'a AuthorizationRequest,
    /// `sub`.
    pub subject: &'a str,
    /// Whether it is the person. Only Okta's profile says so in a token; all others get none.
    pub is_verified: bool,
    /// Who decided.
    pub decided_by: DecidedBy,
    /// When the person was looked at.
    pub auth_time: UtcTime,
    /// When it is signed.
    pub now: UtcTime,
}

impl IdToken<'_> {
    /// The claims.
    pub fn claims(&self) -> Value {
        let seconds = |at: UtcTime| at.unix_millis().div_euclid(1_000);
        let mut claims = json!({
            "iss": self.issuer,
            "sub": self.subject,
            "aud": self.client.id,
            "iat": seconds(self.now),
            "exp": seconds(self.now.plus(ID_TOKEN_LASTS)),
            "auth_time": seconds(self.auth_time),
        });
        if let Some(nonce) = &self.request.nonce {
            claims["nonce"] = json!(nonce);
        }
        if self.is_verified {
            claims["acr"] = json!(self.request.acr);
            claims["amr"] = json!([AMR_FACE]);
        }
        match self.client.profile {
            Profile::Entra(_) => {}
            Profile::Oidc => {
                let by = match self.decided_by {
                    DecidedBy::Verdict => "verdict",
                    DecidedBy::Human => "human",
                };
                claims["likeness_decided_by"] = json!(by);
            }
            Profile::Okta => {
                let level = if self.is_verified { "VERIFIED" } else { "FAILED" };
                claims["verified_claims"] = json!({
                    "verification": {
                        "trust_framework": TRUST_FRAMEWORK,
                        "assurance_level": level,
                        "time": iso(self.auth_time),
                    },
                    "claims": {},
                });
            }
        }
        claims
    }
}

fn iso(at: UtcTime) -> String {
    jiff::Timestamp::from_millisecond(at.unix_millis())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Tenant, example};
    use crate::{AuthorizationRequest, Params};

    fn claims(client: &Client, is_verified: bool) -> Value {
        let flow = match client.profile {
            Profile::Entra(_) => "response_type=id_token&response_mode=form_post",
            _ => {
                "response_type=code&code_challenge_method=S256&\
                 code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
            }
        };
        let text = format!("redirect_uri=https://rp.test/cb&scope=openid&nonce=n-1&{flow}");
        let params = Params::parse(text.as_bytes());
        let request = AuthorizationRequest::read(&params, client, "https://op.test").unwrap();
        IdToken {
            issuer: "https://op.test",
            client,
            request: &request,
            subject: "ada",
            is_verified,
            decided_by: DecidedBy::Verdict,
            auth_time: UtcTime::from_unix_millis(1_767_225_599_500),
            now: UtcTime::from_unix_millis(1_767_225_600_000),
        }
        .claims()
    }

    #[test]
    fn a_plain_token_says_who_when_and_how() {
        assert_eq!(
            claims(&example(), true),
            json!({
                "iss": "https://op.test", "sub": "ada", "aud": "keycloak", "nonce": "n-1",
                "iat": 1_767_225_600, "exp": 1_767_225_900, "auth_time": 1_767_225_599,
                "acr": "urn:likeness:acr:face", "amr": ["face"], "likeness_decided_by": "verdict",
            })
        );
    }

    #[test]
    fn entra_gets_one_method_and_one_requested_class() {
        let tenant = Tenant { id: "t".into(), issuer: "https://i".into(), audience: "a".into() };
        let mut client = Client { profile: Profile::Entra(tenant), secret: None, ..example() };
        client.acrs = Client::usual_acrs(&client.profile);
        let claims = claims(&client, true);
        assert_eq!(claims["amr"], json!(["face"]));
        assert_eq!(claims["acr"], "possessionorinherence");
        assert_eq!(claims.as_object().unwrap().len(), 9);
    }

    #[test]
    fn okta_is_told_of_failures_as_well() {
        let client = Client { profile: Profile::Okta, ..example() };
        let verified = claims(&client, true)["verified_claims"].clone();
        assert_eq!(
            verified,
            json!({
                "verification": {
                    "trust_framework": "IDV-DELEGATED", "assurance_level": "VERIFIED",
                    "time": "2025-12-31T23:59:59.5Z",
                },
                "claims": {},
            })
        );
        let failed = claims(&client, false);
        assert_eq!(failed["verified_claims"]["verification"]["assurance_level"], "FAILED");
        assert!(failed.get("amr").is_none() && failed.get("acr").is_none());
    }
}
