//! The section `[login]`: who may ask for logins, and what names the person in what they ask.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use app::oidc::{Client, ClientSecret, KeySet, Profile, Tenant};
use app::{Fallback, LoginClient, LoginSettings, SubjectRule};
use serde::Deserialize;

/// Shortest secret of a client: 128 bits in base64url, as RFC 6749 section 10.10 asks for at least.
const MIN_SECRET_CHARS: usize = 22;

/// The longest that a login waits for a human, in minutes: relying parties give up after about ten.
const MAX_ATTEST_MINUTES: u64 = 60;

/// A provider of logins. Off without an issuer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LoginConfig {
    /// The address at which relying parties and browsers reach the service.
    pub(crate) issuer: Option<String>,
    /// Who may ask.
    pub(crate) clients: Vec<ClientConfig>,
}

/// One client.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientConfig {
    /// `client_id`.
    id: String,
    /// What the person at the camera is told whom it is for; the id when absent.
    name: Option<String>,
    profile: ProfileName,
    redirect_uris: Vec<String>,
    /// A file with its secret.
    secret_file: Option<PathBuf>,
    /// An environment variable with its secret.
    secret_env: Option<String>,
    /// A file with its public keys (JWKS), for `private_key_jwt`.
    keys_file: Option<PathBuf>,
    /// What in its requests is the external reference of the person.
    subject: Option<SubjectName>,
    /// The policy; `login` when absent.
    policy: Option<String>,
    #[serde(default)]
    fallback: FallbackName,
    #[serde(default = "default_attest_minutes")]
    attest_minutes: u64,
    /// The `acr` values it may be given; those of its profile when empty.
    #[serde(default)]
    acr_values: Vec<String>,
    #[serde(default)]
    require_par: bool,
    /// The Entra tenant.
    tenant: Option<TenantConfig>,
}

