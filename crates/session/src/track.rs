//! Following faces from frame to frame by where they are. Who they are is the comparison's business.

use std::time::Duration;

use domain::{DetectedFace, MediaTime, Rect, TrackId};

/// Overlap from which a face continues a track. Neighbouring frames at 5 fps overlap far more; 0.3 is the
/// usual gate of overlap trackers (SORT, Bewley et al. 2016).
const MIN_IOU: f32 = 0.3;

/// A face that moved fast still belongs to its track when its centre moved less than this share of its
/// size; a leap beyond it starts a new track, and the comparison will say whether it is the same person.
const MAX_LEAP: f32 = 0.5;

/// A track without a face for this long is over. Its person may come back as a new track.
pub const TRACK_TIMEOUT: Duration = Duration::from_millis(1_500);

/// A face with its track.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackedFace {
    /// The track.
    pub track: TrackId,
    /// True when the track began with this frame.
    pub is_new: bool,
    /// The face.
    pub face: DetectedFace,
}

#[derive(Debug, Clone)]
struct Track {
    id: TrackId,
    rect: Rect,
    last_seen: MediaTime,
}

/// Who becomes the capture subject while nobody is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Following {
    /// The largest face: one person before a camera.
    #[default]
    Largest,
    /// Nobody until a human has chosen: a meeting with several people in the picture.
    Chosen,
}

/// The tracks of one session, and which of them is the capture subject.
#[derive(Debug, Default)]
pub struct Tracker {
    tracks: Vec<Track>,
    next: u32,
    subject: Option<TrackId>,
    following: Following,
}

impl Tracker {
    /// A tracker that has seen nothing yet.
    pub fn new(following: Following) -> Self {
        Self { following, ..Self::default() }
    }

    /// Follows this track from now on. False, and nothing changes, when it is not in the picture.
    pub fn follow(&mut self, track: TrackId) -> bool {
        let lives = self.tracks.iter().any(|t| t.id == track);
        if lives {
            self.subject = Some(track);
        }
        lives
    }

    /// Ends all tracks: the picture was laid out anew, and a face in an old place may be anybody's.
    pub fn forget(&mut self) {
        self.tracks.clear();
        self.subject = None;
    }

    /// Distance from the subject's centre within which another face is company and not another
    /// participant: half of that to the nearest face, in widths of the subject's face. None when there is
    /// no other face.
    pub fn reach(&self) -> Option<f32> {
        let subject = self.subject_rect()?;
        let others = self.tracks.iter().filter(|t| Some(t.id) != self.subject);
        let nearest =
            others.map(|t| t.rect.centre().distance(subject.centre())).min_by(f32::total_cmp)?;
        Some(nearest / 2.0 / subject.width.max(1.0))
    }

