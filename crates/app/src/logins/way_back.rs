//! What a browser carries beside the secret of its login: who asked and where the answer goes, sealed. So a login
//! that was on its way when the service ended still ends, for the person and for the application.
//!
//! It is only ever good for a denial, for the browser that also has the login's secret, until the login's own end.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{LoginId, UtcTime};
use oidc::{AuthorizationRequest, Params, Token};
use serde_json::{Value, json};
use session::AgainCode;
use storage::{AuditAction, LoginReason, LoginRecord, LoginState, SealContext, Sealed};
use zeroize::Zeroizing;

use super::TRIES;
use super::book::{Ending, Hash, Pending, Stage};
use crate::error::AppError;
use crate::facade::App;

/// Longest part of a cookie that holds the way back, in characters: browsers keep 4,096 bytes of name, value and
/// attributes (RFC 6265, section 6.1). A request that needs more has no way back.
const MOST_CHARACTERS: usize = 3_600;

/// What a request says and its answer does not need: it may be long, or name somebody.
const LEFT_OUT: [&str; 4] = ["id_token_hint", "login_hint", "ui_locales", "client-request-id"];

/// What parts the secret, the login's id and the sealed rest. None of them has it.
const PART: char = '.';

/// The cookie of a login.
pub struct LoginCookie(Zeroizing<String>);

impl LoginCookie {
    /// The text, for the one answer that sets it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LoginCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginCookie")
    }
}

/// The hash of the secret in a browser's cookie.
pub(super) fn hash_of(cookie: &str) -> Hash {
    Token::hash_of(cookie.split(PART).next().unwrap_or_default())
}

impl App {
    /// The cookie of a login that begins. `asked` is its request.
    pub(super) fn cookie_of(
        &self,
        secret: &Token,
        record: &LoginRecord,
        subject: &str,
        asked: Params,
    ) -> LoginCookie {
        let way_back = self.way_back(secret, record, subject, asked);
        LoginCookie(Zeroizing::new(match way_back {
            Some(way) => format!("{}{PART}{}{PART}{way}", secret.reveal(), record.id),
            None => secret.reveal().to_owned(),
        }))
    }

    fn way_back(
        &self,
        secret: &Token,
        record: &LoginRecord,
        subject: &str,
        asked: Params,
    ) -> Option<String> {
        let asked = asked.without(&LEFT_OUT);
        let pairs: Vec<_> = asked.pairs().map(|(name, value)| json!([name, value])).collect();
        let plain = json!({
            "secret": URL_SAFE_NO_PAD.encode(secret.hash()),
            "until_ms": record.expires_at.unix_millis(),
            "subject": subject,
            "asked": pairs,
        });
        let context = SealContext::LoginWayBack(record.id);
        let sealed = self.sealer().seal(&context, plain.to_string().as_bytes());
        let text = URL_SAFE_NO_PAD.encode(sealed.as_bytes());
        (text.len() <= MOST_CHARACTERS).then_some(text)
    }

    /// Ends the login of that cookie when the service has forgotten it: it was on its way when the service was
    /// restarted. Does nothing for one that is known, and for what is no way back.
    ///
    /// # Errors
    /// When the records cannot be used.
    pub(super) async fn revive_login(&self, cookie: &str) -> Result<(), AppError> {
        let secret = hash_of(cookie);
        let now = self.clock().utc();
        if self.logins_book().lock().logins.contains_key(&secret) {
            return Ok(());
        }
        let Some((id, way)) = self.opened_way(cookie, &secret, now) else { return Ok(()) };
        let mut unit = self.records().begin().await?;
        // With the person everything about them is gone.
        let Some(record) = unit.logins().get(id).await? else { return Ok(()) };
        let Some(person) = record.person else { return Ok(()) };
        let settings = self.login_settings()?;
        let Some(client) = settings.client(&record.client).cloned() else { return Ok(()) };
        let Ok(request) = AuthorizationRequest::read(&way.asked, &client.oidc, &settings.issuer)
        else {
            // The operator has changed what the application may ask.
            return Ok(());
        };
        let was_over = record.state.is_over();
        let record = if was_over {
            record
        } else {
            let over = LoginRecord {
                state: LoginState::Denied,
                reason: Some(LoginReason::Interrupted),
                finished_at: Some(now),
                ..record
            };
            self.note_login(&mut *unit, &over, AuditAction::LoginDenied).await?;
            over
        };
        unit.commit().await?;
        if !was_over {
            self.wake_dispatcher();
            tracing::info!(login.id = %record.id, "a login that a restart lost was ended");
        }
        let mut book = self.logins_book().lock();
        if book.has_room_for_login() {
            book.logins.entry(secret).or_insert_with(|| Pending {
                client: Arc::new(client),
                request: Arc::new(request),
                subject: way.subject,
                person,
                record,
                tries: TRIES,
                stage: Stage::Over(Ending::Denied { at: now }),
                again: Some(AgainCode::Interrupted),
                answer: None,
            });
        }
        Ok(())
    }

    /// The way back in a cookie, when it is of this service, of that secret, and still of use.
    fn opened_way(&self, cookie: &str, secret: &Hash, now: UtcTime) -> Option<(LoginId, WayBack)> {
        let mut parts = cookie.split(PART).skip(1);
        let id: LoginId = parts.next()?.parse().ok()?;
        let sealed = Sealed::from_bytes(URL_SAFE_NO_PAD.decode(parts.next()?).ok()?);
        let plain = self.sealer().open(&SealContext::LoginWayBack(id), &sealed).ok()?;
        let said: Value = serde_json::from_slice(&plain).ok()?;
        let is_its = said["secret"] == URL_SAFE_NO_PAD.encode(secret).as_str();
        let is_late = said["until_ms"].as_i64().is_none_or(|until| until <= now.unix_millis());
        if !is_its || is_late {
            return None;
        }
        let pair =
            |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()));
        let asked: Params = said["asked"].as_array()?.iter().filter_map(pair).collect();
        Some((id, WayBack { subject: said["subject"].as_str()?.to_owned(), asked }))
    }
}

struct WayBack {
    /// `sub` of the token.
    subject: String,
    asked: Params,
}
