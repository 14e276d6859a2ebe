//! An RTSP server as a child process, on a loopback address of its own, so that it can go away and come back
//! at the same port while other tests run.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Longer than anything takes that is told in a line, on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);
/// The system's own Python: others do not see the packages that `make setup` installs.
const PYTHON: &str = "/usr/bin/python3";
const SCRIPT: &str = include_str!("../servers/rtsp.py");

/// A running server with one stream; killed when dropped.
#[derive(Debug)]
pub struct RtspServer {
    child: Child,
    lines: Receiver<String>,
    host: String,
    port: u16,
}

impl RtspServer {
    /// Serves a pipeline that ends in an RTP payloader named `pay0`, to whoever has the `user:password` if
    /// there is one.
    pub fn start(pipeline: &str, secret: Option<&str>) -> Self {
        Self::start_at(own_host(), 0, pipeline, secret)
    }

    fn start_at(host: String, port: u16, pipeline: &str, secret: Option<&str>) -> Self {
        let mut child = Command::new(PYTHON)
            .args(["-c", SCRIPT, &host, &port.to_string(), pipeline])
            .args(secret)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the system's Python starts; `make setup` installs it");
        let (to, lines) = channel();
        let out = BufReader::new(child.stdout.take().expect("is piped"));
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if to.send(line).is_err() {
                    break;
                }
            }
        });
        let mut server = Self { child, lines, host, port };
        let told = server.wait_for("listening ");
        server.port = told.parse().expect("a port");
        server
    }

    /// The same stream at the same place, from its start, after a [`kill`](Self::kill).
    #[must_use]
    pub fn again(&self, pipeline: &str) -> Self {
        Self::start_at(self.host.clone(), self.port, pipeline, None)
    }

    /// Where it is, without credentials: `host:port`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The host's number.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of its stream.
    pub fn url(&self) -> String {
        format!("rtsp://{}/cam", self.place())
    }

    /// Waits for the next line that begins so, and gives the rest of it.
    ///
    /// # Panics
    /// When none comes.
    pub fn wait_for(&self, start: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(LIMIT).unwrap_or_else(|_| {
                panic!(
                    "the RTSP server does not say `{start}` (`make setup` installs what it needs)"
                )
            });
            if let Some(rest) = line.strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }

    /// Ends it without a word to its clients, as a power cut would.
    pub fn kill(&mut self) {
        // Only fails when it has ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Holds it where it is: connected, and silent. Ends when it is dropped.
    ///
    /// # Panics
    /// When it is no longer there.
    pub fn freeze(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).expect("it runs");
    }
}

impl Drop for RtspServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A loopback address that nothing else of these tests listens at.
fn own_host() -> String {
    static SERVERS: AtomicU8 = AtomicU8::new(0);
    let number = SERVERS.fetch_add(1, Ordering::Relaxed) % 64;
    let [.., high, low] = std::process::id().to_be_bytes();
    format!("127.{}.{high}.{low}", 64 + number)
}
