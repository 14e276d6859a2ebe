//! The sessions that run now, and the gate in front of them: the admission limit, shutdown, and people
//! who are being erased.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{PersonId, SessionId};
use metrics::gauge;

use crate::error::AppError;
use crate::live::LiveSession;
use crate::telemetry;

const FULL: AppError = AppError::Busy(
    "as many sessions are running as this service may run: wait for one to end, or raise \
     sessions.max_running",
);

/// The sessions that run now.
pub(crate) struct LiveSessions {
    limit: usize,
    /// Protects the gate: whoever is let in is on the list before the lock is given back.
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    sessions: HashMap<SessionId, Arc<LiveSession>>,
    erasing: HashSet<PersonId>,
    is_closing: bool,
}

impl LiveSessions {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, inside: Mutex::default() })
    }

    /// Whether a session could be let in now. Asked early, before work is done for nothing.
    pub(crate) fn check_room(&self) -> Result<(), AppError> {
        let inside = self.lock();
        if inside.is_closing {
            return Err(AppError::ShuttingDown);
        }
        if inside.sessions.len() >= self.limit { Err(FULL) } else { Ok(()) }
    }

    /// Lets a session in. It counts as running until the registration is dropped.
    pub(crate) fn register(
        self: &Arc<Self>,
        session: Arc<LiveSession>,
    ) -> Result<Registration, AppError> {
        let mut inside = self.lock();
        if inside.is_closing {
            return Err(AppError::ShuttingDown);
        }
        if inside.erasing.contains(&session.person) {
            return Err(AppError::NoSuchPerson(session.person));
        }
        if inside.sessions.len() >= self.limit {
            return Err(FULL);
        }
        inside.sessions.insert(session.id, Arc::clone(&session));
        gauge!(telemetry::SESSIONS_RUNNING).set(inside.sessions.len() as f64);
        Ok(Registration { sessions: Arc::clone(self), session })
    }

    pub(crate) fn get(&self, id: SessionId) -> Option<Arc<LiveSession>> {
        self.lock().sessions.get(&id).cloned()
    }

    pub(crate) fn of_person(&self, person: PersonId) -> Vec<Arc<LiveSession>> {
        self.lock().sessions.values().filter(|s| s.person == person).cloned().collect()
    }

    /// Keeps the person's sessions out until the guard is dropped.
    pub(crate) fn erasing(self: &Arc<Self>, person: PersonId) -> Result<Erasing, AppError> {
        if self.lock().erasing.insert(person) {
            Ok(Erasing { sessions: Arc::clone(self), person })
        } else {
            Err(AppError::Conflict("this person is being erased already: wait for it to end"))
        }
    }

    /// Lets nobody in any more; gives those who are inside.
    pub(crate) fn close(&self) -> Vec<Arc<LiveSession>> {
        let mut inside = self.lock();
        inside.is_closing = true;
        inside.sessions.values().cloned().collect()
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.lock().is_closing
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for LiveSessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LiveSessions({} of {})", self.lock().sessions.len(), self.limit)
    }
}

/// A session's place among those that run. Dropping it takes the session off the list; one that has not
/// come to its end by then vanishes, so that nobody waits for it for ever.
#[derive(Debug)]
pub(crate) struct Registration {
    sessions: Arc<LiveSessions>,
    session: Arc<LiveSession>,
}

impl Registration {
    pub(crate) const fn session(&self) -> &Arc<LiveSession> {
        &self.session
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        {
            let mut inside = self.sessions.lock();
            inside.sessions.remove(&self.session.id);
            gauge!(telemetry::SESSIONS_RUNNING).set(inside.sessions.len() as f64);
        }
        self.session.control.abandon();
        if !self.session.is_over() {
            self.session.vanish();
        }
    }
}

/// A person who is being erased.
#[derive(Debug)]
pub(crate) struct Erasing {
    sessions: Arc<LiveSessions>,
    person: PersonId,
}

impl Drop for Erasing {
    fn drop(&mut self) {
        self.sessions.lock().erasing.remove(&self.person);
    }
}
