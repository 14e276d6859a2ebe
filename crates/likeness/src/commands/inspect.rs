//! `likeness inspect`: what every model says, raw and calibrated.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use domain::{
    Calibration, DetectedFace, FaceMeasurement, Frame, HandSample, MeshPose, NotAssessedReason,
    Signal, Stages,
};
use media::{AccessPolicy, Address, Pace, Received, SourceSpec};
use serde_json::{Value, json};
use vision::{Analyst, Calibrations, Pack, PictureLimits, decode_picture, draw};

use crate::args::InspectArgs;
use crate::commands::references::{check_sample_fps, is_picture, read_picture};
use crate::context::Context;
use crate::exit::Exit;
use crate::{pack, render};

/// One face with all that was measured.
struct Seen {
    face: DetectedFace,
    measurement: FaceMeasurement,
    hand: Signal<HandSample>,
}

pub(crate) fn run(args: &InspectArgs, context: &Context) -> Result<Exit> {
    check_sample_fps(args.sample_fps)?;
    check_is_path(&args.file)?;
    if let Some(out) = &args.draw {
        check_is_png(out)?;
        check_other_file(&args.file, out)?;
    }
    let pack = pack::load(context, &args.pack, 1)?;
    let mut analyst = pack.analyst()?;
    let is_still = is_picture(&args.file)?;
    let frames = if is_still {
        let frame = decode_picture(&read_picture(&args.file)?, PictureLimits::default())
            .with_context(|| args.file.display().to_string())?;
        vec![look(&mut analyst, frame)?]
    } else {
        look_at_video(args, context, &mut analyst)?
    };
    if let Some(out) = &args.draw {
        paint(&frames, out, &pack.calibrations())?;
    }
    if args.json {
        let object = json!({
            "file": args.file.display().to_string(),
            "kind": if is_still { "picture" } else { "video" },
            "frames": frames.iter().map(|(f, s)| frame_json(f, s, &pack.calibrations())).collect::<Vec<_>>(),
            "models": models(&pack),
        });
        outln!("{object}");
    } else {
        for (frame, seen) in &frames {
            outln!(
                "{}  {}x{}  {} face{}",
                render::stream_time(frame.pts),
                frame.size.width,
                frame.size.height,
                seen.len(),
                if seen.len() == 1 { "" } else { "s" }
            );
            for s in seen {
                outln!("{}", face_text(s, &pack.calibrations()));
            }
        }
    }
    Ok(Exit::Success)
}

/// The models of a pack as JSON.
pub(crate) fn models(pack: &Pack) -> Vec<Value> {
    pack.stamps()
        .iter()
        .map(|m| json!({ "role": m.role.as_str(), "id": m.id.as_str(), "sha256": &*m.sha256 }))
        .collect()
}

fn look(analyst: &mut Analyst, frame: Frame) -> Result<(Frame, Vec<Seen>)> {
    let found = analyst.measure_frame(&frame, None)?;
    let seen = found
        .faces
        .into_iter()
        .map(|face| {
            let hand = analyst.measure_hand(&frame, face.rect);
            let sample = |hand| HandSample { at: frame.pts, face: face.rect, hand };
            Seen {
                measurement: analyst.measure_face(&frame, &face, Stages::ALL),
                hand: hand.map(sample),
                face,
            }
        })
        .collect();
    Ok((frame, seen))
}

fn look_at_video(
    args: &InspectArgs,
    context: &Context,
    analyst: &mut Analyst,
) -> Result<Vec<(Frame, Vec<Seen>)>> {
    let spec = SourceSpec {
        address: Address::File(args.file.clone()),
        sample_fps: args.sample_fps,
        pace: Pace::AsFast,
    };
    let source = media::open(spec, &AccessPolicy::operator(), Arc::clone(&context.clock))
        .with_context(|| args.file.display().to_string())?;
    let mut frames = Vec::new();
    loop {
        match source.recv(Duration::from_secs(30)) {
            Received::Frame(frame) => frames.push(look(analyst, frame)?),
            Received::Event(_) => {}
            Received::Idle => {
                bail!("{}: no frame for 30 s; the file may be damaged", args.file.display())
            }
            Received::Closed => return Ok(frames),
        }
    }
}

