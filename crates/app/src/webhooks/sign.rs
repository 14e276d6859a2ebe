//! How a message is signed: HMAC-SHA256 over id, time and body, as Standard Webhooks says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{DeliveryId, Entropy};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Random bytes of a secret. The specification wants 24 to 64; 32 are as many as the hash puts out.
const SECRET_BYTES: usize = 32;

/// What every secret begins with, so that a leaked one can be searched for.
const PREFIX: &str = "whsec_";

/// A fresh secret.
pub(super) fn fresh_secret(entropy: &dyn Entropy) -> Zeroizing<[u8; SECRET_BYTES]> {
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    entropy.fill(&mut *secret);
    secret
}

/// The secret as the receiver's library wants it.
pub(super) fn shown(secret: &[u8]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(secret))
}

/// A message's id on the wire.
pub(super) fn message_id(id: DeliveryId) -> String {
    format!("msg_{}", id.uuid().simple())
}

/// The header `webhook-signature`: one signature per secret, with spaces between.
pub(super) fn signatures(secrets: &[&[u8]], id: &str, timestamp_s: i64, body: &str) -> String {
    let each: Vec<String> =
        secrets.iter().map(|secret| signature(secret, id, timestamp_s, body)).collect();
    each.join(" ")
}

fn signature(secret: &[u8], id: &str, timestamp_s: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of every length");
    mac.update(format!("{id}.{timestamp_s}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakeEntropy;

    /// The example that the libraries of the specification check themselves against.
    #[test]
    fn the_published_example_comes_out() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let made = signature(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_side_by_side() {
        let both = signatures(&[b"new", b"old"], "msg_1", 7, "{}");
        let (new, old) = both.split_once(' ').unwrap();
        assert_eq!(new, signature(b"new", "msg_1", 7, "{}"));
        assert_eq!(old, signature(b"old", "msg_1", 7, "{}"));
        assert_ne!(new, old);
    }

    #[test]
    fn a_secret_reads_back_and_is_never_the_same_twice() {
        let entropy = FakeEntropy::default();
        let (one, two) = (fresh_secret(&entropy), fresh_secret(&entropy));
        assert_ne!(one, two);
        let text = shown(&*one);
        let decoded = STANDARD.decode(text.strip_prefix("whsec_").unwrap()).unwrap();
        assert_eq!(decoded, *one);
        assert!((24..=64).contains(&decoded.len()));
    }
}
