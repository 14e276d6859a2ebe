//! Comparison accuracy on the LFW development folds, through this crate's own detection and alignment.
//!
//! `cargo run --release -p vision --example lfw -- DATA MODELS [PACK]`, where DATA holds `pairs.csv`
//! (fold, a, b, mated) and the pictures, and MODELS the pack's files. Each picture is analysed once; of
//! several faces the one nearest the middle counts, as the data set's protocol has it.

#![expect(clippy::print_stdout, reason = "this example's report goes to standard output")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use domain::{DetectedFace, FaceFeatures, Frame, Point, Stages};
use vision::{Analyst, Manifest, OnnxRuntime, Pack, PictureLimits, decode_picture};

const LIBRARY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../.runtime/onnxruntime/libonnxruntime.so.1.31.1");

/// One comparison trial.
struct Trial {
    fold: u32,
    mated: bool,
    score: f32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [data, models, rest @ ..] = args.as_slice() else {
        return Err("usage: lfw DATA MODELS [PACK]".into());
    };
    let data = Path::new(data);
    let pack = rest.first().map_or("standard", String::as_str);
    let runtime = OnnxRuntime::load(Path::new(LIBRARY))?;
    let pack = Pack::load(Path::new(models), &Manifest::builtin(), pack, &runtime, 1)?;
    let mut analyst = pack.analyst()?;
    let pairs = read_pairs(&data.join("pairs.csv"))?;

    let mut features: BTreeMap<&Path, Option<FaceFeatures>> = BTreeMap::new();
    for (_, a, b, _) in &pairs {
        for path in [a, b] {
            if !features.contains_key(path.as_path()) {
                features.insert(path, features_of(&mut analyst, &data.join(path))?);
            }
        }
    }
    let missed = features.values().filter(|f| f.is_none()).count();
    println!("pictures {}  failures to acquire {missed}", features.len());

    let mut trials = Vec::new();
    for (fold, a, b, mated) in &pairs {
        if let (Some(a), Some(b)) = (&features[a.as_path()], &features[b.as_path()]) {
            let score = a.compare_features(b)?.get();
            trials.push(Trial { fold: *fold, mated: *mated, score });
        }
    }
    report(&trials);
    Ok(())
}

/// Fold, first picture, second picture, mated.
type Pair = (u32, PathBuf, PathBuf, bool);

fn read_pairs(path: &Path) -> Result<Vec<Pair>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let parse = |line: &str| -> Result<Pair, Box<dyn Error>> {
        let [fold, a, b, mated] = line.split(',').collect::<Vec<_>>()[..] else {
            return Err(format!("not a pair: {line}").into());
        };
        Ok((fold.parse()?, a.into(), b.into(), mated.trim() == "1"))
    };
    text.lines().skip(1).map(parse).collect()
}

fn features_of(analyst: &mut Analyst, path: &Path) -> Result<Option<FaceFeatures>, Box<dyn Error>> {
    let frame = decode_picture(&std::fs::read(path)?, PictureLimits::default())?;
    let faces = analyst.measure_frame(&frame, None)?.faces;
    let Some(face) = nearest_to_middle(&frame, &faces) else { return Ok(None) };
    let stages = Stages { features: true, ..Stages::NONE };
    Ok(analyst.measure_face(&frame, face, stages).features.assessed().cloned())
}

fn nearest_to_middle<'f>(frame: &Frame, faces: &'f [DetectedFace]) -> Option<&'f DetectedFace> {
    let middle = Point::new(frame.size.width as f32 / 2.0, frame.size.height as f32 / 2.0);
    let distance = |f: &DetectedFace| f.rect.centre().distance(middle);
    faces.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

fn report(trials: &[Trial]) {
    let folds: std::collections::BTreeSet<u32> = trials.iter().map(|t| t.fold).collect();
    // The threshold of each fold is chosen on the others.
    let held_out: Vec<f64> = folds
        .iter()
        .map(|fold| {
            let (test, train): (Vec<&Trial>, Vec<&Trial>) =
                trials.iter().partition(|t| t.fold == *fold);
            accuracy(&test, best_threshold(&train).0)
        })
        .collect();
    let all: Vec<&Trial> = trials.iter().collect();
    let (threshold, best) = best_threshold(&all);
    println!("pairs {}", trials.len());
    let mean = held_out.iter().sum::<f64>() / held_out.len().max(1) as f64;
    println!("accuracy over held-out folds {:.2} %", 100.0 * mean);
    println!("accuracy at best threshold {:.2} % (threshold {threshold:.4})", 100.0 * best);
    for fmr in [1e-2, 1e-3] {
        let (fnmr, threshold) = fnmr_at(trials, fmr);
        println!("FNMR {:.2} % at FMR {fmr} (threshold {threshold:.3})", 100.0 * fnmr);
    }
    for mated in [true, false] {
        let mut scores: Vec<f32> =
            trials.iter().filter(|t| t.mated == mated).map(|t| t.score).collect();
        scores.sort_by(f32::total_cmp);
        let at = |q: f64| scores[((scores.len() - 1) as f64 * q) as usize];
        let word = if mated { "mated" } else { "non-mated" };
        println!(
            "{word}: min {:.3} 1 % {:.3} median {:.3} 99 % {:.3} max {:.3}",
            at(0.0),
            at(0.01),
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}

fn accuracy(trials: &[&Trial], threshold: f32) -> f64 {
    let right = trials.iter().filter(|t| (t.score >= threshold) == t.mated).count();
    right as f64 / trials.len().max(1) as f64
}

fn best_threshold(trials: &[&Trial]) -> (f32, f64) {
    let candidates = trials.iter().map(|t| (t.score, accuracy(trials, t.score)));
    candidates.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0.0, 0.0))
}

/// FNMR and threshold at the lowest threshold whose FMR does not exceed `fmr`.
fn fnmr_at(trials: &[Trial], fmr: f64) -> (f64, f32) {
    let mut impostors: Vec<f32> = trials.iter().filter(|t| !t.mated).map(|t| t.score).collect();
    impostors.sort_by(|a, b| b.total_cmp(a));
    let allowed = (fmr * impostors.len() as f64) as usize;
    let threshold = impostors.get(allowed).map_or(-1.0, |s| s.next_up());
    let mated: Vec<f32> = trials.iter().filter(|t| t.mated).map(|t| t.score).collect();
    let missed = mated.iter().filter(|s| **s < threshold).count();
    (missed as f64 / mated.len().max(1) as f64, threshold)
}
