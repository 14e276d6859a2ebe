//! Summing up a measurement log, entry by entry.
//!
//! [`Evidence`] is the accumulator a live session keeps; [`SessionEvidence`] is its snapshot, plain data
//! that [`crate::fuse`] judges. Feeding a stored log through the same accumulator gives the same snapshot.

use std::collections::VecDeque;
use std::time::Duration;

use domain::{
    ComparisonScore, CueFinding, FaceRecord, FrameRecord, LightFinding, LogEntry, LogHeader,
    MediaTime, QualityScore, Reference, ReferenceId, ReferenceKind, Sign, SourceEnd, SourceEvent,
    Steps, StreamFinding, Template, TrackId,
};

use signals::Blinks;

use crate::blinks::BlinkWatch;
use crate::cues::CueWatch;
use crate::lights::LightWatch;
use crate::loops::LoopWatch;
use crate::stream::StreamWatch;
use crate::{LoopFound, Policy, Series, SeriesSummary, TemplatePool};

/// A picture stands still when the median change of its thumbnail over [`STILL_WINDOW`] is below this.
/// Mean absolute luma change per cell, 0..255. An encoder refines a still picture and pulses at key
/// frames: stills encoded as H.264 and VP8 at meeting bit rates have medians up to 0.14. Of 30 clips of
/// living people no two neighbouring frames at 5 fps changed by less than 0.19; their medians start at 0.6.
const STILL_BELOW: f32 = 0.16;

/// Time over which stillness is judged: a key frame's pulse must not hide it.
const STILL_WINDOW: Duration = Duration::from_secs(2);

/// Changes that a judgement of stillness must rest on: half of what 5 fps give in the window.
const STILL_SAMPLES: usize = 5;

/// A second face counts when its area is at least this share of the subject's.
const SECOND_FACE_AREA: f32 = 0.3;

/// Faces that must have been pooled before a new one is compared with the pool to see a change of person.
const POOL_BEFORE_CHANGE: u32 = 3;

/// A stretch of time with something missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Where it began.
    pub from: MediaTime,
    /// How long it lasted.
    pub lasted: Duration,
}

/// What the session says about one reference.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceEvidence {
    /// Which.
    pub reference: ReferenceId,
    /// What kind.
    pub kind: ReferenceKind,
    /// The pooled template against it; none before the first comparable face or for another model's
    /// template.
    pub pooled: Option<ComparisonScore>,
    /// The lowest pair of neighbouring samples against it.
    pub lowest_pair: Option<(MediaTime, f64)>,
}

/// Everything a verdict rests on, as plain data.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionEvidence {
    /// First and last analysed frame.
    pub span: Option<(MediaTime, MediaTime)>,
    /// Frames with the subject's face.
    pub frames_with_face: u32,
    /// Faces pooled for identity.
    pub samples: u32,
    /// One per reference, in order.
    pub references: Vec<ReferenceEvidence>,
    /// PAD scores, attack positive; none when nothing was assessed.
    pub pad: Option<SeriesSummary>,
    /// Manipulation scores, manipulated positive; none when nothing was assessed.
    pub manipulation: Option<SeriesSummary>,
    /// Whether the eyes closed; none when they were not watched, or too slowly.
    pub blinks: Option<Blinks>,
    /// The lowest pair of neighbouring samples against the session's own pooled face.
    pub self_lowest_pair: Option<(MediaTime, f64)>,
    /// Longest time without the subject's face, after it was first seen.
    pub longest_absence: Option<Absence>,
    /// Longest time without a frame, because none came or none could be looked at.
    pub longest_gap: Option<Absence>,
    /// Longest stretch of repeated pictures.
    pub longest_freeze: Option<Absence>,
    /// A recording in a loop.
    pub looped: Option<LoopFound>,
    /// Share of whole-frame searches with a second face of comparable size, and when one was first seen.
    pub second_face: Option<(MediaTime, f64)>,
    /// What was asked of the person, and what came of it.
    pub cues: Vec<CueFinding>,
    /// Light cards, and what came of them.
    pub lights: Vec<LightFinding>,
    /// What was noticed around the stream.
    pub signs: Vec<Sign>,
    /// When several movements that nobody had asked for were first made during one cue.
    pub other_movements: Option<MediaTime>,
    /// When a face that was to come closer first grew as an enlarged picture does.
    pub enlarged_approach: Option<MediaTime>,
    /// What the service leads the person through.
    pub steps: Option<Steps>,
    /// What the stream shows besides faces.
    pub stream: StreamFinding,
    /// How the source ended, once it has.
    pub ended: Option<SourceEnd>,
}

