//! The command line of `likeness document` and `likeness eval documents`.

use std::path::PathBuf;

use clap::Args;

use super::PackArgs;

#[derive(Debug, Args)]
pub(crate) struct DocumentArgs {
    /// A picture of the document: JPEG, PNG or WebP, in any of four orientations.
    pub(crate) file: PathBuf,
    /// Compare the name with this one, in any order and Latin spelling.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Compare the date of birth with this one.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) birth: Option<String>,
    /// Compare the issuing country with this one: alpha-3, alpha-2 or ICAO's own code.
    #[arg(long, value_name = "CODE")]
    pub(crate) issuer: Option<String>,
    /// Judge the expiry on this day. [default: today, UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) on: Option<String>,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    /// One JSON object on standard output, nothing else (schema: docs/document.schema.json).
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EvalDocumentsArgs {
    /// The folder that the list's paths begin in.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// CSV list with the columns file, zone (its lines joined by `|`, empty where there is none) and
    /// portrait (1 or 0).
    #[arg(long, value_name = "FILE")]
    pub(crate) list: PathBuf,
    /// Make every picture smaller by this factor first, to see how small is too small.
    #[arg(long, default_value_t = 1.0, value_name = "FACTOR", value_parser = parse_scale)]
    pub(crate) scale: f32,
    /// Only as the pictures are, not in all four orientations.
    #[arg(long)]
    pub(crate) upright: bool,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    /// One JSON object on standard output, nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

fn parse_scale(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(scale) if scale > 0.0 && scale <= 1.0 => Ok(scale),
        _ => Err("must be a factor above 0 and at most 1, such as 0.5".into()),
    }
}
