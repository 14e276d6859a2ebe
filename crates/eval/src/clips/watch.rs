//! One session from its first frame to its verdict, through the product's own loop, with notes taken.

use std::path::Path;
use std::sync::PoisonError;

use app::{CaptureControl, CaptureEnd, CaptureObserver, InferencePool, run_capture};
use domain::{
    ComparisonScore, FrameCounts, FrameRecord, LogEntry, ManipulationScore, MediaTime, PadScore,
    Reference, SourceEnd, SourceEvent, Template, Verdict,
};
use session::{Cadence, CaptureSession, SessionEvent};

use super::beside::Heard;
use super::record::{ClipFailure, ClipRun, Frames, Moment, Sample, Settled};
use super::{ClipSet, limits, reference};

/// Runs the session of `clip`. What the models beside say arrives in `heard`.
pub(super) fn session(
    set: &ClipSet<'_>,
    pool: &InferencePool,
    heard: &Heard,
    clip: &Path,
    reference: Option<&Reference>,
) -> Result<ClipRun, ClipFailure> {
    heard.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let source = reference::open(set, clip, set.sample_fps).map_err(ClipFailure::Unreadable)?;
    let references: Vec<Reference> = reference.cloned().into_iter().collect();
    let mut notes = Notes::new(&references, heard);
    let session =
        CaptureSession::new(set.header(references), set.policy.clone(), Cadence::default());
    let control = CaptureControl::new();
    let report = run_capture(&source, session, pool, &mut notes, &control, limits());
    let Some(verdict) = report.verdict.filter(|_| report.end != CaptureEnd::NoAnalyst) else {
        return Err(ClipFailure::Models("no model is left to measure with".into()));
    };
    notes.settle(notes.last_at, verdict.outcome);
    Ok(ClipRun {
        stream: report.media.as_ref().map(Into::into),
        frames: report.counts.into(),
        seconds: notes.last_at.seconds(),
        samples: notes.samples,
        timeline: notes.timeline,
        verdict: Some(Moment::of(notes.last_at, notes.frames, &verdict)),
        reasons: sentences(&verdict),
        broke_off: notes.broke_off,
        settled: notes.settled.map(|(_, settled)| settled),
    })
}

/// Measures the face of a picture once. A still is no session, and has no verdict.
pub(super) fn still(
    pool: &InferencePool,
    heard: &Heard,
    picture: &Path,
) -> Result<ClipRun, ClipFailure> {
    heard.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let bytes = reference::read_picture(picture).map_err(ClipFailure::Unreadable)?;
    let enrolled = pool
        .enrol_picture(bytes.into())
        .and_then(app::Pending::wait)
        .map_err(|e| ClipFailure::Models(super::chain(&e)))?
        .map_err(|refusal| ClipFailure::Unreadable(refusal.detail))?;
    let said = &enrolled.measurement;
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    let sample = Sample {
        seq: 0,
        at_s: 0.0,
        score: None,
        quality: enrolled.face.quality.score.get(),
        learned_quality: said.learned_quality.assessed().copied(),
        pad: said.pad.assessed().copied().map(PadScore::get),
        manipulation: said.manipulation.assessed().copied().map(ManipulationScore::get),
        openness: said.openness.assessed().map(|o| o.eyes),
        beside: heard.pop().map(|(_, said)| said).unwrap_or_default(),
    };
    Ok(ClipRun {
        stream: None,
        frames: Frames { received: 1, sampled: 1, analysed: 1, dropped: 0 },
        seconds: 0.0,
        samples: vec![sample],
        timeline: Vec::new(),
        verdict: None,
        reasons: Vec::new(),
        broke_off: None,
        settled: None,
    })
}

fn sentences(verdict: &Verdict) -> Vec<String> {
    verdict.reasons.iter().map(|r| format!("{}: {}", r.code.as_str(), r.text)).collect()
}

/// Notes of a session.
struct Notes<'h> {
    templates: Vec<Template>,
    heard: &'h Heard,
    frames: u64,
    last_at: MediaTime,
    samples: Vec<Sample>,
    timeline: Vec<Moment>,
    settled: Option<(domain::Outcome, Settled)>,
    broke_off: Option<String>,
}

impl<'h> Notes<'h> {
    fn new(references: &[Reference], heard: &'h Heard) -> Self {
        Self {
            templates: references.iter().map(|r| r.template.clone()).collect(),
            heard,
            frames: 0,
            last_at: MediaTime::ZERO,
            samples: Vec::new(),
            timeline: Vec::new(),
            settled: None,
            broke_off: None,
        }
    }

    fn frame(&mut self, record: &FrameRecord) {
        self.frames += 1;
        self.last_at = record.pts;
        let heard = {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *heard)
        };
        let Some(face) = record.subject.and_then(|id| record.faces.iter().find(|f| f.track == id))
        else {
            return;
        };
        let said = &face.measurement;
        let score = said.features.assessed().and_then(|features| {
            let scores = self.templates.iter().filter_map(|t| features.compare(t).ok());
            scores.map(ComparisonScore::get).min_by(f32::total_cmp)
        });
        self.samples.push(Sample {
            seq: record.seq,
            at_s: record.pts.seconds(),
            score,
            quality: face.quality.score.get(),
            learned_quality: said.learned_quality.assessed().copied(),
            pad: said.pad.assessed().copied().map(PadScore::get),
            manipulation: said.manipulation.assessed().copied().map(ManipulationScore::get),
            openness: said.openness.assessed().map(|o| o.eyes),
            beside: heard
                .into_iter()
                .find(|(seq, _)| *seq == record.seq)
                .map(|(_, said)| said)
                .unwrap_or_default(),
        });
    }

    fn settle(&mut self, at: MediaTime, outcome: domain::Outcome) {
        if self.settled.is_none_or(|(standing, _)| standing != outcome) {
            let settled = Settled { at_s: at.seconds(), frames: self.frames };
            self.settled = Some((outcome, settled));
        }
    }

    fn verdict(&mut self, at: MediaTime, verdict: &Verdict) {
        self.settle(at, verdict.outcome);
        let moment = Moment::of(at, self.frames, verdict);
        match self.timeline.last_mut() {
            Some(last) if last.at_s.floor() == moment.at_s.floor() => *last = moment,
            _ => self.timeline.push(moment),
        }
    }
}

impl CaptureObserver for Notes<'_> {
    fn entry(&mut self, entry: LogEntry) {
        match entry {
            LogEntry::Frame(record) => self.frame(&record),
            LogEntry::Source(SourceEvent::Ended(end)) => {
                self.broke_off = match end {
                    SourceEnd::Truncated { detail } => Some(detail),
                    SourceEnd::Lost { .. } => Some("nothing more came".into()),
                    SourceEnd::Finished | SourceEnd::Cancelled | SourceEnd::CutShort => None,
                };
            }
            LogEntry::Source(_)
            | LogEntry::Cue(_)
            | LogEntry::Light(_)
            | LogEntry::Sign(_)
            | LogEntry::Steps(_)
            | LogEntry::Hand(_)
            | LogEntry::Camera(_) => {}
        }
    }

    fn event(&mut self, event: &SessionEvent, _counts: FrameCounts) {
        if let SessionEvent::Verdict { at, verdict, .. } = event {
            self.verdict(*at, verdict);
        }
    }
}