/// The accumulator.
#[derive(Debug, Default)]
pub struct Evidence {
    references: Vec<(Reference, Series)>,
    pool: TemplatePool,
    self_similarity: Series,
    pad: Series,
    manipulation: Series,
    blinks: BlinkWatch,
    span: Option<(MediaTime, MediaTime)>,
    frames_with_face: u32,
    face_last_seen: Option<MediaTime>,
    /// The newest frame was without the subject's face.
    is_away: bool,
    longest_absence: Option<Absence>,
    longest_gap: Option<Absence>,
    /// Change of the newest frames, each with the moment it is counted from.
    changes: VecDeque<(MediaTime, f32)>,
    frozen_since: Option<MediaTime>,
    longest_freeze: Option<Absence>,
    loops: LoopWatch,
    whole_searches: u32,
    second_faces: u32,
    second_face_at: Option<MediaTime>,
    cues: CueWatch,
    lights: LightWatch,
    signs: Vec<Sign>,
    steps: Option<Steps>,
    stream: StreamWatch,
    ended: Option<SourceEnd>,
}

impl Evidence {
    /// An empty accumulator for the references of `header`.
    pub fn new(header: &LogHeader) -> Self {
        let references = header.references.iter().map(|r| (r.clone(), Series::default())).collect();
        Self { references, blinks: BlinkWatch::new(header), ..Self::default() }
    }

    /// Takes the next log entry.
    pub fn push(&mut self, entry: &LogEntry) {
        if let LogEntry::Source(event) = entry {
            self.stream.push_source(event);
        }
        match entry {
            LogEntry::Frame(frame) => self.push_frame(frame),
            LogEntry::Source(SourceEvent::Resumed { at, gap }) => {
                let from = MediaTime::from_nanos(
                    at.nanos().saturating_sub(u64::try_from(gap.as_nanos()).unwrap_or(u64::MAX)),
                );
                longer(&mut self.longest_gap, Absence { from, lasted: *gap });
                self.blinks.interrupt();
            }
            LogEntry::Source(SourceEvent::Changed(_)) => self.blinks.interrupt(),
            LogEntry::Source(SourceEvent::Ended(end)) => {
                self.lights.end();
                self.ended = Some(end.clone());
            }
            LogEntry::Source(_) => {}
            LogEntry::Camera(claim) => self.stream.push_camera(claim),
            LogEntry::Cue(cue) => self.cues.ask(*cue),
            LogEntry::Light(entry) => self.lights.push(entry),
            LogEntry::Sign(sign) => self.signs.push(*sign),
            LogEntry::Steps(steps) => self.steps = Some(*steps),
            LogEntry::Hand(sample) => self.cues.push_hand(sample),
        }
    }

