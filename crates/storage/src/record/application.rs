//! What a person said in their application, and the marks of its values.

use std::fmt;

use domain::{PersonId, UtcTime};

use crate::Sealed;

/// One person's application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRecord {
    /// Whose.
    pub person: PersonId,
    /// JSON, sealed under [`SealContext::Application`](crate::SealContext).
    pub record: Sealed,
    /// When it was last put in.
    pub updated_at: UtcTime,
}

/// Which value a mark is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkKind {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A postal address, of the ID or for deliveries.
    Address,
    /// A bank account.
    BankAccount,
    /// A device's id.
    Device,
    /// A link to a profile.
    Link,
}

impl MarkKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Phone, Self::Email, Self::Address, Self::BankAccount, Self::Device, Self::Link];

    /// The word in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Address => "address",
            Self::BankAccount => "bank_account",
            Self::Device => "device",
            Self::Link => "link",
        }
    }

    /// The kind with that word.
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == word)
    }
}

/// A keyed hash of a value: equal values have equal marks, and without the key a mark says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueMark {
    /// Of which value.
    pub kind: MarkKind,
    /// The hash.
    pub mark: [u8; 32],
}

impl fmt::Debug for ValueMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ValueMark({})", self.kind.as_str())
    }
}

/// A value that other people have as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedValue {
    /// The mark.
    pub mark: ValueMark,
    /// How many others have it.
    pub others: u64,
    /// The first of them, oldest record first.
    pub people: Vec<PersonId>,
}
