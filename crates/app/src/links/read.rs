//! Links for those with the right to them: the list, one of them with its cluster, and its faces.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bytes::Bytes;
use domain::{LinkId, PersonId, ReasonCode, ReferenceId, ReferenceKind};
use storage::{
    AuditAction, AuditSubject, LinkDecisionRecord, LinkRecord, MarkKind, SealContext, UnitOfWork,
};

use super::codec::{Found, RoomPair};
use super::judge::{refers, ties};
use super::view::{
    LinkDecision, LinkDetails, LinkPair, LinkPerson, LinkReference, LinkRoomPair, LinkShared,
    LinkSummary,
};
use crate::error::AppError;
use crate::facade::App;
use crate::people::find_person;
use crate::view::{Actor, Page, Personal};

/// People that a cluster is followed to: what a human can look at.
const MOST_IN_CLUSTER: usize = 60;

/// Others with a value in common that are named; more are counted.
const NAMED_OF_SHARED: usize = 12;

/// Other people with a value in common that are looked through for the one of the link.
const SHARED_LIMIT: u32 = 500;

impl App {
    /// Links, newest first; only those that wait when asked for. Audited.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn list_links(
        &self,
        actor: Actor,
        only_waiting: bool,
        limit: u32,
        after: Option<LinkId>,
    ) -> Result<Page<LinkSummary, LinkId>, AppError> {
        let mut unit = self.records().read().await?;
        let listing = unit.links().list(only_waiting, storage::Page { limit, after }).await?;
        let mut names = BTreeMap::new();
        let mut items = Vec::with_capacity(listing.items.len());
        for record in &listing.items {
            items.push(self.summary_of(&mut *unit, record, &mut names).await?);
        }
        drop(unit);
        if !items.is_empty() {
            let mut unit = self.records().begin().await?;
            unit.audit().append(&self.event(actor, AuditAction::LinksRead)).await?;
            unit.commit().await?;
        }
        Ok(Page { items, next: listing.next })
    }

    /// One link, with everything that is needed to decide on it. Audited.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn open_link(&self, actor: Actor, id: LinkId) -> Result<LinkDetails, AppError> {
        let mut unit = self.records().begin().await?;
        let details = self.link_details(&mut *unit, id).await?;
        let event = self.event(actor, AuditAction::LinkOpened).about(AuditSubject::Link(id));
        unit.audit().append(&event).await?;
        unit.commit().await?;
        Ok(details)
    }

    /// A face of a link: JPEG. The ID photo, or of an accepted session the picture that was kept of it.
    ///
    /// # Errors
    /// `not_found`: no such link, no such reference in it, or no picture of it.
    pub async fn link_face(&self, id: LinkId, reference: ReferenceId) -> Result<Bytes, AppError> {
        let none = AppError::NotThere("there is no picture of this face any more");
        let mut unit = self.records().read().await?;
        let link = find_link(&mut *unit, id).await?;
        let record = unit.references().get(reference).await?;
        let record = record.filter(|r| link.linked.people().any(|p| p == r.person));
        let jpeg = match record.map(|r| r.kind) {
            Some(ReferenceKind::Picture) => {
                drop(unit);
                self.store().portrait_picture(reference).await?.map(|(_, jpeg)| jpeg)
            }
            Some(ReferenceKind::Session { session: Some(session), .. }) => {
                let kept = unit.evidence().of_session(session).await?;
                drop(unit);
                // An accepted session keeps pictures of what spoke for it.
                let best = kept
                    .iter()
                    .find(|e| e.code == ReasonCode::SamePerson)
                    .or_else(|| kept.iter().find(|e| e.code == ReasonCode::Live))
                    .or_else(|| kept.first());
                match best {
                    Some(e) => self.store().evidence_picture(e.id).await?.map(|(_, jpeg)| jpeg),
                    None => None,
                }
            }
            Some(ReferenceKind::Session { session: None, .. }) | None => None,
        };
        jpeg.map(|jpeg| Bytes::copy_from_slice(&jpeg)).ok_or(none)
    }

    /// Whether a link sends this person's sessions to a human.
    pub(crate) async fn is_linked(
        &self,
        unit: &mut dyn UnitOfWork,
        person: PersonId,
    ) -> Result<bool, AppError> {
        let links = unit.links().of_person(person).await?;
        Ok(links.iter().any(|link| refers(link.linked.kind(), link.answer)))
    }

    pub(super) async fn link_details(
        &self,
        unit: &mut dyn UnitOfWork,
        id: LinkId,
    ) -> Result<LinkDetails, AppError> {
        let record = find_link(unit, id).await?;
        let mut people = BTreeMap::new();
        let (found, pairs) = self.pairs_of(&record)?;
        let mut link = self.summary_of(unit, &record, &mut people).await?;
        for person in &mut link.people {
            person.references = references_of(unit, person.id).await?;
        }
        let decisions = unit.links().decisions(id).await?;
        let (ids, links) = cluster_of(unit, &record).await?;
        let mut cluster_links = Vec::with_capacity(links.len());
        for one in &links {
            cluster_links.push(self.summary_of(unit, one, &mut people).await?);
        }
        let mut cluster = Vec::with_capacity(ids.len());
        for person in ids {
            let mut one = self.person_of(unit, person, &mut people).await?;
            one.references = references_of(unit, person).await?;
            cluster.push(one);
        }
        let rooms = self.rooms_of(unit, &found.rooms).await?;
        Ok(LinkDetails {
            link,
            room_pairs: found.rooms.iter().map(room_pair).collect(),
            model: found.model,
            pairs,
            rooms,
            in_common: in_common(unit, &record).await?,
            shared: self.shared_of(unit, &record, &mut people).await?,
            decisions: decisions
                .iter()
                .map(|d| self.link_decision(d, record.linked.person))
                .collect::<Result<_, _>>()?,
            cluster,
            cluster_links,
        })
    }

    pub(super) async fn summary_of(
        &self,
        unit: &mut dyn UnitOfWork,
        record: &LinkRecord,
        known: &mut BTreeMap<PersonId, LinkPerson>,
    ) -> Result<LinkSummary, AppError> {
        let mut people = Vec::with_capacity(2);
        for id in record.linked.people() {
            people.push(self.person_of(unit, id, known).await?);
        }
        let (found, pairs) = self.pairs_of(record)?;
        Ok(LinkSummary {
            id: record.id,
            kind: record.linked.kind(),
            people,
            found_at: record.found_at,
            leading: pairs.into_iter().next(),
            leading_room: found.rooms.first().map(room_pair),
            answer: record.answer,
            waits_for: record.waits_for,
        })
    }

    async fn person_of(
        &self,
        unit: &mut dyn UnitOfWork,
        id: PersonId,
        known: &mut BTreeMap<PersonId, LinkPerson>,
    ) -> Result<LinkPerson, AppError> {
        if let Some(person) = known.get(&id) {
            return Ok(person.clone());
        }
        let record = find_person(unit, id).await?;
        let name = Personal(self.sealer().display_name(&record)?);
        let created_at = record.created_at;
        let person = LinkPerson { id, name, created_at, references: Vec::new() };
        known.insert(id, person.clone());
        Ok(person)
    }

    /// What the people of a link said in their applications that others said as well: the same device under a
    /// third name is as much of a trace as the same face.
    async fn shared_of(
        &self,
        unit: &mut dyn UnitOfWork,
        link: &LinkRecord,
        known: &mut BTreeMap<PersonId, LinkPerson>,
    ) -> Result<Vec<LinkShared>, AppError> {
        let mut found = Vec::new();
        for person in link.linked.people() {
            for value in unit.applications().shared(person, SHARED_LIMIT).await? {
                let within = value.people.iter().filter(|p| link.linked.people().any(|l| l == **p));
                let others = value.others - within.count() as u64;
                let named = value.people.iter().filter(|p| link.linked.people().all(|l| l != **p));
                let mut people = Vec::new();
                for other in named.take(NAMED_OF_SHARED) {
                    people.push(self.person_of(unit, *other, known).await?);
                }
                if others > 0 {
                    found.push(LinkShared { person, kind: value.mark.kind, others, people });
                }
            }
        }
        Ok(found)
    }

    fn pairs_of(&self, record: &LinkRecord) -> Result<(Found, Vec<LinkPair>), AppError> {
        let context = SealContext::LinkEvidence { link: record.id, person: record.linked.person };
        let found = Found::decode(&self.sealer().open(&context, &record.evidence)?)?;
        let rates = self.pack().calibrations.identity_rates.as_ref();
        // A rate is the loaded model's.
        let rates = rates.filter(|_| {
            self.pack().embedder().is_some_and(|model| model.id.as_str() == found.model)
        });
        let pairs = found
            .pairs
            .iter()
            .map(|p| LinkPair {
                here: p.here,
                there: p.there,
                score: p.score,
                false_match: rates.map(|r| r.false_match.at(f64::from(p.score.get()))),
            })
            .collect();
        Ok((found, pairs))
    }

    pub(super) fn link_decision(
        &self,
        record: &LinkDecisionRecord,
        person: PersonId,
    ) -> Result<LinkDecision, AppError> {
        let context = SealContext::LinkNote { decision: record.id, link: record.link, person };
        let note =
            record.note.as_ref().map(|n| self.sealer().open_text(&context, n)).transpose()?;
        let (id, at, actor) = (record.id, record.at, record.actor);
        Ok(LinkDecision { id, at, actor, answer: record.answer, note: note.map(Personal) })
    }
}

