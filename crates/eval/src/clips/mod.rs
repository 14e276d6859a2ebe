//! Whole sessions over a list of clips, each run through the product's own loop as `likeness verify` runs
//! it, with what was measured kept in the cache.
//!
//! Worker threads take clips from one list, each with models of its own. What cannot be measured is a
//! row with its reason, never an error of the run and never a low score. Nothing here judges: the verdicts
//! are the product's.

mod beside;
mod memo;
mod record;
mod reference;
mod variants;
mod watch;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::{CaptureLimits, InferencePool, PoolSize, PoolStartError};
use domain::{Clock, Entropy, LogHeader, Reference, SessionId, SessionKind};
use media::Degradation;
use sha2::{Digest as _, Sha256};
use verdict::Policy;
use vision::Pack;

use crate::cache::{Cache, CacheError, CacheKey};
use crate::models::Models;
use crate::progress::Progress;
use crate::workers;

pub use beside::{Beside, Role};
pub use record::{ClipFailure, ClipRun, Frames, Moment, Sample, Settled, Stream};
pub use reference::ReferenceFile;

use beside::{Heard, SideBySide};
use memo::Memo;

/// One session is in flight per worker, so one analyst and a short queue are enough.
const ONE_SESSION: PoolSize = PoolSize { threads: 1, queue: 2 };

/// Everything that is the same for all clips of a run.
pub struct ClipSet<'r> {
    /// The models.
    pub pack: Arc<Pack>,
    /// The same, for the cache.
    pub models: &'r Models,
    /// Models asked beside the pack's own, one by one.
    pub beside: &'r [Beside],
    /// What the sessions are judged by.
    pub policy: &'r Policy,
    /// The policy file's own text.
    pub policy_text: &'r str,
    /// Frames looked at per second of stream.
    pub sample_fps: f32,
    /// Deadlines of sources and stages.
    pub clock: Arc<dyn Clock>,
    /// Ids of sessions.
    pub entropy: Arc<dyn Entropy>,
    /// Which program judges, such as the hash of its file: another one may judge otherwise, so what an
    /// earlier one measured is measured again.
    pub program: &'r str,
    /// Folder of the report; degraded variants lie below it.
    pub out: &'r Path,
    /// Where measurements are kept.
    pub cache: &'r Cache,
    /// Worker threads, at least one.
    pub jobs: usize,
    /// Told after each clip.
    pub progress: &'r dyn Progress,
}

/// One clip or still to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipJob {
    /// The clip. A picture is measured once and has no verdict; with a reference it is refused.
    pub file: PathBuf,
    /// What the capture subject is compared with, where identity is in play.
    pub reference: Option<ReferenceFile>,
    /// What is done to the clip before it is watched.
    pub degradation: Option<Degradation>,
}

/// What came of a clip.
pub type ClipResult = Result<ClipRun, ClipFailure>;

/// The reference that enrolling a file leaves.
pub type EnrolResult = Result<Arc<Reference>, ClipFailure>;

/// What is kept of the room in a file; none when it says too little.
pub type RoomResult = Result<Option<vision::RoomView>, ClipFailure>;

/// The run as a whole cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ClipsError {
    /// A worker got no models.
    #[error("the models cannot be opened once per worker; use fewer with --jobs")]
    Pool(#[source] PoolStartError),
    /// Not one file of the list exists.
    #[error(
        "none of the {count} clips of the list is there (the first is looked for at {first}); name \
         the folder that the list's paths begin in with --media"
    )]
    AllMissing {
        /// Rows of the list.
        count: usize,
        /// Where the first was looked for.
        first: PathBuf,
    },
    /// What was measured cannot be kept.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// What the workers share.
struct Shared {
    hashes: Memo<PathBuf, Result<[u8; 32], ClipFailure>>,
    references: Memo<(PathBuf, Option<u64>), Result<Arc<Reference>, ClipFailure>>,
    variants: Memo<(PathBuf, Degradation), Result<PathBuf, ClipFailure>>,
}

