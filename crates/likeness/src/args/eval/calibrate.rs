//! The command line of `likeness eval calibrate`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::clips::{ClipArgs, DegradeArgs};
use super::{MeasureArgs, PictureArgs};

#[derive(Debug, Args)]
pub(crate) struct CalibrateArgs {
    #[command(subcommand)]
    pub(crate) what: CalibrateWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CalibrateWhat {
    /// Comparison score to evidence (same person : other person), and error rates by score.
    Identity(IdentityArgs),
    /// PAD score to evidence (attack : bona fide), from clips.
    Pad(ClipCalibrationArgs),
    /// Manipulation score to evidence (manipulated : bona fide), from clips.
    Manipulation(ClipCalibrationArgs),
    /// Presence evidence to the share of bona fide sessions that give as much, which policies read their
    /// threshold from. After `pad` and `manipulation`, whose calibrations it rests on.
    Presence(PresenceArgs),
}

/// Where a calibration goes.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    /// The manifest to write into. Without it the calibration is only reported.
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// Write over a calibration that is there.
    #[arg(long, requires = "manifest")]
    pub(crate) replace: bool,
    /// What the manifest says of the data. [default: the list's name and the protocol]
    #[arg(long, value_name = "TEXT")]
    pub(crate) data: Option<String>,
}

/// Limits of the fitted line.
#[derive(Debug, Args)]
pub(crate) struct LineArgs {
    /// The most that a score may be worth, natural logarithm. [default: what the trials support]
    #[arg(long, value_name = "LLR", value_parser = parse_cap)]
    pub(crate) cap: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityArgs {
    #[command(flatten)]
    pub(crate) pictures: PictureArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) line: LineArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
}

/// What a calibration from clips rests on, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct PresenceArgs {
    /// CSV list of clips, as `likeness eval pad` and `likeness eval manipulation` take it.
    #[arg(long, value_name = "FILE")]
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) degrade: DegradeArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) clips: ClipArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ClipCalibrationArgs {
    #[command(flatten)]
    pub(crate) from: PresenceArgs,
    #[command(flatten)]
    pub(crate) line: LineArgs,
}

/// A cap that the manifest allows.
fn parse_cap(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(cap) if cap > 0.0 && cap <= 100.0 => Ok(cap),
        _ => Err("must be a number above 0, at most 100".into()),
    }
}
