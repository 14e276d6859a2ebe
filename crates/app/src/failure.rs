//! Why a session has no verdict: a closed set of codes, each with the sentence that a user reads. Only
//! the code is stored, so that no address or name can slip into a record.

use media::OpenError;

use crate::view::SessionError;

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal;)+) => {
        /// Why a session has no verdict.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum SessionFailure { $($(#[$doc])* $name,)+ }

        impl SessionFailure {
            /// Every failure.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The sentence for a user: what happened and what to do.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

failures! {
    /// The bytes are no video.
    NotMedia = "not_a_video",
        "the source is not a video: give a video file or stream (mp4, mov, webm, mkv, avi, ts, mpg)";
    /// There is only sound.
    NoVideo = "no_video_track",
        "there is no video track in the source: record with the camera on";
    /// Broken before the first picture.
    Damaged = "damaged_video",
        "the video breaks off or is damaged before its first picture: record or upload it again";
    /// No bytes.
    Empty = "empty_video", "the video is empty: upload it again";
    /// A decoder is not installed.
    MissingPlugin = "missing_decoder",
        "a decoder or protocol plugin is not installed on the server: ask the operator to install it";
    /// The policy says no.
    Refused = "address_refused",
        "the address is not allowed: ask the operator to allow it in the configuration";
    /// Nobody answers.
    Unreachable = "source_unreachable",
        "the source cannot be reached: check the address, and that the stream is running";
    /// The server has no such stream.
    NotThere = "source_not_there",
        "the server has no such stream: check the path of the address";
    /// The server wants other credentials.
    Unauthorised = "source_unauthorised",
        "the source refuses access: put the right user and password into the address";
    /// No first picture.
    TimedOut = "source_timed_out",
        "no picture came in time: check that the stream is running";
    /// Stopped while it waited for the first picture.
    GivenUp = "source_given_up",
        "the session was stopped before its source gave a picture: start it again";
    /// Any other reason not to open.
    Unopened = "source_unusable", "the source cannot be opened: the service's log says why";
    /// No analyst is left.
    NoAnalyst = "no_analyst",
        "the face models stopped working: restart the service, its log says why";
    /// The session's thread panicked.
    Panicked = "internal",
        "the session ended because of an internal fault: start it again, the service's log says why";
    /// The service ended while the session ran; storage marks it so at the next start.
    ProcessEnded = "process_ended",
        "the service ended while this session ran: start it again; its timeline up to there is kept";
    /// Records cannot be written.
    Storage = "storage",
        "the session's records could not be written: the service's log says why";
    /// The disk is full.
    DiskFull = "disk_full",
        "the disk of the data folder is full: free some space or shorten the retention";
}

impl SessionFailure {
    /// The failure with that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.code() == code)
    }
}

impl From<SessionFailure> for SessionError {
    fn from(failure: SessionFailure) -> Self {
        Self { code: failure.code().to_owned(), detail: failure.sentence().to_owned() }
    }
}

/// The error of a stored session. A code of another version keeps its code.
pub(crate) fn stored_error(code: &str) -> SessionError {
    SessionFailure::from_code(code).map_or_else(
        || SessionError {
            code: code.to_owned(),
            detail: "the session has no verdict, for a reason this version does not know"
                .to_owned(),
        },
        SessionError::from,
    )
}

impl From<&OpenError> for SessionFailure {
    fn from(error: &OpenError) -> Self {
        match error {
            OpenError::NotMedia => Self::NotMedia,
            OpenError::NoVideo => Self::NoVideo,
            OpenError::Damaged => Self::Damaged,
            OpenError::EmptyFile => Self::Empty,
            OpenError::MissingPlugin { .. } => Self::MissingPlugin,
            OpenError::Refused(_) => Self::Refused,
            OpenError::Unreachable { .. } => Self::Unreachable,
            OpenError::NotThere { .. } => Self::NotThere,
            OpenError::Unauthorised { .. } => Self::Unauthorised,
            OpenError::TimedOut { .. } => Self::TimedOut,
            OpenError::GivenUp => Self::GivenUp,
            _ => Self::Unopened,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        let codes: HashSet<_> = SessionFailure::ALL.iter().map(|f| f.code()).collect();
        assert_eq!(codes.len(), SessionFailure::ALL.len());
        for failure in SessionFailure::ALL {
            assert_eq!(SessionFailure::from_code(failure.code()), Some(*failure));
            assert!(!failure.sentence().ends_with('.'));
        }
        assert_eq!(stored_error("of_tomorrow").code, "of_tomorrow");
    }
}
