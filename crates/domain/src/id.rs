//! Identifiers. Newtypes, so that a session's id cannot be passed where a person's is wanted.
//!
//! Ids are version-7 UUIDs: they sort by creation. They are made from a time and random bytes that the
//! caller brings, so that tests are repeatable.

use std::fmt;
use std::str::FromStr;

use uuid::{Builder, Uuid};

use crate::{Entropy, UtcTime};

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id that sorts by `at`.
            pub fn generate(at: UtcTime, entropy: &dyn Entropy) -> Self {
                let mut random = [0_u8; 10];
                entropy.fill(&mut random);
                let millis = u64::try_from(at.unix_millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// Wraps an existing UUID, for instance one read from a record.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id_type! {
    /// A data subject: the person whose references we hold.
    PersonId
}
id_type! {
    /// One capture session: an interview, an onboarding or a login.
    SessionId
}
id_type! {
    /// One stored reference of a person: an ID portrait or an accepted session.
    ReferenceId
}
id_type! {
    /// One stored evidence picture.
    EvidenceId
}
id_type! {
    /// What one human made of one session, once.
    DecisionId
}
id_type! {
    /// One address that is told when something happens.
    WebhookId
}
id_type! {
    /// One message to one webhook.
    DeliveryId
}
id_type! {
    /// One invitation to a check.
    InvitationId
}
id_type! {
    /// Something that a check's page said.
    HintId
}
id_type! {
    /// One turn in a person's re-verification: due, done and so on.
    MilestoneId
}
id_type! {
    /// Something that somebody else saw and that raises what a person has to do.
    RiskEventId
}
id_type! {
    /// One receiver of security events.
    EventStreamId
}
id_type! {
    /// What ties two people, or two faces of one, together.
    LinkId
}
id_type! {
    /// One login that a relying party asked for.
    LoginId
}
id_type! {
    /// One key that logins are signed with.
    LoginKeyId
}
id_type! {
    /// One API key. The id is public; the key itself is a secret.
    ApiKeyId
}

/// One face followed over adjacent frames of one session. Numbered from 0 in order of appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackId(pub u32);

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn ids_sort_by_creation_and_round_trip_as_text() {
        let early = SessionId::generate(UtcTime::from_unix_millis(1_000), &Fixed(255));
        let late = SessionId::generate(UtcTime::from_unix_millis(2_000), &Fixed(0));
        assert!(early < late);
        assert_eq!(early.to_string().parse::<SessionId>().unwrap(), early);
    }
}
