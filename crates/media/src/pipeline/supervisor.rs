//! The thread that owns a source's pipeline: plays it, tells silence, opens it again, names its end.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use domain::{SourceEnd, SourceEvent};
use url::Url;

use super::Plan;
use super::decode::{self, Connection, Running};
use super::fault::{Fault, Missing, Signal};
use crate::tap::Tap;
use crate::{Address, BreakReason, OpenError, Pace, Reconnect, Step, container};

/// Redirects that are followed, each checked against the access policy.
const MAX_REDIRECTS: u32 = 5;

/// How long a failed file may take to hand over what it had already decoded, without progress.
const DRAIN: Duration = Duration::from_secs(1);

/// The stop flag, and the way to wake the supervisor.
pub(super) struct Control {
    stopped: AtomicBool,
    signals: SyncSender<(u32, Signal)>,
}

impl Control {
    pub(super) fn new(signals: SyncSender<(u32, Signal)>) -> Self {
        Self { stopped: AtomicBool::new(false), signals }
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        // A full queue wakes the supervisor as well.
        let _ = self.signals.try_send((0, Signal::Wake));
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}

/// From the callbacks of one connection to the supervisor; what an older connection still says is not
/// heard.
#[derive(Clone)]
pub(super) struct Wire {
    connection: u32,
    signals: SyncSender<(u32, Signal)>,
    flowing: Arc<AtomicBool>,
}

impl Wire {
    pub(super) fn send(&self, signal: Signal) {
        // Full: the supervisor is already drowning in repetitions of the first error.
        let _ = self.signals.try_send((self.connection, signal));
    }

    pub(super) fn first_frame(&self) {
        if !self.flowing.swap(true, Ordering::SeqCst) {
            self.send(Signal::FirstFrame);
        }
    }
}

/// How a connection ended.
enum Ending {
    Stopped,
    Eos,
    Failed(Fault),
}

/// When a recording last moved: a picture came, or one waits for a reader who is behind.
struct Progress {
    received: u64,
    at: Instant,
}

impl Progress {
    /// How long it has stood still.
    fn stands_since(&mut self, now: Instant, received: u64, is_reader_behind: bool) -> Duration {
        if received != self.received || is_reader_behind {
            *self = Self { received, at: now };
        }
        now.saturating_duration_since(self.at)
    }
}

pub(super) struct Supervisor {
    plan: Arc<Plan>,
    control: Arc<Control>,
    inbox: Receiver<(u32, Signal)>,
    tap: Arc<Tap>,
    reconnect: Reconnect,
    /// Told once: the first frame, or why there is none.
    opened: Option<SyncSender<Result<(), OpenError>>>,
    connection: u32,
}

impl Supervisor {
    pub(super) fn new(
        plan: Plan,
        control: Arc<Control>,
        inbox: Receiver<(u32, Signal)>,
        tap: Arc<Tap>,
        seed: u64,
        opened: SyncSender<Result<(), OpenError>>,
    ) -> Self {
        let reconnect = Reconnect::new(plan.timing.backoff, seed);
        let plan = Arc::new(plan);
        Self { plan, control, inbox, tap, reconnect, opened: Some(opened), connection: 0 }
    }

    /// Plays the source to its end.
    pub(super) fn run(&mut self) {
        let end = self.play_all();
        self.tap.mailbox.end(end);
    }

    fn play_all(&mut self) -> SourceEnd {
        let Some(first) = uri(&self.plan.address) else {
            return self.fail(Fault::Damaged);
        };
        let mut target = first.clone();
        let mut redirects = 0;
        let mut skip = Duration::ZERO;
        loop {
            let ending =
                self.allowed(&target).map_or_else(Ending::Failed, |()| self.play(&target, skip));
            let fault = match ending {
                Ending::Stopped => return SourceEnd::Cancelled,
                Ending::Eos if self.opened.is_some() => return self.fail(Fault::Damaged),
                Ending::Eos if self.end_is_final() => return self.last_frame(),
                Ending::Eos => Fault::Unreachable,
                Ending::Failed(Fault::Redirected(url)) if redirects < MAX_REDIRECTS => {
                    redirects += 1;
                    target = *url;
                    continue;
                }
                Ending::Failed(fault) => fault,
            };
            if self.opened.is_some() || matches!(self.plan.address, Address::File(_)) {
                return self.fail(fault);
            }
            match self.wait_to_retry(&fault) {
                Ok(()) => {}
                Err(end) => return end,
            }
            redirects = 0;
            target = first.clone();
            if self.is_live() {
                self.tap.reopen_live();
            } else {
                skip = self.tap.reopen_recording() - domain::MediaTime::ZERO;
            }
        }
    }

