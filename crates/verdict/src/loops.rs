//! A recording played in a loop: what the log says of the face goes up and down as a living one's does, and
//! then does exactly so again.
//!
//! Fifteen numbers per frame are laid over every earlier stretch of the session and correlated, as they are
//! and as steps from moment to moment: where the face is, how it is turned, its features, its light and
//! sharpness, and how much the picture changed. Correlation leaves out mean and scale, so a picture that
//! was shifted, enlarged, brightened or encoded again between two rounds is still the same recording. A
//! person repeats one movement, but not six seconds of everything, the detector's own trembling included.
//!
//! Work is bounded whatever the session's length: a look a second over at most two minutes, 1260 moments of
//! 16 numbers, against all of which 60 are laid twice: 2.4 million multiplications. At most 2520 moments
//! (160 KB) are kept. A longer loop is not looked for.

use std::collections::VecDeque;
use std::time::Duration;

use domain::{FaceRecord, MediaTime, Point};

/// Numbers per moment: fifteen, and one that stays 0, so that a row fills whole registers.
const CHANNELS: usize = 16;
/// Those that say something.
const USED: f32 = 15.0;

type Row = [f32; CHANNELS];

/// Time between two moments of the grid that samples are interpolated to: half a period at 5 fps, because
/// a loop's length need not be a multiple of the sampling period.
const MOMENT: Duration = Duration::from_millis(100);

/// Moments of the stretch that must repeat: six seconds.
const WINDOW: usize = 60;

/// Moments over which a step is taken: one sampling period at 5 fps.
const STEP: usize = 2;

/// Shortest loop looked for, in moments. Nobody builds one of less than a second; a nod may repeat within it.
const SHORTEST: usize = 10;

/// Longest loop looked for, in moments: two minutes.
const LONGEST: usize = 1_200;

/// Moments kept.
const KEPT: usize = LONGEST + WINDOW;

/// Moments between two looks: one second.
const LOOK_EVERY: usize = 10;

/// A longer time without a sample is a hole, filled by a straight line: three sampling periods at 5 fps.
const HOLE: Duration = Duration::from_millis(600);

/// Most moments of a stretch that may lie in holes: a third of it. What is filled is no evidence, but a loop
/// in which the detector misses the face for a moment of every round must not pass: looped, the development
/// clip that loses it longest lies in holes for 27 %.
const HOLES_ALLOWED: u32 = 20;

/// A stretch repeats when its mean correlation with an earlier one is at least this, in two looks in a row.
///
/// Measured on development clips at 5 fps. Looped ten times and encoded again (H.264, 1 Mbit/s, 25 fps), 49
/// bona fide clips of 3 to 20 s, all 46 of `talking/` (one a copy of another) among them, reach 0.597 to
/// 0.980 at their best. Not looped, no clip reaches more than 0.363; only 9 of the 51 bona fide clips and 9
/// others last the nine seconds that two looks need, and the longest are 30 s. Stretches of 22 different
/// clips laid over each other (176 000 pairs in 3 024 looks) reach 0.303 in one look; 24 clips of one person
/// joined to 72 s, whose cuts are equally far apart, 0.413. The value lies in the middle of 0.41 and 0.60.
/// Hours of one living person were not to be had.
///
/// What it misses: a pan and a brightening that never pause, at 400 kbit/s, hid 3 of 10 looped clips; with
/// three in ten samples missing at random, 11 of 58 were not found within ten rounds.
const REPEATS_FROM: f32 = 0.5;

/// Looks in a row whose mean counts as well: eleven seconds that repeat need not repeat so closely.
const LOOKS: usize = 6;

/// A stretch repeats as well when its mean over [`LOOKS`] looks is at least this.
///
/// An encoder of several threads writes the same loop otherwise every time, and the weakest clips came out
/// on either side of [`REPEATS_FROM`]: 0.461, 0.462 and 0.492 in three of six such files of `grid-s1-05` and
/// `lp-d0`. Over six looks all six reach 0.429 or more. Of what is not looped, the joined clips reach 0.340,
/// one clip 0.320, and every other 0.249 or less.
const REPEATS_LONG_FROM: f32 = 0.40;

/// A step of more than this many times the channel's median step is a jump. Without a limit the joined
/// clips of [`REPEATS_FROM`] reach 0.470, with 6 they reach 0.443, with 4 0.413, with 3 0.367; below 4 the
/// weakest looped clips lose as much (0.607, 0.607, 0.598 and 0.579 for one of 3 s).
const JUMP: f32 = 4.0;

/// Smallest deviation taken for one, in a channel's own unit; below it lies the rounding of `f32`.
const LEAST_DEVIATION: f32 = 1e-4;

/// A loop that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoopFound {
    /// Begin of the stretch that repeats an earlier one.
    pub at: MediaTime,
    /// How much earlier that was.
    pub period: Duration,
}

