//! What the login's page sees.

use domain::{LoginId, SessionId, UtcTime};
use session::AgainCode;

use crate::checks::CheckNotice;
use crate::sessions::StreamKey;

/// What the person does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginStep {
    /// Look into the camera.
    Camera,
    /// Wait for a human.
    Waiting,
    /// Go back to the application: the login is over.
    Done,
}

impl LoginStep {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }
}

/// A login as its page sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPageState {
    /// Which login: a browser has one at a time, and a page may show an older one.
    pub id: LoginId,
    /// What comes next.
    pub step: LoginStep,
    /// Whom it is for, as the operator names the application.
    pub application: String,
    /// What the page says about data.
    pub notice: CheckNotice,
    /// Languages that the application would like, the preferred first.
    pub languages: Vec<String>,
    /// When it is too late; while a human is waited for, until when.
    pub expires_at: UtcTime,
    /// Tries at the camera that are left.
    pub attempts_left: u32,
    /// Whether one runs.
    pub is_running: bool,
    /// Why another try is to be made.
    pub again: Option<AgainCode>,
    /// Whether it succeeded, once it is over.
    pub is_granted: Option<bool>,
}

/// A look into the camera that runs.
#[derive(Debug, Clone)]
pub struct StartedLogin {
    /// Its session.
    pub session: SessionId,
    /// What lets the page send its stream; none where WebRTC is off.
    pub key: Option<StreamKey>,
    /// Tries that are left after this one.
    pub attempts_left: u32,
}
