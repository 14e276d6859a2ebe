//! What we say about ourselves at `/.well-known/openid-configuration` (OpenID Connect Discovery, RFC 8414, RFC 9126).

use serde_json::{Value, json};

/// The document. `acrs` are all that any client may be given.
pub fn metadata(issuer: &str, acrs: &[String]) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("/oidc/authorize"),
        "token_endpoint": at("/oidc/token"),
        "userinfo_endpoint": at("/oidc/userinfo"),
        "jwks_uri": at("/oidc/jwks"),
        "pushed_authorization_request_endpoint": at("/oidc/par"),
        "response_types_supported": ["code", "id_token"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "implicit"],
        "scopes_supported": ["openid", "profile", "identity_assurance"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": acrs,
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "verified_claims",
        ],
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "require_request_uri_registration": false,
        "authorization_response_iss_parameter_supported": true,
        "verified_claims_supported": true,
        "trust_frameworks_supported": ["IDV-DELEGATED"],
        "ui_locales_supported": ["en", "nl", "de", "fr", "es"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_begin_with_the_issuer() {
        let document = metadata("https://op.test", &["2".to_owned()]);
        assert_eq!(document["token_endpoint"], "https://op.test/oidc/token");
        assert_eq!(document["acr_values_supported"], json!(["2"]));
    }
}
