//! The first question: is the capture subject the person of each reference?

use domain::{
    Identity, IdentityState, LogHeader, Reason, ReasonCode, ReferenceFinding, ReferenceKind,
};

use crate::evidence::ReferenceEvidence;
use crate::{IdentityThresholds, Policy, SessionEvidence};

/// One answer per reference, the joint answer, and the reasons.
pub(crate) fn judge(
    evidence: &SessionEvidence,
    header: &LogHeader,
    policy: &Policy,
) -> (Identity, Vec<ReferenceFinding>, Vec<Reason>) {
    let findings: Vec<_> =
        evidence.references.iter().map(|r| finding(r, evidence.samples, header, policy)).collect();
    let mut reasons = Vec::new();
    if findings.is_empty() {
        reasons.push(reason(
            ReasonCode::NoReference,
            "there is no reference to compare with: set an ID photo first",
        ));
    }
    let thresholds = IdentityThresholds::of(&policy.identity, header);
    let has_too_few = evidence.samples < policy.identity.min_samples;
    if has_too_few && !findings.is_empty() && evidence.frames_with_face > 0 {
        reasons.push(reason(
            ReasonCode::NotEnoughFaces,
            &format!(
                "only {} of {} faces were good enough to compare: more light, a steadier, nearer face that looks into the camera",
                evidence.samples, policy.identity.min_samples
            ),
        ));
    }
    reasons.extend(disagreement(&findings, thresholds));
    for f in &findings {
        if is_between(f, evidence.samples, header, policy) {
            reasons.push(reason(
                ReasonCode::ImitationBand,
                &format!(
                    "score {:.2} against {} is too high for a stranger and too low for the person \
                     (different at {:.2} or below, same at {}{}{}): a face laid over another \
                     scores like this, an old photo may too",
                    f.score.map_or(f32::NAN, domain::ComparisonScore::get),
                    name(f.kind),
                    thresholds.different,
                    same_from(thresholds, header),
                    if f.false_match.is_some() { "; " } else { "" },
                    f.false_match.map(domain::Rate::strangers).unwrap_or_default(),
                ),
            ));
        }
    }
    let joint = joint(&findings, header);
    if joint.state == IdentityState::Same {
        reasons.push(reason(ReasonCode::SamePerson, &same_text(&findings, thresholds, header)));
    }
    (joint, findings, reasons)
}

fn finding(
    r: &ReferenceEvidence,
    samples: u32,
    header: &LogHeader,
    policy: &Policy,
) -> ReferenceFinding {
    let score = r.pooled.map(|s| f64::from(s.get()));
    let llr = score.map(|s| header.identity_calibration.llr(s));
    let false_match = score.and_then(|s| Some(header.identity_rates.as_ref()?.false_match.at(s)));
    let thresholds = IdentityThresholds::of(&policy.identity, header);
    let state = match score {
        Some(_) if samples < policy.identity.min_samples => IdentityState::NotEnough,
        Some(s) => thresholds.state(s),
        None => IdentityState::NotEnough,
    };
    ReferenceFinding {
        reference: r.reference,
        kind: r.kind,
        state,
        score: r.pooled,
        llr,
        false_match,
    }
}

/// Compared, and neither a stranger nor surely the person.
fn is_between(f: &ReferenceFinding, samples: u32, header: &LogHeader, policy: &Policy) -> bool {
    let is_compared = f.score.is_some() && samples >= policy.identity.min_samples;
    is_compared
        && match f.state {
            IdentityState::NotEnough => true,
            IdentityState::Same => is_imitation(f, header),
            IdentityState::Different => false,
        }
}

/// LLR (a face laid over another : the person) of a session whose score lies in the imitation band; none
/// elsewhere, and where the band was not calibrated.
///
/// The reference that fits best decides: an old photo of the ID lies in the band beside last month's session,
/// a borrowed face in the band of everything that shows its owner.
pub(crate) fn imitation_llr(
    evidence: &SessionEvidence,
    header: &LogHeader,
    policy: &Policy,
) -> Option<f64> {
    let line = header.imitation_calibration.as_ref()?;
    if evidence.samples < policy.identity.min_samples {
        return None;
    }
    let scores = evidence.references.iter().filter_map(|r| r.pooled);
    let best = scores.map(|s| f64::from(s.get())).max_by(f64::total_cmp)?;
    let thresholds = IdentityThresholds::of(&policy.identity, header);
    // A stranger's score is no imitation: identity itself rejects.
    let llr = f64::from(line.llr(best).get());
    (thresholds.state(best) != IdentityState::Different && llr > 0.0).then_some(llr)
}