    fn push_frame(&mut self, frame: &FrameRecord) {
        let at = frame.pts;
        self.push_freeze(frame);
        self.stream.push_frame(frame);
        if frame.change != Some(0.0) {
            self.blinks.push_frame(at);
        }
        if let Some((_, last)) = self.span {
            // Nobody is away while nobody looks: frames that were dropped are a gap.
            longer(&mut self.longest_gap, Absence { from: last, lasted: at - last });
        }
        self.span = Some(self.span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        let subject = frame.subject.and_then(|id| frame.faces.iter().find(|f| f.track == id));
        match (subject, self.face_last_seen) {
            (Some(_), seen) => {
                if let Some(seen) = seen.filter(|_| self.is_away) {
                    longer(&mut self.longest_absence, Absence { from: seen, lasted: at - seen });
                }
                self.face_last_seen = Some(at);
                self.is_away = false;
                self.frames_with_face += 1;
            }
            (None, Some(seen)) => {
                self.is_away = true;
                longer(&mut self.longest_absence, Absence { from: seen, lasted: at - seen });
            }
            (None, None) => {}
        }
        if frame.whole_frame {
            self.whole_searches += 1;
            if let Some(subject) = subject {
                let least = subject.rect.area() * SECOND_FACE_AREA;
                if frame.faces.iter().any(|f| f.track != subject.track && f.rect.area() >= least) {
                    self.second_faces += 1;
                    self.second_face_at.get_or_insert(at);
                }
            }
        }
        let scores = subject.map(|face| self.scores(face)).unwrap_or_default();
        self.cues.push(at, subject, &scores);
        self.lights.push_frame(at);
        if let Some(face) = subject {
            self.loops.push(at, face, frame.change);
            let eyes = face.measurement.openness.assessed().map(|o| o.eyes);
            self.blinks.push_face(at, face.track, eyes);
            self.push_face(at, face);
        }
    }

    /// Comparison scores of this face against each reference that it can be compared with.
    fn scores(&self, face: &FaceRecord) -> Vec<ComparisonScore> {
        let Some(features) = face.measurement.features.assessed() else { return Vec::new() };
        self.references.iter().filter_map(|(r, _)| features.compare(&r.template).ok()).collect()
    }

    fn push_freeze(&mut self, frame: &FrameRecord) {
        let Some(change) = frame.change else { return };
        let before = self.span.map_or(frame.pts, |(_, last)| last);
        self.changes.push_back((before, change));
        while self.changes.front().is_some_and(|(from, _)| frame.pts - *from > STILL_WINDOW) {
            self.changes.pop_front();
        }
        let mut window: Vec<f32> = self.changes.iter().map(|(_, change)| *change).collect();
        window.sort_by(f32::total_cmp);
        let is_still = window.len() >= STILL_SAMPLES && window[window.len() / 2] < STILL_BELOW;
        if !is_still {
            self.frozen_since = None;
            return;
        }
        let first_still = self.changes.iter().find(|(_, change)| *change < STILL_BELOW);
        let from =
            *self.frozen_since.get_or_insert(first_still.map_or(frame.pts, |(from, _)| *from));
        longer(&mut self.longest_freeze, Absence { from, lasted: frame.pts - from });
    }

    fn push_face(&mut self, at: MediaTime, face: &FaceRecord) {
        let m = &face.measurement;
        if let Some(pad) = m.pad.assessed().filter(|_| !self.cues.hides_face()) {
            // The models speak of bona fide; evidence speaks of the attack.
            self.pad.push(at, -f64::from(pad.get()));
        }
        if let Some(manipulation) = m.manipulation.assessed() {
            self.manipulation.push(at, f64::from(manipulation.get()));
        }
        let Some(features) = m.features.assessed() else {
            return;
        };
        for (reference, series) in &mut self.references {
            if let Ok(score) = features.compare(&reference.template) {
                series.push(at, f64::from(score.get()));
            }
        }
        if self.pool.count() >= POOL_BEFORE_CHANGE
            && let Some((template, _)) = self.pool.template()
            && let Ok(score) = features.compare(&template)
        {
            self.self_similarity.push(at, f64::from(score.get()));
        }
        // Another model's features cannot occur within one session; were they to, they are not pooled.
        let _ = self.pool.add(features, face.quality.score);
    }

    /// The pooled template of the session and its quality; none before the first comparable face.
    pub fn pooled(&self) -> Option<(Template, QualityScore)> {
        self.pool.template()
    }

    /// Faces pooled so far.
    pub const fn samples(&self) -> u32 {
        self.pool.count()
    }

    /// Mean of the newest `n` comparison scores against the reference that fits worst.
    pub fn recent_identity(&self, n: usize) -> Option<f64> {
        self.references.iter().filter_map(|(_, s)| s.recent(n)).min_by(f64::total_cmp)
    }

    /// Mean of the newest `n` PAD scores, attack positive.
    pub fn recent_pad(&self, n: usize) -> Option<f64> {
        self.pad.recent(n)
    }

    /// Mean of the newest `n` manipulation scores.
    pub fn recent_manipulation(&self, n: usize) -> Option<f64> {
        self.manipulation.recent(n)
    }

    /// Whether the eyes closed, as far as they were watched.
    pub fn blinks(&self) -> Option<Blinks> {
        self.blinks.blinks()
    }

    /// Whether the openness of the subject's eyes on the next frame, on this track, would say more about
    /// blinks.
    pub fn wants_openness_of(&self, track: TrackId) -> bool {
        self.blinks.is_wanted_of(track)
    }

    /// Whether the mesh is wanted for how the head stands: while the service leads, because a resting pose is
    /// taken before anything is asked for.
    pub const fn wants_pose(&self) -> bool {
        self.steps.is_some()
    }

    /// Whether a cue waits whose answer is a hand.
    pub fn wants_hand(&self) -> bool {
        self.cues.wants_hand()
    }

    /// Number of PAD and manipulation samples so far.
    pub fn presence_samples(&self) -> (usize, usize) {
        (self.pad.len(), self.manipulation.len())
    }

    /// The snapshot to be judged.
    pub fn summary(&self) -> SessionEvidence {
        let pooled = self.pooled();
        SessionEvidence {
            span: self.span,
            frames_with_face: self.frames_with_face,
            samples: self.pool.count(),
            references: self
                .references
                .iter()
                .map(|(reference, series)| ReferenceEvidence {
                    reference: reference.id,
                    kind: reference.kind,
                    pooled: pooled.as_ref().and_then(|(t, _)| t.compare(&reference.template).ok()),
                    lowest_pair: series.lowest_pair(),
                })
                .collect(),
            pad: self.pad.summary(),
            manipulation: self.manipulation.summary(),
            blinks: self.blinks(),
            self_lowest_pair: self.self_similarity.lowest_pair(),
            longest_absence: self.longest_absence,
            longest_gap: self.longest_gap,
            longest_freeze: self.longest_freeze,
            looped: self.loops.found(),
            second_face: self.second_face_at.map(|at| {
                (at, f64::from(self.second_faces) / f64::from(self.whole_searches.max(1)))
            }),
            cues: self.cues.findings(),
            lights: self.lights.findings(),
            signs: self.signs.clone(),
            steps: self.steps,
            other_movements: self.cues.other_movements(),
            enlarged_approach: self.cues.enlarged(),
            stream: self.stream_finding(),
            ended: self.ended.clone(),
        }
    }

    fn stream_finding(&self) -> StreamFinding {
        let searches = self.whole_searches;
        StreamFinding {
            second_face: (searches > 0).then(|| self.second_faces as f32 / searches as f32),
            ..self.stream.finding()
        }
    }

    /// The verdict as things stand.
    pub fn judge(&self, header: &LogHeader, policy: &Policy) -> domain::Verdict {
        crate::fuse(&self.summary(), header, policy)
    }
}

fn longer(longest: &mut Option<Absence>, candidate: Absence) {
    if longest.is_none_or(|l| candidate.lasted > l.lasted) {
        *longest = Some(candidate);
    }
}

#[cfg(test)]
mod tests {
    use domain::LogEntry;

