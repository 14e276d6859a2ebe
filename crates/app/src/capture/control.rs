//! Steering a capture from outside: whom it follows, and when it ends.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::{CameraClaim, CueKind, SignKind, TrackId};
use session::LightInput;

const RUN: u8 = 0;
const FINISH: u8 = 1;
const CUT_SHORT: u8 = 2;
const ABANDON: u8 = 3;

/// What a capture was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wish {
    Run,
    Finish,
    CutShort,
    Abandon,
}

/// A handle that steers a capture from another thread. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct CaptureControl(Arc<Wishes>);

#[derive(Debug, Default)]
struct Wishes {
    end: AtomicU8,
    /// One more than the number of the track that was chosen last; 0 once it was taken.
    choice: AtomicU64,
    /// One more than the place in [`CueKind::ALL`] of the cue to give; 0 once it was given.
    cue: AtomicU8,
    /// What became of light cards since the capture last looked: a card is asked, told and skipped by
    /// people, so that there are never more than a few. Protects this list alone.
    light: Mutex<Vec<LightInput>>,
    /// The camera as its page named it last; none once it was taken. Protects this value alone.
    camera: Mutex<Option<CameraClaim>>,
    /// Signs noticed since the capture last looked; of each kind the first counts. Protects this list alone.
    signs: Mutex<Vec<SignKind>>,
}

impl CaptureControl {
    /// A control nobody has used yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Follows this face from now on, in a session where a human chooses. The newest choice wins.
    pub fn choose(&self, track: TrackId) {
        self.0.choice.store(u64::from(track.0) + 1, Ordering::Release);
    }

    pub(super) fn take_choice(&self) -> Option<TrackId> {
        let choice = self.0.choice.swap(0, Ordering::AcqRel).checked_sub(1)?;
        u32::try_from(choice).ok().map(TrackId)
    }

    /// Asks the person for a movement from the next frame on.
    pub fn cue(&self, kind: CueKind) {
        let place = CueKind::ALL.iter().position(|k| *k == kind).unwrap_or_default();
        self.0.cue.store(place as u8 + 1, Ordering::Release);
    }

    pub(super) fn take_cue(&self) -> Option<CueKind> {
        let place = self.0.cue.swap(0, Ordering::AcqRel).checked_sub(1)?;
        CueKind::ALL.get(usize::from(place)).copied()
    }

    /// Says what becomes of a light card.
    pub fn light(&self, input: LightInput) {
        self.0.light.lock().unwrap_or_else(PoisonError::into_inner).push(input);
    }

    pub(super) fn take_light(&self) -> Vec<LightInput> {
        std::mem::take(&mut *self.0.light.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Names the camera. The newest name wins.
    pub fn camera(&self, claim: CameraClaim) {
        *self.0.camera.lock().unwrap_or_else(PoisonError::into_inner) = Some(claim);
    }

    pub(super) fn take_camera(&self) -> Option<CameraClaim> {
        self.0.camera.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Something was noticed around the stream.
    pub fn sign(&self, kind: SignKind) {
        let mut signs = self.0.signs.lock().unwrap_or_else(PoisonError::into_inner);
        if !signs.contains(&kind) {
            signs.push(kind);
        }
    }

    pub(super) fn take_signs(&self) -> Vec<SignKind> {
        std::mem::take(&mut *self.0.signs.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends the capture; the verdict forms from what was seen.
    pub fn finish(&self) {
        self.0.end.fetch_max(FINISH, Ordering::AcqRel);
    }

    /// Ends the capture because the service stops; the verdict forms from what was seen and says so.
    /// Wins over [`Self::finish`], which may not have been looked at yet.
    pub fn cut_short(&self) {
        self.0.end.fetch_max(CUT_SHORT, Ordering::AcqRel);
    }

    /// Calls the capture off: no verdict. Wins over the others.
    pub fn abandon(&self) {
        self.0.end.fetch_max(ABANDON, Ordering::AcqRel);
    }

    /// False once anybody wants it to end.
    pub fn is_wanted(&self) -> bool {
        self.wish() == Wish::Run
    }

    pub(super) fn wish(&self) -> Wish {
        match self.0.end.load(Ordering::Acquire) {
            RUN => Wish::Run,
            FINISH => Wish::Finish,
            CUT_SHORT => Wish::CutShort,
            _ => Wish::Abandon,
        }
    }
}
