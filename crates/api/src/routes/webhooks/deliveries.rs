//! `POST /v1/webhooks/{id}/test`, `GET /v1/webhooks/{id}/deliveries`,
//! `POST /v1/webhooks/{id}/deliveries/{delivery_id}/retry`.

use app::Scope;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{DeliveryId, WebhookId};

use crate::auth::Caller;
use crate::extract::{Id, Ids, QueryOf};
use crate::problem::Problem;
use crate::routes::page::{PageQuery, PageView, items};
use crate::state::ApiState;
use crate::wire::DeliveryView;

#[utoipa::path(post, path = "/v1/webhooks/{id}/test", tag = "webhooks",
    summary = "Send a test message",
    description = "Puts `webhook.test` in; the delivery log says what became of it.",
    params(("id" = uuid::Uuid, Path, description = "The webhook")),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 202, description = "Put in", body = DeliveryView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: the receiver wanted nothing more"),
    ))]
pub(crate) async fn test_webhook(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<WebhookId>,
) -> Result<(StatusCode, Json<DeliveryView>), Problem> {
    let actor = caller.needs(Scope::Admin)?;
    let delivery = state.app.test_webhook(actor, id).await?;
    Ok((StatusCode::ACCEPTED, Json((&delivery).into())))
}

#[utoipa::path(get, path = "/v1/webhooks/{id}/deliveries", tag = "webhooks",
    summary = "What was and will be posted to a webhook, newest first",
    description = "Kept for 30 days.",
    params(("id" = uuid::Uuid, Path, description = "The webhook"), PageQuery),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 200, description = "One page", body = PageView<DeliveryView>),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn list_deliveries(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<WebhookId>,
    QueryOf(query): QueryOf<PageQuery>,
) -> Result<Json<PageView<DeliveryView>>, Problem> {
    caller.needs(Scope::Admin)?;
    let limit = items(query.limit, &state.settings);
    let page = state.app.deliveries(id, limit, query.after.map(DeliveryId::from_uuid)).await?;
    Ok(Json(PageView::of(&page, |id| id.uuid())))
}

#[utoipa::path(post, path = "/v1/webhooks/{id}/deliveries/{delivery_id}/retry", tag = "webhooks",
    summary = "Post a message once more, now",
    description = "One that was given up, still waits, or was taken before: the receiver knows it by its id.",
    params(
        ("id" = uuid::Uuid, Path, description = "The webhook"),
        ("delivery_id" = uuid::Uuid, Path, description = "The message"),
    ),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses(
        (status = 202, description = "Put in", body = DeliveryView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: the receiver wanted nothing more"),
    ))]
pub(crate) async fn retry_delivery(
    caller: Caller,
    State(state): State<ApiState>,
    Ids(id, delivery): Ids<WebhookId, DeliveryId>,
) -> Result<(StatusCode, Json<DeliveryView>), Problem> {
    let actor = caller.needs(Scope::Admin)?;
    let delivery = state.app.retry_delivery(actor, id, delivery).await?;
    Ok((StatusCode::ACCEPTED, Json((&delivery).into())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApi;

    const NOTHING: &str = "0198f3a0-0000-7000-8000-000000000001";

    #[tokio::test]
    async fn what_is_put_in_is_listed_and_can_be_posted_again() {
        let api = TestApi::start().await;
        let body = json!({ "url": "https://receiver.example/hook" });
        let made = api.post("/v1/webhooks", &body).await.json(201);
        let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
        let test = api.post(&format!("{path}/test"), &json!(null)).await.json(202);
        assert_eq!(
            (test["event"].as_str(), test["attempts"].as_u64()),
            (Some("webhook.test"), Some(0))
        );
        let person = api.enrolled_person().await;
        let session = api.finished_session(&person).await;
        let decide = format!("/v1/sessions/{session}/decisions");
        api.post(&decide, &json!({ "outcome": "refer", "note": "Marker" })).await.json(201);

        let listed = api.get(&format!("{path}/deliveries")).await.json(200);
        // The clock of these tests stands still: messages of one moment have no order.
        let all = listed["items"].as_array().unwrap();
        let mut events: Vec<_> = all.iter().map(|d| d["event"].as_str().unwrap()).collect();
        events.sort_unstable();
        assert_eq!(events, ["session.decided", "session.finished", "webhook.test"]);
        let finished = all.iter().find(|d| d["event"] == "session.finished").unwrap();
        let told: serde_json::Value =
            serde_json::from_str(finished["body"].as_str().unwrap()).unwrap();
        assert_eq!(told["type"], "session.finished");
        assert_eq!(told["data"]["session_id"], session.as_str());
        assert_eq!(told["data"]["person_id"], person.as_str());
        assert!(!listed.to_string().contains("Marker"), "notes stay here");

        let again = format!("{path}/deliveries/{}/retry", test["id"].as_str().unwrap());
        api.post(&again, &json!(null)).await.json(202);
        let nothing = format!("{path}/deliveries/{NOTHING}/retry");
        api.post(&nothing, &json!(null)).await.problem(404, "not_found");

        api.delete(&format!("/v1/people/{person}")).await.status(204);
        let left = api.get(&format!("{path}/deliveries")).await.json(200);
        assert_eq!(left["items"].as_array().unwrap().len(), 1, "only the test is about nobody");
    }

    #[tokio::test]
    async fn a_webhook_that_is_not_there_is_not_found() {
        let api = TestApi::start().await;
        let path = format!("/v1/webhooks/{NOTHING}");
        for tail in ["test", "rotate"] {
            let answer = api.post(&format!("{path}/{tail}"), &json!(null)).await;
            answer.problem(404, "not_found");
        }
        api.get(&format!("{path}/deliveries")).await.problem(404, "not_found");
    }
}
