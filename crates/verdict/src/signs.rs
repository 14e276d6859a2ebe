//! What was noticed around a stream: reasons for a human to look, and never more.

use domain::{MediaTime, Reason, ReasonCode, SignKind};

use crate::SessionEvidence;

/// One reason per code, with every sign of it in its text.
pub(crate) fn reasons(evidence: &SessionEvidence) -> Vec<Reason> {
    let mut reasons: Vec<(ReasonCode, MediaTime, Vec<&str>)> = Vec::new();
    for sign in &evidence.signs {
        let (code, words) = meaning(sign.kind);
        match reasons.iter_mut().find(|(known, ..)| *known == code) {
            Some((_, _, texts)) if texts.contains(&words) => {}
            Some((_, _, texts)) => texts.push(words),
            None => reasons.push((code, sign.at, vec![words])),
        }
    }
    reasons
        .into_iter()
        .map(|(code, at, texts)| Reason { code, text: texts.join("; "), at: Some(at) })
        .collect()
}

const fn meaning(kind: SignKind) -> (ReasonCode, &'static str) {
    match kind {
        SignKind::VirtualCamera => (
            ReasonCode::InjectionSign,
            "the browser named a camera that is software: ask them to use the camera itself",
        ),
        SignKind::AutomatedBrowser => {
            (ReasonCode::InjectionSign, "the browser said that a program steers it")
        }
        SignKind::CameraChanged => {
            (ReasonCode::InjectionSign, "the camera was changed while it was watched")
        }
        SignKind::ColoursDeclined => (
            ReasonCode::SignalMissing,
            "the changing colours were refused or stopped, so that the light on the face says nothing",
        ),
        SignKind::DocumentUnread => {
            (ReasonCode::DocumentDoubtful, "the document could not be read by machine: look at it")
        }
        SignKind::DocumentDoubtful => (
            ReasonCode::DocumentDoubtful,
            "something about the document is for a human: the invitation says what",
        ),
        SignKind::OtherIdentity => (
            ReasonCode::OtherIdentity,
            "this face is tied to another identity: somebody with the right to links has to look at it",
        ),
    }
}

#[cfg(test)]
mod tests {
    use domain::Sign;

    use super::*;
    use crate::Evidence;

    #[test]
    fn signs_of_one_code_share_a_reason() {
        let header = testkit::log_header(crate::Policy::BUILT_IN[0], Vec::new());
        let mut evidence = Evidence::new(&header);
        let at = MediaTime::from_millis;
        for (ms, kind) in [
            (5, SignKind::VirtualCamera),
            (9, SignKind::DocumentUnread),
            (12, SignKind::AutomatedBrowser),
            (13, SignKind::AutomatedBrowser),
        ] {
            evidence.push(&domain::LogEntry::Sign(Sign { at: at(ms), kind }));
        }
        let found = reasons(&evidence.summary());
        let codes: Vec<_> = found.iter().map(|r| (r.code, r.at)).collect();
        let injection = (ReasonCode::InjectionSign, Some(at(5)));
        assert_eq!(codes, [injection, (ReasonCode::DocumentDoubtful, Some(at(9)))]);
        assert!(found[0].text.contains("software") && found[0].text.matches(';').count() == 1);
    }
}
