//! Checks: somebody is invited by a link, agrees, shows a document and a live face, and is told what comes of
//! it. What an invitation allows when is [`flow`]'s business alone; the camera step itself is
//! [`crate::led`]'s, which any other flow can use as well.
//!
//! Nothing that a page says makes a verdict better. What it says is kept, sealed, for a human to look at; some
//! of it is a sign that sends to one.

mod attempt;
mod bound;
mod consent;
mod document;
mod flow;
mod hints;
mod invite;
mod judge;
mod letter;
mod open;
mod settle;
mod text;
mod token;
mod view;

pub use attempt::AttemptPage;
pub(crate) use hints::{camera_signs, signs_of};
pub use letter::{LANGUAGES, Letter, qr_svg};
pub use open::OpenedCheck;
pub use text::CheckDocument;
pub use token::InvitationToken;
pub use view::{
    AttemptDetails, CheckHints, CheckNotice, CheckResult, CheckState, CheckStep, CreatedInvitation,
    DocumentAnswer, DocumentIssue, HintDetails, InvitationDetails, InvitationStanding,
    MovedInvitation, NewInvitation, StartedAttempt,
};

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{InvitationId, SessionId};

use crate::led::LedSession;

/// What checks need to know of their operator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckSettings {
    /// Who asks, as the notice names them. Without a name nobody can be invited.
    pub organisation: Option<String>,
    /// Whom to ask about one's data.
    pub contact: Option<String>,
    /// Where the whole text on data protection is.
    pub privacy_url: Option<String>,
    /// Version of the notice, as recorded with each consent.
    pub notice_version: String,
    /// How long sessions are kept, for the notice.
    pub keep_sessions: Option<Duration>,
}

/// Tries at the camera.
pub(crate) const ATTEMPTS: u32 = 3;

/// Pictures of a document.
pub(crate) const DOCUMENT_TRIES: u32 = 5;

/// The camera steps that run now, and invitations that are just beginning one.
#[derive(Debug, Default)]
pub(crate) struct RunningChecks(Mutex<Running>);

/// Protects both lists.
#[derive(Debug, Default)]
struct Running {
    led: HashMap<SessionId, Arc<LedSession>>,
    beginning: HashSet<InvitationId>,
}

impl RunningChecks {
    pub(crate) fn get(&self, session: SessionId) -> Option<Arc<LedSession>> {
        self.lock().led.get(&session).cloned()
    }

    pub(crate) fn add(&self, led: Arc<LedSession>) {
        self.lock().led.insert(led.session(), led);
    }

    pub(crate) fn remove(&self, session: SessionId) {
        self.lock().led.remove(&session);
    }

    /// Keeps a second attempt of the same invitation out until the guard is dropped.
    fn beginning(self: &Arc<Self>, invitation: InvitationId) -> Option<Beginning> {
        let is_first = self.lock().beginning.insert(invitation);
        is_first.then(|| Beginning { running: Arc::clone(self), invitation })
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An invitation whose attempt is being started.
struct Beginning {
    running: Arc<RunningChecks>,
    invitation: InvitationId,
}

impl Drop for Beginning {
    fn drop(&mut self) {
        self.running.lock().beginning.remove(&self.invitation);
    }
}
