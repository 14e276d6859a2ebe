//! What waits: logins on their way, pushed requests, codes, access tokens. In memory, bounded, and forgotten when it
//! is too late for it.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{PersonId, SessionId, UtcTime};
use oidc::{Answer, AuthorizationRequest, Code, DecidedBy, KeySet, Params};
use session::AgainCode;
use storage::LoginRecord;

use super::{LOGIN_LASTS, LoginClient, TRIES};

/// Logins on their way: what one machine of a few cameras at a time can never work off in ten minutes.
const MOST_LOGINS: usize = 2_000;

/// Pushed requests that wait for their browser.
const MOST_PUSHED: usize = 2_000;

/// Looks into the camera for one person within [`LOGIN_LASTS`]: three logins with all their tries.
const MOST_TRIES_OF_ONE: usize = 9;

/// How long a login is remembered beyond its time, for the end of a session that runs and a page that comes back.
const AFTERWARDS: Duration = Duration::from_secs(5 * 60);

/// The hash of a secret.
pub(super) type Hash = [u8; 32];

/// Everything that waits.
#[derive(Default)]
pub(crate) struct RunningLogins {
    book: Mutex<Book>,
    /// Whether everybody of earlier versions can be found by their external reference.
    pub(super) everybody_is_marked: AtomicBool,
}

/// Protects all of it: each change is one short call.
#[derive(Default)]
pub(super) struct Book {
    /// By the hash of the browser's cookie.
    pub(super) logins: HashMap<Hash, Pending>,
    /// By the hash of the request's name.
    pub(super) pushed: HashMap<Hash, Pushed>,
    /// By the hash of the code.
    pub(super) codes: HashMap<Hash, Issued>,
    /// By the hash of the access token.
    pub(super) access: HashMap<Hash, Access>,
    /// Assertions that were used, by client and id, and until when they are remembered.
    pub(super) assertions: HashMap<(String, String), UtcTime>,
    /// Keys of tenants by client.
    pub(super) tenants: HashMap<String, TenantKeys>,
    tries: HashMap<PersonId, Vec<UtcTime>>,
}

/// A login on its way.
pub(super) struct Pending {
    pub(super) client: Arc<LoginClient>,
    pub(super) request: Arc<AuthorizationRequest>,
    /// `sub` of the token.
    pub(super) subject: String,
    pub(super) person: PersonId,
    pub(super) record: LoginRecord,
    pub(super) tries: u32,
    pub(super) stage: Stage,
    pub(super) again: Option<AgainCode>,
    /// The answer, once the browser has asked for it: it is told the same when it asks again.
    pub(super) answer: Option<Answer>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Camera,
    Starting,
    Running(SessionId),
    Waiting { session: SessionId, until: UtcTime, looked_at: UtcTime },
    Over(Ending),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Granted { by: DecidedBy, looked_at: UtcTime },
    Denied { at: UtcTime },
}

impl Pending {
    pub(super) const fn tries_left(&self) -> u32 {
        TRIES.saturating_sub(self.tries)
    }

    /// Whether it is too late to begin anything.
    pub(super) fn is_late(&self, now: UtcTime) -> bool {
        match self.stage {
            Stage::Camera => self.record.expires_at <= now,
            Stage::Over(_) => self.record.expires_at.plus(AFTERWARDS) <= now,
            Stage::Starting | Stage::Running(_) | Stage::Waiting { .. } => false,
        }
    }

    fn is_forgettable(&self, now: UtcTime) -> bool {
        self.record.expires_at.plus(AFTERWARDS) <= now
    }
}

/// A request that waits for its browser.
pub(super) struct Pushed {
    pub(super) client: String,
    pub(super) params: Params,
    pub(super) expires_at: UtcTime,
}

/// A code that was sent, and what it stands for.
pub(super) struct Issued {
    pub(super) code: Code,
    pub(super) record: LoginRecord,
    pub(super) client: Arc<LoginClient>,
    pub(super) request: Arc<AuthorizationRequest>,
    pub(super) subject: String,
    pub(super) ending: Ending,
    /// The access token that was given for it.
    pub(super) access: Option<Hash>,
}

/// An access token.
pub(super) struct Access {
    pub(super) subject: String,
    pub(super) expires_at: UtcTime,
}

/// The keys of a tenant, and when they were fetched last.
#[derive(Clone)]
pub(super) struct TenantKeys {
    pub(super) keys: KeySet,
    pub(super) fetched_at: UtcTime,
}

impl RunningLogins {
    pub(super) fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what it is too late for.
    pub(super) fn tidy(&self, now: UtcTime) -> MutexGuard<'_, Book> {
        let mut book = self.lock();
        book.logins.retain(|_, login| !login.is_forgettable(now));
        book.pushed.retain(|_, pushed| now < pushed.expires_at);
        book.codes.retain(|_, issued| !issued.code.is_forgettable(now));
        book.access.retain(|_, access| now < access.expires_at);
        book.assertions.retain(|_, until| now < *until);
        book.tries.retain(|_, tries| tries.iter().any(|at| now < at.plus(LOGIN_LASTS)));
        book
    }
}

impl Book {
    pub(super) fn has_room_for_login(&self) -> bool {
        self.logins.len() < MOST_LOGINS
    }

    pub(super) fn has_room_for_push(&self) -> bool {
        self.pushed.len() < MOST_PUSHED
    }

    /// Counts a try of a person; false when it is one too many.
    pub(super) fn count_try(&mut self, person: PersonId, now: UtcTime) -> bool {
        let tries = self.tries.entry(person).or_default();
        tries.retain(|at| now < at.plus(LOGIN_LASTS));
        if tries.len() >= MOST_TRIES_OF_ONE {
            return false;
        }
        tries.push(now);
        true
    }

    /// Nothing was looked at after all.
    pub(super) fn give_try_back(&mut self, person: PersonId) {
        if let Some(tries) = self.tries.get_mut(&person) {
            tries.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakeEntropy;

    #[test]
    fn tries_of_one_person_are_counted_over_all_their_logins() {
        let entropy = FakeEntropy::default();
        let at = |s: i64| UtcTime::from_unix_millis(s * 1_000);
        let [one, other] = [1, 2].map(|n| PersonId::generate(at(n), &entropy));
        let mut book = Book::default();
        for n in 0..9 {
            assert!(book.count_try(one, at(n)));
        }
        assert!(!book.count_try(one, at(9)) && book.count_try(other, at(9)));
        assert!(book.count_try(one, at(600)), "the first was ten minutes ago");
        assert!(!book.count_try(one, at(600)));
    }
}
