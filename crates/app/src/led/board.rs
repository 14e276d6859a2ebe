//! What stands between the conductor of a led session and its page: what the page is told, and what it says.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{LightSkip, LightStep, SessionId};
use session::{Conclusion, Guidance};
use tokio::sync::mpsc;

/// Messages that may wait for a page: some twenty are sent in an attempt.
const OUT: usize = 32;

/// Messages of a page that may wait.
const IN: usize = 16;

/// One message to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedMessage {
    /// What the guide says.
    Guidance(Guidance),
    /// Show this light card now.
    Colours {
        /// Its number within the session.
        number: u32,
        /// What to show.
        steps: Vec<LightStep>,
    },
    /// It is over. Nothing follows.
    End {
        /// What the person is told.
        conclusion: Conclusion,
        /// Tries that are left.
        attempts_left: u32,
    },
    /// This page is cut off. Nothing follows.
    Closed(LedClose),
}

/// Why a page is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedClose {
    /// Another connection took over.
    Replaced,
    /// The session is gone: erased, or the service is stopping.
    Gone,
    /// It does not take what it is told.
    TooSlow,
}

impl LedClose {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Gone => "gone",
            Self::TooSlow => "too_slow",
        }
    }
}

/// What a page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedInput {
    /// It has shown a light card to its end.
    ColoursShown {
        /// Which.
        number: u32,
        /// Beginning of each step and end of the last, from the message on.
        edges: Vec<Duration>,
    },
    /// It does not show it, or not to its end.
    ColoursSkipped(LightSkip),
    /// The person gives up this attempt.
    Stop,
    /// It is there.
    Here,
    /// It has gone.
    Gone,
}

/// A page's side. One at a time.
#[derive(Debug)]
pub struct LedPage {
    messages: mpsc::Receiver<LedMessage>,
}

impl LedPage {
    /// The next message; none after the last.
    pub async fn next(&mut self) -> Option<LedMessage> {
        self.messages.recv().await
    }
}

/// A led session, as its page and the requests of its page see it.
#[derive(Debug)]
pub(crate) struct LedSession {
    session: SessionId,
    inputs: mpsc::Sender<LedInput>,
    board: Mutex<Board>,
}

/// Protects who is told, and what last.
#[derive(Debug, Default)]
struct Board {
    page: Option<mpsc::Sender<LedMessage>>,
    /// Counts pages, so that one that was replaced does not tell that the newest has gone.
    pages: u64,
    last: Option<LedMessage>,
    hints: u32,
}

impl LedSession {
    pub(super) fn new(session: SessionId) -> (Self, mpsc::Receiver<LedInput>) {
        let (inputs, receiver) = mpsc::channel(IN);
        (Self { session, inputs, board: Mutex::default() }, receiver)
    }

    pub(crate) const fn session(&self) -> SessionId {
        self.session
    }

    /// Puts a page in place of the one before, and tells it how things stand. The number names it.
    pub(crate) fn attach(&self) -> (LedPage, u64) {
        let (sender, messages) = mpsc::channel(OUT);
        let mut board = self.lock();
        if let Some(older) = board.page.take() {
            // One that is full or gone learns it by the closed channel.
            let _ = older.try_send(LedMessage::Closed(LedClose::Replaced));
        }
        // A card is not begun anew: its time runs.
        let standing = board.last.clone().filter(|m| !matches!(m, LedMessage::Colours { .. }));
        let is_over = standing.as_ref().is_some_and(is_last);
        if let Some(message) = standing {
            let _ = sender.try_send(message);
        }
        board.pages += 1;
        board.page = (!is_over).then_some(sender);
        let number = board.pages;
        drop(board);
        self.say(LedInput::Here);
        (LedPage { messages }, number)
    }

    /// A page has gone, unless another took over.
    pub(crate) fn detach(&self, number: u64) {
        let is_newest = {
            let mut board = self.lock();
            let is_newest = board.pages == number;
            if is_newest {
                board.page = None;
            }
            is_newest
        };
        if is_newest {
            self.say(LedInput::Gone);
        }
    }

    /// Passes on what a page says. What does not fit any more is dropped: a page says little.
    pub(crate) fn say(&self, input: LedInput) {
        if self.inputs.try_send(input).is_err() {
            tracing::debug!(session.id = %self.session, "a led session takes nothing more from its page");
        }
    }

    /// Counts a hint; false beyond `limit`.
    pub(crate) fn count_hint(&self, limit: u32) -> bool {
        let mut board = self.lock();
        board.hints += 1;
        board.hints <= limit
    }

    /// Tells the page.
    pub(super) fn tell(&self, message: LedMessage) {
        let mut board = self.lock();
        board.last = Some(message.clone());
        let is_over = is_last(&message);
        if let Some(page) = &board.page
            && page.try_send(message).is_err()
        {
            board.page = None;
        }
        if is_over {
            board.page = None;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn is_last(message: &LedMessage) -> bool {
    matches!(message, LedMessage::End { .. } | LedMessage::Closed(_))
}

#[cfg(test)]
mod tests {
    use domain::UtcTime;
    use session::FaceHint;

    use super::*;
    use crate::fakes::FakeEntropy;

    fn led() -> (LedSession, mpsc::Receiver<LedInput>) {
        let entropy = FakeEntropy::default();
        LedSession::new(SessionId::generate(UtcTime::from_unix_millis(1), &entropy))
    }

    #[tokio::test]
    async fn a_newer_page_takes_over_and_learns_how_things_stand() {
        let (led, mut inputs) = led();
        let (mut first, number) = led.attach();
        led.tell(LedMessage::Guidance(Guidance::Face(Some(FaceHint::Closer))));
        let (mut second, _) = led.attach();
        let closer = LedMessage::Guidance(Guidance::Face(Some(FaceHint::Closer)));
        assert_eq!(first.next().await, Some(closer.clone()));
        assert_eq!(first.next().await, Some(LedMessage::Closed(LedClose::Replaced)));
        assert_eq!(first.next().await, None);
        assert_eq!(second.next().await, Some(closer));
        led.detach(number);
        assert_eq!(inputs.recv().await, Some(LedInput::Here));
        assert_eq!(inputs.recv().await, Some(LedInput::Here));
        assert!(inputs.try_recv().is_err(), "the page that was replaced is not missed");
    }

    #[tokio::test]
    async fn a_card_is_not_begun_anew_and_an_end_is_told_to_who_comes_late() {
        let (led, _inputs) = led();
        led.tell(LedMessage::Colours { number: 0, steps: Vec::new() });
        let (mut page, _) = led.attach();
        let end = LedMessage::End { conclusion: Conclusion::Human, attempts_left: 0 };
        led.tell(end.clone());
        assert_eq!(page.next().await, Some(end.clone()));
        assert_eq!(page.next().await, None);
        let (mut late, _) = led.attach();
        assert_eq!(late.next().await, Some(end));
        assert_eq!(late.next().await, None);
    }

    #[tokio::test]
    async fn a_page_that_takes_nothing_is_cut_off() {
        let (led, _inputs) = led();
        let (mut page, _) = led.attach();
        for _ in 0..=OUT {
            led.tell(LedMessage::Guidance(Guidance::Waiting));
        }
        let mut told = 0;
        while page.next().await.is_some() {
            told += 1;
        }
        assert_eq!(told, OUT);
    }
}
