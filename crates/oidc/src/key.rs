//! The keys that we sign with: RSA of 2,048 bits, each with a certificate of its own for those who want `x5c`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::UtcTime;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize,
    date_time_ymd,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::der;
use crate::secret::sha256;

/// The certificate's span in years. Nobody checks it against an authority; it outlives its key's roll-over.
const CERTIFICATE_YEARS: i32 = 2;

/// A key that cannot be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The library of cryptography refused.
    #[error("a signing key could not be made")]
    Make,
    /// The bytes are no key.
    #[error("a signing key cannot be read")]
    Read,
    /// It does not sign.
    #[error("a token could not be signed")]
    Sign,
}

/// A key that signs.
pub struct SigningKey {
    kid: String,
    /// PKCS #8.
    private: Zeroizing<Vec<u8>>,
    /// Empty: none.
    certificate: Vec<u8>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl SigningKey {
    /// A fresh key, with a certificate that begins now. Takes a tenth of a second or more.
    ///
    /// # Errors
    /// [`KeyError::Make`].
    pub fn generate(name: &str, now: UtcTime) -> Result<Self, KeyError> {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
            .map_err(|_| KeyError::Make)?;
        let mut params = CertificateParams::default();
        let mut subject = DistinguishedName::new();
        subject.push(DnType::CommonName, name);
        params.distinguished_name = subject;
        let (year, month, day) = date(now);
        params.not_before = date_time_ymd(year, month, day);
        // The 29th of February is not in every year.
        params.not_after = date_time_ymd(year + CERTIFICATE_YEARS, month, day.min(28));
        let certificate = params.self_signed(&pair).map_err(|_| KeyError::Make)?;
        let private = Zeroizing::new(pair.serialize_der());
        Self::read(private, certificate.der().to_vec()).map_err(|_| KeyError::Make)
    }

    /// A key that was kept; an empty certificate for one whose verifiers need none.
    ///
    /// # Errors
    /// [`KeyError::Read`] when the bytes are none.
    pub fn read(private: Zeroizing<Vec<u8>>, certificate: Vec<u8>) -> Result<Self, KeyError> {
        let rsa = der::rsa_of_pkcs8(&private).ok_or(KeyError::Read)?;
        let (modulus, exponent) = der::public_numbers(rsa).ok_or(KeyError::Read)?;
        let (modulus, exponent) = (modulus.to_vec(), exponent.to_vec());
        let kid = thumbprint(&modulus, &exponent);
        Ok(Self { kid, private, certificate, modulus, exponent })
    }

    /// Its name: the thumbprint of RFC 7638.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// PKCS #8, to be sealed.
    pub fn private(&self) -> &[u8] {
        &self.private
    }

    /// DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Signs claims as a JWT with RS256. About half a millisecond.
    ///
    /// # Errors
    /// [`KeyError::Sign`].
    pub fn sign(&self, claims: &Value) -> Result<String, KeyError> {
        self.sign_as("JWT", claims)
    }

    /// The same, as a token of another type (`typ`, RFC 8725 section 3.11).
    ///
    /// # Errors
    /// [`KeyError::Sign`].
    pub fn sign_as(&self, kind: &str, claims: &Value) -> Result<String, KeyError> {
        let rsa = der::rsa_of_pkcs8(&self.private).ok_or(KeyError::Sign)?;
        let mut header = Header::new(Algorithm::RS256);
        header.typ = Some(kind.to_owned());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_rsa_der(rsa))
            .map_err(|_| KeyError::Sign)
    }

    /// Its public half as RFC 7517 has it.
    pub fn jwk(&self) -> Value {
        let mut jwk = json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": URL_SAFE_NO_PAD.encode(&self.modulus),
            "e": URL_SAFE_NO_PAD.encode(&self.exponent),
        });
        if !self.certificate.is_empty() {
            // Certificates are in plain base64 (RFC 7517 section 4.7).
            jwk["x5c"] = json!([STANDARD.encode(&self.certificate)]);
            jwk["x5t#S256"] = json!(URL_SAFE_NO_PAD.encode(sha256(&self.certificate)));
        }
        jwk
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// The JWKS document.
pub fn key_set_document(keys: &[SigningKey]) -> Value {
    json!({ "keys": keys.iter().map(SigningKey::jwk).collect::<Vec<_>>() })
}

/// RFC 7638: members in order of their names, no space.
fn thumbprint(modulus: &[u8], exponent: &[u8]) -> String {
    let (n, e) = (URL_SAFE_NO_PAD.encode(modulus), URL_SAFE_NO_PAD.encode(exponent));
    let text = format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#);
    URL_SAFE_NO_PAD.encode(sha256(text.as_bytes()))
}

/// Year, month and day in UTC.
fn date(now: UtcTime) -> (i32, u8, u8) {
    let zoned = jiff::Timestamp::from_millisecond(now.unix_millis())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(jiff::tz::TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    (zoned.year().into(), part(zoned.month()), part(zoned.day()))
}

#[cfg(test)]
pub(crate) fn example() -> SigningKey {
    SigningKey::generate("a test", UtcTime::from_unix_millis(1_709_164_800_000)).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_set::KeySet;

    #[test]
    fn a_kept_key_is_the_same_and_others_can_check_what_it_signs() {
        // The 29th of February 2024.
        let key = example();
        let kept = Zeroizing::new(key.private().to_vec());
        let read = SigningKey::read(kept, key.certificate().to_vec()).unwrap();
        assert_eq!(read.kid(), key.kid());
        assert_eq!(read.jwk(), key.jwk());
        let token = read.sign(&json!({"sub": "x"})).unwrap();
        let document = key_set_document(&[key]).to_string();
        let claims = KeySet::parse(&document).unwrap().verified(&token).unwrap();
        assert_eq!(claims["sub"], "x");
        assert!(SigningKey::read(Zeroizing::new(vec![0x30, 0]), Vec::new()).is_err());
    }

    #[test]
    fn the_thumbprint_is_that_of_the_rfc() {
        // RFC 7638, section 3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP\
                 ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368Q\
                 QMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2Nc\
                 Rwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let n = URL_SAFE_NO_PAD.decode(n).unwrap();
        assert_eq!(thumbprint(&n, &[1, 0, 1]), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
