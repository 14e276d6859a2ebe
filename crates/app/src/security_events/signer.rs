//! The key that signs tokens, and how. One key, made with the first receiver and sealed at rest.
//!
//! The seam is [`SetSigner`]: keys that roll, such as those of a login's ID tokens, can stand behind it.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;
use storage::UnitOfWork;
use zeroize::Zeroizing;

use crate::error::{AppError, fault};
use crate::facade::App;

/// The type of a security event token (RFC 8417, section 2.3).
const TYPE: &str = "secevent+jwt";

/// Signs security event tokens.
pub(super) trait SetSigner: Send + Sync {
    /// The token of these claims.
    fn sign(&self, claims: &Value) -> Result<String, AppError>;
    /// What receivers check it with: one entry of a JWKS.
    fn public_key(&self) -> Result<Value, AppError>;
}

/// RS256, which every receiver knows (SSF interoperability profile, section 2.6).
pub(super) struct RsaSigner {
    key: EncodingKey,
    jwk: Jwk,
}

impl RsaSigner {
    /// From a private key in PKCS#1 DER.
    pub(super) fn new(der: &[u8]) -> Result<Self, AppError> {
        let key = EncodingKey::from_rsa_der(der);
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::RS256)
            .map_err(|e| fault("reading the key that signs events", &e))?;
        let kid = jwk
            .thumbprint(ThumbprintHash::SHA256)
            .map_err(|e| fault("naming the key that signs events", &e))?;
        jwk.common.key_id = Some(kid);
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { key, jwk })
    }
}

impl SetSigner for RsaSigner {
    fn sign(&self, claims: &Value) -> Result<String, AppError> {
        let mut header = Header::new(Algorithm::RS256);
        header.typ = Some(TYPE.to_owned());
        header.kid.clone_from(&self.jwk.common.key_id);
        jsonwebtoken::encode(&header, claims, &self.key)
            .map_err(|e| fault("signing a security event", &e))
    }

    fn public_key(&self) -> Result<Value, AppError> {
        serde_json::to_value(&self.jwk).map_err(|e| fault("writing a public key", &e))
    }
}

impl fmt::Debug for RsaSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaSigner").field("kid", &self.jwk.common.key_id).finish_non_exhaustive()
    }
}

/// A fresh key in PKCS#1 DER. Takes a tenth of a second or more, and its randomness from the library: a key
/// is the one thing that no test needs to repeat.
pub(super) fn fresh_key() -> Result<Zeroizing<Vec<u8>>, AppError> {
    let failed = |e| fault("making the key that signs events", &e);
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    inside_pkcs8(pkcs8.as_ref()).map(|der| Zeroizing::new(der.to_vec())).ok_or(AppError::Internal)
}

/// What stands before an RSA key of 2,048 bits in PKCS#8 (RFC 5208): a sequence, version 0, rsaEncryption
/// without parameters, and an octet string; both lengths take two bytes.
fn inside_pkcs8(der: &[u8]) -> Option<&[u8]> {
    const VERSION_AND_ALGORITHM: [u8; 18] = [
        0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
        0x01, 0x05, 0x00,
    ];
    let rest = long_value(der, 0x30)?;
    long_value(rest.strip_prefix(&VERSION_AND_ALGORITHM)?, 0x04)
}

/// The value of a DER element with that tag, a length of two bytes, and nothing behind it.
fn long_value(der: &[u8], tag: u8) -> Option<&[u8]> {
    let [found, 0x82, high, low, value @ ..] = der else { return None };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    (*found == tag && value.len() == length).then_some(value)
}

impl App {
    /// The key that signs; none before the first receiver.
    pub(super) async fn set_signer(
        &self,
        unit: &mut dyn UnitOfWork,
    ) -> Result<Option<Box<dyn SetSigner>>, AppError> {
        let Some(sealed) = unit.event_streams().signing_key().await? else { return Ok(None) };
        let der = self.sealer().event_signing_key(&sealed)?;
        Ok(Some(Box::new(RsaSigner::new(&der)?)))
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_signed_is_checked_by_the_published_key_and_by_no_other() {
        let [one, two] = [0, 1].map(|_| RsaSigner::new(&fresh_key().unwrap()).unwrap());
        let token = one.sign(&json!({ "jti": "7" })).unwrap();
        let header = jsonwebtoken::decode_header(&token).unwrap();
        assert_eq!(header.typ.as_deref(), Some("secevent+jwt"));
        let published = one.public_key().unwrap();
        assert_eq!(published["kid"].as_str(), header.kid.as_deref());
        assert_eq!((&published["kty"], &published["use"]), (&json!("RSA"), &json!("sig")));
        assert!(published.get("d").is_none(), "the private part stays here");
        let mut validation = Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        for (signer, is_ours) in [(&one, true), (&two, false)] {
            let key = DecodingKey::from_jwk(&signer.jwk).unwrap();
            let read = jsonwebtoken::decode::<Value>(&token, &key, &validation);
            assert_eq!(read.is_ok(), is_ours);
        }
        assert!(!format!("{one:?}").contains("EncodingKey"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(inside_pkcs8(&[]).is_none());
        assert!(inside_pkcs8(&[0x30, 0x82, 0x00, 0x01]).is_none());
        assert!(RsaSigner::new(b"no key").is_err());
    }
}
