//! What goes back to a client through the browser, and how.

use std::fmt;

use url::Url;

use crate::error::OauthError;

/// How an answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseMode {
    /// In the query of a redirect.
    Query,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// The word in requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }
}

/// An answer. Only to an address that its client has registered.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it travels.
    pub mode: ResponseMode,
    /// Where it goes.
    pub redirect_uri: String,
    /// What it says.
    pub params: Vec<(&'static str, String)>,
}

impl Answer {
    /// What a client is told, with its `state` and, against the mixing up of providers, who says it (RFC 9207).
    pub fn new(
        mode: ResponseMode,
        redirect_uri: &str,
        said: Vec<(&'static str, String)>,
        state: Option<&str>,
        issuer: Option<&str>,
    ) -> Self {
        let mut params = said;
        params.extend(state.map(|state| ("state", state.to_owned())));
        params.extend(issuer.map(|issuer| ("iss", issuer.to_owned())));
        Self { mode, redirect_uri: redirect_uri.to_owned(), params }
    }

    /// What is said of an error.
    pub fn said(error: OauthError) -> Vec<(&'static str, String)> {
        vec![
            ("error", error.code.as_str().to_owned()),
            ("error_description", error.description.to_owned()),
        ]
    }

    /// The address of a redirect: whatever query it was registered with stays.
    pub fn location(&self) -> String {
        match Url::parse(&self.redirect_uri) {
            Ok(mut url) => {
                url.query_pairs_mut().extend_pairs(&self.params);
                url.into()
            }
            // Registered addresses are addresses.
            Err(_) => self.redirect_uri.clone(),
        }
    }

    /// Scheme, host and port of where it goes, for a page's policy on forms.
    pub fn origin(&self) -> String {
        Url::parse(&self.redirect_uri)
            .map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
    }
}

/// Without what it says: that is a code, a token or a state.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("mode", &self.mode).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_keeps_the_registered_query_and_escapes_what_it_adds() {
        let said = vec![("code", "a b&c".to_owned())];
        let uri = "https://rp.test:8443/cb?tenant=1";
        let answer =
            Answer::new(ResponseMode::Query, uri, said, Some("x=y"), Some("https://op.test"));
        assert_eq!(
            answer.location(),
            "https://rp.test:8443/cb?tenant=1&code=a+b%26c&state=x%3Dy&iss=https%3A%2F%2Fop.test"
        );
        assert_eq!(answer.origin(), "https://rp.test:8443");
        assert!(!format!("{answer:?}").contains("a b"));
    }
}
