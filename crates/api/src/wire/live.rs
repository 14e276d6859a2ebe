//! Live messages: one tagged, versioned enum, `{"v":1,"type":...}`. The golden file of each variant is in
//! `crates/api/golden`. A client ignores types it does not know; a changed meaning raises the version.

use app::{CloseCode, LiveMessage};
use domain::SourceEvent;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::person::issue_words;
use super::{BoxView, FramesView, MediaView, SessionView, TimelinePointView, VerdictView};

/// Version of the live messages.
pub const LIVE_VERSION: u8 = 1;

/// A live message with its version.
#[derive(Clone, Serialize, ToSchema)]
pub struct LiveEnvelope {
    /// Version of the message format, 1.
    pub v: u8,
    /// The message.
    #[serde(flatten)]
    pub message: LiveView,
}

impl From<LiveView> for LiveEnvelope {
    fn from(message: LiveView) -> Self {
        Self { v: LIVE_VERSION, message }
    }
}

impl LiveEnvelope {
    /// The message as JSON text.
    pub fn to_json(&self) -> String {
        // Plain structs with string keys and finite numbers: serde_json cannot fail on them.
        serde_json::to_string(self).expect("a wire type is always JSON")
    }
}

/// What a running session tells.
#[derive(Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LiveView {
    /// Always the first: how things stand.
    Snapshot {
        /// The session.
        session: Box<SessionView>,
        /// The timeline so far.
        timeline: Vec<TimelinePointView>,
    },
    /// The first picture is known.
    Opened {
        /// What the stream turned out to be.
        media: MediaView,
    },
    /// Frames are being watched.
    Progress {
        /// Position in the stream, milliseconds.
        at_ms: u64,
        /// What became of the frames.
        frames: FramesView,
    },
    /// The subject's face was measured; its picture can be fetched anew from `/face`.
    Face {
        /// Position in the stream, milliseconds.
        at_ms: u64,
        /// Sampled frame number.
        seq: u64,
        /// Where it is in the frame.
        #[serde(rename = "box")]
        rect: BoxView,
        /// Its quality, 0 to 100.
        quality: f32,
        /// What is wrong with it; empty when it is good enough to compare.
        issues: Vec<String>,
        /// Cosine similarity with the weakest reference, when assessed.
        #[serde(skip_serializing_if = "Option::is_none")]
        score: Option<f32>,
        /// PAD score, higher is more likely bona fide, when assessed.
        #[serde(skip_serializing_if = "Option::is_none")]
        pad: Option<f32>,
        /// Manipulation score, higher is more likely manipulated, when assessed.
        #[serde(skip_serializing_if = "Option::is_none")]
        manipulation: Option<f32>,
    },
    /// Who is in the picture, in a session where a human chooses whom to follow.
    Faces {
        /// Position in the stream, milliseconds.
        at_ms: u64,
        /// Every face found. Choose one with `PUT /v1/sessions/{id}/subject`.
        faces: Vec<FaceView>,
        /// Track of the one that the session follows; null while that one is not in the picture.
        subject: Option<u32>,
        /// Whether anybody was chosen yet.
        chosen: bool,
    },
    /// The verdict so far.
    Verdict {
        /// Position in the stream, milliseconds.
        at_ms: u64,
        /// The verdict.
        verdict: Box<VerdictView>,
        /// The newest point of the timeline.
        point: TimelinePointView,
    },
    /// The source said something.
    Source {
        /// What happened.
        event: SourceEventView,
        /// A plain sentence about it.
        detail: String,
    },
    /// An evidence picture was kept.
    Evidence {
        /// Its id.
        id: Uuid,
        /// The reason it stands for.
        code: String,
        /// Where in the stream, milliseconds.
        at_ms: u64,
    },
    /// The session ended.
    Ended {
        /// The session, with its final verdict.
        session: Box<SessionView>,
    },
    /// This follower is cut off. Always the last.
    Closed {
        /// Why.
        code: CloseCodeView,
    },
}

impl LiveView {
    /// The message's type, also the name of its server-sent event.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } => "snapshot",
            Self::Opened { .. } => "opened",
            Self::Progress { .. } => "progress",
            Self::Face { .. } => "face",
            Self::Faces { .. } => "faces",
            Self::Verdict { .. } => "verdict",
            Self::Source { .. } => "source",
            Self::Evidence { .. } => "evidence",
            Self::Ended { .. } => "ended",
            Self::Closed { .. } => "closed",
        }
    }
}

