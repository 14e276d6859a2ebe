//! The facilitator's web: is the face of this reference kept under another name as well, and did somebody else
//! sit in the room of this session?
//!
//! That is identification, one to many, and not what verification asks. It is therefore off until the
//! operator's configuration allows it and an administrator has recorded a legal basis; it ends with that
//! basis. What it finds is a link for two humans to decide on, and the sessions of linked people go to a
//! human, unless it is a room alone that links them: a hit never rejects anybody, and only those with the right
//! to links learn who the other is.
//!
//! Templates in clear are in memory only, in [`index::LinkIndex`]; found links lie sealed in the records.

mod bars;
mod basis;
mod codec;
mod decide;
mod export;
mod index;
mod judge;
mod read;
mod rooms;
mod search;
mod searcher;
mod view;

use tokio::sync::Notify;

pub use bars::{LinkBars, allowed_false_matches, link_bars};
pub use judge::{LinkStanding, refers, standing_of, ties};
pub use search::LinkSearch;
pub use searcher::LinkSearcher;
pub use view::{
    LinkDecision, LinkDetails, LinkFace, LinkPair, LinkPerson, LinkReference, LinkRoom,
    LinkRoomPair, LinkShared, LinkSummary, SearchState,
};

/// False links that are tolerated among a thousand people, unless the operator says otherwise.
pub const FALSE_LINKS_PER_THOUSAND: f64 = 1.0;

/// What the operator allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkSettings {
    /// Whether everybody may be searched at all. A legal basis has to be recorded as well.
    pub enabled: bool,
    /// How many false links are tolerated among a thousand people; the bar follows from it.
    pub false_links_per_thousand: f64,
}

impl Default for LinkSettings {
    fn default() -> Self {
        Self { enabled: false, false_links_per_thousand: FALSE_LINKS_PER_THOUSAND }
    }
}

/// What runs of it.
#[derive(Default)]
pub(crate) struct LinkWorks {
    /// The templates, in memory only.
    pub(crate) index: index::LinkIndex,
    /// One search at a time, so that each finds what the one before it added.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// Says that there is something to search.
    pub(crate) news: Notify,
}