const fn room_pair(pair: &RoomPair) -> LinkRoomPair {
    LinkRoomPair { here: pair.here, there: pair.there, score: pair.score }
}

/// The link, or the error that says there is none.
pub(super) async fn find_link(
    unit: &mut dyn UnitOfWork,
    id: LinkId,
) -> Result<LinkRecord, AppError> {
    unit.links().get(id).await?.ok_or(AppError::NoSuchLink(id))
}

async fn references_of(
    unit: &mut dyn UnitOfWork,
    person: PersonId,
) -> Result<Vec<LinkReference>, AppError> {
    let references = unit.references().of_person(person).await?;
    Ok(references
        .iter()
        .map(|r| LinkReference {
            id: r.id,
            kind: r.kind,
            captured_at: r.captured_at,
            quality: r.quality,
        })
        .collect())
}

/// Everybody who hangs together with a link's people by links that may mean something, nearest first, and
/// those links. The link itself is among them, whatever was decided on it.
async fn cluster_of(
    unit: &mut dyn UnitOfWork,
    link: &LinkRecord,
) -> Result<(Vec<PersonId>, Vec<LinkRecord>), AppError> {
    let mut people: Vec<PersonId> = link.linked.people().collect();
    let mut waiting: VecDeque<PersonId> = people.iter().copied().collect();
    let mut links = BTreeMap::from([(link.id, link.clone())]);
    let mut seen: BTreeSet<PersonId> = people.iter().copied().collect();
    while let Some(person) = waiting.pop_front() {
        for found in unit.links().of_person(person).await? {
            if !ties(found.linked.kind(), found.answer) {
                continue;
            }
            let fresh: Vec<_> = found.linked.people().filter(|p| !seen.contains(p)).collect();
            if people.len() + fresh.len() > MOST_IN_CLUSTER {
                continue;
            }
            for other in fresh {
                seen.insert(other);
                people.push(other);
                waiting.push_back(other);
            }
            links.insert(found.id, found);
        }
    }
    Ok((people, links.into_values().collect()))
}

/// Kinds of values of the applications that both people have.
async fn in_common(
    unit: &mut dyn UnitOfWork,
    link: &LinkRecord,
) -> Result<Vec<MarkKind>, AppError> {
    let Some(other) = link.linked.other else {
        return Ok(Vec::new());
    };
    let shared = unit.applications().shared(link.linked.person, SHARED_LIMIT).await?;
    let mut kinds: Vec<_> =
        shared.iter().filter(|s| s.people.contains(&other)).map(|s| s.mark.kind).collect();
    kinds.dedup();
    Ok(kinds)
}