fn is_imitation(f: &ReferenceFinding, header: &LogHeader) -> bool {
    match (header.imitation_below, f.score) {
        (Some(below), Some(score)) => score.get() < below,
        _ => false,
    }
}

/// The weakest reference decides. A score in the imitation band is not enough.
fn joint(findings: &[ReferenceFinding], header: &LogHeader) -> Identity {
    let weakest = findings.iter().min_by(|a, b| {
        let value = |f: &ReferenceFinding| f.llr.map_or(f32::NEG_INFINITY, domain::Llr::get);
        value(a).total_cmp(&value(b)).then_with(|| {
            let score = |f: &ReferenceFinding| f.score.map_or(-2.0, domain::ComparisonScore::get);
            score(a).total_cmp(&score(b))
        })
    });
    let Some(weakest) = weakest else {
        return Identity { state: IdentityState::NotEnough, score: None, llr: None };
    };
    let state = if findings.iter().any(|f| f.state == IdentityState::Different) {
        IdentityState::Different
    } else if findings.iter().all(|f| f.state == IdentityState::Same && !is_imitation(f, header)) {
        IdentityState::Same
    } else {
        IdentityState::NotEnough
    };
    Identity { state, score: weakest.score, llr: weakest.llr }
}

/// Which references disagree is a finding of its own: it tells the hand-over from the borrowed ID.
fn disagreement(findings: &[ReferenceFinding], thresholds: IdentityThresholds) -> Vec<Reason> {
    let is_picture = |f: &&ReferenceFinding| matches!(f.kind, ReferenceKind::Picture);
    let any = |picture: bool, state: IdentityState| {
        findings.iter().any(|f| is_picture(&f) == picture && f.state == state)
    };
    let mut reasons = Vec::new();
    for f in findings.iter().filter(|f| f.state == IdentityState::Different) {
        let is_id = matches!(f.kind, ReferenceKind::Picture);
        let (code, what) = match (is_id, any(!is_id, IdentityState::Same)) {
            (true, true) => (
                ReasonCode::SessionMatchesButNotTheId,
                "the person of an earlier session, but not of the ID portrait: the ID may have been \
                 somebody else's from the start",
            ),
            (false, true) => (
                ReasonCode::NotTheInterviewedPerson,
                "the person of the ID, but not the person who was interviewed",
            ),
            (true, false) => (ReasonCode::NotTheIdHolder, "not the person of the ID portrait"),
            (false, false) => {
                (ReasonCode::NotTheInterviewedPerson, "not the person of the earlier session")
            }
        };
        reasons.push(reason(
            code,
            &format!(
                "{what} (score {:.2} against {}, evidence {:.1}; different at {:.2} or below)",
                f.score.map_or(f32::NAN, domain::ComparisonScore::get),
                name(f.kind),
                f.llr.map_or(f32::NAN, domain::Llr::get),
                thresholds.different,
            ),
        ));
    }
    reasons
}

/// The score from which a session may count as the same person: past the imitation band as well.
fn same_from(thresholds: IdentityThresholds, header: &LogHeader) -> String {
    let band = header.imitation_below.map_or(f64::NEG_INFINITY, f64::from);
    let from = thresholds.same.max(band);
    if from.is_finite() {
        format!("{from:.2} or above")
    } else {
        "no score: the calibration does not reach the policy's rate".to_owned()
    }
}

fn same_text(
    findings: &[ReferenceFinding],
    thresholds: IdentityThresholds,
    header: &LogHeader,
) -> String {
    let lowest = findings
        .iter()
        .filter_map(|f| f.score.map(|s| (s.get(), f)))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((score, f)) = lowest else { return "same person as every reference".to_owned() };
    let meaning = f.false_match.map(|rate| format!("; {}", rate.strangers())).unwrap_or_default();
    format!(
        "same person as every reference (lowest score {score:.2} against {}, same at {}{meaning})",
        name(f.kind),
        same_from(thresholds, header),
    )
}

pub(crate) fn name(kind: ReferenceKind) -> &'static str {
    use domain::SessionKind::{Interview, Login, Onboarding};
    match kind {
        ReferenceKind::Picture => "the ID portrait",
        ReferenceKind::Session { kind: Interview, .. } => "an earlier interview",
        ReferenceKind::Session { kind: Onboarding, .. } => "the onboarding",
        ReferenceKind::Session { kind: Login, .. } => "an earlier login",
    }
}

fn reason(code: ReasonCode, text: &str) -> Reason {
    Reason { code, text: text.to_owned(), at: None }
}
