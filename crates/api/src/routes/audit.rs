//! `GET /v1/audit`: who did what.

use app::{AuditId, AuditLine, Scope};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::page::{PageQuery, PageView, items};
use crate::auth::Caller;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::iso;

/// One line of the audit trail. Ids only.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditView {
    /// Its id.
    id: Uuid,
    /// When, ISO 8601.
    at: String,
    /// Who: `api_key:<id>`, `invitation:<id>`, `login:<id>`, `system` or `operator`.
    actor: String,
    /// What was done, one of a closed set of words.
    action: &'static str,
    /// To whom or what: `person:<id>`, `reference:<id>`, `api_key:<id>`, `webhook:<id>`, `invitation:<id>` or `login:<id>`; null when to nothing.
    #[schema(required)]
    subject: Option<String>,
    /// In which session; null when in none.
    #[schema(required)]
    session_id: Option<Uuid>,
}

impl From<&AuditLine> for AuditView {
    fn from(line: &AuditLine) -> Self {
        Self {
            id: line.id.uuid(),
            at: iso(line.at),
            actor: line.actor.to_string(),
            action: line.action.as_str(),
            subject: line.subject.map(|s| s.to_string()),
            session_id: line.session.map(domain::SessionId::uuid),
        }
    }
}

#[utoipa::path(get, path = "/v1/audit", tag = "service",
    summary = "Who did what, newest first",
    params(PageQuery),
    security(("api_key" = ["admin"]), ("browser" = ["admin"])),
    responses((status = 200, description = "One page", body = PageView<AuditView>)))]
pub(crate) async fn audit(
    caller: Caller,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<PageQuery>,
) -> Result<Json<PageView<AuditView>>, Problem> {
    caller.needs(Scope::Admin)?;
    let limit = items(query.limit, &state.settings);
    let page = state.app.audit(limit, query.after.map(AuditId::from_uuid)).await?;
    Ok(Json(PageView::of(&page, |id| id.uuid())))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApi;

    #[tokio::test]
    async fn what_was_done_is_listed_newest_first_in_pages() {
        let api = TestApi::start().await;
        api.clock.advance(std::time::Duration::from_millis(1));
        let person = api.create_person().await;
        let first = api.get("/v1/audit?limit=1").await.json(200);
        assert_eq!(first["items"][0]["action"], "person_created");
        assert_eq!(first["items"][0]["subject"], format!("person:{person}"));
        assert!(first["items"][0]["actor"].as_str().unwrap().starts_with("api_key:"));
        let next = first["next"].as_str().unwrap();
        let second = api.get(&format!("/v1/audit?limit=1&after={next}")).await.json(200);
        assert_eq!(second["items"][0]["action"], "api_key_created");
    }

    #[tokio::test]
    async fn unknown_parameters_are_refused_without_repeating_them() {
        let api = TestApi::start().await;
        for query in ["limit=many", "after=Marker", "Marker=1"] {
            let answer = api.get(&format!("/v1/audit?{query}")).await.problem(400, "bad_parameter");
            assert!(!answer.contains("Marker"));
        }
    }
}
