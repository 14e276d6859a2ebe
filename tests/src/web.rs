//! Web servers: one for a recording, which can hang up in the middle, and one for anything.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Serves what `find` gives for a path, and 404 for the rest, until the process ends. Gives its address.
pub fn serve(find: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for caller in listener.incoming().flatten() {
            // Who hangs up early wanted no more.
            let _ = hand_out(&caller, &find);
        }
    });
    address
}

fn hand_out(caller: &TcpStream, find: impl Fn(&str) -> Option<Vec<u8>>) -> std::io::Result<()> {
    let path = asked_for(caller)?;
    let bytes = find(&path);
    let status = if bytes.is_some() { "200 OK" } else { "404 Not Found" };
    answer(caller, status, &bytes.unwrap_or_default(), usize::MAX)
}

/// Reads a request and gives its path.
fn asked_for(caller: &TcpStream) -> std::io::Result<String> {
    let mut lines = BufReader::new(caller).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    Ok(first.split(' ').nth(1).unwrap_or_default().to_owned())
}

/// Announces all of a body and sends at most `sent` bytes of it.
fn answer(mut caller: &TcpStream, status: &str, body: &[u8], sent: usize) -> std::io::Result<()> {
    write!(
        caller,
        "HTTP/1.1 {status}\r\nContent-Type: application/octet-stream\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    )?;
    caller.write_all(&body[..sent.min(body.len())])
}

/// What it answers.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The whole recording; its length is announced.
    pub bytes: Vec<u8>,
    /// Bytes that are sent before it hangs up.
    pub sent: usize,
    /// The HTTP status line's end, for instance `200 OK`.
    pub status: &'static str,
}

impl Recording {
    /// Serves it to whoever asks until the process ends, and gives its address.
    pub fn serve(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                // Who hangs up early wanted no more.
                let _ = self.answer(&caller);
            }
        });
        format!("http://{address}/recording")
    }

    fn answer(&self, caller: &TcpStream) -> std::io::Result<()> {
        asked_for(caller)?;
        answer(caller, self.status, &self.bytes, self.sent)
    }
}
