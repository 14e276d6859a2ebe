//! The operator's rules, as versioned files. Nothing here has a default: the operator chooses every
//! threshold, and every threshold states the error rate it was chosen for.

use domain::PolicyStamp;
use serde::Deserialize;

/// A complete policy.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name, for instance `interview`.
    pub name: String,
    /// Raised on every change.
    pub version: u32,
    /// What it is for, in a sentence.
    pub purpose: String,
    /// Present in the demonstration's policy, and in no other: presence is shown and does not decide.
    #[serde(default)]
    pub demonstration: Option<Demonstration>,
    /// When two faces are one person.
    pub identity: IdentityPolicy,
    /// When a presentation is live.
    pub presence: PresencePolicy,
    /// When a session is one session.
    pub continuity: ContinuityPolicy,
    /// How long to watch.
    pub watch: WatchPolicy,
}

/// What sets the demonstration's policy apart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demonstration {
    /// What whoever reads a verdict must know, in a sentence.
    pub banner: String,
}

/// When two faces are one person.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPolicy {
    /// The same person when at most this share of strangers looks as similar, above 0 to 0.01. The score
    /// that meets it is read off the embedder's calibration: see [`crate::IdentityThresholds`].
    pub target_fmr: f64,
    /// A different person when at most this share of true pairs looks as unlike, above 0 to 0.2.
    pub target_fnmr: f64,
    /// Comparable faces needed before any answer.
    pub min_samples: u32,
}

/// When a presentation is live. LLRs are attack : bona fide; positive speaks for an attack.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresencePolicy {
    /// At or above: an attack.
    pub attack_llr: f64,
    /// Live when the evidence for an attack is below what this share of bona fide sessions reach, above 0
    /// to 0.2. The LLR that meets it is read off the pack's calibration: see [`crate::PresenceThresholds`].
    pub target_bpcer: f64,
    /// A stretch of the session at or above this: an attack in part, never live.
    pub part_attack_llr: f64,
    /// Measurements of each detector needed before an answer.
    pub min_samples: u32,
    /// Most that PAD may add to either side.
    pub pad_cap: f64,
    /// Most that the manipulation detector may add to either side.
    pub manipulation_cap: f64,
    /// Most that the absence of blinks counts for, as a third kind of attack beside the two detectors. It
    /// speaks only for an attack, and by itself never reaches `attack_llr`.
    pub blink_cap: f64,
    /// Most that a comparison score in the imitation band adds to the manipulation evidence. It speaks only
    /// for an attack, and by itself never reaches `attack_llr`. None in policies of before, which did not
    /// count it.
    #[serde(default)]
    pub imitation_cap: Option<f64>,
}

/// What a second face in the picture means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFaceRule {
    /// Say so; decide nothing.
    Note,
    /// A human must look.
    Refer,
}

/// When a session is one session.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContinuityPolicy {
    /// Longest time without the subject's face.
    pub max_absence_ms: u64,
    /// Longest time without any frame.
    pub max_gap_ms: u64,
    /// A picture that stands still for this long is frozen.
    pub frozen_ms: u64,
    /// Two neighbouring samples at or below this LLR against the session's own pooled face: the person
    /// changed.
    pub change_llr: f64,
    /// What a second face means.
    pub second_face: SecondFaceRule,
    /// Share of whole-frame searches with a second face of comparable size from which it counts, 0..1.
    pub second_face_share: f64,
}

/// How long to watch.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchPolicy {
    /// Shortest time between the first and the last analysed frame for an accept.
    pub min_ms: u64,
    /// Whether an accept needs an answered light card; not asked for unless the policy says so.
    #[serde(default)]
    pub light_card: LightRule,
}

/// Whether an accept needs an answered light card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LightRule {
    /// No: it is shown where the interviewer wants it.
    #[default]
    Optional,
    /// Yes: without one a human must look.
    Required,
}

/// A policy file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML, or keys missing or unknown.
    #[error("the policy file cannot be read: check it against the ones in docs/VERDICT.md")]
    Syntax(#[source] Box<toml::de::Error>),
    /// The numbers contradict each other.
    #[error("policy {name}: {problem}")]
    Contradiction {
        /// The policy.
        name: String,
        /// What is wrong, naming the keys.
        problem: &'static str,
    },
}

impl Policy {
    /// Name of the demonstration's policy. No other may leave presence undecided, and this one always does.
    pub const DEMONSTRATION_NAME: &'static str = "demo-synthetic";

    /// The text of the demonstration's policy, which is none of [`Self::BUILT_IN`]: a service knows it only
    /// when it was started to.
    pub const DEMONSTRATION: &'static str = include_str!("../policies/demo-synthetic.toml");

    /// The text of the policies that ship with Likeness: `interview`, `login` and `nist-ial2`.
    pub const BUILT_IN: [&'static str; 3] = [
        include_str!("../policies/interview.toml"),
        include_str!("../policies/login.toml"),
        include_str!("../policies/nist-ial2.toml"),
    ];

