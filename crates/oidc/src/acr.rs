//! What a login is worth, in the words of `acr` and `amr`.

use serde_json::Value;

use crate::client::{Client, Profile};
use crate::error::{ErrorCode, OauthError};
use crate::params::Params;

/// Our own: a live face was compared with the references of the person, and something was done that was drawn by
/// chance.
pub const ACR_FACE: &str = "urn:likeness:acr:face";

/// What Entra may ask of an external method, as far as a face gives it (inherence).
pub const ENTRA_ACRS: [&str; 3] = ["possessionorinherence", "knowledgeorinherence", "inherence"];

/// RFC 8176: a biometric of the face. The one method there is here.
pub(crate) const AMR_FACE: &str = "face";

/// The `acr` that a request is answered with: the first it names that the client may be given.
///
/// # Errors
/// `invalid_request` for `claims` that are none; what is essential and cannot be given.
pub(crate) fn chosen(params: &Params, client: &Client) -> Result<String, OauthError> {
    let claims = match params.get("claims") {
        None => Value::Null,
        Some(text) => serde_json::from_str::<Value>(text)
            .ok()
            .filter(Value::is_object)
            .ok_or(OauthError::invalid("claims is no JSON object"))?,
    };
    let unmet = OauthError::new(
        match client.profile {
            Profile::Entra(_) => ErrorCode::AccessDenied,
            Profile::Oidc | Profile::Okta => ErrorCode::UnmetAuthenticationRequirements,
        },
        "none of the essential acr or amr values can be given: amr is face, acr as registered",
    );
    let (acr, amr) = (&claims["id_token"]["acr"], &claims["id_token"]["amr"]);
    let methods = wanted(amr);
    if is_essential(amr) && !methods.is_empty() && !methods.iter().any(|m| m == AMR_FACE) {
        return Err(unmet);
    }
    let by_claim = wanted(acr);
    let may_have = |acr: &str| client.acrs.iter().any(|a| a == acr);
    if let Some(found) = by_claim.iter().find(|acr| may_have(acr)) {
        return Ok(found.clone());
    }
    if is_essential(acr) && !by_claim.is_empty() {
        return Err(unmet);
    }
    let by_values = params.words("acr_values").find(|acr| may_have(acr));
    let usual = || client.acrs.first().map_or(ACR_FACE, String::as_str);
    Ok(by_values.unwrap_or_else(usual).to_owned())
}

fn is_essential(claim: &Value) -> bool {
    claim["essential"].as_bool() == Some(true)
}

fn wanted(claim: &Value) -> Vec<String> {
    let many = claim["values"].as_array().into_iter().flatten();
    many.chain(claim.get("value")).filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::example;

    fn check(params: &str, expected: Result<&str, ErrorCode>) {
        let found = chosen(&Params::parse(params.as_bytes()), &example());
        assert_eq!(found.as_deref().map_err(|e| e.code), expected, "{params}");
    }

    #[test]
    fn the_first_that_may_be_given_is_and_the_essential_is_not_replaced() {
        let unmet = Err(ErrorCode::UnmetAuthenticationRequirements);
        check("", Ok(ACR_FACE));
        check("acr_values=9+2", Ok("2"));
        check("acr_values=9", Ok(ACR_FACE));
        check(r#"claims={"id_token":{"acr":{"essential":true,"values":["9","2"]}}}"#, Ok("2"));
        check(r#"claims={"id_token":{"acr":{"essential":true,"value":"9"}}}"#, unmet);
        check(r#"claims={"id_token":{"acr":{"value":"9"}}}"#, Ok(ACR_FACE));
        check(r#"claims={"id_token":{"acr":null}}"#, Ok(ACR_FACE));
        check(r#"claims={"id_token":{"amr":{"essential":true,"values":["fido"]}}}"#, unmet);
        check(
            r#"claims={"id_token":{"amr":{"essential":true,"values":["fido","face"]}}}"#,
            Ok(ACR_FACE),
        );
        check("claims=[]", Err(ErrorCode::InvalidRequest));
        check("claims={", Err(ErrorCode::InvalidRequest));
    }
}
