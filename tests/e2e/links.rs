//! Somebody applies under three names: found, referred, and gone with an erasure.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::face::Faces;
use tests::json::{has_code, list, text};
use tests::people::{enrolled, judged};
use tests::{Client, Service, Start, cast, paths};

const ENABLED: &str = "[links]\nenabled = true\n";

/// How long a search may take. It begins when a reference is added and is over within a moment.
const PATIENCE: Duration = Duration::from_secs(60);

fn searching(folder: &TempDir) -> Service {
    let start = Start { config: ENABLED.to_owned(), ..Start::default() };
    Service::start_with(&folder.path().join("data"), start)
}

fn begin(client: &Client) {
    let basis =
        json!({"legal_basis": "consent to a search for duplicates", "text_version": "2026-11"});
    let state = client.put("/v1/links/search", &basis).json(200);
    assert_eq!(state["enabled"], true, "{state}");
}

/// The links, once so many references were searched and so many links are there.
#[expect(clippy::disallowed_methods, reason = "waits for another process")]
fn found(client: &Client, references: u64, links: usize) -> Vec<Value> {
    let until = Instant::now() + PATIENCE;
    loop {
        let state = client.get("/v1/links/search").json(200);
        if state["references"] == references && state["waiting"] == links as u64 {
            let listed = client.get("/v1/links").json(200);
            return list(&listed["items"]).to_vec();
        }
        assert!(Instant::now() < until, "{state}");
    }
}

fn names(link: &Value) -> Vec<String> {
    list(&link["people"]).iter().map(|p| text(&p["display_name"])).collect()
}

/// Enrols one person under three names and two others, and looks for the links.
fn three_names(pictures: &[PathBuf; 3], others: &[PathBuf; 2], clip: Option<&PathBuf>) {
    let folder = TempDir::new().unwrap();
    let service = searching(&folder);
    let key = service.shown_key().unwrap();
    let client = service.client(None);
    // Two before the basis is recorded, the others after it.
    let mut people = Vec::new();
    for (n, picture) in pictures.iter().enumerate().take(2) {
        people.push(enrolled(&client, &format!("Name {n}"), picture));
    }
    assert_eq!(client.get("/v1/links/search").json(200)["references"], 0);
    begin(&client);
    people.push(enrolled(&client, "Name 2", &pictures[2]));
    for (n, picture) in others.iter().enumerate() {
        enrolled(&client, &format!("Other {n}"), picture);
    }
    let links = found(&client, 5, 3);
    for link in &links {
        assert!(names(link).iter().all(|n| n.starts_with("Name")), "{link}");
        assert_eq!(
            (&link["kind"], &link["waits_for"]),
            (&"one_face".into(), &"first_decision".into())
        );
    }
    let opened = client.get(&format!("/v1/links/{}", text(&links[0]["id"]))).json(200);
    assert_eq!(list(&opened["cluster"]).len(), 3, "{opened}");
    let reference = text(&opened["link"]["people"][0]["references"][0]["id"]);
    client.get(&format!("/v1/links/{}/faces/{reference}", text(&links[0]["id"]))).check_jpeg();

    // A session of theirs goes to a human, and says nothing of the other names.
    if let Some(clip) = clip {
        let session = judged(&client, &people[0], "interview", clip);
        assert_eq!(session["verdict"]["outcome"], "refer", "{session}");
        assert!(has_code(&session["verdict"], "other_identity"), "{session}");
        assert!(!session.to_string().contains("Name 1"), "{session}");
    }

    // The index is of memory: killed, it is there again, and finds nothing twice.
    service.kill();
    let service = searching(&folder);
    let client = service.client(Some(&key));
    found(&client, 5, 3);
    assert_eq!(client.delete(&format!("/v1/people/{}", people[1])).status, 204);
    let left = found(&client, 4, 1);
    assert!(!names(&left[0]).contains(&"Name 1".to_owned()), "{left:?}");
    let (status, log) = service.stop();
    assert_eq!(status, Some(0));
    assert!(!log.contains("Name"), "{log}");
}

#[test]
fn a_computer_made_person_under_three_names_is_found() {
    let Some(_) = paths::weights() else { return };
    let still = |name| cast::still(name);
    let pictures = [still("id-tomas.jpg"), still("portrait-tomas.jpg"), still("id-tomas.jpg")];
    three_names(&pictures, &[still("id-mei.jpg"), still("portrait-viktor.jpg")], None);
}

#[test]
fn somebody_real_under_three_names_is_found_and_referred() {
    let Some(media) = paths::faces() else { return };
    let faces = Faces::of(&media);
    let still = |name: &str| faces.still(name);
    let pictures = ["01", "07", "13"].map(|n| still(&format!("talking/grid-s1-{n}.mpg")));
    let others = [still("talking/lp-d0.mp4"), still("talking/rt-1.mp4")];
    three_names(&pictures, &others, Some(&faces.clip("talking/grid-s1-00.mpg")));
}
