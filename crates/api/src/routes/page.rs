//! Lists come in pages.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::settings::ApiSettings;

/// Items of a page unless the client says otherwise.
const DEFAULT_ITEMS: u32 = 50;

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct PageView<T> {
    /// The items, newest first.
    pub(crate) items: Vec<T>,
    /// Pass it as `after` to get the next page; null on the last.
    #[schema(required)]
    pub(crate) next: Option<Uuid>,
}

impl<T> PageView<T> {
    /// A page of the application in its wire shape.
    pub(crate) fn of<D, I>(page: &app::Page<D, I>, id: impl Fn(&I) -> Uuid) -> Self
    where
        for<'a> T: From<&'a D>,
    {
        Self { items: page.items.iter().map(T::from).collect(), next: page.next.as_ref().map(id) }
    }
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// Most items wanted; 50 unless given, the operator's limit at most.
    pub(crate) limit: Option<u32>,
    /// The `next` of the page before.
    pub(crate) after: Option<Uuid>,
}

/// How many items to ask for.
pub(crate) fn items(limit: Option<u32>, settings: &ApiSettings) -> u32 {
    limit.unwrap_or(DEFAULT_ITEMS).clamp(1, settings.max_page_items.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_at_least_one_item_and_at_most_the_limit() {
        let settings = ApiSettings { max_page_items: 60, ..ApiSettings::default() };
        for (asked, got) in [(None, 50), (Some(0), 1), (Some(7), 7), (Some(9_999), 60)] {
            assert_eq!(items(asked, &settings), got, "{asked:?}");
        }
    }
}
