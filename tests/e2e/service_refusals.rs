//! What the service refuses, and how: RFC 9457 problems with a stable code and a sentence that helps.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::face::Faces;
use tests::json::{list, text};
use tests::people::{enrolled, followed, session_form};
use tests::{Answer, Client, Clip, Form, Service, Start, clip, paths, png};

const ABSENT: &str = "00000000-0000-7000-8000-000000000000";

fn service() -> Option<(TempDir, Service)> {
    paths::weights()?;
    let folder = TempDir::new().unwrap();
    let config = "[api]\nmax_upload_bytes = 200000\nmax_portrait_bytes = 1000000\n".to_owned();
    let service = Service::start_with(folder.path(), Start { config, through: None });
    Some((folder, service))
}

fn person(client: &Client) -> String {
    text(&client.post("/v1/people", &json!({ "display_name": "Somebody" })).json(201)["id"])
}

#[test]
fn requests_without_a_right_key_or_with_wrong_contents() {
    let Some((_data, service)) = service() else { return };
    let client = service.client(None);

    for key in [None, Some("lk_0_0"), Some("Bearer"), Some("lk_")] {
        let answer = client.with_key(key).get("/v1/people");
        answer.check_problem(401, "unauthenticated");
    }
    keys_do_what_their_scopes_say(&client);

    client.get("/v1/nonsense").check_problem(404, "no_such_endpoint");
    client.get("/v1/people/not-an-id").check_problem(404, "not_found");
    client.get(&format!("/v1/people/{ABSENT}")).check_problem(404, "not_found");
    client.get(&format!("/v1/sessions/{ABSENT}/evidence")).check_problem(404, "not_found");
    client.delete("/v1/people").check_problem(405, "method_not_allowed");
    client.post("/v1/people", &json!({ "name": "Somebody" })).check_problem(400, "bad_json");
    client.post("/v1/people", &json!([1])).check_problem(400, "bad_json");
    client.post("/v1/people", &json!({ "display_name": " " })).check_problem(422, "invalid");
    let long = "x".repeat(70_000);
    client
        .post("/v1/people", &json!({ "display_name": long }))
        .check_problem(413, "body_too_large");
    let huge = "x".repeat(40_000_000);
    client
        .post("/v1/people", &json!({ "display_name": huge }))
        .check_problem(413, "body_too_large");
    client.get("/v1/sessions?limit=many").check_problem(400, "bad_parameter");
    client
        .form("POST", "/v1/people", Form::new().field("display_name", "x"))
        .check_problem(415, "unsupported_media_type");
}

fn keys_do_what_their_scopes_say(client: &Client) {
    let create = |scopes: &Value| {
        client.post("/v1/api-keys", &json!({ "name": "narrow", "scopes": scopes }))
    };
    create(&json!([])).check_problem(422, "invalid");
    create(&json!(["people:destroy"])).check_problem(422, "invalid");
    let narrow = create(&json!(["people:read"])).json(201);
    let reader = client.with_key(Some(&text(&narrow["api_key"])));
    assert_eq!(reader.get("/v1/people").status, 200);
    assert_eq!(reader.get("/v1/me").json(200)["scopes"], json!(["people:read"]));
    for refused in [
        reader.post("/v1/people", &json!({ "display_name": "x" })),
        reader.delete(&format!("/v1/people/{ABSENT}")),
        reader.get("/v1/sessions"),
        reader.get("/v1/audit"),
        reader.get("/v1/api-keys"),
        reader.post("/v1/api-keys", &json!({ "name": "x", "scopes": ["admin"] })),
    ] {
        refused.check_problem(403, "scope_missing");
    }
    let listed = client.get("/v1/api-keys").json(200);
    assert!(!listed.to_string().contains(&text(&narrow["api_key"])), "a secret is shown once");
    assert_eq!(client.delete(&format!("/v1/api-keys/{}", text(&narrow["id"]))).status, 204);
    reader.get("/v1/people").check_problem(401, "unauthenticated");
}

#[test]
fn pictures_that_cannot_be_an_id_photo() {
    let Some((_data, service)) = service() else { return };
    let client = service.client(None);
    let path = format!("/v1/people/{}/portrait", person(&client));
    let put = |bytes: &[u8]| -> Answer {
        client.form("PUT", &path, Form::new().content("picture", "id.png", bytes))
    };
    put(b"Dear candidate,\nthank you.\n").check_problem(422, "not_a_picture");
    put(b"").check_problem(422, "empty_file");
    put(&png::animated()).check_problem(422, "not_a_picture");
    let bomb = put(&png::claiming(60_000, 60_000)).check_problem(422, "picture_too_large");
    assert!(bomb.contains("60000x60000"), "{bomb}");
    let large = Form::new().content("picture", "id.png", &[0x55; 1_500_000]);
    client.refused_form("PUT", &path, large).check_problem(413, "upload_too_large");
    // A client that sends everything before it listens: more than any socket buffer holds.
    let huge = Form::new().content("picture", "id.png", &vec![0x55; 40_000_000]);
    client.form("PUT", &path, huge).check_problem(413, "upload_too_large");
    client.form("PUT", &path, Form::new().field("note", "x")).check_problem(422, "form_invalid");

    if let Some(data) = paths::shared("data") {
        let faces = Faces::of(&data);
        put(&fs::read(faces.nobody()).unwrap()).check_problem(422, "no_face");
        let both = faces.two_people("talking/grid-s1-00.mpg", "talking/grid-other-02.mpg");
        let jpeg = faces.folder().join("both.jpg");
        image::open(both).unwrap().into_rgb8().save(&jpeg).unwrap();
        put(&fs::read(jpeg).unwrap()).check_problem(422, "several_faces");
    }
    client.get(&path).check_problem(404, "not_found");
    assert_eq!(client.get("/healthz").status, 200);
}

