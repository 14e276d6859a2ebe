//! What can go wrong before the first frame, with the remedy in the message. Afterwards a source only
//! speaks in [`domain::SourceEvent`]s. No message holds an address, a path or a decoder's own text.

use std::time::Duration;

/// A text that is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was given.
    #[error("the address is empty; give a path, an address or /dev/videoN")]
    Empty,
    /// A scheme, but no valid address after it.
    #[error("this is not a valid address; write it as scheme://host/path")]
    NotAnAddress,
    /// A `file:` address of another machine.
    #[error("a file address must name a file on this machine; write file:///folder/clip.mp4")]
    NotALocalFile,
}

/// An address that the access policy refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// Files are not allowed here.
    #[error("files on the server may not be opened here; upload the video instead")]
    Files,
    /// Capture devices are not allowed here.
    #[error("capture devices of the server may not be opened here")]
    Devices,
    /// The scheme is not on the allow-list.
    #[error(
        "addresses with the scheme {scheme} are not allowed; ask the operator to allow it in the configuration"
    )]
    Scheme {
        /// The refused scheme.
        scheme: String,
    },
    /// The host is not on the allow-list.
    #[error(
        "the host {host} is not on the allow-list; ask the operator to add it in the configuration"
    )]
    Host {
        /// The refused host.
        host: String,
    },
    /// The address has no host.
    #[error("the address names no host; write it as scheme://host/path")]
    NoHost,
    /// The host is, or resolves to, a private, loopback or otherwise special address.
    #[error(
        "the host {host} lies in a private network range; the operator must allow private ranges for it"
    )]
    PrivateRange {
        /// The refused host.
        host: String,
    },
    /// The name does not resolve.
    #[error("the host {host} cannot be resolved; check the name and the network")]
    Unresolvable {
        /// The unknown host.
        host: String,
    },
    /// The address would make this machine listen.
    #[error("srt addresses must be in caller mode here; leave out the mode parameter")]
    Listening,
}

/// Why a source could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No such file.
    #[error("there is no file at this path; check the spelling and the folder")]
    FileMissing,
    /// A folder was given.
    #[error("this path is a folder; give the video file inside it")]
    Folder,
    /// The file has no bytes.
    #[error("the file is empty; copy or record it again")]
    EmptyFile,
    /// The file cannot be read.
    #[error("the file cannot be read; check its permissions")]
    Unreadable(#[source] std::io::Error),
    /// The bytes are no media.
    #[error("this is not a video; give a video file or stream (mp4, mov, webm, mkv, avi, ts, mpg)")]
    NotMedia,
    /// Media without a picture.
    #[error(
        "there is no video track in it, only sound or data; give a recording with the camera on"
    )]
    NoVideo,
    /// A plugin for this codec or protocol is not installed.
    #[error("no plugin for {what} is installed; {remedy}")]
    MissingPlugin {
        /// Codec, container or protocol in words.
        what: String,
        /// What to install.
        remedy: String,
    },
    /// The file breaks off or is damaged before its first picture.
    #[error("the video breaks off or is damaged before its first picture; copy or record it again")]
    Damaged,
    /// The access policy refused the address.
    #[error("the address is refused")]
    Refused(#[from] AccessError),
    /// No source for this scheme exists.
    #[error(
        "addresses with the scheme {scheme} are not supported; use http, https, rtsp, rtsps, srt, file or /dev/videoN"
    )]
    UnsupportedScheme {
        /// The unknown scheme.
        scheme: String,
    },
    /// The server does not answer.
    #[error("{host} cannot be reached; check the address, and that the stream is running")]
    Unreachable {
        /// Scheme and host.
        host: String,
    },
    /// The server answered, but has no such stream.
    #[error("{host} has no such stream; check the path of the address")]
    NotThere {
        /// Scheme and host.
        host: String,
    },
    /// The server wants other credentials.
    #[error("{host} refuses access; put the right user and password into the address")]
    Unauthorised {
        /// Scheme and host.
        host: String,
    },
    /// The capture device does not exist.
    #[error("there is no capture device at this path; plug the camera in and list /dev/video*")]
    DeviceMissing,
    /// The capture device is in use or gives no pictures.
    #[error("the capture device gives no picture; close other programs that use it")]
    DeviceBusy,
    /// No frame within the deadline.
    #[error("no picture came within {} s; check that the stream is running", .waited.as_secs_f32())]
    TimedOut {
        /// The deadline.
        waited: Duration,
    },
    /// The caller no longer wanted it.
    #[error("the source was given up before its first picture came; open it again")]
    GivenUp,
    /// The sampling rate makes no sense.
    #[error("the sampling rate must be above 0 and at most 240 frames per second")]
    SampleRate,
    /// GStreamer could not start.
    #[error(
        "GStreamer cannot start: {what}; install GStreamer 1.22 with its base and good plugins"
    )]
    Runtime {
        /// What is missing.
        what: String,
    },
    /// Built without the feature `gstreamer`.
    #[error("this build has no decoder; build it with the feature gstreamer")]
    NotBuilt,
}

/// Why a pushed picture was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The source was stopped or dropped.
    #[error("the session no longer takes pictures")]
    Closed,
    /// Too many bytes.
    #[error("the picture has {bytes} bytes; at most {limit} are taken")]
    TooLarge {
        /// Bytes received.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Too many pixels, refused before decoding.
    #[error("the picture claims {width}x{height} pixels; at most {limit} pixels are taken")]
    TooManyPixels {
        /// Claimed width.
        width: u32,
        /// Claimed height.
        height: u32,
        /// The limit in pixels.
        limit: u64,
    },
    /// Not a JPEG, PNG or WebP picture, or a damaged one.
    #[error("the picture cannot be decoded; send whole JPEG, PNG or WebP pictures")]
    NotAPicture,
}
