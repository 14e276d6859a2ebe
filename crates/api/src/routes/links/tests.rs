//! Links over HTTP: switched on, found, decided by two, exported, and shown to nobody without the right.

use app::fakes::picture_of;
use app::{LinkSettings, Scope};
use serde_json::{Value, json};

use crate::testing::{FormBody, TestApi};

async fn searching() -> TestApi {
    let links = LinkSettings { enabled: true, ..LinkSettings::default() };
    let api = TestApi::linking(links).await;
    let basis =
        json!({"legal_basis": "consent to a search for duplicates", "text_version": "2026-11"});
    let state = api.request("PUT", "/v1/links/search").json(&basis).send().await.json(200);
    assert_eq!(state["basis"]["text_version"], "2026-11");
    api
}

async fn enrol(api: &TestApi, name: &str, face: u8) -> String {
    let person = api.post("/v1/people", &json!({"display_name": name})).await.json(201);
    let id = person["id"].as_str().unwrap().to_owned();
    let form = FormBody::new().file("picture", &picture_of(face));
    api.form("PUT", &format!("/v1/people/{id}/portrait"), form).await.status(200);
    id
}

#[tokio::test]
async fn a_link_is_found_opened_settled_by_two_people_and_exported() {
    let api = searching().await;
    let first = enrol(&api, "Marker One", 7).await;
    let second = enrol(&api, "Marker Two", 7).await;
    enrol(&api, "Somebody Else", 8).await;
    assert_eq!(api.app.search_links().await.unwrap().found, 1);
    let listed = api.get("/v1/links?waiting=true").await.json(200);
    let link = &listed["items"][0];
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!((&link["kind"], &link["waits_for"]), (&json!("one_face"), &json!("first_decision")));
    let path = format!("/v1/links/{}", link["id"].as_str().unwrap());
    let opened = api.get(&path).await.json(200);
    let mut people: Vec<_> =
        opened["cluster"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).collect();
    people.sort_unstable();
    let mut expected = [first.as_str(), second.as_str()];
    expected.sort_unstable();
    assert_eq!(people, expected);
    let face = opened["link"]["people"][0]["references"][0]["id"].as_str().unwrap();
    let picture = api.get(&format!("{path}/faces/{face}")).await;
    picture.status(200);
    assert!(picture.body.starts_with(&[0xff, 0xd8]));
    let elsewhere = "0198f3a0-0000-7000-8000-000000000001";
    api.get(&format!("{path}/faces/{elsewhere}")).await.problem(404, "not_found");

    let decide = format!("{path}/decisions");
    let body = json!({"answer": "same_person", "note": "the same scar"});
    let once = api.post(&decide, &body).await.json(201);
    assert_eq!(once["link"]["waits_for"], "second_decision");
    assert_eq!((&once["is_yours"], &once["link"]["answer"]), (&json!(true), &Value::Null));
    let colleague = api.key_with(&[Scope::Links]).await;
    api.clock.advance(std::time::Duration::from_millis(5));
    let call = api.anonymous("POST", &decide).bearer(&colleague);
    let twice = call.json(&json!({"answer": "same_person"})).send().await.json(201);
    assert_eq!(
        (&twice["link"]["answer"], &twice["link"]["waits_for"]),
        (&json!("same_person"), &Value::Null)
    );
    assert_eq!(api.get("/v1/links/search").await.json(200)["waiting"], 0);
    let file = api.get("/v1/links/export").await;
    assert!(file.header("content-disposition").contains("links.json"));
    let file = file.json(200);
    assert_eq!(file["links"][0]["decisions"][0]["note"], "the same scar");
    let trail = api.get("/v1/audit").await.json(200).to_string();
    for action in [
        "link_basis_recorded",
        "link_found",
        "links_read",
        "link_opened",
        "link_decided",
        "links_exported",
    ] {
        assert!(trail.contains(action), "{action}: {trail}");
    }
    assert!(!trail.contains("Marker"));
}

#[tokio::test]
async fn whoever_has_no_right_to_links_learns_nothing_of_the_other_person() {
    let api = searching().await;
    let first = enrol(&api, "Ada", 7).await;
    enrol(&api, "Marker Two", 7).await;
    api.app.search_links().await.unwrap();
    let session = api.finished_session_of(&first, 7).await;
    let key = api.key_with(&[Scope::PeopleRead, Scope::SessionsRead]).await;
    for path in [
        format!("/v1/sessions/{session}"),
        format!("/v1/people/{first}"),
        format!("/v1/reviews/{session}"),
    ] {
        let text = api.anonymous("GET", &path).bearer(&key).send().await.text(200);
        assert!(!text.contains("Marker"), "{path}: {text}");
    }
    let seen = api
        .anonymous("GET", &format!("/v1/sessions/{session}"))
        .bearer(&key)
        .send()
        .await
        .json(200);
    assert_eq!(seen["verdict"]["outcome"], "refer", "{seen}");
    assert!(seen.to_string().contains("other_identity"));
    for path in ["/v1/links", "/v1/links/search", "/v1/links/export"] {
        api.anonymous("GET", path).bearer(&key).send().await.problem(403, "scope_missing");
    }
}

#[tokio::test]
async fn nobody_is_searched_without_configuration_and_basis() {
    let api = TestApi::start().await;
    let basis = json!({"legal_basis": "consent", "text_version": "1"});
    let refused = api.request("PUT", "/v1/links/search").json(&basis).send().await;
    refused.problem(409, "conflict");
    enrol(&api, "Ada", 7).await;
    enrol(&api, "Bea", 7).await;
    assert_eq!(api.app.search_links().await.unwrap().searched, 0);
    let state = api.get("/v1/links/search").await.json(200);
    assert_eq!(
        (&state["enabled"], &state["basis"], &state["references"]),
        (&json!(false), &Value::Null, &json!(0))
    );
    api.delete("/v1/links/search").await.problem(404, "not_found");

    let api = searching().await;
    let refused = api.request("PUT", "/v1/links/search").json(&basis).send().await;
    refused.problem(409, "conflict");
    let empty = json!({"legal_basis": " ", "text_version": "1"});
    api.delete("/v1/links/search").await.status(204);
    api.request("PUT", "/v1/links/search").json(&empty).send().await.problem(422, "invalid");
}

#[tokio::test]
async fn what_is_no_link_or_no_answer_is_refused() {
    let api = searching().await;
    let nothing = "/v1/links/0198f3a0-0000-7000-8000-000000000001";
    api.get(nothing).await.problem(404, "not_found");
    let decide = format!("{nothing}/decisions");
    api.post(&decide, &json!({"answer": "unclear"})).await.problem(404, "not_found");
    api.post(&decide, &json!({"answer": "Marker"})).await.problem(400, "bad_json");
    api.get("/v1/links?waiting=perhaps").await.problem(400, "bad_parameter");
    api.get("/v1/links/not-an-id").await.problem(404, "not_found");
    let odd = format!("{nothing}/faces/not-an-id");
    api.get(&odd).await.problem(404, "not_found");
}
