//! Words and lines for people at a terminal.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};

use app::EvidenceFrame;
use domain::{
    ContinuityState, FrameCounts, IdentityState, MediaTime, Outcome, PresenceState, ReasonCode,
    Verdict,
};

use crate::commands::references::Reference;

/// An error and its causes in one line.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// `1:05.2` for 65.2 s.
pub(crate) fn stream_time(at: MediaTime) -> String {
    let tenths = at.millis() / 100;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

fn word(verdict: &Verdict) -> (&'static str, &'static str, &'static str) {
    let identity = match verdict.identity.state {
        IdentityState::Same => "same",
        IdentityState::Different => "different",
        IdentityState::NotEnough => "not enough yet",
    };
    let presence = match verdict.presence.state {
        PresenceState::Live => "live",
        PresenceState::Attack => "attack",
        PresenceState::NotEnough => "not enough yet",
    };
    let continuity = match verdict.continuity.state {
        ContinuityState::Held => "held",
        ContinuityState::Broken => "broken",
        ContinuityState::NotEnough => "not enough yet",
    };
    (identity, presence, continuity)
}

/// The line that is overwritten while a session runs; silent when nobody watches.
pub(crate) struct ProgressLine {
    is_shown: bool,
    faces: u64,
}

impl ProgressLine {
    pub(crate) fn new(is_wanted: bool) -> Self {
        Self { is_shown: is_wanted && std::io::stderr().is_terminal(), faces: 0 }
    }

    pub(crate) fn face(&mut self) {
        self.faces += 1;
    }

    pub(crate) fn show(&self, at: MediaTime, counts: FrameCounts, verdict: &Verdict) {
        if !self.is_shown {
            return;
        }
        let (identity, presence, continuity) = word(verdict);
        eprint!(
            "\r\x1b[K{}  {} frames, {} faces   identity: {identity}   presence: {presence}   \
             continuity: {continuity}",
            stream_time(at),
            counts.analysed,
            self.faces,
        );
        // A terminal that cannot be written to only misses its progress.
        let _ = std::io::stderr().flush();
    }

    pub(crate) fn clear(&self) {
        if self.is_shown {
            eprint!("\r\x1b[K");
        }
    }
}

/// The final answer.
pub(crate) fn verdict(
    verdict: &Verdict,
    references: &[Reference],
    counts: FrameCounts,
    frames: &[EvidenceFrame],
) -> String {
    let (identity, presence, continuity) = word(verdict);
    let banner = verdict.reasons.iter().find(|r| r.code == ReasonCode::PresenceNotJudged);
    let headline = match verdict.outcome {
        Outcome::Accept if banner.is_some() => "ACCEPT  the same person, throughout",
        Outcome::Accept => "ACCEPT  the same person, live, throughout",
        Outcome::Refer => "REFER   a human must look",
        Outcome::Reject => "REJECT  another person, or an attack",
    };
    let mut out = String::new();
    if let Some(reason) = banner {
        let _ = writeln!(out, "DEMONSTRATION  {}\n", reason.text);
    }
    let _ = write!(
        out,
        "{headline}\n\n  identity    {identity}\n  presence    {presence}\n  continuity  {continuity}\n"
    );
    for (finding, reference) in verdict.references.iter().zip(references) {
        let state = match finding.state {
            IdentityState::Same => "same",
            IdentityState::Different => "different",
            IdentityState::NotEnough => "not enough",
        };
        let score = finding.score.map_or_else(|| "-".to_owned(), |s| format!("{:.2}", s.get()));
        let _ = writeln!(
            out,
            "  against {} ({}): {state}, score {score}",
            reference.name,
            finding.kind.as_str()
        );
    }
    out.push_str("\nWhy\n");
    for reason in &verdict.reasons {
        let at = reason.at.map_or_else(String::new, |t| format!(" at {}", stream_time(t)));
        let _ = writeln!(out, "  {}{at}: {}", reason.code.as_str(), reason.text);
        let shown: Vec<_> = frames
            .iter()
            .filter(|f| f.code == reason.code)
            .map(|f| format!("{} (#{})", stream_time(f.at), f.seq))
            .collect();
        if !shown.is_empty() {
            let _ = writeln!(out, "    see frames {}", shown.join(", "));
        }
    }
    let _ = write!(
        out,
        "\nFrames: {} received, {} sampled, {} analysed, {} dropped. Policy {} v{}.",
        counts.received,
        counts.sampled,
        counts.analysed,
        counts.dropped,
        verdict.policy.name,
        verdict.policy.version
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stream_times_read_as_minutes_and_seconds() {
        assert_eq!(stream_time(MediaTime::from_millis(65_240)), "1:05.2");
        assert_eq!(stream_time(MediaTime::ZERO), "0:00.0");
    }

    #[test]
    fn errors_read_from_the_outside_in() {
        let error = anyhow::anyhow!("no such file").context("cannot read x.jpg");
        assert_eq!(chain(&error), "cannot read x.jpg: no such file");
    }
}
