//! Bus messages become a closed set of signals. A decoder's own text may hold addresses and paths, so
//! it stops here; only our words go on.

use std::time::Duration;

use gstreamer as gst;
use gstreamer::glib::translate::IntoGlib;
use gstreamer::prelude::*;
use gstreamer_pbutils::MissingPluginMessage;
use url::Url;

use super::codec;
use crate::{AccessError, Address, OpenError};

/// What the supervisor hears from a pipeline.
#[derive(Debug)]
pub(super) enum Signal {
    /// The first picture was handed over.
    FirstFrame,
    /// The last one was.
    Eos,
    /// All tracks are known and none is video.
    NoVideo,
    /// A plugin is missing; the pipeline may still go on without it.
    Missing(Missing),
    /// The pipeline failed.
    Fault(Fault),
    /// Look at the stop flag.
    Wake,
}

impl Signal {
    /// Signals that may wait for the supervisor. A pipeline sends a handful; more are repetitions of
    /// an error, and the first is the one that counts.
    pub(super) const QUEUE: usize = 64;
}

/// What kind of plugin is missing, most important first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Missing {
    /// For pictures, a container or a protocol: in words.
    Video(String),
    /// For text: the stream is a document.
    Text,
    /// For sound or subtitles, which are not wanted anyway.
    Other,
}

/// Why a pipeline failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    NotMedia,
    NoVideo,
    /// Some plugin is missing; which, was told before.
    NoPlugin,
    MissingPlugin(String),
    Damaged,
    Unreachable,
    NotThere,
    Unauthorised,
    Busy,
    TimedOut(Duration),
    Redirected(Box<Url>),
    Refused(AccessError),
    Internal,
}

impl Fault {
    /// The same fault in the light of what was missing before it.
    pub(super) fn explained(self, missing: Option<Missing>) -> Self {
        match (self, missing) {
            // The demuxer may complain first that nobody takes its data.
            (Self::NoPlugin | Self::NoVideo | Self::Damaged, Some(Missing::Video(what))) => {
                Self::MissingPlugin(what)
            }
            (Self::NoPlugin | Self::NoVideo, Some(Missing::Text)) => Self::NotMedia,
            (Self::NoPlugin, _) => Self::NoVideo,
            (fault, _) => fault,
        }
    }

    /// In words, without addresses; for the end of a stream that had begun.
    pub(super) fn detail(&self) -> &'static str {
        match self {
            Self::NotMedia | Self::Damaged => "the data are damaged or incomplete",
            Self::NoVideo => "the video track ended",
            Self::NoPlugin | Self::MissingPlugin(_) => "the codec changed to one without a plugin",
            Self::Unreachable => "the server closed the connection",
            Self::NotThere => "the server no longer has the stream",
            Self::Unauthorised => "the server refuses access",
            Self::Busy => "the capture device is in use",
            Self::TimedOut(_) => "nothing more came",
            Self::Redirected(_) => "the server redirects too often",
            Self::Refused(_) => "the stream leads to an address that is not allowed",
            Self::Internal => "the decoder failed",
        }
    }

    /// The error of a source that had not begun.
    pub(super) fn into_open_error(self, address: &Address) -> OpenError {
        let host = || address.label();
        let network = matches!(address, Address::Url(_));
        let device = matches!(address, Address::Device(_));
        match self {
            Self::NotMedia => OpenError::NotMedia,
            Self::NoVideo => OpenError::NoVideo,
            Self::MissingPlugin(what) => {
                let remedy = codec::remedy(&what);
                OpenError::MissingPlugin { what, remedy }
            }
            Self::Refused(error) => OpenError::Refused(error),
            Self::TimedOut(waited) => OpenError::TimedOut { waited },
            Self::Unauthorised if network => OpenError::Unauthorised { host: host() },
            Self::NotThere | Self::Redirected(_) if network => OpenError::NotThere { host: host() },
            Self::Unreachable | Self::Busy if network => OpenError::Unreachable { host: host() },
            _ if device => OpenError::DeviceBusy,
            _ => OpenError::Damaged,
        }
    }
}