impl ClipSet<'_> {
    /// Measures every job; results in their order.
    ///
    /// # Errors
    /// When none of the clips exists, models cannot be opened, or the cache cannot be written.
    pub fn run(&self, jobs: &[ClipJob]) -> Result<Vec<ClipResult>, ClipsError> {
        if let Some(first) = jobs.first()
            && !jobs.iter().any(|job| job.file.exists())
        {
            return Err(ClipsError::AllMissing { count: jobs.len(), first: first.file.clone() });
        }
        self.progress.start(jobs.len() as u64, "clips");
        let shared = Shared { hashes: Memo::new(), references: Memo::new(), variants: Memo::new() };
        let worker = || Worker { set: self, shared: &shared, pool: None };
        workers::each(jobs, self.jobs, self.progress, worker, Worker::job)
    }

    /// Enrols every file, a picture as an ID portrait and a clip as an earlier session; results in their
    /// order. Features are not kept, so that nothing of this is in the cache.
    ///
    /// # Errors
    /// When none of the files exists, or models cannot be opened.
    pub fn enrol(&self, files: &[PathBuf]) -> Result<Vec<EnrolResult>, ClipsError> {
        if let Some(first) = files.first()
            && !files.iter().any(|file| file.exists())
        {
            return Err(ClipsError::AllMissing { count: files.len(), first: first.clone() });
        }
        self.progress.start(files.len() as u64, "files");
        let shared = Shared { hashes: Memo::new(), references: Memo::new(), variants: Memo::new() };
        let worker = || Worker { set: self, shared: &shared, pool: None };
        workers::each(files, self.jobs, self.progress, worker, |own, file| own.enrol(file))
    }

    /// What is kept of the room in every file; results in their order.
    ///
    /// # Errors
    /// As [`enrol`](Self::enrol).
    pub fn rooms(&self, files: &[PathBuf]) -> Result<Vec<RoomResult>, ClipsError> {
        if let Some(first) = files.first()
            && !files.iter().any(|file| file.exists())
        {
            return Err(ClipsError::AllMissing { count: files.len(), first: first.clone() });
        }
        self.progress.start(files.len() as u64, "files");
        let shared = Shared { hashes: Memo::new(), references: Memo::new(), variants: Memo::new() };
        let worker = || Worker { set: self, shared: &shared, pool: None };
        workers::each(files, self.jobs, self.progress, worker, |own, file| own.room(file))
    }

    /// The header of a session that is kept nowhere.
    fn header(&self, references: Vec<Reference>) -> LogHeader {
        let calibrations = self.pack.calibrations();
        LogHeader {
            session: SessionId::generate(self.clock.utc(), &*self.entropy),
            kind: SessionKind::Interview,
            references,
            policy: self.policy.stamp(),
            policy_text: self.policy_text.to_owned(),
            identity_calibration: calibrations.identity,
            identity_rates: calibrations.identity_rates,
            imitation_below: calibrations.imitation_below,
            imitation_calibration: calibrations.imitation.clone(),
            pad_calibration: calibrations.pad,
            manipulation_calibration: calibrations.manipulation,
            false_alarm: calibrations.false_alarm,
            models: self.pack.stamps(),
        }
    }

    /// Everything but the files that a session's course depends on, in words.
    fn settings(&self, job: &ClipJob) -> String {
        let beside: Vec<_> =
            self.beside.iter().map(|b| (&b.name, b.role, b.pack.stamps())).collect();
        format!(
            "session, {} fps, reference {:?}, policy {:?}, calibrations {:?}, beside {beside:?}, program {}",
            self.sample_fps,
            job.reference.as_ref().map(|r| r.at_s),
            self.policy_text,
            self.pack.calibrations(),
            self.program,
        )
    }
}

/// A worker's own models, opened when the first clip has to be measured.
struct Own {
    pool: InferencePool,
    heard: Heard,
}

struct Worker<'w> {
    set: &'w ClipSet<'w>,
    shared: &'w Shared,
    pool: Option<Own>,
}