    /// Reads and checks a policy file.
    ///
    /// # Errors
    /// [`PolicyError::Syntax`] for unknown or missing keys, [`PolicyError::Contradiction`] when the
    /// thresholds do not fit together.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text).map_err(|e| PolicyError::Syntax(Box::new(e)))?;
        policy.validate()?;
        Ok(policy)
    }

    /// Name and version.
    pub fn stamp(&self) -> PolicyStamp {
        PolicyStamp { name: self.name.clone(), version: self.version }
    }

    /// What whoever reads a verdict of this policy must know; only the demonstration's has one.
    pub fn banner(&self) -> Option<&str> {
        self.demonstration.as_ref().map(|d| d.banner.as_str())
    }

    fn validate(&self) -> Result<(), PolicyError> {
        let p = &self.presence;
        let finite = [
            self.identity.target_fmr,
            self.identity.target_fnmr,
            self.presence.attack_llr,
            self.presence.target_bpcer,
            self.presence.part_attack_llr,
            self.presence.pad_cap,
            self.presence.manipulation_cap,
            self.presence.blink_cap,
            self.presence.imitation_cap.unwrap_or(1.0),
            self.continuity.change_llr,
            self.continuity.second_face_share,
        ]
        .iter()
        .all(|v| v.is_finite());
        let problem = if self.demonstration.is_some() != (self.name == Self::DEMONSTRATION_NAME) {
            "[demonstration], which leaves presence undecided, belongs to the policy named \
             demo-synthetic and to no other: give yours another name, or leave the section out"
        } else if !finite {
            "every threshold must be a finite number"
        } else if !(self.identity.target_fmr > 0.0 && self.identity.target_fmr <= 0.01) {
            "identity.target_fmr must lie above 0 and not above 0.01: one stranger in a hundred"
        } else if !(self.identity.target_fnmr > 0.0 && self.identity.target_fnmr <= 0.2) {
            "identity.target_fnmr must lie above 0 and not above 0.2"
        } else if !(self.presence.target_bpcer > 0.0 && self.presence.target_bpcer <= 0.2) {
            "presence.target_bpcer must lie above 0 and not above 0.2"
        } else if self.presence.attack_llr <= 0.0 || self.presence.part_attack_llr <= 0.0 {
            "presence.attack_llr and presence.part_attack_llr must be above 0: below, the evidence speaks \
             for a bona fide session"
        } else if [p.pad_cap, p.manipulation_cap, p.blink_cap, p.imitation_cap.unwrap_or(1.0)]
            .iter()
            .any(|cap| *cap <= 0.0)
        {
            "presence caps must be above 0"
        } else if ((2.0 + p.blink_cap.exp()) / 3.0).ln() >= p.attack_llr {
            // Beside two detectors that say nothing either way.
            "presence.blink_cap must be so low that the absence of blinks alone is no attack: \
             ln((2 + e^blink_cap) / 3) below attack_llr"
        } else if p.imitation_cap.is_some_and(|cap| ((1.0 + cap.exp()) / 2.0).ln() >= p.attack_llr)
        {
            // Both detectors say nothing either way.
            "presence.imitation_cap must be so low that a score in the imitation band alone is no attack: \
             ln((1 + e^imitation_cap) / 2) below attack_llr"
        } else if self.identity.min_samples == 0 || self.presence.min_samples == 0 {
            "min_samples must be at least 1: no answer may rest on nothing"
        } else if !(0.0..=1.0).contains(&self.continuity.second_face_share) {
            "continuity.second_face_share must lie between 0 and 1"
        } else {
            return Ok(());
        };
        Err(PolicyError::Contradiction { name: self.name.clone(), problem })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_policies_parse_and_are_named() {
        let names: Vec<_> =
            Policy::BUILT_IN.iter().map(|t| Policy::parse(t).expect("built in").name).collect();
        assert_eq!(names, ["interview", "login", "nist-ial2"]);
    }

    #[test]
    fn the_demonstration_has_a_banner_and_no_other_policy_can_have_one() {
        let demo = Policy::parse(Policy::DEMONSTRATION).expect("built in");
        assert_eq!(demo.name, Policy::DEMONSTRATION_NAME);
        assert_eq!(demo.banner(), Some("computer-made people: presence is shown, not judged"));
        for text in Policy::BUILT_IN {
            assert_eq!(Policy::parse(text).expect("built in").banner(), None);
            let sneaked = format!("{text}\n[demonstration]\nbanner = \"live\"\n");
            let error = Policy::parse(&sneaked).expect_err("must be refused");
            assert!(error.to_string().contains("[demonstration]"), "{error}");
        }
        let nameless = Policy::BUILT_IN[1].replace("\"login\"", "\"demo-synthetic\"");
        assert!(Policy::parse(&nameless).is_err(), "the name promises a banner");
    }

    fn check_refused(from: &str, to: &str, says: &str) {
        let text = Policy::BUILT_IN[0].replace(from, to);
        assert_ne!(text, Policy::BUILT_IN[0], "nothing replaced");
        let error = Policy::parse(&text).expect_err("must be refused");
        assert!(error.to_string().contains(says), "{error}");
    }

    #[test]
    fn contradictions_are_refused_with_the_key_in_the_sentence() {
        check_refused("target_fmr = 0.0001", "target_fmr = 0.05", "identity.target_fmr");
        check_refused("target_fnmr = 0.02", "target_fnmr = 0.0", "identity.target_fnmr");
        check_refused("target_bpcer = 0.1", "target_bpcer = 0.5", "presence.target_bpcer");
        check_refused("\nattack_llr = 2.2", "\nattack_llr = 0.0", "presence.attack_llr");
        check_refused("target_fmr = 0.0001", "target_fmr = nan", "finite");
        check_refused("min_samples = 5", "min_samples = 0", "min_samples");
        check_refused("pad_cap = 6.0", "pad_cap = 0.0", "caps");
        check_refused("blink_cap = 2.5", "blink_cap = 0.0", "caps");
        check_refused("blink_cap = 2.5", "blink_cap = 3.5", "presence.blink_cap");
        check_refused("blink_cap = 2.5\n", "", "cannot be read");
        check_refused("imitation_cap = 2.5", "imitation_cap = 0.0", "caps");
        check_refused("imitation_cap = 2.5", "imitation_cap = 3.0", "presence.imitation_cap");
    }

    #[test]
    fn unknown_and_missing_keys_are_refused() {
        check_refused("version = 4", "version = 4\nsurprise = 2", "cannot be read");
        check_refused("version = 4\n", "", "cannot be read");
    }
}
