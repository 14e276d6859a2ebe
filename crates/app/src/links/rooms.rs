//! Rooms: what was behind the person of a session, kept while the search has a basis, and searched over the
//! sessions of everybody else.
//!
//! There is no index: a room is opened, compared and wiped again, some two hundred at a time on a blocking
//! thread. Each pair is compared once, when the later of the two is searched.

use std::collections::BTreeMap;

use domain::{PersonId, SessionId};
use storage::{Linked, RoomRecord, SealContext, UnitOfWork};
use verdict::Policy;
use vision::{ROOM_BAR, ROOM_METHOD, RoomProbe, RoomView};

use super::codec::RoomPair;
use super::search::{LinkSearch, MOST_PEOPLE};
use super::view::LinkRoom;
use crate::error::{AppError, fault};
use crate::facade::App;

/// Rooms that are opened at once: some tens of milliseconds of a blocking thread.
const AT_ONCE: u32 = 200;

/// Rooms of a link that are shown: the pairs that are most alike say what all of them would.
const SHOWN: usize = 12;

/// A session whose room is like another one's.
#[derive(Debug, Clone, Copy)]
struct Alike {
    session: SessionId,
    person: PersonId,
    score: f32,
}

impl App {
    /// What is kept of a session's room.
    pub(crate) fn room_record(
        &self,
        session: SessionId,
        person: PersonId,
        view: &RoomView,
    ) -> RoomRecord {
        let context = SealContext::SessionRoom { session, person };
        RoomRecord {
            session,
            person,
            policy: String::new(),
            method: ROOM_METHOD.to_owned(),
            view: self.sealer().seal(&context, &view.encode()),
        }
    }

    /// Searches every room that was not searched yet over those of everybody else.
    pub(super) async fn search_rooms(&self, done: &mut LinkSearch) -> Result<(), AppError> {
        loop {
            let mut unit = self.records().read().await?;
            let fresh = unit.links().rooms(ROOM_METHOD, false, None, AT_ONCE).await?;
            drop(unit);
            if fresh.is_empty() {
                return Ok(());
            }
            for room in fresh {
                done.found += self.search_room(room).await?;
                done.rooms += 1;
            }
        }
    }

    /// Searches one room, and notes that in the same unit of work as what was found. Answers how many links
    /// are new.
    async fn search_room(&self, room: RoomRecord) -> Result<usize, AppError> {
        let (session, person) = (room.session, room.person);
        let alike = if self.counts_here(&room) { self.alike(room).await? } else { Vec::new() };
        let mut unit = self.records().begin().await?;
        if unit.links().room_of(session).await?.is_none() {
            return Ok(0);
        }
        let mut found: BTreeMap<PersonId, Vec<RoomPair>> = BTreeMap::new();
        for other in alike {
            if !found.contains_key(&other.person) && found.len() == MOST_PEOPLE {
                tracing::warn!("a room is like those of more people than are linked with it");
                break;
            }
            // It may have been erased since it was read.
            if unit.links().room_of(other.session).await?.is_none() {
                continue;
            }
            let is_first = person < other.person;
            let (here, there) =
                if is_first { (session, other.session) } else { (other.session, session) };
            found.entry(other.person).or_default().push(RoomPair {
                here,
                there,
                score: other.score,
            });
        }
        let mut new = 0;
        for (other, pairs) in found {
            let Some(linked) = Linked::in_one_room(person, other) else { continue };
            let add = |found: &mut super::codec::Found| found.add_rooms(&pairs);
            new += usize::from(self.link(&mut *unit, linked, ROOM_METHOD, add).await?);
        }
        unit.links().room_searched(session, self.clock().utc()).await?;
        unit.commit().await?;
        metrics::counter!(crate::telemetry::LINKS_FOUND).increment(new as u64);
        Ok(new)
    }

    /// Sessions of other people whose rooms are like this one, the most similar first.
    async fn alike(&self, room: RoomRecord) -> Result<Vec<Alike>, AppError> {
        let (app, person) = (self.clone(), room.person);
        let probe = tokio::task::spawn_blocking(move || {
            app.opened_room(&room).map(|view| std::sync::Arc::new(RoomProbe::new(&view)))
        })
        .await
        .map_err(|e| fault("searching a room", &e))?;
        let Some(probe) = probe else { return Ok(Vec::new()) };
        let (mut alike, mut after) = (Vec::new(), None);
        loop {
            let mut unit = self.records().read().await?;
            let known = unit.links().rooms(ROOM_METHOD, true, after, AT_ONCE).await?;
            drop(unit);
            let Some(last) = known.last() else { break };
            after = Some(last.session);
            let (app, probe) = (self.clone(), std::sync::Arc::clone(&probe));
            let found = tokio::task::spawn_blocking(move || {
                let others = known.iter().filter(|r| r.person != person && app.counts_here(r));
                let scored = others.filter_map(|r| {
                    let score = probe.compare(&app.opened_room(r)?)?;
                    Some(Alike { session: r.session, person: r.person, score })
                });
                scored.filter(|a| a.score >= ROOM_BAR).collect::<Vec<_>>()
            });
            alike.extend(found.await.map_err(|e| fault("searching a room", &e))?);
        }
        alike.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(alike)
    }

    /// What a demonstration left counts where its policy is allowed only.
    fn counts_here(&self, room: &RoomRecord) -> bool {
        room.policy != Policy::DEMONSTRATION_NAME || self.demonstrates()
    }

    /// The view; none when it does not open or is damaged, which is logged and holds nobody else up.
    fn opened_room(&self, room: &RoomRecord) -> Option<RoomView> {
        let context = SealContext::SessionRoom { session: room.session, person: room.person };
        let bytes = self.sealer().open(&context, &room.view).map_err(AppError::from).ok()?;
        let view = RoomView::decode(&bytes);
        if view.is_none() {
            tracing::error!("what is kept of a room is damaged");
        }
        view
    }

    /// The rooms of a link's leading pairs, as far as they are still kept.
    pub(super) async fn rooms_of(
        &self,
        unit: &mut dyn UnitOfWork,
        pairs: &[RoomPair],
    ) -> Result<Vec<LinkRoom>, AppError> {
        let mut rooms: Vec<LinkRoom> = Vec::new();
        for session in pairs.iter().flat_map(|p| [p.here, p.there]) {
            if rooms.len() == SHOWN || rooms.iter().any(|r| r.session == session) {
                continue;
            }
            let Some(record) = unit.sessions().get(session).await? else { continue };
            let view = unit.links().room_of(session).await?.and_then(|r| self.opened_room(&r));
            rooms.push(LinkRoom {
                session,
                person: record.person,
                kind: record.kind,
                at: record.created_at,
                view,
            });
        }
        Ok(rooms)
    }
}
