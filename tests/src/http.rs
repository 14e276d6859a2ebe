//! A small blocking client for the service's API. Statuses are values here, not errors: most tests ask
//! for a refusal.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

/// Longer than any answer takes on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Marks the parts of a form.
const BOUNDARY: &str = "a-boundary-that-no-file-of-these-tests-holds";

/// One caller of one service.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    key: Option<String>,
    agent: Agent,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type, empty when there is none.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// A form with one file, which comes last.
#[derive(Debug, Clone)]
pub struct Form {
    bytes: Vec<u8>,
}

impl Form {
    /// Without fields yet.
    pub fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// A text field.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.head(name, None);
        self.bytes.extend(value.as_bytes());
        self.bytes.extend(b"\r\n");
        self
    }

    /// The file, with the name that a browser would send along.
    #[must_use]
    pub fn file(self, name: &str, path: &Path) -> Self {
        let file_name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        self.content(name, &file_name.unwrap_or_default(), &fs::read(path).expect("a file"))
    }

    /// The file as bytes.
    #[must_use]
    pub fn content(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        self.head(name, Some(file_name));
        self.bytes.extend(bytes);
        self.bytes.extend(b"\r\n");
        self
    }

    fn head(&mut self, name: &str, file_name: Option<&str>) {
        let file = file_name.map_or_else(String::new, |f| {
            format!("; filename=\"{f}\"\r\nContent-Type: application/octet-stream")
        });
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
        );
        self.bytes.extend(head.as_bytes());
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.bytes
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

impl Client {
    /// A caller with an API key.
    pub fn new(base: &str, key: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(TIMEOUT))
            .timeout_recv_response(Some(TIMEOUT))
            .timeout_recv_body(Some(TIMEOUT))
            .max_redirects(0)
            // A proxy in the environment has nothing to do with a service on this machine.
            .proxy(None)
            .build();
        Self { base: base.to_owned(), key: Some(key.to_owned()), agent: config.new_agent() }
    }

    /// Scheme, host and port of the service.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The same service, another key; none for nobody.
    pub fn with_key(&self, key: Option<&str>) -> Self {
        Self { key: key.map(str::to_owned), ..self.clone() }
    }

    /// Asks.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path)
    }

    /// Erases or revokes.
    pub fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path)
    }

    /// Posts JSON.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, "application/json", body.to_string().into_bytes())
    }

    /// Puts JSON.
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, "application/json", body.to_string().into_bytes())
    }

    /// Posts nothing.
    pub fn act(&self, path: &str) -> Answer {
        self.ask("POST", path)
    }

    /// Sends a form with POST or PUT.
    pub fn form(&self, method: &str, path: &str, form: Form) -> Answer {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send(method, path, &kind, form.finish())
    }

    /// Sends a form that will be refused before it is all sent. Many clients miss the answer then, so this
    /// one listens while it talks.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn refused_form(&self, method: &str, path: &str, form: Form) -> Answer {
        let host = self.base.strip_prefix("http://").expect("a plain address");
        let body = form.finish();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
            self.key.as_deref().unwrap_or_default(),
            body.len()
        );
        let mut from = TcpStream::connect(host).expect("a connection");
        from.set_read_timeout(Some(TIMEOUT)).expect("a timeout");
        let mut to = from.try_clone().expect("a connection");
        let talk = thread::spawn(move || {
            // The service may hang up in the middle.
            let _ = to.write_all(head.as_bytes()).and_then(|()| to.write_all(&body));
        });
        let mut answer = Vec::new();
        // An abrupt end takes nothing from what has arrived.
        let _ = from.read_to_end(&mut answer);
        let _ = talk.join();
        Answer::parse(&answer)
    }

    /// An answer if there is one: for a service that is starting or ending.
    pub fn try_get(&self, path: &str) -> Option<Answer> {
        let request = self.request("GET", path).body(()).expect("a request");
        self.agent.run(request).ok().map(Answer::read)
    }

    /// A session's live messages until the service ends the stream.
    ///
    /// # Panics
    /// When the stream cannot be had.
    pub fn events(&self, session: &str) -> impl Iterator<Item = Value> + use<> {
        let request = self
            .request("GET", &format!("/v1/sessions/{session}/events"))
            .header("accept", "text/event-stream")
            .body(())
            .expect("a request");
        let response = self.agent.run(request).expect("the stream of events");
        assert_eq!(response.status().as_u16(), 200, "the stream of events");
        assert!(content_type(&response).starts_with("text/event-stream"));
        let lines = BufReader::new(response.into_body().into_reader()).lines();
        lines.map_while(Result::ok).filter_map(|line| {
            let data = line.strip_prefix("data:")?;
            Some(serde_json::from_str(data.trim_start()).expect("an event is JSON"))
        })
    }

    fn request(&self, method: &str, path: &str) -> ureq::http::request::Builder {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        match &self.key {
            Some(key) => request.header("authorization", format!("Bearer {key}")),
            None => request,
        }
    }

    fn ask(&self, method: &str, path: &str) -> Answer {
        let request = self.request(method, path).body(()).expect("a request");
        Answer::read(self.agent.run(request).unwrap_or_else(|e| panic!("{method} {path}: {e}")))
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request =
            self.request(method, path).header("content-type", kind).body(body).expect("a request");
        Answer::read(self.agent.run(request).unwrap_or_else(|e| panic!("{method} {path}: {e}")))
    }
}

fn content_type(response: &Response<Body>) -> String {
    let value = response.headers().get("content-type").and_then(|v| v.to_str().ok());
    value.unwrap_or_default().to_owned()
}

impl Answer {
    fn read(response: Response<Body>) -> Self {
        let (status, content_type) = (response.status().as_u16(), content_type(&response));
        let mut body = Vec::new();
        response.into_body().into_reader().read_to_end(&mut body).expect("the whole answer");
        Self { status, content_type, body }
    }

    /// An HTTP/1.1 answer with a content length.
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an HTTP answer");
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split_whitespace().nth(1).and_then(|s| s.parse().ok());
        let kind = head.lines().find_map(|l| l.strip_prefix("content-type: "));
        Self {
            status: status.expect("a status"),
            content_type: kind.unwrap_or_default().to_owned(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// The body as JSON of the expected status.
    ///
    /// # Panics
    /// When it is anything else.
    pub fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Checks an RFC 9457 problem and gives its sentence.
    ///
    /// # Panics
    /// When the answer is anything else.
    pub fn check_problem(&self, status: u16, code: &str) -> String {
        let problem = self.json(status);
        assert_eq!(self.content_type, "application/problem+json", "{problem}");
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(problem["type"], format!("/docs/problems/{code}"), "{problem}");
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()), "{problem}");
        let detail = problem["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.len() > 20, "the detail must be a sentence that helps: {problem}");
        detail
    }

    /// Checks a whole JPEG picture.
    ///
    /// # Panics
    /// When it is anything else.
    pub fn check_jpeg(&self) {
        assert_eq!(
            (self.status, self.content_type.as_str()),
            (200, "image/jpeg"),
            "{}",
            self.text()
        );
        image::load_from_memory_with_format(&self.body, image::ImageFormat::Jpeg)
            .expect("a whole JPEG picture");
    }
}
