//! The keys that others check our tokens with, for whoever administers: which there are, and the next one by hand.
//!
//! Keys of logins roll over by themselves ([`crate::logins`]); the one of security events changes only here.

use domain::{LoginKeyId, UtcTime};
use oidc::{ByHand, KeyDates, Rollover, SigningKey};
use storage::{AuditAction, LoginKeyRecord, SealContext};

use crate::error::{AppError, fault};
use crate::facade::App;
use crate::logins::CERTIFICATE_NAME;
use crate::view::Actor;

/// How far a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// It is published and does not sign yet.
    Next,
    /// It signs.
    Signing,
    /// It signed, and is still published.
    Earlier,
}

impl KeyState {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Signing => "signing",
            Self::Earlier => "earlier",
        }
    }
}

/// A key that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDetails {
    /// Its name in the published set.
    pub kid: String,
    /// When it was made.
    pub created_at: UtcTime,
    /// From when on it signs.
    pub signs_from: UtcTime,
    /// How far it is.
    pub state: KeyState,
}

/// All keys that are published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKeys {
    /// Those of logins, the newest first; none where logins are off.
    pub logins: Option<Vec<KeyDetails>>,
    /// That of security events; none where they are off.
    pub events: Option<Vec<KeyDetails>>,
}

impl App {
    /// The keys that are published.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn published_keys(&self) -> Result<PublishedKeys, AppError> {
        let logins = match self.login_settings() {
            Ok(_) => Some(self.published_login_keys().await?),
            Err(_) => None,
        };
        let events = match self.transmitter() {
            Ok(_) => Some(self.published_event_key().await?),
            Err(_) => None,
        };
        Ok(PublishedKeys { logins, events })
    }

    async fn published_login_keys(&self) -> Result<Vec<KeyDetails>, AppError> {
        // Makes the first one where there is none.
        self.login_keys().await?;
        let mut records = self.records().read().await?.logins().keys().await?;
        records.sort_by_key(|key| std::cmp::Reverse(key.signs_from));
        let now = self.clock().utc();
        let signing = records.iter().position(|key| key.signs_from <= now);
        let mut found = Vec::with_capacity(records.len());
        for (place, record) in records.iter().enumerate() {
            let state = match signing {
                Some(at) if place == at => KeyState::Signing,
                Some(at) if place > at => KeyState::Earlier,
                _ => KeyState::Next,
            };
            found.push(KeyDetails {
                kid: self.read_login_key(record)?.kid().to_owned(),
                created_at: record.created_at,
                signs_from: record.signs_from,
                state,
            });
        }
        Ok(found)
    }

    async fn published_event_key(&self) -> Result<Vec<KeyDetails>, AppError> {
        let mut unit = self.records().read().await?;
        let made = unit.event_streams().signing_key_made_at().await?;
        let (Some(signer), Some(at)) = (self.set_signer(&mut *unit).await?, made) else {
            return Ok(Vec::new());
        };
        let kid = signer.public_key()["kid"].as_str().unwrap_or_default().to_owned();
        Ok(vec![KeyDetails { kid, created_at: at, signs_from: at, state: KeyState::Signing }])
    }

    /// Makes the next key of logins: it is published now and signs in two days. `at_once`: it signs now, and all
    /// others are withdrawn, for a key that somebody else may know.
    ///
    /// # Errors
    /// `login_off`; `conflict` when the next one waits to sign already.
    pub async fn roll_login_keys_by_hand(
        &self,
        actor: Actor,
        at_once: bool,
    ) -> Result<(), AppError> {
        self.login_settings()?;
        let now = self.clock().utc();
        let making =
            tokio::task::spawn_blocking(move || SigningKey::generate(CERTIFICATE_NAME, now));
        let made = making.await.map_err(|e| fault("making a signing key", &e))?;
        let key = made.map_err(|e| fault("making a signing key", &e))?;
        let mut unit = self.records().begin().await?;
        let records = unit.logins().keys().await?;
        let signs_from = if at_once {
            for record in &records {
                unit.logins().remove_key(record.id).await?;
                unit.audit().append(&self.event(actor, AuditAction::LoginKeyRemoved)).await?;
            }
            now
        } else {
            let dates: Vec<_> =
                records.iter().map(|key| KeyDates { signs_from: key.signs_from }).collect();
            match Rollover::by_hand(now, &dates) {
                ByHand::Next(from) => from,
                ByHand::Waits(_) => {
                    return Err(AppError::Conflict(
                        "the next key is published already and waits to sign: wait until it does, \
                         or replace all keys at once",
                    ));
                }
            }
        };
        let id = LoginKeyId::generate(now, self.entropy());
        let record = LoginKeyRecord {
            id,
            private_key: self.sealer().seal(&SealContext::LoginKey(id), key.private()),
            certificate: key.certificate().to_vec(),
            signs_from,
            created_at: now,
        };
        unit.logins().add_key(&record).await?;
        unit.audit().append(&self.event(actor, AuditAction::LoginKeyCreated)).await?;
        Ok(unit.commit().await?)
    }

    /// Replaces the key that signs security events. What waits is signed with the new one when it is sent.
    ///
    /// # Errors
    /// `not_found` while the service is no transmitter; `conflict` before the first receiver.
    pub async fn replace_event_key(&self, actor: Actor) -> Result<(), AppError> {
        self.transmitter()?;
        let now = self.clock().utc();
        let fresh = self.fresh_event_key(now).await?;
        let sealed = self.sealer().seal_event_signing_key(&fresh);
        let mut unit = self.records().begin().await?;
        if !unit.event_streams().replace_signing_key(&sealed, now).await? {
            return Err(AppError::Conflict(
                "there is no key yet: it is made with the first receiver",
            ));
        }
        unit.audit().append(&self.event(actor, AuditAction::EventKeyReplaced)).await?;
        Ok(unit.commit().await?)
    }
}
