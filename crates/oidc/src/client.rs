//! Who may ask: clients as the operator registers them.

use url::{Host, Url};

use crate::key_set::KeySet;
use crate::secret::ClientSecret;
use crate::{ACR_FACE, ENTRA_ACRS};

/// Longest id of a client.
const MAX_ID_CHARS: usize = 200;

/// What kind of client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Profile {
    /// Authorization code with PKCE: Keycloak, Okta as an identity provider's factor, anything.
    Oidc,
    /// Microsoft Entra's external authentication method: an `id_token` by `form_post`.
    Entra(Tenant),
    /// Okta's identity verification: pushed request, code with PKCE, `verified_claims`.
    Okta,
}

/// The tenant whose hints an Entra client brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// `tid` of its hints.
    pub id: String,
    /// `iss` of its hints.
    pub issuer: String,
    /// `aud` of its hints: the application that the tenant registered for this method.
    pub audience: String,
}

/// A registered client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// What kind.
    pub profile: Profile,
    /// Its secret; none for one that signs with keys of its own, and for Entra, which never comes to the token
    /// endpoint.
    pub secret: Option<ClientSecret>,
    /// Its public keys, for `private_key_jwt`.
    pub keys: Option<KeySet>,
    /// Where answers go. Compared letter by letter.
    pub redirect_uris: Vec<String>,
    /// The `acr` values it may be given; the first is given when it asks for none.
    pub acrs: Vec<String>,
    /// Whether it must push its requests: what they say then never passes through a browser.
    pub must_push: bool,
}

/// A client that cannot be registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The id.
    #[error("the id must have 1 to 200 printable ASCII characters")]
    Id,
    /// No address.
    #[error("give at least one address in redirect_uris")]
    NoRedirect,
    /// An address that answers must not go to.
    #[error(
        "{0:?} in redirect_uris is none: give an https address without fragment (http only for this computer itself)"
    )]
    Redirect(String),
    /// Nobody could tell whether it is this client.
    #[error("give the client a secret, or its public keys")]
    NoProof,
    /// Both.
    #[error("give the client a secret or its public keys, not both")]
    TwoProofs,
    /// Entra comes without.
    #[error("a client of the profile entra has neither secret nor keys: leave them out")]
    EntraProof,
}

impl Client {
    /// The `acr` values of a client that names none.
    pub fn usual_acrs(profile: &Profile) -> Vec<String> {
        match profile {
            Profile::Entra(_) => ENTRA_ACRS.iter().map(|acr| (*acr).to_owned()).collect(),
            Profile::Oidc | Profile::Okta => vec![ACR_FACE.to_owned()],
        }
    }

    /// Whether it can be registered.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), ClientError> {
        let is_plain = self.id.bytes().all(|b| b.is_ascii_graphic());
        if self.id.is_empty() || self.id.len() > MAX_ID_CHARS || !is_plain {
            return Err(ClientError::Id);
        }
        if self.redirect_uris.is_empty() {
            return Err(ClientError::NoRedirect);
        }
        if let Some(bad) = self.redirect_uris.iter().find(|uri| !is_safe(uri)) {
            return Err(ClientError::Redirect(bad.clone()));
        }
        match (&self.profile, self.secret.is_some(), self.keys.is_some()) {
            (Profile::Entra(_), false, false) => Ok(()),
            (Profile::Entra(_), ..) => Err(ClientError::EntraProof),
            (_, true, true) => Err(ClientError::TwoProofs),
            (_, false, false) => Err(ClientError::NoProof),
            _ => Ok(()),
        }
    }
}

/// An address that may be told a code: encrypted, or on the same computer.
fn is_safe(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return false,
    };
    let is_plain = uri.bytes().all(|b| b.is_ascii_graphic()) && url.fragment().is_none();
    let has_user = !url.username().is_empty() || url.password().is_some();
    is_plain && !has_user && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
}

#[cfg(test)]
pub(crate) fn example() -> Client {
    Client {
        id: "keycloak".to_owned(),
        profile: Profile::Oidc,
        secret: Some(ClientSecret::new("a secret")),
        keys: None,
        redirect_uris: vec!["https://rp.test/cb".to_owned()],
        acrs: vec![ACR_FACE.to_owned(), "2".to_owned()],
        must_push: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut Client), expected: &Result<(), ClientError>) {
        let mut client = example();
        change(&mut client);
        assert_eq!(&client.check(), expected);
    }

    #[test]
    fn clients_need_an_id_a_proof_and_safe_addresses() {
        let tenant = || Tenant { id: "t".into(), issuer: "https://i".into(), audience: "a".into() };
        check(|_| {}, &Ok(()));
        check(|c| c.id = String::new(), &Err(ClientError::Id));
        check(|c| c.id = "a b".into(), &Err(ClientError::Id));
        check(|c| c.secret = None, &Err(ClientError::NoProof));
        check(|c| c.profile = Profile::Entra(tenant()), &Err(ClientError::EntraProof));
        check(|c| (c.profile, c.secret) = (Profile::Entra(tenant()), None), &Ok(()));
        check(|c| c.redirect_uris.clear(), &Err(ClientError::NoRedirect));
        check(|c| c.redirect_uris.push("http://127.0.0.1:9/cb".into()), &Ok(()));
        for bad in [
            "",
            "cb",
            "http://rp.test/cb",
            "https://rp.test/cb#x",
            "https://u:p@rp.test/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://rp.test/c b",
        ] {
            check(|c| c.redirect_uris.push(bad.into()), &Err(ClientError::Redirect(bad.into())));
        }
    }
}
