//! The command line of `likeness eval`: what to measure, over which data, and where the report goes.

pub(crate) mod calibrate;
pub(crate) mod clips;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::PackArgs;

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    pub(crate) action: EvalAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvalAction {
    /// Compare pairs of pictures: FMR, FNMR, accuracy, failures to acquire.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    Verification(VerificationArgs),
    /// Run whole sessions: outcome against truth, time to the decision, errors by seconds watched.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    Video(clips::VideoArgs),
    /// Presentation attacks against bona fide clips: APCER per species, BPCER, AUC, D-EER.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    Pad(clips::AttackArgs),
    /// Manipulated media against bona fide clips: the same figures.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    Manipulation(clips::AttackArgs),
    /// Enrol everything as people of their own and search everybody over everybody else: links found, false links.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    Links(clips::LinkArgs),
    /// Compare what is behind the people of every two clips: pairs of one room found, false pairs.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    Rooms(clips::RoomArgs),
    /// Read documents whose text is known: zones read right, false reads, portraits found.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    Documents(super::documents::EvalDocumentsArgs),
    /// One reference of a person against three: FNMR and FMR by how several scores become one.
    ///
    /// Exit status: 0 when measured, 2 bad input or usage.
    References(ReferencesArgs),
    /// Fit what scores are worth, and write it into a manifest.
    ///
    /// Exit status: 0 when fitted, 2 bad input or usage.
    Calibrate(calibrate::CalibrateArgs),
}

/// What every measurement takes.
#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    /// Folder for report.json, report.html, plots and the cache that lets a stopped run go on.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Worker threads. [default: one per processor core]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ReferencesArgs {
    /// A folder that holds a folder of pictures for each person. The first three by name are the references.
    #[arg(long, value_name = "DIR")]
    pub(crate) images: PathBuf,
    /// The score from which two faces count as the same person, for instance a policy's.
    #[arg(long, value_name = "SCORE")]
    pub(crate) threshold: f32,
    /// Pictures of each person at most, so that a few famous ones do not decide.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) most: usize,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
}

/// Which of several faces of a picture is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FaceChoice {
    /// The one nearest the picture's centre, as the LFW protocol has it.
    Centre,
    /// The one with the most pixels between the eyes.
    Largest,
    /// None: a picture with several faces is a failure to acquire.
    Only,
}

/// Which pictures are compared.
#[derive(Debug, Args)]
pub(crate) struct PictureArgs {
    /// CSV list with the columns a, b, mated (1 or 0), and optionally fold, group, subject_a, subject_b.
    /// Without subject columns the subject is the name of the picture's folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: PathBuf,
    /// The folder that the list's paths begin in.
    #[arg(long, value_name = "DIR")]
    pub(crate) images: PathBuf,
    /// Which face counts where a picture shows several.
    #[arg(long, value_enum, default_value_t = FaceChoice::Centre)]
    pub(crate) face: FaceChoice,
}

#[derive(Debug, Args)]
pub(crate) struct VerificationArgs {
    #[command(flatten)]
    pub(crate) pictures: PictureArgs,
    /// Bootstrap samples for the 95 % intervals.
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub(crate) samples: u32,
    /// Where the bootstrap's pseudo-random numbers begin; the same seed gives the same intervals.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// The FMR whose threshold groups are judged at.
    #[arg(long, default_value_t = 1e-3, value_name = "FMR", value_parser = parse_rate)]
    pub(crate) fmr: f64,
    /// Leave the pictures of the worst pairs out of the report.
    #[arg(long)]
    pub(crate) no_pictures: bool,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
}

/// A rate between 0 and 1, both excluded.
fn parse_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate < 1.0 => Ok(rate),
        _ => Err("must be a rate between 0 and 1, such as 0.001".into()),
    }
}
