//! Whether a session that the service leads came to the end of its steps.

use domain::{CueState, LightState, Reason, ReasonCode};

use crate::SessionEvidence;

/// A reason while a step is missing. What came of each is said elsewhere.
pub(crate) fn unfinished(evidence: &SessionEvidence) -> Option<Reason> {
    let steps = evidence.steps?;
    let is_done = |state| matches!(state, CueState::Done { .. });
    let done = evidence.cues.iter().filter(|c| is_done(c.state)).count();
    // A card that says nothing is a missing signal, and no missing signal is accepted.
    let was_answered = evidence.lights.iter().any(|card| card.state == LightState::Answered);
    let movements = steps.movements as usize;
    let text = match (done >= movements, !steps.colours || was_answered) {
        (true, true) => return None,
        (false, _) => format!("{done} of the {movements} movements of this check were seen"),
        (true, false) => {
            "the changing colours of this check have no answer: they were not shown to their end, or what a \
                          screen gives would not have been seen"
            .to_owned()
        }
    };
    Some(Reason { code: ReasonCode::StepsUnfinished, text, at: None })
}
