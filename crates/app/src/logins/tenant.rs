//! The keys of a tenant: fetched from the address that the operator named, kept for a day, and fetched anew when a
//! token names one that is not known, though not at everybody's whim.

use std::time::Duration;

use oidc::{HintError, KeySet};
use serde_json::Value;
use ureq::Agent;

use super::LoginClient;
use super::book::TenantKeys;
use crate::error::chain;
use crate::facade::App;

/// How long keys are kept: Entra's own advice on metadata.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// How soon keys may be fetched again: names of keys come from outside.
const FETCHED_AGAIN: Duration = Duration::from_secs(5 * 60);

/// From connecting to the last byte. The browser waits for it.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Longest document. Entra's has some twenty kilobytes.
const MAX_BYTES: u64 = 256 * 1024;

/// Why a hint counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HintFault {
    /// It is not believed.
    Refused,
    /// There are no keys to check it with.
    NoKeys,
}

impl App {
    /// What a hint of that client's tenant says, when its signature fits. Its dates are not looked at: Entra sends
    /// hints that have expired.
    pub(super) async fn tenant_hint(
        &self,
        client: &LoginClient,
        token: &str,
    ) -> Result<Value, HintFault> {
        let now = self.clock().utc();
        let id = &client.oidc.id;
        let kept = self.logins_book().lock().tenants.get(id).cloned();
        let is_fresh = |kept: &TenantKeys| now < kept.fetched_at.plus(KEPT);
        if let Some(kept) = kept.as_ref().filter(|kept| is_fresh(kept)) {
            match kept.keys.verified(token) {
                Ok(claims) => return Ok(claims),
                Err(HintError::Invalid) => return Err(HintFault::Refused),
                Err(HintError::UnknownKey) if now < kept.fetched_at.plus(FETCHED_AGAIN) => {
                    return Err(HintFault::Refused);
                }
                Err(HintError::UnknownKey) => {}
            }
        }
        let url = client.tenant_keys_url.clone().ok_or(HintFault::NoKeys)?;
        let fetching = tokio::task::spawn_blocking(move || fetch(&url));
        let keys = match fetching.await {
            Ok(Some(keys)) => keys,
            // Older keys are better than none.
            _ => kept.ok_or(HintFault::NoKeys)?.keys,
        };
        let verified = keys.verified(token).map_err(|_| HintFault::Refused);
        let newest = TenantKeys { keys, fetched_at: now };
        self.logins_book().lock().tenants.insert(id.clone(), newest);
        verified
    }
}

/// Fetches a JWKS document. No redirect is followed and no proxy is asked.
fn fetch(url: &str) -> Option<KeySet> {
    let config = Agent::config_builder()
        .max_redirects(0)
        .proxy(None)
        .max_idle_connections(0)
        .timeout_global(Some(TIME_LIMIT))
        .build();
    let read = Agent::from(config)
        .get(url)
        .call()
        .and_then(|mut answer| answer.body_mut().with_config().limit(MAX_BYTES).read_to_string());
    match read {
        Ok(text) => {
            let keys = KeySet::parse(&text).filter(|keys| !keys.is_empty());
            if keys.is_none() {
                tracing::error!("a tenant's keys were fetched and there are none in the document");
            }
            keys
        }
        Err(error) => {
            tracing::error!(cause = chain(&error), "a tenant's keys could not be fetched");
            None
        }
    }
}
