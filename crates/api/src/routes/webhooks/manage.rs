//! `GET`, `POST /v1/webhooks`, `DELETE /v1/webhooks/{id}`, `POST /v1/webhooks/{id}/rotate`.

use app::{CreatedWebhook, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::WebhookId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::WebhookView;

/// Who is to be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Where messages are posted: a public address with `https`.
    url: String,
}

/// All webhooks.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhooksView {
    /// The webhooks, newest first.
    items: Vec<WebhookView>,
}

/// A webhook with its fresh secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretView {
    /// The webhook.
    #[serde(flatten)]
    webhook: WebhookView,
    /// `whsec_…`: what the receiver checks signatures with. Shown once.
    secret: String,
}

impl From<CreatedWebhook> for SecretView {
    fn from(created: CreatedWebhook) -> Self {
        Self { webhook: (&created.details).into(), secret: created.secret }
    }
}

#[utoipa::path(get, path = "/v1/webhooks", tag = "webhooks",
    summary = "All webhooks, without their secrets",
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 200, description = "The webhooks", body = WebhooksView)))]
pub(crate) async fn list_webhooks(
    caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<WebhooksView>, Problem> {
    caller.needs(Scope::Admin)?;
    let webhooks = state.app.webhooks().await?;
    Ok(Json(WebhooksView { items: webhooks.iter().map(Into::into).collect() }))
}

#[utoipa::path(post, path = "/v1/webhooks", tag = "webhooks",
    summary = "Make a webhook",
    description = "From now on `session.finished` and `session.decided` are posted to the address, signed by the rules of \
        Standard Webhooks. The secret is shown once. At most 20 webhooks.",
    request_body = NewWebhook,
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 201, description = "The webhook, with its secret shown once", body = SecretView),
        (status = 409, description = "`conflict`: there are 20 already"),
        (status = 422, description = "`invalid`: the address may not be posted to"),
    ))]
pub(crate) async fn create_webhook(
    caller: Caller,
    State(state): State<ApiState>,
    JsonBody(new): JsonBody<NewWebhook>,
) -> Result<(StatusCode, Json<SecretView>), Problem> {
    let actor = caller.needs(Scope::Admin)?;
    let created = state.app.create_webhook(actor, &new.url).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

#[utoipa::path(delete, path = "/v1/webhooks/{id}", tag = "webhooks",
    summary = "Remove a webhook",
    description = "With its delivery log. What waits for it is not posted any more.",
    params(("id" = uuid::Uuid, Path, description = "The webhook")),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 204, description = "Removed"), (status = 404, description = "`not_found`")))]
pub(crate) async fn remove_webhook(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<WebhookId>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    state.app.remove_webhook(actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/v1/webhooks/{id}/rotate", tag = "webhooks",
    summary = "Give a webhook a new secret",
    description = "For 24 hours messages carry a signature of each of the two secrets; then only the new one signs.",
    params(("id" = uuid::Uuid, Path, description = "The webhook")),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 200, description = "The webhook, with its new secret shown once", body = SecretView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn rotate_webhook(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<WebhookId>,
) -> Result<Json<SecretView>, Problem> {
    let actor = caller.needs(Scope::Admin)?;
    Ok(Json(state.app.rotate_webhook(actor, id).await?.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_webhook_is_made_listed_given_a_new_secret_and_removed() {
        let api = TestApi::start().await;
        let body = json!({ "url": "https://receiver.example/hook" });
        let made = api.post("/v1/webhooks", &body).await.json(201);
        let secret = made["secret"].as_str().unwrap();
        assert!(secret.starts_with("whsec_"), "{secret}");
        assert_eq!(made["url"], "https://receiver.example/hook");
        assert!(made["disabled_at"].is_null() && made["earlier_secret_until"].is_null());

        let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
        let rotated = api.post(&format!("{path}/rotate"), &json!(null)).await.json(200);
        assert_ne!(rotated["secret"], made["secret"]);
        assert!(rotated["earlier_secret_until"].is_string());

        let listed = api.get("/v1/webhooks").await.json(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        assert!(!listed.to_string().contains("whsec_"));

        api.delete(&path).await.status(204);
        api.delete(&path).await.problem(404, "not_found");
        let trail = api.get("/v1/audit").await.json(200).to_string();
        for word in ["webhook_created", "webhook_rotated", "webhook_removed"] {
            assert!(trail.contains(word), "{word}");
        }
        assert!(!trail.contains("receiver.example"));
    }

    #[tokio::test]
    async fn addresses_inside_or_in_clear_and_a_twenty_first_are_refused() {
        let api = TestApi::start().await;
        for url in ["http://receiver.example/", "https://10.0.0.1/", "hook"] {
            api.post("/v1/webhooks", &json!({ "url": url })).await.problem(422, "invalid");
        }
        let body = json!({ "url": "https://receiver.example/hook" });
        for _ in 0..20 {
            api.post("/v1/webhooks", &body).await.json(201);
        }
        api.post("/v1/webhooks", &body).await.problem(409, "conflict");
    }
}
