//! `GET /v1/sessions`: sessions, newest first.

use app::Scope;
use axum::Json;
use axum::extract::State;
use domain::{PersonId, SessionId};
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::Caller;
use crate::extract::QueryOf;
use crate::problem::Problem;
use crate::routes::page::{PageView, items};
use crate::state::ApiState;
use crate::wire::SessionView;

/// Which sessions.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// Most items wanted; 50 unless given, the operator's limit at most.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<Uuid>,
    /// Only sessions of this person.
    person_id: Option<Uuid>,
}

#[utoipa::path(get, path = "/v1/sessions", tag = "sessions",
    summary = "Sessions, newest first",
    params(SessionsQuery),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses((status = 200, description = "One page", body = PageView<SessionView>)))]
pub(crate) async fn list_sessions(
    caller: Caller,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<SessionsQuery>,
) -> Result<Json<PageView<SessionView>>, Problem> {
    caller.needs(Scope::SessionsRead)?;
    let limit = items(query.limit, &state.settings);
    let after = query.after.map(SessionId::from_uuid);
    let person = query.person_id.map(PersonId::from_uuid);
    let page = state.app.sessions(limit, after, person).await?;
    Ok(Json(PageView::of(&page, |id| id.uuid())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn sessions_are_listed_newest_first_and_by_person() {
        let api = TestApi::start().await;
        let (a, b) = (api.enrolled_person().await, api.enrolled_person().await);
        let mut ids = Vec::new();
        for person in [&a, &b, &a] {
            api.clock.advance(Duration::from_millis(1));
            ids.insert(0, api.finished_session(person).await);
        }
        let listed = |path: String| {
            let api = &api;
            async move {
                let page = api.get(&path).await.json(200);
                let items = page["items"].as_array().unwrap().clone();
                items.iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
            }
        };
        assert_eq!(listed("/v1/sessions".into()).await, ids);
        assert_eq!(listed(format!("/v1/sessions?person_id={b}")).await, [ids[1].clone()]);
        assert_eq!(
            listed(format!("/v1/sessions?limit=1&after={}", ids[0])).await,
            [ids[1].clone()]
        );
    }
}
