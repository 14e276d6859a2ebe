//! Whom a login is for: the name that the relying party has for them is an external reference here.

use std::sync::atomic::Ordering;

use domain::PersonId;
use oidc::{AuthorizationRequest, ErrorCode, HintError, KeySet, OauthError, Profile};
use serde_json::Value;
use storage::LoginReason;

use super::tenant::HintFault;
use super::{LoginClient, SubjectRule};
use crate::error::AppError;
use crate::facade::App;

/// People that are marked in one unit of work: it stays well below a second.
const MARKED_AT_ONCE: u32 = 200;

/// Longest `sub`, OpenID Connect Core section 2.
const MAX_SUB_BYTES: usize = 255;

/// Who is meant, as far as the request says.
pub(super) struct Named {
    /// The external reference.
    pub(super) reference: String,
    /// `sub` of the token.
    pub(super) subject: String,
}

/// Why a request names nobody.
pub(super) enum NotNamed {
    /// The client is told.
    Client(OauthError),
    /// A fault of ours.
    Fault(AppError),
}

impl From<AppError> for NotNamed {
    fn from(error: AppError) -> Self {
        Self::Fault(error)
    }
}

const fn wrong(description: &'static str) -> NotNamed {
    NotNamed::Client(OauthError::new(ErrorCode::InvalidRequest, description))
}

impl App {
    /// Reads out of a request whom it is for.
    pub(super) async fn named(
        &self,
        client: &LoginClient,
        request: &AuthorizationRequest,
    ) -> Result<Named, NotNamed> {
        let hint = || {
            let missing = "id_token_hint is missing: this client names people by it";
            request.id_token_hint.as_deref().ok_or(wrong(missing))
        };
        match client.subject {
            SubjectRule::LoginHint => {
                let missing = "login_hint is missing: this client names people by it";
                let name = request.login_hint.as_deref().ok_or(wrong(missing))?.trim();
                Ok(Named { reference: name.to_owned(), subject: name.to_owned() })
            }
            SubjectRule::HintSub => {
                let claims = self.own_hint(client, hint()?).await?;
                let name = claims["sub"].as_str().unwrap_or_default().to_owned();
                Ok(Named { reference: name.clone(), subject: name })
            }
            SubjectRule::OidTid => {
                let claims = match self.tenant_hint(client, hint()?).await {
                    Ok(claims) => claims,
                    Err(HintFault::Refused) => {
                        return Err(wrong("id_token_hint is not signed by the tenant"));
                    }
                    Err(HintFault::NoKeys) => {
                        return Err(NotNamed::Client(OauthError::new(
                            ErrorCode::TemporarilyUnavailable,
                            "the keys of the tenant cannot be fetched",
                        )));
                    }
                };
                entra(client, &claims)
                    .ok_or(wrong("id_token_hint is not of this tenant and application"))
            }
        }
    }

    /// A token that we gave this client, however old.
    async fn own_hint(&self, client: &LoginClient, token: &str) -> Result<Value, NotNamed> {
        let document = self.login_keys().await?.document.to_string();
        let keys = KeySet::parse(&document).ok_or(AppError::Internal)?;
        let claims = keys.verified(token).map_err(|error| match error {
            HintError::UnknownKey | HintError::Invalid => {
                wrong("id_token_hint is not signed by a key of this provider")
            }
        })?;
        let issuer = &self.login_settings()?.issuer;
        if claims["iss"] != issuer.as_str() || claims["aud"] != client.oidc.id.as_str() {
            return Err(wrong("id_token_hint was given to somebody else"));
        }
        Ok(claims)
    }

    /// The one person with that external reference.
    pub(super) async fn person_named(
        &self,
        reference: &str,
    ) -> Result<Result<PersonId, LoginReason>, AppError> {
        self.mark_everybody().await?;
        if reference.is_empty() || reference.len() > MAX_SUB_BYTES || !reference.is_ascii() {
            return Ok(Err(LoginReason::UnknownSubject));
        }
        let mut unit = self.records().begin().await?;
        let mark = self.external_mark(&mut *unit, reference).await?;
        let found = unit.logins().people_of_mark(&mark, 2).await?;
        // The key of the marks may have been made just now.
        unit.commit().await?;
        Ok(match found.as_slice() {
            [] => Err(LoginReason::UnknownSubject),
            [one] => Ok(*one),
            _ => Err(LoginReason::AmbiguousSubject),
        })
    }

    /// Marks people whom an earlier version recorded.
    async fn mark_everybody(&self) -> Result<(), AppError> {
        let flag = &self.logins_book().everybody_is_marked;
        while !flag.load(Ordering::Acquire) {
            let mut unit = self.records().begin().await?;
            let people = unit.logins().unmarked_people(MARKED_AT_ONCE).await?;
            for person in &people {
                if let Some(reference) = self.sealer().external_ref(person)? {
                    let mark = self.external_mark(&mut *unit, &reference).await?;
                    unit.logins().mark_person(person.id, &mark).await?;
                }
            }
            unit.commit().await?;
            if people.is_empty() {
                flag.store(true, Ordering::Release);
            }
        }
        Ok(())
    }
}

/// `oid` and `tid`, once everything says that the hint is this tenant's for this application.
fn entra(client: &LoginClient, claims: &Value) -> Option<Named> {
    let Profile::Entra(tenant) = &client.oidc.profile else { return None };
    let is = |name: &str, wanted: &str| claims[name].as_str() == Some(wanted);
    let is_theirs =
        is("iss", &tenant.issuer) && is("aud", &tenant.audience) && is("tid", &tenant.id);
    let text = |name: &str| claims[name].as_str().filter(|text| !text.is_empty());
    let (oid, subject) = (text("oid")?, text("sub")?);
    is_theirs
        .then(|| Named { reference: format!("{oid}@{}", tenant.id), subject: subject.to_owned() })
}

#[cfg(test)]
mod tests {
    use oidc::{Client, Tenant};
    use serde_json::json;

    use super::*;
    use crate::logins::Fallback;

    #[test]
    fn a_hint_of_another_tenant_or_application_names_nobody() {
        let tenant =
            Tenant { id: "t-1".into(), issuer: "https://i/t-1".into(), audience: "app".into() };
        let client = LoginClient {
            name: "x".into(),
            oidc: Client {
                id: "entra".into(),
                profile: Profile::Entra(tenant),
                secret: None,
                keys: None,
                redirect_uris: Vec::new(),
                acrs: Vec::new(),
                must_push: false,
            },
            subject: SubjectRule::OidTid,
            policy: None,
            fallback: Fallback::Deny,
            tenant_keys_url: None,
        };
        let good =
            json!({"iss": "https://i/t-1", "aud": "app", "tid": "t-1", "oid": "o", "sub": "s"});
        let named = entra(&client, &good).unwrap();
        assert_eq!((named.reference.as_str(), named.subject.as_str()), ("o@t-1", "s"));
        for (claim, value) in [
            ("iss", json!("https://i/t-2")),
            ("aud", json!("other")),
            ("aud", json!(["app"])),
            ("tid", json!("t-2")),
            ("oid", json!("")),
            ("sub", json!(7)),
        ] {
            let mut bad = good.clone();
            bad[claim] = value;
            assert!(entra(&client, &bad).is_none(), "{claim}");
        }
    }
}