    use super::*;

    /// The longest freeze in milliseconds that these changes, 200 ms apart, amount to.
    fn check(changes: impl IntoIterator<Item = f32>, expected_ms: Option<u128>) {
        let mut evidence = Evidence::new(&testkit::log_header(Policy::BUILT_IN[0], Vec::new()));
        for (i, change) in std::iter::once(0.0).chain(changes).enumerate() {
            let mut frame = testkit::frame_record(i as u64, i as u64 * 200);
            frame.change = (i > 0).then_some(change);
            evidence.push(&LogEntry::Frame(frame));
        }
        let freeze = evidence.summary().longest_freeze.map(|a| a.lasted.as_millis());
        assert_eq!(freeze, expected_ms);
    }

    #[test]
    fn a_living_picture_is_never_frozen() {
        check([0.2; 100], None);
        check((0..100).map(|i| 0.6 + (i % 7) as f32 * 0.3), None);
    }

    #[test]
    fn an_encoded_still_is_frozen_in_spite_of_key_frame_pulses() {
        let pulse = |i: usize| if i.is_multiple_of(10) { 1.3 } else { 0.14 };
        check((0..50).map(pulse), Some(9_800));
    }

    #[test]
    fn a_freeze_ends_with_movement_and_counts_from_its_beginning() {
        let moving = [1.0; 20];
        let still = [0.0; 15];
        let freeze = moving.into_iter().chain(still).chain(moving);
        // Fifteen still steps of 200 ms, give or take what the median needs to turn.
        let mut evidence = Evidence::new(&testkit::log_header(Policy::BUILT_IN[0], Vec::new()));
        for (i, change) in freeze.enumerate() {
            let mut frame = testkit::frame_record(i as u64, i as u64 * 200);
            frame.change = Some(change);
            evidence.push(&LogEntry::Frame(frame));
        }
        let freeze = evidence.summary().longest_freeze.expect("it stood still");
        assert!((2_000..=4_000).contains(&freeze.lasted.as_millis()), "{freeze:?}");
    }