/// A face that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct FaceView {
    /// Its track. The same person comes back as another track after a while out of the picture.
    pub track: u32,
    /// Where it is in the frame, in picture pixels.
    #[serde(rename = "box")]
    pub rect: BoxView,
}

/// What a source can tell besides frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceEventView {
    /// No frame for a while.
    Silent,
    /// Frames come again.
    Resumed,
    /// The stream broke and is being opened again.
    Reconnecting,
    /// Size or codec changed in mid-stream.
    Changed,
}

/// Why a follower is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseCodeView {
    /// It stayed behind for so long that messages would have been lost. Connect again for a snapshot.
    TooSlow,
    /// The session is gone: erased, or the service is stopping.
    Gone,
}

impl From<CloseCode> for CloseCodeView {
    fn from(code: CloseCode) -> Self {
        match code {
            CloseCode::TooSlow => Self::TooSlow,
            CloseCode::Gone => Self::Gone,
        }
    }
}

impl LiveView {
    /// The message in its wire shape; none for what clients learn in another message: the end of the
    /// stream comes with `ended`.
    pub fn of(message: &LiveMessage) -> Option<Self> {
        Some(match message {
            LiveMessage::Snapshot { session, timeline } => Self::Snapshot {
                session: Box::new(session.as_ref().into()),
                timeline: timeline.iter().map(Into::into).collect(),
            },
            LiveMessage::Opened(media) => Self::Opened { media: media.into() },
            LiveMessage::Progress { at, frames } => {
                Self::Progress { at_ms: at.millis(), frames: (*frames).into() }
            }
            LiveMessage::Face { at, seq, face, score, pad, manipulation } => Self::Face {
                at_ms: at.millis(),
                seq: *seq,
                rect: face.rect.into(),
                quality: face.quality.score.get(),
                issues: issue_words(&face.quality.issues),
                score: score.map(domain::ComparisonScore::get),
                pad: pad.map(domain::PadScore::get),
                manipulation: manipulation.map(domain::ManipulationScore::get),
            },
            LiveMessage::Faces { at, faces, subject, is_chosen } => Self::Faces {
                at_ms: at.millis(),
                faces: faces
                    .iter()
                    .map(|(track, rect)| FaceView { track: track.0, rect: (*rect).into() })
                    .collect(),
                subject: subject.map(|track| track.0),
                chosen: *is_chosen,
            },
            LiveMessage::Verdict { at, report, point } => Self::Verdict {
                at_ms: at.millis(),
                verdict: Box::new(report.as_ref().into()),
                point: point.into(),
            },
            LiveMessage::Source(event) => return source(event),
            LiveMessage::Evidence { id, code, at } => {
                Self::Evidence { id: id.uuid(), code: code.as_str().to_owned(), at_ms: at.millis() }
            }
            LiveMessage::Ended(session) => {
                Self::Ended { session: Box::new(session.as_ref().into()) }
            }
            LiveMessage::Closed(code) => Self::Closed { code: (*code).into() },
        })
    }
}

/// A source event with its sentence. The decoder's own words stay in the log: they may hold an address.
fn source(event: &SourceEvent) -> Option<LiveView> {
    let seconds = |at: &domain::MediaTime| format!("{:.1} s", at.seconds());
    let (event, detail) = match event {
        SourceEvent::Opened(media) => return Some(LiveView::Opened { media: media.into() }),
        SourceEvent::Changed(media) => (
            SourceEventView::Changed,
            format!(
                "the stream changed to {}x{} pixels, {}",
                media.size.width, media.size.height, media.codec
            ),
        ),
        SourceEvent::Silent { at } => {
            (SourceEventView::Silent, format!("no picture since {}", seconds(at)))
        }
        SourceEvent::Resumed { at, gap } => (
            SourceEventView::Resumed,
            format!("pictures again at {}, after {:.1} s without", seconds(at), gap.as_secs_f64()),
        ),
        SourceEvent::Reconnecting { attempt } => (
            SourceEventView::Reconnecting,
            format!("the stream broke off and is being opened again, attempt {attempt}"),
        ),
        // Measurements of the stream come with the verdict.
        SourceEvent::Rhythm(_) | SourceEvent::Ended(_) => return None,
    };
    Some(LiveView::Source { event, detail })
}
