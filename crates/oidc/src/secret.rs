//! Secrets that are shown and compared: of clients, and those that codes and access tokens are.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Entropy;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Random bytes of a token: 256 bits, of which RFC 6749 section 10.10 asks for 160.
const TOKEN_BYTES: usize = 32;

/// A client's secret, of which only the hash is held.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret([u8; 32]);

impl ClientSecret {
    /// From the secret itself. It is long and by chance, so that a bare hash is enough.
    pub fn new(text: &str) -> Self {
        Self(sha256(text.as_bytes()))
    }

    /// Whether it is this one. Takes as long for a near miss as for any other.
    pub fn is(&self, text: &str) -> bool {
        self.0.ct_eq(&sha256(text.as_bytes())).into()
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret")
    }
}

/// A secret by chance that is shown once: a code, an access token, the name of a pushed request.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A fresh one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut secret = Zeroizing::new([0_u8; TOKEN_BYTES]);
        entropy.fill(&mut *secret);
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*secret)))
    }

    /// The text, for the one answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What it is kept and looked up by.
    pub fn hash(&self) -> [u8; 32] {
        Self::hash_of(&self.0)
    }

    /// What a text that somebody shows would be kept by.
    pub fn hash_of(text: &str) -> [u8; 32] {
        sha256(text.as_bytes())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_itself_alone_and_does_not_print_itself() {
        let secret = ClientSecret::new("a long secret");
        assert!(secret.is("a long secret") && !secret.is("a long secre") && !secret.is(""));
        assert_eq!(format!("{secret:?}"), "ClientSecret");
    }
}
