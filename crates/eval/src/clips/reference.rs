//! The reference of a session: a picture, a whole clip pooled as an earlier session, or one frame of a
//! clip. Read as `likeness verify` reads them.

use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::{CaptureControl, CaptureObserver, InferencePool, NoObserver, run_capture};
use bytes::Bytes;
use domain::{Frame, Reference, ReferenceId, ReferenceKind, SessionKind, Template, UtcTime};
use image::{ImageFormat, RgbImage};
use media::{AccessPolicy, Address, Pace, Received, SourceSpec};
use session::{Cadence, CaptureSession};
use vision::{PictureLimits, RoomView, RoomWatch, decode_picture};

use super::record::ClipFailure;
use super::{ClipSet, chain, limits};

/// Longest wait for the next frame of a clip.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceFile {
    /// A picture or a clip.
    pub file: std::path::PathBuf,
    /// Seconds from the start of a clip: the frame that is meant. None for the whole file.
    pub at_s: Option<f64>,
}

/// Reads the reference. Its id only has to tell the references of one session apart.
pub(super) fn read(
    set: &ClipSet<'_>,
    pool: &InferencePool,
    from: &ReferenceFile,
) -> Result<Arc<Reference>, ClipFailure> {
    let bad = |why: String| ClipFailure::Reference(format!("{}: {why}", from.file.display()));
    let is_picture = is_picture(&from.file)?;
    let (kind, (template, quality)) = match from.at_s {
        Some(_) if is_picture => return Err(bad("it is a picture and has no second".into())),
        Some(at_s) => {
            let frame = frame_at(set, &from.file, at_s).map_err(bad)?;
            (ReferenceKind::Picture, portrait(pool, png(&frame).map_err(bad)?.into()).map_err(bad)?)
        }
        None if is_picture => {
            let bytes = read_picture(&from.file).map_err(bad)?;
            (ReferenceKind::Picture, portrait(pool, bytes.into()).map_err(bad)?)
        }
        None => {
            let kind = ReferenceKind::Session { session: None, kind: SessionKind::Interview };
            (kind, pooled(set, pool, &from.file).map_err(bad)?)
        }
    };
    Ok(Arc::new(Reference {
        id: ReferenceId::from_uuid(uuid::Uuid::from_u128(1)),
        kind,
        captured_at: UtcTime::from_unix_millis(0),
        quality,
        template,
    }))
}

/// Whether the file starts like a picture.
pub(super) fn is_picture(path: &Path) -> Result<bool, ClipFailure> {
    let name = || path.display().to_string();
    let found = path.metadata().map_err(|_| ClipFailure::Missing(name()))?;
    if !found.is_file() {
        return Err(ClipFailure::Unreadable(format!("{} is no ordinary file", name())));
    }
    let mut start = Vec::new();
    File::open(path)
        .and_then(|f| f.take(64).read_to_end(&mut start))
        .map_err(|e| ClipFailure::Unreadable(format!("{} cannot be read: {e}", name())))?;
    Ok(image::guess_format(&start).is_ok())
}

/// The bytes of a picture file, no more than a picture may have.
pub(super) fn read_picture(path: &Path) -> Result<Vec<u8>, String> {
    let most = PictureLimits::default().max_bytes as u64 + 1;
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|f| f.take(most).read_to_end(&mut bytes))
        .map_err(|e| format!("it cannot be read: {e}"))?;
    Ok(bytes)
}

type Enrolled = (Template, domain::QualityScore);

fn portrait(pool: &InferencePool, bytes: Bytes) -> Result<Enrolled, String> {
    let enrolled = pool
        .enrol_picture(bytes)
        .and_then(app::Pending::wait)
        .map_err(|e| chain(&e))?
        .map_err(|refusal| refusal.detail)?;
    let features = enrolled.measurement.features.assessed().cloned();
    let template = features.ok_or_else(|| "no features could be computed".to_owned())?.into();
    Ok((template, enrolled.face.quality.score))
}

/// The first frame at or after `at_s`.
fn frame_at(set: &ClipSet<'_>, clip: &Path, at_s: f64) -> Result<Frame, String> {
    // The fastest sampling rate takes every picture, so that the frame does not depend on a grid.
    let source = open(set, clip, SourceSpec::MAX_FPS)?;
    let mut last = None;
    loop {
        match source.recv(PATIENCE) {
            Received::Frame(frame) if frame.pts.seconds() + 1e-3 >= at_s => return Ok(frame),
            Received::Frame(frame) => last = Some(frame.pts.seconds()),
            Received::Event(_) => {}
            Received::Idle => return Err("the clip gives no more pictures".into()),
            Received::Closed => {
                let end = last.unwrap_or_default();
                return Err(format!("the clip ends after {end:.1} s, before second {at_s}"));
            }
        }
    }
}

pub(super) fn open(
    set: &ClipSet<'_>,
    clip: &Path,
    sample_fps: f32,
) -> Result<media::FrameSource, String> {
    let address = Address::File(clip.to_owned());
    let spec = SourceSpec { address, sample_fps, pace: Pace::AsFast };
    media::open(spec, &AccessPolicy::operator(), Arc::clone(&set.clock)).map_err(|e| chain(&e))
}

/// Without loss, so that the frame is measured as it was decoded.
fn png(frame: &Frame) -> Result<Vec<u8>, String> {
    let (width, height) = (frame.size.width, frame.size.height);
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    (0..height).for_each(|y| pixels.extend_from_slice(frame.row(y)));
    let picture = RgbImage::from_raw(width, height, pixels)
        .ok_or_else(|| "its frame does not hold what it claims".to_owned())?;
    let mut png = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .map_err(|e| format!("its frame cannot be encoded: {e}"))?;
    Ok(png)
}

/// Looks at what is behind the people, and at nothing else.
struct Behind;

impl CaptureObserver for Behind {
    fn wants_room(&self) -> bool {
        true
    }
}

/// What is kept of the room in a clip or a picture; none when it says too little.
pub(super) fn room(
    set: &ClipSet<'_>,
    pool: &InferencePool,
    file: &Path,
) -> Result<Option<RoomView>, ClipFailure> {
    if is_picture(file)? {
        let bytes = read_picture(file).map_err(ClipFailure::Unreadable)?;
        let frame = decode_picture(&bytes, PictureLimits::default())
            .map_err(|e| ClipFailure::Unreadable(chain(&e)))?;
        let found = pool
            .measure_frame(frame.clone(), None)
            .and_then(app::Pending::wait)
            .map_err(|e| ClipFailure::Models(chain(&e)))?
            .map_err(|e| ClipFailure::Models(chain(&e)))?;
        let mut watch = RoomWatch::default();
        watch.look(&frame, &found.faces);
        return Ok(watch.view());
    }
    let source = open(set, file, set.sample_fps).map_err(ClipFailure::Unreadable)?;
    let session =
        CaptureSession::new(set.header(Vec::new()), set.policy.clone(), Cadence::default());
    let control = CaptureControl::new();
    Ok(run_capture(&source, session, pool, &mut Behind, &control, limits()).room)
}

fn pooled(set: &ClipSet<'_>, pool: &InferencePool, clip: &Path) -> Result<Enrolled, String> {
    let source = open(set, clip, set.sample_fps)?;
    let session =
        CaptureSession::new(set.header(Vec::new()), set.policy.clone(), Cadence::default());
    let control = CaptureControl::new();
    run_capture(&source, session, pool, &mut NoObserver, &control, limits())
        .pooled
        .ok_or_else(|| "no face good enough to compare was found in this clip".to_owned())
}
