//! (c) Processor time per second of stream watched, against the plain Python way in the same run, with
//! the same outcome on the same clips.

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use app::CaptureObserver;
use domain::{ComparisonScore, LogEntry, MediaTime, Outcome, Reference, Signal};
use media::Pace;
use serde_json::Value;
use signals::{Blinks, Trace};
use verdict::{ReferenceEvidence, SeriesSummary, SessionEvidence, fuse};

use crate::Line;
use crate::clips::{Clip, Clips};
use crate::measure::{cpu_of, median};
use crate::rig::{Rig, root};

const ROUNDS: usize = 3;

pub(crate) fn run(rig: &Rig, clips: &Clips) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let mut ratios = Vec::new();
    for clip in &clips.all {
        let reference = rig.reference(&clip.reference)?;
        let pool = rig.pool(1, 2)?;
        let (mut ours, mut peer, mut outcomes) = (Vec::new(), Vec::new(), None);
        let mut asked = Asked::default();
        for round in 0..=ROUNDS {
            let (report, cpu) = cpu_of(|| {
                let source = rig.open(&clip.video, Pace::AsFast)?;
                let session = rig.session(vec![reference.clone()]);
                asked = Asked::default();
                anyhow::Ok(rig.watch(&source, session, &pool, &mut asked))
            });
            let verdict = report?.verdict.context("no verdict")?;
            let answer = python(rig, clip)?;
            if round > 0 {
                ours.push(cpu.as_secs_f64() * 1e3 / clip.seconds);
                peer.push(number(&answer, "cpu_seconds")? * 1e3 / clip.seconds);
            }
            outcomes = Some((verdict.outcome, outcome_of(rig, &reference, &answer, clip)?));
        }
        let (a, b) = outcomes.context("no round ran")?;
        let ratio = median(peer.iter().zip(&ours).map(|(p, o)| p / o).collect());
        ratios.push(ratio);
        lines.push(Line {
            what: format!("(c) {}: plain Python / Likeness", clip.name),
            value: format!(
                "{ratio:.2}  ({:.1} / {:.1} CPU ms per s; {} / {})",
                median(peer),
                median(ours),
                b.as_str(),
                a.as_str()
            ),
            limit: "at least 3, same outcome",
            is_met: Some(ratio >= 3.0 && a == b),
        });
        lines.push(Line {
            what: "    asked of the models".to_owned(),
            value: asked.per_second(clip.seconds),
            limit: "",
            is_met: None,
        });
    }
    Ok(lines)
}

/// How often each stage was asked.
#[derive(Debug, Default)]
struct Asked {
    frames: u32,
    whole: u32,
    features: u32,
    pad: u32,
    manipulation: u32,
    mesh: u32,
}

impl Asked {
    fn per_second(&self, seconds: f64) -> String {
        let rate = |n: u32| f64::from(n) / seconds;
        format!(
            "per s: {:.1} frames, {:.1} of them searched whole, {:.1} features, {:.1} PAD, {:.1} \
             manipulation, {:.1} mesh",
            rate(self.frames),
            rate(self.whole),
            rate(self.features),
            rate(self.pad),
            rate(self.manipulation),
            rate(self.mesh)
        )
    }
}

impl CaptureObserver for Asked {
    fn entry(&mut self, entry: LogEntry) {
        fn is_asked<S>(signal: &Signal<S>) -> u32 {
            u32::from(signal.assessed().is_some())
        }
        let LogEntry::Frame(frame) = entry else { return };
        self.frames += 1;
        self.whole += u32::from(frame.whole_frame);
        for face in &frame.faces {
            self.features += is_asked(&face.measurement.features);
            self.pad += is_asked(&face.measurement.pad);
            self.manipulation += is_asked(&face.measurement.manipulation);
            self.mesh += is_asked(&face.measurement.openness);
        }
    }
}

fn python(rig: &Rig, clip: &Clip) -> Result<Value> {
    let out = Command::new(root().join(".runtime/bench-venv/bin/python"))
        .arg(root().join("benches/peer/plain_pipeline.py"))
        .args([&clip.reference, &clip.video])
        .arg("--models")
        .arg(&rig.models)
        .output()
        .context("the plain Python pipeline is missing: run `scripts/setup.sh --bench`")?;
    if !out.status.success() {
        bail!("the plain Python pipeline failed: {}", String::from_utf8_lossy(&out.stderr));
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

fn number(answer: &Value, key: &str) -> Result<f64> {
    answer[key].as_f64().with_context(|| format!("the plain Python pipeline gave no {key}"))
}

/// The peer's openness by time, through the same count of closures; none where there are too few samples.
fn blinks(answer: &Value) -> Result<Option<Blinks>> {
    let samples =
        answer["openness"].as_array().context("the plain Python pipeline gave no openness")?;
    let column = |i: usize| samples.iter().filter_map(|s| s[i].as_f64()).collect::<Vec<f64>>();
    let (times, eyes) = (column(0), column(1));
    Ok(Trace::new(&times, &eyes).ok().and_then(|trace| Blinks::assess(trace).ok()))
}

/// What our policy says to the peer's means: the peer has scores, not verdicts.
fn outcome_of(rig: &Rig, reference: &Reference, answer: &Value, clip: &Clip) -> Result<Outcome> {
    let faces = number(answer, "frames_with_face")? as u32;
    let series = |mean: f64| SeriesSummary {
        mean,
        count: faces,
        effective: f64::from(faces),
        highest_stretch: (MediaTime::ZERO, mean),
    };
    let pad = number(answer, "mean_pad")?;
    let evidence = SessionEvidence {
        span: Some((MediaTime::ZERO, MediaTime::from_millis((clip.seconds * 1e3) as u64))),
        frames_with_face: faces,
        samples: faces,
        references: vec![ReferenceEvidence {
            reference: reference.id,
            kind: reference.kind,
            pooled: Some(ComparisonScore::new(number(answer, "pooled_cosine")? as f32)?),
            lowest_pair: None,
        }],
        pad: Some(series(-pad)),
        manipulation: Some(series(number(answer, "mean_sbi")?)),
        blinks: blinks(answer)?,
        self_lowest_pair: None,
        longest_absence: None,
        longest_gap: None,
        longest_freeze: None,
        looped: None,
        second_face: None,
        cues: Vec::new(),
        lights: Vec::new(),
        signs: Vec::new(),
        other_movements: None,
        enlarged_approach: None,
        steps: None,
        stream: domain::StreamFinding::default(),
        ended: None,
    };
    Ok(fuse(&evidence, &rig.header(vec![reference.clone()]), &rig.policy).outcome)
}
