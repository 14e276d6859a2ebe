//! Each picture of a study once, through the real pipeline: detection, alignment, features.
//!
//! Worker threads take pictures from one list, each with an analyst of its own, and keep what they found
//! in the cache. What cannot be measured is a failure to acquire with its reason, never an error of the
//! run and never a low score.

mod record;

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use domain::{
    DetectedFace, FaceFeatures, Frame, ModelRole, Point, QualityIssue, Rect, Signal, Stages,
};
use vision::{Analyst, LoadError, PictureLimits, decode_picture};

use crate::cache::{Cache, CacheError, CacheKey, content_hash};
use crate::models::Models;
use crate::progress::Progress;
use crate::workers;

use self::record::Record;

/// Roles whose models take part in measuring a picture.
const ROLES: [ModelRole; 4] =
    [ModelRole::Detector, ModelRole::Landmarks, ModelRole::Embedder, ModelRole::Quality];

/// Which of several faces of a picture is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaceRule {
    /// The one nearest the picture's centre, as the LFW protocol has it.
    Centre,
    /// The one with the most pixels between the eyes.
    Largest,
    /// None: several faces are a failure to acquire.
    Only,
}

impl FaceRule {
    /// The rule's name on the command line and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Largest => "largest",
            Self::Only => "only",
        }
    }
}

/// Why nothing was acquired from a picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// There is no such file.
    Missing,
    /// It cannot be read; the operating system's words.
    Unreadable(String),
    /// It is no usable picture; a sentence.
    NotAPicture(String),
    /// Nobody was found on it.
    NoFace,
    /// Several faces, and the rule wants one.
    SeveralFaces(u32),
    /// A model failed on it; a sentence.
    ModelFailed(String),
}

impl Failure {
    /// The kind in a word, as reports count it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::NotAPicture(_) => "not_a_picture",
            Self::NoFace => "no_face",
            Self::SeveralFaces(_) => "several_faces",
            Self::ModelFailed(_) => "model_failed",
        }
    }

    /// The reason as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Missing => "there is no such file".into(),
            Self::Unreadable(why) => format!("the file cannot be read: {why}"),
            Self::NotAPicture(why) | Self::ModelFailed(why) => why.clone(),
            Self::NoFace => "no face was found".into(),
            Self::SeveralFaces(n) => format!("{n} faces were found where one is wanted"),
        }
    }
}

/// A face that was acquired.
#[derive(Debug, Clone, PartialEq)]
pub struct AcquiredFace {
    /// For comparison.
    pub features: FaceFeatures,
    /// Detector's box in pixels of the upright picture.
    pub rect: Rect,
    /// Faces found on the picture.
    pub faces: u32,
    /// Mapped quality, 0 to 100.
    pub quality: f32,
    /// Pixels between the eye centres.
    pub inter_eye_px: f32,
    /// What a live session would not compare it for.
    pub issues: Vec<QualityIssue>,
}

/// What came of one picture.
#[derive(Debug, Clone)]
pub struct PictureResult {
    /// As the list names it.
    pub name: PathBuf,
    /// The face, or why there is none.
    pub outcome: Result<AcquiredFace, Failure>,
}

/// The run as a whole cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum PicturesError {
    /// The folder of pictures is not there.
    #[error("{path} is not a folder; name the folder that the list's paths begin in with --images")]
    NoFolder {
        /// What was named.
        path: PathBuf,
    },
    /// Not one picture of the list exists.
    #[error(
        "none of the {count} pictures of the list is in {path} (the first is {first}); name the folder \
         that the list's paths begin in with --images"
    )]
    AllMissing {
        /// Pictures in the list.
        count: usize,
        /// Where they were looked for.
        path: PathBuf,
        /// The first of them.
        first: PathBuf,
    },
    /// A worker got no models.
    #[error("the models cannot be opened once per worker; use fewer with --jobs")]
    Analyst(#[source] LoadError),
    /// What was measured cannot be kept.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// How pictures are measured.
pub struct PictureRun<'r> {
    /// The folder that names are relative to.
    pub folder: &'r Path,
    /// Which face is meant.
    pub face: FaceRule,
    /// The models, for the cache.
    pub models: &'r Models,
    /// Where measurements are kept.
    pub cache: &'r Cache,
    /// Worker threads, at least one.
    pub jobs: usize,
    /// Told after each picture.
    pub progress: &'r dyn Progress,
}

