//! Which of a sender's simulcast layers is watched: the largest that flows. Pure.
//!
//! A layer is taken up at a key picture only. How large its pictures are stands for its resolution, which the
//! packets do not tell. A sender starts a layer with a key picture; one that the network lost is asked for
//! again when the pictures after it show what the layer is.

use std::time::{Duration, Instant};

/// A layer from which nothing has come for this long is taken as switched off; congested senders do so
/// within a second.
const QUIET: Duration = Duration::from_secs(1);

/// How much larger the key picture of a better layer is at least: neighbouring layers differ by two in
/// width and height, and so by about four in bytes; half of that leaves room for their contents.
const BETTER: usize = 2;

/// Pictures over which the size of a layer's pictures is averaged, and after which it counts: a second of
/// video at the usual rates.
const SETTLED: u32 = 30;

/// A better layer's key picture is asked for this often at most. A key picture costs the sender ten others.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// Layers whose pictures are averaged. Senders have three.
const MAX_LAYERS: usize = 8;

/// See the module's text. `L` names a layer.
#[derive(Debug)]
pub(super) struct Layers<L> {
    watched: Option<Watched<L>>,
    flows: Vec<Flow<L>>,
    asked: Option<Instant>,
}

#[derive(Debug)]
struct Watched<L> {
    layer: L,
    key_bytes: usize,
    last: Instant,
}

/// What pictures that are no key pictures weigh in a layer.
#[derive(Debug)]
struct Flow<L> {
    layer: L,
    pictures: u32,
    bytes: f32,
}

/// What to do with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// It belongs to the watched layer.
    Take,
    /// The watched layer begins with it.
    Begin,
    /// It belongs to another one.
    Leave,
    /// As before, and its layer would be watched if it had a key picture.
    AskForKey,
}

impl<L: PartialEq + Copy> Layers<L> {
    pub(super) const fn new() -> Self {
        Self { watched: None, flows: Vec::new(), asked: None }
    }

    pub(super) fn choose(&mut self, layer: L, is_key: bool, bytes: usize, now: Instant) -> Choice {
        if !is_key {
            self.weigh(layer, bytes);
        }
        let Some(watched) = &mut self.watched else {
            return self.begin(layer, is_key, bytes, now);
        };
        if watched.layer == layer {
            watched.last = now;
            if is_key {
                watched.key_bytes = bytes;
            }
            return Choice::Take;
        }
        let (current, key_bytes) = (watched.layer, watched.key_bytes);
        let is_off = now.saturating_duration_since(watched.last) > QUIET;
        let is_larger = is_key && bytes >= key_bytes.saturating_mul(BETTER);
        if is_off || is_larger {
            return self.begin(layer, is_key, bytes, now);
        }
        if !self.flows_better(layer, current) {
            return Choice::Leave;
        }
        let is_due = |asked| now.saturating_duration_since(asked) >= ASK_AGAIN_AFTER;
        if !is_key && !self.asked.is_none_or(is_due) {
            return Choice::Leave;
        }
        self.asked = Some(now);
        self.begin(layer, is_key, bytes, now)
    }

    fn weigh(&mut self, layer: L, bytes: usize) {
        let flow = match self.flows.iter_mut().position(|flow| flow.layer == layer) {
            Some(place) => &mut self.flows[place],
            None if self.flows.len() < MAX_LAYERS => {
                self.flows.push(Flow { layer, pictures: 0, bytes: 0.0 });
                let last = self.flows.len() - 1;
                &mut self.flows[last]
            }
            None => return,
        };
        flow.pictures = flow.pictures.saturating_add(1);
        let share = flow.pictures.min(SETTLED) as f32;
        flow.bytes += (bytes as f32 - flow.bytes) / share;
    }

    fn flows_better(&self, layer: L, than: L) -> bool {
        let bytes = |layer| {
            let flow = self.flows.iter().find(|flow| flow.layer == layer)?;
            (flow.pictures >= SETTLED).then_some(flow.bytes)
        };
        match (bytes(layer), bytes(than)) {
            (Some(bytes), Some(others)) => bytes >= others * BETTER as f32,
            _ => false,
        }
    }

    fn begin(&mut self, layer: L, is_key: bool, bytes: usize, now: Instant) -> Choice {
        if !is_key {
            return Choice::AskForKey;
        }
        self.watched = Some(Watched { layer, key_bytes: bytes, last: now });
        Choice::Begin
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "one arbitrary origin; time itself is faked")]
mod tests {
    use super::*;

    #[test]
    fn the_largest_layer_that_flows_is_watched() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut layers = Layers::new();
        assert_eq!(layers.choose("low", false, 10, at(0)), Choice::AskForKey);
        assert_eq!(layers.choose("low", true, 1_000, at(1)), Choice::Begin);
        assert_eq!(layers.choose("low", false, 10, at(2)), Choice::Take);
        assert_eq!(layers.choose("mid", false, 50, at(3)), Choice::Leave);
        assert_eq!(layers.choose("mid", true, 1_500, at(4)), Choice::Leave, "hardly larger");
        assert_eq!(layers.choose("high", true, 8_000, at(5)), Choice::Begin);
        assert_eq!(layers.choose("low", true, 1_000, at(500)), Choice::Leave);
        // The large one is switched off.
        assert_eq!(layers.choose("mid", false, 50, at(1_200)), Choice::AskForKey);
        assert_eq!(layers.choose("mid", true, 3_000, at(1_300)), Choice::Begin);
        assert_eq!(layers.choose("high", true, 8_000, at(1_400)), Choice::Begin);
    }

    #[test]
    fn one_layer_is_watched_whatever_its_key_pictures_weigh() {
        let start = Instant::now();
        let mut layers = Layers::new();
        assert_eq!(layers.choose((), true, 100, start), Choice::Begin);
        for bytes in [1, 1_000_000, 3] {
            assert_eq!(layers.choose((), true, bytes, start), Choice::Take);
        }
        assert_eq!(layers.choose((), false, 9, start + 10 * QUIET), Choice::Take);
    }

    #[test]
    fn a_better_layer_whose_key_picture_was_lost_is_asked_for_one() {
        let start = Instant::now();
        let mut layers = Layers::new();
        assert_eq!(layers.choose("low", true, 1_000, start), Choice::Begin);
        let mut asked = Vec::new();
        for step in 1..=600_u32 {
            let now = start + step * Duration::from_millis(20);
            assert_eq!(layers.choose("low", false, 50, now), Choice::Take);
            assert_eq!(layers.choose("even", false, 60, now), Choice::Leave);
            if layers.choose("high", false, 200, now) == Choice::AskForKey {
                asked.push(step);
            }
        }
        // As soon as it is known what it is, and every five seconds.
        assert_eq!(asked, [30, 280, 530]);
        let now = start + Duration::from_secs(13);
        assert_eq!(layers.choose("high", true, 1_500, now), Choice::Begin, "however light it is");
        assert_eq!(layers.choose("low", false, 50, now), Choice::Leave);
    }

    #[test]
    fn a_sender_of_countless_layers_is_not_remembered_for_each() {
        let now = Instant::now();
        let mut layers = Layers::new();
        for layer in 0..1_000 {
            layers.choose(layer, false, 10, now);
        }
        assert_eq!(layers.flows.len(), MAX_LAYERS);
    }
}