    /// Checked again at each connection, because names change their addresses.
    fn allowed(&self, target: &Url) -> Result<(), Fault> {
        match self.plan.address {
            Address::Url(_) => self
                .plan
                .policy
                .check_url(target, self.plan.resolver.as_ref())
                .map_err(Fault::Refused),
            _ => Ok(()),
        }
    }

    fn is_live(&self) -> bool {
        self.plan.address.is_live() || self.tap.is_live()
    }

    /// SRT and devices have no way to say that they ended well.
    fn end_is_final(&self) -> bool {
        match &self.plan.address {
            Address::File(_) => true,
            Address::Url(url) => url.scheme() != "srt",
            Address::Device(_) => false,
        }
    }

    fn last_frame(&self) -> SourceEnd {
        let Address::File(path) = &self.plan.address else { return SourceEnd::Finished };
        let missing = File::open(path).and_then(|mut file| container::missing_tail(&mut file));
        match missing {
            Ok(Some(bytes)) => SourceEnd::Truncated {
                detail: format!("the file lacks the last {bytes} bytes that its header announces"),
            },
            _ => SourceEnd::Finished,
        }
    }

    fn fail(&mut self, fault: Fault) -> SourceEnd {
        let end = SourceEnd::Truncated { detail: fault.detail().into() };
        if let Some(opened) = self.opened.take() {
            // The opener may have given up at its deadline.
            let _ = opened.send(Err(fault.into_open_error(&self.plan.address)));
        }
        end
    }

    fn wait_to_retry(&mut self, fault: &Fault) -> Result<(), SourceEnd> {
        let reason = match fault {
            Fault::TimedOut(_) => BreakReason::TimedOut,
            Fault::Unreachable => BreakReason::Ended,
            _ => BreakReason::Error,
        };
        let (at, attempt) = match self.reconnect.broke(self.tap.clock.now(), reason) {
            Step::RetryAt { at, attempt } => (at, attempt),
            Step::GiveUp { attempts } => return Err(SourceEnd::Lost { attempts }),
        };
        tracing::info!(?reason, attempt, "a stream broke and is opened again");
        self.tap.mailbox.event(SourceEvent::Reconnecting { attempt });
        loop {
            if self.control.is_stopped() {
                return Err(SourceEnd::Cancelled);
            }
            let left = at.saturating_duration_since(self.tap.clock.now());
            if left.is_zero() {
                return Ok(());
            }
            let _ = self.inbox.recv_timeout(left);
        }
    }

    /// Plays one connection to its end. The pipeline is gone when this returns, however it does.
    fn play(&mut self, target: &Url, skip: Duration) -> Ending {
        self.connection += 1;
        let wire = Wire {
            connection: self.connection,
            signals: self.control.signals.clone(),
            flowing: Arc::new(AtomicBool::new(false)),
        };
        let started = self.tap.clock.now();
        match decode::start(&self.plan, &self.tap, wire, target, skip) {
            Ok((running, connection)) => {
                let ending = self.listen(started, &running, &connection);
                drop::<Running>(running);
                drop(connection);
                ending
            }
            Err(fault) => Ending::Failed(fault),
        }
    }

    fn listen(&mut self, started: Instant, running: &Running, connection: &Connection) -> Ending {
        let mut flowing = false;
        let mut missing = None;
        let mut progress = Progress { received: 0, at: started };
        loop {
            if self.control.is_stopped() {
                return Ending::Stopped;
            }
            let signal = match self.inbox.recv_timeout(self.patience()) {
                Ok((from, signal)) if from == self.connection => signal,
                Ok(_) | Err(RecvTimeoutError::Timeout) => Signal::Wake,
                Err(RecvTimeoutError::Disconnected) => return Ending::Stopped,
            };
            let fault = match signal {
                Signal::FirstFrame => {
                    flowing = true;
                    self.tell_opened();
                    continue;
                }
                Signal::Eos => return Ending::Eos,
                Signal::Missing(what) => {
                    missing = Some(missing.map_or(what.clone(), |known: Missing| known.min(what)));
                    continue;
                }
                Signal::Wake => match self.overdue(started, flowing, &mut progress) {
                    Some(fault) => fault,
                    None => continue,
                },
                Signal::NoVideo => Fault::NoVideo,
                Signal::Fault(fault) => fault,
            };
            let fault = match connection.refusal() {
                Some(error) => Fault::Refused(error),
                None => fault.explained(missing.take()),
            };
            let broke_off = matches!(fault, Fault::Damaged | Fault::Unreachable);
            if broke_off && !self.is_live() && connection.has_begun() {
                running.let_out();
                self.drain();
            }
            return if self.control.is_stopped() { Ending::Stopped } else { Ending::Failed(fault) };
        }
    }

