//! From the error rates a policy states to the scores that meet them.

use domain::{IdentityRates, IdentityState, LogHeader, RateTable};

use crate::{IdentityPolicy, PresencePolicy};

/// The comparison scores that a policy's error rates come to for one embedder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IdentityThresholds {
    /// At or above: the same person. Infinite when the calibration cannot support the stated rate.
    pub same: f64,
    /// At or below: a different person. Never above `same`.
    pub different: f64,
}

impl IdentityThresholds {
    /// Reads the scores off the measured rates where those reach. Beyond them, and without them, the
    /// calibrated likelihood ratio bounds the rate: of non-mated trials at most 1/t reach a likelihood
    /// ratio of t, of mated ones at most t stay at or below t (Markov's inequality).
    pub fn of(policy: &IdentityPolicy, header: &LogHeader) -> Self {
        let line = |llr: f64| header.identity_calibration.score_at(llr);
        let bound_same = line(-policy.target_fmr.ln()).unwrap_or(f64::INFINITY);
        let bound_different = line(policy.target_fnmr.ln()).unwrap_or(f64::NEG_INFINITY);
        let Some(IdentityRates { false_match, false_non_match }) = &header.identity_rates else {
            return Self { same: bound_same, different: bound_different };
        };
        let last_measured = false_match.points().last().map_or(f64::INFINITY, |p| p.0);
        let same = false_match
            .score_at(policy.target_fmr)
            .unwrap_or_else(|| bound_same.max(last_measured));
        let different = false_non_match.score_at(policy.target_fnmr).unwrap_or(bound_different);
        Self { same, different: different.min(same) }
    }

    /// What one pooled score says.
    pub fn state(&self, score: f64) -> IdentityState {
        if score >= self.same {
            IdentityState::Same
        } else if score <= self.different {
            IdentityState::Different
        } else {
            IdentityState::NotEnough
        }
    }
}

/// The presence LLRs (attack : bona fide) that a policy comes to for one pack of models.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PresenceThresholds {
    /// At or below: live. Never above 0: evidence that speaks rather for an attack is never live.
    pub live: f64,
    /// At or above: an attack.
    pub attack: f64,
}

impl PresenceThresholds {
    /// Reads the LLR off the measured share of bona fide sessions. Where that does not reach, or was not
    /// measured, it is 0, where the evidence speaks neither way.
    pub fn of(policy: &PresencePolicy, false_alarm: Option<&RateTable>) -> Self {
        let measured = false_alarm.and_then(|t| t.score_at(policy.target_bpcer));
        Self { live: measured.unwrap_or(0.0).min(0.0), attack: policy.attack_llr }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Policy;

    fn table(points: &[(f64, f64)]) -> RateTable {
        RateTable::new(points.to_vec(), 1000, "made for tests".into()).unwrap()
    }

    fn of(target_fmr: f64, rates: Option<IdentityRates>) -> IdentityThresholds {
        let mut policy = Policy::parse(Policy::BUILT_IN[0]).unwrap().identity;
        policy.target_fmr = target_fmr;
        policy.target_fnmr = 0.01;
        let mut header = testkit::log_header(Policy::BUILT_IN[0], Vec::new());
        header.identity_rates = rates;
        IdentityThresholds::of(&policy, &header)
    }

    fn rates() -> IdentityRates {
        IdentityRates {
            false_match: table(&[(0.1, 0.5), (0.3, 0.001), (0.35, 0.00005)]),
            false_non_match: table(&[(0.2, 0.005), (0.4, 0.02), (0.8, 0.5)]),
        }
    }

    #[test]
    fn measured_rates_give_the_thresholds() {
        let t = of(0.001, Some(rates()));
        assert!((t.same - 0.3).abs() < 1e-9, "{t:?}");
        assert!(t.different > 0.2 && t.different <= 0.3, "{t:?}");
    }

    #[test]
    fn a_rate_beyond_the_data_needs_the_bound_and_more_than_the_last_point() {
        // testkit's line: llr = 40 score - 12; ln(1e5) = 11.5 at 0.588.
        let t = of(1e-5, Some(rates()));
        assert!((t.same - 0.588).abs() < 0.001, "{t:?}");
    }

    #[test]
    fn without_rates_the_likelihood_ratio_bounds_them() {
        let t = of(1e-4, None);
        assert!((t.same - 0.530).abs() < 0.001, "{t:?}");
        assert!((t.different - 0.185).abs() < 0.001, "{t:?}");
    }

    #[test]
    fn the_measured_share_of_bona_fide_sessions_gives_the_presence_threshold() {
        let live = |target_bpcer, points: Option<&[(f64, f64)]>| {
            let mut policy = Policy::parse(Policy::BUILT_IN[0]).unwrap().presence;
            policy.target_bpcer = target_bpcer;
            PresenceThresholds::of(&policy, points.map(table).as_ref()).live
        };
        let measured = [(-2.0, 0.5), (-0.5, 0.1), (1.0, 0.05)];
        assert!((live(0.1, Some(&measured)) + 0.5).abs() < 1e-9);
        assert_eq!(live(0.06, Some(&measured)), 0.0, "never above 0");
        assert_eq!(live(0.01, Some(&measured)), 0.0, "beyond the data");
        assert_eq!(live(0.1, None), 0.0, "not measured");
    }

    #[test]
    fn a_rate_that_the_calibration_cannot_reach_is_never_met() {
        // Its cap is 14: one in a million is as far as it goes.
        assert_eq!(of(1e-7, None).same, f64::INFINITY);
        assert_eq!(of(1e-7, Some(rates())).same, f64::INFINITY);
    }
}
