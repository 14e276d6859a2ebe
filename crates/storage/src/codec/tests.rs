//! Nothing is lost on the way to bytes and back, over random logs and verdicts; nothing from outside
//! makes the decoder panic; bytes of the first layout still read.

use std::time::Duration;

use domain::{
    CameraClaim, CameraFinding, CameraHint, CardColour, ComparisonScore, Continuity,
    ContinuityState, CueAsked, CueFinding, CueKind, CueState, FaceFeatures, FaceMeasurement,
    FaceOpenness, FaceQuality, FaceRecord, FrameRecord, FrameSize, HandSample, HandSeen, Identity,
    IdentityState, Landmarks, LightAsked, LightEntry, LightFinding, LightMissing, LightSample,
    LightSkip, LightState, LightStep, Llr, LogEntry, ManipulationScore, MediaInfo, MediaTime,
    MeshPose, ModelId, ModelRole, NotAssessedReason, Outcome, PadScore, Point, PolicyStamp,
    Presence, PresenceState, QualityIssue, QualityScore, Rate, Reason, ReasonCode, Rect,
    ReferenceFinding, ReferenceId, ReferenceKind, Rhythm, SessionId, SessionKind, Sign, SignKind,
    Signal, SourceEnd, SourceEvent, Steps, StreamFinding, TrackId,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

use super::*;

fn stamps() -> impl Strategy<Value = ModelStamp> {
    (select(ModelRole::ALL.to_vec()), "[a-z0-9-]{0,9}", "[0-9a-f]{4}").prop_map(
        |(role, id, sha)| ModelStamp { role, id: ModelId::new(&id), sha256: sha.as_str().into() },
    )
}

fn vectors() -> impl Strategy<Value = FaceFeatures> {
    (stamps(), vec(-1.0_f32..1.0, 1..40))
        .prop_filter_map("a vector needs a length", |(m, v)| FaceFeatures::from_raw(m, v).ok())
}

fn signals<T: std::fmt::Debug + Clone>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = Signal<T>> {
    use NotAssessedReason::{ModelFailed, NoModel, NotAsked, PoorQuality};
    prop_oneof![
        values.prop_map(Signal::Assessed),
        select(vec![NotAsked, NoModel, PoorQuality, ModelFailed]).prop_map(Signal::NotAssessed),
    ]
}

fn measurements() -> impl Strategy<Value = FaceMeasurement> {
    (
        signals(vectors()),
        signals(any::<f32>().prop_filter("no NaN: it equals nothing", |q| !q.is_nan())),
        signals(-12.0_f32..12.0),
        signals(-64.0_f32..64.0),
        signals((0.0_f32..2.0, 0.0_f32..2.0, option::of((-90.0_f32..90.0, -0.5_f32..0.5)))),
    )
        .prop_map(|(features, learned_quality, pad, manipulation, openness)| FaceMeasurement {
            features,
            learned_quality,
            pad: pad.map(|s| PadScore::new(s).unwrap()),
            manipulation: manipulation.map(|s| ManipulationScore::new(s).unwrap()),
            openness: openness.map(|(eyes, mouth, pose)| FaceOpenness {
                eyes,
                mouth,
                pose: pose.map(|(yaw_deg, perspective)| MeshPose {
                    yaw_deg,
                    pitch_deg: yaw_deg / 3.0,
                    perspective,
                }),
            }),
        })
}

fn qualities() -> impl Strategy<Value = FaceQuality> {
    use QualityIssue::{
        Blurred, CutOff, LowContrast, Occluded, TiltedUpOrDown, TooBright, TooDark, TooSmall,
        TurnedAway,
    };
    let issues = select(vec![
        TooSmall,
        Blurred,
        TooDark,
        TooBright,
        LowContrast,
        TurnedAway,
        TiltedUpOrDown,
        Occluded,
        CutOff,
    ]);
    (prop::array::uniform7(-500.0_f32..500.0), 0.0_f32..100.0, vec(issues, 0..4)).prop_map(
        |(
            [inter_eye_px, sharpness, luma_mean, luma_std, yaw_deg, pitch_deg, roll_deg],
            score,
            issues,
        )| {
            FaceQuality {
                inter_eye_px,
                sharpness,
                luma_mean,
                luma_std,
                yaw_deg,
                pitch_deg,
                roll_deg,
                score: QualityScore::new(score).unwrap(),
                issues,
            }
        },
    )
}

fn faces() -> impl Strategy<Value = FaceRecord> {
    let numbers = prop::array::uniform14(-2000.0_f32..4000.0);
    (any::<u32>(), numbers, qualities(), 0.0_f32..1.0, measurements()).prop_map(
        |(track, n, quality, confidence, measurement)| FaceRecord {
            track: TrackId(track),
            rect: Rect::new(n[0], n[1], n[2], n[3]),
            landmarks: Landmarks::from_points(
                [4, 6, 8, 10, 12].map(|i| Point::new(n[i], n[i + 1])),
            ),
            quality,
            confidence,
            measurement,
        },
    )
}

fn media() -> impl Strategy<Value = MediaInfo> {
    (any::<(u32, u32)>(), ".{0,12}", option::of(any::<Duration>()), any::<bool>()).prop_map(
        |((width, height), codec, duration, live)| MediaInfo {
            size: FrameSize { width, height },
            codec,
            duration,
            live,
        },
    )
}

fn moments() -> impl Strategy<Value = MediaTime> {
    any::<u64>().prop_map(MediaTime::from_nanos)
}

fn events() -> impl Strategy<Value = SourceEvent> {
    let ends = prop_oneof![
        Just(SourceEnd::Finished),
        ".{0,20}".prop_map(|detail| SourceEnd::Truncated { detail }),
        any::<u32>().prop_map(|attempts| SourceEnd::Lost { attempts }),
        Just(SourceEnd::Cancelled),
        Just(SourceEnd::CutShort),
    ];
    prop_oneof![
        media().prop_map(SourceEvent::Opened),
        media().prop_map(SourceEvent::Changed),
        moments().prop_map(|at| SourceEvent::Silent { at }),
        (moments(), any::<Duration>()).prop_map(|(at, gap)| SourceEvent::Resumed { at, gap }),
        any::<u32>().prop_map(|attempt| SourceEvent::Reconnecting { attempt }),
        ends.prop_map(SourceEvent::Ended),
        (moments(), any::<u32>(), any::<Duration>(), any::<u32>()).prop_map(
            |(at, steps, median, uneven)| {
                SourceEvent::Rhythm(Rhythm { at, steps, median, uneven })
            }
        ),
    ]
}

fn entries() -> impl Strategy<Value = LogEntry> {
    let change = option::of(0.0_f32..255.0);
    let frames = (
        any::<u64>(),
        moments(),
        change,
        any::<bool>(),
        vec(faces(), 0..4),
        option::of(any::<u32>()),
    )
        .prop_map(|(seq, pts, change, whole_frame, faces, subject)| {
            let subject = subject.map(TrackId);
            LogEntry::Frame(FrameRecord { seq, pts, change, whole_frame, faces, subject })
        });
    prop_oneof![
        frames,
        events().prop_map(LogEntry::Source),
        cues().prop_map(LogEntry::Cue),
        lights().prop_map(LogEntry::Light),
        (moments(), select(SignKind::ALL.to_vec()))
            .prop_map(|(at, kind)| LogEntry::Sign(Sign { at, kind })),
        (any::<u32>(), any::<bool>())
            .prop_map(|(movements, colours)| { LogEntry::Steps(Steps { movements, colours }) }),
        hands().prop_map(LogEntry::Hand),
        claims().prop_map(LogEntry::Camera),
    ]
}

fn hands() -> impl Strategy<Value = HandSample> {
    let rects =
        || prop::array::uniform4(-900.0_f32..900.0).prop_map(|[x, y, w, h]| Rect::new(x, y, w, h));
    let seen = (rects(), 0.0_f32..1.0).prop_map(|(rect, score)| HandSeen { rect, score });
    (moments(), rects(), option::of(seen)).prop_map(|(at, face, hand)| HandSample {
        at,
        face,
        hand,
    })
}

fn lights() -> impl Strategy<Value = LightEntry> {
    let colours = || prop::array::uniform3(0.0_f32..1.0);
    let steps = (any::<[u8; 3]>(), any::<u32>()).prop_map(|(colour, ms)| LightStep {
        colour: CardColour(colour),
        lasts: Duration::from_millis(ms.into()),
    });
    let times = any::<u32>().prop_map(|ms| Duration::from_millis(ms.into()));
    prop_oneof![
        (any::<u32>(), moments(), vec(steps, 0..5)).prop_map(|(number, at, steps)| {
            LightEntry::Asked(LightAsked { number, at, steps })
        }),
        (any::<u32>(), vec(times, 0..5))
            .prop_map(|(number, edges)| LightEntry::Shown { number, edges }),
        (moments(), skips()).prop_map(|(at, why)| LightEntry::Skipped { at, why }),
        (moments(), colours(), option::of(colours())).prop_map(|(at, skin, beside)| {
            LightEntry::Sample(LightSample { at, skin, beside })
        }),
    ]
}

fn claims() -> impl Strategy<Value = CameraClaim> {
    let sizes =
        (any::<u32>(), any::<u32>()).prop_map(|(width, height)| FrameSize { width, height });
    (moments(), ".{0,30}", sizes, option::of(0.0_f32..240.0))
        .prop_map(|(at, label, size, fps)| CameraClaim { at, label, size, fps })
}

fn streams() -> impl Strategy<Value = StreamFinding> {
    let hints = select(vec![CameraHint::VirtualName, CameraHint::OtherShape, CameraHint::Enlarged]);
    let camera =
        (claims(), vec(hints, 0..3)).prop_map(|(claim, hints)| CameraFinding { claim, hints });
    let shares = || option::of(0.0_f32..1.0);
    let times = || any::<u32>().prop_map(|ms| Duration::from_millis(ms.into()));
    let sizes =
        (any::<u32>(), any::<u32>()).prop_map(|(width, height)| FrameSize { width, height });
    (
        (option::of(sizes), any::<u32>(), shares(), shares(), shares()),
        (times(), times(), shares(), option::of(camera)),
    )
        .prop_map(
            |((size, changes, rate_hz, uneven, repeated), (away, gaps, second_face, camera))| {
                StreamFinding {
                    size,
                    changes,
                    rate_hz,
                    uneven,
                    repeated,
                    away,
                    gaps,
                    second_face,
                    camera,
                }
            },
        )
}

fn skips() -> impl Strategy<Value = LightSkip> {
    select(vec![LightSkip::Photosensitive, LightSkip::Stopped])
}

fn light_findings() -> impl Strategy<Value = LightFinding> {
    use LightMissing::{NotShown, TooFewSamples, TooWeak};
    let states = prop_oneof![
        select(vec![
            LightState::Waiting,
            LightState::Answered,
            LightState::Unanswered,
            LightState::Wrong
        ]),
        select(vec![NotShown, TooFewSamples, TooWeak]).prop_map(LightState::NotAssessed),
        skips().prop_map(LightState::Skipped),
    ];
    let share = || option::of(0.0_f32..1.0);
    (option::of(any::<u32>()), moments(), states, option::of(any::<u32>()), share(), share())
        .prop_map(|(number, at, state, one_in, strength, seen_from)| LightFinding {
            number,
            at,
            state,
            delay: one_in.map(|ms| Duration::from_millis(ms.into())),
            strength,
            one_in,
            seen_from,
        })
}

fn cues() -> impl Strategy<Value = CueAsked> {
    (any::<u32>(), select(CueKind::ALL.to_vec()), moments())
        .prop_map(|(number, kind, at)| CueAsked { number, kind, at })
}

fn cue_findings() -> impl Strategy<Value = CueFinding> {
    let states = prop_oneof![
        Just(CueState::Waiting),
        any::<u32>().prop_map(|ms| CueState::Done { after: Duration::from_millis(ms.into()) }),
        Just(CueState::Missed),
    ];
    (cues(), states, option::of(-1.0_f32..1.0), option::of(-9.0_f32..9.0)).prop_map(
        |(cue, state, score, manipulation)| CueFinding {
            cue,
            state,
            lowest_score: score.map(|s| ComparisonScore::new(s).unwrap()),
            highest_manipulation: manipulation.map(|m| ManipulationScore::new(m).unwrap()),
        },
    )
}

fn kinds() -> impl Strategy<Value = ReferenceKind> {
    use SessionKind::{Interview, Login, Onboarding};
    let sessions = option::of(any::<u128>().prop_map(|u| SessionId::from_uuid(Uuid::from_u128(u))));
    prop_oneof![
        Just(ReferenceKind::Picture),
        (sessions, select(vec![Interview, Onboarding, Login]))
            .prop_map(|(session, kind)| ReferenceKind::Session { session, kind }),
    ]
}

fn headers() -> impl Strategy<Value = LogHeader> {
    let references = (kinds(), vectors(), 0.0_f32..100.0, any::<i64>()).prop_map(
        |(kind, features, quality, captured_at)| domain::Reference {
            captured_at: domain::UtcTime::from_unix_millis(captured_at),
            quality: QualityScore::new(quality).unwrap(),
            template: features.into(),
            ..testkit::reference(kind, quality)
        },
    );
    let lines = || option::of(prop::array::uniform3(-50.0_f64..50.0));
    (
        any::<u128>(),
        vec(references, 0..4),
        ".{0,40}",
        (lines(), lines(), lines(), lines()),
        option::of(-1.0_f32..1.0),
        vec(stamps(), 0..5),
    )
        .prop_map(
            |(
                session,
                references,
                text,
                (identity, pad, manipulation, imitation),
                band,
                models,
            )| {
                let line = |l: [f64; 3]| testkit::calibration(l[0], l[1], l[2]);
                LogHeader {
                    session: SessionId::from_uuid(Uuid::from_u128(session)),
                    identity_calibration: line(identity.unwrap_or_default()),
                    identity_rates: band.map(|_| testkit::identity_rates()),
                    imitation_below: band,
                    imitation_calibration: imitation.map(line),
                    pad_calibration: pad.map(line),
                    manipulation_calibration: manipulation.map(line),
                    false_alarm: band.map(|_| testkit::identity_rates().false_match),
                    models,
                    ..testkit::log_header(&text, references)
                }
            },
        )
}

fn parts() -> impl Strategy<Value = LogPart> {
    prop_oneof![
        headers().prop_map(|h| LogPart::Header(Box::new(h))),
        vec(entries(), 0..6).prop_map(LogPart::Entries),
        any::<(u32, u64)>().prop_map(|(parts, entries)| LogPart::End { parts, entries }),
    ]
}

fn verdicts() -> impl Strategy<Value = Verdict> {
    use IdentityState::{Different, NotEnough, Same};
    let states = || select(vec![Same, Different, NotEnough]);
    let scores = || option::of((-1.0_f32..1.0).prop_map(|s| ComparisonScore::new(s).unwrap()));
    let llrs = || option::of((-1000.0_f32..1000.0).prop_map(|l| Llr::new(l).unwrap()));
    let codes = || select(verdict::REASON_CODES.to_vec());
    let findings = (any::<u128>(), kinds(), states(), scores(), llrs()).prop_map(
        |(id, kind, state, score, llr)| ReferenceFinding {
            reference: ReferenceId::from_uuid(Uuid::from_u128(id)),
            kind,
            state,
            score,
            llr,
            false_match: llr.map(|l| Rate { share: f64::from(l.get()), is_bound: l.get() > 0.0 }),
        },
    );
    let identity =
        (states(), scores(), llrs()).prop_map(|(state, score, llr)| Identity { state, score, llr });
    let presence = (
        select(vec![PresenceState::Live, PresenceState::Attack, PresenceState::NotEnough]),
        option::of(codes()),
        llrs(),
        option::of((0.001_f64..1.0, any::<bool>())),
    )
        .prop_map(|(state, attack, llr, alarm)| Presence {
            state,
            attack,
            llr,
            false_alarm: alarm.map(|(share, is_bound)| Rate { share, is_bound }),
        });
    let continuity = (
        select(vec![ContinuityState::Held, ContinuityState::Broken, ContinuityState::NotEnough]),
        option::of(moments()),
    )
        .prop_map(|(state, broken_at)| Continuity { state, broken_at });
    let reasons = (codes(), ".{0,30}", option::of(moments())).prop_map(|(code, text, at)| Reason {
        code,
        text,
        at,
    });
    let policy =
        (".{0,12}", any::<u32>()).prop_map(|(name, version)| PolicyStamp { name, version });
    let outcome = select(vec![Outcome::Accept, Outcome::Refer, Outcome::Reject]);
    (
        outcome,
        identity,
        vec(findings, 0..4),
        presence,
        (continuity, vec(cue_findings(), 0..3), vec(light_findings(), 0..3), option::of(streams())),
        vec(reasons, 0..5),
        policy,
        option::of((moments(), moments())),
    )
        .prop_map(
            |(
                outcome,
                identity,
                references,
                presence,
                (continuity, cues, lights, stream),
                reasons,
                policy,
                span,
            )| {
                Verdict {
                    outcome,
                    identity,
                    references,
                    presence,
                    continuity,
                    cues,
                    lights,
                    stream,
                    reasons,
                    policy,
                    span,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn log_parts_read_back_equal(part in parts()) {
        prop_assert_eq!(decode_log_part(&encode_log_part(&part)).unwrap(), part);
    }

    #[test]
    fn verdicts_read_back_equal(verdict in verdicts()) {
        prop_assert_eq!(decode_verdict(&encode_verdict(&verdict)).unwrap(), verdict);
    }

    #[test]
    fn templates_read_back_equal(features in vectors()) {
        let template = Template::from(features);
        let read = decode_template(template.model().clone(), &encode_template(&template));
        prop_assert_eq!(read.unwrap(), template);
    }

    #[test]
    fn arbitrary_bytes_never_panic(mut bytes in vec(any::<u8>(), 0..200), version: bool) {
        if version && !bytes.is_empty() {
            bytes[0] = VERSION;
        }
        let _ = decode_log_part(&bytes);
        let _ = decode_verdict(&bytes);
        let _ = decode_template(testkit::embedder(), &bytes);
        let _ = from_bytes::<log::PartIn>(&bytes).map(LogPart::try_from);
    }

    #[test]
    fn a_cut_encoding_is_damaged(verdict in verdicts(), cut in any::<prop::sample::Index>()) {
        let bytes = encode_verdict(&verdict);
        // Cut right before the light cards, or before the stream, it is a whole verdict of a version that had
        // none. (Sealing notices every cut before this is read.)
        if let Ok(read) = decode_verdict(&bytes[..cut.index(bytes.len())]) {
            let older = Verdict { stream: None, ..verdict.clone() };
            let oldest = Verdict { lights: Vec::new(), ..older.clone() };
            prop_assert!(read == older || read == oldest, "{read:?}");
            prop_assert!(!verdict.lights.is_empty() || verdict.stream.is_some());
        }
    }
}

#[test]
fn every_reason_code_has_its_name() {
    for code in verdict::REASON_CODES {
        assert_eq!(reason_code_from_name(code.as_str()), Some(*code));
    }
    assert_eq!(reason_code_from_name("nonsense"), None::<ReasonCode>);
}

#[test]
fn what_a_later_version_wrote_is_told_apart_from_damage() {
    let mut bytes = encode_template(&testkit::template(1.0)).to_vec();
    bytes[0] = VERSION + 1;
    let found = VERSION + 1;
    let read = decode_template(testkit::embedder(), &bytes);
    assert_eq!(read, Err(CodecError::NewerEncoding { found }));
    assert_eq!(decode_verdict(&[]), Err(CodecError::Damaged));
}

#[test]
fn a_bomb_is_refused_before_it_fills_the_memory() {
    let bomb = zstd::bulk::compress(&vec![0; MAX_CHUNK_BYTES + 1], 1).unwrap();
    let bytes = [&[VERSION], bomb.as_slice()].concat();
    assert_eq!(decode_log_part(&bytes), Err(CodecError::TooLarge { limit: MAX_CHUNK_BYTES }));
}

/// Bytes of the first layout. When this fails, records of the field would no longer read: raise
/// [`VERSION`] and keep the old mirrors beside the new ones.
#[test]
fn bytes_of_the_first_layout_still_read() {
    let LogPart::Header(header) = check(include_str!("golden/header.hex")) else { panic!() };
    assert_eq!(header.policy, PolicyStamp { name: "interview".into(), version: 1 });
    assert_eq!(header.references[0].kind, ReferenceKind::Picture);
    assert_eq!(header.identity_rates, Some(testkit::identity_rates()));
    assert_eq!((header.imitation_below, &header.imitation_calibration), (Some(0.58), &None));
    assert_eq!(header.pad_calibration.unwrap().cap, 6.0);

    let LogPart::Entries(entries) = check(include_str!("golden/entries.hex")) else { panic!() };
    let LogEntry::Frame(frame) = &entries[0] else { panic!() };
    assert_eq!((frame.seq, frame.pts.millis(), frame.subject), (3, 600, Some(TrackId(0))));
    assert!(frame.whole_frame && frame.faces[0].measurement.features.assessed().is_some());
    let openness = FaceOpenness { eyes: 0.3, mouth: 0.0, pose: None };
    assert_eq!(frame.faces[0].measurement.openness, Signal::Assessed(openness));
    let end = SourceEvent::Ended(SourceEnd::Lost { attempts: 5 });
    assert_eq!(entries[1], LogEntry::Source(end));

    assert_eq!(check("020302"), LogPart::End { parts: 3, entries: 2 });
}

/// Kinds of entries that came later keep their place, and what is in them.
#[test]
fn later_entries_keep_their_layout() {
    let sample = HandSample {
        at: MediaTime::from_nanos(3),
        face: Rect::new(1.0, 2.0, 4.0, 8.0),
        hand: Some(HandSeen { rect: Rect::new(0.5, 0.0, 1.0, 1.0), score: 0.75 }),
    };
    let LogPart::Entries(entries) = check(
        "01010603\
         0000803f000000400000804000000041\
         010000003f000000000000803f0000803f0000403f",
    ) else {
        panic!()
    };
    assert_eq!(entries, [LogEntry::Hand(sample)]);
}

/// The encoding before compression: zstd may pack better one day.
fn check(golden: &str) -> LogPart {
    let bytes = hex::decode(golden.trim()).unwrap();
    let part: LogPart = from_bytes::<log::PartIn>(&bytes).unwrap().try_into().unwrap();
    assert_eq!(hex::encode(&*to_bytes(&log::PartOut::from(&part))), golden.trim());
    part
}

#[test]
fn a_verdict_of_the_first_layout_still_reads() {
    let (score, llr) = (ComparisonScore::new(0.5).ok(), Llr::new(-2.0).ok());
    let verdict = Verdict {
        outcome: Outcome::Refer,
        identity: Identity { state: IdentityState::NotEnough, score, llr },
        references: vec![ReferenceFinding {
            reference: ReferenceId::from_uuid(Uuid::from_u128(5)),
            kind: ReferenceKind::Session { session: None, kind: SessionKind::Login },
            state: IdentityState::Different,
            score,
            llr,
            false_match: Some(Rate { share: 0.000_123, is_bound: true }),
        }],
        presence: Presence {
            state: PresenceState::Attack,
            attack: Some(ReasonCode::FrozenPicture),
            llr,
            false_alarm: Some(Rate { share: 0.25, is_bound: false }),
        },
        continuity: Continuity {
            state: ContinuityState::Broken,
            broken_at: Some(MediaTime::from_millis(7)),
        },
        cues: vec![CueFinding {
            cue: CueAsked { number: 1, kind: CueKind::LookUp, at: MediaTime::from_millis(8) },
            state: CueState::Done { after: Duration::from_millis(3) },
            lowest_score: score,
            highest_manipulation: None,
        }],
        lights: Vec::new(),
        stream: None,
        reasons: vec![Reason { code: ReasonCode::TooShort, text: "t".into(), at: None }],
        policy: PolicyStamp { name: "login".into(), version: 300 },
        span: Some((MediaTime::ZERO, MediaTime::from_millis(9))),
    };
    let golden = include_str!("golden/verdict.hex").trim();
    assert_eq!(hex::encode(&*encode_verdict(&verdict)), golden);
    assert_eq!(decode_verdict(&hex::decode(golden).unwrap()).unwrap(), verdict);
}
