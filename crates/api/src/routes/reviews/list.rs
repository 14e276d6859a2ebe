//! `GET /v1/reviews`: sessions that wait for a human, oldest first.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::SessionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Caller;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::routes::page::items;
use crate::state::ApiState;
use crate::wire::{ReviewView, SessionKindView};

/// Which of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReviewsQuery {
    /// Most items wanted; 50 unless given, the operator's limit at most.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<Uuid>,
    /// Only sessions of this kind.
    kind: Option<SessionKindView>,
}

/// One page of what waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReviewsView {
    /// The sessions, oldest first.
    items: Vec<ReviewView>,
    /// Pass it as `after` to get the next page; null on the last.
    #[schema(required)]
    next: Option<Uuid>,
}

#[utoipa::path(get, path = "/v1/reviews", tag = "reviews",
    summary = "Sessions that wait for a human, oldest first",
    description = "Sessions whose verdict does not accept and that nobody has decided on, and rejects that one \
        person overturned and a second has not agreed to.",
    params(ReviewsQuery),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses((status = 200, description = "One page", body = ReviewsView)))]
pub(crate) async fn list_reviews(
    caller: Caller,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<ReviewsQuery>,
) -> Result<Json<ReviewsView>, Problem> {
    let actor = caller.needs(Scope::SessionsRead)?;
    let limit = items(query.limit, &state.settings);
    let after = query.after.map(SessionId::from_uuid);
    let page = state.app.reviews(limit, after, query.kind.map(Into::into)).await?;
    Ok(Json(ReviewsView {
        items: page.items.iter().map(|r| ReviewView::seen_by(actor, r)).collect(),
        next: page.next.map(SessionId::uuid),
    }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use app::Scope;
    use app::fakes::Script;
    use serde_json::json;

    use crate::testing::TestApi;

    /// Plays a whole login of somebody else than the person; the session's id.
    async fn rejected_login(api: &TestApi, person: &str) -> String {
        api.clock.advance(Duration::from_millis(5));
        api.sources.next(Script::of(2, 8));
        let source = json!({"type": "address", "address": "rtsp://cam.test/stream"});
        let body = json!({"person_id": person, "kind": "login", "source": source});
        let session = api.post("/v1/sessions", &body).await.json(201);
        let id = session["id"].as_str().unwrap().to_owned();
        let text = api.get(&format!("/v1/sessions/{id}/events")).await.text(200);
        assert!(text.contains("event: ended"), "{text}");
        id
    }

    #[tokio::test]
    async fn what_waits_is_paged_filtered_counted_and_opened() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let ids = [rejected_login(&api, &person).await, rejected_login(&api, &person).await];
        let page = api.get("/v1/reviews?limit=1").await.json(200);
        assert_eq!(page["items"][0]["session"]["id"], ids[0].as_str());
        assert_eq!(page["items"][0]["waits_for"], "first_decision");
        assert_eq!(page["items"][0]["is_yours"], false);
        let next = page["next"].as_str().unwrap();
        let page = api.get(&format!("/v1/reviews?limit=1&after={next}")).await.json(200);
        assert_eq!(page["items"][0]["session"]["id"], ids[1].as_str());
        assert!(page["next"].is_null());
        let none = api.get("/v1/reviews?kind=onboarding").await.json(200);
        assert_eq!(none["items"], json!([]));
        api.get("/v1/reviews?kind=coffee").await.problem(400, "bad_parameter");
        let counted = api.get("/v1/reviews/count").await.json(200);
        assert_eq!(counted, json!({"total": 2, "interview": 0, "onboarding": 0, "login": 2}));
        let opened = api.get(&format!("/v1/reviews/{}?kind=login", ids[1])).await.json(200);
        assert_eq!(opened["previous"], ids[0].as_str());
        assert!(opened["next"].is_null());
        let elsewhere = api.get(&format!("/v1/reviews/{}?kind=interview", ids[1])).await.json(200);
        assert!(elsewhere["previous"].is_null());
        let trail = api.get("/v1/audit").await.json(200).to_string();
        assert!(trail.contains("review_opened"), "{trail}");
    }

    #[tokio::test]
    async fn who_overturned_a_reject_is_told_apart_from_the_second_person() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = rejected_login(&api, &person).await;
        let decide = format!("/v1/sessions/{id}/decisions");
        api.post(&decide, &json!({"outcome": "accept", "note": "Marker"})).await.json(201);
        let mine = api.get(&format!("/v1/reviews/{id}")).await.json(200);
        assert_eq!(
            (&mine["waits_for"], &mine["is_yours"]),
            (&json!("second_decision"), &json!(true))
        );
        assert_eq!(mine["decisions"]["standing"]["waits_for_second"], true);
        let other = api.key_with(&[Scope::SessionsRead, Scope::SessionsWrite]).await;
        let path = format!("/v1/reviews/{id}");
        let theirs = api.anonymous("GET", &path).bearer(&other).send().await.json(200);
        assert_eq!(theirs["is_yours"], false);
        let agree = api.anonymous("POST", &decide).bearer(&other);
        agree.json(&json!({"outcome": "accept"})).send().await.json(201);
        let after = api.get(&path).await.json(200);
        assert!(after["waits_for"].is_null());
        assert_eq!(api.get("/v1/reviews/count").await.json(200)["total"], 0);
    }
}
