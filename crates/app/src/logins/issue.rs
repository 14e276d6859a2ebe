//! What the relying party is told at the end: a code, a token, or that access is denied.

use std::sync::Arc;

use oidc::{
    Answer, AuthorizationRequest, Code, DecidedBy, ErrorCode, Flow, Grant, IdToken, OauthError,
    Profile, Token,
};
use storage::LoginRecord;

use super::LoginClient;
use super::book::{Ending, Issued};
use crate::error::AppError;
use crate::facade::App;

/// The same for every reason.
const DENIED: OauthError = OauthError::new(ErrorCode::AccessDenied, "the login did not succeed");

impl App {
    /// The answer to a login that is over. A code is kept until it is redeemed.
    pub(super) async fn login_answer(
        &self,
        record: LoginRecord,
        client: Arc<LoginClient>,
        request: Arc<AuthorizationRequest>,
        subject: String,
        ending: Ending,
    ) -> Result<Answer, AppError> {
        let is_denied = matches!(ending, Ending::Denied { .. });
        let said = match &request.flow {
            // Okta wants to be told in a token that it failed.
            _ if is_denied && client.oidc.profile != Profile::Okta => Answer::said(DENIED),
            Flow::IdToken => {
                let claims = self.login_claims(&client, &request, &subject, ending)?;
                vec![("id_token", self.sign_login(claims).await?)]
            }
            Flow::Code(challenge) => {
                let code = Token::generate(self.entropy());
                let grant = Grant {
                    client: client.oidc.id.clone(),
                    redirect_uri: request.redirect_uri.clone(),
                    challenge: challenge.clone(),
                };
                let issued = Issued {
                    code: Code::new(grant, self.clock().utc()),
                    record,
                    client: Arc::clone(&client),
                    request: Arc::clone(&request),
                    subject,
                    ending,
                    access: None,
                };
                self.logins_book().lock().codes.insert(code.hash(), issued);
                vec![("code", code.reveal().to_owned())]
            }
        };
        Ok(request.answer(said, &client.oidc, &self.login_settings()?.issuer))
    }

    /// What an `id_token` says about a login that is over.
    pub(super) fn login_claims(
        &self,
        client: &LoginClient,
        request: &AuthorizationRequest,
        subject: &str,
        ending: Ending,
    ) -> Result<serde_json::Value, AppError> {
        let (is_verified, decided_by, auth_time) = match ending {
            Ending::Granted { by, looked_at } => (true, by, looked_at),
            Ending::Denied { at } => (false, DecidedBy::Verdict, at),
        };
        let token = IdToken {
            issuer: &self.login_settings()?.issuer,
            client: &client.oidc,
            request,
            subject,
            is_verified,
            decided_by,
            auth_time,
            now: self.clock().utc(),
        };
        Ok(token.claims())
    }
}
