//! Checks values against the schemas in `docs/`: the part of JSON Schema that those documents use.

use std::fs;

use serde_json::Value;
use tests::paths;

const VERDICT: &str = "verdict";
const VERIFICATION: &str = "eval-verification";
const CALIBRATION: &str = "eval-calibration";
/// Checked where it is written, in `eval`.
const CALIBRATION_PRESENCE: &str = "eval-calibration-presence";
const VIDEO: &str = "eval-video";
const ATTACKS: &str = "eval-attacks";
const DOCUMENT: &str = "document";

fn schema(name: &str) -> Option<Value> {
    let file = format!("docs/{name}.schema.json");
    let text = fs::read_to_string(paths::root().join(file)).ok()?;
    Some(serde_json::from_str(&text).expect("the schema is JSON"))
}

#[test]
fn what_is_written_is_documented() {
    for name in [VERDICT, VERIFICATION, CALIBRATION, CALIBRATION_PRESENCE, VIDEO, ATTACKS, DOCUMENT]
    {
        assert!(schema(name).is_some(), "docs/{name}.schema.json is missing");
    }
}

/// Checks a verdict, and that the schema describes every key it has.
pub(crate) fn check_verdict(verdict: &Value) {
    check_by(VERDICT, verdict);
}

/// Checks what `likeness document` says, and that the schema describes every key it has.
pub(crate) fn check_document(document: &Value) {
    check_by(DOCUMENT, document);
}

/// Checks the report of `likeness eval verification`, and that the schema describes every key it has.
pub(crate) fn check_verification_report(report: &Value) {
    check_by(VERIFICATION, report);
}

/// Checks the report of `likeness eval calibrate`, and that the schema describes every key it has.
pub(crate) fn check_calibration_report(report: &Value) {
    check_by(CALIBRATION, report);
}

/// Checks the report of a study over clips (`video`, `pad` or `manipulation`) in the same way.
pub(crate) fn check_clips_report(what: &str, report: &Value) {
    check_by(if what == "video" { VIDEO } else { ATTACKS }, report);
}

fn check_by(name: &str, value: &Value) {
    // That there is none is another test's failure.
    let Some(schema) = schema(name) else { return };
    if let Err(fault) = check(&schema, &schema, value, name) {
        panic!("this does not fit docs/{name}.schema.json: {fault}: {value}");
    }
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return check(root, target.ok_or(format!("{at}: {reference} leads nowhere"))?, value, at);
    }
    for any in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[any].as_array() {
            let fits = choices.iter().filter(|c| check(root, c, value, at).is_ok()).count();
            return if fits > 0 { Ok(()) } else { Err(format!("{at}: fits none of {any}")) };
        }
    }
    if let Some(all) = schema["allOf"].as_array() {
        all.iter().try_for_each(|part| check(root, part, value, at))?;
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        return Err(format!("{at}: {value} is none of {allowed:?}"));
    }
    let kinds: Vec<_> = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is_a(value, kind)) {
        return Err(format!("{at}: {value} is none of {kinds:?}"));
    }
    if let Value::Array(items) = value {
        items
            .iter()
            .try_for_each(|item| check(root, &schema["items"], item, &format!("{at}[]")))?;
    }
    if let (Value::Object(fields), Some(known)) = (value, schema["properties"].as_object()) {
        for required in
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
        {
            if !fields.contains_key(required) {
                return Err(format!("{at}: {required} is missing"));
            }
        }
        for (name, field) in fields {
            let described = known.get(name).ok_or(format!("{at}: {name} is not described"))?;
            check(root, described, field, &format!("{at}.{name}"))?;
        }
    }
    Ok(())
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
