//! One pass: every reference that was not searched yet is put into the index and searched over everybody
//! else. Which were searched stands in the records, so that a crash or a restart leaves none out.

use std::collections::BTreeMap;

use domain::{LinkId, ModelStamp, PersonId, ReferenceId, Template};
use storage::{
    AuditAction, AuditSubject, LinkKind, LinkRecord, Linked, ReferenceRecord, SealContext,
    UnitOfWork, WaitsFor,
};
use verdict::Policy;

use super::bars::{LinkBars, allowed_false_matches, link_bars};
use super::codec::{Found, Pair};
use crate::error::{AppError, fault};
use crate::facade::App;
use crate::sessions::DEMONSTRATION_PURPOSE;
use crate::view::Actor;

/// References that are opened at once: a few milliseconds of a blocking thread.
const AT_ONCE: u32 = 200;

/// People that one reference is linked with at most, the most similar ones. A picture that is like more
/// people than that is no face.
pub(super) const MOST_PEOPLE: usize = 100;

/// What a pass came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkSearch {
    /// References searched for the first time.
    pub searched: usize,
    /// Rooms searched for the first time.
    pub rooms: usize,
    /// Links that were not there before.
    pub found: usize,
}

impl App {
    /// Searches every reference and every room that was not searched yet over everybody else. Does nothing, and forgets the
    /// templates, while the search is off.
    ///
    /// # Errors
    /// When the records cannot be read or written. What was found before stays.
    pub async fn search_links(&self) -> Result<LinkSearch, AppError> {
        let _turn = self.links().turn.lock().await;
        let Some(model) = self.searched_model().await? else {
            self.links().index.clear();
            return Ok(LinkSearch::default());
        };
        if !self.links().index.is_of(&model) {
            self.fill_index(&model).await?;
        }
        let mut done = LinkSearch::default();
        loop {
            let mut unit = self.records().read().await?;
            let fresh = unit.links().references(&model, false, None, AT_ONCE).await?;
            drop(unit);
            if fresh.is_empty() {
                break;
            }
            self.index(fresh.clone()).await?;
            for reference in &fresh {
                done.found += self.search_one(reference).await?;
                done.searched += 1;
            }
        }
        self.search_rooms(&mut done).await?;
        Ok(done)
    }

    /// Takes templates out of the index: their references are gone.
    pub fn forget_references(&self, references: &[ReferenceId]) {
        self.links().index.remove(references);
    }

    /// Says that a reference was added.
    pub(crate) fn wake_link_search(&self) {
        if self.settings().links.enabled {
            self.links().news.notify_one();
        }
    }

    /// The bars for what is searched now.
    pub(super) fn bars(&self) -> LinkBars {
        let size = self.links().index.size();
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let tolerated = self.settings().links.false_links_per_thousand;
        let rate = allowed_false_matches(tolerated, count(size.references), count(size.people));
        link_bars(&self.pack().calibrations, rate)
    }

    /// The model whose references are searched; none while the search is off.
    async fn searched_model(&self) -> Result<Option<ModelStamp>, AppError> {
        if !self.settings().links.enabled {
            return Ok(None);
        }
        let basis = self.records().read().await?.links().basis().await?;
        Ok(basis.and_then(|_| self.pack().embedder().cloned()))
    }

    /// Puts in what was searched before.
    async fn fill_index(&self, model: &ModelStamp) -> Result<(), AppError> {
        self.links().index.clear();
        let mut after = None;
        loop {
            let mut unit = self.records().read().await?;
            let known = unit.links().references(model, true, after, AT_ONCE).await?;
            drop(unit);
            let Some(last) = known.last() else { return Ok(()) };
            after = Some(last.id);
            self.index(known).await?;
        }
    }

    /// Opens references and puts them into the index. One that went in the meantime is taken out again:
    /// whoever removes it forgets it after its row is gone.
    async fn index(&self, records: Vec<ReferenceRecord>) -> Result<(), AppError> {
        let ids: Vec<_> = records.iter().map(|r| r.id).collect();
        let (app, demonstrates) = (self.clone(), self.demonstrates());
        tokio::task::spawn_blocking(move || {
            for record in records.iter().filter(|r| demonstrates || !is_demonstration(r)) {
                // One that does not open is reported, and holds nobody else up.
                let Some(template) = app.opened(record) else { continue };
                if let Err(error) = app.links().index.insert(record.person, record.id, &template) {
                    fault("indexing a reference", &error);
                }
            }
        })
        .await
        .map_err(|e| fault("indexing references", &e))?;
        let mut unit = self.records().read().await?;
        let mut gone = Vec::new();
        for id in ids {
            if unit.references().get(id).await?.is_none() {
                gone.push(id);
            }
        }
        self.forget_references(&gone);
        Ok(())
    }

    /// The template of a reference; none when it does not open, which is logged.
    fn opened(&self, record: &ReferenceRecord) -> Option<Template> {
        self.sealer().open_reference(record).map_err(AppError::from).ok().map(|r| r.template)
    }

    pub(super) fn demonstrates(&self) -> bool {
        self.policies().get(Policy::DEMONSTRATION_NAME).is_some()
    }

