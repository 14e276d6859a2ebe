//! Cues: movements that the person on camera is asked for, chosen by chance, here and not by a client.

use domain::{CueKind, Entropy, SessionId};
use storage::AuditAction;

use crate::error::AppError;
use crate::facade::App;
use crate::sessions::LED;
use crate::view::Actor;

impl App {
    /// Draws the next cue and watches for its answer, which the verdict tells.
    ///
    /// # Errors
    /// `not_found`, `conflict` when the session has ended or the cue before has no answer yet.
    pub async fn ask_cue(&self, actor: Actor, id: SessionId) -> Result<CueKind, AppError> {
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
        Ok(kind)
    }
}

/// One of `kinds`, each as likely as the others but for less than one part in 2^60.
fn draw(kinds: &[CueKind], entropy: &dyn Entropy) -> CueKind {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let place = u64::from_le_bytes(bytes) % kinds.len().max(1) as u64;
    kinds.get(place as usize).copied().unwrap_or(CueKind::TurnLeft)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::fakes::FakeEntropy;

    #[test]
    fn every_kind_is_drawn_about_as_often() {
        let entropy = FakeEntropy::default();
        let mut seen: HashMap<CueKind, u32> = HashMap::new();
        for _ in 0..6_000 {
            *seen.entry(draw(&CueKind::ALL, &entropy)).or_default() += 1;
        }
        // Four standard deviations around a thousand.
        assert!(seen.len() == 6 && seen.values().all(|n| (885..=1_115).contains(n)), "{seen:?}");
    }
}
