//! What a relying party asks, looked at in the order that keeps answers from going astray: first who asks and
//! where the answer goes, which only a page of ours tells; then everything else, which the client is told.

use std::fmt;

use crate::acr;
use crate::answer::{Answer, ResponseMode};
use crate::client::{Client, Profile};
use crate::error::{ErrorCode, OauthError, PageError};
use crate::params::Params;
use crate::pkce::Challenge;

/// Longest `state`, `nonce` and hint, in bytes: Entra's states have some two thousand, its hints as many.
const MAX_VALUE_BYTES: usize = 8 * 1024;

/// Longest `login_hint`: an e-mail address (RFC 5321) or any id.
const MAX_LOGIN_HINT_BYTES: usize = 320;

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flow {
    /// A code, to be redeemed with the verifier of this challenge.
    Code(Challenge),
    /// The `id_token` itself.
    IdToken,
}

/// A request that can be answered.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Whose.
    pub client: String,
    /// Where the answer goes: one of the client's addresses.
    pub redirect_uri: String,
    /// How it travels.
    pub mode: ResponseMode,
    /// What comes back.
    pub flow: Flow,
    /// Given back as it came.
    pub state: Option<String>,
    /// Put into the `id_token` as it came.
    pub nonce: Option<String>,
    /// What the login will be worth.
    pub acr: String,
    /// Whom it is for, as the client names them.
    pub login_hint: Option<String>,
    /// A token about whom it is for; not verified yet.
    pub id_token_hint: Option<String>,
    /// Languages for the page, the preferred first.
    pub ui_locales: Vec<String>,
}

/// Who it is about stays out of logs.
impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Why a request is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Told by a page of ours only.
    Page(PageError),
    /// Told to the client.
    Client(Box<Answer>, OauthError),
}

impl AuthorizationRequest {
    /// Reads a request of that client.
    ///
    /// # Errors
    /// What is wrong with it, and who is told.
    pub fn read(params: &Params, client: &Client, issuer: &str) -> Result<Self, Refused> {
        let redirect_uri = params
            .get("redirect_uri")
            .filter(|uri| client.redirect_uris.iter().any(|known| known == uri))
            .ok_or(Refused::Page(PageError::UnknownRedirect))?;
        let asked_mode = params.get("response_mode");
        // How an error travels when the request does not say it well.
        let usual = match client.profile {
            Profile::Entra(_) => ResponseMode::FormPost,
            Profile::Oidc | Profile::Okta => ResponseMode::Query,
        };
        let mode = match asked_mode {
            Some("form_post") => ResponseMode::FormPost,
            _ => usual,
        };
        let state = params.get("state");
        let read = Self::read_rest(params, client, redirect_uri, mode, asked_mode);
        read.map_err(|error| {
            let said = Answer::said(error);
            let answer = Answer::new(mode, redirect_uri, said, state, issuer_for(client, issuer));
            Refused::Client(Box::new(answer), error)
        })
    }

    fn read_rest(
        params: &Params,
        client: &Client,
        redirect_uri: &str,
        mode: ResponseMode,
        asked_mode: Option<&str>,
    ) -> Result<Self, OauthError> {
        let invalid = OauthError::invalid;
        if params.has_repeated() {
            return Err(invalid("a parameter comes twice"));
        }
        if params.get("request").is_some() {
            let code = ErrorCode::RequestNotSupported;
            return Err(OauthError::new(code, "request objects are not taken: push the request"));
        }
        if params.get("registration").is_some() {
            let code = ErrorCode::RegistrationNotSupported;
            return Err(OauthError::new(code, "clients are registered in the configuration"));
        }
        for name in ["state", "nonce", "id_token_hint"] {
            if params.get(name).is_some_and(|value| value.len() > MAX_VALUE_BYTES) {
                return Err(invalid("state, nonce or id_token_hint is longer than 8 KiB"));
            }
        }
        let flow = flow(params, client)?;
        match (&flow, asked_mode) {
            (Flow::Code(_), None | Some("query" | "form_post"))
            | (Flow::IdToken, Some("form_post")) => {}
            (Flow::IdToken, _) => {
                return Err(invalid("response_mode must be form_post for an id_token"));
            }
            (Flow::Code(_), Some(_)) => {
                return Err(invalid("response_mode must be query or form_post"));
            }
        }
        if !params.words("scope").any(|scope| scope == "openid") {
            return Err(OauthError::new(ErrorCode::InvalidScope, "scope must hold openid"));
        }
        let nonce = params.get("nonce");
        if flow == Flow::IdToken && nonce.is_none() {
            return Err(invalid("nonce is missing"));
        }
        prompt(params)?;
        // Everybody is looked at anew, which is younger than any age; only its form can be wrong.
        if params.get("max_age").is_some_and(|age| age.parse::<u64>().is_err()) {
            return Err(invalid("max_age is no number of seconds"));
        }
        let login_hint = params.get("login_hint");
        let is_odd =
            |hint: &str| hint.len() > MAX_LOGIN_HINT_BYTES || hint.chars().any(char::is_control);
        if login_hint.is_some_and(is_odd) {
            return Err(invalid("login_hint is too long or has control characters"));
        }
        Ok(Self {
            client: client.id.clone(),
            redirect_uri: redirect_uri.to_owned(),
            mode,
            flow,
            state: params.get("state").map(str::to_owned),
            nonce: nonce.map(str::to_owned),
            acr: acr::chosen(params, client)?,
            login_hint: login_hint.map(str::to_owned),
            id_token_hint: params.get("id_token_hint").map(str::to_owned),
            ui_locales: params.words("ui_locales").take(8).map(str::to_owned).collect(),
        })
    }

