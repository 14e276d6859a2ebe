//! The third question: one person throughout, camera on, face visible?

use std::time::Duration;

use domain::{Continuity, ContinuityState, LogHeader, MediaTime, Reason, ReasonCode, SourceEnd};

use crate::policy::SecondFaceRule;
use crate::{IdentityThresholds, Policy, SessionEvidence};

/// The answer, its reasons, and whether the one who came in is somebody else than a reference.
pub(crate) struct Judgement {
    pub(crate) continuity: Continuity,
    pub(crate) reasons: Vec<Reason>,
    /// A stretch of the session is a different person from some reference.
    pub(crate) stranger_in_part: bool,
}

pub(crate) fn judge(evidence: &SessionEvidence, header: &LogHeader, policy: &Policy) -> Judgement {
    let c = &policy.continuity;
    let mut breaks = Vec::new();
    let mut notes = Vec::new();
    let (changed, stranger_in_part) = person_changed(evidence, header, policy);
    breaks.extend(changed);
    if let Some(a) = evidence.longest_absence
        && exceeds(a.lasted, c.max_absence_ms)
    {
        breaks.push(at(
            ReasonCode::FaceAway,
            a.from,
            format!(
                "no face for {:.1} s (allowed: {:.1} s)",
                a.lasted.as_secs_f64(),
                c.max_absence_ms as f64 / 1000.0
            ),
        ));
    }
    if let Some(gap) = evidence.longest_gap
        && exceeds(gap.lasted, c.max_gap_ms)
    {
        breaks.push(at(
            ReasonCode::StreamGap,
            gap.from,
            format!(
                "no picture was looked at for {:.1} s (allowed: {:.1} s)",
                gap.lasted.as_secs_f64(),
                c.max_gap_ms as f64 / 1000.0
            ),
        ));
    }
    match &evidence.ended {
        Some(SourceEnd::Truncated { .. }) => notes.push(Reason {
            code: ReasonCode::StreamBroken,
            text: "the recording breaks off: the verdict rests on what came before".to_owned(),
            at: evidence.span.map(|(_, last)| last),
        }),
        Some(SourceEnd::Lost { attempts }) => notes.push(Reason {
            code: ReasonCode::StreamBroken,
            text: format!("the stream was lost and {attempts} attempts to get it back failed"),
            at: evidence.span.map(|(_, last)| last),
        }),
        Some(SourceEnd::CutShort) => notes.push(Reason {
            code: ReasonCode::CutShort,
            text:
                "the service was stopped while the session ran: what was seen decides nothing in \
                   the person's favour, start the session again"
                    .to_owned(),
            at: evidence.span.map(|(_, last)| last),
        }),
        Some(SourceEnd::Finished | SourceEnd::Cancelled) | None => {}
    }
    if let Some((first, share)) = evidence.second_face
        && share >= c.second_face_share
    {
        let reason = at(
            ReasonCode::SecondFace,
            first,
            format!("a second face of comparable size in {:.0} % of the searches", share * 100.0),
        );
        match c.second_face {
            SecondFaceRule::Refer => breaks.push(reason),
            SecondFaceRule::Note => notes.push(reason),
        }
    }
    let watched = evidence.span.map_or(Duration::ZERO, |(first, last)| last - first);
    let too_short = !exceeds_or_equal(watched, policy.watch.min_ms);
    if evidence.frames_with_face == 0 {
        notes.insert(
            0,
            Reason { code: ReasonCode::NoFace, text: "no face was seen".to_owned(), at: None },
        );
    } else if too_short {
        notes.push(Reason {
            code: ReasonCode::TooShort,
            text: format!(
                "watched for {:.1} s; at least {:.1} s are needed",
                watched.as_secs_f64(),
                policy.watch.min_ms as f64 / 1000.0
            ),
            at: None,
        });
    }
    let broken_at = breaks.iter().filter_map(|r| r.at).min();
    let state = if !breaks.is_empty() {
        ContinuityState::Broken
    } else if too_short
        || evidence.frames_with_face == 0
        || evidence.ended == Some(SourceEnd::CutShort)
    {
        ContinuityState::NotEnough
    } else {
        ContinuityState::Held
    };
    breaks.extend(notes);
    Judgement { continuity: Continuity { state, broken_at }, reasons: breaks, stranger_in_part }
}

fn person_changed(
    evidence: &SessionEvidence,
    header: &LogHeader,
    policy: &Policy,
) -> (Option<Reason>, bool) {
    let llr = |score: f64| f64::from(header.identity_calibration.llr(score).get());
    let change = policy.continuity.change_llr;
    let limit = IdentityThresholds::of(&policy.identity, header);
    let stranger = evidence
        .references
        .iter()
        .filter_map(|r| r.lowest_pair)
        .filter(|(_, score)| *score <= limit.different)
        .min_by_key(|(when, _)| *when);
    let own = evidence.self_lowest_pair.filter(|(_, score)| llr(*score) <= change);
    // A pool of two people resembles both, so the session's own face may hide a change between its first
    // samples; a reference that the session matches as a whole does not. Of 50 bona fide development sessions
    // none had a pair below 0.52 where 0.36 counts.
    let in_part = evidence
        .references
        .iter()
        .filter(|r| r.pooled.is_some_and(|p| f64::from(p.get()) >= limit.same))
        .filter_map(|r| r.lowest_pair)
        .filter(|(_, score)| *score <= limit.different)
        .min_by_key(|(when, _)| *when);
    let reason = match (own, in_part) {
        (Some((when, score)), _) => Some((when, score, "the session's own pooled face")),
        (None, Some((when, score))) => Some((when, score, "a reference that the rest matches")),
        (None, None) => None,
    };
    let reason = reason.map(|(when, score, against)| {
        at(
            ReasonCode::PersonChanged,
            when,
            format!("the face changed in mid-session (score {score:.2} against {against})"),
        )
    });
    (reason, own.is_some() && stranger.is_some())
}

fn at(code: ReasonCode, when: MediaTime, text: String) -> Reason {
    Reason { code, text, at: Some(when) }
}

fn exceeds(lasted: Duration, limit_ms: u64) -> bool {
    lasted > Duration::from_millis(limit_ms)
}

fn exceeds_or_equal(lasted: Duration, limit_ms: u64) -> bool {
    lasted >= Duration::from_millis(limit_ms)
}