    /// Searches one reference, and notes that in the same unit of work as what was found. Answers how many
    /// links are new.
    async fn search_one(&self, record: &ReferenceRecord) -> Result<usize, AppError> {
        let Some(template) = self.opened(record) else {
            let mut unit = self.records().begin().await?;
            unit.links().searched(record.id, self.clock().utc()).await?;
            unit.commit().await?;
            return Ok(0);
        };
        let bars = self.bars();
        let is_searched = self.demonstrates() || !is_demonstration(record);
        let (app, person, probe) = (self.clone(), record.person, template.clone());
        let hits = tokio::task::spawn_blocking(move || {
            app.links().index.like(person, &probe, bars.one_face)
        })
        .await
        .map_err(|e| fault("searching", &e))?
        .map_err(|e| fault("searching", &e))?;
        let mut unit = self.records().begin().await?;
        if unit.references().get(record.id).await?.is_none() {
            self.forget_references(&[record.id]);
            return Ok(0);
        }
        let mut found: BTreeMap<PersonId, Vec<Pair>> = BTreeMap::new();
        for hit in hits.iter().filter(|_| is_searched) {
            if !found.contains_key(&hit.owner) && found.len() == MOST_PEOPLE {
                tracing::warn!("a reference is like more people than are linked with it");
                break;
            }
            let Some(other) = unit.references().get(hit.item).await? else {
                self.forget_references(&[hit.item]);
                continue;
            };
            // The index rounds; what is kept is the comparison itself.
            let pair = self.pair(record, &template, &other)?;
            if pair.score.get() >= bars.one_face {
                found.entry(hit.owner).or_default().push(pair);
            }
        }
        if is_searched {
            let own = self.unlike_own(&mut *unit, record, &template, bars).await?;
            if !own.is_empty() {
                found.insert(record.person, own);
            }
        }
        let mut new = 0;
        for (other, pairs) in found {
            let linked = Linked::of(record.person, other);
            let highest_first = linked.kind() == LinkKind::OneFace;
            let add = |found: &mut Found| found.add(&pairs, highest_first);
            new += usize::from(self.link(&mut *unit, linked, record.model.id.as_str(), add).await?);
        }
        unit.links().searched(record.id, self.clock().utc()).await?;
        unit.commit().await?;
        metrics::counter!(crate::telemetry::LINKS_FOUND).increment(new as u64);
        Ok(new)
    }

    /// Earlier references of the same person that look like somebody else.
    async fn unlike_own(
        &self,
        unit: &mut dyn UnitOfWork,
        record: &ReferenceRecord,
        template: &Template,
        bars: LinkBars,
    ) -> Result<Vec<Pair>, AppError> {
        let own = unit.references().of_person(record.person).await?;
        let mut pairs = Vec::new();
        for other in own.iter().filter(|o| o.id != record.id && o.model == record.model) {
            let pair = self.pair(record, template, other)?;
            if pair.score.get() <= bars.several_faces {
                pairs.push(pair);
            }
        }
        Ok(pairs)
    }

    /// Two references compared, that of the link's first person first.
    fn pair(
        &self,
        record: &ReferenceRecord,
        template: &Template,
        other: &ReferenceRecord,
    ) -> Result<Pair, AppError> {
        let theirs = self.sealer().open_reference(other)?.template;
        let score = template.compare(&theirs).map_err(|e| fault("comparing two references", &e))?;
        let is_first = (record.person, record.id) < (other.person, other.id);
        let (here, there) = if is_first { (record.id, other.id) } else { (other.id, record.id) };
        Ok(Pair { here, there, score })
    }

    /// Puts what was found into the link of these people. Answers whether it is new. What two humans settled
    /// stays settled: a twin stays a twin.
    pub(super) async fn link(
        &self,
        unit: &mut dyn UnitOfWork,
        linked: Linked,
        model: &str,
        add: impl FnOnce(&mut Found) + Send,
    ) -> Result<bool, AppError> {
        let now = self.clock().utc();
        let known = unit.links().between(linked).await?;
        let id = known.as_ref().map_or_else(|| LinkId::generate(now, self.entropy()), |l| l.id);
        let context = SealContext::LinkEvidence { link: id, person: linked.person };
        let mut found = match &known {
            Some(link) => Found::decode(&self.sealer().open(&context, &link.evidence)?)?,
            None => Found::default(),
        };
        if found.model != model {
            found = Found { model: model.to_owned(), ..Found::default() };
        }
        add(&mut found);
        let evidence = self.sealer().seal(&context, &found.encode());
        let is_new = known.is_none();
        let link = match known {
            Some(link) => LinkRecord { evidence, ..link },
            None => LinkRecord {
                id,
                linked,
                found_at: now,
                evidence,
                answer: None,
                waits_for: Some(WaitsFor::First),
            },
        };
        unit.links().put(&link).await?;
        if is_new {
            let event = self.event(Actor::System, AuditAction::LinkFound);
            unit.audit().append(&event.about(AuditSubject::Link(id))).await?;
            tracing::info!(link.id = %id, link.kind = linked.kind().as_str(), "a link was found");
        }
        Ok(is_new)
    }
}

/// What a demonstration left counts in demonstrations only.
fn is_demonstration(record: &ReferenceRecord) -> bool {
    record.purpose == DEMONSTRATION_PURPOSE
}
