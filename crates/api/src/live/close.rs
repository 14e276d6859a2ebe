//! Why a WebSocket is closed. The codes are part of the contract (RFC 6455 section 7.4: 4000 to 4999 are
//! ours); the reason text is the code's name.

use axum::extract::ws::{CloseFrame, Message};

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CloseReason {
    /// Everything was said: the session ended.
    Ended,
    /// The service is stopping, or the session was erased.
    Gone,
    /// The client sent what this address does not take.
    Unexpected,
    /// The client sent a message that is too large.
    TooLarge,
    /// The service failed.
    Internal,
    /// The client stays behind.
    TooSlow,
    /// The client says nothing, not even pong.
    Idle,
    /// Another connection took over.
    Replaced,
}

impl CloseReason {
    /// The close code.
    pub(crate) const fn code(self) -> u16 {
        match self {
            Self::Ended => 1000,
            Self::Gone => 1001,
            Self::Unexpected => 1003,
            Self::TooLarge => 1009,
            Self::Internal => 1011,
            Self::TooSlow => 4008,
            Self::Idle => 4009,
            Self::Replaced => 4010,
        }
    }

    /// The code's name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Gone => "gone",
            Self::Unexpected => "unexpected_message",
            Self::TooLarge => "message_too_large",
            Self::Internal => "internal",
            Self::TooSlow => "too_slow",
            Self::Idle => "idle",
            Self::Replaced => "replaced",
        }
    }

    /// The close frame.
    pub(crate) fn frame(self) -> Message {
        Message::Close(Some(CloseFrame { code: self.code(), reason: self.as_str().into() }))
    }
}
