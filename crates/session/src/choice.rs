//! Following one person among several: whom a human chose, and finding that person again by the face when
//! the picture was laid out anew.

use std::collections::VecDeque;

use domain::{ComparisonScore, FaceRecord, Rect, Template, TrackId};

use crate::track::{TrackedFace, closeness};

/// Mean luma change per cell, 0..255, from which the picture counts as laid out anew. Of 72 changes
/// between gallery, speaker and strip layouts of real clips the smallest gave 9.2 (the median 49); of 20
/// webcam clips no two neighbouring frames at 5 fps differed by more than 2.9, of 3 broadcasts with cuts by
/// 14. A false alarm costs one comparison per face.
pub(crate) const LAYOUT_CHANGE: f32 = 9.0;

/// What a human's choice is kept as.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// Somebody was chosen.
    pub is_made: bool,
    /// See [`crate::track::Tracker::reach`].
    pub reach: Option<f32>,
    /// Where everybody was when the whole picture was last searched with the chosen person in it.
    pub seats: Option<Seats>,
}

/// Where the chosen person and the others are in one layout of the picture.
#[derive(Debug, Clone)]
pub(crate) struct Seats {
    own: Rect,
    others: Vec<Rect>,
}

impl Seats {
    /// None when the chosen person is not among the faces.
    pub fn of(faces: &[TrackedFace], subject: Option<TrackId>) -> Option<Self> {
        let (own, others): (Vec<_>, Vec<_>) = faces.iter().partition(|f| Some(f.track) == subject);
        let others = others.iter().map(|f| f.face.rect).collect();
        own.first().map(|own| Self { own: own.face.rect, others })
    }

    /// Whether there were others, and all of them are still where they were: then the layout is what it was,
    /// whatever changed in the chosen person's tile.
    fn stand(&self, faces: &[TrackedFace]) -> bool {
        let stays = |seat: &Rect| faces.iter().any(|f| closeness(*seat, f.face.rect) > 0.0);
        !self.others.is_empty() && self.others.iter().all(stays)
    }

    /// Who sits where the chosen person sat, while the layout stands.
    pub fn occupant(&self, faces: &[TrackedFace]) -> Option<TrackId> {
        let near = |f: &&TrackedFace| closeness(self.own, f.face.rect) > 0.0;
        faces.iter().find(near).filter(|_| self.stand(faces)).map(|f| f.track)
    }
}

impl Choice {
    /// The faces that belong to the chosen person's own picture. Other participants' faces are nobody's
    /// business: they never reach the log.
    pub fn own(&self, faces: Vec<FaceRecord>, subject: Option<TrackId>) -> Vec<FaceRecord> {
        let Some(own) = faces.iter().find(|f| Some(f.track) == subject).map(|f| f.rect) else {
            return Vec::new();
        };
        faces.into_iter().filter(|f| self.is_company(own, f.rect)).collect()
    }

    fn is_company(&self, own: Rect, other: Rect) -> bool {
        let distance = own.centre().distance(other.centre()) / own.width.max(1.0);
        self.reach.is_none_or(|reach| distance <= reach)
    }
}

/// A search for the chosen person among the faces of one frame.
#[derive(Debug)]
pub(crate) struct Search {
    /// Not compared yet; the first is being measured.
    left: VecDeque<TrackedFace>,
    wanted: Template,
    /// Score from which two faces are one person's.
    same: f64,
    best: Option<(TrackId, ComparisonScore)>,
}

impl Search {
    /// None when there is nobody to compare.
    pub fn new(faces: &[TrackedFace], wanted: Template, same: f64) -> Option<Self> {
        let left: VecDeque<TrackedFace> = faces.iter().cloned().collect();
        (!left.is_empty()).then_some(Self { left, wanted, same, best: None })
    }

    /// The face whose features are wanted next; none when all were compared.
    pub fn next(&self) -> Option<&TrackedFace> {
        self.left.front()
    }

    /// Takes the features of [`Self::next`], or that there are none.
    pub fn take(&mut self, features: Option<&domain::FaceFeatures>) {
        let Some(face) = self.left.pop_front() else { return };
        let Some(score) = features.and_then(|f| f.compare(&self.wanted).ok()) else { return };
        let is_best = self.best.is_none_or(|(_, best)| score.get() > best.get());
        if f64::from(score.get()) >= self.same && is_best {
            self.best = Some((face.track, score));
        }
    }

    /// Who looks most like the chosen person, of those who look like one person with them.
    pub fn found(&self) -> Option<TrackId> {
        self.best.map(|(track, _)| track)
    }
}
