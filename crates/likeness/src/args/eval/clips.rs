//! The studies over clips: whole sessions, presentation attacks, manipulated media.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use media::Degradation;

use super::MeasureArgs;

/// What every study over clips takes.
#[derive(Debug, Args)]
pub(crate) struct ClipArgs {
    /// The folder that the list's paths begin in. [default: the list's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) media: Option<PathBuf>,
    /// A built-in policy (`interview`, `login`) or a policy file.
    #[arg(long, default_value = "interview", value_name = "NAME|FILE")]
    pub(crate) policy: String,
    /// Frames looked at per second of stream.
    #[arg(long, default_value_t = 5.0, value_name = "N")]
    pub(crate) sample_fps: f32,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
}

#[derive(Debug, Args)]
pub(crate) struct VideoArgs {
    /// CSV list with the columns reference, video, truth, and optionally subject, species, group, kind.
    /// A reference is a picture, a clip, or CLIP@SECONDS for one frame; truth is accept, other_person, attack:SPECIES or manipulated:KIND.
    #[arg(long, value_name = "FILE")]
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) clips: ClipArgs,
}

/// How clips are degraded.
#[derive(Debug, Args)]
pub(crate) struct DegradeArgs {
    /// Measure the clips degraded as well, as meetings deliver them: h264-KBIT, ROWSp, RATEfps, drops, or
    /// several joined by +; for instance h264-250,h264-500,h264-1000,360p,10fps,drops.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) degrade: Vec<String>,
}

impl DegradeArgs {
    pub(crate) fn parsed(&self) -> Result<Vec<Degradation>, <Degradation as FromStr>::Err> {
        self.degrade.iter().map(|name| name.parse()).collect()
    }
}

#[derive(Debug, Args)]
pub(crate) struct AttackArgs {
    /// CSV list with the columns file and label, and optionally subject, reference. A label is
    /// bona-fide, attack:SPECIES or manipulated:KIND; other labels are left out and counted.
    #[arg(long, value_name = "FILE")]
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) degrade: DegradeArgs,
    #[command(flatten)]
    pub(crate) clips: ClipArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LinkArgs {
    /// CSV list with the columns file, label and subject: rows of the label bona-fide with a subject are
    /// enrolled, others are left out and counted.
    #[arg(long, value_name = "FILE")]
    pub(crate) list: PathBuf,
    /// False links that are tolerated among a thousand people, one trial each.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_values_t = [0.1, 1.0, 10.0, 100.0])]
    pub(crate) tolerate: Vec<f64>,
    /// One JSON object on standard output, nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) clips: ClipArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RoomArgs {
    /// CSV list with the columns file, label and subject: the subject is the room's name, and rows without one
    /// are left out and counted.
    #[arg(long, value_name = "FILE")]
    pub(crate) list: PathBuf,
    /// One JSON object on standard output, nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) clips: ClipArgs,
}
