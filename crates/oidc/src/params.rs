//! The parameters of a request. One without a value counts as absent (RFC 6749 section 3.1); one that comes twice
//! is remembered as such and counts as wrong.

use std::collections::BTreeMap;
use std::fmt;

/// Parameters of a request.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Params(BTreeMap<String, Value>);

#[derive(Clone, PartialEq, Eq)]
struct Value {
    text: String,
    is_repeated: bool,
}

impl Params {
    /// Reads a query or a form (`application/x-www-form-urlencoded`). Any bytes can be read.
    pub fn parse(text: &[u8]) -> Self {
        url::form_urlencoded::parse(text)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect()
    }

    /// The value, when it is there once.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).filter(|v| !v.is_repeated).map(|v| v.text.as_str())
    }

    /// Whether any comes twice.
    pub fn has_repeated(&self) -> bool {
        self.0.values().any(|v| v.is_repeated)
    }

    /// Names and values of those that are there once.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(_, v)| !v.is_repeated)
            .map(|(name, v)| (name.as_str(), v.text.as_str()))
    }

    /// All but those.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.0.retain(|name, _| !names.contains(&name.as_str()));
        self
    }

    /// The words of a value, parted by spaces.
    pub(crate) fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).unwrap_or_default().split(' ').filter(|word| !word.is_empty())
    }
}

impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut found: BTreeMap<String, Value> = BTreeMap::new();
        for (name, text) in pairs.into_iter().filter(|(_, text)| !text.is_empty()) {
            found
                .entry(name)
                .and_modify(|value| value.is_repeated = true)
                .or_insert(Value { text, is_repeated: false });
        }
        Self(found)
    }
}

/// Names only: values hold tokens, secrets and whom a login is for.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_absent_and_twice_is_wrong() {
        let params = Params::parse(b"a=1&b=&c=x%20y++z&d=1&d=1&e=%FF");
        assert_eq!((params.get("a"), params.get("b"), params.get("d")), (Some("1"), None, None));
        assert_eq!(params.words("c").collect::<Vec<_>>(), ["x", "y", "z"]);
        assert!(params.has_repeated() && params.get("e").is_some());
        assert!(!Params::parse(b"a=&a=1").has_repeated());
        assert_eq!(Params::parse(b"a=1&b=2").without(&["b"]), Params::parse(b"a=1"));
        assert_eq!(format!("{:?}", Params::parse(b"hint=Marker")), "{\"hint\"}");
    }
}
