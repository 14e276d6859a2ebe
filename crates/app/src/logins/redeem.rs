//! A client redeems its code, and asks once more whose login it was.

use std::fmt;
use std::time::Duration;

use oidc::{ErrorCode, OauthError, Params, RedeemError, Token, TokenRequest};
use storage::{AuditAction, AuditSubject};

use super::book::Access;
use crate::error::AppError;
use crate::facade::App;
use crate::view::Actor;

/// How long an access token is good for. It opens nothing but the name that the client knows already.
const ACCESS_LASTS: Duration = Duration::from_secs(5 * 60);

/// The same for every reason (RFC 6749 section 5.2).
const NO_GRANT: OauthError = OauthError::new(
    ErrorCode::InvalidGrant,
    "the code is unknown, expired, used, another client's, or shown with another redirect_uri or verifier",
);

/// What a code was redeemed for.
pub struct Tokens {
    /// Says who was here.
    pub id_token: String,
    /// Opens `/oidc/userinfo`.
    pub access_token: Token,
    /// How long.
    pub expires_in_s: u64,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens")
    }
}

/// Why a client is given nothing.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// It is told in the words of the standard.
    #[error(transparent)]
    Oauth(#[from] OauthError),
    /// The service could not.
    #[error(transparent)]
    App(#[from] AppError),
}

impl App {
    /// Redeems a code.
    ///
    /// # Errors
    /// `invalid_client`, `invalid_request`, `unsupported_grant_type`, `invalid_grant`; `login_off`.
    pub async fn redeem_login(
        &self,
        authorization: Option<&str>,
        params: &Params,
    ) -> Result<Tokens, TokenFault> {
        let settings = self.login_settings()?;
        let client = self.proven(settings, authorization, params)?;
        let asked = TokenRequest::read(params)?;
        let now = self.clock().utc();
        let access_token = Token::generate(self.entropy());
        let claims = {
            let mut guard = self.logins_book().tidy(now);
            let book = &mut *guard;
            let issued = book.codes.get_mut(&Token::hash_of(&asked.code)).ok_or(NO_GRANT)?;
            let redeemed = issued.code.redeem(
                now,
                &client.oidc.id,
                asked.redirect_uri.as_deref(),
                asked.verifier.as_deref(),
            );
            match redeemed {
                Ok(()) => {
                    issued.access = Some(access_token.hash());
                    let claims = self.login_claims(
                        &issued.client,
                        &issued.request,
                        &issued.subject,
                        issued.ending,
                    )?;
                    let access = Access {
                        subject: issued.subject.clone(),
                        expires_at: now.plus(ACCESS_LASTS),
                    };
                    book.access.insert(access_token.hash(), access);
                    Ok(claims)
                }
                Err(RedeemError::Replayed) => {
                    let (taken_back, login) = (issued.access.take(), issued.record.id);
                    if let Some(hash) = taken_back {
                        book.access.remove(&hash);
                    }
                    Err(Some(login))
                }
                Err(_) => Err(None),
            }
        };
        match claims {
            Ok(claims) => Ok(Tokens {
                id_token: self.sign_login(claims).await?,
                access_token,
                expires_in_s: ACCESS_LASTS.as_secs(),
            }),
            Err(None) => Err(NO_GRANT.into()),
            Err(Some(login)) => {
                tracing::warn!(login.id = %login, "a code was shown twice: its tokens were taken back");
                let mut unit = self.records().begin().await.map_err(AppError::from)?;
                let event = self.event(Actor::System, AuditAction::LoginCodeReplayed);
                let event = event.about(AuditSubject::Login(login));
                unit.audit().append(&event).await.map_err(AppError::from)?;
                unit.commit().await.map_err(AppError::from)?;
                Err(NO_GRANT.into())
            }
        }
    }

    /// Whose login an access token is from: `sub`.
    ///
    /// # Errors
    /// `invalid_token`; `login_off`.
    pub fn login_subject(&self, access_token: &str) -> Result<String, TokenFault> {
        self.login_settings()?;
        let book = self.logins_book().tidy(self.clock().utc());
        let access = book.access.get(&Token::hash_of(access_token));
        let unknown =
            OauthError::new(ErrorCode::InvalidToken, "the access token is unknown or expired");
        Ok(access.ok_or(unknown)?.subject.clone())
    }
}
