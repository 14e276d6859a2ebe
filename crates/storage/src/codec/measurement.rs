//! Mirrors of what is measured: geometry, quality, scores, features, stream events.

use std::borrow::Cow;
use std::time::Duration;

use domain::{
    FaceFeatures, FaceMeasurement, FaceOpenness, FaceQuality, FrameSize, Landmarks,
    ManipulationScore, MediaInfo, MediaTime, MeshPose, ModelId, ModelRole, ModelStamp,
    NotAssessedReason, PadScore, Point, QualityIssue, QualityScore, Rect, Rhythm, Signal,
    SourceEnd, SourceEvent,
};
use serde::{Deserialize, Serialize};

use super::CodecError;

/// Mirrors an enum without fields, in both directions, exhaustively.
macro_rules! mirror_enum {
    ($dto:ident, $domain:ty, [$($variant:ident),+ $(,)?]) => {
        #[derive(Serialize, Deserialize, Clone, Copy)]
        pub(super) enum $dto { $($variant,)+ }

        impl From<$domain> for $dto {
            fn from(value: $domain) -> Self {
                match value { $(<$domain>::$variant => Self::$variant,)+ }
            }
        }

        impl From<$dto> for $domain {
            fn from(value: $dto) -> Self {
                match value { $($dto::$variant => Self::$variant,)+ }
            }
        }
    };
}
pub(super) use mirror_enum;

// New roles only at the end: the order is what old logs were written with.
mirror_enum!(
    RoleDto,
    ModelRole,
    [
        Detector,
        Embedder,
        Pad,
        Manipulation,
        Quality,
        Mesh,
        TextDetector,
        TextRecogniser,
        Hand,
        Landmarks
    ]
);
mirror_enum!(NotAssessedDto, NotAssessedReason, [NotAsked, NoModel, PoorQuality, ModelFailed]);
mirror_enum!(
    IssueDto,
    QualityIssue,
    [
        TooSmall,
        Blurred,
        TooDark,
        TooBright,
        LowContrast,
        TurnedAway,
        TiltedUpOrDown,
        Occluded,
        CutOff
    ]
);

