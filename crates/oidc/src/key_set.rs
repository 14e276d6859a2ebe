//! Keys of others, and what is signed with them: hints of a tenant, assertions of a client.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

/// Keys that are read of one document. Entra publishes about ten.
const MAX_KEYS: usize = 64;

/// A token of somebody else that is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HintError {
    /// None of the keys is named like the one it was signed with. Newer keys may know it.
    #[error("the token is signed with a key that is not known")]
    UnknownKey,
    /// No token, another algorithm, or a signature that does not fit.
    #[error("the token is not signed as it should be")]
    Invalid,
}

/// Public RSA keys by name.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct KeySet(Vec<PublicKey>);

#[derive(Clone, PartialEq, Eq)]
struct PublicKey {
    kid: Option<String>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl KeySet {
    /// Reads a JWKS document. Keys that are not of RSA, or not for signing, are passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        let keys = document["keys"].as_array()?;
        let read = |jwk: &Value| {
            let is_ours = jwk["kty"] == "RSA" && jwk.get("use").is_none_or(|used| used == "sig");
            let number = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str()?).ok();
            let (modulus, exponent) = (number("n")?, number("e")?);
            let kid = jwk["kid"].as_str().map(str::to_owned);
            is_ours.then_some(PublicKey { kid, modulus, exponent })
        };
        Some(Self(keys.iter().take(MAX_KEYS).filter_map(read).collect()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The claims of a JWT with RS256 under one of these keys. Its dates are not looked at.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verified(&self, token: &str) -> Result<Value, HintError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| HintError::Invalid)?;
        if header.alg != Algorithm::RS256 {
            return Err(HintError::Invalid);
        }
        let named = |key: &&PublicKey| match &header.kid {
            Some(kid) => key.kid.as_ref() == Some(kid),
            // Who has one key need not name it.
            None => self.0.len() == 1,
        };
        let key = self.0.iter().find(named).ok_or(HintError::UnknownKey)?;
        let key = DecodingKey::from_rsa_raw_components(&key.modulus, &key.exponent);
        let mut rules = Validation::new(Algorithm::RS256);
        // The caller knows which dates and whom; here only whether the signature fits.
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        jsonwebtoken::decode::<Value>(token, &key, &rules)
            .map(|token| token.claims)
            .map_err(|_| HintError::Invalid)
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySet({})", self.0.len())
    }
}

/// The name of the key that a token says it was signed with.
pub fn kid_of(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).ok()?.kid
}

/// What a token says, believed by nobody.
pub(crate) fn insecure_claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::key::{example, key_set_document};

    #[test]
    fn only_the_named_key_and_rs256_are_believed() {
        let (one, other) = (example(), example());
        let token = one.sign(&json!({"oid": "o", "exp": 1})).unwrap();
        assert_eq!(kid_of(&token).as_deref(), Some(one.kid()));
        let theirs = KeySet::parse(&key_set_document(&[other]).to_string()).unwrap();
        assert_eq!(theirs.verified(&token), Err(HintError::UnknownKey));
        let keys = KeySet::parse(&key_set_document(&[one]).to_string()).unwrap();
        assert_eq!(keys.verified(&token).unwrap()["oid"], "o", "however old");
        let (head, rest) = token.split_once('.').unwrap();
        let (payload, signature) = rest.split_once('.').unwrap();
        let claims = URL_SAFE_NO_PAD.encode(r#"{"oid":"p"}"#);
        let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let by_secret = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        for forged in [
            format!("{head}.{claims}.{signature}"),
            format!("{unsigned}.{payload}."),
            format!("{by_secret}.{payload}.{signature}"),
            format!("{head}.{payload}."),
            "x.y.z".to_owned(),
            String::new(),
        ] {
            assert_eq!(keys.verified(&forged), Err(HintError::Invalid), "{forged}");
        }
    }

    #[test]
    fn keys_of_other_kinds_are_passed_over() {
        assert!(KeySet::parse("{").is_none() && KeySet::parse("{}").is_none());
        let mixed = r#"{"keys":[{"kty":"EC"},{"kty":"RSA","use":"enc","n":"AQ","e":"AQ"},{"kty":"RSA","n":"?","e":"AQ"}]}"#;
        assert!(KeySet::parse(mixed).unwrap().is_empty());
    }
}