/// Painting over the file that is being looked at would lose it.
fn check_other_file(input: &Path, out: &Path) -> Result<()> {
    let is_same = out.canonicalize().is_ok_and(|o| input.canonicalize().is_ok_and(|i| i == o));
    if is_same {
        bail!("--draw names the very file that is inspected: name another one");
    }
    Ok(())
}

/// An address would be looked for as a file, and not found.
fn check_is_path(file: &Path) -> Result<()> {
    if file.to_string_lossy().contains("://") {
        bail!(
            "inspect looks at files: save the stream to one, or judge it with `likeness verify --video \
             ADDRESS`"
        );
    }
    Ok(())
}

/// What is written is a PNG; another ending would lie to every program that opens it.
fn check_is_png(out: &Path) -> Result<()> {
    if out.extension().is_none_or(|e| !e.eq_ignore_ascii_case("png")) {
        bail!("--draw writes a PNG: give {} a name that ends in .png", out.display());
    }
    Ok(())
}

fn paint(frames: &[(Frame, Vec<Seen>)], out: &Path, calibrations: &Calibrations) -> Result<()> {
    let Some((frame, seen)) = frames.iter().find(|(_, s)| !s.is_empty()).or(frames.first()) else {
        bail!("there is no frame to paint");
    };
    let faces: Vec<_> = seen
        .iter()
        .map(|s| draw::Labelled { face: s.face.clone(), lines: label(s, calibrations) })
        .collect();
    draw::annotate(frame, &faces)
        .save_with_format(out, image::ImageFormat::Png)
        .with_context(|| format!("cannot write {}", out.display()))
}

/// Quality, then each detector that said something: its score, and the evidence for an attack.
fn label(s: &Seen, calibrations: &Calibrations) -> Vec<String> {
    let mut lines = vec![format!("QUALITY {:.0}", s.face.quality.score.get())];
    for (name, signal) in signals(&s.measurement) {
        let (Signal::Assessed(raw), Some(c)) = (signal, calibration(name, calibrations)) else {
            continue;
        };
        lines.push(format!("{name} {raw:.2} LLR {:+.1}", c.llr(f64::from(raw)).get()));
    }
    lines
}

fn missing(reason: NotAssessedReason) -> &'static str {
    match reason {
        NotAssessedReason::NotAsked => "not asked",
        NotAssessedReason::NoModel => "no model in this pack",
        NotAssessedReason::PoorQuality => "the face is not good enough",
        NotAssessedReason::ModelFailed => "the model failed",
    }
}

fn signal_json(signal: &Signal<f32>, calibration: Option<&Calibration>) -> Value {
    match signal {
        Signal::Assessed(raw) => json!({
            "raw": raw,
            "llr": calibration.map(|c| c.llr(f64::from(*raw)).get()),
        }),
        Signal::NotAssessed(reason) => json!({ "not_assessed": missing(*reason) }),
    }
}

fn signals(m: &FaceMeasurement) -> [(&'static str, Signal<f32>); 8] {
    let mesh = |value: fn(MeshPose) -> f32| match &m.openness {
        Signal::Assessed(o) => {
            o.pose.map_or(Signal::NotAssessed(NotAssessedReason::PoorQuality), |pose| {
                Signal::Assessed(value(pose))
            })
        }
        Signal::NotAssessed(reason) => Signal::NotAssessed(*reason),
    };
    [
        ("pad", m.pad.clone().map(domain::PadScore::get)),
        ("manipulation", m.manipulation.clone().map(domain::ManipulationScore::get)),
        ("learned_quality", m.learned_quality.clone()),
        ("eyes_open", m.openness.clone().map(|o| o.eyes)),
        ("mouth_open", m.openness.clone().map(|o| o.mouth)),
        ("mesh_yaw_deg", mesh(|p| p.yaw_deg)),
        ("mesh_pitch_deg", mesh(|p| p.pitch_deg)),
        ("perspective", mesh(|p| p.perspective)),
    ]
}

fn calibration<'a>(name: &str, c: &'a Calibrations) -> Option<&'a Calibration> {
    match name {
        "pad" => c.pad.as_ref(),
        "manipulation" => c.manipulation.as_ref(),
        _ => None,
    }
}

