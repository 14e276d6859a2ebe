//! Why a signal could not be measured. A result of its own, never a number.

/// Too little, too slow or too broken a trace for one signal.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotMeasurable {
    /// Fewer samples than the measure needs.
    #[error("{got} samples where {needed} are needed: watch longer")]
    TooFew {
        /// Samples the measure needs.
        needed: usize,
        /// Samples there were.
        got: usize,
    },
    /// The samples cover too little time.
    #[error("{got_s:.1} s watched where {needed_s:.1} s are needed: watch longer")]
    TooShort {
        /// Seconds the measure needs.
        needed_s: f64,
        /// Seconds there were.
        got_s: f64,
    },
    /// The samples are too far apart to carry the signal at all.
    #[error("sampled at {got_hz:.1} Hz where {needed_hz:.1} Hz are needed: sample faster")]
    TooSlow {
        /// Samples per second the measure needs.
        needed_hz: f64,
        /// Samples per second there were.
        got_hz: f64,
    },
    /// The head moved too little to tell depth from a plane.
    #[error("the motion was {got:.3} where {needed:.3} is needed: ask for a turn of the head")]
    TooLittleMotion {
        /// Motion the measure needs, in its own unit.
        needed: f64,
        /// Motion there was.
        got: f64,
    },
    /// One slice per sample was expected.
    #[error("{left} samples on one side and {right} on the other: pass one of each per sample")]
    Mismatched {
        /// Length of the first slice.
        left: usize,
        /// Length of the second slice.
        right: usize,
    },
    /// A patch of another shape than the measure takes.
    #[error("a patch of {got} values where {needed} are needed: cut it to the documented size")]
    PatchSize {
        /// Values the measure takes.
        needed: usize,
        /// Values there were.
        got: usize,
    },
    /// A value is infinite or not a number.
    #[error("a value is not finite: leave out samples that were not measured")]
    NotFinite,
    /// The sample times stand still or run backwards.
    #[error("sample times do not rise: sort the samples and drop repeats")]
    NotRising,
    /// Everything has the same value, so that nothing can be compared with it.
    #[error("the trace does not vary: nothing to measure")]
    Constant,
    /// Two features of different models.
    #[error("features of two models in one track: pass those of one embedder")]
    OtherModel,
}
