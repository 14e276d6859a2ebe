//! Mirrors of the measurement log: header, references, entries.

use domain::{
    Calibration, CalibrationOrigin, FaceRecord, FrameRecord, IdentityRates, LogEntry, LogHeader,
    MediaTime, QualityScore, RateTable, Reference, ReferenceId, ReferenceKind, SessionId,
    SessionKind, Template, TrackId, UtcTime,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cue::CueDto;
use super::hand::HandDto;
use super::light::LightDto;
use super::measurement::{
    EventDto, FaceDto, LandmarksDto, QualityDto, RectDto, StampDto, VectorDto, mirror_enum,
    out_of_range,
};
use super::sign::{SignDto, StepsDto};
use super::stream::CameraDto;
use super::verdict::PolicyDto;
use super::{CodecError, LogPart};

mirror_enum!(KindDto, SessionKind, [Interview, Onboarding, Login]);

#[derive(Serialize, Deserialize)]
pub(super) enum ReferenceKindDto {
    Picture,
    Session { session: Option<[u8; 16]>, kind: KindDto },
}

impl From<ReferenceKind> for ReferenceKindDto {
    fn from(kind: ReferenceKind) -> Self {
        match kind {
            ReferenceKind::Picture => Self::Picture,
            ReferenceKind::Session { session, kind } => {
                Self::Session { session: session.map(|s| s.uuid().into_bytes()), kind: kind.into() }
            }
        }
    }
}

impl From<ReferenceKindDto> for ReferenceKind {
    fn from(kind: ReferenceKindDto) -> Self {
        match kind {
            ReferenceKindDto::Picture => Self::Picture,
            ReferenceKindDto::Session { session, kind } => Self::Session {
                session: session.map(|s| SessionId::from_uuid(Uuid::from_bytes(s))),
                kind: kind.into(),
            },
        }
    }
}

#[derive(Serialize, Deserialize)]
struct ReferenceDto<'a> {
    id: [u8; 16],
    kind: ReferenceKindDto,
    captured_at: i64,
    quality: f32,
    template: VectorDto<'a>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CalibrationDto {
    slope: f64,
    intercept: f64,
    cap: f64,
    data: String,
    date: String,
    trials_first: u32,
    trials_second: u32,
    provisional: bool,
}

impl From<&Calibration> for CalibrationDto {
    fn from(c: &Calibration) -> Self {
        let Calibration { slope, intercept, cap, origin } = c;
        let CalibrationOrigin { data, date, trials_first, trials_second, provisional } = origin;
        Self {
            slope: *slope,
            intercept: *intercept,
            cap: *cap,
            data: data.clone(),
            date: date.clone(),
            trials_first: *trials_first,
            trials_second: *trials_second,
            provisional: *provisional,
        }
    }
}

impl From<CalibrationDto> for Calibration {
    fn from(c: CalibrationDto) -> Self {
        Self {
            slope: c.slope,
            intercept: c.intercept,
            cap: c.cap,
            origin: CalibrationOrigin {
                data: c.data,
                date: c.date,
                trials_first: c.trials_first,
                trials_second: c.trials_second,
                provisional: c.provisional,
            },
        }
    }
}

#[derive(Serialize, Deserialize)]
struct RateTableDto {
    points: Vec<(f64, f64)>,
    trials: u64,
    data: String,
}

impl From<&RateTable> for RateTableDto {
    fn from(table: &RateTable) -> Self {
        Self { points: table.points().to_vec(), trials: table.trials, data: table.data.clone() }
    }
}

impl TryFrom<RateTableDto> for RateTable {
    type Error = CodecError;

