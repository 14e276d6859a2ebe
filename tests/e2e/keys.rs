//! Keys of both kinds, from the command line, with the service stopped in between.

use std::fs;

use serde_json::json;
use tempfile::TempDir;
use tests::json::{list, text};
use tests::{Likeness, Ran, Service, paths};

const SHOWN: &str = "API key (shown once): ";

fn on(data: &std::path::Path, args: &[&str]) -> Ran {
    Likeness::new(args[0]).args(&args[1..]).arg("--data").arg(data).run()
}

#[test]
fn an_operator_without_a_key_makes_one_while_the_service_is_stopped() {
    if paths::weights().is_none() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let service = Service::start(&data);
    let client = service.client(None);
    let first = text(&client.get("/v1/me").json(200)["key_id"]);
    let kept = client.delete(&format!("/v1/api-keys/{first}"));
    kept.check_problem(409, "last_admin_key");
    on(&data, &["api-key", "list"]).check_refused(&["in use by another process", "stop"]);
    service.stop();

    let made = on(&data, &["api-key", "create", "--scope", "admin", "--name", "night shift"]);
    assert_eq!(made.status, Some(0), "{made:?}");
    let key = made.stdout.trim().strip_prefix(SHOWN).expect("the key, once").to_owned();
    let gone = on(&data, &["api-key", "revoke", &first]);
    assert_eq!(gone.status, Some(0), "{gone:?}");
    let listed = on(&data, &["api-key", "list"]).stdout;
    assert!(listed.contains("works    admin  night shift"), "{listed}");
    assert!(!listed.contains(&key), "a list shows no key");
    let id = &key[3..35];
    on(&data, &["api-key", "revoke", id]).check_refused(&["last key", "make another"]);
    on(&data, &["api-key", "revoke", &key]).check_refused(&["api-key list"]);
    on(&folder.path().join("nothing"), &["api-key", "list"]).check_refused(&["--data"]);
    let unknown = on(&data, &["api-key", "create", "--scope", "everything"]);
    assert!(unknown.stderr.contains("people:read"), "{unknown:?}");

    let service = Service::start(&data);
    let items = service.client(Some(&key)).get("/v1/api-keys").json(200)["items"].clone();
    assert_eq!(list(&items).len(), 2);
}

#[test]
fn a_new_key_seals_everything_and_the_old_one_leaves_the_file() {
    if paths::weights().is_none() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let (data, key_file) = (folder.path().join("data"), folder.path().join("data/key"));
    let service = Service::start(&data);
    let client = service.client(None);
    let key = service.shown_key().unwrap();
    client.post("/v1/people", &json!({ "display_name": "Ada" })).json(201);
    service.stop();

    let old = fs::read_to_string(&key_file).unwrap();
    let nothing = on(&data, &["reseal"]);
    assert!(nothing.stdout.contains("0 sealed again; 0 older"), "{nothing:?}");
    let done = on(&data, &["reseal", "--new-key"]);
    assert!(done.stdout.contains("1 sealed again; 1 older"), "{done:?}");
    let new = fs::read_to_string(&key_file).unwrap();
    let keys = |text: &str| text.lines().filter(|l| !l.starts_with('#')).count();
    assert_eq!((keys(&old), keys(&new)), (1, 1));
    assert_ne!(old, new);

    // As after a kill between the new key and the end: both keys are in the file.
    let both = format!("{new}{}\n", old.lines().last().unwrap());
    fs::write(&key_file, both).unwrap();
    let finished = on(&data, &["reseal", "--new-key"]);
    assert!(finished.stdout.contains("1 older key(s) taken out"), "{finished:?}");
    assert_eq!(fs::read_to_string(&key_file).unwrap(), new);

    let service = Service::start(&data);
    let people = service.client(Some(&key)).get("/v1/people").json(200);
    assert_eq!(people["items"][0]["display_name"], "Ada");
    service.stop();
    fs::write(&key_file, old).unwrap();
    on(&data, &["api-key", "list"]).check_refused(&["holds other keys"]);
}
