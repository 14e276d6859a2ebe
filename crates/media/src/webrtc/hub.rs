//! All senders of the service behind one socket, without I/O: which datagram is whose, who is due, who
//! leaves. A panic while one sender is looked after ends that one only.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::Input;
use str0m::net::{DatagramRecv, Protocol, Receive, Transmit};

use super::peer::Peer;
use super::sdp::Fragment;
use super::{Counts, WhipError, raise};

/// The name of a publication.
pub type PublicationId = u128;

/// How long nobody has to be woken when there is nobody.
const NOBODY: Duration = Duration::from_secs(60);

/// Addresses remembered per sender. One that moves between networks has a handful; more are forgotten and
/// found again by asking every sender.
const ADDRESSES: usize = 16;

/// See the module's text.
pub(super) struct Hub {
    peers: HashMap<PublicationId, Peer>,
    /// Where authenticated datagrams came from.
    known: HashMap<SocketAddr, PublicationId>,
    /// At which of our addresses datagrams count as received, by family.
    addresses: Vec<SocketAddr>,
    counts: Arc<Counts>,
}

impl Hub {
    pub(super) fn new(addresses: Vec<SocketAddr>, counts: Arc<Counts>) -> Self {
        Self { peers: HashMap::new(), known: HashMap::new(), addresses, counts }
    }

    pub(super) fn len(&self) -> usize {
        self.peers.len()
    }

    pub(super) fn add(
        &mut self,
        id: PublicationId,
        mut peer: Peer,
        now: Instant,
        out: &mut Vec<Transmit>,
    ) {
        // The state machine is drained after every change.
        peer.drain(now, &self.counts, out);
        self.peers.insert(id, peer);
    }

    /// What to answer to a trickled fragment, and the entity tag after it.
    pub(super) fn patch(
        &mut self,
        id: PublicationId,
        fragment: &Fragment,
        if_match: &str,
        now: Instant,
        out: &mut Vec<Transmit>,
    ) -> Result<(Option<String>, String), WhipError> {
        let counts = Arc::clone(&self.counts);
        let peer = self.peers.get_mut(&id).ok_or(WhipError::Gone)?;
        let answer = peer.patch(fragment, if_match)?;
        peer.drain(now, &counts, out);
        Ok((answer, peer.etag()))
    }

    /// The sender is done.
    pub(super) fn end(
        &mut self,
        id: PublicationId,
        now: Instant,
        out: &mut Vec<Transmit>,
    ) -> Result<(), WhipError> {
        let peer = self.remove(id).ok_or(WhipError::Gone)?;
        peer.leave(true, now, out);
        Ok(())
    }

    fn remove(&mut self, id: PublicationId) -> Option<Peer> {
        self.known.retain(|_, owner| *owner != id);
        self.peers.remove(&id)
    }

    /// A datagram from the socket.
    pub(super) fn receive(
        &mut self,
        bytes: &[u8],
        source: SocketAddr,
        now: Instant,
        out: &mut Vec<Transmit>,
    ) {
        let our_side = self.addresses.iter().find(|a| a.is_ipv4() == source.is_ipv4());
        let (Some(destination), Ok(contents)) = (our_side, DatagramRecv::try_from(bytes)) else {
            return raise(&self.counts.strange);
        };
        let (proto, destination) = (Protocol::Udp, *destination);
        let input = Input::Receive(now, Receive { proto, source, destination, contents });
        let remembered = self.known.get(&source).copied();
        let is_theirs = |id: &PublicationId| self.peers.get(id).is_some_and(|p| p.accepts(&input));
        let owner =
            remembered.filter(is_theirs).or_else(|| self.peers.keys().copied().find(is_theirs));
        let Some(id) = owner else { return raise(&self.counts.strange) };
        if remembered != Some(id) {
            if self.known.len() >= ADDRESSES * self.peers.len() {
                self.known.clear();
            }
            self.known.insert(source, id);
        }
        self.handle(id, input, now, out);
    }

    /// Wakes those who are due; says when the next one is.
    pub(super) fn tick(&mut self, now: Instant, out: &mut Vec<Transmit>) -> Instant {
        let due: Vec<_> =
            self.peers.iter().filter(|(_, p)| p.due() <= now).map(|(id, _)| *id).collect();
        for id in due {
            self.handle(id, Input::Timeout(now), now, out);
        }
        self.peers.values().map(Peer::due).min().unwrap_or(now + NOBODY)
    }

    fn handle(
        &mut self,
        id: PublicationId,
        input: Input<'_>,
        now: Instant,
        out: &mut Vec<Transmit>,
    ) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let counts = &self.counts;
        let handled = catch_unwind(AssertUnwindSafe(|| peer.handle(input, now, counts, out)));
        let why = match handled {
            Ok(()) => match peer.leaving() {
                None => return,
                Some(why) => why.as_str(),
            },
            Err(_) => "internal fault",
        };
        tracing::info!(why, "a sender is no longer listened to");
        if let Some(peer) = self.remove(id) {
            let gone = AssertUnwindSafe(|| peer.leave(false, now, out));
            if catch_unwind(gone).is_err() {
                tracing::error!("a sender could not be let go in order");
            }
        }
    }
}
