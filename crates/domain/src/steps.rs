//! What a session leads its person through, where nobody but the service leads it.

/// The steps that such a session must see done. Written into its log before the first frame, so that one that
/// ends before them, however it ends, is never accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// Movements, each asked for until it was seen.
    pub movements: u32,
    /// Whether a light card must have been shown to its end.
    pub colours: bool,
}
