//! The second question: a bona fide, live presentation, not an attack?

use domain::{Llr, LogHeader, MediaTime, Presence, PresenceState, Rate, Reason, ReasonCode};
use signals::Blinks;

use crate::identity::imitation_llr;
use crate::series::STRETCH;
use crate::{Evidence, Policy, PresenceThresholds, SeriesSummary, SessionEvidence};

/// The two detectors, each of which sees another kind of attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detector {
    Pad,
    Manipulation,
}

impl Detector {
    const fn code(self) -> ReasonCode {
        match self {
            Self::Pad => ReasonCode::PresentationAttack,
            Self::Manipulation => ReasonCode::Manipulation,
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Pad => "a screen, print or mask",
            Self::Manipulation => "a swapped or generated face",
        }
    }

    /// LLR (attack : bona fide) of an attack-positive score; none without a calibration.
    fn llr(self, score: f64, header: &LogHeader) -> Option<f64> {
        let llr = match self {
            // The model's own scores, which the calibration is for, speak of bona fide.
            Self::Pad => header.pad_calibration.as_ref()?.llr(-score),
            Self::Manipulation => header.manipulation_calibration.as_ref()?.llr(score),
        };
        Some(f64::from(llr.get()))
    }
}

/// What one detector says.
#[derive(Debug)]
struct Part {
    detector: Detector,
    /// Capped LLR of the whole session.
    llr: f64,
    /// The same without what the comparison score adds.
    alone: f64,
    /// What the comparison score adds, at least 0.
    borrowed: f64,
    /// Uncapped-by-policy LLR of the worst stretch.
    stretch: (MediaTime, f64),
    mean: f64,
    count: u32,
}

impl Part {
    /// With the evidence of the comparison score, which knows nothing of the picture and so adds to what
    /// the detector knows.
    fn joined_by(self, borrowed: f64, cap: f64) -> Self {
        Self { llr: (self.llr + borrowed).min(cap), borrowed, ..self }
    }

    fn told_by_the_score(&self) -> String {
        match self.borrowed > 0.0 {
            true => format!(
                "; {:.1} of it because a face laid over another one scores like this",
                self.borrowed
            ),
            false => String::new(),
        }
    }
}

