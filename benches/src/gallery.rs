//! (e) Searching one face over many: against faiss's flat and HNSW indexes on the very same vectors, one
//! thread each, by processor time a query.
//!
//! The vectors are made up, with the score distribution that the standard embedder has on LFW's development
//! people (`packs.standard.calibration` in the manifest): non-mated scores around 0 with a deviation of
//! 0.10, which is what about a hundred independent directions give; mated ones around 0.68 with 0.14.
//! Recall is that of the mate of each probe whose true score reaches the bar, which is what a link is.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ::gallery::{Gallery, Hit};
use anyhow::{Context as _, Result, ensure};
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

use crate::Line;
use crate::clips::Clips;
use crate::measure::quantile;
use crate::rig::{Rig, root};

/// Values of the standard embedder's templates.
const WIDTH: usize = 256;
/// Decay of the variance from direction to direction, so that twice as many count: a deviation of 0.10.
const DIRECTIONS: f64 = 50.0;
/// Mated scores: fitted to the manifest's false non-matches at 2, 18 and 50 %.
const MATED_MEAN: f64 = 0.68;
const MATED_DEVIATION: f64 = 0.14;
/// Probes, each with one mate in the gallery.
const PROBES: usize = 400;
/// Bar of the search: FMR 1e-6 of the standard embedder, extrapolated as docs/LINKS.md says.
const BAR: f32 = 0.60;
/// Galleries.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// HNSW graphs of more templates take longer than an hour to build on one thread.
const LARGEST_GRAPH: usize = 100_000;

pub(crate) fn run(_: &Rig, _: &Clips) -> Result<Vec<Line>> {
    let python = root().join(".runtime/bench-venv/bin/python");
    let mut lines = Vec::new();
    for size in SIZES {
        lines.extend(of_size(size, &python)?);
    }
    Ok(lines)
}

fn of_size(size: usize, python: &Path) -> Result<Vec<Line>> {
    println!("  {size} templates");
    let folder = tempfile::tempdir()?;
    let mut random = Random(0x11_2026);
    let mut gallery = Gallery::new(WIDTH)?;
    let mut file = BufWriter::new(File::create(folder.path().join("templates.f32"))?);
    // Every so many templates one is somebody who is searched for.
    let every = size / PROBES;
    let (mut probes, mut truth) = (Vec::new(), Vec::new());
    for n in 0..size {
        let template = random.unit();
        file.write_all(bytes(&template).as_slice())?;
        gallery.insert(n, n, &template)?;
        if n % every == 0 && probes.len() < PROBES {
            let score = (MATED_MEAN + MATED_DEVIATION * random.normal()).clamp(-0.2, 0.97);
            probes.push(random.at_score(&template, score));
            truth.push((n, score as f32));
        }
    }
    file.into_inner()?.sync_data()?;
    let mut file = BufWriter::new(File::create(folder.path().join("probes.f32"))?);
    probes.iter().try_for_each(|p| file.write_all(bytes(p).as_slice()))?;
    file.into_inner()?.sync_data()?;
    let ours = [
        measured("exact", &probes, &truth, |probe| gallery.above(probe, BAR, |_| true))?,
        measured("sketched", &probes, &truth, |probe| {
            gallery.above_sketched(probe, BAR, |_| true)
        })?,
    ];
    let memory_mib = gallery.bytes() as f64 / f64::from(1 << 20);
    drop(gallery);
    let peer = peer(python, folder.path(), size)?;
    let theirs: Vec<Figures> = peer["indexes"]
        .as_array()
        .context("the peer said nothing")?
        .iter()
        .map(|index| Figures::of_peer(index, &truth))
        .collect::<Option<_>>()
        .context("the peer said something else")?;
    Ok(lines(size, &ours, &theirs, memory_mib))
}

/// One way to search, measured.
struct Figures {
    name: String,
    recall: f64,
    p50_ms: f64,
    p99_ms: f64,
    memory_mib: f64,
}

fn measured<E: std::error::Error + Send + Sync + 'static>(
    name: &str,
    probes: &[Vec<f32>],
    truth: &[(usize, f32)],
    search: impl Fn(&[f32]) -> Result<Vec<Hit<usize, usize>>, E>,
) -> Result<Figures> {
    // Warms up: pages, caches, the processor's clock.
    for probe in &probes[..PROBES / 10] {
        search(probe)?;
    }
    let mut times = Vec::with_capacity(probes.len());
    let mut found = HashMap::new();
    for (n, probe) in probes.iter().enumerate() {
        let begun = thread_cpu();
        let hits = search(probe)?;
        times.push(thread_cpu().saturating_sub(begun).as_secs_f64() * 1e3);
        found.insert(n, hits.iter().map(|h| h.item).collect::<Vec<_>>());
    }
    Ok(Figures::of(name, times, truth, |n| found.get(&n).cloned().unwrap_or_default(), f64::NAN))
}

