//! The key that signs security event tokens: one, made with the first receiver and sealed at rest.
//!
//! It is a key of `oidc`, as those of logins are, and does not roll over by itself: receivers fetch it when they
//! begin, and again when they meet one that they do not know. [`crate::signing_keys`] replaces it.

use domain::UtcTime;
use oidc::SigningKey;
use serde_json::Value;
use storage::UnitOfWork;
use zeroize::Zeroizing;

use crate::error::{AppError, fault};
use crate::facade::App;

/// The type of a security event token (RFC 8417, section 2.3).
const TYPE: &str = "secevent+jwt";

/// Signs security event tokens: RS256, which every receiver knows (SSF interoperability profile, section 2.6).
#[derive(Debug)]
pub(crate) struct SetSigner(SigningKey);

impl SetSigner {
    /// From a private key in PKCS #8.
    pub(super) fn new(private: Zeroizing<Vec<u8>>) -> Result<Self, AppError> {
        // Receivers check by the key alone: no certificate.
        let key = SigningKey::read(private, Vec::new())
            .map_err(|e| fault("reading the key that signs events", &e))?;
        Ok(Self(key))
    }

    /// The token of these claims.
    pub(super) fn sign(&self, claims: &Value) -> Result<String, AppError> {
        self.0.sign_as(TYPE, claims).map_err(|e| fault("signing a security event", &e))
    }

    /// What receivers check it with: one entry of a JWKS.
    pub(crate) fn public_key(&self) -> Value {
        self.0.jwk()
    }
}

/// A fresh key in PKCS #8. Takes a tenth of a second or more.
fn fresh_key(now: UtcTime) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let key = SigningKey::generate("security events", now)
        .map_err(|e| fault("making the key that signs events", &e))?;
    Ok(Zeroizing::new(key.private().to_vec()))
}

impl App {
    /// A fresh key in PKCS #8, made where it holds nobody up.
    pub(crate) async fn fresh_event_key(
        &self,
        now: UtcTime,
    ) -> Result<Zeroizing<Vec<u8>>, AppError> {
        let made = tokio::task::spawn_blocking(move || fresh_key(now)).await;
        made.map_err(|e| fault("making the key that signs events", &e))?
    }

    /// The key that signs; none before the first receiver.
    pub(crate) async fn set_signer(
        &self,
        unit: &mut dyn UnitOfWork,
    ) -> Result<Option<SetSigner>, AppError> {
        let Some(sealed) = unit.event_streams().signing_key().await? else { return Ok(None) };
        let private = self.sealer().event_signing_key(&sealed)?;
        SetSigner::new(private).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use oidc::KeySet;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_signed_is_checked_by_the_published_key_and_by_no_other() {
        let now = UtcTime::from_unix_millis(1_767_225_600_000);
        let [one, two] = [0, 1].map(|_| SetSigner::new(fresh_key(now).unwrap()).unwrap());
        let token = one.sign(&json!({ "jti": "7" })).unwrap();
        let published = one.public_key();
        assert_eq!((&published["kty"], &published["use"]), (&json!("RSA"), &json!("sig")));
        assert!(published.get("d").is_none(), "the private part stays here");
        assert!(published.get("x5c").is_none(), "there is no certificate to show");
        for (signer, is_ours) in [(&one, true), (&two, false)] {
            let document = json!({ "keys": [signer.public_key()] }).to_string();
            let read = KeySet::parse(&document).unwrap().verified(&token);
            assert_eq!(read.is_ok(), is_ours);
        }
        assert!(SetSigner::new(Zeroizing::new(b"no key".to_vec())).is_err());
    }
}
