//! Browser sign-ins: a cookie of 32 random bytes. Only its SHA-256 is kept, in memory, until it expires,
//! is signed out or its key is revoked. A restart signs everybody out.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ApiKeyId, Entropy};
use sha2::{Digest, Sha256};

/// The cookie's name.
pub(crate) const COOKIE: &str = "likeness";

/// SHA-256 of a cookie. Looked up in a map: the time of that look-up tells about the hash, not the cookie.
type CookieHash = [u8; 32];

/// Who is signed in.
pub(crate) struct BrowserSessions {
    length: Duration,
    capacity: usize,
    /// Guards the sign-ins.
    signed_in: Mutex<HashMap<CookieHash, SignIn>>,
}

struct SignIn {
    caller: app::Caller,
    ends: Instant,
}

impl BrowserSessions {
    pub(crate) fn new(length: Duration, capacity: usize) -> Self {
        Self { length, capacity, signed_in: Mutex::default() }
    }

    /// How long a sign-in lasts.
    pub(crate) const fn length(&self) -> Duration {
        self.length
    }

    /// Signs `caller` in and returns the cookie's value. When full, the sign-in that ends first gives way.
    pub(crate) fn sign_in(
        &self,
        caller: app::Caller,
        now: Instant,
        entropy: &dyn Entropy,
    ) -> String {
        let mut secret = [0_u8; 32];
        entropy.fill(&mut secret);
        let cookie = URL_SAFE_NO_PAD.encode(secret);
        let mut signed_in = self.lock();
        signed_in.retain(|_, s| s.ends > now);
        if signed_in.len() >= self.capacity
            && let Some(first) = signed_in.iter().min_by_key(|(_, s)| s.ends).map(|(hash, _)| *hash)
        {
            signed_in.remove(&first);
        }
        signed_in.insert(hash(&cookie), SignIn { caller, ends: now + self.length });
        cookie
    }

    /// Who holds this cookie.
    pub(crate) fn caller(&self, cookie: &str, now: Instant) -> Option<app::Caller> {
        let signed_in = self.lock();
        signed_in.get(&hash(cookie)).filter(|s| s.ends > now).map(|s| s.caller.clone())
    }

    /// Signs one browser out.
    pub(crate) fn sign_out(&self, cookie: &str) {
        self.lock().remove(&hash(cookie));
    }

    /// Signs out every browser that signed in with this key.
    pub(crate) fn sign_out_key(&self, key: ApiKeyId) {
        self.lock().retain(|_, s| s.caller.key_id != key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CookieHash, SignIn>> {
        // A panic cannot leave the map half-changed: each change is one call.
        self.signed_in.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn hash(cookie: &str) -> CookieHash {
    Sha256::digest(cookie.as_bytes()).into()
}

/// The value of our cookie, if the request has one.
pub(crate) fn cookie_value(headers: &HeaderMap) -> Option<&str> {
    named_cookie(headers, COOKIE)
}

/// The value of the cookie of that name, if the request has one.
pub(crate) fn named_cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use domain::UtcTime;

    use super::*;

    struct Counter(Mutex<u8>);

    impl Entropy for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            let mut n = self.0.lock().unwrap();
            *n += 1;
            bytes.fill(*n);
        }
    }

    fn caller(n: u8) -> app::Caller {
        let key_id =
            ApiKeyId::generate(UtcTime::from_unix_millis(i64::from(n)), &Counter(Mutex::new(n)));
        app::Caller { key_id, name: format!("key {n}"), scopes: vec![] }
    }

    fn start() -> Instant {
        #[expect(clippy::disallowed_methods, reason = "an Instant has no other constructor")]
        Instant::now()
    }

    #[test]
    fn a_sign_in_lasts_for_its_length_and_no_longer() {
        let length = Duration::from_secs(10);
        let (browsers, t, dice) =
            (BrowserSessions::new(length, 5), start(), Counter(Mutex::new(0)));
        let cookie = browsers.sign_in(caller(1), t, &dice);
        assert_eq!(cookie.len(), 43);
        assert_eq!(browsers.caller(&cookie, t).unwrap().name, "key 1");
        assert!(browsers.caller(&cookie, t + length).is_none());
        assert!(browsers.caller("something else", t).is_none());
    }

    #[test]
    fn signing_out_and_revoking_end_it_at_once() {
        let (browsers, t) = (BrowserSessions::new(Duration::from_secs(10), 5), start());
        let dice = Counter(Mutex::new(0));
        let [a, b, c] = [1, 1, 2].map(|n| browsers.sign_in(caller(n), t, &dice));
        browsers.sign_out(&a);
        assert!(browsers.caller(&a, t).is_none() && browsers.caller(&b, t).is_some());
        browsers.sign_out_key(caller(1).key_id);
        assert!(browsers.caller(&b, t).is_none() && browsers.caller(&c, t).is_some());
    }

    #[test]
    fn when_full_the_one_that_ends_first_gives_way() {
        let (browsers, t) = (BrowserSessions::new(Duration::from_secs(10), 2), start());
        let dice = Counter(Mutex::new(0));
        let cookies: Vec<_> = (0..3_u8)
            .map(|n| browsers.sign_in(caller(n), t + Duration::from_secs(n.into()), &dice))
            .collect();
        let held = cookies.iter().map(|c| browsers.caller(c, t).is_some()).collect::<Vec<_>>();
        assert_eq!(held, [false, true, true]);
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; likenesses=2"));
        assert_eq!(cookie_value(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("b=2;likeness=abc; c=3"));
        assert_eq!(cookie_value(&headers), Some("abc"));
    }
}
