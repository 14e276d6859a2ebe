//! Reading JSON in tests: its shape, its reason codes.

use std::collections::BTreeSet;

use serde_json::Value;

/// Every path in a value with its type, sorted: `frames.received: integer`. Array items share one path.
pub fn shape(value: &Value) -> Vec<String> {
    let mut found = BTreeSet::new();
    walk("", value, &mut found);
    found.into_iter().collect()
}

fn walk(path: &str, value: &Value, found: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let deeper = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(&deeper, field, found);
            }
            return;
        }
        Value::Array(items) => {
            items.iter().for_each(|item| walk(&format!("{path}[]"), item, found));
            return;
        }
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
    };
    found.insert(format!("{path}: {kind}"));
}

/// The reason codes of a verdict, in its order.
pub fn codes(verdict: &Value) -> Vec<String> {
    let reasons = verdict["reasons"].as_array().map(Vec::as_slice).unwrap_or_default();
    reasons.iter().map(|r| text(&r["code"])).collect()
}

/// Whether a verdict gives a reason.
pub fn has_code(verdict: &Value, code: &str) -> bool {
    codes(verdict).iter().any(|c| c == code)
}

/// A string; empty when it is none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A list; empty when it is none.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