impl Figures {
    fn of(
        name: &str,
        mut times: Vec<f64>,
        truth: &[(usize, f32)],
        found: impl Fn(usize) -> Vec<usize>,
        memory_mib: f64,
    ) -> Self {
        let above: Vec<_> =
            truth.iter().enumerate().filter(|(_, (_, score))| *score >= BAR).collect();
        let hit = above.iter().filter(|(n, (mate, _))| found(*n).contains(mate)).count();
        Self {
            name: name.to_owned(),
            recall: hit as f64 / above.len() as f64,
            p50_ms: quantile(&mut times, 0.5),
            p99_ms: quantile(&mut times, 0.99),
            memory_mib,
        }
    }

    fn of_peer(index: &Value, truth: &[(usize, f32)]) -> Option<Self> {
        let numbers =
            |v: &Value| v.as_array().map(|a| a.iter().filter_map(Value::as_f64).collect());
        let times: Vec<f64> = numbers(&index["times_ms"])?;
        let found: Vec<Vec<usize>> = index["found"]
            .as_array()?
            .iter()
            .map(|row| numbers(row).map(|r: Vec<f64>| r.iter().map(|n| *n as usize).collect()))
            .collect::<Option<_>>()?;
        let memory = index["memory_bytes"].as_f64()? / f64::from(1 << 20);
        Some(Self::of(index["name"].as_str()?, times, truth, |n| found[n].clone(), memory))
    }
}

/// Each of ours beside the peer of at least its recall that is quickest.
fn lines(size: usize, ours: &[Figures], theirs: &[Figures], memory_mib: f64) -> Vec<Line> {
    let mut lines = Vec::new();
    for index in theirs {
        lines.push(Line {
            what: format!("    {size} templates: {}", index.name),
            value: format!(
                "recall {:.4}, p50 {:.3} ms, p99 {:.3} ms, {:.0} MiB",
                index.recall, index.p50_ms, index.p99_ms, index.memory_mib
            ),
            limit: "",
            is_met: None,
        });
    }
    for figures in ours {
        let peer = theirs
            .iter()
            .filter(|t| t.recall >= figures.recall)
            .min_by(|a, b| a.p50_ms.total_cmp(&b.p50_ms));
        let ratio = peer.map(|p| figures.p50_ms / p.p50_ms);
        lines.push(Line {
            what: format!("(e) {size} templates: {}", figures.name),
            value: format!(
                "recall {:.4}, p50 {:.3} ms, p99 {:.3} ms, {memory_mib:.0} MiB; {} of {}",
                figures.recall,
                figures.p50_ms,
                figures.p99_ms,
                ratio.map_or("–".to_owned(), |r| format!("{r:.2}")),
                peer.map_or("nobody with that recall", |p| p.name.as_str()),
            ),
            limit: "at most 1.00",
            is_met: Some(ratio.is_none_or(|r| r <= 1.0)),
        });
    }
    lines
}

fn peer(python: &Path, folder: &Path, size: usize) -> Result<Value> {
    let asked_for_more = std::env::args().any(|a| a == "--large-graph");
    let output = Command::new(python)
        .arg(root().join("benches/peer/gallery.py"))
        .arg(folder)
        .arg(if size <= LARGEST_GRAPH || asked_for_more { "graph" } else { "flat" })
        .output()
        .context("run `scripts/setup.sh --bench` first")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "the peer failed (`scripts/setup.sh --bench` installs what it needs): {said}"
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn thread_cpu() -> Duration {
    let t = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(t.tv_sec.unsigned_abs(), u32::try_from(t.tv_nsec).unwrap_or(0))
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// SplitMix64: the same numbers at every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between 0 and 1, neither of them.
    fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Somebody: few directions hold most of the variance, and no coordinate is one of them.
    fn unit(&mut self) -> Vec<f32> {
        let mut values: Vec<f64> =
            (0..WIDTH).map(|i| self.normal() * (-(i as f64) / (2.0 * DIRECTIONS)).exp()).collect();
        mix(&mut values);
        let length = values.iter().map(|v| v * v).sum::<f64>().sqrt();
        values.iter().map(|v| (v / length) as f32).collect()
    }

    /// Another picture of the same person: that like, and otherwise like anybody.
    fn at_score(&mut self, template: &[f32], score: f64) -> Vec<f32> {
        let other = self.unit();
        let along: f64 =
            template.iter().zip(&other).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        let (by, rest) = ((1.0 - along * along).sqrt(), (1.0 - score * score).sqrt());
        let value = |(t, o): (&f32, &f32)| {
            let beside = (f64::from(*o) - along * f64::from(*t)) / by;
            (f64::from(*t) * score + beside * rest) as f32
        };
        template.iter().zip(&other).map(value).collect()
    }
}

/// A rotation that spreads every direction over all coordinates: signs, then Walsh and Hadamard's, twice.
fn mix(values: &mut [f64]) {
    for round in 0..2_u64 {
        for (i, v) in values.iter_mut().enumerate() {
            let sign = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(7) >> round;
            if sign & 1 == 1 {
                *v = -*v;
            }
        }
        let mut span = 1;
        while span < values.len() {
            for block in values.chunks_exact_mut(2 * span) {
                let (a, b) = block.split_at_mut(span);
                for (a, b) in a.iter_mut().zip(b) {
                    (*a, *b) = (*a + *b, *a - *b);
                }
            }
            span *= 2;
        }
    }
}
