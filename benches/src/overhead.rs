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

const ROLES: [ModelRole; 7] = [
    ModelRole::Detector,
    ModelRole::Landmarks,
    ModelRole::Embedder,
    ModelRole::Pad,
    ModelRole::Manipulation,
    ModelRole::Quality,
    ModelRole::Mesh,
];

/// CPU milliseconds per frame.
#[derive(Default)]
struct Rounds {
    ours: Vec<f64>,
    files: Vec<f64>,
    graphs: Vec<f64>,
}

pub(crate) fn run(rig: &Rig, clips: &Clips) -> Result<Vec<Line>> {
    let frames = frames(rig, clips)?;
    let mut analyst = rig.analyst()?;
    let mut plain = rig.as_they_are.analyst()?;
    for frame in &frames {
        // Gives every model an input to run again.
        analyse(&mut plain, frame)?;
    }
    let mut rounds = Rounds::default();
    for round in 0..=ROUNDS {
        let mut sums = [Duration::ZERO; 3];
        for frame in &frames {
            // Taken in turns, frame by frame, so that whatever else the machine does hits all alike.
            let (done, ours) = cpu_of(|| analyse(&mut analyst, frame));
            done?;
            let (done, graphs) = cpu_of(|| rerun(&mut analyst));
            done?;
            analyse(&mut plain, frame)?;
            let (done, files) = cpu_of(|| rerun(&mut plain));
            done?;
            for (sum, part) in sums.iter_mut().zip([ours, files, graphs]) {
                *sum += part;
            }
        }
        // The first round warms up.
        if round > 0 {
            let per_frame = |d: Duration| d.as_secs_f64() * 1e3 / frames.len() as f64;
            rounds.ours.push(per_frame(sums[0]));
            rounds.files.push(per_frame(sums[1]));
            rounds.graphs.push(per_frame(sums[2]));
        }
    }
    let ratio = |peer: &[f64]| {
        median(rounds.ours.iter().zip(peer).map(|(ours, peer)| ours / peer).collect())
    };
    let (of_files, of_graphs) = (ratio(&rounds.files), ratio(&rounds.graphs));
    let value = |ratio: f64, peer: &[f64]| {
        format!(
            "{ratio:.3}  ({:.2} / {:.2} CPU ms)",
            median(rounds.ours.clone()),
            median(peer.to_vec())
        )
    };
    Ok(vec![
        Line {
            what: "(a) all stages per 720p frame / the same model files bare".to_owned(),
            value: value(of_files, &rounds.files),
            limit: "at most 1.03",
            is_met: Some(of_files <= 1.03),
        },
        Line {
            what: "    the same / the graphs as loaded (PRelu replaced) bare".to_owned(),
            value: value(of_graphs, &rounds.graphs),
            limit: "",
            is_met: None,
        },
    ])
}

fn rerun(analyst: &mut Analyst) -> Result<()> {
    Ok(ROLES.iter().try_for_each(|role| analyst.rerun(*role))?)
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