    fn try_from(table: RateTableDto) -> Result<Self, CodecError> {
        Self::new(table.points, table.trials, table.data).map_err(out_of_range("rate table"))
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct HeaderDto<'a> {
    session: [u8; 16],
    kind: KindDto,
    references: Vec<ReferenceDto<'a>>,
    policy: PolicyDto,
    policy_text: String,
    identity: CalibrationDto,
    rates: Option<(RateTableDto, RateTableDto)>,
    imitation_below: Option<f32>,
    pad: Option<CalibrationDto>,
    manipulation: Option<CalibrationDto>,
    false_alarm: Option<RateTableDto>,
    models: Vec<StampDto>,
}

impl<'a> From<&'a LogHeader> for HeaderDto<'a> {
    fn from(header: &'a LogHeader) -> Self {
        let LogHeader {
            session,
            kind,
            references,
            policy,
            policy_text,
            identity_calibration,
            identity_rates,
            imitation_below,
            imitation_calibration: _,
            pad_calibration,
            manipulation_calibration,
            false_alarm,
            models,
        } = header;
        Self {
            session: session.uuid().into_bytes(),
            kind: (*kind).into(),
            references: references
                .iter()
                .map(|r| ReferenceDto {
                    id: r.id.uuid().into_bytes(),
                    kind: r.kind.into(),
                    captured_at: r.captured_at.unix_millis(),
                    quality: r.quality.get(),
                    template: VectorDto {
                        model: r.template.model().into(),
                        values: r.template.values().into(),
                    },
                })
                .collect(),
            policy: policy.into(),
            policy_text: policy_text.clone(),
            identity: identity_calibration.into(),
            rates: identity_rates
                .as_ref()
                .map(|r| ((&r.false_match).into(), (&r.false_non_match).into())),
            imitation_below: *imitation_below,
            pad: pad_calibration.as_ref().map(Into::into),
            manipulation: manipulation_calibration.as_ref().map(Into::into),
            false_alarm: false_alarm.as_ref().map(Into::into),
            models: models.iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<HeaderDto<'_>> for LogHeader {
    type Error = CodecError;

    fn try_from(h: HeaderDto<'_>) -> Result<Self, CodecError> {
        let reference = |r: ReferenceDto<'_>| {
            Ok(Reference {
                id: ReferenceId::from_uuid(Uuid::from_bytes(r.id)),
                kind: r.kind.into(),
                captured_at: UtcTime::from_unix_millis(r.captured_at),
                quality: QualityScore::new(r.quality).map_err(out_of_range("quality score"))?,
                template: Template::from_pooled(
                    r.template.model.into(),
                    r.template.values.into_owned(),
                )
                .map_err(out_of_range("template"))?,
            })
        };
        Ok(Self {
            session: SessionId::from_uuid(Uuid::from_bytes(h.session)),
            kind: h.kind.into(),
            references: h.references.into_iter().map(reference).collect::<Result<_, _>>()?,
            policy: h.policy.into(),
            policy_text: h.policy_text,
            identity_calibration: h.identity.into(),
            identity_rates: h
                .rates
                .map(|(false_match, false_non_match)| {
                    Ok::<_, CodecError>(IdentityRates {
                        false_match: false_match.try_into()?,
                        false_non_match: false_non_match.try_into()?,
                    })
                })
                .transpose()?,
            imitation_below: h.imitation_below,
            imitation_calibration: None,
            pad_calibration: h.pad.map(Into::into),
            manipulation_calibration: h.manipulation.map(Into::into),
            false_alarm: h.false_alarm.map(TryInto::try_into).transpose()?,
            models: h.models.into_iter().map(Into::into).collect(),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct FaceRecordDto<'a> {
    track: u32,
    rect: RectDto,
    landmarks: LandmarksDto,
    quality: QualityDto,
    confidence: f32,
    measurement: FaceDto<'a>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct FrameDto<'a> {
    seq: u64,
    pts: u64,
    change: Option<f32>,
    whole_frame: bool,
    faces: Vec<FaceRecordDto<'a>>,
    subject: Option<u32>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum EntryDto<'a> {
    Frame(FrameDto<'a>),
    Source(EventDto),
    Cue(CueDto),
    Light(LightDto),
    Sign(SignDto),
    Steps(StepsDto),
    Hand(HandDto),
    Camera(CameraDto),
}

impl<'a> From<&'a LogEntry> for EntryDto<'a> {
    fn from(entry: &'a LogEntry) -> Self {
        match entry {
            LogEntry::Source(event) => Self::Source(event.into()),
            LogEntry::Cue(cue) => Self::Cue((*cue).into()),
            LogEntry::Light(entry) => Self::Light(entry.into()),
            LogEntry::Sign(sign) => Self::Sign((*sign).into()),
            LogEntry::Steps(steps) => Self::Steps((*steps).into()),
            LogEntry::Hand(sample) => Self::Hand(sample.into()),
            LogEntry::Camera(claim) => Self::Camera(claim.into()),
            LogEntry::Frame(FrameRecord { seq, pts, change, whole_frame, faces, subject }) => {
                Self::Frame(FrameDto {
                    seq: *seq,
                    pts: pts.nanos(),
                    change: *change,
                    whole_frame: *whole_frame,
                    faces: faces
                        .iter()
                        .map(
                            |FaceRecord {
                                 track,
                                 rect,
                                 landmarks,
                                 quality,
                                 confidence,
                                 measurement,
                             }| {
                                FaceRecordDto {
                                    track: track.0,
                                    rect: (*rect).into(),
                                    landmarks: landmarks.into(),
                                    quality: quality.into(),
                                    confidence: *confidence,
                                    measurement: measurement.into(),
                                }
                            },
                        )
                        .collect(),
                    subject: subject.map(|t| t.0),
                })
            }
        }
    }
}

impl TryFrom<EntryDto<'_>> for LogEntry {
    type Error = CodecError;

    fn try_from(entry: EntryDto<'_>) -> Result<Self, CodecError> {
        let frame = match entry {
            EntryDto::Source(event) => return Ok(Self::Source(event.into())),
            EntryDto::Cue(cue) => return Ok(Self::Cue(cue.into())),
            EntryDto::Light(entry) => return Ok(Self::Light(entry.into())),
            EntryDto::Sign(sign) => return Ok(Self::Sign(sign.into())),
            EntryDto::Steps(steps) => return Ok(Self::Steps(steps.into())),
            EntryDto::Hand(sample) => return Ok(Self::Hand(sample.into())),
            EntryDto::Camera(claim) => return Ok(Self::Camera(claim.into())),
            EntryDto::Frame(frame) => frame,
        };
        let face = |f: FaceRecordDto<'_>| {
            Ok(FaceRecord {
                track: TrackId(f.track),
                rect: f.rect.into(),
                landmarks: f.landmarks.into(),
                quality: f.quality.try_into()?,
                confidence: f.confidence,
                measurement: f.measurement.try_into()?,
            })
        };
        Ok(Self::Frame(FrameRecord {
            seq: frame.seq,
            pts: MediaTime::from_nanos(frame.pts),
            change: frame.change,
            whole_frame: frame.whole_frame,
            faces: frame.faces.into_iter().map(face).collect::<Result<_, CodecError>>()?,
            subject: frame.subject.map(TrackId),
        }))
    }
}

/// What is written.
#[derive(Serialize)]
pub(super) enum PartOut<'a> {
    Header(Box<HeaderDto<'a>>),
    Entries(Vec<EntryDto<'a>>),
    End {
        parts: u32,
        entries: u64,
    },
    /// A header with the calibration of the imitation band, which earlier ones do not have.
    HeaderWithBand(Box<HeaderDto<'a>>, CalibrationDto),
}

/// What is read. The same variants in the same order.
#[derive(Deserialize)]
pub(super) enum PartIn {
    Header(Box<HeaderDto<'static>>),
    Entries(Vec<EntryDto<'static>>),
    End { parts: u32, entries: u64 },
    HeaderWithBand(Box<HeaderDto<'static>>, CalibrationDto),
}

impl<'a> From<&'a LogPart> for PartOut<'a> {
    fn from(part: &'a LogPart) -> Self {
        match part {
            LogPart::Header(header) => {
                let common = Box::new(header.as_ref().into());
                match &header.imitation_calibration {
                    Some(band) => Self::HeaderWithBand(common, band.into()),
                    None => Self::Header(common),
                }
            }
            LogPart::Entries(entries) => Self::Entries(entries.iter().map(Into::into).collect()),
            LogPart::End { parts, entries } => Self::End { parts: *parts, entries: *entries },
        }
    }
}

impl TryFrom<PartIn> for LogPart {
    type Error = CodecError;

    fn try_from(part: PartIn) -> Result<Self, CodecError> {
        Ok(match part {
            PartIn::Header(header) => Self::Header(Box::new((*header).try_into()?)),
            PartIn::HeaderWithBand(header, band) => {
                let mut header: LogHeader = (*header).try_into()?;
                header.imitation_calibration = Some(band.into());
                Self::Header(Box::new(header))
            }
            PartIn::Entries(entries) => {
                Self::Entries(entries.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?)
            }
            PartIn::End { parts, entries } => Self::End { parts, entries },
        })
    }
}
