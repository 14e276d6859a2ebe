//! `PUT`, `GET`, `DELETE /v1/people/{id}/application`: what a person said in their application.

use app::Scope;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::PersonId;

use crate::auth::Caller;
use crate::catalogue;
use crate::extract::{Id, JsonBody};
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{ApplicationRecordView, ApplicationView};

#[utoipa::path(put, path = "/v1/people/{id}/application", tag = "people",
    summary = "Put in what a person said in their application",
    description = "In place of an earlier one. The answer says what does not fit; nothing of it changes a verdict. \
        Kept sealed; bank account and device id are kept as keyed hashes only, by which equal values of several people meet.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    request_body = ApplicationRecordView,
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 200, description = "What was put in, and what does not fit", body = ApplicationView),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid`: a text beyond its limits, or no country or day where one belongs"),
    ))]
pub(crate) async fn set_application(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
    JsonBody(body): JsonBody<ApplicationRecordView>,
) -> Result<Json<ApplicationView>, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    let record = body.try_into().map_err(|refused: crate::wire::NoApplication| {
        Problem::new(&catalogue::INVALID, refused.0)
    })?;
    let file = state.app.set_application(actor, id, record).await?;
    Ok(Json((&file).into()))
}

#[utoipa::path(get, path = "/v1/people/{id}/application", tag = "people",
    summary = "What a person said in their application, and what does not fit",
    description = "Findings are hints for a human, with their evidence. Recorded in the audit trail.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:read"]), ("browser" = ["people:read"])),
    responses(
        (status = 200, description = "The record and the findings", body = ApplicationView),
        (status = 404, description = "`not_found`: no such person, or nothing was put in"),
    ))]
pub(crate) async fn read_application(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<Json<ApplicationView>, Problem> {
    let actor = caller.needs(Scope::PeopleRead)?;
    Ok(Json((&state.app.application(actor, id).await?).into()))
}

#[utoipa::path(delete, path = "/v1/people/{id}/application", tag = "people",
    summary = "Remove what a person said in their application",
    description = "With the hashes of its values.",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    security(("api_key" = ["people:write"]), ("browser" = ["people:write"])),
    responses(
        (status = 204, description = "Removed"),
        (status = 404, description = "`not_found`: no such person, or nothing was put in"),
    ))]
pub(crate) async fn remove_application(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<PersonId>,
) -> Result<StatusCode, Problem> {
    let actor = caller.needs(Scope::PeopleWrite)?;
    state.app.remove_application(actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{Answer, TestApi};

    async fn put(api: &TestApi, person: &str, body: &Value) -> Answer {
        let path = format!("/v1/people/{person}/application");
        api.request("PUT", &path).json(body).send().await
    }

    fn codes(view: &Value) -> Vec<&str> {
        let findings = view["findings"].as_array().unwrap();
        findings.iter().map(|f| f["code"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_record_is_put_in_read_with_its_findings_and_removed() {
        let api = TestApi::start().await;
        let person = api.create_person().await;
        let path = format!("/v1/people/{person}/application");
        api.get(&path).await.problem(404, "not_found");
        let body = json!({
            "phone": "+86 131 2345 6789",
            "place": {"country": "NLD", "city": "Delft"},
            "clock": {"time_zone": "Asia/Shanghai", "utc_offset_min": 480},
            "bank_account": "Marker NL91 ABNA",
            "pay_methods": ["crypto"],
        });
        let made = put(&api, &person, &body).await.json(200);
        assert_eq!(codes(&made), ["pay_only_crypto", "phone_country_differs", "clock_differs"]);
        assert_eq!(made["record"]["place"]["country"], "NL");
        assert_eq!(
            (&made["has_bank_account"], &made["has_device_id"]),
            (&json!(true), &json!(false))
        );
        assert!(!made.to_string().contains("Marker"));
        let phone = &made["findings"][1];
        assert_eq!(
            (phone["severity"].as_str(), &phone["evidence"][1]),
            (Some("notable"), &json!({"what": "phone_country", "value": "CN"}))
        );
        assert_eq!(api.get(&path).await.json(200), made);

        let other = api.create_person().await;
        let same = put(&api, &other, &json!({"bank_account": "marker nl91abna"})).await.json(200);
        assert_eq!(codes(&same), ["shared_bank_account"]);
        assert_eq!(same["findings"][0]["evidence"][1]["value"], person.as_str());

        api.delete(&path).await.status(204);
        api.get(&path).await.problem(404, "not_found");
        api.delete(&path).await.problem(404, "not_found");
    }

    #[tokio::test]
    async fn what_is_no_record_is_refused_without_repeating_it() {
        let api = TestApi::start().await;
        let person = api.create_person().await;
        for (body, status, code) in [
            (json!({"shoe_size": "Marker"}), 400, "bad_json"),
            (json!({"phone": 7}), 400, "bad_json"),
            (json!({"place": {"city": "Marker"}}), 400, "bad_json"),
            (json!({"place": {"country": "Marker"}}), 422, "invalid"),
            (json!({"payroll_country": "ZZ"}), 422, "invalid"),
            (json!({"birth": "Marker"}), 422, "invalid"),
            (json!({"phone": "Marker".repeat(60)}), 422, "invalid"),
            (json!({"links": vec!["Marker"; 31]}), 422, "invalid"),
            (json!({"id_address": {}}), 422, "invalid"),
            (json!({"email": "a\u{7}b"}), 422, "invalid"),
            (json!({"phone": "a".repeat(70_000)}), 413, "body_too_large"),
        ] {
            let text = put(&api, &person, &body).await.problem(status, code);
            assert!(!text.contains("Marker"), "{text}");
        }
        let nobody = "0198f3a0-0000-7000-8000-000000000001";
        put(&api, nobody, &json!({})).await.problem(404, "not_found");
        assert_eq!(codes(&put(&api, &person, &json!({})).await.json(200)), [""; 0]);
    }
}
