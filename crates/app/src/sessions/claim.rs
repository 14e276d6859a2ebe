//! What a page says of its camera. Noted for a human; nothing rests on it.

use domain::{CameraClaim, SessionId};

use crate::error::AppError;
use crate::facade::App;

/// No camera of a call makes more pictures a second.
const MOST_FPS: f32 = 1_000.0;

impl App {
    /// Notes which camera a page runs for a session.
    ///
    /// # Errors
    /// `not_found`, `conflict` when the session has ended, `invalid` for a rate that is none.
    pub async fn name_camera(&self, id: SessionId, claim: CameraClaim) -> Result<(), AppError> {
        let live = self.running(id).await?;
        if claim.fps.is_some_and(|fps| !(fps > 0.0 && fps <= MOST_FPS)) {
            return Err(AppError::Invalid(
                "fps must lie above 0 and be at most 1000: leave it out when it is not known"
                    .to_owned(),
            ));
        }
        let label = claim.label.chars().take(CameraClaim::MOST_CHARS).collect();
        live.control.camera(CameraClaim { label, ..claim });
        Ok(())
    }
}
