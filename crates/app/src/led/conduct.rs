//! The conductor: brings a guide together with the session it leads and the page that shows it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{FrameSize, LightSkip, MediaInfo, ReasonCode, SessionId, SignKind, SourceEvent};
use session::{Conclusion, FaceHint, Guide, GuideEnd, GuideInput, GuideOutput, GuidePlan};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use super::board::{LedClose, LedInput, LedMessage, LedSession};
use crate::facade::App;
use crate::live::{Follower, LiveMessage, LiveSession};
use crate::view::SessionDetails;

/// How often the clock is looked at when nothing happens.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How a led session ended.
pub(crate) struct LedEnd {
    /// Which.
    pub(crate) session: SessionId,
    /// Why the guide ended.
    pub(crate) end: GuideEnd,
    /// The session, with its verdict if it has one.
    pub(crate) details: SessionDetails,
    /// Signs that the guide noted.
    pub(crate) signs: Vec<SignKind>,
}

pub(super) struct Conductor {
    app: App,
    live: Arc<LiveSession>,
    board: Arc<LedSession>,
    follower: Follower,
    guide: Guide,
    begun: Instant,
    size: Option<FrameSize>,
    /// How the face was placed on the newest frame.
    hint: Option<FaceHint>,
    end: Option<GuideEnd>,
    signs: Vec<SignKind>,
}

impl Conductor {
    pub(super) fn new(
        app: App,
        live: Arc<LiveSession>,
        board: Arc<LedSession>,
        follower: Follower,
        plan: GuidePlan,
    ) -> Self {
        let begun = app.clock().now();
        let (guide, size) = (Guide::new(plan), live.media().map(|m| m.size));
        Self {
            app,
            live,
            board,
            follower,
            guide,
            begun,
            size,
            hint: None,
            end: None,
            signs: Vec::new(),
        }
    }

    /// Leads until the session is over and recorded.
    pub(super) async fn run<F>(
        mut self,
        mut inputs: mpsc::Receiver<LedInput>,
        at_end: impl FnOnce(App, LedEnd) -> F + Send,
    ) where
        F: Future<Output = (Conclusion, u32)> + Send,
    {
        self.drain();
        let mut looks = tokio::time::interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let details = loop {
            tokio::select! {
                message = self.follower.next() => match message {
                    Some(LiveMessage::Ended(details)) => break Some(*details),
                    Some(LiveMessage::Closed(_)) | None => break None,
                    Some(message) => self.message(&message),
                },
                Some(input) = inputs.recv() => self.page(input),
                _ = looks.tick() => self.put(GuideInput::Time),
            }
        };
        self.put(GuideInput::SessionOver);
        let (session, end) = (self.live.id, self.end.unwrap_or(GuideEnd::SessionOver));
        match details {
            Some(details) => {
                let signs = std::mem::take(&mut self.signs);
                let ended = LedEnd { session, end, details, signs };
                let (conclusion, attempts_left) = at_end(self.app.clone(), ended).await;
                self.board.tell(LedMessage::End { conclusion, attempts_left });
            }
            // Erased, or the service stops at once.
            None => self.board.tell(LedMessage::Closed(LedClose::Gone)),
        }
        self.app.running_checks().remove(session);
    }

    fn put(&mut self, input: GuideInput<'_>) {
        let now = self.app.clock().now().saturating_duration_since(self.begun);
        self.guide.handle(now, input);
        self.drain();
    }

    /// What the session tells.
    fn message(&mut self, message: &LiveMessage) {
        match message {
            LiveMessage::Snapshot { session, .. } => {
                if let Some(info) = &session.media {
                    self.opened(info);
                }
            }
            LiveMessage::Opened(info) => self.opened(info),
            LiveMessage::Source(SourceEvent::Changed(info)) => self.size = Some(info.size),
            LiveMessage::Face { face, .. } => {
                self.hint = self.size.and_then(|size| FaceHint::of(face, size));
            }
            LiveMessage::Verdict { report, point, .. } => {
                let verdict = &report.verdict;
                let is_second = |r: &domain::Reason| r.code == ReasonCode::SecondFace;
                let hint = if !point.face_visible {
                    Some(FaceHint::NoFace)
                } else if verdict.reasons.iter().any(is_second) {
                    Some(FaceHint::OnePerson)
                } else {
                    self.hint
                };
                self.put(GuideInput::Face(hint));
                self.put(GuideInput::Verdict(verdict));
            }
            LiveMessage::Source(_)
            | LiveMessage::Progress { .. }
            | LiveMessage::Faces { .. }
            | LiveMessage::Evidence { .. }
            | LiveMessage::Ended(_)
            | LiveMessage::Closed(_) => {}
        }
    }

    fn opened(&mut self, info: &MediaInfo) {
        self.size = Some(info.size);
        self.put(GuideInput::Picture);
    }

    /// What the page says.
    fn page(&mut self, input: LedInput) {
        match input {
            LedInput::Here => self.put(GuideInput::PageHere),
            LedInput::Gone => self.put(GuideInput::PageGone),
            LedInput::Stop => self.put(GuideInput::Stop),
            LedInput::ColoursShown { number, edges } => {
                // An account that does not fit is as good as none: the session says so.
                if self.live.take_account(number, edges, self.app.clock().now()) {
                    self.put(GuideInput::ColoursShown);
                } else {
                    self.live.skip_light(LightSkip::Stopped);
                    self.put(GuideInput::ColoursDeclined);
                }
            }
            LedInput::ColoursSkipped(why) => {
                self.live.skip_light(why);
                self.put(GuideInput::ColoursDeclined);
            }
        }
    }

    /// Does what the guide says.
    fn drain(&mut self) {
        while let Some(output) = self.guide.poll() {
            match output {
                GuideOutput::Say(guidance) => self.board.tell(LedMessage::Guidance(guidance)),
                GuideOutput::Ask(kind) => self.live.give_cue(kind),
                GuideOutput::ShowColours(length) => {
                    let steps = self.app.draw_light(length);
                    match self.live.show_light(steps.clone(), self.app.clock().now()) {
                        Some(number) => self.board.tell(LedMessage::Colours { number, steps }),
                        // Nobody else shows cards in a led session.
                        None => self.put_later_declined(),
                    }
                }
                GuideOutput::Sign(kind) => {
                    self.live.control.sign(kind);
                    self.signs.push(kind);
                }
                GuideOutput::End(end) => {
                    self.end = Some(end);
                    self.live.control.finish();
                }
            }
        }
    }

    fn put_later_declined(&mut self) {
        let now = self.app.clock().now().saturating_duration_since(self.begun);
        self.guide.handle(now, GuideInput::ColoursDeclined);
    }
}
