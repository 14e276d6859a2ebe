//! Whether a movement that was asked for was made, and what the models said meanwhile.
//!
//! A movement counts from how the same face looked just before the cue: how a camera stands and how
//! somebody sits is nobody's answer.

use std::collections::VecDeque;
use std::time::Duration;

use domain::{
    ComparisonScore, CueAsked, CueFinding, CueKind, CueState, FaceRecord, LogHeader, MediaTime,
    Reason, ReasonCode, SessionKind,
};

use crate::SessionEvidence;
use crate::movement::{Hold, Others, Pose};

/// Time for an answer: reading the cue aloud takes some three seconds, understanding and moving the rest.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Time before the cue over which the resting pose is taken.
const REST: Duration = Duration::from_secs(2);

/// Faces that a resting pose must rest on.
const REST_FACES: usize = 3;

/// A cue that has no answer yet.
#[derive(Debug)]
struct Open {
    finding: CueFinding,
    /// None when the face was not in the picture before: such a cue cannot be answered.
    rest: Option<Pose>,
    hold: Hold,
    others: Others,
}

/// Follows the cues of a session.
#[derive(Debug, Default)]
pub(crate) struct CueWatch {
    recent: VecDeque<(MediaTime, Pose)>,
    open: Option<Open>,
    closed: Vec<CueFinding>,
    /// When several movements that nobody had asked for were first seen during one cue.
    others_at: Option<MediaTime>,
}

impl CueWatch {
    /// A cue is given. One before it that had no answer yet has none for good.
    pub fn ask(&mut self, cue: CueAsked) {
        self.close(CueState::Missed);
        let finding = CueFinding {
            cue,
            state: CueState::Waiting,
            lowest_score: None,
            highest_manipulation: None,
        };
        let others = Others::than(cue.kind);
        self.open = Some(Open { finding, rest: self.rest(cue.at), hold: Hold::default(), others });
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
        let Some(open) = &mut self.open else { return };
        open.learn(face, scores);
        let is_moved =
            pose.zip(open.rest).is_some_and(|(p, rest)| p.answers(open.finding.cue.kind, rest));
        if open.others.push(at, pose, open.rest) {
            self.others_at.get_or_insert(at);
        }
        let asked = open.finding.cue.at;
        match open.hold.push(at, is_moved) {
            Some(since) => self.close(CueState::Done { after: since - asked }),
            None if at - asked > ANSWER_WITHIN => self.close(CueState::Missed),
            None => {}
        }
    }

    /// When several movements that nobody had asked for were first seen during one cue.
    pub const fn other_movements(&self) -> Option<MediaTime> {
        self.others_at
    }

