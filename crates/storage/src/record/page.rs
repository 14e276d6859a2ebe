//! Listing by id, newest first. Ids sort by creation, so an id is a place in the list that stays valid
//! while records are added and removed.

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page<I> {
    /// How many records at most, 1 to [`Page::MAX_LIMIT`]; a number outside is moved to the nearest end.
    pub limit: u32,
    /// Only records older than this one; none for the newest.
    pub after: Option<I>,
}

impl<I> Page<I> {
    /// The most records of one page. A larger page would hold a reader's transaction for too long.
    pub const MAX_LIMIT: u32 = 500;

    /// The newest `limit` records.
    pub const fn newest(limit: u32) -> Self {
        Self { limit, after: None }
    }

    /// `limit` records older than `after`.
    pub const fn after(after: I, limit: u32) -> Self {
        Self { limit, after: Some(after) }
    }

    /// The limit within its range.
    pub fn bounded_limit(&self) -> u32 {
        self.limit.clamp(1, Self::MAX_LIMIT)
    }
}

/// One page, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing<T, I> {
    /// The records.
    pub items: Vec<T>,
    /// Pass it as `after` for the next page; none when this was the last.
    pub next: Option<I>,
}

impl<T, I> Listing<T, I> {
    /// Cuts a page out of `items`, of which one more than `limit` was asked for.
    pub fn cut(mut items: Vec<T>, limit: u32, id: impl Fn(&T) -> I) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(id) } else { None };
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_successor_only_when_there_is_one() {
        let full = Listing::cut(vec![5, 4, 3], 2, |n| *n);
        assert_eq!((full.items, full.next), (vec![5, 4], Some(4)));
        let last = Listing::cut(vec![3, 2], 2, |n| *n);
        assert_eq!((last.items, last.next), (vec![3, 2], None));
    }

    #[test]
    fn limits_stay_in_range() {
        assert_eq!(Page::<u8>::newest(0).bounded_limit(), 1);
        assert_eq!(Page::<u8>::newest(u32::MAX).bounded_limit(), Page::<u8>::MAX_LIMIT);
    }
}