/// The signal in a bus message, if it holds one.
pub(super) fn read(message: &gst::Message) -> Option<Signal> {
    match message.view() {
        gst::MessageView::Error(error) => classify(error).map(Signal::Fault),
        gst::MessageView::Warning(warning) if is_hang_up(warning) => {
            Some(Signal::Fault(Fault::Unreachable))
        }
        gst::MessageView::Element(_) => match redirection(message) {
            Some(url) => Some(Signal::Fault(Fault::Redirected(Box::new(url)))),
            None => missing_plugin(message).map(Signal::Missing),
        },
        _ => None,
    }
}

/// An RTSP server that closes the connection without a good-bye is only worth a warning to GStreamer, which
/// then ends the stream as if it were over.
fn is_hang_up(warning: &gst::message::Warning) -> bool {
    warning.error().matches(gst::ResourceError::Read)
        && factory_of(warning.src()).is_some_and(|factory| factory.name() == "rtspsrc")
}

fn factory_of(object: Option<&gst::Object>) -> Option<gst::ElementFactory> {
    object?.downcast_ref::<gst::Element>()?.factory()
}

fn missing_plugin(message: &gst::Message) -> Option<Missing> {
    let missing = MissingPluginMessage::parse(message).ok()?;
    let caps = message.structure().and_then(|s| s.get::<gst::Caps>("detail").ok());
    let name = caps.as_ref().and_then(|c| c.structure(0)).map(|s| s.name().as_str());
    let is = |kinds: &[&str]| name.is_some_and(|name| kinds.iter().any(|k| name.starts_with(k)));
    if is(&["text/"]) {
        Some(Missing::Text)
    } else if is(&["audio/", "subpicture/", "closedcaption/"]) {
        Some(Missing::Other)
    } else {
        Some(Missing::Video(codec::plain(&missing.description())))
    }
}

/// Where an HTTP answer points to. The error of the same answer does not say.
fn redirection(message: &gst::Message) -> Option<Url> {
    let answer = message.structure().filter(|s| s.name() == "http-headers")?;
    let status = answer.get::<u32>("http-status-code").ok()?;
    let target = answer.get::<gst::Structure>("response-headers").ok()?;
    // Header names keep the server's spelling.
    let target = target.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case("location"))?;
    let base = Url::parse(answer.get::<&str>("uri").ok()?).ok()?;
    (300..400).contains(&status).then(|| base.join(target.1.get::<&str>().ok()?).ok())?
}

/// The fault in an error message; `None` where a better message follows.
fn classify(message: &gst::message::Error) -> Option<Fault> {
    let error = message.error();
    let details = message.details();
    match details.and_then(|d| d.get::<u32>("http-status-code").ok()) {
        Some(300..=399) => return None,
        Some(401 | 403 | 407) => return Some(Fault::Unauthorised),
        Some(404 | 410) => return Some(Fault::NotThere),
        Some(500..=599) => return Some(Fault::Unreachable),
        _ => {}
    }
    if let Some(kind) = error.kind::<gst::StreamError>() {
        return Some(match kind {
            gst::StreamError::TypeNotFound | gst::StreamError::WrongType => Fault::NotMedia,
            gst::StreamError::CodecNotFound => Fault::NoPlugin,
            gst::StreamError::Failed if is_source_failure(message, details) => Fault::Unreachable,
            _ => Fault::Damaged,
        });
    }
    if let Some(kind) = error.kind::<gst::ResourceError>() {
        return Some(match kind {
            gst::ResourceError::NotFound => Fault::NotThere,
            gst::ResourceError::NotAuthorized => Fault::Unauthorised,
            gst::ResourceError::Busy => Fault::Busy,
            _ => Fault::Unreachable,
        });
    }
    Some(match error.kind::<gst::CoreError>() {
        Some(gst::CoreError::MissingPlugin) => Fault::NoPlugin,
        Some(gst::CoreError::Negotiation | gst::CoreError::Caps) => Fault::Damaged,
        _ => Fault::Internal,
    })
}

/// A source that cannot connect says no more than that its stream stopped with an error.
fn is_source_failure(message: &gst::message::Error, details: Option<&gst::StructureRef>) -> bool {
    let is_source = factory_of(message.src())
        .is_some_and(|factory| factory.has_type(gst::ElementFactoryType::SRC));
    let flow = details.and_then(|d| d.get::<i32>("flow-return").ok());
    is_source && flow == Some(gst::FlowError::Error.into_glib())
}