/// The answer and its reasons.
pub(crate) fn judge(
    evidence: &SessionEvidence,
    header: &LogHeader,
    policy: &Policy,
) -> (Presence, Vec<Reason>) {
    let p = &policy.presence;
    let pad = part(Detector::Pad, evidence.pad, header, p.pad_cap);
    let borrowed = imitation_llr(evidence, header, policy)
        .and_then(|llr| Some(llr.min(p.imitation_cap?)))
        .unwrap_or(0.0);
    let manipulation =
        part(Detector::Manipulation, evidence.manipulation, header, p.manipulation_cap)
            .map(|x| x.joined_by(borrowed, p.manipulation_cap));
    let alone = manipulation.as_ref().map(|x| x.alone);
    let mut reasons = missing(&[("PAD", &pad), ("manipulation", &manipulation)], policy);
    let is_complete = reasons.is_empty();
    let lifeless = Lifeless::of(evidence.blinks, policy);
    let both = [pad.as_ref().map(|x| x.llr), manipulation.as_ref().map(|x| x.llr)];
    // Judged as it is reported, so that a threshold read off a report decides the same way.
    let reported = |llr: f64| f64::from(Llr::saturating(llr).get());
    let detected = either([both[0], alone].into_iter().flatten());
    // A detector that was not assessed counts as even beside the score, so that its absence lends it no weight.
    let joined = manipulation.as_ref().filter(|x| x.borrowed > 0.0);
    let scored = reported(
        joined.map_or(detected, |x| either([both[0].unwrap_or(0.0), x.llr]).max(detected)),
    );
    let total = lifeless.as_ref().map_or(scored, |x| reported(x.raised(scored, both)));
    let parts: Vec<Part> = [pad, manipulation].into_iter().flatten().collect();
    let enough = parts.iter().any(|x| x.count >= p.min_samples);
    let false_alarm = header.false_alarm.as_ref().map(|table| table.at(total));
    let limit = PresenceThresholds::of(p, header.false_alarm.as_ref());
    let is_attack = enough && total >= limit.attack;
    let frozen = frozen(evidence, policy);
    let looped = looped(evidence);
    let is_played = frozen.is_some() || looped.is_some();
    let mut attack = None;
    let partial: Vec<&Part> = parts
        .iter()
        .filter(|x| x.count >= p.min_samples && x.stretch.1 >= p.part_attack_llr)
        .collect();
    if is_attack {
        let leading = parts
            .iter()
            .max_by(|a, b| a.llr.total_cmp(&b.llr))
            .expect("an attack needs at least one part with samples");
        attack = Some(leading.detector.code());
        reasons.insert(0, Reason {
            code: leading.detector.code(),
            text: format!(
                "looks like {} (evidence {total:.1} for an attack, {:.1} for this one; attack at {:.1} \
                 or above; mean raw score {:.2} over {} frames)",
                leading.detector.what(), leading.llr, limit.attack, leading.mean, leading.count
            ) + &leading.told_by_the_score()
                + &alarm(false_alarm),
            at: Some(leading.stretch.0),
        });
    } else {
        for x in &partial {
            let code = if x.detector == Detector::Manipulation {
                ReasonCode::Manipulation
            } else {
                ReasonCode::PresentationAttackInPart
            };
            reasons.push(Reason {
                code,
                text: format!(
                    "part of the session looks like {} (evidence {:.1} over {STRETCH} samples; counts from \
                     {:.1})",
                    x.detector.what(), x.stretch.1, p.part_attack_llr
                ),
                at: Some(x.stretch.0),
            });
        }
    }
    reasons.extend(frozen.into_iter().chain(looped));
    // Only where it counts: what raises the evidence of a session that is live all the same decides nothing.
    let unblinking = lifeless.filter(|_| total > scored && total > limit.live);
    reasons.extend(unblinking.as_ref().map(|x| x.reason(total, limit)));
    // The reason above says it already when without it the session would count as live.
    let is_said = unblinking.is_some() && scored <= limit.live;
    let state = if is_attack {
        PresenceState::Attack
    } else if is_complete && partial.is_empty() && !is_played && total <= limit.live {
        reasons.push(Reason {
            code: ReasonCode::Live,
            text: format!(
                "live and unaltered as far as the detectors see (evidence {total:.2} for an attack; live at \
                 {:.2} or below){}",
                limit.live,
                alarm(false_alarm)
            ),
            at: None,
        });
        PresenceState::Live
    } else {
        if is_complete && partial.is_empty() && !is_played && !is_said {
            reasons.push(Reason {
                code: ReasonCode::PresenceUncertain,
                text: format!(
                    "live or not cannot be told (evidence {total:.2}, between {:.2} for live and {:.2} for an \
                     attack){}{}",
                    limit.live,
                    limit.attack,
                    parts.iter().map(Part::told_by_the_score).collect::<String>(),
                    alarm(false_alarm)
                ),
                at: None,
            });
        }
        PresenceState::NotEnough
    };
    let is_assessed = !parts.is_empty() || total > scored;
    let llr = is_assessed.then(|| Llr::saturating(total));
    (Presence { state, attack, llr, false_alarm: false_alarm.filter(|_| is_assessed) }, reasons)
}

/// What the evidence means: how many bona fide sessions give as much.
fn alarm(rate: Option<Rate>) -> String {
    rate.map(|rate| format!(": {}", rate.genuine_sessions())).unwrap_or_default()
}

/// The calibrated, discounted, capped weight of one detector; none when it was not assessed.
fn part(
    detector: Detector,
    series: Option<SeriesSummary>,
    header: &LogHeader,
    cap: f64,
) -> Option<Part> {
    let s = series?;
    let llr = (detector.llr(s.mean, header)? * discount(s.effective)).clamp(-cap, cap);
    let stretch = (s.highest_stretch.0, detector.llr(s.highest_stretch.1, header)?);
    Some(Part { detector, llr, alone: llr, borrowed: 0.0, stretch, mean: s.mean, count: s.count })
}

/// Weighs the detectors as alternatives, not as a sum: an attack is a presentation attack *or* a
/// manipulation, each as likely beforehand, and each leaves the other detector's score as a bona fide
/// session would. So the likelihood ratio of "some attack" is the mean of their likelihood ratios, and a
/// strong "no screen here" cannot outweigh a swapped face.
fn either(llrs: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) =
        llrs.into_iter().fold((0.0, 0_u32), |(sum, n), llr| (sum + llr.exp(), n + 1));
    if count == 0 { 0.0 } else { (sum / f64::from(count)).ln() }
}

/// Eyes that do not close: a third kind of attack, which neither detector sees.
#[derive(Debug)]
struct Lifeless {
    blinks: Blinks,
    /// Capped LLR (a face that never blinks : a living person), above 0.
    llr: f64,
}

