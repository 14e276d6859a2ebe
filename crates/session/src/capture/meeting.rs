//! The part of a session that only a meeting has: a human's choice, the search for the chosen person, and
//! the list of faces that there is to choose from.

use domain::{MediaTime, Stages, TrackId};
use verdict::IdentityThresholds;

use super::{CaptureSession, DOUBT_SAMPLES, InFlight, subject_of};
use crate::SessionEvent;
use crate::choice::{Search, Seats};
use crate::io::Output;
use crate::track::TrackedFace;

impl CaptureSession {
    /// Follows whom a human chose.
    pub(super) fn choose(&mut self, track: TrackId) {
        let Some(choice) = &mut self.choice else { return };
        if self.tracker.follow(track) {
            choice.is_made = true;
            choice.reach = self.tracker.reach();
            self.schedule.reopen(DOUBT_SAMPLES);
        }
    }

    /// A search for the chosen person, when one is due and there is a face to compare with.
    pub(super) fn search(&mut self, at: MediaTime, faces: &[TrackedFace]) -> Option<Search> {
        let is_made = self.choice.as_ref().is_some_and(|c| c.is_made);
        let is_due = self.last_search.is_none_or(|last| self.schedule.is_search_due(at - last));
        let (wanted, _) = self.evidence.pooled().filter(|_| is_made && is_due)?;
        self.last_search = Some(at);
        let same = IdentityThresholds::of(&self.policy.identity, &self.header).same;
        Search::new(faces, wanted, same)
    }

    pub(super) fn go_on_searching(&mut self, flight: InFlight, before: Option<TrackId>) {
        let Some(search) = &flight.search else { return self.measure_subject(flight, before) };
        if let Some(next) = search.next() {
            let (seq, face) = (flight.seq, next.face.clone());
            self.in_flight = Some(flight);
            self.outputs.push_back(Output::MeasureFace { seq, face, stages: Stages::FEATURES });
            return;
        }
        // Nobody looks like them, but somebody sits where they sat: that is a change of person.
        let seats = self.choice.as_ref().and_then(|c| c.seats.as_ref());
        let occupant = || seats.and_then(|seats| seats.occupant(&flight.faces));
        if let Some(found) = search.found().or_else(occupant) {
            self.tracker.follow(found);
            self.schedule.reopen(DOUBT_SAMPLES);
        }
        self.measure_subject(InFlight { search: None, ..flight }, before);
    }

    /// Shows a human whom there is to choose from; the neighbourhood of one face is not enough for that.
    pub(super) fn tell_faces(&mut self, flight: &InFlight) {
        let subject = subject_of(&flight.faces, &self.tracker).map(|f| f.track);
        let Some(choice) = self.choice.as_mut().filter(|_| flight.region.is_none()) else { return };
        choice.seats = Seats::of(&flight.faces, subject).or(choice.seats.take());
        self.outputs.push_back(Output::Emit(SessionEvent::Faces {
            at: flight.at,
            faces: flight.faces.iter().map(|f| (f.track, f.face.rect)).collect(),
            subject,
            is_chosen: choice.is_made,
        }));
    }
}
