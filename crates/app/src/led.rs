//! Sessions that the service leads itself: a guide says what to ask, the session watches, a page shows it.
//!
//! For the candidate's check and for any other flow with one person before a camera (a login: one movement,
//! no document). What is led, and what becomes of the end, is the caller's: see [`LedStart`].

mod board;
mod conduct;

pub(crate) use board::LedSession;
pub use board::{LedClose, LedInput, LedMessage, LedPage};
pub(crate) use conduct::LedEnd;

use std::sync::Arc;

use domain::SignKind;
use session::GuidePlan;

use crate::error::AppError;
use crate::facade::App;
use crate::live::{Follower, LiveSession};
use crate::sessions::{StartSession, StreamKey};
use crate::view::{Actor, SessionDetails};

/// What to lead somebody through.
#[derive(Debug, Clone)]
pub(crate) struct LedStart {
    /// Whose session, what for, by which rules.
    pub(crate) start: StartSession,
    /// What is asked.
    pub(crate) plan: GuidePlan,
    /// What was noticed before it began.
    pub(crate) signs: Vec<SignKind>,
}

/// A led session that runs and waits for its conductor.
pub(crate) struct LedReady {
    /// The session.
    pub(crate) session: SessionDetails,
    /// What lets a page send its stream by WHIP; none where that is off.
    pub(crate) key: Option<StreamKey>,
    app: App,
    live: Arc<LiveSession>,
    follower: Follower,
    plan: GuidePlan,
}

impl App {
    /// Starts a session that is led. Whoever has the key may send its stream by WHIP, where that is on;
    /// pictures can be pushed as well. Nothing is asked before [`LedReady::lead`].
    ///
    /// # Errors
    /// As [`App::start_session`].
    pub(crate) async fn start_led(
        &self,
        actor: Actor,
        led: LedStart,
    ) -> Result<LedReady, AppError> {
        let LedStart { start, plan, signs } = led;
        let (session, key) = self.start_led_session(actor, start, plan.steps(), &signs).await?;
        let live = self.live().get(session.id).ok_or(AppError::Internal)?;
        let follower = self.follow(session.id).await?;
        Ok(LedReady { session, key, app: self.clone(), live, follower, plan })
    }
}

impl LedReady {
    /// Begins to ask. `at_end` is called once, when the session is over and recorded; it says what the person
    /// is told, and how many tries are left.
    pub(crate) fn lead<F>(self, at_end: impl FnOnce(App, LedEnd) -> F + Send + 'static)
    where
        F: Future<Output = (session::Conclusion, u32)> + Send + 'static,
    {
        let Self { app, live, follower, plan, .. } = self;
        let (board, inputs) = LedSession::new(live.id);
        let board = Arc::new(board);
        app.running_checks().add(Arc::clone(&board));
        let recorders = app.recorders().clone();
        let conductor = conduct::Conductor::new(app, live, board, follower, plan);
        recorders.spawn(conductor.run(inputs, at_end));
    }

    /// Ends the session: nobody will be asked anything.
    pub(crate) fn call_off(self) {
        self.live.control.finish();
    }
}
