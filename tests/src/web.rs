//! A web server for one recording, which can hang up in the middle.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

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

    fn answer(&self, mut caller: &TcpStream) -> std::io::Result<()> {
        for line in BufReader::new(caller).lines() {
            if line?.is_empty() {
                break;
            }
        }
        write!(
            caller,
            "HTTP/1.1 {}\r\nContent-Type: application/octet-stream\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n",
            self.status,
            self.bytes.len()
        )?;
        caller.write_all(&self.bytes[..self.sent])
    }
}
