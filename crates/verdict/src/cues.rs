//! Whether a movement that was asked for was made, and what the models said meanwhile.
//!
//! A movement counts from how the same face looked just before the cue: how a camera stands and how
//! somebody sits is nobody's answer. A hand counts when it came after the cue. What counts as which
//! movement stands in `movement` and `hand`.

mod hand;

use std::collections::VecDeque;
use std::time::Duration;

use domain::{
    ComparisonScore, CueAsked, CueFinding, CueKind, CueState, FaceRecord, HandSample, LogHeader,
    MediaTime, Reason, ReasonCode, SessionKind,
};

use self::hand::HandWatch;
use crate::SessionEvidence;
use crate::movement::{Hold, Others, Pose};

/// Time for an answer: reading the cue aloud takes some three seconds, understanding and moving the rest.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Time before the cue over which the resting pose is taken.
const REST: Duration = Duration::from_secs(2);

/// Faces that a resting pose must rest on.
const REST_FACES: usize = 3;

/// For how long after a hand was asked for it may still be before the face: to take it away.
const HAND_LINGERS: Duration = Duration::from_secs(3);

/// A cue that has no answer yet.
#[derive(Debug)]
struct Open {
    finding: CueFinding,
    /// None when the face was not in the picture before: such a cue cannot be answered by moving the head.
    rest: Option<Pose>,
    hold: Hold,
    others: Others,
    hand: HandWatch,
}

/// Follows the cues of a session.
#[derive(Debug, Default)]
pub(crate) struct CueWatch {
    recent: VecDeque<(MediaTime, Pose)>,
    open: Option<Open>,
    closed: Vec<CueFinding>,
    /// When several movements that nobody had asked for were first seen during one cue.
    others_at: Option<MediaTime>,
    /// When a face that was to come closer first grew as an enlarged picture does.
    enlarged_at: Option<MediaTime>,
    /// The newest look saw a hand before the face.
    is_hidden: bool,
    /// Until when a hand that was asked for may linger.
    lingers_until: Option<MediaTime>,
}

impl CueWatch {
    /// A cue is given. One before it that had no answer yet has none for good.
    pub fn ask(&mut self, cue: CueAsked) {
        self.give_up();
        let finding = CueFinding {
            cue,
            state: CueState::Waiting,
            lowest_score: None,
            highest_manipulation: None,
        };
        self.open = Some(Open {
            finding,
            rest: self.rest(cue.at),
            hold: Hold::of(cue.kind),
            others: Others::than(cue.kind),
            hand: HandWatch::default(),
        });
    }

    /// A frame went by, with the subject's face or without.
    pub fn push(&mut self, at: MediaTime, face: Option<&FaceRecord>, scores: &[ComparisonScore]) {
        let pose = face.and_then(Pose::of);
        if let Some(pose) = pose {
            self.recent.push_back((at, pose));
        }
        while self.recent.front().is_some_and(|(when, _)| at - *when > REST) {
            self.recent.pop_front();
        }
        if self.lingers_until.is_some_and(|until| at > until) {
            self.lingers_until = None;
        }
        let Some(open) = &mut self.open else { return };
        open.learn(face, scores);
        let cue = open.finding.cue;
        if open.others.push(at, pose, open.rest) {
            self.others_at.get_or_insert(at);
        }
        let held = open.hold.push(at, pose, open.rest);
        if open.hold.was_enlarged() {
            self.enlarged_at.get_or_insert(at);
        }
        match held {
            Some(since) => self.close(CueState::Done { after: since - cue.at }),
            None if at - cue.at > ANSWER_WITHIN => self.give_up(),
            None => {}
        }
    }

    /// Somebody looked for a hand.
    pub fn push_hand(&mut self, sample: &HandSample) {
        self.is_hidden = hand::is_before(sample);
        if !self.is_hidden {
            self.lingers_until = None;
        }
        let Some(open) = &mut self.open else { return };
        let cue = open.finding.cue;
        if sample.at > cue.at
            && let Some(since) = open.hand.push(cue.kind, sample)
        {
            self.close(CueState::Done { after: since - cue.at });
            self.lingers_until = self.is_hidden.then(|| sample.at + HAND_LINGERS);
        }
    }

    /// Whether a cue waits whose answer is a hand, or the hand of one is not gone yet.
    pub fn wants_hand(&self) -> bool {
        let is_asked = self.open.as_ref().is_some_and(|open| open.finding.cue.kind.wants_hand());
        is_asked || self.lingers_until.is_some()
    }

    /// Whether the face is hidden by a hand that was asked for. Detectors of presentation attacks take such a
    /// face for one.
    pub fn hides_face(&self) -> bool {
        self.is_hidden && self.wants_hand()
    }