impl PictureRun<'_> {
    /// Measures each of `names` once. Results are in the order of `names`, which should be distinct.
    /// `analyst` makes a worker's models, and is asked only when there is something to measure.
    ///
    /// # Errors
    /// When the folder is absent or holds none of the pictures, models cannot be opened, or the cache
    /// cannot be written.
    pub fn measure(
        &self,
        names: &[PathBuf],
        analyst: &(dyn Fn() -> Result<Analyst, LoadError> + Sync),
    ) -> Result<Vec<PictureResult>, PicturesError> {
        if !self.folder.is_dir() {
            return Err(PicturesError::NoFolder { path: self.folder.to_owned() });
        }
        if let Some(first) = names.first()
            && !names.iter().any(|n| self.folder.join(n).exists())
        {
            let (count, path, first) = (names.len(), self.folder.to_owned(), first.clone());
            return Err(PicturesError::AllMissing { count, path, first });
        }
        self.progress.start(names.len() as u64, "pictures");
        let worker = || Worker { run: self, open: analyst, analyst: None };
        workers::each(names, self.jobs, self.progress, worker, |worker, name| {
            Ok(PictureResult { name: name.clone(), outcome: worker.picture(name)? })
        })
    }
}

struct Worker<'w> {
    run: &'w PictureRun<'w>,
    open: &'w (dyn Fn() -> Result<Analyst, LoadError> + Sync),
    analyst: Option<Analyst>,
}

impl Worker<'_> {
    fn picture(&mut self, name: &Path) -> Result<Result<AcquiredFace, Failure>, PicturesError> {
        let bytes = match read(&self.run.folder.join(name)) {
            Ok(bytes) => bytes,
            Err(failure) => return Ok(Err(failure)),
        };
        let settings = format!("picture, face {}", self.run.face.as_str());
        let fingerprint = self.run.models.fingerprint(&ROLES);
        let key = CacheKey::new(&[content_hash(&bytes)], &fingerprint, &settings);
        if let Some(known) = self.run.cache.get::<Record>(key)
            && let Some(outcome) = known.into_outcome(&self.run.models.stamps)
        {
            return Ok(outcome);
        }
        let analyst = match &mut self.analyst {
            Some(analyst) => analyst,
            empty => empty.insert((self.open)().map_err(PicturesError::Analyst)?),
        };
        let outcome = acquire(analyst, &bytes, self.run.face);
        // A model's failure may pass; everything else would come out the same.
        if !matches!(outcome, Err(Failure::ModelFailed(_))) {
            self.run.cache.put(key, &Record::of(&outcome))?;
        }
        Ok(outcome)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => Failure::Missing,
        _ => Failure::Unreadable(e.to_string()),
    };
    // A pipe or a device could keep the worker for ever.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Failure::Unreadable("it is no ordinary file".into()));
    }
    let most = PictureLimits::default().max_bytes as u64 + 1;
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|f| f.take(most).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

fn acquire(analyst: &mut Analyst, bytes: &[u8], rule: FaceRule) -> Result<AcquiredFace, Failure> {
    let frame = decode_picture(bytes, PictureLimits::default())
        .map_err(|e| Failure::NotAPicture(e.to_string()))?;
    let found =
        analyst.measure_frame(&frame, None).map_err(|e| Failure::ModelFailed(e.to_string()))?.faces;
    let face = chosen(&frame, &found, rule)?;
    let stages = Stages { features: true, ..Stages::NONE };
    let Signal::Assessed(features) = analyst.measure_face(&frame, face, stages).features else {
        return Err(Failure::ModelFailed("no features could be computed".into()));
    };
    Ok(AcquiredFace {
        features,
        rect: face.rect,
        faces: u32::try_from(found.len()).unwrap_or(u32::MAX),
        quality: face.quality.score.get(),
        inter_eye_px: face.quality.inter_eye_px,
        issues: face.quality.issues.clone(),
    })
}

fn chosen<'f>(
    frame: &Frame,
    faces: &'f [DetectedFace],
    rule: FaceRule,
) -> Result<&'f DetectedFace, Failure> {
    let middle = Point::new(frame.size.width as f32 / 2.0, frame.size.height as f32 / 2.0);
    let off = |f: &DetectedFace| f.rect.centre().distance(middle);
    let size = |f: &DetectedFace| f.landmarks.inter_eye_distance();
    let face = match rule {
        FaceRule::Centre => faces.iter().min_by(|a, b| off(a).total_cmp(&off(b))),
        FaceRule::Largest => faces.iter().max_by(|a, b| size(a).total_cmp(&size(b))),
        FaceRule::Only if faces.len() > 1 => {
            return Err(Failure::SeveralFaces(u32::try_from(faces.len()).unwrap_or(u32::MAX)));
        }
        FaceRule::Only => faces.first(),
    };
    face.ok_or(Failure::NoFace)
}

#[cfg(test)]
mod tests;
