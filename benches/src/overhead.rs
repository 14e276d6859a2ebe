//! (a) Processor time per analysed frame, decode excluded, against the bare ONNX Runtime time of the same
//! models on the very same inputs in the same process.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use domain::{Frame, ModelRole, Stages};
use media::{Pace, Received};
use vision::Analyst;

use crate::Line;
use crate::clips::Clips;
use crate::measure::{cpu_of, median};
use crate::rig::Rig;

const ROUNDS: usize = 7;
const FRAMES: usize = 12;

const ROLES: [ModelRole; 5] = [
    ModelRole::Detector,
    ModelRole::Embedder,
    ModelRole::Pad,
    ModelRole::Manipulation,
    ModelRole::Quality,
];

pub(crate) fn run(rig: &Rig, clips: &Clips) -> Result<Vec<Line>> {
    let frames = frames(rig, clips)?;
    let mut analyst = rig.analyst()?;
    let (mut ratios, mut ours_ms, mut bare_ms) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (mut ours, mut bare) = (Duration::ZERO, Duration::ZERO);
        for frame in &frames {
            // Taken in turns, frame by frame, so that whatever else the machine does hits both alike.
            let (done, cpu) = cpu_of(|| analyse(&mut analyst, frame));
            done?;
            ours += cpu;
            let (done, cpu) = cpu_of(|| ROLES.iter().try_for_each(|role| analyst.rerun(*role)));
            done?;
            bare += cpu;
        }
        // The first round warms up.
        if round > 0 {
            ratios.push(ours.as_secs_f64() / bare.as_secs_f64());
            ours_ms.push(ours.as_secs_f64() * 1e3 / frames.len() as f64);
            bare_ms.push(bare.as_secs_f64() * 1e3 / frames.len() as f64);
        }
    }
    let ratio = median(ratios);
    Ok(vec![Line {
        what: "(a) all stages per 720p frame / the same models bare".to_owned(),
        value: format!("{ratio:.3}  ({:.2} / {:.2} CPU ms)", median(ours_ms), median(bare_ms)),
        limit: "at most 1.03",
        is_met: Some(ratio <= 1.03),
    }])
}

/// Frames with exactly one face, so that every model runs once on each.
fn frames(rig: &Rig, clips: &Clips) -> Result<Vec<Frame>> {
    let source = rig.open(&clips.hd().video, Pace::AsFast)?;
    let mut analyst = rig.analyst()?;
    let mut frames = Vec::new();
    while frames.len() < FRAMES {
        match source.recv(Duration::from_secs(20)) {
            Received::Frame(frame) => {
                if analyst.measure_frame(&frame, None)?.faces.len() == 1 {
                    frames.push(frame);
                }
            }
            Received::Event(_) => {}
            Received::Idle | Received::Closed => bail!("the clip has too few frames with one face"),
        }
    }
    Ok(frames)
}

fn analyse(analyst: &mut Analyst, frame: &Frame) -> Result<()> {
    let found = analyst.measure_frame(frame, None)?;
    let face = found.faces.first().context("the face was there before")?;
    let measurement = analyst.measure_face(frame, face, Stages::ALL);
    if measurement.features.assessed().is_none() || measurement.pad.assessed().is_none() {
        bail!("a model did not answer");
    }
    Ok(())
}