impl Lifeless {
    /// None where the eyes closed often enough, or were not watched long enough to say: a blink never
    /// speaks for "live", because a filmed person blinks.
    fn of(blinks: Option<Blinks>, policy: &Policy) -> Option<Self> {
        let blinks = blinks?;
        let llr = blinks.lifeless_llr()?.min(policy.presence.blink_cap);
        (llr > 0.0).then_some(Self { blinks, llr })
    }

    /// The evidence with this third kind of attack, never below `scored`. A detector that was not
    /// assessed counts as even here, so that its absence lends this one no weight.
    fn raised(&self, scored: f64, detectors: [Option<f64>; 2]) -> f64 {
        let kinds = detectors.map(|llr| llr.unwrap_or(0.0)).into_iter().chain([self.llr]);
        either(kinds).max(scored)
    }

    fn reason(&self, total: f64, limit: PresenceThresholds) -> Reason {
        let (n, seconds) = (self.blinks.closures, self.blinks.watched_s);
        let closed = match n {
            0 => "the eyes did not close".to_owned(),
            1 => "the eyes closed only once".to_owned(),
            n => format!("the eyes closed only {n} times"),
        };
        Reason {
            code: ReasonCode::NoBlinks,
            text: format!(
                "{closed} in {seconds:.0} s; a living person's rarely stay open that long (evidence {:.1} for \
                 a face that never blinks, {total:.2} for an attack together with the rest; live at {:.2} or \
                 below)",
                self.llr, limit.live
            ),
            at: None,
        }
    }
}

/// How much of a clip-level calibration `effective` independent samples are worth: n / (n + 1), the
/// shrinkage of a mean when the spread between clips equals the spread within one.
fn discount(effective: f64) -> f64 {
    effective / (effective + 1.0)
}

/// One reason that names every detector which has not said enough.
fn missing(parts: &[(&str, &Option<Part>)], policy: &Policy) -> Vec<Reason> {
    let needed = policy.presence.min_samples;
    let lacking: Vec<String> = parts
        .iter()
        .filter_map(|(name, part)| match part.as_ref().map_or(0, |p| p.count) {
            0 => Some(format!("{name} was not assessed")),
            seen if seen < needed => {
                Some(format!("{name} was assessed on {seen} of {needed} frames needed"))
            }
            _ => None,
        })
        .collect();
    if lacking.is_empty() {
        return Vec::new();
    }
    vec![Reason {
        code: ReasonCode::SignalMissing,
        text: format!("{}: what was not assessed cannot be accepted", lacking.join("; ")),
        at: None,
    }]
}

/// A loop is a recording, whatever the detectors say of its pictures.
fn looped(evidence: &SessionEvidence) -> Option<Reason> {
    let found = evidence.looped?;
    Some(Reason {
        code: ReasonCode::LoopedPicture,
        text: format!(
            "the face moves exactly as it did {:.1} s before: a recording in a loop",
            found.period.as_secs_f64()
        ),
        at: Some(found.at),
    })
}

fn frozen(evidence: &SessionEvidence, policy: &Policy) -> Option<Reason> {
    let freeze = evidence.longest_freeze?;
    (freeze.lasted.as_millis() >= u128::from(policy.continuity.frozen_ms)).then(|| Reason {
        code: ReasonCode::FrozenPicture,
        text: format!(
            "the picture stood still for {:.1} s: a still picture proves nothing about a live person",
            freeze.lasted.as_secs_f64()
        ),
        at: Some(freeze.from),
    })
}

/// The presence LLR of the newest few samples alone, with the blinks so far, for a timeline; attack
/// positive.
pub fn recent_presence_llr(
    evidence: &Evidence,
    header: &LogHeader,
    policy: &Policy,
) -> Option<f64> {
    let one = |detector: Detector, mean: Option<f64>, cap: f64| {
        Some(detector.llr(mean?, header)?.clamp(-cap, cap))
    };
    let p = &policy.presence;
    let parts = [
        one(Detector::Pad, evidence.recent_pad(STRETCH), p.pad_cap),
        one(Detector::Manipulation, evidence.recent_manipulation(STRETCH), p.manipulation_cap),
    ];
    let scored = parts.iter().any(Option::is_some).then(|| either(parts.into_iter().flatten()))?;
    let lifeless = Lifeless::of(evidence.blinks(), policy);
    Some(lifeless.map_or(scored, |x| x.raised(scored, parts)))
}
