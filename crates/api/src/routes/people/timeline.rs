//! `GET /v1/people/{id}/timeline` and `/drift`: the line from the ID portrait to the last login.

use app::{Scope, TimelinePlace};
use axum::Json;
use axum::extract::State;
use domain::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::Caller;
use crate::catalogue;
use crate::extract::{Id, QueryOf};
use crate::problem::Problem;
use crate::routes::page::items;
use crate::state::ApiState;
use crate::wire::{DriftView, TimelineEntryView};

/// Which part of it.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineQuery {
    /// Most entries wanted; 50 unless given, the operator's limit at most.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// One page of a timeline.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimelineView {
    /// What happened, newest first.
    items: Vec<TimelineEntryView>,
    /// Pass it as `after` to get the next page; null on the last.
    #[schema(required)]
    next: Option<String>,
}

#[utoipa::path(get, path = "/v1/people/{id}/timeline", tag = "people",
    summary = "Everything that happened to a person, newest first",
    description = "ID photo and references, invitations and checks, sessions with what their comparisons mean, decisions, \
        re-verifications, risk events, and what others were told; links between identities for keys with the scope `links`. \
        Looking at it is audited.",
    params(("id" = uuid::Uuid, Path, description = "The person"), TimelineQuery),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "One page", body = TimelineView),
        (status = 400, description = "`bad_parameter`: `after` is no place in a timeline"),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn person_timeline(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
    QueryOf(query): QueryOf<TimelineQuery>,
) -> Result<Json<TimelineView>, Problem> {
    let actor = caller.needs(Scope::SessionsRead)?;
    let after =
        query.after.map(|text| text.parse::<TimelinePlace>()).transpose().map_err(|_| {
            let text = "`after` is no place in a timeline: pass on the `next` of the page before";
            Problem::new(&catalogue::BAD_PARAMETER, text)
        })?;
    let limit = items(query.limit, &state.settings);
    // Who is linked with whom is for those with the right to links.
    let with_links = caller.needs(Scope::Links).is_ok();
    let page = state.app.person_timeline(actor, id, with_links, limit, after).await?;
    Ok(Json(TimelineView {
        items: page.items.iter().map(Into::into).collect(),
        next: page.next.map(|place| place.to_string()),
    }))
}

#[utoipa::path(get, path = "/v1/people/{id}/drift", tag = "people",
    summary = "How a person's sessions scored against each reference, over time",
    description = "The newest 250 finished sessions against the references in force. For the eye: no verdict rests on it.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The scores", body = DriftView),
        (status = 404, description = "`not_found`"),
    ))]
pub(crate) async fn person_drift(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<Json<DriftView>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    Ok(Json((&state.app.drift(id).await?).into()))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::testing::TestApi;

    fn types(page: &Value) -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|entry| entry["type"].as_str().unwrap().to_owned()).collect()
    }

    #[tokio::test]
    async fn a_session_stands_in_it_with_what_its_comparison_means() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        api.clock.advance(std::time::Duration::from_secs(1));
        let session = api.finished_session(&person).await;
        let path = format!("/v1/people/{person}/timeline");
        let page = api.get(&path).await.json(200);
        assert_eq!(types(&page), ["reference", "session", "reference", "created"]);
        let entry = &page["items"][1];
        assert_eq!(entry["session_id"], session.as_str());
        assert_eq!(entry["outcome"], "accept");
        assert_eq!(entry["standing"]["outcome"], "accept");
        assert_eq!(entry["comparison"]["meaning"], "same");
        assert_eq!(entry["comparison"]["text"], "same as the ID portrait");
        assert_eq!(entry["comparison"]["with"][0]["state"], "same");
        assert!(page["next"].is_null());
        let drift = api.get(&format!("/v1/people/{person}/drift")).await.json(200);
        assert_eq!(drift["references"].as_array().unwrap().len(), 2);
        assert_eq!(drift["points"][0]["session_id"], session.as_str());
        let trail = api.get("/v1/audit").await.json(200).to_string();
        assert!(trail.contains("timeline_read"));
    }

    #[tokio::test]
    async fn pages_follow_one_another_without_a_gap_and_bad_places_are_refused() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        for _ in 0..2 {
            api.clock.advance(std::time::Duration::from_secs(1));
            api.finished_session(&person).await;
        }
        let path = format!("/v1/people/{person}/timeline");
        let whole = api.get(&path).await.json(200);
        let mut pieces = Vec::new();
        let mut after = String::new();
        loop {
            let page = api.get(&format!("{path}?limit=1{after}")).await.json(200);
            pieces.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(Value::from(pieces), whole["items"]);
        for bad in ["Marker", "1.2", "1.2.3.4", "x.0.0198f3a000007000800000000000000f"] {
            let text = api.get(&format!("{path}?after={bad}")).await.problem(400, "bad_parameter");
            assert!(!text.contains("Marker"));
        }
        let unknown = "/v1/people/0198f3a0-0000-7000-8000-000000000001";
        api.get(&format!("{unknown}/timeline")).await.problem(404, "not_found");
        api.get(&format!("{unknown}/drift")).await.problem(404, "not_found");
    }
}
