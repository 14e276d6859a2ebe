//! The listening socket and its connections, one thread each. Bounded: connections, the time until a key is
//! shown, the silence of one that publishes.

use std::io::ErrorKind;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::{Clock, Entropy};
use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};

use super::StreamGate;
use super::flv::Video;
use super::session::{Heard, Session};
use super::wire::{Came, TlsIdentity, Wire};
use crate::feed::{Fed, StreamFeed};

/// How long a sender may take to show its key: a few round trips over a satellite.
const KEY_WITHIN: Duration = Duration::from_secs(10);

/// A sender that says nothing for this long has gone, as with every other live source.
const SILENT_FOR: Duration = Duration::from_secs(10);

/// How long and how often a sender that is done is listened to until it closes: its last commands are under
/// way already.
const FAREWELL: Duration = Duration::from_secs(1);
const FAREWELLS: u32 = 16;

/// How much is read at once.
const READ_BYTES: usize = 64 * 1024;

/// What happened to connections, since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RtmpCounts {
    /// Connections that were closed at once because too many were open.
    pub turned_away: u64,
    /// Keys that opened nothing.
    pub refused: u64,
    /// Connections that broke the protocol or a limit.
    pub broken: u64,
    /// Pieces of sound, which are not listened to.
    pub audio: u64,
    /// Encoded pictures that arrived.
    pub video: u64,
    /// Encoded pictures that were dropped before the decoder.
    pub dropped: u64,
}

#[derive(Default)]
struct Counts {
    turned_away: AtomicU64,
    refused: AtomicU64,
    broken: AtomicU64,
    audio: AtomicU64,
    video: AtomicU64,
    dropped: AtomicU64,
}

