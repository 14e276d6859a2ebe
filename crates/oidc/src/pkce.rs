//! RFC 7636, of which only `S256` is taken: `plain` protects against nobody who sees the request.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::OauthError;
use crate::params::Params;
use crate::secret::sha256;

/// Length of a verifier, RFC 7636 section 4.1.
const VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128;

/// SHA-256 in base64url.
const CHALLENGE_CHARS: usize = 43;

/// What a code's verifier must hash to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(String);

impl Challenge {
    /// The challenge of a request.
    ///
    /// # Errors
    /// `invalid_request` when there is none, or none of SHA-256.
    pub fn read(params: &Params) -> Result<Self, OauthError> {
        let challenge = params.get("code_challenge").ok_or(OauthError::invalid(
            "code_challenge is missing: PKCE with S256 is required of every client",
        ))?;
        if params.get("code_challenge_method") != Some("S256") {
            return Err(OauthError::invalid("code_challenge_method must be S256"));
        }
        let is_base64url = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        if challenge.len() != CHALLENGE_CHARS || !challenge.bytes().all(is_base64url) {
            return Err(OauthError::invalid("code_challenge is no SHA-256 in base64url"));
        }
        Ok(Self(challenge.to_owned()))
    }

    /// Whether the verifier is the one.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let is_unreserved = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
        if !VERIFIER_CHARS.contains(&verifier.len()) || !verifier.bytes().all(is_unreserved) {
            return false;
        }
        let hash = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        self.0.as_bytes().ct_eq(hash.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_fits_and_nothing_near_it_does() {
        let text = format!("code_challenge={CHALLENGE}&code_challenge_method=S256");
        let challenge = Challenge::read(&Params::parse(text.as_bytes())).unwrap();
        assert!(challenge.is_met_by(VERIFIER));
        for wrong in ["", &VERIFIER[1..], CHALLENGE, &format!("{VERIFIER} "), &"a".repeat(200)] {
            assert!(!challenge.is_met_by(wrong), "{wrong}");
        }
    }

    #[test]
    fn plain_short_and_missing_challenges_are_refused() {
        for text in [
            String::new(),
            format!("code_challenge={CHALLENGE}"),
            format!("code_challenge={VERIFIER}&code_challenge_method=plain"),
            "code_challenge=abc&code_challenge_method=S256".to_owned(),
            format!("code_challenge={}%20&code_challenge_method=S256", &CHALLENGE[1..]),
        ] {
            assert!(Challenge::read(&Params::parse(text.as_bytes())).is_err(), "{text}");
        }
    }
}
