//! The readable page: one section per tag, one entry per endpoint, the types below, the problems last.

use std::fmt::Write as _;

use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::catalogue::{self, ProblemKind};

/// The pages' style sheet.
pub(crate) const STYLE: &str = include_str!("style.css");

/// The page for a document.
pub(crate) fn page(document: &OpenApi) -> String {
    // The document is built from plain structs: it is always JSON.
    let json = serde_json::to_value(document).expect("the OpenAPI document is JSON");
    let mut html = String::new();
    let _ = write!(html, "<h1>Likeness API</h1>");
    for paragraph in text(&json["info"]["description"]).split("\n\n") {
        let _ = write!(html, "<p>{}</p>", prose(paragraph));
    }
    html.push_str("<p>Machine-readable: <a href=\"/openapi.json\">/openapi.json</a>.</p>");
    for tag in array(&json["tags"]) {
        let name = text(&tag["name"]);
        let _ = write!(
            html,
            "<h2 id=\"{0}\">{0}</h2><p>{1}</p>",
            escape(name),
            prose(text(&tag["description"]))
        );
        for (path, method, operation) in operations(&json) {
            if array(&operation["tags"]).iter().any(|t| t == name) {
                endpoint(&mut html, path, method, operation);
            }
        }
    }
    html.push_str("<h2 id=\"types\">types</h2>");
    for (name, schema) in object(&json["components"]["schemas"]) {
        type_entry(&mut html, name, schema);
    }
    html.push_str("<h2 id=\"problems\">problems</h2><table>");
    for kind in catalogue::ALL {
        let _ = write!(
            html,
            "<tr id=\"problem-{0}\"><td><code>{0}</code> {1}</td><td>{2}</td></tr>",
            kind.code,
            kind.status.as_u16(),
            prose(kind.meaning)
        );
    }
    html.push_str("</table>");
    let sections =
        array(&json["tags"]).iter().map(|t| text(&t["name"])).chain(["types", "problems"]);
    let links: String = sections.map(|s| format!("<a href=\"#{0}\">{0}</a>", escape(s))).collect();
    frame("Likeness API", &format!("<nav>{links}</nav>"), &html)
}

/// The page about one kind of problem.
pub(crate) fn problem_page(kind: &ProblemKind) -> String {
    let body = format!(
        "<h1>{}</h1><p><code>{}</code>, HTTP status {}</p><p>{}</p><p><a href=\"/docs#problems\">All problems</a></p>",
        escape(kind.title),
        kind.code,
        kind.status.as_u16(),
        prose(kind.meaning)
    );
    frame(kind.title, "", &body)
}

/// A page that says one thing to somebody whose browser came here.
pub(crate) fn message_page(title: &str, text: &str, code: &str) -> String {
    let body = format!(
        "<h1>{}</h1><p>{}</p><p><code>{}</code></p>",
        escape(title),
        escape(text),
        escape(code)
    );
    frame(title, "", &body)
}

/// The page about a problem that nobody knows.
pub(crate) fn unknown_problem_page() -> String {
    let body = "<h1>No such problem</h1><p><a href=\"/docs#problems\">All problems</a></p>";
    frame("No such problem", "", body)
}

fn frame(title: &str, nav: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>\
        <link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body>{nav}<main>{body}</main></body></html>\n",
        escape(title)
    )
}

fn endpoint(html: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        html,
        "<h3 id=\"{}\"><span class=\"method\">{}</span><code>{}</code></h3><p>{}",
        escape(text(&operation["operationId"])),
        method.to_uppercase(),
        escape(path),
        prose(text(&operation["summary"]))
    );
    let description = text(&operation["description"]);
    let _ =
        write!(html, "{} {}", if description.is_empty() { "" } else { "." }, prose(description));
    html.push_str("</p><p class=\"scope\">");
    match array(&operation["security"]).first() {
        None => html.push_str("Needs no key."),
        Some(scheme) => match array(&scheme["api_key"]).first() {
            None => html.push_str("Needs any key."),
            Some(scope) => {
                let _ = write!(html, "Needs <code>{}</code>.", escape(text(scope)));
            }
        },
    }
    html.push_str("</p>");
    let query: Vec<_> =
        array(&operation["parameters"]).iter().filter(|p| p["in"] == "query").collect();
    if !query.is_empty() {
        html.push_str("<h4>Query</h4><table>");
        for parameter in query {
            row(
                html,
                text(&parameter["name"]),
                &kind(&parameter["schema"]),
                text(&parameter["description"]),
            );
        }
        html.push_str("</table>");
    }
    for (content_type, content) in object(&operation["requestBody"]["content"]) {
        let _ = write!(
            html,
            "<h4>Body</h4><p>{}: {}</p>",
            escape(content_type),
            kind(&content["schema"])
        );
    }
    html.push_str("<h4>Answers</h4><table>");
    for (status, response) in object(&operation["responses"]) {
        let shape = object(&response["content"]).next().map(|(_, c)| kind(&c["schema"]));
        row(html, status, &shape.unwrap_or_default(), text(&response["description"]));
    }
    html.push_str("</table>");
}

