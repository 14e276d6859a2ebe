//! A small HTTP server on the loopback interface, and the ways in which servers fail.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

/// What a server does with a request.
#[derive(Clone)]
pub enum Answer {
    /// Sends everything.
    Whole(Vec<u8>),
    /// Announces everything and closes after so many bytes.
    Cut(Vec<u8>, usize),
    /// Announces everything and says no more after so many bytes.
    Stall(Vec<u8>, usize),
    /// Only a status.
    Status(u16),
    /// Points elsewhere.
    Redirect(String),
    /// Keeps the connection and says nothing.
    Silence,
}

pub struct Server {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    connections: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// `answer` gets the path without its query, and the number of the connection.
    pub fn start(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stopped = Arc::new(AtomicBool::new(false));
        let connections = Arc::new(AtomicUsize::new(0));
        let (stop, count, answer) =
            (Arc::clone(&stopped), Arc::clone(&connections), Arc::new(answer));
        let thread = std::thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let number = count.fetch_add(1, Ordering::SeqCst);
                let answer = Arc::clone(&answer);
                let stream = stream.unwrap();
                kept.push(stream.try_clone().unwrap());
                std::thread::spawn(move || serve(stream, |path| answer(path, number)));
            }
            for stream in kept {
                let _ = stream.shutdown(std::net::Shutdown::Both);
            }
        });
        Self { address, stopped, connections, thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().unwrap().join();
    }
}

/// One request per connection.
fn serve(mut stream: TcpStream, answer: impl Fn(&str) -> Answer) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(request)) = lines.next() else { return };
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let path = request.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/");
    let head = |status: &str, extra: &str| {
        format!("HTTP/1.1 {status}\r\nConnection: close\r\n{extra}\r\n")
    };
    let length = |body: &[u8]| format!("Content-Length: {}\r\n", body.len());
    // A reader that goes away in the middle is not the server's problem.
    let _ = match answer(path) {
        Answer::Whole(body) => stream
            .write_all(head("200 OK", &length(&body)).as_bytes())
            .and_then(|()| stream.write_all(&body)),
        Answer::Cut(body, bytes) => stream
            .write_all(head("200 OK", &length(&body)).as_bytes())
            .and_then(|()| stream.write_all(&body[..bytes])),
        Answer::Stall(body, bytes) => {
            let sent = stream
                .write_all(head("200 OK", &length(&body)).as_bytes())
                .and_then(|()| stream.write_all(&body[..bytes]));
            lines.for_each(drop);
            sent
        }
        Answer::Status(status) => {
            stream.write_all(head(&format!("{status} No"), "Content-Length: 0\r\n").as_bytes())
        }
        Answer::Redirect(target) => {
            let extra = format!("Location: {target}\r\nContent-Length: 0\r\n");
            stream.write_all(head("302 Found", &extra).as_bytes())
        }
        Answer::Silence => {
            lines.for_each(drop);
            Ok(())
        }
    };
    let _ = stream.shutdown(std::net::Shutdown::Both);
}
