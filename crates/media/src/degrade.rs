//! What a meeting does to a clip, for measuring how detectors bear it: compression, fewer rows, fewer
//! pictures, pictures lost in bursts.
//!
//! Here lies what is pure: the names, the numbers and which pictures survive. The pipeline that makes the
//! variant lies in `pipeline/degrade.rs`. Sound is not carried over. Invariant: the same clip, degradation
//! and seed keep the same pictures.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use domain::MediaTime;

use crate::OpenError;
use crate::sampler::Grid;

/// Share of the pictures that [`Degradation::drops`] loses: a call that people complain about.
const LOST: f64 = 0.2;

/// Pictures lost in a row, on average: a fifth of a second at 25 a second, one outage of a wireless link.
const MEAN_BURST: f64 = 5.0;

/// What is done to a clip. Parts combine with `+`, for instance `360p+h264-250`; what is not named stays
/// as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Degradation {
    /// Rows at most; a smaller picture is never enlarged.
    pub rows: Option<u32>,
    /// Pictures per second at most.
    pub fps: Option<u32>,
    /// A fifth of the pictures lost, in bursts of five on average.
    pub drops: bool,
    /// H.264 at this many kbit/s, encoded without delay as meetings do; otherwise at a quality that shows
    /// no loss.
    pub kbit_s: Option<u32>,
}

/// A degraded clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Degraded {
    /// Pictures decoded.
    pub pictures: u64,
    /// Those that were kept.
    pub kept: u64,
}

/// Why a clip could not be degraded.
#[derive(Debug, thiserror::Error)]
pub enum DegradeError {
    /// No degradation has that name.
    #[error(
        "there is no degradation `{name}`; use h264-KBIT (for instance h264-250), ROWSp (360p), RATEfps \
         (10fps), drops, or several joined by +"
    )]
    Name {
        /// What was given.
        name: String,
    },
    /// An element of GStreamer is not installed.
    #[error("GStreamer's element {element} is missing; install the package {package}")]
    MissingElement {
        /// The element.
        element: &'static str,
        /// The package that holds it.
        package: &'static str,
    },
    /// The clip cannot be opened.
    #[error("the clip cannot be opened")]
    Open(#[from] OpenError),
    /// The clip breaks off, is damaged, or holds no picture.
    #[error("the clip breaks off or is damaged; copy or record it again")]
    Damaged,
    /// The pipeline stands still.
    #[error("no picture came for {seconds} s; the clip cannot be decoded here")]
    Stalled {
        /// How long it was waited.
        seconds: u64,
    },
    /// The variant cannot be written.
    #[error(
        "the degraded clip cannot be written; check the folder's permissions and the space left"
    )]
    Write(#[source] std::io::Error),
    /// The pipeline could not be built.
    #[error("GStreamer refuses the pipeline that degrades clips; install GStreamer 1.22 or later")]
    Pipeline,
}

/// Writes `input`, degraded, to `output` (Matroska, H.264, readable by its owner only). The file appears
/// whole or not at all. `seed` chooses which pictures [`Degradation::drops`] loses.
///
/// # Errors
/// See [`DegradeError`].
pub fn degrade(
    input: &Path,
    output: &Path,
    how: &Degradation,
    seed: u64,
) -> Result<Degraded, DegradeError> {
    #[cfg(feature = "gstreamer")]
    return crate::pipeline::degrade(input, output, how, seed);
    #[cfg(not(feature = "gstreamer"))]
    {
        let _ = (input, output, how, seed);
        Err(OpenError::NotBuilt.into())
    }
}

impl Degradation {
    /// Nothing done yet.
    const NONE: Self = Self { rows: None, fps: None, drops: false, kbit_s: None };

    fn with(mut self, part: &str) -> Option<Self> {
        let number = |text: &str, least: u32, most: u32| {
            text.parse::<u32>().ok().filter(|n| (least..=most).contains(n))
        };
        let taken = if part == "drops" {
            std::mem::replace(&mut self.drops, true)
        } else if let Some(rate) = part.strip_prefix("h264-") {
            self.kbit_s.replace(number(rate, 10, 100_000)?).is_some()
        } else if let Some(rate) = part.strip_suffix("fps") {
            self.fps.replace(number(rate, 1, 240)?).is_some()
        } else {
            self.rows.replace(number(part.strip_suffix('p')?, 16, 8192)?).is_some()
        };
        (!taken).then_some(self)
    }

    /// Size of the variant of a `width` × `height` picture: even numbers, as H.264's colour planes need,
    /// and never more rows than asked for.
    pub(crate) fn size(&self, width: u32, height: u32) -> (u32, u32) {
        let even = |n: f64| ((n / 2.0).round() as u32 * 2).max(2);
        let rows = self.rows.unwrap_or(height).min(height).max(1);
        let scale = f64::from(rows) / f64::from(height.max(1));
        (even(f64::from(width) * scale), (rows & !1).max(2))
    }

    /// What the encoder is asked for, in kbit/s: it divides its rate by the clip's own picture rate, also
    /// when fewer pictures than that reach it.
    pub(crate) fn encoder_rate(&self, clip_fps: Option<f64>) -> Option<u32> {
        let fewer = match (clip_fps, self.fps) {
            (Some(clip), Some(kept)) => (clip / f64::from(kept)).max(1.0),
            _ => 1.0,
        };
        self.kbit_s.map(|rate| (f64::from(rate) * fewer).round() as u32)
    }
}

impl FromStr for Degradation {
    type Err = DegradeError;