fn type_entry(html: &mut String, name: &str, schema: &Value) {
    let _ = write!(
        html,
        "<h3 id=\"type-{0}\">{0}</h3><p>{1}</p>",
        escape(name),
        prose(text(&schema["description"]))
    );
    let variants = array(&schema["oneOf"]).iter().chain(array(&schema["allOf"]));
    for part in std::iter::once(schema).chain(variants) {
        if let Some(words) = part["enum"].as_array() {
            let words = words.iter().map(|w| format!("<code>{}</code>", escape(text(w))));
            let _ = write!(html, "<p>One of {}.</p>", words.collect::<Vec<_>>().join(", "));
        }
        if !part["$ref"].is_null() {
            let _ = write!(html, "<p>With the fields of {}.</p>", kind(part));
        }
        let properties: Vec<_> = object(&part["properties"]).collect();
        if properties.is_empty() {
            continue;
        }
        if !std::ptr::eq(part, schema) {
            let _ = write!(html, "<h4>{}</h4>", prose(text(&part["description"])));
        }
        html.push_str("<table>");
        for (field, property) in properties {
            let constant = array(&property["enum"])
                .first()
                .map(|w| format!("<code>{}</code>", escape(text(w))));
            row(
                html,
                field,
                &constant.unwrap_or_else(|| kind(property)),
                text(&property["description"]),
            );
        }
        html.push_str("</table>");
    }
}

fn row(html: &mut String, name: &str, shape: &str, about: &str) {
    let _ = write!(
        html,
        "<tr><td><code>{}</code></td><td>{shape}</td><td>{}</td></tr>",
        escape(name),
        prose(about)
    );
}

/// A schema in a few words, with links to named types.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return format!("<a href=\"#type-{0}\">{0}</a>", escape(name));
    }
    if let Some(items) = schema.get("items") {
        return format!("list of {}", kind(items));
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    match &schema["type"] {
        Value::Array(types) => {
            types.iter().map(|t| escape(text(t))).collect::<Vec<_>>().join(" or ")
        }
        one => escape(schema["format"].as_str().unwrap_or_else(|| text(one))),
    }
}

fn operations(json: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    object(&json["paths"])
        .flat_map(|(path, item)| object(item).map(move |(method, op)| (path, method, op)))
        .filter(|(_, _, operation)| operation.is_object())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn object(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(k, v)| (k.as_str(), v))
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Escaped text in which back-quoted words are code.
fn prose(text: &str) -> String {
    let parts = escape(text);
    let mut html = String::new();
    for (n, part) in parts.split('`').enumerate() {
        if n % 2 == 1 {
            let _ = write!(html, "<code>{part}</code>");
        } else {
            html.push_str(part);
        }
    }
    html
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn text_is_escaped_and_back_quotes_are_code() {
        assert_eq!(prose("a `<b>` & c"), "a <code>&lt;b&gt;</code> &amp; c");
    }

    #[test]
    fn every_endpoint_type_and_problem_is_on_the_page() {
        let document = crate::openapi();
        let html = page(&document);
        for path in document.paths.paths.keys() {
            assert!(html.contains(&format!("<code>{path}</code>")), "{path}");
        }
        for name in document.components.as_ref().unwrap().schemas.keys() {
            assert!(html.contains(&format!("id=\"type-{name}\"")), "{name}");
        }
        for kind in catalogue::ALL {
            assert!(html.contains(&format!("id=\"problem-{}\"", kind.code)), "{}", kind.code);
        }
        for missing in html.split("href=\"#").skip(1).filter_map(|h| h.split('"').next()) {
            assert!(html.contains(&format!("id=\"{missing}\"")), "dead link #{missing}");
        }
        assert!(!html.contains("<script") && !html.contains("style=\""));
    }
}