    /// How long to wait for a signal before looking at the silence.
    fn patience(&self) -> Duration {
        let timing = &self.plan.timing;
        timing.silent_after.min(timing.lost_after).div_f64(4.0).max(Duration::from_millis(10))
    }

    /// Looks for silence. A stream that has been silent for too long counts as gone, a recording whose
    /// decoder neither goes on nor ends as damaged.
    fn overdue(
        &mut self,
        started: Instant,
        flowing: bool,
        progress: &mut Progress,
    ) -> Option<Fault> {
        if !self.is_live() {
            // Read by its own clock it may rest for as long as its time stamps say.
            let mailbox = &self.tap.mailbox;
            let stands = progress.stands_since(
                self.tap.clock.now(),
                mailbox.counters.received.load(Ordering::Relaxed),
                mailbox.holds_a_frame(),
            );
            // As patient as with a first picture.
            let is_stuck = flowing
                && self.plan.pace == Pace::AsFast
                && stands > self.plan.timing.open_deadline;
            return is_stuck.then_some(Fault::Damaged);
        }
        let now = self.tap.clock.now();
        let quiet = self.tap.watch();
        let connected_for = now.saturating_duration_since(started);
        let timing = &self.plan.timing;
        if flowing {
            if quiet < timing.silent_after {
                self.reconnect.frame(now);
            }
            (quiet.min(connected_for) > timing.lost_after).then_some(Fault::TimedOut(quiet))
        } else {
            // Before the very first frame the opener's own deadline rules.
            (self.opened.is_none() && connected_for > timing.open_deadline)
                .then_some(Fault::TimedOut(connected_for))
        }
    }

    fn tell_opened(&mut self) {
        if let Some(opened) = self.opened.take() {
            // The opener may have given up at its deadline.
            let _ = opened.send(Ok(()));
        }
    }

    /// Lets a failed recording hand over what lies decoded behind the fault.
    fn drain(&mut self) {
        let received = |tap: &Tap| tap.mailbox.counters.received.load(Ordering::Relaxed);
        while !self.control.is_stopped() {
            let before = received(&self.tap);
            match self.inbox.recv_timeout(DRAIN) {
                Ok((from, signal)) if from == self.connection => match signal {
                    Signal::FirstFrame => self.tell_opened(),
                    Signal::Eos => return,
                    _ => {}
                },
                Ok(_) => {}
                Err(_) => {
                    let waiting = self.tap.mailbox.holds_a_frame();
                    if received(&self.tap) == before && !waiting {
                        return;
                    }
                }
            }
        }
    }
}

/// The address as GStreamer wants it.
fn uri(address: &Address) -> Option<Url> {
    match address {
        Address::Url(url) => Some(url.clone()),
        Address::File(path) => Url::from_file_path(path.canonicalize().ok()?).ok(),
        Address::Device(path) => Url::parse(&format!("v4l2://{}", path.to_str()?)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_stands_still_only_while_neither_pictures_nor_the_reader_move() {
        #[expect(clippy::disallowed_methods, reason = "any instant will do")]
        let begin = Instant::now();
        let at = |s: u64| begin + Duration::from_secs(s);
        let mut progress = Progress { received: 0, at: begin };
        let mut stands =
            |s, received, behind| progress.stands_since(at(s), received, behind).as_secs();
        assert_eq!(stands(5, 0, false), 5);
        assert_eq!(stands(6, 1, false), 0, "a picture came");
        assert_eq!(stands(16, 1, false), 10);
        assert_eq!(stands(17, 1, true), 0, "the reader is behind");
        assert_eq!(stands(40, 1, false), 23);
    }
}