pub(super) fn out_of_range<E>(what: &'static str) -> impl FnOnce(E) -> CodecError {
    move |_| CodecError::OutOfRange { what }
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct StampDto {
    role: RoleDto,
    id: String,
    sha256: String,
}

impl From<&ModelStamp> for StampDto {
    fn from(s: &ModelStamp) -> Self {
        Self { role: s.role.into(), id: s.id.as_str().into(), sha256: s.sha256.to_string() }
    }
}

impl From<StampDto> for ModelStamp {
    fn from(s: StampDto) -> Self {
        Self { role: s.role.into(), id: ModelId::new(&s.id), sha256: s.sha256.into() }
    }
}

/// Borrows on the way out, so that features are not copied around in clear.
#[derive(Serialize, Deserialize)]
pub(super) struct VectorDto<'a> {
    pub(super) model: StampDto,
    pub(super) values: Cow<'a, [f32]>,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
pub(super) struct RectDto([f32; 4]);

impl From<Rect> for RectDto {
    fn from(r: Rect) -> Self {
        Self([r.x, r.y, r.width, r.height])
    }
}

impl From<RectDto> for Rect {
    fn from(RectDto([x, y, width, height]): RectDto) -> Self {
        Self { x, y, width, height }
    }
}

#[derive(Serialize, Deserialize, Clone, Copy)]
pub(super) struct LandmarksDto([(f32, f32); 5]);

impl From<&Landmarks> for LandmarksDto {
    fn from(l: &Landmarks) -> Self {
        Self(l.points().map(|p| (p.x, p.y)))
    }
}

impl From<LandmarksDto> for Landmarks {
    fn from(l: LandmarksDto) -> Self {
        Self::from_points(l.0.map(|(x, y)| Point { x, y }))
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct QualityDto {
    inter_eye_px: f32,
    sharpness: f32,
    luma_mean: f32,
    luma_std: f32,
    yaw_deg: f32,
    pitch_deg: f32,
    roll_deg: f32,
    score: f32,
    issues: Vec<IssueDto>,
}

impl From<&FaceQuality> for QualityDto {
    fn from(q: &FaceQuality) -> Self {
        let FaceQuality {
            inter_eye_px,
            sharpness,
            luma_mean,
            luma_std,
            yaw_deg,
            pitch_deg,
            roll_deg,
            score,
            ref issues,
        } = *q;
        Self {
            inter_eye_px,
            sharpness,
            luma_mean,
            luma_std,
            yaw_deg,
            pitch_deg,
            roll_deg,
            score: score.get(),
            issues: issues.iter().map(|i| (*i).into()).collect(),
        }
    }
}

impl TryFrom<QualityDto> for FaceQuality {
    type Error = CodecError;

    fn try_from(q: QualityDto) -> Result<Self, CodecError> {
        Ok(Self {
            inter_eye_px: q.inter_eye_px,
            sharpness: q.sharpness,
            luma_mean: q.luma_mean,
            luma_std: q.luma_std,
            yaw_deg: q.yaw_deg,
            pitch_deg: q.pitch_deg,
            roll_deg: q.roll_deg,
            score: QualityScore::new(q.score).map_err(out_of_range("quality score"))?,
            issues: q.issues.into_iter().map(Into::into).collect(),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) enum SignalDto<T> {
    Assessed(T),
    NotAssessed(NotAssessedDto),
}

impl<T> SignalDto<T> {
    fn of<'s, S>(signal: &'s Signal<S>, f: impl FnOnce(&'s S) -> T) -> Self {
        match signal {
            Signal::Assessed(s) => Self::Assessed(f(s)),
            Signal::NotAssessed(r) => Self::NotAssessed((*r).into()),
        }
    }

    fn read<S>(self, f: impl FnOnce(T) -> Result<S, CodecError>) -> Result<Signal<S>, CodecError> {
        Ok(match self {
            Self::Assessed(t) => Signal::Assessed(f(t)?),
            Self::NotAssessed(r) => Signal::NotAssessed(r.into()),
        })
    }
}

/// Like [`SignalDto`], whose two cases it has in their places, so that earlier logs read; one more came later.
#[derive(Serialize, Deserialize)]
enum OpennessDto {
    /// Eyes, mouth.
    Assessed((f32, f32)),
    NotAssessed(NotAssessedDto),
    /// Eyes, mouth, yaw, pitch, perspective.
    WithPose((f32, f32, f32, f32, f32)),
}

impl From<&Signal<FaceOpenness>> for OpennessDto {
    fn from(signal: &Signal<FaceOpenness>) -> Self {
        match signal {
            Signal::NotAssessed(reason) => Self::NotAssessed((*reason).into()),
            Signal::Assessed(FaceOpenness { eyes, mouth, pose: None }) => {
                Self::Assessed((*eyes, *mouth))
            }
            Signal::Assessed(FaceOpenness { eyes, mouth, pose: Some(pose) }) => {
                let MeshPose { yaw_deg, pitch_deg, perspective } = *pose;
                Self::WithPose((*eyes, *mouth, yaw_deg, pitch_deg, perspective))
            }
        }
    }
}

impl From<OpennessDto> for Signal<FaceOpenness> {
    fn from(dto: OpennessDto) -> Self {
        match dto {
            OpennessDto::NotAssessed(reason) => Self::NotAssessed(reason.into()),
            OpennessDto::Assessed((eyes, mouth)) => {
                Self::Assessed(FaceOpenness { eyes, mouth, pose: None })
            }
            OpennessDto::WithPose((eyes, mouth, yaw_deg, pitch_deg, perspective)) => {
                let pose = Some(MeshPose { yaw_deg, pitch_deg, perspective });
                Self::Assessed(FaceOpenness { eyes, mouth, pose })
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct FaceDto<'a> {
    features: SignalDto<VectorDto<'a>>,
    learned_quality: SignalDto<f32>,
    pad: SignalDto<f32>,
    manipulation: SignalDto<f32>,
    openness: OpennessDto,
}

impl<'a> From<&'a FaceMeasurement> for FaceDto<'a> {
    fn from(m: &'a FaceMeasurement) -> Self {
        let FaceMeasurement { features, learned_quality, pad, manipulation, openness } = m;
        Self {
            features: SignalDto::of(features, |f| VectorDto {
                model: f.model().into(),
                values: f.values().into(),
            }),
            learned_quality: SignalDto::of(learned_quality, |q| *q),
            pad: SignalDto::of(pad, |s| s.get()),
            manipulation: SignalDto::of(manipulation, |s| s.get()),
            openness: openness.into(),
        }
    }
}

impl TryFrom<FaceDto<'_>> for FaceMeasurement {
    type Error = CodecError;

    fn try_from(m: FaceDto<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            features: m.features.read(|v| {
                FaceFeatures::from_raw(v.model.into(), v.values.into_owned())
                    .map_err(out_of_range("features"))
            })?,
            learned_quality: m.learned_quality.read(Ok)?,
            pad: m.pad.read(|s| PadScore::new(s).map_err(out_of_range("PAD score")))?,
            manipulation: m
                .manipulation
                .read(|s| ManipulationScore::new(s).map_err(out_of_range("manipulation score")))?,
            openness: m.openness.into(),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct MediaDto {
    width: u32,
    height: u32,
    codec: String,
    duration: Option<Duration>,
    live: bool,
}

impl From<&MediaInfo> for MediaDto {
    fn from(m: &MediaInfo) -> Self {
        let MediaInfo { size, codec, duration, live } = m;
        Self {
            width: size.width,
            height: size.height,
            codec: codec.clone(),
            duration: *duration,
            live: *live,
        }
    }
}

impl From<MediaDto> for MediaInfo {
    fn from(m: MediaDto) -> Self {
        Self {
            size: FrameSize { width: m.width, height: m.height },
            codec: m.codec,
            duration: m.duration,
            live: m.live,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) enum EndDto {
    Finished,
    Truncated(String),
    Lost(u32),
    Cancelled,
    CutShort,
}

#[derive(Serialize, Deserialize)]
pub(super) enum EventDto {
    Opened(MediaDto),
    Changed(MediaDto),
    Silent(u64),
    Resumed {
        at: u64,
        gap: Duration,
    },
    Reconnecting(u32),
    Ended(EndDto),
    /// End of the stretch, steps, median step, uneven steps.
    Rhythm(u64, u32, Duration, u32),
}

impl From<&SourceEvent> for EventDto {
    fn from(event: &SourceEvent) -> Self {
        match event {
            SourceEvent::Opened(m) => Self::Opened(m.into()),
            SourceEvent::Changed(m) => Self::Changed(m.into()),
            SourceEvent::Silent { at } => Self::Silent(at.nanos()),
            SourceEvent::Resumed { at, gap } => Self::Resumed { at: at.nanos(), gap: *gap },
            SourceEvent::Reconnecting { attempt } => Self::Reconnecting(*attempt),
            SourceEvent::Rhythm(Rhythm { at, steps, median, uneven }) => {
                Self::Rhythm(at.nanos(), *steps, *median, *uneven)
            }
            SourceEvent::Ended(end) => Self::Ended(match end {
                SourceEnd::Finished => EndDto::Finished,
                SourceEnd::Truncated { detail } => EndDto::Truncated(detail.clone()),
                SourceEnd::Lost { attempts } => EndDto::Lost(*attempts),
                SourceEnd::Cancelled => EndDto::Cancelled,
                SourceEnd::CutShort => EndDto::CutShort,
            }),
        }
    }
}

impl From<EventDto> for SourceEvent {
    fn from(event: EventDto) -> Self {
        match event {
            EventDto::Opened(m) => Self::Opened(m.into()),
            EventDto::Changed(m) => Self::Changed(m.into()),
            EventDto::Silent(at) => Self::Silent { at: MediaTime::from_nanos(at) },
            EventDto::Resumed { at, gap } => Self::Resumed { at: MediaTime::from_nanos(at), gap },
            EventDto::Reconnecting(attempt) => Self::Reconnecting { attempt },
            EventDto::Rhythm(at, steps, median, uneven) => {
                Self::Rhythm(Rhythm { at: MediaTime::from_nanos(at), steps, median, uneven })
            }
            EventDto::Ended(end) => Self::Ended(match end {
                EndDto::Finished => SourceEnd::Finished,
                EndDto::Truncated(detail) => SourceEnd::Truncated { detail },
                EndDto::Lost(attempts) => SourceEnd::Lost { attempts },
                EndDto::Cancelled => SourceEnd::Cancelled,
                EndDto::CutShort => SourceEnd::CutShort,
            }),
        }
    }
}
