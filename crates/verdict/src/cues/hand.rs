//! Hands before the face, by the detector's box against the face's.
//!
//! Only frames with the face count: a box at a place where the face was before may hold anything. A hand that
//! was there when the cue was given is no answer; it must come.

use std::time::Duration;

use domain::{CueKind, HandSample, MediaTime};

/// Share of the face's box from which half of the face counts as hidden. The detector's box of a hand is
/// larger than the hand: on the rendered clip whose truth counts pixels it covers 0.34 and 0.46 where 15 and
/// 27 % of the face are hidden, and 0.8 where 42 % are.
const COVERED: f32 = 0.35;

/// Below this share no hand is before the face.
const FREE: f32 = 0.15;

/// Where the nose's tip is in the face's box, as shares of its width and height: in 24 faces of two people who
/// talk into the camera it is 0.54 to 0.63 of the height below the box's upper edge, 0.59 in the middle.
const NOSE: (f32, f32) = (0.5, 0.59);

/// How long the face must stay covered or the nose be touched, and on how many samples.
const HOLD: Duration = Duration::from_millis(600);
const HOLD_SAMPLES: u32 = 3;

/// Widths of the face between the middles of hand and face from which the hand is beside it.
const BESIDE: f32 = 0.4;

/// A hand that passes slowly takes this long from one side to the other at least, and is seen before the face
/// on so many samples in between: what a filter that paints a face has to draw it around.
const PASS: Duration = Duration::from_millis(600);
const PASS_SAMPLES: u32 = 2;

/// A hand that is out of sight for longer has been taken away.
const LOST: Duration = Duration::from_millis(1_000);

/// Whether a hand is before the face, as far as that matters to what is measured of the face.
pub(super) fn is_before(sample: &HandSample) -> bool {
    sample.covered() >= FREE
}

/// Whether the hand's box reaches the nose.
fn touches_nose(sample: &HandSample) -> bool {
    let (face, Some(hand)) = (sample.face, sample.hand) else { return false };
    let (x, y) = (face.x + NOSE.0 * face.width, face.y + NOSE.1 * face.height);
    let is_within = |at: f32, from: f32, length: f32| at >= from && at <= from + length;
    is_within(x, hand.rect.x, hand.rect.width) && is_within(y, hand.rect.y, hand.rect.height)
}

/// Where a hand's pass began.
#[derive(Debug, Clone, Copy)]
struct Pass {
    from_right: bool,
    since: MediaTime,
    before_face: u32,
    seen: MediaTime,
}

/// Follows the hand while one cue waits.
#[derive(Debug, Default)]
pub(super) struct HandWatch {
    /// The face was seen free of hands since the cue.
    was_free: bool,
    /// Since when the hand is where it was asked to be, and on how many samples.
    held: Option<(MediaTime, u32)>,
    pass: Option<Pass>,
}

impl HandWatch {
    /// Takes the next sample: since when the answer is given, once it is one.
    pub fn push(&mut self, kind: CueKind, sample: &HandSample) -> Option<MediaTime> {
        self.was_free |= sample.covered() < FREE;
        if !self.was_free {
            return None;
        }
        match kind {
            CueKind::CoverFace => self.hold(sample, sample.covered() >= COVERED),
            CueKind::TouchNose => self.hold(sample, touches_nose(sample)),
            CueKind::PassHand => self.pass(sample),
            _ => None,
        }
    }

    fn hold(&mut self, sample: &HandSample, is_there: bool) -> Option<MediaTime> {
        self.held = match (is_there, self.held) {
            (false, _) => None,
            (true, None) => Some((sample.at, 1)),
            (true, Some((since, samples))) => Some((since, samples + 1)),
        };
        let (since, samples) = self.held?;
        (samples >= HOLD_SAMPLES && sample.at - since >= HOLD).then_some(since)
    }

    fn pass(&mut self, sample: &HandSample) -> Option<MediaTime> {
        self.pass = self.pass.filter(|pass| sample.at - pass.seen <= LOST);
        let aside = sample.aside()?;
        let is_before = is_before(sample);
        if let Some(pass) = &mut self.pass {
            pass.seen = sample.at;
            pass.before_face += u32::from(is_before && aside.abs() < BESIDE);
        }
        if aside.abs() < BESIDE {
            return None;
        }
        let from_right = aside > 0.0;
        match self.pass {
            Some(pass) if pass.from_right != from_right => {
                let is_slow = sample.at - pass.since >= PASS && pass.before_face >= PASS_SAMPLES;
                self.pass = Some(Pass::begun(from_right, sample.at));
                is_slow.then_some(pass.since)
            }
            // The pass counts from when the hand was last on the side where it began.
            _ => {
                self.pass = Some(Pass::begun(from_right, sample.at));
                None
            }
        }
    }
}

impl Pass {
    const fn begun(from_right: bool, at: MediaTime) -> Self {
        Self { from_right, since: at, before_face: 0, seen: at }
    }
}
