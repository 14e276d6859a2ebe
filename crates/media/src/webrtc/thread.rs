//! The thread that owns the socket and the senders, and the handle that others talk to it by.
//!
//! Answering an offer costs a millisecond of processor time and happens on the caller's thread; only the
//! finished state machine is handed over.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use domain::{Clock, Entropy};
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use str0m::IceCreds;
use str0m::net::Transmit;

use super::hub::{Hub, PublicationId};
use super::peer::{Peer, Terms};
use super::sdp::{Fragment, Offer};
use super::{BindError, Counts, WebRtcCounts, WhipError, raise};
use crate::feed::{StreamCodec, StreamFeed};

/// Commands that may wait for the thread; it looks after every datagram.
const COMMANDS: usize = 64;

/// Datagrams read before the others get their turn: what arrives in about 10 ms at 50 Mbit/s.
const BURST: usize = 64;

/// Larger than any datagram: media keeps below the MTU, DTLS below 2 kB.
const DATAGRAM_BYTES: usize = 2048;

/// Where the service receives media, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebRtcConfig {
    /// The UDP address; port 0 for any free one.
    pub listen: SocketAddr,
    /// The addresses that senders are told. The listening one when empty.
    pub public_addresses: Vec<IpAddr>,
    /// Senders at the same time.
    pub max_senders: usize,
}

enum Command {
    Add(PublicationId, Box<Peer>),
    Patch(PublicationId, Fragment, String, SyncSender<Patched>),
    End(PublicationId, SyncSender<Result<(), WhipError>>),
    Stop,
}

/// The answer to a fragment, if there is one, and the entity tag.
type Patched = Result<(Option<String>, String), WhipError>;

/// An offer that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The SDP answer.
    pub sdp: String,
    /// The version of the ICE session.
    pub etag: String,
}