    /// When several movements that nobody had asked for were first seen during one cue.
    pub const fn other_movements(&self) -> Option<MediaTime> {
        self.others_at
    }

    /// When a face that was to come closer first grew as an enlarged picture does.
    pub const fn enlarged(&self) -> Option<MediaTime> {
        self.enlarged_at
    }

    /// What came of every cue so far.
    pub fn findings(&self) -> Vec<CueFinding> {
        self.closed.iter().copied().chain(self.open.as_ref().map(|o| o.finding)).collect()
    }

    /// There is no more time for the open cue.
    fn give_up(&mut self) {
        let is_watched = self.open.as_ref().is_some_and(|open| open.finding.cue.kind.is_watched());
        self.close(if is_watched { CueState::Missed } else { CueState::NotAssessed });
    }

    fn close(&mut self, state: CueState) {
        if let Some(open) = self.open.take() {
            self.closed.push(CueFinding { state, ..open.finding });
        }
    }

    /// The pose before a cue: medians, each by itself.
    fn rest(&self, at: MediaTime) -> Option<Pose> {
        let before: Vec<Pose> = self
            .recent
            .iter()
            .filter(|(when, _)| *when <= at && at - *when <= REST)
            .map(|(_, pose)| *pose)
            .collect();
        if before.len() < REST_FACES { None } else { Pose::median(&before) }
    }
}

impl Open {
    fn learn(&mut self, face: Option<&FaceRecord>, scores: &[ComparisonScore]) {
        let lowest = scores.iter().copied().chain(self.finding.lowest_score);
        self.finding.lowest_score = lowest.min_by(|a, b| a.get().total_cmp(&b.get()));
        let newest = face.and_then(|f| f.measurement.manipulation.assessed().copied());
        let highest = newest.into_iter().chain(self.finding.highest_manipulation);
        self.finding.highest_manipulation = highest.max_by(|a, b| a.get().total_cmp(&b.get()));
    }
}

/// A reason for the newest cue of each kind that had no answer: whoever does the same thing when asked
/// again has answered.
pub(crate) fn missed(evidence: &SessionEvidence) -> Option<Reason> {
    let is_newest = |f: &&CueFinding| {
        !evidence.cues.iter().any(|o| o.cue.kind == f.cue.kind && o.cue.number > f.cue.number)
    };
    let missed: Vec<&CueFinding> =
        evidence.cues.iter().filter(|f| f.state == CueState::Missed).filter(is_newest).collect();
    let first = missed.first()?;
    let names: Vec<&str> = missed.iter().map(|f| in_words(f.cue.kind)).collect();
    let was_to_come = missed.iter().any(|f| f.cue.kind == CueKind::ComeCloser);
    let how = match evidence.enlarged_approach.filter(|_| was_to_come) {
        Some(_) => {
            "; the face grew as an enlarged picture does, without the perspective of a near one"
        }
        None => "",
    };
    Some(Reason {
        code: ReasonCode::CueMissed,
        text: format!(
            "asked to {}, they were not seen to do it within {:.0} s{how}: ask again",
            names.join(" and to "),
            ANSWER_WITHIN.as_secs_f64()
        ),
        at: Some(first.cue.at),
    })
}

/// A reason where movements came unasked in a session that nobody but the service leads: in an interview
/// people move as they talk.
pub(crate) fn unasked(evidence: &SessionEvidence, header: &LogHeader) -> Option<Reason> {
    let at = evidence.other_movements.filter(|_| header.kind != SessionKind::Interview)?;
    Some(Reason {
        code: ReasonCode::OtherMovement,
        text:
            "while one movement was asked for they made several others, as a recording would: ask \
               again, in person"
                .to_owned(),
        at: Some(at),
    })
}

const fn in_words(kind: CueKind) -> &'static str {
    match kind {
        CueKind::TurnLeft => "turn the head to their left",
        CueKind::TurnRight => "turn the head to their right",
        CueKind::LookUp => "look up",
        CueKind::LookDown => "look down",
        CueKind::ComeCloser => "come closer",
        CueKind::MoveBack => "move back",
        CueKind::ProfileLeft => "show their left profile",
        CueKind::ProfileRight => "show their right profile",
        CueKind::StandUp => "stand up",
        CueKind::CoverFace => "hold a hand before half of their face",
        CueKind::PassHand => "move a hand before their face",
        CueKind::TouchNose => "touch their nose",
        CueKind::RemoveGlasses => "take off their glasses",
        CueKind::ReadDigits => "read three digits",
    }
}

#[cfg(test)]
mod tests;
