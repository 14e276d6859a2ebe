//! Marks: HMAC-SHA-256 of a value's kind and form under a secret of this installation, drawn by chance. Equal
//! values meet; without the secret, which is sealed, a mark cannot be tried against a list of guesses.

use domain::Entropy;
use dossier::{Value, ValueKind};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use storage::{MarkKind, ValueMark};
use zeroize::Zeroizing;

/// As long as SHA-256's output, as RFC 2104, section 3, recommends.
const KEY_BYTES: usize = 32;

/// Parts kind and form: no kind holds it.
const BETWEEN: &[u8] = b":";

/// What marks are made with.
pub(super) struct MarkKey(Zeroizing<Vec<u8>>);

impl MarkKey {
    pub(super) const fn new(secret: Zeroizing<Vec<u8>>) -> Self {
        Self(secret)
    }

    pub(super) fn generate(entropy: &dyn Entropy) -> Self {
        let mut secret = Zeroizing::new(vec![0; KEY_BYTES]);
        entropy.fill(&mut secret);
        Self(secret)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The mark of a text of a kind that no application knows.
    pub(super) fn mark_text(&self, kind: &str, text: &str) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(kind.as_bytes());
        mac.update(BETWEEN);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    pub(super) fn mark(&self, value: &Value) -> ValueMark {
        let kind = match value.kind {
            ValueKind::Phone => MarkKind::Phone,
            ValueKind::Email => MarkKind::Email,
            ValueKind::Address => MarkKind::Address,
            ValueKind::BankAccount => MarkKind::BankAccount,
            ValueKind::Device => MarkKind::Device,
            ValueKind::Link => MarkKind::Link,
        };
        ValueMark { kind, mark: self.mark_text(kind.as_str(), &value.form) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakeEntropy;

    fn value(kind: ValueKind, form: &str) -> Value {
        Value { kind, form: form.to_owned() }
    }

    #[test]
    fn equal_values_meet_under_one_key_only() {
        let entropy = FakeEntropy::default();
        let (key, other) = (MarkKey::generate(&entropy), MarkKey::generate(&entropy));
        let phone = value(ValueKind::Phone, "+31612345678");
        assert_eq!(key.mark(&phone), key.mark(&phone));
        assert_ne!(key.mark(&phone), other.mark(&phone));
        assert_ne!(key.mark(&phone).mark, key.mark(&value(ValueKind::Device, "+31612345678")).mark);
        assert_ne!(key.mark(&phone), key.mark(&value(ValueKind::Phone, "+31612345679")));
        let kept = MarkKey::new(Zeroizing::new(key.bytes().to_vec()));
        assert_eq!(kept.mark(&phone), key.mark(&phone));
    }
}
