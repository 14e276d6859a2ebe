//! What is kept of a session that was run: scores over time, the verdict as it formed, and what became of
//! the frames. Plain data without features or pixels; it is also what the cache holds.

use domain::{
    ContinuityState, FrameCounts, IdentityState, MediaInfo, MediaTime, Outcome, PresenceState,
    Verdict,
};
use serde::{Deserialize, Serialize};
use verdict::Series;

/// Mirrors, because the field's types know nothing of files.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Outcome", rename_all = "snake_case")]
enum OutcomeMirror {
    Accept,
    Refer,
    Reject,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "IdentityState", rename_all = "snake_case")]
enum IdentityMirror {
    Same,
    Different,
    NotEnough,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "PresenceState", rename_all = "snake_case")]
enum PresenceMirror {
    Live,
    Attack,
    NotEnough,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ContinuityState", rename_all = "snake_case")]
enum ContinuityMirror {
    Held,
    Broken,
    NotEnough,
}

/// What the measurement log says of the subject's face in one analysed frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Sampled frame number.
    pub seq: u64,
    /// Position in the stream, seconds.
    pub at_s: f64,
    /// Comparison score against the reference, where features were asked for.
    pub score: Option<f32>,
    /// Mapped quality, 0 to 100.
    pub quality: f32,
    /// Learned quality in its model's unit, where features were asked for.
    pub learned_quality: Option<f32>,
    /// Eye aspect ratio, where the mesh was asked.
    pub openness: Option<f32>,
    /// Log-odds of bona fide by the pack's PAD models together, where asked.
    pub pad: Option<f32>,
    /// Logit of manipulated by the pack's model, where asked.
    pub manipulation: Option<f32>,
    /// The same by each model alone, in the order of [`crate::clips::ClipSet::beside`]; empty where none
    /// was asked.
    pub beside: Vec<Option<f32>>,
}

/// The verdict as it stood at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Position of the newest frame it rests on, seconds.
    pub at_s: f64,
    /// Frames analysed by then.
    pub frames: u64,
    /// The fused decision.
    #[serde(with = "OutcomeMirror")]
    pub outcome: Outcome,
    /// Is it the person of the reference?
    #[serde(with = "IdentityMirror")]
    pub identity: IdentityState,
    /// Pooled comparison score.
    pub score: Option<f32>,
    /// LLR (same person : other person), natural logarithm.
    pub identity_llr: Option<f32>,
    /// A live, unaltered presentation?
    #[serde(with = "PresenceMirror")]
    pub presence: PresenceState,
    /// LLR (attack : bona fide), natural logarithm.
    pub presence_llr: Option<f32>,
    /// One person throughout?
    #[serde(with = "ContinuityMirror")]
    pub continuity: ContinuityState,
    /// Codes of the reasons, in the verdict's order.
    pub codes: Vec<String>,
}

impl Moment {
    /// The moment of a verdict.
    pub fn of(at: MediaTime, frames: u64, verdict: &Verdict) -> Self {
        Self {
            at_s: at.seconds(),
            frames,
            outcome: verdict.outcome,
            identity: verdict.identity.state,
            score: verdict.identity.score.map(domain::ComparisonScore::get),
            identity_llr: verdict.identity.llr.map(domain::Llr::get),
            presence: verdict.presence.state,
            presence_llr: verdict.presence.llr.map(domain::Llr::get),
            continuity: verdict.continuity.state,
            codes: verdict.reasons.iter().map(|r| r.code.as_str().to_owned()).collect(),
        }
    }
}

/// What became of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Frames {
    /// Pictures decoded.
    pub received: u64,
    /// Taken at the sampling rate.
    pub sampled: u64,
    /// Seen by the detector.
    pub analysed: u64,
    /// Sampled but not analysed.
    pub dropped: u64,
}

impl From<FrameCounts> for Frames {
    fn from(counts: FrameCounts) -> Self {
        let FrameCounts { received, sampled, analysed, dropped } = counts;
        Self { received, sampled, analysed, dropped }
    }
}

/// What the clip turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Pixels per row, upright.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Codec in words.
    pub codec: String,
}

impl From<&MediaInfo> for Stream {
    fn from(info: &MediaInfo) -> Self {
        Self { width: info.size.width, height: info.size.height, codec: info.codec.clone() }
    }
}

/// A session that was run to its end, or a still that was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClipRun {
    /// What the clip is; none for a still.
    pub stream: Option<Stream>,
    /// What became of its frames.
    pub frames: Frames,
    /// Position of the last analysed frame, seconds.
    pub seconds: f64,
    /// One for each analysed frame with the subject's face in it, in order.
    pub samples: Vec<Sample>,
    /// The verdict as it stood at the end of each second watched; the last second may be a part.
    pub timeline: Vec<Moment>,
    /// The verdict for good; none for a still, which is no session.
    pub verdict: Option<Moment>,
    /// The reasons of that verdict, in sentences.
    pub reasons: Vec<String>,
    /// In words, when the clip broke off or was damaged; what came before was judged.
    pub broke_off: Option<String>,
    /// Since when the final outcome stood without a change; none for a still.
    pub settled: Option<Settled>,
}

/// When an outcome was reached for good.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// Position in the stream, seconds.
    pub at_s: f64,
    /// Frames analysed by then, that one included.
    pub frames: u64,
}

impl ClipRun {
    /// The verdict after `seconds` of watching: the newest one by then. The frame at that very second is
    /// not part of it. None for a still, and before the first frame.
    pub fn after(&self, seconds: f64) -> Option<&Moment> {
        self.timeline.iter().rev().find(|m| m.at_s < seconds)
    }

    /// Whether the clip goes on for at least `seconds`, give or take one sampling period.
    pub fn lasts(&self, seconds: f64) -> bool {
        let period = if self.frames.sampled > 1 {
            self.seconds / (self.frames.sampled - 1) as f64
        } else {
            0.0
        };
        self.seconds + 1.5 * period >= seconds
    }

    /// Mean over time, as the verdict takes it, of what `of` picks from the samples; none when it picks
    /// nothing.
    pub fn mean(&self, of: impl Fn(&Sample) -> Option<f32>) -> Option<f64> {
        let mut series = Series::default();
        for sample in &self.samples {
            if let Some(score) = of(sample) {
                series.push(MediaTime::from_nanos((sample.at_s * 1e9) as u64), f64::from(score));
            }
        }
        series.summary().map(|s| s.mean)
    }

    /// Whether the subject's face was seen at all.
    pub fn has_face(&self) -> bool {
        !self.samples.is_empty()
    }
}

/// Why there is nothing to measure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ClipFailure {
    /// There is no such file.
    Missing(String),
    /// The clip or picture cannot be read; a sentence.
    Unreadable(String),
    /// The reference gives no template; a sentence.
    Reference(String),
    /// A degraded variant could not be made; a sentence.
    Degrade(String),
    /// The models failed; a sentence. Never kept, since it may pass.
    Models(String),
}

impl ClipFailure {
    /// The kind in a word, as reports count it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::Reference(_) => "reference_unusable",
            Self::Degrade(_) => "not_degraded",
            Self::Models(_) => "model_failed",
        }
    }

    /// The reason as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Missing(name) => format!("there is no file {name}"),
            Self::Unreadable(why)
            | Self::Reference(why)
            | Self::Degrade(why)
            | Self::Models(why) => why.clone(),
        }
    }
}