    /// Assigns each face to a track, best overlap first, and keeps the subject: the track followed so
    /// far while it lives, otherwise the largest face or nobody, as [`Following`] says.
    pub fn update(&mut self, at: MediaTime, faces: Vec<DetectedFace>) -> Vec<TrackedFace> {
        self.tracks.retain(|t| at - t.last_seen <= TRACK_TIMEOUT);
        let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
        for (f, face) in faces.iter().enumerate() {
            for (t, track) in self.tracks.iter().enumerate() {
                let closeness = closeness(track.rect, face.rect);
                if closeness > 0.0 {
                    pairs.push((closeness, f, t));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut of_face: Vec<Option<usize>> = vec![None; faces.len()];
        let mut taken = vec![false; self.tracks.len()];
        for (_, f, t) in pairs {
            if of_face[f].is_none() && !taken[t] {
                of_face[f] = Some(t);
                taken[t] = true;
            }
        }
        let tracked: Vec<TrackedFace> = faces
            .into_iter()
            .zip(of_face)
            .map(|(face, t)| match t {
                Some(t) => {
                    let track = &mut self.tracks[t];
                    track.rect = face.rect;
                    track.last_seen = at;
                    TrackedFace { track: track.id, is_new: false, face }
                }
                None => {
                    let id = TrackId(self.next);
                    self.next += 1;
                    self.tracks.push(Track { id, rect: face.rect, last_seen: at });
                    TrackedFace { track: id, is_new: true, face }
                }
            })
            .collect();
        if !self.subject.is_some_and(|s| self.tracks.iter().any(|t| t.id == s)) {
            self.subject = match self.following {
                Following::Chosen => None,
                Following::Largest => tracked
                    .iter()
                    .max_by(|a, b| a.face.rect.area().total_cmp(&b.face.rect.area()))
                    .map(|t| t.track),
            };
        }
        tracked
    }

    /// The capture subject's track, while it lives.
    pub const fn subject(&self) -> Option<TrackId> {
        self.subject
    }

    /// Where the subject was last seen.
    pub fn subject_rect(&self) -> Option<Rect> {
        self.tracks.iter().find(|t| Some(t.id) == self.subject).map(|t| t.rect)
    }
}

/// 0 when the faces cannot be one track; otherwise higher is closer.
pub(crate) fn closeness(a: Rect, b: Rect) -> f32 {
    let iou = a.iou(b);
    if iou >= MIN_IOU {
        return 1.0 + iou;
    }
    let size = a.width.max(a.height).max(1.0);
    let leap = a.centre().distance(b.centre()) / size;
    let ratio = b.area() / a.area().max(1.0);
    if leap < MAX_LEAP && (0.5..2.0).contains(&ratio) { 1.0 - leap } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use domain::{FaceQuality, Landmarks, QualityScore};

    use super::*;

    fn face(x: f32, size: f32) -> DetectedFace {
        DetectedFace {
            rect: Rect::new(x, 10.0, size, size),
            landmarks: Landmarks::default(),
            confidence: 0.9,
            quality: FaceQuality {
                inter_eye_px: size / 2.0,
                sharpness: 100.0,
                luma_mean: 120.0,
                luma_std: 40.0,
                yaw_deg: 0.0,
                pitch_deg: 0.0,
                roll_deg: 0.0,
                score: QualityScore::new(80.0).unwrap(),
                issues: Vec::new(),
            },
        }
    }

    fn tracks(tracker: &mut Tracker, ms: u64, faces: &[(f32, f32)]) -> Vec<u32> {
        let faces = faces.iter().map(|(x, s)| face(*x, *s)).collect();
        tracker.update(MediaTime::from_millis(ms), faces).iter().map(|t| t.track.0).collect()
    }

    #[test]
    fn a_moving_face_keeps_its_track() {
        let mut t = Tracker::default();
        for i in 0..20 {
            assert_eq!(tracks(&mut t, i * 200, &[(10.0 + i as f32 * 20.0, 100.0)]), [0]);
        }
    }

    #[test]
    fn two_faces_keep_theirs_whatever_the_order() {
        let mut t = Tracker::default();
        assert_eq!(tracks(&mut t, 0, &[(0.0, 100.0), (300.0, 90.0)]), [0, 1]);
        assert_eq!(tracks(&mut t, 200, &[(305.0, 90.0), (5.0, 100.0)]), [1, 0]);
    }

    #[test]
    fn the_subject_is_the_largest_and_stays_while_it_lives() {
        let mut t = Tracker::default();
        tracks(&mut t, 0, &[(0.0, 100.0), (300.0, 140.0)]);
        assert_eq!(t.subject(), Some(TrackId(1)));
        tracks(&mut t, 200, &[(0.0, 200.0), (300.0, 140.0)]);
        assert_eq!(t.subject(), Some(TrackId(1)));
    }

    #[test]
    fn after_the_time_out_the_subject_is_somebody_else() {
        let mut t = Tracker::default();
        tracks(&mut t, 0, &[(0.0, 100.0)]);
        tracks(&mut t, 800, &[]);
        assert_eq!(t.subject(), Some(TrackId(0)));
        assert_eq!(tracks(&mut t, 1_900, &[(0.0, 100.0)]), [1]);
        assert_eq!(t.subject(), Some(TrackId(1)));
    }

    #[test]
    fn in_a_meeting_nobody_is_followed_who_was_not_chosen() {
        let mut t = Tracker::new(Following::Chosen);
        tracks(&mut t, 0, &[(0.0, 100.0), (300.0, 140.0)]);
        assert_eq!((t.subject(), t.reach()), (None, None));
        assert!(!t.follow(TrackId(9)) && t.subject().is_none());
        assert!(t.follow(TrackId(0)));
        // Centres 50 and 370, 20 apart in height: half of it in widths of 100.
        assert!((t.reach().unwrap() - 1.603).abs() < 0.001, "{:?}", t.reach());
        tracks(&mut t, 200, &[(0.0, 100.0), (300.0, 140.0)]);
        assert_eq!(t.subject(), Some(TrackId(0)));
        tracks(&mut t, 2_000, &[(300.0, 140.0)]);
        assert_eq!(t.subject(), None);
    }

    #[test]
    fn a_leap_starts_a_new_track() {
        let mut t = Tracker::default();
        tracks(&mut t, 0, &[(0.0, 100.0)]);
        assert_eq!(tracks(&mut t, 200, &[(400.0, 100.0)]), [1]);
    }
}