    /// What came of every cue so far.
    pub fn findings(&self) -> Vec<CueFinding> {
        self.closed.iter().copied().chain(self.open.as_ref().map(|o| o.finding)).collect()
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
        if before.len() < REST_FACES {
            return None;
        }
        let median = |value: fn(&Pose) -> f32| {
            let mut values: Vec<f32> = before.iter().map(value).collect();
            values.sort_by(f32::total_cmp);
            values[values.len() / 2]
        };
        Some(Pose {
            yaw: median(|p| p.yaw),
            pitch: median(|p| p.pitch),
            height: median(|p| p.height),
        })
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
    Some(Reason {
        code: ReasonCode::CueMissed,
        text: format!(
            "asked to {}, they were not seen to do it within {:.0} s: ask again",
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
    }
}

#[cfg(test)]
mod tests {
    use domain::Rect;
    use proptest::prelude::*;

    use super::*;

    fn at(ms: u64) -> MediaTime {
        MediaTime::from_millis(ms)
    }

    fn face(yaw: f32, pitch: f32, height: f32) -> FaceRecord {
        let mut face = testkit::face_record(0);
        face.quality.yaw_deg = yaw;
        face.quality.pitch_deg = pitch;
        face.rect = Rect::new(100.0, 100.0, height * 0.75, height);
        face
    }

    /// Three seconds at rest, the cue, then what the person does: yaw, pitch, height at 5 fps.
    fn answer(kind: CueKind, moves: impl IntoIterator<Item = Option<(f32, f32, f32)>>) -> CueState {
        let mut watch = CueWatch::default();
        for i in 0..15 {
            watch.push(at(i * 200), Some(&face(5.0, -8.0, 200.0)), &[]);
        }
        watch.ask(CueAsked { number: 0, kind, at: at(2_800) });
        for (i, pose) in (15..).zip(moves) {
            let face = pose.map(|(yaw, pitch, height)| face(yaw, pitch, height));
            watch.push(at(i * 200), face.as_ref(), &[]);
        }
        watch.findings()[0].state
    }

    fn held(yaw: f32, pitch: f32, height: f32) -> Vec<Option<(f32, f32, f32)>> {
        vec![Some((yaw, pitch, height)); 4]
    }

    #[test]
    fn each_movement_answers_its_own_cue_only() {
        let movements = [
            (CueKind::TurnLeft, held(50.0, -8.0, 200.0)),
            (CueKind::TurnRight, held(-45.0, -8.0, 200.0)),
            (CueKind::LookUp, held(5.0, 6.0, 200.0)),
            (CueKind::LookDown, held(5.0, -21.0, 200.0)),
            (CueKind::ComeCloser, held(5.0, -8.0, 260.0)),
            (CueKind::MoveBack, held(5.0, -8.0, 150.0)),
        ];
        for (asked, _) in &movements {
            for (made, movement) in &movements {
                let state = answer(*asked, movement.clone());
                let done = CueState::Done { after: Duration::from_millis(200) };
                assert_eq!(
                    state,
                    if asked == made { done } else { CueState::Waiting },
                    "{asked:?} {made:?}"
                );
            }
        }
    }

    #[test]
    fn a_glance_is_no_answer_and_neither_is_a_late_one() {
        let still = Some((5.0, -8.0, 200.0));
        let glance = [Some((50.0, -8.0, 200.0)), Some((50.0, -8.0, 200.0)), still];
        assert_eq!(answer(CueKind::TurnLeft, glance), CueState::Waiting);
        let never = vec![still; 60];
        assert_eq!(answer(CueKind::TurnLeft, never.clone()), CueState::Missed);
        let late = never.into_iter().chain(held(50.0, -8.0, 200.0));
        assert_eq!(answer(CueKind::TurnLeft, late), CueState::Missed);
    }

    #[test]
    fn a_face_that_leaves_lets_go_of_the_movement() {
        let turned = Some((50.0, -8.0, 200.0));
        let broken = [turned, turned, None, turned, turned];
        assert_eq!(answer(CueKind::TurnLeft, broken), CueState::Waiting);
    }

    #[test]
    fn without_a_resting_pose_nothing_is_an_answer() {
        let mut watch = CueWatch::default();
        watch.ask(CueAsked { number: 0, kind: CueKind::TurnLeft, at: at(0) });
        for i in 1..60 {
            watch.push(at(i * 200), Some(&face(50.0, 0.0, 200.0)), &[]);
        }
        assert_eq!(watch.findings()[0].state, CueState::Missed);
    }

    #[test]
    fn the_next_cue_ends_the_one_before_and_the_extremes_are_kept() {
        let score = |v: f32| ComparisonScore::new(v).unwrap();
        let mut watch = CueWatch::default();
        watch.ask(CueAsked { number: 0, kind: CueKind::LookUp, at: at(0) });
        watch.push(at(200), None, &[score(0.8), score(0.3)]);
        watch.push(at(400), None, &[score(0.5)]);
        watch.ask(CueAsked { number: 1, kind: CueKind::LookDown, at: at(600) });
        let found = watch.findings();
        assert_eq!(found[0].state, CueState::Missed);
        assert_eq!(found[0].lowest_score, Some(score(0.3)));
        assert_eq!((found[1].state, found[1].lowest_score), (CueState::Waiting, None));
    }

    proptest! {
        /// Whatever a face does, at most the time there is passes until a cue is closed, and it stays so.
        #[test]
        fn every_cue_is_closed_in_time(
            poses in prop::collection::vec((-90_f32..90.0, -60_f32..60.0, 50_f32..400.0), 52..80),
            kind in prop::sample::select(CueKind::ALL.to_vec()),
        ) {
            prop_assert_ne!(answer(kind, poses.into_iter().map(Some)), CueState::Waiting);
        }
    }
}
