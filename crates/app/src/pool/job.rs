//! One job in the queue, and the requester's side of it.

use bytes::Bytes;
use documents::Day;
use domain::{
    DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, Rect, Signal, Stages,
};
use tokio::sync::oneshot;

use crate::analyst::{AnalystError, DocumentPicture, EnrolledPicture, PictureRefusal};
use crate::pool::PoolError;

/// Work for an analyst.
pub(super) enum Job {
    Frame {
        frame: Frame,
        region: Option<Rect>,
        reply: Reply<Result<FrameMeasurement, AnalystError>>,
    },
    Face {
        frame: Frame,
        face: Box<DetectedFace>,
        stages: Stages,
        reply: Reply<FaceMeasurement>,
    },
    Hand {
        frame: Frame,
        face: Rect,
        reply: Reply<Signal<Option<HandSeen>>>,
    },
    Picture {
        bytes: Bytes,
        reply: Reply<Result<EnrolledPicture, PictureRefusal>>,
    },
    Document {
        bytes: Bytes,
        today: Day,
        reply: Reply<Result<DocumentPicture, PictureRefusal>>,
    },
}

impl Job {
    /// Whether nobody waits for the answer any more.
    pub(super) fn is_abandoned(&self) -> bool {
        match self {
            Self::Frame { reply, .. } => reply.0.is_closed(),
            Self::Face { reply, .. } => reply.0.is_closed(),
            Self::Hand { reply, .. } => reply.0.is_closed(),
            Self::Picture { reply, .. } => reply.0.is_closed(),
            Self::Document { reply, .. } => reply.0.is_closed(),
        }
    }
}

/// The analyst's side. Dropping it unsent tells the requester that the pool stopped.
pub(super) struct Reply<T>(oneshot::Sender<Result<T, PoolError>>);

impl<T> Reply<T> {
    pub(super) fn send(self, answer: Result<T, PoolError>) {
        // A requester that left in the meantime is no failure.
        let _ = self.0.send(answer);
    }
}

/// An answer that is on its way. Dropping it withdraws the job, if no analyst has begun it.
#[derive(Debug)]
#[must_use = "dropping it withdraws the job"]
pub struct Pending<T>(oneshot::Receiver<Result<T, PoolError>>);

impl<T> Pending<T> {
    /// Waits on a thread of one's own.
    ///
    /// # Errors
    /// [`PoolError::Panicked`] or [`PoolError::Stopped`].
    ///
    /// # Panics
    /// Inside an async task: use [`Self::answer`] there.
    pub fn wait(self) -> Result<T, PoolError> {
        self.0.blocking_recv().unwrap_or(Err(PoolError::Stopped))
    }

    /// Waits in an async task.
    ///
    /// # Errors
    /// [`PoolError::Panicked`] or [`PoolError::Stopped`].
    pub async fn answer(self) -> Result<T, PoolError> {
        self.0.await.unwrap_or(Err(PoolError::Stopped))
    }
}

pub(super) fn pending<T>() -> (Reply<T>, Pending<T>) {
    let (sender, receiver) = oneshot::channel();
    (Reply(sender), Pending(receiver))
}