fn frame_json(frame: &Frame, seen: &[Seen], calibrations: &Calibrations) -> Value {
    let faces: Vec<_> = seen
        .iter()
        .map(|s| {
            let (f, q) = (&s.face, &s.face.quality);
            let mut object = json!({
                "box": { "x": f.rect.x, "y": f.rect.y, "width": f.rect.width, "height": f.rect.height },
                "landmarks": f.landmarks.points().map(|p| [p.x, p.y]),
                "confidence": f.confidence,
                "quality": {
                    "score": q.score.get(),
                    "issues": q.issues.iter().map(issue).collect::<Vec<_>>(),
                    "inter_eye_px": q.inter_eye_px,
                    "sharpness": q.sharpness,
                    "luma_mean": q.luma_mean,
                    "luma_std": q.luma_std,
                    "yaw_deg": q.yaw_deg,
                    "pitch_deg": q.pitch_deg,
                    "roll_deg": q.roll_deg,
                },
            });
            for (name, signal) in signals(&s.measurement) {
                object[name] = signal_json(&signal, calibration(name, calibrations));
            }
            object["hand"] = hand_json(&s.hand);
            object
        })
        .collect();
    json!({
        "at_ms": frame.pts.millis(),
        "width": frame.size.width,
        "height": frame.size.height,
        "faces": faces,
    })
}

/// The hand that hides most of the face; null where there is none.
fn hand_json(hand: &Signal<HandSample>) -> Value {
    match hand {
        Signal::Assessed(sample) => match sample.hand {
            Some(hand) => json!({
                "score": hand.score,
                "covered": sample.covered(),
                "aside": sample.aside(),
            }),
            None => Value::Null,
        },
        Signal::NotAssessed(reason) => json!({ "not_assessed": missing(*reason) }),
    }
}

fn face_text(s: &Seen, calibrations: &Calibrations) -> String {
    let (f, q) = (&s.face, &s.face.quality);
    let mut out = format!(
        "  face at {:.0},{:.0} {:.0}x{:.0} px, confidence {:.2}\n    quality {:.0} of 100: eyes {:.0} px \
         apart, sharpness {:.0}, light {:.0}±{:.0}, yaw {:+.0}° pitch {:+.0}° roll {:+.0}°",
        f.rect.x,
        f.rect.y,
        f.rect.width,
        f.rect.height,
        f.confidence,
        q.score.get(),
        q.inter_eye_px,
        q.sharpness,
        q.luma_mean,
        q.luma_std,
        q.yaw_deg,
        q.pitch_deg,
        q.roll_deg
    );
    if !q.issues.is_empty() {
        let names: Vec<_> = q.issues.iter().map(issue).collect();
        out += &format!("\n    not good enough to compare: {}", names.join(", "));
    }
    for (name, signal) in signals(&s.measurement) {
        let value = match signal {
            Signal::Assessed(raw) => match calibration(name, calibrations) {
                Some(c) => {
                    format!("{raw:.2} (evidence for an attack {:.1})", c.llr(f64::from(raw)).get())
                }
                None => format!("{raw:.2}"),
            },
            Signal::NotAssessed(reason) => format!("not assessed: {}", missing(reason)),
        };
        out += &format!("\n    {name} {value}");
    }
    if let Some(sample) = s.hand.assessed().filter(|sample| sample.hand.is_some()) {
        out += &format!("\n    a hand covers {:.0} % of the face's box", 100.0 * sample.covered());
    }
    out
}

pub(crate) fn issue(issue: &domain::QualityIssue) -> &'static str {
    use domain::QualityIssue as Q;
    match issue {
        Q::TooSmall => "too_small",
        Q::Blurred => "blurred",
        Q::TooDark => "too_dark",
        Q::TooBright => "too_bright",
        Q::LowContrast => "low_contrast",
        Q::TurnedAway => "turned_away",
        Q::TiltedUpOrDown => "tilted_up_or_down",
        Q::Occluded => "occluded",
        Q::CutOff => "cut_off",
    }
}