fn raise(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

struct Shared {
    gate: Arc<dyn StreamGate>,
    tls: Option<TlsIdentity>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    counts: Counts,
    /// Sockets of the open connections, to close them when the listener goes.
    open: Mutex<Vec<(u64, TcpStream)>>,
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, Vec<(u64, TcpStream)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where senders come in.
#[derive(Debug)]
pub struct RtmpDoor {
    /// The listening socket.
    pub socket: TcpListener,
    /// What it shows of itself as RTMPS; none for plain RTMP.
    pub tls: Option<TlsIdentity>,
}

/// Takes RTMP senders. Dropping it closes the port and every connection.
pub struct RtmpListener {
    local: SocketAddr,
    shared: Arc<Shared>,
    bell: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl RtmpListener {
    /// Takes senders at `door`, at most `max_connections` at a time, those without a key among them.
    ///
    /// # Errors
    /// When the socket cannot be used so, or no thread starts.
    pub fn start(
        door: RtmpDoor,
        max_connections: usize,
        gate: Arc<dyn StreamGate>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> std::io::Result<Self> {
        let RtmpDoor { socket: listener, tls } = door;
        listener.set_nonblocking(true)?;
        let local = listener.local_addr()?;
        let bell = Arc::new(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?);
        let (counts, open) = (Counts::default(), Mutex::default());
        let shared = Arc::new(Shared { gate, tls, clock, entropy, counts, open });
        let (inner, rung) = (Arc::clone(&shared), Arc::clone(&bell));
        let thread = std::thread::Builder::new()
            .name("rtmp".into())
            .spawn(move || accept(&listener, &inner, &rung, max_connections))?;
        Ok(Self { local, shared, bell, thread: Some(thread) })
    }

    /// The TCP address at which it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// The counters so far.
    pub fn counts(&self) -> RtmpCounts {
        let counts = &self.shared.counts;
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        RtmpCounts {
            turned_away: get(&counts.turned_away),
            refused: get(&counts.refused),
            broken: get(&counts.broken),
            audio: get(&counts.audio),
            video: get(&counts.video),
            dropped: get(&counts.dropped),
        }
    }
}

impl Drop for RtmpListener {
    fn drop(&mut self) {
        // Full: it rings already.
        let _ = rustix::io::write(&*self.bell, &1_u64.to_ne_bytes());
        if let Some(thread) = self.thread.take() {
            // A panic was told by the thread itself.
            let _ = thread.join();
        }
        for (_, socket) in self.shared.open().drain(..) {
            // Its thread then reads the end.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

impl std::fmt::Debug for RtmpListener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RtmpListener").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>, bell: &OwnedFd, limit: usize) {
    let mut number = 0;
    loop {
        let mut fds = [PollFd::new(listener, PollFlags::IN), PollFd::new(bell, PollFlags::IN)];
        // Interrupted: both are looked at anyway.
        let _ = poll(&mut fds, None);
        if !fds[1].revents().is_empty() {
            return;
        }
        // Gone again, or no descriptor left: the next one may fare better.
        let Ok((socket, _)) = listener.accept() else { continue };
        number += 1;
        if shared.open().len() >= limit {
            raise(&shared.counts.turned_away);
            continue;
        }
        let Ok(copy) = socket.try_clone() else { continue };
        shared.open().push((number, copy));
        let (inner, id) = (Arc::clone(shared), number);
        let spawned = std::thread::Builder::new().name("rtmp-sender".into()).spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| serve(socket, &inner))).is_err() {
                tracing::error!("an RTMP connection ended by an internal fault");
            }
            inner.open().retain(|(open, _)| *open != id);
        });
        if spawned.is_err() {
            shared.open().retain(|(open, _)| *open != number);
        }
    }
}

/// How a connection ended.
enum End {
    Finished,
    Gone(&'static str),
}

fn serve(socket: TcpStream, shared: &Shared) {
    // It has gone before it was looked at.
    let Ok(wire) = Wire::new(socket, shared.tls.as_ref()) else { return };
    let mut connection = Connection { wire, shared, feed: None, video: Video::default() };
    match connection.run() {
        End::Finished => {
            tracing::info!("an RTMP sender is done");
            if let Some(feed) = connection.feed.take() {
                feed.finish();
            }
            connection.see_off();
        }
        End::Gone(why) => {
            tracing::info!(why, "an RTMP sender has gone");
            // Dropping the feed tells it, before a good-bye that may have to wait.
            drop(connection.feed.take());
        }
    }
    connection.wire.close();
}

struct Connection<'a> {
    wire: Wire,
    shared: &'a Shared,
    feed: Option<StreamFeed>,
    video: Video,
}

impl Connection<'_> {
    fn run(&mut self) -> End {
        let mut random = [0; 32];
        self.shared.entropy.fill(&mut random);
        let mut session = Session::new(random);
        let begun = self.shared.clock.now();
        if self.wire.write_within(KEY_WITHIN).is_err() {
            return End::Gone("the socket failed");
        }
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let waited = self.shared.clock.now().saturating_duration_since(begun);
            let patience = match (&self.feed, KEY_WITHIN.checked_sub(waited)) {
                (Some(_), _) => SILENT_FOR,
                (None, Some(left)) if !left.is_zero() => left,
                (None, _) => return self.broken("no key in time"),
            };
            let len = match self.wire.read(&mut buffer, patience) {
                Ok(Came::End) => return End::Gone("closed"),
                Ok(Came::Bytes(len)) => len,
                Ok(Came::Nothing) => 0,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::InvalidData => {
                    return self.broken("no TLS that is spoken here");
                }
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    return if self.feed.is_some() {
                        End::Gone("silent")
                    } else {
                        self.broken("no key in time")
                    };
                }
                Err(_) => return End::Gone("the connection failed"),
            };
            let heard = match session.push(&buffer[..len]) {
                Ok(heard) => heard,
                Err(broken) => return self.broken(broken.0),
            };
            let end = heard.into_iter().find_map(|heard| self.heard(heard, &mut session));
            if self.wire.write(&session.out).is_err() {
                return End::Gone("the connection failed");
            }
            session.out.clear();
            if let Some(end) = end {
                return end;
            }
            if self.feed.as_ref().is_some_and(StreamFeed::is_closed) {
                return End::Gone("the session is over");
            }
        }
    }

    /// A sender that says good-bye in several messages takes a closed connection in between for a failure.
    fn see_off(&mut self) {
        let mut buffer = vec![0; READ_BYTES];
        for _ in 0..FAREWELLS {
            if !matches!(self.wire.read(&mut buffer, FAREWELL), Ok(Came::Bytes(_) | Came::Nothing))
            {
                return;
            }
        }
    }

    fn broken(&self, why: &'static str) -> End {
        raise(&self.shared.counts.broken);
        End::Gone(why)
    }

    fn heard(&mut self, heard: Heard, session: &mut Session) -> Option<End> {
        let counts = &self.shared.counts;
        match heard {
            Heard::Publish(key) => {
                self.feed = self.shared.gate.admit(&key);
                if self.feed.is_none() {
                    raise(&counts.refused);
                    session.refuse();
                    return Some(End::Gone("its key opens nothing"));
                }
                session.admit();
            }
            Heard::Video(timestamp, message) => {
                raise(&counts.video);
                let picture = match self.video.read(timestamp, &message) {
                    Ok(picture) => picture?,
                    Err(unusable) => {
                        raise(&counts.broken);
                        if let Some(feed) = self.feed.take() {
                            feed.fail(unusable.0);
                        }
                        return Some(End::Gone(unusable.0));
                    }
                };
                match self.feed.as_ref()?.push(picture) {
                    Fed::Taken => {}
                    // RTMP has no way to ask for a key picture: the next one comes by itself.
                    Fed::NeedsKey => raise(&counts.dropped),
                    Fed::Closed => return Some(End::Gone("the session is over")),
                }
            }
            Heard::Audio => raise(&counts.audio),
            Heard::Finished => return Some(End::Finished),
        }
        None
    }
}
