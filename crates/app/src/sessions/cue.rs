//! Cues: movements that the person on camera is asked for, chosen by chance, here and not by a client.

use domain::{CueFinding, CueKind, CueState, Entropy, SessionId};
use storage::AuditAction;

use crate::error::AppError;
use crate::facade::App;
use crate::sessions::LED;
use crate::view::Actor;

/// A cue that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenCue {
    /// What to ask for.
    pub kind: CueKind,
    /// What is never asked for here, because no model that is loaded could see the answer.
    pub not_offered: Vec<CueKind>,
}

impl App {
    /// Draws the next cue and watches for its answer, which the verdict tells.
    ///
    /// # Errors
    /// `not_found`, `conflict` when the session has ended or the cue before has no answer yet.
    pub async fn ask_cue(&self, actor: Actor, id: SessionId) -> Result<GivenCue, AppError> {
        let Some(live) = self.live().get(id) else {
            self.session(id).await?;
            return Err(AppError::Conflict("this session has ended: start another one"));
        };
        if live.led.is_some() {
            return Err(LED);
        }
        let kind = live.ask_cue(|kinds| draw(kinds, self.entropy())).ok_or(AppError::Conflict(
            "the movement asked for before has no answer yet: wait for it, at most some ten seconds",
        ))?;
        let event = self.event(actor, AuditAction::CueGiven);
        let mut unit = self.records().begin().await?;
        unit.audit().append(&event.about_person(live.person).in_session(id)).await?;
        unit.commit().await?;
        let is_blind = |kind: &CueKind| kind.wants_hand() && !live.sees_hands();
        let not_offered = CueKind::ALL.into_iter().filter(is_blind).collect();
        Ok(GivenCue { kind, not_offered })
    }
}

/// What the next cue is drawn from. The same kind does not come twice in a row, unless it was missed: a
/// movement that was missed refers the session until it is seen, so that half of all draws ask again for one
/// of those, and the other half for any other.
pub(crate) fn choice_of_cues(known: &[CueFinding], sees_hands: bool) -> Vec<CueKind> {
    let newest = |kind: CueKind| known.iter().rev().find(|f| f.cue.kind == kind);
    let is_missed = |kind: CueKind| newest(kind).is_some_and(|f| f.state == CueState::Missed);
    let last = known.last().map(|f| f.cue.kind);
    let offered = CueKind::ALL.into_iter().filter(|kind| sees_hands || !kind.wants_hand());
    let (missed, others): (Vec<CueKind>, Vec<CueKind>) = offered.partition(|kind| is_missed(*kind));
    let others: Vec<CueKind> = others.into_iter().filter(|kind| Some(*kind) != last).collect();
    let times = others.len().div_ceil(missed.len().max(1)).max(1);
    missed.iter().flat_map(|kind| std::iter::repeat_n(*kind, times)).chain(others).collect()
}

/// One of `kinds`, each as likely as the others but for less than one part in 2^59.
fn draw(kinds: &[CueKind], entropy: &dyn Entropy) -> CueKind {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let place = u64::from_le_bytes(bytes) % kinds.len().max(1) as u64;
    kinds.get(place as usize).copied().unwrap_or(CueKind::TurnLeft)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::time::Duration;

    use domain::{CueAsked, MediaTime};

    use super::*;
    use crate::fakes::FakeEntropy;

    const DONE: CueState = CueState::Done { after: Duration::from_secs(2) };

    fn found(cues: &[(CueKind, CueState)]) -> Vec<CueFinding> {
        let finding = |(number, (kind, state)): (u32, &(CueKind, CueState))| CueFinding {
            cue: CueAsked { number, kind: *kind, at: MediaTime::from_millis(1_000) },
            state: *state,
            lowest_score: None,
            highest_manipulation: None,
        };
        (0..).zip(cues).map(finding).collect()
    }

    #[test]
    fn every_kind_is_drawn_about_as_often() {
        let entropy = FakeEntropy::default();
        let choice = choice_of_cues(&[], true);
        let mut seen: HashMap<CueKind, u32> = HashMap::new();
        for _ in 0..14_000 {
            *seen.entry(draw(&choice, &entropy)).or_default() += 1;
        }
        // Four standard deviations around a thousand.
        assert!(seen.len() == 14 && seen.values().all(|n| (880..=1_120).contains(n)), "{seen:?}");
    }

    #[test]
    fn hands_are_not_asked_for_where_nobody_could_see_them() {
        let choice = choice_of_cues(&[], false);
        assert_eq!(choice.len(), 11);
        assert!(!choice.iter().any(|kind| kind.wants_hand()));
    }

    #[test]
    fn what_was_done_does_not_come_twice_in_a_row() {
        let choice = choice_of_cues(&found(&[(CueKind::LookUp, DONE)]), true);
        assert!(choice.len() == 13 && !choice.contains(&CueKind::LookUp));
    }

    #[test]
    fn half_of_all_draws_ask_again_for_what_was_missed() {
        use CueKind as K;
        let share = |known: &[(K, CueState)], kinds: &[K]| {
            let choice = choice_of_cues(&found(known), true);
            let again = choice.iter().filter(|kind| kinds.contains(kind)).count();
            again as f64 / choice.len() as f64
        };
        let missed = [(K::LookUp, CueState::Missed)];
        assert_eq!(share(&missed, &[K::LookUp]), 0.5);
        let two = [(K::LookUp, CueState::Missed), (K::StandUp, CueState::Missed)];
        assert!((share(&two, &[K::LookUp, K::StandUp]) - 0.5).abs() < 0.05);
        let made_good = [(K::LookUp, CueState::Missed), (K::LookUp, DONE), (K::StandUp, DONE)];
        assert_eq!(share(&made_good, &[K::LookUp]), 1.0 / 13.0);
    }
}
