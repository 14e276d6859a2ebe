//! Light cards: colours in an order drawn by chance, here and not by a client, shown by a page.

use std::time::{Duration, Instant};

use domain::{Entropy, LightLength, LightSkip, LightStep, SessionId};
use storage::AuditAction;

use crate::error::AppError;
use crate::facade::App;
use crate::live::LiveSession;
use crate::sessions::LED;
use crate::view::Actor;

/// By how much a page's account of a card may differ from the draw, and from the time that passed here: a
/// browser's timers run late when the computer is busy. Three frames of a session at 5 fps.
const TOLERANCE: Duration = Duration::from_millis(600);

/// How late a page may say that it has shown a card.
const TOLD_WITHIN: Duration = Duration::from_secs(5);

/// A card that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightCard {
    /// Its number within the session.
    pub number: u32,
    /// What to show.
    pub steps: Vec<LightStep>,
}

impl App {
    /// Draws a card that is to be shown at once.
    ///
    /// # Errors
    /// `not_found`, `conflict` when the session has ended or the card before is not done with.
    pub async fn start_light_card(
        &self,
        actor: Actor,
        id: SessionId,
    ) -> Result<LightCard, AppError> {
        let live = self.running(id).await?;
        if live.led.is_some() {
            return Err(LED);
        }
        let steps = self.draw_light(LightLength::Full);
        let number =
            live.show_light(steps.clone(), self.clock().now()).ok_or(AppError::Conflict(
                "the light card before has no answer yet: wait for it, at most some twenty seconds",
            ))?;
        self.note_light(actor, &live, AuditAction::LightCardGiven).await?;
        Ok(LightCard { number, steps })
    }

    /// A page says when it showed each step of a card: from the first, and the end of the last. It is held
    /// against the time that passed here.
    ///
    /// # Errors
    /// `not_found`, `conflict` when that card is not being shown, `invalid` when the account does not fit
    /// the card or the clock.
    pub async fn light_card_shown(
        &self,
        id: SessionId,
        number: u32,
        edges: Vec<Duration>,
    ) -> Result<(), AppError> {
        let live = self.running(id).await?;
        if live.led.is_some() {
            return Err(LED);
        }
        let (steps, given) = live.light_shown(number).ok_or(AppError::Conflict(
            "this light card is not being shown: it was stopped, told already, or never handed out",
        ))?;
        let passed = self.clock().now().saturating_duration_since(given);
        check_account(&steps, &edges, passed).map_err(|why| AppError::Invalid(why.to_owned()))?;
        live.tell_light(number, edges);
        Ok(())
    }

    /// No card is shown, or not to its end.
    ///
    /// # Errors
    /// `not_found`, `conflict` when the session has ended.
    pub async fn skip_light_card(
        &self,
        actor: Actor,
        id: SessionId,
        why: LightSkip,
    ) -> Result<(), AppError> {
        let live = self.running(id).await?;
        if live.led.is_some() {
            return Err(LED);
        }
        live.skip_light(why);
        self.note_light(actor, &live, AuditAction::LightCardSkipped).await
    }

    /// A card drawn by chance.
    pub(crate) fn draw_light(&self, length: LightLength) -> Vec<LightStep> {
        draw(self.entropy(), length)
    }

    pub(super) async fn running(
        &self,
        id: SessionId,
    ) -> Result<std::sync::Arc<LiveSession>, AppError> {
        match self.live().get(id) {
            Some(live) => Ok(live),
            None => {
                self.session(id).await?;
                Err(AppError::Conflict("this session has ended: start another one"))
            }
        }
    }

    async fn note_light(
        &self,
        actor: Actor,
        live: &LiveSession,
        action: AuditAction,
    ) -> Result<(), AppError> {
        let event = self.event(actor, action).about_person(live.person).in_session(live.id);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event).await?;
        unit.commit().await?;
        Ok(())
    }
}

impl LiveSession {
    /// Takes a page's account of a card that was shown to its end, when it fits the draw and the clock.
    pub(crate) fn take_account(&self, number: u32, edges: Vec<Duration>, now: Instant) -> bool {
        let Some((steps, given)) = self.light_shown(number) else { return false };
        let passed = now.saturating_duration_since(given);
        let fits = check_account(&steps, &edges, passed).is_ok();
        if fits {
            self.tell_light(number, edges);
        }
        fits
    }
}

fn draw(entropy: &dyn Entropy, length: LightLength) -> Vec<LightStep> {
    LightStep::draw(length, || {
        let mut bytes = [0; 4];
        entropy.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    })
}

/// Whether a page can have shown the card as it says.
fn check_account(
    steps: &[LightStep],
    edges: &[Duration],
    passed: Duration,
) -> Result<(), &'static str> {
    if edges.len() != steps.len() + 1 {
        return Err("give the beginning of every step and the end of the last");
    }
    if edges.windows(2).any(|w| w[1] <= w[0]) || edges[0] > TOLERANCE {
        return Err("the steps must begin one after the other, the first of them at once");
    }
    let mut drawn = Duration::ZERO;
    for (step, edge) in steps.iter().zip(&edges[1..]) {
        drawn += step.lasts;
        if edge.abs_diff(drawn) > TOLERANCE {
            return Err(
                "the steps were not shown for as long as they were drawn: show another card, and \
                        leave its page in front",
            );
        }
    }
    let last = edges[edges.len() - 1];
    if passed + TOLERANCE < last || passed > last + TOLD_WITHIN + TOLERANCE {
        return Err(
            "the card cannot have been shown in the time that passed here: show another one",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakeEntropy;

    fn as_drawn(steps: &[LightStep]) -> Vec<Duration> {
        let mut edges = vec![Duration::from_millis(20)];
        for step in steps {
            edges.push(edges[edges.len() - 1] + step.lasts);
        }
        edges
    }

    #[test]
    fn an_account_that_fits_card_and_clock_is_taken() {
        let steps = draw(&FakeEntropy::default(), LightLength::Full);
        let edges = as_drawn(&steps);
        let lasts = edges[edges.len() - 1];
        let check = |edges: &[Duration], passed| check_account(&steps, edges, passed).is_ok();
        assert!(check(&edges, lasts + Duration::from_millis(200)));
        assert!(!check(&edges, lasts / 2), "shown faster than time passes");
        assert!(!check(&edges, lasts + Duration::from_secs(9)), "told too late");
        assert!(!check(&edges[1..], lasts), "a step too few");
        let late: Vec<Duration> = edges.iter().map(|e| *e + Duration::from_secs(1)).collect();
        assert!(!check(&late, lasts + Duration::from_secs(1)), "not begun at once");
        let mut uneven = edges.clone();
        uneven[6] += Duration::from_millis(650);
        assert!(!check(&uneven, lasts), "a step that was held too long");
        let mut backwards = edges;
        backwards.swap(3, 4);
        assert!(!check(&backwards, lasts));
    }
}
