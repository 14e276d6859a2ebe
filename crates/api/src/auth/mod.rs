//! Who asks: API keys, the browser cookie, where requests come from, and how often they may try.

mod attempts;
mod browser;
mod caller;
mod candidate;
mod login;
mod origin;
mod peer;
mod sender;

pub(crate) use attempts::AttemptLimiter;
pub(crate) use browser::{BrowserSessions, COOKIE, cookie_value, named_cookie};
pub(crate) use caller::{Caller, bearer, unauthenticated};
pub(crate) use candidate::{CHECK_COOKIE, Candidate, check_cookie};
pub(crate) use login::{LoginBrowser, login_cookie};
pub(crate) use origin::check_origin;
pub(crate) use peer::Peer;
pub(crate) use sender::Sender;
