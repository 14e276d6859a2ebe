//! The door through which a browser's pictures come into a camera session. One pusher at a time; a
//! browser that comes back after a lost connection finds the door open again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::SessionId;
use media::{FramePusher, PushError, SenderClock};

use crate::error::AppError;
use crate::facade::App;
use crate::live::LiveSession;

/// What the frames pushed so far came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IntakeCounts {
    /// Pictures that arrived at this intake.
    pub received: u64,
    /// Pictures of the session that were not used: not pictures, or superseded by newer ones.
    pub dropped: u64,
}

enum Door {
    /// Not a camera session.
    None,
    Free(FramePusher),
    Taken,
    /// The session is over.
    Shut,
}

/// The pusher's place in a session. Protects which of the two has the pusher.
pub(crate) struct CameraDoor(Mutex<Door>);

impl CameraDoor {
    pub(crate) fn new(pusher: Option<FramePusher>) -> Self {
        Self(Mutex::new(pusher.map_or(Door::None, Door::Free)))
    }

    pub(super) fn take(&self) -> Result<FramePusher, AppError> {
        let mut door = self.lock();
        match std::mem::replace(&mut *door, Door::Taken) {
            Door::Free(pusher) => Ok(pusher),
            Door::Taken => {
                Err(AppError::Conflict("somebody pushes into this session already: end that first"))
            }
            Door::None => {
                *door = Door::None;
                Err(AppError::Conflict(
                    "nothing can be pushed into this session: start one with the source type camera or stream",
                ))
            }
            Door::Shut => {
                *door = Door::Shut;
                Err(AppError::Conflict("this session has ended: start another one"))
            }
        }
    }

    pub(super) fn give_back(&self, pusher: FramePusher) {
        let mut door = self.lock();
        if matches!(*door, Door::Taken) {
            *door = Door::Free(pusher);
        }
    }

    pub(crate) fn shut(&self) {
        *self.lock() = Door::Shut;
    }

    fn lock(&self) -> MutexGuard<'_, Door> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pushing side of a camera session. Dropping it leaves the session waiting for another intake,
/// for as long as a session may be idle; ending it is [`App::stop_session`]'s business.
pub struct FrameIntake {
    session: Arc<LiveSession>,
    pusher: Option<FramePusher>,
    /// The clock of a sender that gives its pictures times.
    clock: Option<SenderClock>,
    received: u64,
}

impl FrameIntake {
    /// Takes one JPEG, PNG or WebP picture, captured `at` by the sender's clock, or now. Decodes on the
    /// calling thread: use a blocking task.
    ///
    /// # Errors
    /// `not_a_picture` or `picture_too_large` (the session goes on), `conflict` when it has ended.
    pub fn push(&mut self, picture: &[u8], at: Option<Duration>) -> Result<IntakeCounts, AppError> {
        let pusher = self.pusher.as_ref().ok_or(ENDED)?;
        self.received += 1;
        let pushed = match at {
            None => pusher.push(picture),
            Some(at) => {
                let clock = *self.clock.get_or_insert_with(|| pusher.new_clock());
                pusher.push_at(picture, clock, at)
            }
        };
        pushed.map_err(|error| match error {
            PushError::Closed => ENDED,
            PushError::NotAPicture => {
                AppError::Picture { code: "not_a_picture", detail: error.to_string() }
            }
            PushError::TooLarge { .. } | PushError::TooManyPixels { .. } => {
                AppError::Picture { code: "picture_too_large", detail: error.to_string() }
            }
        })?;
        Ok(IntakeCounts { received: self.received, dropped: self.session.frames().dropped })
    }
}

pub(super) const ENDED: AppError = AppError::Conflict("this session has ended: start another one");

impl Drop for FrameIntake {
    fn drop(&mut self) {
        if let Some(pusher) = self.pusher.take() {
            self.session.camera.give_back(pusher);
        }
    }
}

impl std::fmt::Debug for FrameIntake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FrameIntake").field("received", &self.received).finish_non_exhaustive()
    }
}

impl App {
    /// Opens the door for a camera session's pictures. One pusher at a time.
    ///
    /// # Errors
    /// `not_found`, `conflict` (not a camera session, ended, or somebody pushes already).
    pub async fn push_frames(&self, id: SessionId) -> Result<FrameIntake, AppError> {
        let Some(session) = self.live().get(id) else {
            self.session(id).await?;
            return Err(ENDED);
        };
        let pusher = session.camera.take()?;
        Ok(FrameIntake { session, pusher: Some(pusher), clock: None, received: 0 })
    }
}
