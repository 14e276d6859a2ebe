//! What lets somebody into a check: the secret of a link, and later the cookie of one browser. Only hashes of
//! both are kept.

use std::fmt;

use domain::{Entropy, InvitationId};
use storage::secret_sha256;
use zeroize::Zeroizing;

/// What every invitation's secret begins with, so that a leaked one can be searched for.
const PREFIX: &str = "li_";

/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;

/// The secret of a link (`li_<invitation>_<secret>`). Shown once.
#[derive(Clone)]
pub struct InvitationToken(Zeroizing<String>);

impl InvitationToken {
    /// A fresh secret for that invitation, and its hash.
    pub(super) fn generate(id: InvitationId, entropy: &dyn Entropy) -> (Self, [u8; 32]) {
        let mut secret = Zeroizing::new([0_u8; SECRET_BYTES]);
        entropy.fill(&mut *secret);
        let text = format!("{PREFIX}{}_{}", hex::encode(id.uuid()), hex::encode(*secret));
        (Self(Zeroizing::new(text)), secret_sha256(&*secret))
    }

    /// The text, for the one answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationToken")
    }
}

/// The invitation and the secret of a link.
pub(super) fn parse(token: &str) -> Option<(InvitationId, Zeroizing<[u8; SECRET_BYTES]>)> {
    let (id, secret) = token.strip_prefix(PREFIX)?.split_once('_')?;
    let mut bytes = Zeroizing::new([0_u8; SECRET_BYTES]);
    hex::decode_to_slice(secret, &mut *bytes).ok()?;
    Some((id.parse().ok()?, bytes))
}

/// A fresh cookie and its hash.
pub(super) fn new_cookie(entropy: &dyn Entropy) -> (String, [u8; 32]) {
    let mut secret = Zeroizing::new([0_u8; SECRET_BYTES]);
    entropy.fill(&mut *secret);
    let text = hex::encode(*secret);
    let hash = cookie_sha256(&text);
    (text, hash)
}

/// The hash of a cookie.
pub(super) fn cookie_sha256(cookie: &str) -> [u8; 32] {
    secret_sha256(cookie.as_bytes())
}

#[cfg(test)]
mod tests {
    use domain::UtcTime;
    use storage::same_secret;

    use super::*;
    use crate::fakes::FakeEntropy;

    #[test]
    fn tokens_read_back_and_do_not_print_themselves() {
        let entropy = FakeEntropy::default();
        let id = InvitationId::generate(UtcTime::from_unix_millis(5), &entropy);
        let (token, hash) = InvitationToken::generate(id, &entropy);
        let (read, secret) = parse(token.reveal()).unwrap();
        assert_eq!(read, id);
        assert!(same_secret(&*secret, &hash));
        assert_eq!(format!("{token:?}"), "InvitationToken");
        let text = token.reveal();
        for bad in ["", "li_", "lk_a_b", &text[1..], &text[..90], &format!("{text}0")] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn cookies_differ_and_hash_alike() {
        let entropy = FakeEntropy::default();
        let ((one, hash), (two, _)) = (new_cookie(&entropy), new_cookie(&entropy));
        assert_ne!(one, two);
        assert_eq!(cookie_sha256(&one), hash);
    }
}
