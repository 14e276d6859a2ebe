//! Sign-in attempts per address. Counted before the key is looked at, so that parallel guesses count too.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Addresses remembered at most; the oldest window gives way. About 4 MiB.
const MAX_ADDRESSES: usize = 50_000;

/// Counts attempts per address within fixed windows.
pub(crate) struct AttemptLimiter {
    attempts: u32,
    window: Duration,
    /// Guards the counts.
    counts: Mutex<HashMap<IpAddr, Window>>,
}

struct Window {
    began: Instant,
    used: u32,
}

impl AttemptLimiter {
    pub(crate) fn new(attempts: u32, window: Duration) -> Self {
        Self { attempts, window, counts: Mutex::default() }
    }

    /// Takes one attempt of `address`, or says how long it must wait.
    pub(crate) fn take(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut counts = self.counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let address = subscriber(address);
        if counts.len() >= MAX_ADDRESSES && !counts.contains_key(&address) {
            self.make_room(&mut counts, now);
        }
        let window = counts.entry(address).or_insert(Window { began: now, used: 0 });
        if now.saturating_duration_since(window.began) >= self.window {
            *window = Window { began: now, used: 0 };
        }
        if window.used >= self.attempts {
            return Err((window.began + self.window).saturating_duration_since(now));
        }
        window.used += 1;
        Ok(())
    }

    /// Gives one attempt back: the key was right.
    pub(crate) fn give_back(&self, address: IpAddr) {
        let mut counts = self.counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(window) = counts.get_mut(&subscriber(address)) {
            window.used = window.used.saturating_sub(1);
        }
    }

    fn make_room(&self, counts: &mut HashMap<IpAddr, Window>, now: Instant) {
        counts.retain(|_, w| now.saturating_duration_since(w.began) < self.window);
        if counts.len() >= MAX_ADDRESSES
            && let Some(oldest) = counts.iter().min_by_key(|(_, w)| w.began).map(|(ip, _)| *ip)
        {
            counts.remove(&oldest);
        }
    }
}

/// What one subscriber is given: a whole IPv4 address, or an IPv6 network of 64 bits.
fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(60);

    fn start() -> Instant {
        // An arbitrary moment: tests only add to it.
        #[expect(clippy::disallowed_methods, reason = "an Instant has no other constructor")]
        Instant::now()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_attempt_after_the_last_one_is_told_to_wait() {
        let (limiter, t) = (AttemptLimiter::new(2, WINDOW), start());
        assert_eq!(limiter.take(ip("192.0.2.1"), t), Ok(()));
        assert_eq!(limiter.take(ip("192.0.2.1"), t), Ok(()));
        let later = t + Duration::from_secs(20);
        assert_eq!(limiter.take(ip("192.0.2.1"), later), Err(Duration::from_secs(40)));
        assert_eq!(limiter.take(ip("192.0.2.1"), t + WINDOW), Ok(()));
    }

    #[test]
    fn addresses_do_not_share_their_attempts_but_networks_of_one_subscriber_do() {
        let (limiter, t) = (AttemptLimiter::new(1, WINDOW), start());
        for (address, allowed) in [
            ("192.0.2.1", true),
            ("192.0.2.2", true),
            ("::ffff:192.0.2.2", false),
            ("2001:db8:1:2::1", true),
            ("2001:db8:1:2:ffff::9", false),
            ("2001:db8:1:3::1", true),
        ] {
            assert_eq!(limiter.take(ip(address), t).is_ok(), allowed, "{address}");
        }
    }

    #[test]
    fn a_right_key_costs_nothing() {
        let (limiter, t) = (AttemptLimiter::new(1, WINDOW), start());
        for _ in 0..5 {
            assert_eq!(limiter.take(ip("192.0.2.1"), t), Ok(()));
            limiter.give_back(ip("192.0.2.1"));
        }
    }

    #[test]
    fn memory_stays_bounded() {
        let (limiter, t) = (AttemptLimiter::new(1, WINDOW), start());
        for n in 0..MAX_ADDRESSES as u32 + 10 {
            limiter.take(IpAddr::V4(n.into()), t).unwrap();
        }
        assert_eq!(limiter.counts.lock().unwrap().len(), MAX_ADDRESSES);
    }
}
