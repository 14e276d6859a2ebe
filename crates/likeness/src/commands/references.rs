//! References given on the command line: a picture, or a clip of an earlier session.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::{CaptureControl, CaptureLimits, InferencePool, NoObserver, run_capture};
use domain::{LogHeader, ReferenceId, ReferenceKind, SessionId, SessionKind, Template, UtcTime};
use media::{AccessPolicy, Address, Pace, SourceSpec};
use session::{Cadence, CaptureSession};
use vision::{Pack, PictureLimits};

use crate::context::Context;
use crate::policy::NamedPolicy;

/// A reference and what the user calls it.
pub(crate) struct Reference {
    pub(crate) name: String,
    pub(crate) reference: domain::Reference,
}

/// Reads every reference.
pub(crate) fn read_all(
    paths: &[impl AsRef<Path>],
    context: &Context,
    pack: &Pack,
    pool: &InferencePool,
    policy: &NamedPolicy,
    sample_fps: f32,
) -> Result<Vec<Reference>> {
    let mut analyst = pack.analyst()?;
    paths
        .iter()
        .zip(1_u128..)
        .map(|(path, number)| {
            let path = path.as_ref();
            let name = path.display().to_string();
            let (kind, template, quality) = if is_picture(path)? {
                let portrait = analyst
                    .enrol_picture(&read_picture(path)?, PictureLimits::default())
                    .with_context(|| format!("reference {name}"))?;
                let template: Template = portrait
                    .measurement
                    .features
                    .assessed()
                    .cloned()
                    .with_context(|| format!("reference {name}: no features could be computed"))?
                    .into();
                (ReferenceKind::Picture, template, portrait.face.quality.score)
            } else {
                let kind = ReferenceKind::Session { session: None, kind: SessionKind::Interview };
                let (template, quality) =
                    pooled_from_clip(path, context, pack, pool, policy, sample_fps)?;
                (kind, template, quality)
            };
            // Nothing is kept, so the id only has to tell the references of this run apart.
            let id = ReferenceId::from_uuid(uuid::Uuid::from_u128(number));
            let captured_at = modified(path, context);
            let reference = domain::Reference { id, kind, captured_at, quality, template };
            Ok(Reference { name, reference })
        })
        .collect()
}

/// When the file was last changed: the best that is known of when it was captured.
fn modified(path: &Path, context: &Context) -> UtcTime {
    let since = path
        .metadata()
        .and_then(|m| m.modified())
        .ok()
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
        .and_then(|d| i64::try_from(d.as_millis()).ok());
    since.map_or_else(|| context.clock.utc(), UtcTime::from_unix_millis)
}

/// Reads a picture file whole, refusing one that is larger than any picture allowed.
pub(crate) fn read_picture(path: &Path) -> Result<Vec<u8>> {
    let limits = PictureLimits::default();
    check_regular(path)?;
    let file = File::open(path).map_err(|e| unopened(path, e))?;
    let most = limits.max_bytes as u64;
    if file.metadata()?.len() > most {
        bail!(
            "{} is larger than {} MB, the most a picture may have: save it smaller",
            path.display(),
            most / 1_000_000
        );
    }
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}

/// Refuses what would hang the reader (a pipe nobody writes to) or has no bytes of its own.
fn check_regular(path: &Path) -> Result<()> {
    let found = path.metadata().map_err(|e| unopened(path, e))?;
    if found.is_dir() {
        bail!("{} is a folder: name a picture or a video file", path.display());
    }
    if !found.is_file() {
        bail!("{} is no ordinary file: name a picture or a video file", path.display());
    }
    Ok(())
}

/// Refuses a sampling rate by the name of its argument, before a reference is blamed for it.
pub(crate) fn check_sample_fps(fps: f32) -> Result<()> {
    if fps > 0.0 && fps <= SourceSpec::MAX_FPS {
        return Ok(());
    }
    bail!("--sample-fps {fps}: {}", media::OpenError::SampleRate)
}

/// Why a file does not open, with what to do where there is something.
fn unopened(path: &Path, error: std::io::Error) -> anyhow::Error {
    if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
        anyhow::anyhow!("cannot open {}: there is no such file, check the path", path.display())
    } else {
        anyhow::Error::new(error).context(format!("cannot open {}", path.display()))
    }
}

/// Whether the file starts like a picture this program reads.
pub(crate) fn is_picture(path: &Path) -> Result<bool> {
    check_regular(path)?;
    let mut file = File::open(path).map_err(|e| unopened(path, e))?;
    let mut start = [0_u8; 64];
    let mut have = 0;
    while have < start.len() {
        match file.read(&mut start[have..])? {
            0 => break,
            n => have += n,
        }
    }
    if have == 0 {
        bail!("{} is empty", path.display());
    }
    Ok(image::guess_format(&start[..have]).is_ok())
}

fn pooled_from_clip(
    path: &Path,
    context: &Context,
    pack: &Pack,
    pool: &InferencePool,
    policy: &NamedPolicy,
    sample_fps: f32,
) -> Result<(Template, domain::QualityScore)> {
    let name = path.display();
    let spec =
        SourceSpec { address: Address::File(path.to_owned()), sample_fps, pace: Pace::AsFast };
    let source = media::open(spec, &AccessPolicy::operator(), Arc::clone(&context.clock))
        .with_context(|| {
            format!("reference {name} is no picture (JPEG, PNG, WebP) and no usable clip")
        })?;
    let header = header(context, pack, policy, SessionKind::Interview, Vec::new());
    let session = CaptureSession::new(header, policy.policy.clone(), Cadence::default());
    let report =
        run_capture(&source, session, pool, &mut NoObserver, &CaptureControl::new(), limits());
    report.pooled.with_context(|| {
        format!("reference {name}: no face good enough to compare was found in this clip")
    })
}

/// The header of a session that is kept nowhere.
pub(crate) fn header(
    context: &Context,
    pack: &Pack,
    policy: &NamedPolicy,
    kind: SessionKind,
    references: Vec<domain::Reference>,
) -> LogHeader {
    let calibrations = pack.calibrations();
    LogHeader {
        session: SessionId::generate(context.clock.utc(), &*context.entropy),
        kind,
        references,
        policy: policy.policy.stamp(),
        policy_text: policy.text.clone(),
        identity_calibration: calibrations.identity,
        identity_rates: calibrations.identity_rates,
        imitation_below: calibrations.imitation_below,
        imitation_calibration: calibrations.imitation.clone(),
        pad_calibration: calibrations.pad,
        manipulation_calibration: calibrations.manipulation,
        false_alarm: calibrations.false_alarm,
        models: pack.stamps(),
    }
}

/// A command may watch a stream for as long as it lasts; a stream that gives nothing for a minute is over.
pub(crate) fn limits() -> CaptureLimits {
    CaptureLimits {
        max_duration: std::time::Duration::MAX,
        max_idle: std::time::Duration::from_secs(60),
    }
}