impl Worker<'_> {
    fn job(&mut self, job: &ClipJob) -> Result<ClipResult, ClipsError> {
        let prepared = self.prepare(job);
        let (clip, key, is_still) = match prepared {
            Ok(prepared) => prepared,
            Err(failure) => return Ok(Err(failure)),
        };
        if let Some(known) = self.set.cache.get::<ClipRun>(key) {
            return Ok(Ok(known));
        }
        let (set, shared) = (self.set, self.shared);
        let own = self.open().map_err(ClipsError::Pool)?;
        let result = if is_still {
            watch::still(&own.pool, &own.heard, &clip)
        } else {
            let reference = job.reference.as_ref().map(|from| {
                let key = (from.file.clone(), from.at_s.map(f64::to_bits));
                shared.references.get(key, || reference::read(set, &own.pool, from))
            });
            match reference.transpose() {
                Ok(reference) => {
                    watch::session(set, &own.pool, &own.heard, &clip, reference.as_deref())
                }
                Err(failure) => Err(failure),
            }
        };
        if !own.pool.is_alive() {
            // The next clip gets models that work.
            self.pool = None;
        }
        if let Ok(run) = &result {
            set.cache.put(key, run)?;
        }
        Ok(result)
    }

    fn room(&mut self, file: &Path) -> Result<RoomResult, ClipsError> {
        let set = self.set;
        let own = self.open().map_err(ClipsError::Pool)?;
        let result = reference::room(set, &own.pool, file);
        if !own.pool.is_alive() {
            self.pool = None;
        }
        Ok(result)
    }

    fn enrol(&mut self, file: &Path) -> Result<EnrolResult, ClipsError> {
        let set = self.set;
        let own = self.open().map_err(ClipsError::Pool)?;
        let result =
            reference::read(set, &own.pool, &ReferenceFile { file: file.to_owned(), at_s: None });
        if !own.pool.is_alive() {
            self.pool = None;
        }
        Ok(result)
    }

    /// The file to watch, the key of its measurement, and whether it is a still.
    fn prepare(&self, job: &ClipJob) -> Result<(PathBuf, CacheKey, bool), ClipFailure> {
        let contents = self.hash(&job.file)?;
        let is_still = reference::is_picture(&job.file)?;
        if is_still && (job.reference.is_some() || job.degradation.is_some()) {
            let name = job.file.display();
            return Err(ClipFailure::Unreadable(format!("{name} is a picture, not a clip")));
        }
        let mut hashes = vec![contents];
        let clip = match &job.degradation {
            Some(how) => {
                let clip = self.shared.variants.get((job.file.clone(), how.clone()), || {
                    variants::variant(self.set.out, &job.file, &contents, how)
                })?;
                hashes = vec![self.hash(&clip)?];
                clip
            }
            None => job.file.clone(),
        };
        if let Some(reference) = &job.reference {
            let hash = self.hash(&reference.file).map_err(|failure| {
                ClipFailure::Reference(format!(
                    "the reference cannot be read: {}",
                    failure.sentence()
                ))
            })?;
            hashes.push(hash);
        }
        let fingerprint = self.set.models.fingerprint_of_all();
        Ok((clip, CacheKey::new(&hashes, &fingerprint, &self.set.settings(job)), is_still))
    }

    fn hash(&self, path: &Path) -> Result<[u8; 32], ClipFailure> {
        self.shared.hashes.get(path.to_owned(), || file_hash(path))
    }

    fn open(&mut self) -> Result<&Own, PoolStartError> {
        if self.pool.is_none() {
            let heard = Heard::default();
            let (pack, beside) = (Arc::clone(&self.set.pack), self.set.beside.to_vec());
            let notes = Arc::clone(&heard);
            let make = move || SideBySide::open(&pack, &beside, Arc::clone(&notes));
            let pool = InferencePool::new(ONE_SESSION, Arc::clone(&self.set.clock), make)?;
            self.pool = Some(Own { pool, heard });
        }
        Ok(self.pool.as_ref().expect("it was put there above"))
    }
}

/// SHA-256 of a file in hexadecimal digits; none when it cannot be read.
pub fn contents_hash(path: &Path) -> Option<String> {
    file_hash(path).ok().map(hex::encode)
}

/// SHA-256 of a file, read in pieces: a clip may be long.
fn file_hash(path: &Path) -> Result<[u8; 32], ClipFailure> {
    let name = || path.display().to_string();
    let found = path.metadata().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => ClipFailure::Missing(name()),
        _ => ClipFailure::Unreadable(format!("{} cannot be read: {e}", name())),
    })?;
    if !found.is_file() {
        // A pipe or a device could keep the worker for ever.
        return Err(ClipFailure::Unreadable(format!("{} is no ordinary file", name())));
    }
    let mut hash = Sha256::new();
    let mut pieces = || {
        let (mut file, mut piece) = (File::open(path)?, vec![0; 1 << 16]);
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(()),
                n => hash.update(&piece[..n]),
            }
        }
    };
    pieces().map_err(|e: std::io::Error| {
        ClipFailure::Unreadable(format!("{} cannot be read: {e}", name()))
    })?;
    Ok(hash.finalize().into())
}

/// As the command line watches: for as long as the clip lasts; a clip that gives nothing for a minute is
/// over.
const fn limits() -> CaptureLimits {
    CaptureLimits { max_duration: Duration::MAX, max_idle: Duration::from_secs(60) }
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}
