//! `likeness serve` as a child process on a free port, with a data folder of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process};

use crate::http::Client;
use crate::program::command;
use crate::wait::until;

/// Loading and warming up every model on a busy machine.
const READY_WITHIN_S: u64 = 120;
/// What the first start says before the first key.
pub const KEY_LINE: &str = "API key (shown once): ";

/// What every start says before its address.
const LISTENS: &str = "Likeness listens on ";

/// How a service is started.
#[derive(Debug, Default)]
pub struct Start {
    /// Configuration file's text.
    pub config: String,
    /// A command that starts the program, given as further arguments, in another environment.
    pub through: Option<Command>,
}

/// A running service; killed when dropped.
#[derive(Debug)]
pub struct Service {
    child: Child,
    base: String,
    key: Option<String>,
    output: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
    /// Removed with the service.
    _config: tempfile::NamedTempFile,
}

impl Service {
    /// Starts one with the defaults and waits until it is ready.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, Start::default())
    }

    /// Starts one and waits until it is ready.
    ///
    /// # Panics
    /// When it does not become ready; the message holds its log.
    pub fn start_with(data: &Path, start: Start) -> Self {
        let config = tempfile::NamedTempFile::new().expect("a temporary file");
        fs::write(config.path(), &start.config).expect("a configuration file");
        let program = command();
        let mut command = match start.through {
            Some(mut through) => {
                through.arg(program.get_program());
                through
            }
            None => program,
        };
        let mut child = command
            .arg("serve")
            .arg("--data")
            .arg(data)
            .args(["--listen", "127.0.0.1:0"])
            .arg("--config")
            .arg(config.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let output = Arc::new(Mutex::new(String::new()));
        let readers = vec![
            keep_lines(child.stdout.take().expect("is piped"), &output),
            keep_lines(child.stderr.take().expect("is piped"), &output),
        ];
        let mut service =
            Self { child, base: String::new(), key: None, output, readers, _config: config };
        service.wait_until_ready();
        service.key = service.shown_key();
        service
    }

    fn wait_until_ready(&mut self) {
        let (output, child) = (Arc::clone(&self.output), &mut self.child);
        self.base = until("the service listens", READY_WITHIN_S, || {
            if let Some(status) = child.try_wait().expect("a child") {
                panic!("the service ended at its start, {status}:\n{}", read(&output));
            }
            word_after(&read(&output), LISTENS)
        });
        let nobody = Client::new(&self.base, "").with_key(None);
        until("the service is ready", READY_WITHIN_S, || {
            nobody.try_get("/readyz").filter(|a| a.status == 200)
        });
    }

    /// The key in the output so far.
    pub fn shown_key(&self) -> Option<String> {
        word_after(&self.output(), KEY_LINE)
    }

    /// A client with the key that this start showed, or with `key`.
    ///
    /// # Panics
    /// When there is neither.
    pub fn client(&self, key: Option<&str>) -> Client {
        let key = key.or(self.key.as_deref()).expect("the first start shows a key");
        Client::new(&self.base, key)
    }

    /// All it has written, standard output and standard error.
    pub fn output(&self) -> String {
        read(&self.output)
    }

    /// Ends it without warning, as a power cut would.
    pub fn kill(mut self) -> String {
        self.signal(Signal::KILL);
        self.finish().1
    }

    /// Asks it to end, and gives its exit status and all it has written.
    pub fn stop(mut self) -> (Option<i32>, String) {
        self.signal(Signal::TERM);
        self.finish()
    }

    fn signal(&self, signal: Signal) {
        // The child is ours and not yet waited for, so the number cannot be another's.
        kill_process(Pid::from_child(&self.child), signal).expect("the service is running");
    }

    fn finish(&mut self) -> (Option<i32>, String) {
        let child = &mut self.child;
        let status = until("the service ends", 60, || child.try_wait().expect("a child"));
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        (status.code(), read(&self.output))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        if thread::panicking() {
            println!("--- the service's output\n{}", self.output());
        }
    }
}

fn read(output: &Mutex<String>) -> String {
    output.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn keep_lines(
    from: impl std::io::Read + Send + 'static,
    output: &Arc<Mutex<String>>,
) -> JoinHandle<()> {
    let output = Arc::clone(output);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut kept = output.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push_str(&line);
            kept.push('\n');
        }
    })
}

fn word_after(text: &str, label: &str) -> Option<String> {
    let rest = text.lines().find_map(|l| l.split_once(label))?.1;
    rest.split_whitespace().next().map(str::to_owned)
}

/// Every file and folder below a folder, itself included.
pub fn everything_in(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_owned()];
    let mut next = 0;
    while next < all.len() {
        if all[next].is_dir() {
            let entries = fs::read_dir(&all[next]).expect("a readable folder");
            all.extend(entries.map(|e| e.expect("an entry").path()));
        }
        next += 1;
    }
    all
}
