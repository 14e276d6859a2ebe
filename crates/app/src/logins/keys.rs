//! The keys that logins are signed with: made, kept sealed, rolled over.

use domain::LoginKeyId;
use oidc::{KeyDates, Rollover, SigningKey, key_set_document};
use serde_json::Value;
use storage::{AuditAction, LoginKeyRecord, SealContext};

use super::LoginProblem;
use crate::error::{AppError, fault};
use crate::facade::App;
use crate::view::Actor;

/// What the certificates say whose they are.
pub(crate) const CERTIFICATE_NAME: &str = "Likeness logins";

/// The keys as they stand.
pub(crate) struct KeysNow {
    pub(super) signing: SigningKey,
    /// The JWKS document.
    pub(super) document: Value,
}

impl App {
    /// What we say about ourselves as a provider of logins.
    ///
    /// # Errors
    /// `login_off`.
    pub fn login_metadata(&self) -> Result<Value, AppError> {
        let settings = self.login_settings()?;
        let mut acrs: Vec<String> =
            settings.clients.iter().flat_map(|client| client.oidc.acrs.clone()).collect();
        acrs.sort();
        acrs.dedup();
        Ok(oidc::metadata(&settings.issuer, &acrs))
    }

    /// The keys that tokens can be checked with, as a JWKS document.
    ///
    /// # Errors
    /// `login_off`, or when the records cannot be read.
    pub async fn login_key_set(&self) -> Result<Value, AppError> {
        self.login_settings()?;
        Ok(self.login_keys().await?.document)
    }

    pub(crate) fn login_settings(&self) -> Result<&super::LoginSettings, AppError> {
        self.settings().logins.as_ref().ok_or(AppError::Login(LoginProblem::Off))
    }

    /// The keys, after one that is due was made and those that are over are gone.
    pub(crate) async fn login_keys(&self) -> Result<KeysNow, AppError> {
        let mut records = self.records().read().await?.logins().keys().await?;
        let plan = self.rollover(&records);
        if plan.wanted.is_some() || !plan.gone.is_empty() {
            records = self.roll_login_keys(plan.wanted.is_some()).await?;
        }
        let plan = self.rollover(&records);
        let read = |place: &usize| self.read_login_key(&records[*place]);
        let published = plan.published.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let signing = plan.signing.ok_or(AppError::Internal)?;
        Ok(KeysNow {
            signing: self.read_login_key(&records[signing])?,
            document: key_set_document(&published),
        })
    }

    /// Makes the key that is wanted and removes those that are over. Another request may have done so meanwhile.
    async fn roll_login_keys(&self, is_wanted: bool) -> Result<Vec<LoginKeyRecord>, AppError> {
        let now = self.clock().utc();
        let fresh = if is_wanted {
            let making =
                tokio::task::spawn_blocking(move || SigningKey::generate(CERTIFICATE_NAME, now));
            let made = making.await.map_err(|e| fault("making a signing key", &e))?;
            Some(made.map_err(|e| fault("making a signing key", &e))?)
        } else {
            None
        };
        let mut unit = self.records().begin().await?;
        let records = unit.logins().keys().await?;
        let plan = self.rollover(&records);
        for place in &plan.gone {
            unit.logins().remove_key(records[*place].id).await?;
            unit.audit().append(&self.event(Actor::System, AuditAction::LoginKeyRemoved)).await?;
        }
        if let (Some(signs_from), Some(key)) = (plan.wanted, fresh) {
            let id = LoginKeyId::generate(now, self.entropy());
            let record = LoginKeyRecord {
                id,
                private_key: self.sealer().seal(&SealContext::LoginKey(id), key.private()),
                certificate: key.certificate().to_vec(),
                signs_from,
                created_at: now,
            };
            unit.logins().add_key(&record).await?;
            unit.audit().append(&self.event(Actor::System, AuditAction::LoginKeyCreated)).await?;
        }
        let records = unit.logins().keys().await?;
        unit.commit().await?;
        Ok(records)
    }

    fn rollover(&self, records: &[LoginKeyRecord]) -> Rollover {
        let dates: Vec<_> =
            records.iter().map(|key| KeyDates { signs_from: key.signs_from }).collect();
        Rollover::at(self.clock().utc(), &dates)
    }

    pub(crate) fn read_login_key(&self, record: &LoginKeyRecord) -> Result<SigningKey, AppError> {
        let private = self.sealer().open(&SealContext::LoginKey(record.id), &record.private_key)?;
        SigningKey::read(private, record.certificate.clone())
            .map_err(|e| fault("reading a signing key", &e))
    }

    /// Signs claims with the key that signs now.
    pub(crate) async fn sign_login(&self, claims: Value) -> Result<String, AppError> {
        let key = self.login_keys().await?.signing;
        let signing = tokio::task::spawn_blocking(move || key.sign(&claims));
        let signed = signing.await.map_err(|e| fault("signing a token", &e))?;
        signed.map_err(|e| fault("signing a token", &e))
    }
}
