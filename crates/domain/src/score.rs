//! Scores. Each type states its direction and its range and refuses anything that is not finite.

/// A number that a model should not have produced.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{what} of {value} lies outside {min}..={max}")]
pub struct ScoreError {
    /// Which score.
    pub what: &'static str,
    /// The offending value.
    pub value: f32,
    /// Lowest value allowed.
    pub min: f32,
    /// Highest value allowed.
    pub max: f32,
}

macro_rules! score_type {
    ($(#[$doc:meta])* $name:ident, $what:literal, $min:expr, $max:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f32);

        impl $name {
            /// Checks and wraps a raw value.
            ///
            /// # Errors
            /// When `value` is NaN, infinite or out of range. A NaN is an error, not a low score.
            pub fn new(value: f32) -> Result<Self, ScoreError> {
                if ($min..=$max).contains(&value) { // NaN is in no range
                    Ok(Self(value))
                } else {
                    Err(ScoreError { what: $what, value, min: $min, max: $max })
                }
            }

            /// The raw value.
            pub const fn get(self) -> f32 {
                self.0
            }
        }
    };
}

score_type! {
    /// Cosine similarity of two feature vectors, -1 to 1: higher means more alike.
    /// A hair above 1 from rounding is allowed.
    ComparisonScore, "comparison score", -1.001, 1.001
}
score_type! {
    /// What a presentation-attack model says of one frame, as the natural logarithm of
    /// P(bona fide) / P(attack): higher means more likely bona fide. Clamped by the adapter to ±12.
    PadScore, "PAD score", -12.0, 12.0
}
score_type! {
    /// What a manipulation model says of one frame, as a logit: higher means more likely manipulated.
    ManipulationScore, "manipulation score", -64.0, 64.0
}
score_type! {
    /// Mapped quality in the manner of ISO/IEC 29794-5, 0 to 100: higher means better for comparison.
    QualityScore, "quality score", 0.0, 100.0
}
score_type! {
    /// A natural log-likelihood ratio. Its hypotheses are stated where it is used;
    /// positive always speaks for the first named.
    Llr, "log-likelihood ratio", -1000.0, 1000.0
}

impl Llr {
    /// No evidence either way.
    pub const ZERO: Self = Self(0.0);

    /// Wraps a finite value, held within the type's range. NaN becomes no evidence.
    pub fn saturating(value: f64) -> Self {
        if value.is_nan() { Self(0.0) } else { Self(value.clamp(-1000.0, 1000.0) as f32) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_refuse_what_is_not_a_number_or_out_of_range() {
        assert!(ComparisonScore::new(f32::NAN).is_err());
        assert!(ComparisonScore::new(1.5).is_err());
        assert!(PadScore::new(f32::INFINITY).is_err());
        assert!(QualityScore::new(-0.1).is_err());
        assert_eq!(QualityScore::new(55.0).unwrap().get(), 55.0);
    }
}