    /// An answer to this request.
    pub fn answer(
        &self,
        said: Vec<(&'static str, String)>,
        client: &Client,
        issuer: &str,
    ) -> Answer {
        let issuer = issuer_for(client, issuer);
        Answer::new(self.mode, &self.redirect_uri, said, self.state.as_deref(), issuer)
    }
}

/// Entra's answers are described to the letter, and `iss` is not among them.
const fn issuer_for<'a>(client: &Client, issuer: &'a str) -> Option<&'a str> {
    match client.profile {
        Profile::Entra(_) => None,
        Profile::Oidc | Profile::Okta => Some(issuer),
    }
}

fn flow(params: &Params, client: &Client) -> Result<Flow, OauthError> {
    let wanted = match client.profile {
        Profile::Entra(_) => "id_token",
        Profile::Oidc | Profile::Okta => "code",
    };
    match params.get("response_type") {
        None => Err(OauthError::invalid("response_type is missing")),
        Some(asked) if asked == wanted => match client.profile {
            Profile::Entra(_) => Ok(Flow::IdToken),
            Profile::Oidc | Profile::Okta => Challenge::read(params).map(Flow::Code),
        },
        Some("code" | "id_token") => Err(OauthError::new(
            ErrorCode::UnauthorizedClient,
            "this client is registered for another response_type",
        )),
        Some(_) => Err(OauthError::new(
            ErrorCode::UnsupportedResponseType,
            "response_type must be code, or id_token for the profile entra",
        )),
    }
}

