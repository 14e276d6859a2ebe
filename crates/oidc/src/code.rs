//! An authorization code: redeemed once, by its client, with its verifier, in a minute.

use std::time::Duration;

use domain::UtcTime;

use crate::pkce::Challenge;

/// How long a code can be redeemed. RFC 6749 section 4.1.2 recommends ten minutes at most; a redirect and a
/// request take seconds.
const LASTS: Duration = Duration::from_secs(60);

/// How long one is remembered, so that its replay is seen and what was given for it taken back.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// What a code is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Whose it is.
    pub client: String,
    /// Where it was sent.
    pub redirect_uri: String,
    /// What its verifier hashes to.
    pub challenge: Challenge,
}

/// Why a code is worth nothing. All of them are `invalid_grant` to whoever shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedeemError {
    /// It was redeemed before: what was given for it is to be taken back.
    #[error("the code was redeemed before")]
    Replayed,
    /// Too late.
    #[error("the code has expired")]
    Expired,
    /// Another client's.
    #[error("the code is another client's")]
    OtherClient,
    /// It was sent elsewhere.
    #[error("the code was sent to another address")]
    OtherRedirect,
    /// Whoever shows it did not begin the login.
    #[error("the verifier does not fit")]
    WrongVerifier,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Redeemed,
    /// Shown wrongly by its own client: worth nothing more.
    Spoilt,
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    grant: Grant,
    expires_at: UtcTime,
    state: State,
}

impl Code {
    /// One that is sent now.
    pub fn new(grant: Grant, now: UtcTime) -> Self {
        Self { grant, expires_at: now.plus(LASTS), state: State::Fresh }
    }

    /// Redeems it.
    ///
    /// # Errors
    /// Why it is worth nothing. Another client's attempt changes nothing; one by its own client that fails
    /// spoils it.
    pub fn redeem(
        &mut self,
        now: UtcTime,
        client: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
    ) -> Result<(), RedeemError> {
        if self.grant.client != client {
            return Err(RedeemError::OtherClient);
        }
        if self.state == State::Redeemed {
            return Err(RedeemError::Replayed);
        }
        let checked = if self.state == State::Spoilt || self.expires_at <= now {
            Err(RedeemError::Expired)
        } else if redirect_uri != Some(self.grant.redirect_uri.as_str()) {
            Err(RedeemError::OtherRedirect)
        } else if !verifier.is_some_and(|v| self.grant.challenge.is_met_by(v)) {
            Err(RedeemError::WrongVerifier)
        } else {
            Ok(())
        };
        self.state = if checked.is_ok() { State::Redeemed } else { State::Spoilt };
        checked
    }

    /// Whether nothing can be learned from it any more.
    pub fn is_forgettable(&self, now: UtcTime) -> bool {
        self.expires_at.plus(REMEMBERED) <= now
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::params::Params;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CB: &str = "https://rp.test/cb";

    fn at(seconds: i64) -> UtcTime {
        UtcTime::from_unix_millis(1_000_000_000_000 + seconds * 1_000)
    }

    fn code() -> Code {
        let text = b"code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        let challenge = Challenge::read(&Params::parse(text)).unwrap();
        let grant = Grant { client: "a".into(), redirect_uri: CB.into(), challenge };
        Code::new(grant, at(0))
    }

    #[test]
    fn each_way_to_fail_has_its_name() {
        let check = |seconds, client, uri, verifier, expected| {
            assert_eq!(code().redeem(at(seconds), client, uri, verifier), expected);
        };
        let v = Some(VERIFIER);
        check(59, "a", Some(CB), v, Ok(()));
        check(60, "a", Some(CB), v, Err(RedeemError::Expired));
        check(1, "b", Some(CB), v, Err(RedeemError::OtherClient));
        check(1, "a", None, v, Err(RedeemError::OtherRedirect));
        check(1, "a", Some("https://rp.test/"), v, Err(RedeemError::OtherRedirect));
        check(1, "a", Some(CB), None, Err(RedeemError::WrongVerifier));
        check(1, "a", Some(CB), Some("x"), Err(RedeemError::WrongVerifier));
    }

    #[derive(Debug, Clone)]
    struct Try {
        seconds: i64,
        is_owner: bool,
        is_there: bool,
        knows: bool,
    }

    fn tries() -> impl Strategy<Value = Vec<Try>> {
        let one = (0_i64..90, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(seconds, is_owner, is_there, knows)| Try { seconds, is_owner, is_there, knows },
        );
        proptest::collection::vec(one, 0..12)
    }

    proptest! {
        #[test]
        fn it_is_redeemed_at_most_once_and_only_as_it_should(mut tries in tries()) {
            tries.sort_by_key(|t| t.seconds);
            let mut code = code();
            let (mut redeemed, mut is_touched) = (0, false);
            for one in tries {
                let client = if one.is_owner { "a" } else { "b" };
                let uri = one.is_there.then_some(CB);
                let verifier = one.knows.then_some(VERIFIER);
                let result = code.redeem(at(one.seconds), client, uri, verifier);
                let is_right = one.is_owner && one.is_there && one.knows && one.seconds < 60;
                prop_assert_eq!(result.is_ok(), is_right && !is_touched);
                if redeemed > 0 && one.is_owner {
                    prop_assert_eq!(result, Err(RedeemError::Replayed));
                }
                if !one.is_owner {
                    prop_assert_eq!(result, Err(RedeemError::OtherClient));
                }
                is_touched |= one.is_owner;
                redeemed += usize::from(result.is_ok());
            }
            prop_assert!(redeemed <= 1);
        }
    }
}