/// Looks for loops while a session runs.
#[derive(Debug, Default)]
pub(crate) struct LoopWatch {
    newest: Option<(MediaTime, Row)>,
    /// The first sample, which every row is counted from: small numbers keep their digits.
    origin: Row,
    /// One row per moment of the grid, oldest first.
    rows: Vec<Row>,
    /// For each row whether it lies in a hole.
    holes: Vec<bool>,
    /// Moments until the next look.
    wait: usize,
    /// What the newest looks found, by distance in moments; at most [`LOOKS`], newest last.
    looks: VecDeque<Vec<f32>>,
    found: Option<LoopFound>,
}

impl LoopWatch {
    /// The loop, once two looks in a row have found it.
    pub(crate) fn found(&self) -> Option<LoopFound> {
        self.found
    }

    /// Takes the subject's face and the frame's change against the one before. Times must rise.
    pub(crate) fn push(&mut self, at: MediaTime, face: &FaceRecord, change: Option<f32>) {
        let row = row_of(face, change.unwrap_or(0.0));
        if self.found.is_some() || row.iter().any(|v| !v.is_finite()) {
            return;
        }
        match self.newest {
            Some((last, _)) if last >= at => return,
            Some((last, before)) if at - last <= MOMENT * KEPT as u32 => {
                self.fill((last, before), (at, row));
            }
            // The first sample, or one after so long a time that nothing kept could be compared.
            _ => *self = Self { origin: row, ..Self::default() },
        }
        self.newest = Some((at, row));
    }

    /// Adds the moments of the grid between two samples.
    fn fill(&mut self, (from, a): (MediaTime, Row), (to, b): (MediaTime, Row)) {
        let moment = MOMENT.as_nanos() as u64;
        let length = (to.nanos() - from.nanos()) as f32;
        for n in from.nanos() / moment + 1..=to.nanos() / moment {
            let t = (n * moment - from.nanos()) as f32 / length;
            self.rows.push(std::array::from_fn(|c| a[c] + t * (b[c] - a[c]) - self.origin[c]));
            self.holes.push(to - from > HOLE);
            self.wait = self.wait.saturating_sub(1);
            if self.wait == 0 && self.found.is_none() {
                self.wait = LOOK_EVERY;
                self.look(MediaTime::from_nanos(n * moment));
            }
        }
        // Dropped in large portions, so that what stays is seldom moved.
        if self.rows.len() >= 2 * KEPT {
            let old = self.rows.len() - KEPT;
            self.rows.drain(..old);
            self.holes.drain(..old);
        }
    }

    fn look(&mut self, now: MediaTime) {
        let old = self.rows.len().saturating_sub(KEPT);
        self.looks.push_back(by_distance(&self.rows[old..], &self.holes[old..]));
        if self.looks.len() > LOOKS {
            self.looks.pop_front();
        }
        if let Some(distance) = self.repeats_at() {
            let begin = now.nanos().saturating_sub((MOMENT * WINDOW as u32).as_nanos() as u64);
            let period = MOMENT * distance as u32;
            self.found = Some(LoopFound { at: MediaTime::from_nanos(begin), period });
        }
    }

    /// The distance in moments at which the newest looks agree that it repeats.
    fn repeats_at(&self) -> Option<usize> {
        let closely = self.best_of(2, REPEATS_FROM, |alike| alike.fold(f32::INFINITY, f32::min));
        closely.or_else(|| {
            self.best_of(LOOKS, REPEATS_LONG_FROM, |alike| alike.sum::<f32>() / LOOKS as f32)
        })
    }

    /// The distance at which what `of` makes of the newest `count` looks is highest, if that reaches `from`.
    fn best_of(
        &self,
        count: usize,
        from: f32,
        of: impl Fn(&mut dyn Iterator<Item = f32>) -> f32,
    ) -> Option<usize> {
        let first = self.looks.len().checked_sub(count)?;
        let looks = self.looks.range(first..);
        let reach = looks.clone().map(Vec::len).min()?;
        let alike = (SHORTEST..reach).map(|d| (d, of(&mut looks.clone().map(|look| look[d]))));
        let (distance, alike) = alike.max_by(|a, b| a.1.total_cmp(&b.1))?;
        (alike >= from).then_some(distance)
    }
}

/// The fifteen numbers. Lengths in pixels; light, sharpness and change as logarithms, since a screen or an
/// encoder multiplies them.
fn row_of(face: &FaceRecord, change: f32) -> Row {
    let points = face.landmarks.points();
    let mean = |of: fn(&Point) -> f32| points.iter().map(of).sum::<f32>() / 5.0;
    let [left, right, nose, mouth_left, mouth_right] = points;
    let eyes = ((left.x + right.x) / 2.0, (left.y + right.y) / 2.0);
    let quality = &face.quality;
    [
        mean(|p| p.x),
        mean(|p| p.y),
        (right.y - left.y).atan2(right.x - left.x),
        (right.x - left.x).hypot(right.y - left.y),
        nose.x - eyes.0,
        nose.y - eyes.1,
        mouth_left.x - eyes.0,
        mouth_left.y - eyes.1,
        mouth_right.x - eyes.0,
        mouth_right.y - eyes.1,
        (quality.luma_mean.max(0.0) + 1.0).ln(),
        (quality.luma_std.max(0.0) + 1.0).ln(),
        (quality.sharpness.max(0.0) + 1.0).ln(),
        face.confidence,
        // The offset keeps a frame without any change finite; pictures of the living change by 0.2 and more.
        (change.max(0.0) + 0.1).ln(),
        0.0,
    ]
}