fn prompt(params: &Params) -> Result<(), OauthError> {
    let words: Vec<_> = params.words("prompt").collect();
    let is_known = |word: &&str| matches!(*word, "none" | "login" | "consent" | "select_account");
    let is_none = words.contains(&"none");
    if !words.iter().all(is_known) || (is_none && words.len() > 1) {
        return Err(OauthError::invalid("prompt must be none, login, consent or select_account"));
    }
    if is_none {
        return Err(OauthError::new(
            ErrorCode::LoginRequired,
            "nobody is logged in without looking into the camera",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Tenant, example};

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn asked(change: &[(&str, &str)]) -> Params {
        let usual = [
            ("redirect_uri", "https://rp.test/cb"),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("state", "s1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let kept = usual.into_iter().filter(|(name, _)| change.iter().all(|(n, _)| n != name));
        kept.chain(change.iter().copied()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    fn read(client: &Client, change: &[(&str, &str)]) -> Result<AuthorizationRequest, Refused> {
        AuthorizationRequest::read(&asked(change), client, "https://op.test")
    }

    #[track_caller]
    fn refused(change: &[(&str, &str)], expected: ErrorCode) {
        match read(&example(), change) {
            Err(Refused::Client(answer, error)) => {
                assert_eq!(error.code, expected, "{change:?}");
                assert_eq!(answer.redirect_uri, "https://rp.test/cb");
                assert!(answer.params.contains(&("error", expected.as_str().to_owned())));
            }
            other => panic!("{change:?}: {other:?}"),
        }
    }

    #[test]
    fn a_good_request_is_read_whole() {
        let request = read(
            &example(),
            &[
                ("nonce", "n"),
                ("login_hint", "ada@example.org"),
                ("ui_locales", "nl en"),
                ("acr_values", "2"),
            ],
        )
        .unwrap();
        assert_eq!(request.state.as_deref(), Some("s1"));
        assert_eq!((request.acr.as_str(), request.mode), ("2", ResponseMode::Query));
        assert_eq!(request.login_hint.as_deref(), Some("ada@example.org"));
        assert_eq!(request.ui_locales, ["nl", "en"]);
        assert!(!format!("{request:?}").contains("ada"));
        for fine in [("prompt", "login"), ("max_age", "0"), ("response_mode", "form_post")] {
            assert!(read(&example(), &[fine]).is_ok(), "{fine:?}");
        }
    }

    #[test]
    fn an_address_that_is_not_the_clients_is_never_answered() {
        for uri in [
            "",
            "https://rp.test/cb/",
            "https://rp.test/CB",
            "https://evil.test/cb",
            "https://rp.test/cb?x=1",
        ] {
            let found = read(&example(), &[("redirect_uri", uri)]);
            assert_eq!(found, Err(Refused::Page(PageError::UnknownRedirect)), "{uri}");
        }
        let twice =
            [("redirect_uri", "https://rp.test/cb"), ("redirect_uri", "https://rp.test/cb")];
        assert_eq!(read(&example(), &twice), Err(Refused::Page(PageError::UnknownRedirect)));
    }

    #[test]
    fn everything_else_is_told_to_the_client() {
        refused(&[("response_type", "")], ErrorCode::InvalidRequest);
        refused(&[("response_type", "token")], ErrorCode::UnsupportedResponseType);
        refused(&[("response_type", "id_token")], ErrorCode::UnauthorizedClient);
        refused(&[("scope", "profile")], ErrorCode::InvalidScope);
        refused(&[("code_challenge", "")], ErrorCode::InvalidRequest);
        refused(&[("code_challenge_method", "plain")], ErrorCode::InvalidRequest);
        refused(&[("response_mode", "fragment")], ErrorCode::InvalidRequest);
        refused(&[("prompt", "none")], ErrorCode::LoginRequired);
        refused(&[("prompt", "none login")], ErrorCode::InvalidRequest);
        refused(&[("prompt", "create")], ErrorCode::InvalidRequest);
        refused(&[("max_age", "-1")], ErrorCode::InvalidRequest);
        refused(&[("request", "x.y.z")], ErrorCode::RequestNotSupported);
        refused(&[("registration", "{}")], ErrorCode::RegistrationNotSupported);
        refused(&[("nonce", "a"), ("nonce", "b")], ErrorCode::InvalidRequest);
        refused(&[("login_hint", &"x".repeat(400))], ErrorCode::InvalidRequest);
        refused(&[("nonce", &"x".repeat(9_000))], ErrorCode::InvalidRequest);
    }

    #[test]
    fn entra_is_answered_by_form_post_alone() {
        let tenant = Tenant { id: "t".into(), issuer: "https://i".into(), audience: "a".into() };
        let mut client = Client { profile: Profile::Entra(tenant), secret: None, ..example() };
        client.acrs = Client::usual_acrs(&client.profile);
        let entra = [("response_type", "id_token"), ("response_mode", "form_post"), ("nonce", "n")];
        let request = read(&client, &entra).unwrap();
        assert_eq!((&request.flow, request.mode), (&Flow::IdToken, ResponseMode::FormPost));
        assert_eq!(request.acr, "possessionorinherence");
        for missing in [
            [("response_type", "id_token"), ("response_mode", "form_post"), ("nonce", "")],
            [("response_type", "id_token"), ("response_mode", "query"), ("nonce", "n")],
            [("response_type", "code"), ("response_mode", "form_post"), ("nonce", "n")],
        ] {
            match read(&client, &missing) {
                Err(Refused::Client(answer, _)) => {
                    assert_eq!(answer.mode, ResponseMode::FormPost);
                    assert!(answer.params.iter().all(|(name, _)| *name != "iss"));
                }
                other => panic!("{other:?}"),
            }
        }
    }

    mod whatever_is_asked {
        use proptest::prelude::*;

        use super::*;

        const NAMES: [&str; 14] = [
            "redirect_uri",
            "response_type",
            "response_mode",
            "scope",
            "state",
            "nonce",
            "prompt",
            "max_age",
            "claims",
            "acr_values",
            "login_hint",
            "code_challenge",
            "code_challenge_method",
            "request",
        ];

        fn value() -> impl Strategy<Value = String> {
            let known = prop::sample::select(vec![
                "https://rp.test/cb",
                "https://evil.test/cb",
                "code",
                "id_token",
                "form_post",
                "query",
                "openid",
                "none",
                "S256",
                CHALLENGE,
                "{}",
                "0",
            ]);
            prop_oneof![4 => known.prop_map(str::to_owned), 1 => ".{0,20}"]
        }

        proptest! {
            #[test]
            fn nothing_goes_to_an_address_that_is_not_registered(
                pairs in prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..20),
            ) {
                let params: Params = pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
                match AuthorizationRequest::read(&params, &example(), "https://op.test") {
                    Ok(request) => {
                        prop_assert_eq!(&request.redirect_uri, "https://rp.test/cb");
                        prop_assert!(matches!(request.flow, Flow::Code(_)));
                    }
                    Err(Refused::Client(answer, _)) => {
                        prop_assert_eq!(&answer.redirect_uri, "https://rp.test/cb");
                        prop_assert!(answer.location().starts_with("https://rp.test/cb?"));
                    }
                    Err(Refused::Page(_)) => {}
                }
            }
        }
    }
}