    fn from_str(name: &str) -> Result<Self, DegradeError> {
        name.split('+')
            .try_fold(Self::NONE, |so_far, part| so_far.with(part.trim()))
            .ok_or_else(|| DegradeError::Name { name: name.to_owned() })
    }
}

impl fmt::Display for Degradation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = [
            self.rows.map(|n| format!("{n}p")),
            self.fps.map(|n| format!("{n}fps")),
            self.drops.then(|| "drops".to_owned()),
            self.kbit_s.map(|n| format!("h264-{n}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        f.write_str(&parts.join("+"))
    }
}

/// Which pictures survive.
pub(crate) struct Thinning {
    grid: Option<Grid>,
    losses: Option<Bursts>,
}

impl Thinning {
    pub(crate) fn new(how: &Degradation, seed: u64) -> Self {
        Self {
            grid: how.fps.map(|fps| Grid::new(fps as f32)),
            losses: how.drops.then(|| Bursts::new(seed)),
        }
    }

    /// Whether the picture at `at` is kept. Positions must not run backwards.
    pub(crate) fn keeps(&mut self, at: MediaTime) -> bool {
        let is_taken = self.grid.as_mut().is_none_or(|grid| grid.takes(at));
        is_taken && self.losses.as_mut().is_none_or(|losses| !losses.loses_next())
    }
}

/// Losses in bursts (Gilbert's model): two states, and chances of going from one to the other that give
/// the share and the mean length of the bursts. The first picture always arrives.
struct Bursts {
    state: u64,
    is_lost: bool,
    is_first: bool,
}

impl Bursts {
    const ENDS: f64 = 1.0 / MEAN_BURST;
    const BEGINS: f64 = Self::ENDS * LOST / (1.0 - LOST);

    fn new(seed: u64) -> Self {
        Self { state: seed, is_lost: false, is_first: true }
    }

    fn loses_next(&mut self) -> bool {
        if std::mem::take(&mut self.is_first) {
            return false;
        }
        let chance = if self.is_lost { Self::ENDS } else { Self::BEGINS };
        if self.uniform() < chance {
            self.is_lost = !self.is_lost;
        }
        self.is_lost
    }

    /// SplitMix64 (Steele, Lea and Flood 2014), its upper 53 bits as a number from 0 to below 1.
    fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Degradation {
        name.parse().unwrap()
    }

    #[test]
    fn names_are_read_and_written_in_one_way() {
        for name in ["h264-250", "360p", "10fps", "drops", "360p+10fps+drops+h264-250"] {
            assert_eq!(named(name).to_string(), name);
        }
        assert_eq!(named("h264-250+360p"), named("360p+h264-250"));
    }

    #[test]
    fn other_names_are_refused_with_the_known_ones() {
        for name in ["", "h265-250", "h264-", "h264-0", "360", "p", "10fps+10fps", "0fps", "drops+"]
        {
            let error = name.parse::<Degradation>().unwrap_err().to_string();
            assert!(error.contains("h264-250"), "{name}: {error}");
        }
    }

    #[test]
    fn pictures_are_made_smaller_never_larger_and_even() {
        let check = |rows: &str, from: (u32, u32), to| {
            assert_eq!(named(rows).size(from.0, from.1), to);
        };
        check("360p", (1280, 720), (640, 360));
        check("360p", (1536, 2048), (270, 360));
        check("360p", (224, 224), (224, 224));
        check("drops", (321, 241), (322, 240));
        check("360p", (1, 1), (2, 2));
    }

    #[test]
    fn an_encoder_that_gets_fewer_pictures_is_asked_for_as_many_bits_a_second() {
        assert_eq!(named("10fps+h264-250").encoder_rate(Some(25.0)), Some(625));
        assert_eq!(named("10fps+h264-250").encoder_rate(Some(5.0)), Some(250));
        assert_eq!(named("drops+h264-250").encoder_rate(Some(25.0)), Some(250));
        assert_eq!(named("10fps").encoder_rate(Some(25.0)), None);
    }

    #[test]
    fn a_fifth_of_the_pictures_is_lost_in_bursts_of_five() {
        let mut thinning = Thinning::new(&named("drops"), 7);
        let kept: Vec<bool> =
            (0..200_000).map(|n| thinning.keeps(MediaTime::from_millis(n * 40))).collect();
        assert!(kept[0], "a stream begins with a picture");
        let lost = kept.iter().filter(|k| !**k).count() as f64;
        let bursts = kept.windows(2).filter(|w| w[0] && !w[1]).count() as f64;
        assert!((lost / kept.len() as f64 - LOST).abs() < 0.01, "{lost}");
        assert!((lost / bursts - MEAN_BURST).abs() < 0.25, "{}", lost / bursts);
    }

    #[test]
    fn the_same_seed_loses_the_same_pictures_and_another_does_not() {
        let kept = |seed| {
            let mut thinning = Thinning::new(&named("10fps+drops"), seed);
            (0..500).map(|n| thinning.keeps(MediaTime::from_millis(n * 40))).collect::<Vec<_>>()
        };
        assert_eq!(kept(1), kept(1));
        assert_ne!(kept(1), kept(2));
    }

    #[test]
    fn ten_a_second_of_twenty_five_are_two_of_five() {
        let mut thinning = Thinning::new(&named("10fps"), 0);
        let kept = (0..250).filter(|n| thinning.keeps(MediaTime::from_millis(n * 40))).count();
        assert_eq!(kept, 100);
    }
}