    #[test]
    fn frames_that_nobody_looked_at_are_a_gap_and_no_absence() {
        let mut evidence = Evidence::new(&testkit::log_header(Policy::BUILT_IN[0], Vec::new()));
        let push = |evidence: &mut Evidence, ms: u64, is_there: bool| {
            let mut frame = testkit::frame_record(ms / 200, ms);
            if !is_there {
                frame.faces.clear();
                frame.subject = None;
            }
            evidence.push(&LogEntry::Frame(frame));
        };
        let lasted = |a: Option<Absence>| a.map(|a| a.lasted.as_millis());
        push(&mut evidence, 0, true);
        push(&mut evidence, 200, true);
        push(&mut evidence, 3_600, true);
        let seen = evidence.summary();
        assert_eq!((lasted(seen.longest_absence), lasted(seen.longest_gap)), (None, Some(3_400)));
        push(&mut evidence, 3_800, false);
        push(&mut evidence, 5_000, true);
        assert_eq!(lasted(evidence.summary().longest_absence), Some(1_400));
    }

    /// PAD samples that count, of ten frames, with a hand before the face on each of them.
    fn counted_under_a_hand(cue: Option<domain::CueKind>) -> usize {
        let mut evidence = Evidence::new(&testkit::log_header(Policy::BUILT_IN[0], Vec::new()));
        for i in 0..10 {
            let mut frame = testkit::frame_record(i, i * 200);
            let face = frame.faces[0].rect;
            let pad = domain::PadScore::new(-3.0).unwrap();
            frame.faces[0].measurement.pad = domain::Signal::Assessed(pad);
            let at = frame.pts;
            evidence.push(&LogEntry::Frame(frame));
            if let Some(kind) = cue.filter(|_| i == 1) {
                evidence.push(&LogEntry::Cue(domain::CueAsked { number: 0, kind, at }));
            }
            let hand = Some(domain::HandSeen { rect: face, score: 0.9 });
            evidence.push(&LogEntry::Hand(domain::HandSample { at, face, hand }));
        }
        evidence.presence_samples().0
    }

    #[test]
    fn a_hand_before_the_face_excuses_its_scores_only_where_it_was_asked_for() {
        assert_eq!(counted_under_a_hand(None), 10);
        assert_eq!(counted_under_a_hand(Some(domain::CueKind::TurnLeft)), 10);
        assert_eq!(counted_under_a_hand(Some(domain::CueKind::CoverFace)), 2);
    }

    #[test]
    fn a_few_equal_pictures_are_no_freeze() {
        check([0.0, 0.0, 0.0, 0.0], None);
    }
}