/// How alike the newest stretch is to the one that many moments earlier: the mean correlation of values and
/// steps, −1 to 1; −1 where a stretch has too many holes. The index is the distance.
fn by_distance(rows: &[Row], holes: &[bool]) -> Vec<f32> {
    if rows.len() < STEP + WINDOW + SHORTEST {
        return Vec::new();
    }
    let rows = without_jumps(rows);
    let steps: Vec<Row> =
        rows.windows(STEP + 1).map(|w| std::array::from_fn(|c| w[STEP][c] - w[0][c])).collect();
    let values = correlations(&rows[STEP..]);
    let steps = correlations(&steps);
    let holes = holes_within(&holes[STEP..]);
    let is_whole = |n: u32| n <= HOLES_ALLOWED;
    let newest_is_whole = holes.last().copied().is_some_and(is_whole);
    let alike = values.iter().zip(&steps).zip(&holes).map(|((value, step), holes)| {
        if newest_is_whole && is_whole(*holes) { (value + step) / 2.0 } else { -1.0 }
    });
    alike.rev().collect()
}

/// The same course with every jump cut down to [`JUMP`] usual steps. Two jumps of a whole stretch, such as
/// sitting down twice or a cut, would otherwise be all that correlation sees.
fn without_jumps(rows: &[Row]) -> Vec<Row> {
    let steps: Vec<Row> =
        rows.windows(2).map(|w| std::array::from_fn(|c| w[1][c] - w[0][c])).collect();
    let most: Row = std::array::from_fn(|c| {
        let mut sizes: Vec<f32> = steps.iter().map(|s| s[c].abs()).collect();
        let middle = sizes.len() / 2;
        *sizes.select_nth_unstable_by(middle, f32::total_cmp).1 * JUMP
    });
    let mut at = [0.0; CHANNELS];
    let course = steps.iter().map(|step| {
        for c in 0..CHANNELS {
            at[c] += step[c].clamp(-most[c], most[c]);
        }
        at
    });
    std::iter::once([0.0; CHANNELS]).chain(course).collect()
}

/// Mean correlation over the channels of every stretch with the newest one, by the stretch's begin.
fn correlations(rows: &[Row]) -> Vec<f32> {
    let newest = &rows[rows.len() - WINDOW..];
    let deviations = deviations(rows);
    let own = deviations[deviations.len() - 1];
    let mean: Row =
        std::array::from_fn(|c| newest.iter().map(|r| r[c]).sum::<f32>() / WINDOW as f32);
    let centred: Vec<Row> =
        newest.iter().map(|r| std::array::from_fn(|c| r[c] - mean[c])).collect();
    rows.windows(WINDOW)
        .zip(&deviations)
        .map(|(stretch, deviation)| {
            let mut sums = [0.0_f32; CHANNELS];
            for (a, b) in centred.iter().zip(stretch) {
                for c in 0..CHANNELS {
                    sums[c] += a[c] * b[c];
                }
            }
            let r = (0..CHANNELS).map(|c| {
                let scale = own[c].max(LEAST_DEVIATION) * deviation[c].max(LEAST_DEVIATION);
                (sums[c] / (scale * WINDOW as f32)).clamp(-1.0, 1.0)
            });
            r.sum::<f32>() / USED
        })
        .collect()
}

/// Standard deviation of every stretch's channels, by the stretch's begin.
fn deviations(rows: &[Row]) -> Vec<Row> {
    let (mut sum, mut squares) = ([0.0_f64; CHANNELS], [0.0_f64; CHANNELS]);
    let mut out = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        for c in 0..CHANNELS {
            let (new, old) =
                (f64::from(row[c]), i.checked_sub(WINDOW).map(|o| f64::from(rows[o][c])));
            sum[c] += new - old.unwrap_or(0.0);
            squares[c] += new * new - old.map_or(0.0, |o| o * o);
        }
        if i + 1 >= WINDOW {
            let n = WINDOW as f64;
            out.push(std::array::from_fn(|c| {
                (squares[c] / n - (sum[c] / n).powi(2)).max(0.0).sqrt() as f32
            }));
        }
    }
    out
}

/// How many moments of every stretch lie in holes, by the stretch's begin.
fn holes_within(holes: &[bool]) -> Vec<u32> {
    holes.windows(WINDOW).map(|w| w.iter().map(|h| u32::from(*h)).sum()).collect()
}

#[cfg(test)]
mod tests;
