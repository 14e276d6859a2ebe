//! Every session as a row, for machines: in the report, and its scores over time as CSV beside it.

use std::io;
use std::path::Path;

use serde::Serialize;
use tempfile::NamedTempFile;

use super::{Trial, name_of};
use crate::clips::{ClipResult, ClipRun, Frames, Moment, Sample};
use crate::list::SessionItem;

/// One session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VideoRow {
    /// Line of the list.
    pub line: u64,
    /// The reference as the list writes it.
    pub reference: String,
    /// The clip as the list writes it.
    pub video: String,
    /// What it is.
    pub truth: String,
    /// Who is on the clip.
    pub subject: Option<String>,
    /// Its group.
    pub group: Option<String>,
    /// `accept`, `refer` or `reject`; none when it was not run.
    pub outcome: Option<&'static str>,
    /// Kind of failure and its sentence, when it was not run.
    pub failure: Option<(&'static str, String)>,
    /// Codes of the reasons.
    pub codes: Vec<String>,
    /// The reasons in sentences.
    pub reasons: Vec<String>,
    /// Pooled comparison score at the end.
    pub score: Option<f32>,
    /// LLR (same person : other person).
    pub identity_llr: Option<f32>,
    /// LLR (attack : bona fide).
    pub presence_llr: Option<f32>,
    /// Mean over time of the PAD log-odds of bona fide.
    pub pad_mean: Option<f64>,
    /// Mean over time of the manipulation logit.
    pub manipulation_mean: Option<f64>,
    /// Position of the last analysed frame, seconds.
    pub seconds: Option<f64>,
    /// What became of the frames.
    pub frames: Option<Frames>,
    /// Frames with the subject's face.
    pub faces: Option<usize>,
    /// Seconds until the outcome stood for good.
    pub settled_s: Option<f64>,
    /// Frames analysed by then.
    pub settled_frames: Option<u64>,
    /// In words, when the clip broke off.
    pub broke_off: Option<String>,
}

impl VideoRow {
    pub(super) fn of(trial: Trial<'_>) -> Self {
        let (item, run, end) = (trial.item, trial.run(), trial.end());
        let failure = trial.result.as_ref().err().map(|f| (f.kind(), f.sentence()));
        Self {
            line: item.line,
            reference: reference_of(item),
            video: item.video.display().to_string(),
            truth: name_of(&item.truth),
            subject: item.subject.clone(),
            group: item.group.clone(),
            outcome: end.map(|e| e.outcome.as_str()),
            failure,
            codes: end.map(|e| e.codes.clone()).unwrap_or_default(),
            reasons: run.map(|r| r.reasons.clone()).unwrap_or_default(),
            score: end.and_then(|e| e.score),
            identity_llr: end.and_then(|e| e.identity_llr),
            presence_llr: end.and_then(|e| e.presence_llr),
            pad_mean: run.and_then(|r| r.mean(|s| s.pad)),
            manipulation_mean: run.and_then(|r| r.mean(|s| s.manipulation)),
            seconds: run.map(|r| r.seconds),
            frames: run.map(|r| r.frames),
            faces: run.map(|r| r.samples.len()),
            settled_s: run.and_then(|r| Some(r.settled?.at_s)),
            settled_frames: run.and_then(|r| Some(r.settled?.frames)),
            broke_off: run.and_then(|r| r.broke_off.clone()),
        }
    }
}

fn reference_of(item: &SessionItem) -> String {
    let file = item.reference.file.display();
    item.reference.at_s.map_or_else(|| file.to_string(), |at| format!("{file}@{at}"))
}

fn number(value: Option<f32>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// A file beside `path`, readable by its owner only: it says who was measured how.
fn writer(path: &Path) -> io::Result<csv::Writer<NamedTempFile>> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(csv::Writer::from_writer(NamedTempFile::new_in(folder)?))
}

/// Puts the finished file in its place.
fn keep(out: csv::Writer<NamedTempFile>, path: &Path) -> io::Result<()> {
    let file = out.into_inner().map_err(|e| io::Error::other(e.to_string()))?;
    file.persist(path).map(drop).map_err(|e| e.error)
}

/// Scores of every analysed face over time, one line each.
///
/// # Errors
/// When the file cannot be written.
pub fn samples_csv(path: &Path, items: &[SessionItem], results: &[ClipResult]) -> io::Result<()> {
    let columns = ["score", "quality", "learned_quality", "pad", "manipulation", "openness"];
    by_moment(path, columns, items, results, |run| {
        let cells = |s: &Sample| {
            let quality = s.quality.to_string();
            [
                number(s.score),
                quality,
                number(s.learned_quality),
                number(s.pad),
                number(s.manipulation),
                number(s.openness),
            ]
        };
        run.samples.iter().map(|s| (s.at_s, cells(s))).collect()
    })
}

/// The verdict of every session after each second watched, one line each.
///
/// # Errors
/// When the file cannot be written.
pub fn timeline_csv(path: &Path, items: &[SessionItem], results: &[ClipResult]) -> io::Result<()> {
    let columns = ["frames", "outcome", "score", "identity_llr", "presence_llr", "codes"];
    by_moment(path, columns, items, results, |run| {
        let cells = |m: &Moment| {
            let outcome = m.outcome.as_str().to_owned();
            let (identity, presence) = (number(m.identity_llr), number(m.presence_llr));
            let codes = m.codes.join(" ");
            [m.frames.to_string(), outcome, number(m.score), identity, presence, codes]
        };
        run.timeline.iter().chain(&run.verdict).map(|m| (m.at_s, cells(m))).collect()
    })
}

/// Writes a table with a line for each moment that `moments` finds in a session: which session, when, and
/// the `columns` of that moment. Sessions that were not run have none.
fn by_moment<const N: usize>(
    path: &Path,
    columns: [&str; N],
    items: &[SessionItem],
    results: &[ClipResult],
    moments: impl Fn(&ClipRun) -> Vec<(f64, [String; N])>,
) -> io::Result<()> {
    let mut out = writer(path)?;
    out.write_record(["line", "video", "truth", "at_s"].into_iter().chain(columns))?;
    for (item, result) in items.iter().zip(results) {
        let Ok(run) = result else { continue };
        let (line, video) = (item.line.to_string(), item.video.display().to_string());
        let session = [line, video, name_of(&item.truth)];
        for (at_s, cells) in moments(run) {
            let at = format!("{at_s:.3}");
            out.write_record(session.iter().chain([&at]).chain(&cells))?;
        }
    }
    keep(out, path)
}
