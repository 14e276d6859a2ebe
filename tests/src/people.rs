//! The API's usual steps, one call each: somebody with an ID photo, a session on a clip, its end.

use std::path::Path;

use serde_json::{Value, json};

use crate::http::{Client, Form};
use crate::json::text;

/// Creates a person with an ID photo and gives their id.
///
/// # Panics
/// When the service refuses either.
pub fn enrolled(client: &Client, name: &str, picture: &Path) -> String {
    let person = client.post("/v1/people", &json!({ "display_name": name })).json(201);
    let id = text(&person["id"]);
    let form = Form::new().file("picture", picture);
    client.form("PUT", &format!("/v1/people/{id}/portrait"), form).json(200);
    id
}

/// The form that starts a session on a clip.
pub fn session_form(person: &str, kind: &str, pace: &str, clip: &Path) -> Form {
    Form::new()
        .field("person_id", person)
        .field("kind", kind)
        .field("pace", pace)
        .file("video", clip)
}

/// Starts a session on a clip and gives its id.
///
/// # Panics
/// When the service refuses it.
pub fn started(client: &Client, person: &str, kind: &str, pace: &str, clip: &Path) -> String {
    let form = session_form(person, kind, pace, clip);
    text(&client.form("POST", "/v1/sessions/upload", form).json(201)["id"])
}

/// Follows a session to its end: its messages, the last of which must be `ended`.
///
/// # Panics
/// When the stream of events ends otherwise.
pub fn followed(client: &Client, session: &str) -> Vec<Value> {
    let mut messages = Vec::new();
    for message in client.events(session) {
        assert_eq!(message["v"], 1, "{message}");
        messages.push(message);
    }
    let kind = |m: Option<&Value>| m.map(|m| text(&m["type"])).unwrap_or_default();
    assert_eq!(kind(messages.first()), "snapshot", "the first message says how things stand");
    assert_eq!(kind(messages.last()), "ended", "the last message says that it is over");
    messages
}

/// Judges a clip as fast as it goes and gives the finished session.
///
/// # Panics
/// When it does not finish.
pub fn judged(client: &Client, person: &str, kind: &str, clip: &Path) -> Value {
    let id = started(client, person, kind, "as_fast", clip);
    let messages = followed(client, &id);
    let session = client.get(&format!("/v1/sessions/{id}")).json(200);
    assert_eq!(session["state"], "finished", "{session}");
    assert_eq!(
        messages.last().expect("a message")["session"],
        session,
        "the stream and the record agree"
    );
    session
}
