//! Hands before the face: what was seen while a cue asked for one.

use crate::{MediaTime, Rect};

/// A hand beside or before a face, in picture pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandSeen {
    /// Its box; may reach outside the picture.
    pub rect: Rect,
    /// The detector's score, 0..1.
    pub score: f32,
}

/// One look for a hand near the subject's face. Frames on which nobody looked have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandSample {
    /// Position in the stream.
    pub at: MediaTime,
    /// Where the face was last found: a hand may hide it.
    pub face: Rect,
    /// The hand that hides most of it; none when there was no hand.
    pub hand: Option<HandSeen>,
}

impl HandSample {
    /// The share of the face's box that the hand's box covers, 0 to 1; 0 without a hand.
    pub fn covered(&self) -> f32 {
        self.hand.map_or(0.0, |hand| hand.rect.share_of(self.face))
    }

    /// How far the hand's middle lies from the face's middle, in widths of the face: positive towards the
    /// picture's right. None without a hand, or when the face has no width.
    pub fn aside(&self) -> Option<f32> {
        let aside = (self.hand?.rect.centre().x - self.face.centre().x) / self.face.width;
        aside.is_finite().then_some(aside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(hand: Option<Rect>) -> HandSample {
        HandSample {
            at: MediaTime::ZERO,
            face: Rect::new(100.0, 100.0, 80.0, 100.0),
            hand: hand.map(|rect| HandSeen { rect, score: 0.9 }),
        }
    }

    #[test]
    fn a_hand_covers_what_its_box_shares_with_the_face() {
        assert_eq!(sample(None).covered(), 0.0);
        assert_eq!(sample(Some(Rect::new(140.0, 0.0, 200.0, 400.0))).covered(), 0.5);
        assert_eq!(sample(Some(Rect::new(0.0, 0.0, 50.0, 50.0))).covered(), 0.0);
        assert_eq!(sample(Some(Rect::new(0.0, 0.0, 500.0, 500.0))).covered(), 1.0);
    }

    #[test]
    fn aside_is_told_in_widths_of_the_face() {
        assert_eq!(sample(None).aside(), None);
        assert_eq!(sample(Some(Rect::new(170.0, 100.0, 20.0, 20.0))).aside(), Some(0.5));
        let flat = HandSample { face: Rect::default(), ..sample(Some(Rect::default())) };
        assert_eq!(flat.aside(), None);
    }
}