#[test]
fn sessions_that_cannot_start() {
    let Some((_data, service)) = service() else { return };
    let client = service.client(None);
    let nobody = person(&client);
    let folder = TempDir::new().unwrap();
    let video = folder.path().join("pattern.webm");
    Clip { format: clip::WEBM, ..Clip::default() }.write(&video);
    let upload = |form| client.form("POST", "/v1/sessions/upload", form);

    upload(session_form(&nobody, "interview", "as_fast", &video)).check_problem(422, "no_portrait");
    upload(session_form(ABSENT, "interview", "as_fast", &video)).check_problem(404, "not_found");
    upload(session_form(&nobody, "wedding", "as_fast", &video)).check_problem(422, "form_invalid");
    upload(Form::new().file("video", &video)).check_problem(422, "form_invalid");

    let Some(data) = paths::shared("data") else { return };
    let faces = Faces::of(&data);
    let person = enrolled(&client, "Somebody", &faces.still("talking/grid-s1-01.mpg"));
    let empty = Form::new().field("person_id", &person).field("kind", "login");
    upload(empty.content("video", "a.mp4", b"")).check_problem(422, "empty_file");
    let unknown =
        Form::new().field("person_id", &person).field("kind", "login").field("policy", "lenient");
    upload(unknown.file("video", &video)).check_problem(422, "invalid");
    let large = Form::new().field("person_id", &person).field("kind", "login");
    let large = large.content("video", "a.mp4", &[0x55; 900_000]);
    client
        .refused_form("POST", "/v1/sessions/upload", large)
        .check_problem(413, "upload_too_large");

    for address in [
        "rtsp://127.0.0.1:1/cam",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "/dev/video0",
    ] {
        let source = json!({ "type": "address", "address": address });
        let body = json!({ "person_id": person, "kind": "login", "source": source });
        client.post("/v1/sessions", &body).check_problem(422, "address_refused");
    }
    assert_eq!(
        list(&client.get("/v1/sessions").json(200)["items"]).len(),
        0,
        "nothing was recorded"
    );

    uploads_that_are_no_video(&client, &person);
}

fn uploads_that_are_no_video(client: &Client, person: &str) {
    let folder = TempDir::new().unwrap();
    let letter = folder.path().join("letter.mp4");
    fs::write(&letter, "Dear candidate,\nthank you for the interview.\n").unwrap();
    let sound = folder.path().join("sound.ogg");
    clip::gst(&format!(
        "audiotestsrc num-buffers=40 ! audioconvert ! vorbisenc ! oggmux ! {}",
        clip::sink(&sound)
    ));
    for (file, code) in [(letter, "not_a_video"), (sound, "no_video_track")] {
        let form = session_form(person, "login", "as_fast", &file);
        let id = text(&client.form("POST", "/v1/sessions/upload", form).json(201)["id"]);
        followed(client, &id);
        let session = client.get(&format!("/v1/sessions/{id}")).json(200);
        assert_eq!(session["state"], "failed", "{session}");
        assert_eq!(
            (&session["error"]["code"], &session["verdict"]),
            (&code.into(), &Value::Null),
            "{session}"
        );
        assert!(text(&session["error"]["detail"]).len() > 20, "{session}");
        client.act(&format!("/v1/sessions/{id}/replay")).check_problem(409, "conflict");
    }
}

#[test]
fn pages_documents_and_counters_are_there() {
    let Some((_data, service)) = service() else { return };
    let client = service.client(None).with_key(None);
    assert_eq!(client.get("/healthz").text(), "ok\n");
    assert_eq!(client.get("/readyz").text(), "ready\n");
    for page in ["/", "/sessions/any", "/docs", "/docs/problems/no_face"] {
        let answer = client.get(page);
        assert_eq!(answer.status, 200, "{page}: {}", answer.text());
        assert!(answer.content_type.starts_with("text/html"), "{page}: {}", answer.content_type);
        assert!(
            answer.text().starts_with("<!doctype html>")
                || answer.text().starts_with("<!DOCTYPE html>")
        );
    }
    let openapi = client.get("/openapi.json").json(200);
    for path in [
        "/v1/people",
        "/v1/people/{id}/portrait",
        "/v1/sessions/upload",
        "/v1/sessions/{id}/events",
    ] {
        assert!(openapi["paths"][path].is_object(), "{path} is not documented");
    }
    let metrics = client.get("/metrics");
    assert!(metrics.content_type.starts_with("text/plain"));
    for counter in [
        "likeness_frames_received_total",
        "likeness_frames_analysed_total",
        "likeness_frames_dropped_total{reason=\"superseded\"}",
        "likeness_sessions_running",
        "likeness_sessions_failed_total",
        "likeness_verdicts_total",
        "likeness_http_requests_total",
    ] {
        assert!(metrics.text().contains(counter), "{counter} is missing:\n{}", metrics.text());
    }
    let about = service.client(None).get("/v1/about").json(200);
    assert_eq!(about["pack"], "auto");
    let names: Vec<_> = list(&about["policies"]).iter().map(|p| text(&p["name"])).collect();
    assert!(names.contains(&"interview".into()) && names.contains(&"login".into()), "{about}");
}
