//! What comes to the token endpoint.

use std::fmt;

use crate::error::{ErrorCode, OauthError};
use crate::params::Params;

/// A request to redeem a code.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// The code.
    pub code: String,
    /// Where it was sent.
    pub redirect_uri: Option<String>,
    /// What its challenge was made of.
    pub verifier: Option<String>,
}

impl TokenRequest {
    /// Reads one.
    ///
    /// # Errors
    /// `invalid_request`, `unsupported_grant_type`.
    pub fn read(params: &Params) -> Result<Self, OauthError> {
        if params.has_repeated() {
            return Err(OauthError::invalid("a parameter comes twice"));
        }
        match params.get("grant_type") {
            Some("authorization_code") => {}
            Some(_) => {
                let code = ErrorCode::UnsupportedGrantType;
                return Err(OauthError::new(code, "grant_type must be authorization_code"));
            }
            None => return Err(OauthError::invalid("grant_type is missing")),
        }
        let code = params.get("code").ok_or(OauthError::invalid("code is missing"))?;
        Ok(Self {
            code: code.to_owned(),
            redirect_uri: params.get("redirect_uri").map(str::to_owned),
            verifier: params.get("code_verifier").map(str::to_owned),
        })
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenRequest")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_redeemed() {
        let check = |text: &str, expected| {
            let found = TokenRequest::read(&Params::parse(text.as_bytes()));
            assert_eq!(found.map(|_| ()).map_err(|e| e.code), expected, "{text}");
        };
        check("grant_type=authorization_code&code=x", Ok(()));
        check("code=x", Err(ErrorCode::InvalidRequest));
        check("grant_type=authorization_code", Err(ErrorCode::InvalidRequest));
        check("grant_type=password&code=x", Err(ErrorCode::UnsupportedGrantType));
        check("grant_type=authorization_code&code=x&code=y", Err(ErrorCode::InvalidRequest));
    }
}
