//! Whether a session that the service leads came to the end of its steps.

use domain::{CueState, LightMissing, LightState, Reason, ReasonCode};

use crate::SessionEvidence;

/// A reason while a step is missing. What came of each is said elsewhere.
pub(crate) fn unfinished(evidence: &SessionEvidence) -> Option<Reason> {
    let steps = evidence.steps?;
    let is_done = |state| matches!(state, CueState::Done { .. });
    let done = evidence.cues.iter().filter(|c| is_done(c.state)).count();
    let was_shown = evidence.lights.iter().any(|card| {
        !matches!(
            card.state,
            LightState::Waiting
                | LightState::Skipped(_)
                | LightState::NotAssessed(LightMissing::NotShown)
        )
    });
    let movements = steps.movements as usize;
    let text = match (done >= movements, !steps.colours || was_shown) {
        (true, true) => return None,
        (false, _) => format!("{done} of the {movements} movements of this check were seen"),
        (true, false) => {
            "the changing colours of this check were not shown to their end".to_owned()
        }
    };
    Some(Reason { code: ReasonCode::StepsUnfinished, text, at: None })
}
