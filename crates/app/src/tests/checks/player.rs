//! Somebody before a camera whose page is led, on a clock moved by hand.

use std::time::Instant;

use domain::{Clock, CueKind, LightStep};

use super::super::*;
use crate::fakes::{Pose, REST, posed_picture};

/// Somebody before a camera whose page is led.
pub(in crate::tests) struct Player<'a, P = AttemptPage> {
    house: &'a House,
    person: u8,
    intake: FrameIntake,
    follower: Follower,
    pub(in crate::tests) page: P,
    pub(super) pose: Pose,
    card: Option<(u32, Vec<LightStep>, Instant)>,
    /// Everything that was shown.
    pub(super) shown: Vec<Pose>,
    n: u8,
    /// Whether the skin follows the colours.
    pub(super) is_lit: bool,
    pub(in crate::tests) asked: Vec<CueKind>,
}

/// A page that is led.
pub(in crate::tests) trait Led {
    async fn next(&mut self) -> Option<LedMessage>;
    fn say(&self, input: LedInput);
}

impl Led for AttemptPage {
    async fn next(&mut self) -> Option<LedMessage> {
        Self::next(self).await
    }

    fn say(&self, input: LedInput) {
        Self::say(self, input);
    }
}

impl Led for LoginPage {
    async fn next(&mut self) -> Option<LedMessage> {
        Self::next(self).await
    }

    fn say(&self, input: LedInput) {
        Self::say(self, input);
    }
}

impl<'a> Player<'a> {
    pub(super) async fn begin(
        house: &'a House,
        cookie: &str,
        person: u8,
        hints: CheckHints,
    ) -> Self {
        let started = house.app.begin_attempt(cookie, true, hints).await.unwrap();
        let page = house.app.follow_attempt(cookie).await.unwrap();
        let intake = house.app.push_check_frames(cookie).await.unwrap();
        let follower = house.app.follow(started.session).await.unwrap();
        Self::before(house, person, page, intake, follower)
    }
}

impl<'a, P: Led> Player<'a, P> {
    pub(in crate::tests) const fn before(
        house: &'a House,
        person: u8,
        page: P,
        intake: FrameIntake,
        follower: Follower,
    ) -> Self {
        Self {
            house,
            person,
            intake,
            follower,
            page,
            pose: REST,
            card: None,
            shown: Vec::new(),
            n: 0,
            is_lit: true,
            asked: Vec::new(),
        }
    }

    /// One picture, looked at. False when the session is over.
    pub(in crate::tests) async fn frame(&mut self) -> bool {
        self.house.clock.advance(Duration::from_millis(200));
        self.n = self.n.wrapping_add(1);
        self.shown.push(self.pose);
        let light = self.light();
        let picture = posed_picture(self.person, self.pose, light, self.n);
        if self.intake.push(&picture, None).is_err() {
            return false;
        }
        loop {
            match next(&mut self.follower).await {
                LiveMessage::Verdict { .. } => return true,
                LiveMessage::Ended(_) | LiveMessage::Closed(_) => return false,
                _ => {}
            }
        }
    }

    /// The card's colour now; dark where none is shown.
    fn light(&self) -> [f64; 3] {
        let dark = [0.05; 3];
        let Some((_, steps, since)) = self.card.as_ref().filter(|_| self.is_lit) else {
            return dark;
        };
        let mut left = self.house.clock.now() - *since;
        for step in steps {
            if left < step.lasts {
                return step.colour.linear();
            }
            left -= step.lasts;
        }
        dark
    }

    /// What the page was told meanwhile.
    pub(super) async fn told(&mut self) -> Vec<LedMessage> {
        let mut told = Vec::new();
        // Looks once: what is not there yet is there next time.
        while let Ok(Some(message)) = tokio::time::timeout(Duration::ZERO, self.page.next()).await {
            told.push(message);
        }
        told
    }

    /// Says that a card was shown, once it was.
    fn report(&mut self) {
        let now = self.house.clock.now();
        let is_over = |(_, steps, since): &mut (u32, Vec<LightStep>, Instant)| {
            now - *since >= steps.iter().map(|s| s.lasts).sum::<Duration>()
        };
        let Some((number, steps, _)) = self.card.take_if(is_over) else { return };
        let mut edges = vec![Duration::ZERO];
        for step in steps {
            edges.push(edges[edges.len() - 1] + step.lasts);
        }
        self.page.say(LedInput::ColoursShown { number, edges });
    }

    /// Plays until the end is told. `moves` says how the head stands when it is asked for something.
    pub(in crate::tests) async fn play(&mut self, moves: impl Fn(CueKind) -> Pose) -> LedMessage {
        // Longer than any attempt takes.
        for _ in 0..600 {
            for message in self.told().await {
                if let Some(end) = self.hear(message, &moves) {
                    return end;
                }
            }
            self.report();
            if !self.frame().await {
                break;
            }
        }
        self.end().await
    }

    /// Waits for the last word.
    pub(in crate::tests) async fn end(&mut self) -> LedMessage {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.page.next()).await;
            let message = message.expect("in time").expect("an end");
            if let LedMessage::End { .. } | LedMessage::Closed(_) = message {
                return message;
            }
        }
    }

    fn hear(
        &mut self,
        message: LedMessage,
        moves: &impl Fn(CueKind) -> Pose,
    ) -> Option<LedMessage> {
        match message {
            LedMessage::Guidance(Guidance::Do { kind, .. }) => {
                self.asked.push(kind);
                self.pose = moves(kind);
            }
            LedMessage::Guidance(Guidance::Seen { .. } | Guidance::Missed { .. }) => {
                self.pose = REST;
            }
            LedMessage::Colours { number, steps } => {
                self.card = Some((number, steps, self.house.clock.now()));
            }
            end @ (LedMessage::End { .. } | LedMessage::Closed(_)) => return Some(end),
            LedMessage::Guidance(_) => {}
        }
        None
    }
}