/// Receives the media of WebRTC senders. Dropping it lets all of them go.
pub struct WebRtc {
    terms: Terms,
    local: SocketAddr,
    max_senders: usize,
    /// Senders that run or are being added.
    senders: Arc<AtomicUsize>,
    commands: SyncSender<Command>,
    bell: Arc<OwnedFd>,
    counts: Arc<Counts>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl WebRtc {
    /// Opens the socket and starts the thread.
    ///
    /// # Errors
    /// When the port is taken, when no address is known that a sender could connect to, or when the
    /// certificate cannot be made.
    pub fn bind(
        config: &WebRtcConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, BindError> {
        let socket = UdpSocket::bind(config.listen)
            .and_then(|socket| socket.set_nonblocking(true).map(|()| socket))
            .map_err(|error| BindError::Socket(config.listen, error))?;
        let local = socket.local_addr().map_err(|e| BindError::Socket(config.listen, e))?;
        let mut addresses: Vec<_> =
            config.public_addresses.iter().map(|ip| SocketAddr::new(*ip, local.port())).collect();
        if addresses.is_empty() {
            if local.ip().is_unspecified() {
                return Err(BindError::NoAddress);
            }
            addresses.push(local);
        }
        let provider = str0m::crypto::from_feature_flags();
        let certificate = provider
            .dtls_provider
            .generate_certificate()
            .ok_or(BindError::Runtime("no certificate can be made"))?;
        let all = [StreamCodec::H264, StreamCodec::Vp8, StreamCodec::Vp9, StreamCodec::Av1];
        let codecs = all.into_iter().filter(|codec| can_decode(*codec)).collect();
        let bell = eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)
            .map_err(|_| BindError::Runtime("no event can be made"))?;
        let bell = Arc::new(bell);
        let (commands, inbox) = sync_channel(COMMANDS);
        let (counts, senders) = (Arc::new(Counts::default()), Arc::new(AtomicUsize::new(0)));
        let hub = Hub::new(addresses.clone(), Arc::clone(&counts));
        let driver = Driver {
            socket,
            hub,
            inbox,
            bell: Arc::clone(&bell),
            counts: Arc::clone(&counts),
            senders: Arc::clone(&senders),
            clock: Arc::clone(&clock),
        };
        let thread = std::thread::Builder::new()
            .name("webrtc".into())
            .spawn(move || driver.run())
            .map_err(|_| BindError::Runtime("no thread can be started"))?;
        Ok(Self {
            terms: Terms { addresses, certificate, codecs },
            local,
            max_senders: config.max_senders,
            senders,
            commands,
            bell,
            counts,
            clock,
            entropy,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// The UDP address at which it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// The counters so far.
    pub fn counts(&self) -> WebRtcCounts {
        self.counts.read()
    }

    /// Answers a sender's offer and listens to it from now on. Blocks for some milliseconds.
    ///
    /// # Errors
    /// As [`WhipError`] says; `feed` is then dropped.
    pub fn publish(
        &self,
        id: PublicationId,
        offer: &str,
        feed: StreamFeed,
    ) -> Result<Answered, WhipError> {
        let offer = Offer::parse(offer)?;
        let place = Place::take(&self.senders, self.max_senders)?;
        let mut random = [0; 32];
        self.entropy.fill(&mut random);
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let credentials = IceCreds { ufrag: hex(&random[..8]), pass: hex(&random[8..]) };
        let (peer, sdp) = Peer::accept(&self.terms, credentials, offer, feed, self.clock.now())?;
        let etag = peer.etag();
        self.send(Command::Add(id, Box::new(peer)))?;
        place.keep();
        Ok(Answered { sdp, etag })
    }

    /// A trickled fragment of a sender: the fragment to answer with, if there is one, and the entity tag.
    ///
    /// # Errors
    /// `Malformed`, `Stale`, `Gone`, `Stopped`.
    pub fn patch(&self, id: PublicationId, fragment: &str, if_match: &str) -> Patched {
        let fragment = Fragment::parse(fragment)?;
        let (reply, answer) = sync_channel(1);
        self.send(Command::Patch(id, fragment, if_match.to_owned(), reply))?;
        answer.recv().map_err(|_| WhipError::Stopped)?
    }

    /// The sender is done.
    ///
    /// # Errors
    /// `Gone`, `Stopped`.
    pub fn end(&self, id: PublicationId) -> Result<(), WhipError> {
        let (reply, answer) = sync_channel(1);
        self.send(Command::End(id, reply))?;
        answer.recv().map_err(|_| WhipError::Stopped)?
    }

    fn send(&self, command: Command) -> Result<(), WhipError> {
        self.commands.try_send(command).map_err(|_| WhipError::Stopped)?;
        ring(&self.bell);
        Ok(())
    }
}

impl Drop for WebRtc {
    fn drop(&mut self) {
        // Full: the thread is about to look, and finds the other end dropped when it has looked at all.
        let _ = self.commands.try_send(Command::Stop);
        ring(&self.bell);
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic was told by the thread itself.
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for WebRtc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebRtc").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

fn can_decode(codec: StreamCodec) -> bool {
    #[cfg(feature = "gstreamer")]
    return crate::pipeline::can_decode(codec);
    #[cfg(not(feature = "gstreamer"))]
    return codec == StreamCodec::Vp8;
}

fn ring(bell: &OwnedFd) {
    // Full: it rings already.
    let _ = rustix::io::write(bell, &1_u64.to_ne_bytes());
}

/// A sender's place among those that may run, given back when it is not kept.
struct Place<'a> {
    senders: &'a AtomicUsize,
    is_kept: bool,
}

impl<'a> Place<'a> {
    fn take(senders: &'a AtomicUsize, limit: usize) -> Result<Self, WhipError> {
        let room = |n: usize| (n < limit).then_some(n + 1);
        senders
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, room)
            .map_err(|_| WhipError::Full)?;
        Ok(Self { senders, is_kept: false })
    }

    fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.senders.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// What the thread owns.
struct Driver {
    socket: UdpSocket,
    hub: Hub,
    inbox: Receiver<Command>,
    bell: Arc<OwnedFd>,
    counts: Arc<Counts>,
    senders: Arc<AtomicUsize>,
    clock: Arc<dyn Clock>,
}

impl Driver {
    fn run(mut self) {
        let mut out = Vec::new();
        let mut buffer = [0; DATAGRAM_BYTES];
        loop {
            let before = self.hub.len();
            let due = self.hub.tick(self.clock.now(), &mut out);
            self.freed(before);
            self.flush(&mut out);
            self.wait(due);
            self.read(&mut buffer, &mut out);
            if !self.obey(&mut out) {
                self.flush(&mut out);
                return;
            }
            self.flush(&mut out);
        }
    }

    /// Senders that left by themselves make room.
    fn freed(&self, before: usize) {
        self.senders.fetch_sub(before.saturating_sub(self.hub.len()), Ordering::Relaxed);
    }

    fn wait(&self, due: Instant) {
        let left = due.saturating_duration_since(self.clock.now());
        // Rounded up, or the last millisecond would be spent in a busy loop.
        let nanos = (left.subsec_millis() + 1) * 1_000_000;
        let seconds = i64::try_from(left.as_secs()).unwrap_or(i64::MAX);
        let timeout = Timespec { tv_sec: seconds, tv_nsec: i64::from(nanos.min(999_999_999)) };
        let mut fds =
            [PollFd::new(&self.socket, PollFlags::IN), PollFd::new(&*self.bell, PollFlags::IN)];
        // Interrupted: everything is looked at anyway.
        let _ = poll(&mut fds, Some(&timeout));
        let mut count = [0; 8];
        // Nothing to read: it did not ring.
        let _ = rustix::io::read(&*self.bell, &mut count);
    }

    fn read(&mut self, buffer: &mut [u8], out: &mut Vec<Transmit>) {
        for _ in 0..BURST {
            match self.socket.recv_from(buffer) {
                Ok((len, source)) => {
                    let before = self.hub.len();
                    self.hub.receive(&buffer[..len], unmapped(source), self.clock.now(), out);
                    self.freed(before);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // A port that a sender has closed already; told by the kernel, of no consequence.
                Err(_) => {}
            }
        }
    }

    /// False when there is nobody left to obey.
    fn obey(&mut self, out: &mut Vec<Transmit>) -> bool {
        loop {
            let command = match self.inbox.try_recv() {
                Ok(command) => command,
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            };
            let now = self.clock.now();
            match command {
                Command::Add(id, peer) => self.hub.add(id, *peer, now, out),
                Command::Patch(id, fragment, if_match, reply) => {
                    // Whoever asked may have gone.
                    let _ = reply.try_send(self.hub.patch(id, &fragment, &if_match, now, out));
                }
                Command::End(id, reply) => {
                    let before = self.hub.len();
                    let _ = reply.try_send(self.hub.end(id, now, out));
                    self.freed(before);
                }
                Command::Stop => return false,
            }
        }
    }

    fn flush(&self, out: &mut Vec<Transmit>) {
        for transmit in out.drain(..) {
            if self.socket.send_to(&transmit.contents, transmit.destination).is_err() {
                raise(&self.counts.unsent);
            }
        }
    }
}

/// On a socket of both families IPv4 addresses come dressed as IPv6.
fn unmapped(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
