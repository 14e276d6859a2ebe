//! OpenID Connect as a protocol, for a provider whose login is a look into the camera.
//!
//! What lives here: what a relying party may ask and in which order it is looked at ([`AuthorizationRequest`]),
//! how a client proves who it is ([`Credentials`]), what a code is worth and for how long ([`Code`]), keys and
//! their roll-over ([`SigningKey`], [`Rollover`]), tokens of others that are believed ([`KeySet`]) and tokens of
//! ours ([`IdToken`]).
//!
//! What deliberately does not: who a person is, where anything is kept, HTTP. Time and chance come in as
//! arguments; only the making of a key draws from its library's own source.
//!
//! Invariants: nothing is sent to an address that was not registered, whatever a request says; a code is
//! redeemed once, by its client, with its verifier; a token of somebody else counts only under a key that the
//! caller brought.

mod acr;
mod answer;
mod client;
mod code;
mod credentials;
mod der;
mod discovery;
mod error;
mod id_token;
mod key;
mod key_set;
mod params;
mod pkce;
mod request;
mod rollover;
mod secret;
mod token_request;

pub use acr::{ACR_FACE, ENTRA_ACRS};
pub use answer::{Answer, ResponseMode};
pub use client::{Client, ClientError, Profile, Tenant};
pub use code::{Code, Grant, RedeemError};
pub use credentials::{Credentials, Proof, check_assertion};
pub use discovery::metadata;
pub use error::{ErrorCode, OauthError, PageError};
pub use id_token::{DecidedBy, ID_TOKEN_LASTS, IdToken};
pub use key::{KeyError, SigningKey, key_set_document};
pub use key_set::{HintError, KeySet, kid_of};
pub use params::Params;
pub use pkce::Challenge;
pub use request::{AuthorizationRequest, Flow, Refused};
pub use rollover::{ByHand, KeyDates, Rollover};
pub use secret::{ClientSecret, Token};
pub use token_request::TokenRequest;