/// The tenant whose hints an Entra client brings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantConfig {
    /// Its directory id.
    id: String,
    /// The id of the application that it registered for this method.
    application_id: String,
    /// `iss` of its hints; that of the public cloud when absent.
    issuer: Option<String>,
    /// Where its keys are; those of the public cloud when absent.
    keys_url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ProfileName {
    Oidc,
    Entra,
    Okta,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SubjectName {
    LoginHint,
    Sub,
    OidTid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FallbackName {
    #[default]
    Deny,
    Attest,
}

/// 10: a login lasts as long.
const fn default_attest_minutes() -> u64 {
    10
}

impl LoginConfig {
    /// What can be seen to be wrong without reading files.
    pub(crate) fn validate(&self) -> Result<()> {
        let Some(issuer) = &self.issuer else {
            ensure!(
                self.clients.is_empty(),
                "login.issuer is missing: it is the address of this service"
            );
            return Ok(());
        };
        ensure!(
            is_issuer(issuer),
            "login.issuer is {issuer:?}: give an origin such as https://likeness.example, without a slash at its \
             end (http only for this computer itself)"
        );
        for (n, client) in self.clients.iter().enumerate() {
            client.validate().with_context(|| format!("login.clients: client {:?}", client.id))?;
            let is_double = self.clients[..n].iter().any(|other| other.id == client.id);
            ensure!(!is_double, "login.clients: there are two clients {:?}", client.id);
        }
        Ok(())
    }

    /// What the application needs, with the secrets. `environment` looks a variable up.
    pub(crate) fn settings(
        &self,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<LoginSettings>> {
        let Some(issuer) = self.issuer.clone() else { return Ok(None) };
        let read = |client: &ClientConfig| {
            client
                .registered(&environment)
                .with_context(|| format!("login.clients: client {:?}", client.id))
        };
        let clients = self.clients.iter().map(read).collect::<Result<Vec<_>>>()?;
        Ok(Some(LoginSettings { issuer, clients }))
    }
}

impl ClientConfig {
    fn validate(&self) -> Result<()> {
        let ways =
            [self.secret_file.is_some(), self.secret_env.is_some(), self.keys_file.is_some()];
        let count = ways.into_iter().filter(|is_there| *is_there).count();
        if self.profile == ProfileName::Entra {
            ensure!(
                count == 0,
                "Entra proves nothing at the token endpoint: leave secret and keys out"
            );
            ensure!(self.tenant.is_some(), "the profile entra needs [login.clients.tenant]");
            ensure!(
                matches!(self.subject, None | Some(SubjectName::OidTid)),
                "Entra names people by oid and tid: leave subject out"
            );
        } else {
            ensure!(count == 1, "give one of secret_file, secret_env and keys_file");
            ensure!(self.tenant.is_none(), "only the profile entra has a tenant");
            ensure!(
                self.subject != Some(SubjectName::OidTid),
                "only Entra names people by oid_tid"
            );
        }
        ensure!(
            (1..=MAX_ATTEST_MINUTES).contains(&self.attest_minutes),
            "attest_minutes must lie between 1 and {MAX_ATTEST_MINUTES}"
        );
        if let Some(url) = self.tenant.as_ref().and_then(|tenant| tenant.keys_url.as_deref()) {
            ensure!(
                is_safe(url),
                "tenant.keys_url must begin with https:// (http only for this computer itself)"
            );
        }
        Ok(())
    }

    fn registered(&self, environment: impl Fn(&str) -> Option<String>) -> Result<LoginClient> {
        let profile = match (self.profile, &self.tenant) {
            (ProfileName::Entra, Some(tenant)) => Profile::Entra(tenant.tenant()),
            (ProfileName::Entra, None) => bail!("the profile entra needs [login.clients.tenant]"),
            (ProfileName::Oidc, _) => Profile::Oidc,
            (ProfileName::Okta, _) => Profile::Okta,
        };
        let secret = match (&self.secret_file, &self.secret_env) {
            (Some(path), _) => Some(text_of(path)?),
            (None, Some(name)) => {
                let missing = || format!("the environment variable {name} is not set");
                Some(environment(name).with_context(missing)?)
            }
            (None, None) => None,
        };
        let secret = secret.map(|text| text.trim().to_owned());
        if secret.as_ref().is_some_and(|text| text.len() < MIN_SECRET_CHARS) {
            bail!("its secret is too short to be one: make it with `openssl rand -base64 32`");
        }
        let keys = self.keys_file.as_deref().map(keys_of).transpose()?;
        let acrs = match self.acr_values.as_slice() {
            [] => Client::usual_acrs(&profile),
            some => some.to_vec(),
        };
        let is_okta = profile == Profile::Okta;
        let oidc = Client {
            id: self.id.clone(),
            profile,
            secret: secret.as_deref().map(ClientSecret::new),
            keys,
            redirect_uris: self.redirect_uris.clone(),
            acrs,
            // Okta's identity verification always pushes.
            must_push: self.require_par || is_okta,
        };
        oidc.check()?;
        Ok(LoginClient {
            name: self.name.clone().unwrap_or_else(|| self.id.clone()),
            oidc,
            subject: match (self.profile, self.subject) {
                (ProfileName::Entra, _) | (_, Some(SubjectName::OidTid)) => SubjectRule::OidTid,
                (_, Some(SubjectName::Sub)) => SubjectRule::HintSub,
                (_, None | Some(SubjectName::LoginHint)) => SubjectRule::LoginHint,
            },
            policy: self.policy.clone(),
            fallback: match self.fallback {
                FallbackName::Deny => Fallback::Deny,
                FallbackName::Attest => {
                    Fallback::Attest(Duration::from_secs(self.attest_minutes * 60))
                }
            },
            tenant_keys_url: self.tenant.as_ref().map(TenantConfig::keys),
        })
    }
}

impl TenantConfig {
    fn tenant(&self) -> Tenant {
        let usual = || format!("https://login.microsoftonline.com/{}/v2.0", self.id);
        Tenant {
            id: self.id.clone(),
            issuer: self.issuer.clone().unwrap_or_else(usual),
            audience: self.application_id.clone(),
        }
    }

    fn keys(&self) -> String {
        let usual = || format!("https://login.microsoftonline.com/{}/discovery/v2.0/keys", self.id);
        self.keys_url.clone().unwrap_or_else(usual)
    }
}

fn text_of(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn keys_of(path: &Path) -> Result<KeySet> {
    KeySet::parse(&text_of(path)?)
        .filter(|keys| !keys.is_empty())
        .with_context(|| format!("{} holds no public RSA keys (JWKS)", path.display()))
}

fn is_issuer(text: &str) -> bool {
    is_safe(text)
        && text
            .split_once("://")
            .is_some_and(|(_, rest)| !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']))
}

/// Encrypted, or on this computer.
fn is_safe(url: &str) -> bool {
    let is_here = |rest: &str| {
        ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| {
            rest.strip_prefix(host)
                .is_some_and(|after| after.is_empty() || after.starts_with([':', '/']))
        })
    };
    url.starts_with("https://") || url.strip_prefix("http://").is_some_and(is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "issuer = \"https://op.example\"\n";
    const CLIENT: &str = "[[clients]]\nid = \"kc\"\nprofile = \"oidc\"\nredirect_uris = [\"https://rp.example/cb\"]\n";

    fn parse(text: &str) -> Result<LoginConfig> {
        let config: LoginConfig = toml::from_str(text)?;
        config.validate()?;
        Ok(config)
    }

    fn check_refused(text: &str, says: &str) {
        let settings = parse(text).and_then(|config| config.settings(|_| Some("short".to_owned())));
        let said = crate::render::chain(&settings.expect_err("must be refused"));
        assert!(said.contains(says), "{said}");
    }

    #[test]
    fn a_client_is_registered_with_its_secret() {
        let text = format!(
            "{ISSUER}{CLIENT}secret_env = \"KC\"\nfallback = \"attest\"\nattest_minutes = 3\n"
        );
        let long = "0123456789012345678901234\n".to_owned();
        let settings = parse(&text).unwrap().settings(|name| (name == "KC").then(|| long.clone()));
        let settings = settings.unwrap().unwrap();
        let client = &settings.clients[0];
        assert!(client.oidc.secret.as_ref().unwrap().is(long.trim()));
        assert_eq!(client.fallback, Fallback::Attest(Duration::from_secs(180)));
        assert_eq!((client.subject, client.name.as_str()), (SubjectRule::LoginHint, "kc"));
        assert!(parse("").unwrap().settings(|_| None).unwrap().is_none());
        assert!(!format!("{settings:?}").contains("0123456789"));
    }

    #[test]
    fn entra_comes_with_its_tenant() {
        let text = format!(
            "{ISSUER}[[clients]]\nid = \"e\"\nprofile = \"entra\"\nredirect_uris = [\"https://m.example/cb\"]\n\
             [clients.tenant]\nid = \"t-1\"\napplication_id = \"a-1\"\n"
        );
        let settings = parse(&text).unwrap().settings(|_| None).unwrap().unwrap();
        let client = &settings.clients[0];
        assert_eq!(client.subject, SubjectRule::OidTid);
        let url = "https://login.microsoftonline.com/t-1/discovery/v2.0/keys";
        assert_eq!(client.tenant_keys_url.as_deref(), Some(url));
        assert_eq!(client.oidc.acrs[0], "possessionorinherence");
    }

    #[test]
    fn mistakes_are_refused_with_the_client_in_the_sentence() {
        check_refused(CLIENT, "login.issuer is missing");
        check_refused("issuer = \"https://op.example/\"", "login.issuer");
        check_refused("issuer = \"http://op.example\"", "login.issuer");
        check_refused("issuer = \"http://localhost.evil.example\"", "login.issuer");
        check_refused(&format!("{ISSUER}{CLIENT}"), "one of secret_file");
        check_refused(&format!("{ISSUER}{CLIENT}secret_env = \"KC\""), "too short");
        check_refused(
            &format!("{ISSUER}{CLIENT}secret_file = \"/nowhere\""),
            "cannot read /nowhere",
        );
        let twice = format!("{ISSUER}{CLIENT}secret_env = \"A\"\n{CLIENT}secret_env = \"A\"");
        check_refused(&twice, "two clients");
        let entra = CLIENT.replace("oidc", "entra");
        check_refused(&format!("{ISSUER}{entra}"), "[login.clients.tenant]");
        let late = format!("{ISSUER}{CLIENT}secret_env = \"A\"\nattest_minutes = 0");
        check_refused(&late, "attest_minutes");
        let unknown = format!("{ISSUER}{CLIENT}secret = \"x\"");
        check_refused(&unknown, "secret");
    }
}
