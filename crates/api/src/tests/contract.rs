//! The contract as committed files: the OpenAPI document and the verdict's JSON schema.

use serde_json::{Map, Value, json};

use crate::testing::{TestApi, ensure_file};
use crate::wire::golden;

/// In order of keys, whatever features serde_json was built with.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(&sorted(value)).unwrap() + "\n"
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let ordered: std::collections::BTreeMap<_, _> = map.iter().collect();
            ordered.into_iter().map(|(k, v)| (k.clone(), sorted(v))).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[test]
fn the_openapi_document_is_the_committed_one() {
    let document = serde_json::to_value(crate::openapi()).unwrap();
    ensure_file("../../docs/openapi.json", &pretty(&document));
}

#[test]
fn the_document_lists_every_route_of_the_contract() {
    let document = crate::openapi();
    let listed: Vec<_> = document.paths.paths.keys().map(String::as_str).collect();
    let contract = [
        "/v1/sign-in",
        "/v1/sign-out",
        "/v1/me",
        "/v1/people",
        "/v1/people/{id}",
        "/v1/people/{id}/portrait",
        "/v1/people/{id}/timeline",
        "/v1/people/{id}/drift",
        "/v1/people/{id}/reverification",
        "/v1/people/{id}/risk-events",
        "/v1/reverifications",
        "/v1/event-streams",
        "/v1/event-streams/{id}",
        "/v1/event-streams/{id}/test",
        "/v1/event-streams/{id}/deliveries",
        "/.well-known/ssf-configuration",
        "/ssf/jwks",
        "/ssf/stream",
        "/ssf/status",
        "/ssf/verify",
        "/ssf/poll",
        "/v1/people/{id}/invitations",
        "/v1/invitations/{id}",
        "/v1/invitations/{id}/document",
        "/v1/check",
        "/v1/check/open",
        "/v1/check/consent",
        "/v1/check/language",
        "/v1/check/move",
        "/v1/check/document",
        "/v1/check/document/one-sided",
        "/v1/check/camera",
        "/v1/check/frames",
        "/v1/check/live",
        "/.well-known/openid-configuration",
        "/oidc/jwks",
        "/oidc/authorize",
        "/oidc/par",
        "/oidc/token",
        "/oidc/userinfo",
        "/v1/login",
        "/v1/login/camera",
        "/v1/login/frames",
        "/v1/login/live",
        "/v1/login/cancel",
        "/v1/login/return",
        "/v1/logins",
        "/v1/login-clients",
        "/v1/signing-keys",
        "/v1/signing-keys/logins/roll",
        "/v1/signing-keys/events/roll",
        "/v1/people/{id}/application",
        "/v1/sessions",
        "/v1/sessions/upload",
        "/v1/sessions/{id}",
        "/v1/sessions/{id}/stop",
        "/v1/sessions/{id}/subject",
        "/v1/sessions/{id}/camera",
        "/v1/sessions/{id}/cues",
        "/v1/sessions/{id}/light-cards",
        "/v1/sessions/{id}/light-cards/shown",
        "/v1/sessions/{id}/light-cards/skipped",
        "/v1/sessions/{id}/live",
        "/v1/sessions/{id}/events",
        "/v1/sessions/{id}/frames",
        "/v1/sessions/{id}/whip",
        "/v1/sessions/{id}/whip/{publication_id}",
        "/v1/sessions/{id}/face",
        "/v1/sessions/{id}/evidence",
        "/v1/sessions/{id}/evidence/{evidence_id}",
        "/v1/sessions/{id}/timeline",
        "/v1/sessions/{id}/replay",
        "/v1/sessions/{id}/decisions",
        "/v1/sessions/{id}/bundle",
        "/v1/links",
        "/v1/links/export",
        "/v1/links/search",
        "/v1/links/{id}",
        "/v1/links/{id}/decisions",
        "/v1/links/{id}/faces/{reference_id}",
        "/v1/reviews",
        "/v1/reviews/count",
        "/v1/reviews/{id}",
        "/v1/api-keys",
        "/v1/api-keys/{id}",
        "/v1/webhooks",
        "/v1/webhooks/{id}",
        "/v1/webhooks/{id}/rotate",
        "/v1/webhooks/{id}/test",
        "/v1/webhooks/{id}/deliveries",
        "/v1/webhooks/{id}/deliveries/{delivery_id}/retry",
        "/v1/audit",
        "/v1/about",
        "/healthz",
        "/readyz",
        "/metrics",
    ];
    for path in contract {
        assert!(listed.contains(&path), "{path} is not in the document");
    }
    assert_eq!(listed.len(), contract.len(), "{listed:?}");
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document = serde_json::to_value(crate::openapi()).unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|v| references(v, found));
        }
        Value::Array(items) => items.iter().for_each(|v| references(v, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_and_its_page_are_served_to_everybody() {
    let api = TestApi::start().await;
    let served = api.anonymous("GET", "/openapi.json").send().await.json(200);
    assert_eq!(served, serde_json::to_value(crate::openapi()).unwrap());
    let page = api.anonymous("GET", "/docs").send().await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text(200).contains("/v1/sessions/{id}/evidence/{evidence_id}"));
    api.anonymous("GET", "/docs/style.css").send().await.status(200);
    let problem = api.anonymous("GET", "/docs/problems/no_portrait").send().await.text(200);
    assert!(problem.contains("No ID photo yet"));
    let unknown = api.anonymous("GET", "/docs/problems/Marker").send().await.text(404);
    assert!(unknown.contains("No such problem") && !unknown.contains("Marker"));
}

/// The verdict's schema on its own: the document's types, with their references moved.
fn verdict_schema() -> Value {
    let document = serde_json::to_value(crate::openapi()).unwrap();
    let all = &document["components"]["schemas"];
    let mut needed = vec!["VerdictView".to_owned()];
    let mut defs = Map::new();
    while let Some(name) = needed.pop() {
        if defs.contains_key(&name) {
            continue;
        }
        let mut found = Vec::new();
        references(&all[&name], &mut found);
        needed.extend(found.iter().map(|r| r.rsplit('/').next().unwrap().to_owned()));
        defs.insert(name.clone(), all[&name].clone());
    }
    let text = Value::Object(defs).to_string().replace("#/components/schemas/", "#/$defs/");
    let mut defs: Map<String, Value> = serde_json::from_str(&text).unwrap();
    let mut schema = defs.remove("VerdictView").unwrap();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("A verdict, as `likeness verify --json` prints it");
    schema["$defs"] = Value::Object(defs);
    schema
}

#[test]
fn the_verdict_schema_is_the_committed_one() {
    ensure_file("../../docs/verdict.schema.json", &pretty(&verdict_schema()));
}

#[test]
fn the_golden_verdicts_fit_the_schema_and_broken_ones_do_not() {
    let schema = verdict_schema();
    for report in [golden::report(), golden::empty_report()] {
        let good = serde_json::to_value(crate::wire::VerdictView::from(&report)).unwrap();
        fits(&good, &schema, &schema, "$").unwrap();
        let mut no_outcome = good.clone();
        no_outcome.as_object_mut().unwrap().remove("outcome");
        assert!(fits(&no_outcome, &schema, &schema, "$").is_err());
        let mut other_word = good.clone();
        other_word["identity"]["state"] = json!("maybe");
        assert!(fits(&other_word, &schema, &schema, "$").is_err());
        let mut text_for_number = good;
        text_for_number["frames"]["received"] = json!("7");
        assert!(fits(&text_for_number, &schema, &schema, "$").is_err());
    }
}

/// The part of JSON Schema that the schema uses. Properties that the schema does not name do not fit.
fn fits(value: &Value, schema: &Value, root: &Value, place: &str) -> Result<(), String> {
    let no = |why: String| Err(format!("{place}: {why}"));
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
        return fits(value, target, root, place);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fitting = choices.iter().filter(|c| fits(value, c, root, place).is_ok()).count();
        return if fitting == 1 { Ok(()) } else { no(format!("{fitting} choices fit")) };
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return no(format!("{value} is none of {words:?}"));
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    if !types.iter().any(|t| is_of_type(value, t.as_str().unwrap())) {
        return no(format!("{value} is none of {types:?}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            return no(format!("{name} is missing"));
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let Some(property) = schema["properties"].get(name) else {
            return no(format!("{name} is not in the schema"));
        };
        fits(inner, property, root, &format!("{place}.{name}"))?;
    }
    for item in value.as_array().into_iter().flatten() {
        fits(item, &schema["items"], root, &format!("{place}[]"))?;
    }
    Ok(())
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}
