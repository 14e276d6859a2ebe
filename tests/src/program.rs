//! The program as a child process, in a folder and an environment of its own.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::paths;
use crate::wait::Deadline;

/// No command of these tests takes longer, not even on a busy machine without optimised models.
const LIMIT_S: u64 = 180;

/// A command line in the making.
#[derive(Debug)]
pub struct Likeness {
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
}

/// What a finished command said.
#[derive(Debug)]
pub struct Ran {
    /// Its exit status; none when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Likeness {
    /// `likeness SUBCOMMAND`.
    pub fn new(subcommand: &str) -> Self {
        Self { args: vec![subcommand.into()], env: Vec::new() }
    }

    /// `likeness verify --json`, the command most tests are about.
    pub fn verify(reference: impl AsRef<OsStr>, video: impl AsRef<OsStr>) -> Self {
        Self::new("verify")
            .arg("--json")
            .arg("--reference")
            .arg(reference)
            .arg("--video")
            .arg(video)
    }

    /// Another argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// More arguments.
    #[must_use]
    pub fn args<T: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = T>) -> Self {
        self.args.extend(args.into_iter().map(|a| a.as_ref().to_owned()));
        self
    }

    /// A variable of its environment.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it does not end.
    pub fn run(self) -> Ran {
        // Neither the working directory nor the environment may help it to find its parts.
        let elsewhere = TempDir::new().expect("a temporary folder");
        let said = format!("{:?}", self.args);
        let mut child = command()
            .args(self.args)
            .current_dir(elsewhere.path())
            .env("XDG_DATA_HOME", elsewhere.path())
            .envs(self.env)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let pid = rustix::process::Pid::from_child(&child);
        let out = reader(child.stdout.take().expect("is piped"));
        let err = reader(child.stderr.take().expect("is piped"));
        let deadline = Deadline::seconds(LIMIT_S);
        let (stdout, stderr) =
            (out.recv_timeout(deadline.left()), err.recv_timeout(deadline.left()));
        if stdout.is_err() || stderr.is_err() {
            // It is ours and not yet waited for, so the number cannot be another's.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            let _ = child.wait();
            panic!("`likeness {said}` did not end within {LIMIT_S} s");
        }
        let status = child.wait().expect("the program ends").code();
        Ran { status, stdout: stdout.unwrap_or_default(), stderr: stderr.unwrap_or_default() }
    }
}

/// The program, without anything in the environment that would help it.
pub(crate) fn command() -> Command {
    let mut command = Command::new(paths::binary());
    for name in ["ORT_DYLIB_PATH", "LIKENESS_LOG", "RUST_LOG", "GST_DEBUG"] {
        command.env_remove(name);
    }
    command
}

fn reader(mut from: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (to, all) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        let _ = to.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    all
}

impl Ran {
    /// The one JSON object on standard output.
    ///
    /// # Panics
    /// When there is anything else, or nothing.
    pub fn object(&self) -> Value {
        let mut values = serde_json::Deserializer::from_str(&self.stdout).into_iter::<Value>();
        let first = values.next().unwrap_or_else(|| panic!("nothing on standard output: {self:?}"));
        let object = first.unwrap_or_else(|e| panic!("not JSON on standard output: {e}: {self:?}"));
        assert!(values.next().is_none(), "more than one value on standard output: {self:?}");
        assert!(object.is_object(), "not an object on standard output: {self:?}");
        object
    }

    /// Checks a refusal: status 2, nothing on standard output, and one sentence that holds every `says`.
    ///
    /// # Panics
    /// When it was something else.
    pub fn check_refused(&self, says: &[&str]) {
        assert_eq!(self.status, Some(2), "not refused as bad input: {self:?}");
        assert_eq!(self.stdout, "", "bad input must leave standard output empty");
        let said = self.stderr.trim_end();
        assert!(said.starts_with("likeness: "), "not one of our sentences: {said:?}");
        assert_eq!(said.lines().count(), 1, "a refusal is one line: {said:?}");
        for part in says {
            assert!(said.contains(part), "{said:?} does not say {part:?}");
        }
        for noise in ["panicked", "RUST_BACKTRACE", "GStreamer-CRITICAL", "Os {", "Error("] {
            assert!(!said.contains(noise), "{said:?} shows its insides");
        }
    }

    /// The outcome of a verdict, checked against the exit status.
    ///
    /// # Panics
    /// When the two differ.
    pub fn outcome(&self) -> (String, Value) {
        let verdict = self.object();
        let outcome = verdict["outcome"].as_str().unwrap_or_default().to_owned();
        let expected = match outcome.as_str() {
            "accept" => 0,
            "refer" => 10,
            "reject" => 11,
            other => panic!("no such outcome: {other:?}"),
        };
        assert_eq!(self.status, Some(expected), "exit status and outcome differ: {self:?}");
        (outcome, verdict)
    }
}

/// A temporary folder and a path in it.
pub fn temp_file(name: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join(name);
    (folder, path)
}
