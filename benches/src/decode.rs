//! (b) Decode and sample a 720p30 H.264 clip, against a bare pipeline that decodes and throws away.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use gstreamer::prelude::*;
use media::{Pace, Received};

use crate::Line;
use crate::clips::Clips;
use crate::measure::{cpu_of, median};
use crate::rig::Rig;

const ROUNDS: usize = 5;

pub(crate) fn run(rig: &Rig, clips: &Clips) -> Result<Vec<Line>> {
    let clip = clips.hd();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let ((), a) = time(|| sampled(rig, &clip.video))?;
        let ((), b) = time(|| thrown_away(&clip.video))?;
        if round > 0 {
            ours.push(a.as_secs_f64());
            bare.push(b.as_secs_f64());
        }
    }
    let per_second = |values: &[f64]| median(values.to_vec()) * 1e3 / clip.seconds;
    let ratio = median(ours.iter().zip(&bare).map(|(a, b)| a / b).collect());
    Ok(vec![Line {
        what: "(b) decode + sample 720p30 H.264 / bare decode to fakesink".to_owned(),
        value: format!(
            "{ratio:.2}  ({:.1} / {:.1} CPU ms per s)",
            per_second(&ours),
            per_second(&bare)
        ),
        limit: "at most 1.10",
        is_met: Some(ratio <= 1.10),
    }])
}

fn time(work: impl FnOnce() -> Result<()>) -> Result<((), Duration)> {
    let (out, cpu) = cpu_of(work);
    Ok((out?, cpu))
}

fn sampled(rig: &Rig, clip: &Path) -> Result<()> {
    let source = rig.open(clip, Pace::AsFast)?;
    loop {
        match source.recv(Duration::from_secs(20)) {
            Received::Frame(_) | Received::Event(_) => {}
            Received::Idle => bail!("no frame for 20 s"),
            Received::Closed => return Ok(()),
        }
    }
}

/// The peer: the same file, the same decoder settings as any `decodebin`, no sampling, no conversion.
fn thrown_away(clip: &Path) -> Result<()> {
    let text = format!("filesrc location={} ! decodebin ! fakesink sync=false", clip.display());
    let pipeline = gstreamer::parse::launch(&text)?;
    pipeline.set_state(gstreamer::State::Playing)?;
    let bus = pipeline.bus().context("a pipeline has a bus")?;
    let ended = bus
        .timed_pop_filtered(
            gstreamer::ClockTime::from_seconds(120),
            &[gstreamer::MessageType::Eos, gstreamer::MessageType::Error],
        )
        .context("the bare pipeline did not end")?;
    pipeline.set_state(gstreamer::State::Null)?;
    if ended.type_() == gstreamer::MessageType::Error {
        bail!("the bare pipeline failed");
    }
    Ok(())
}
