//! Webhooks as a receiver meets them: checked by the library of the specification's authors, repeated
//! after a failure, signed twice while the secret changes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tests::paths;
use tests::service::{Service, Start};

/// Longer than the first repetition takes on a busy machine: it comes five seconds after the failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// Plain HTTP to this very machine is for tests.
const INSIDE: &str = "[webhooks]\nallow_http = true\nprivate_ranges = true\n";

/// The receiver, ended when dropped.
struct Hook {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    url: String,
}

impl Hook {
    fn start(python: &std::path::Path, failures: u32) -> Self {
        let mut child = Command::new(python)
            .arg(paths::root().join("tests/servers/webhook.py"))
            .arg(failures.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut hook = Self { child, input, lines, url: String::new() };
        let said = hook.line();
        let port = said.strip_prefix("listening ").unwrap();
        hook.url = format!("http://127.0.0.1:{port}/hook");
        hook
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("the receiver says something")
    }

    fn next(&self) -> Value {
        serde_json::from_str(&self.line()).unwrap()
    }

    fn knows(&mut self, secret: &Value) {
        writeln!(self.input, "{}", json!({ "secret": secret })).unwrap();
        assert_eq!(self.next()["secret"], "taken");
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_receiver_of_the_specification_believes_us_and_sees_what_it_refused_again() {
    let Some(python) = paths::webhook_python() else { return };
    if paths::weights().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let start = Start { config: INSIDE.to_owned(), ..Start::default() };
    let service = Service::start_with(folder.path(), start);
    let client = service.client(None);
    let mut hook = Hook::start(&python, 1);

    let made = client.post("/v1/webhooks", &json!({ "url": hook.url })).json(201);
    let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
    hook.knows(&made["secret"]);
    client.act(&format!("{path}/test")).json(202);

    let refused = hook.next();
    assert_eq!((&refused["holds"], &refused["status"]), (&json!(true), &json!(500)), "{refused}");
    assert_eq!(refused["type"], "webhook.test");
    let taken = hook.next();
    assert_eq!((&taken["holds"], &taken["status"]), (&json!(true), &json!(204)), "{taken}");
    assert_eq!(taken["id"], refused["id"], "the receiver knows it by its id");

    // Half-way through a change of secrets both receivers believe it: the one with the old secret …
    let rotated = client.act(&format!("{path}/rotate")).json(200);
    client.act(&format!("{path}/test")).json(202);
    let with_old = hook.next();
    assert_eq!((&with_old["holds"], &with_old["signatures"]), (&json!(true), &json!(2)));
    // … and the one with the new.
    hook.knows(&rotated["secret"]);
    client.act(&format!("{path}/test")).json(202);
    assert_eq!(hook.next()["holds"], true);

    let log = tests::wait::until("the log says that all was taken", 60, || {
        let log = client.get(&format!("{path}/deliveries")).json(200);
        let items = log["items"].as_array().unwrap().clone();
        items.iter().all(|d| d["delivered_at"].is_string()).then_some(items)
    });
    let attempts: Vec<_> = log.iter().map(|d| d["attempts"].as_u64().unwrap()).collect();
    assert_eq!(attempts, [1, 1, 2]);
    let (_, output) = service.stop();
    assert!(
        !output.contains("whsec_") && !output.contains("/hook"),
        "no secret, no address in the log"
    );
}
