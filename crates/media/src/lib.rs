//! Bytes to frames: files, network streams, capture devices, pushed pictures and sent streams become
//! [`domain::Frame`]s, upright, in RGB, at the sampling rate.
//!
//! One seam: a [`FrameSource`] hands out frames and [`domain::SourceEvent`]s, and whoever reads it cannot
//! tell a live stream from a file. Nothing here infers, stores or judges, and no address is ever printed
//! beyond its scheme and host, because addresses hold credentials.
//!
//! Drop rules, one per kind of source:
//! * a file read as fast as possible drops nothing: a full queue holds the decoder back;
//! * everything live, and a file played in real time, keeps only the newest frame; each superseded frame
//!   is counted;
//! * events are never dropped (consecutive [`domain::SourceEvent::Changed`] coalesce to the newest).
//!
//! What the access policy can and cannot promise is written at [`AccessPolicy`].
//!
//! GStreamer sits behind the feature `gstreamer` (on by default) and in one module. Without it the
//! mailbox, the policies and the state machines still build and test, and [`open`] answers
//! [`OpenError::NotBuilt`].

#![cfg_attr(not(feature = "gstreamer"), allow(dead_code, reason = "used by the decoder only"))]

mod access;
mod address;
mod container;
mod degrade;
mod error;
mod feed;
mod magic;
mod mailbox;
mod open;
#[cfg(feature = "gstreamer")]
mod pipeline;
mod push;
mod ranges;
mod reconnect;
mod rtmp;
mod sampler;
mod silence;
mod source;
mod spec;
mod tap;
mod webrtc;

pub use access::{AccessPolicy, Resolve, SystemResolver};
pub use address::Address;
pub use container::{lacks_index, missing_tail};
pub use degrade::{Degradation, DegradeError, Degraded, degrade};
pub use error::{AccessError, AddressError, OpenError, PushError};
pub use feed::{EncodedPicture, Fed, FeedEnd, StreamCodec, StreamFeed};
pub use magic::is_still_picture;
pub use open::{init, open, open_while, open_with};
pub use push::{FramePusher, PushConfig, SenderClock, push_source};
pub use ranges::is_public;
pub use reconnect::{Backoff, BreakReason, Reconnect, Step};
pub use rtmp::{RtmpCounts, RtmpDoor, RtmpListener, StreamGate, TlsError, TlsIdentity};
pub use source::{FrameFeeder, FrameSource, Received, SourceCounts, Stopper, feed};
pub use spec::{Pace, SourceSpec, Timing};
pub use webrtc::{
    Answered, BindError, PublicationId, WebRtc, WebRtcConfig, WebRtcCounts, WhipError,
};
