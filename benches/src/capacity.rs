//! (d) Memory per stream, and how many live streams two cores hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Result;
use app::CaptureObserver;
use domain::{Clock, FrameCounts, LogEntry, MediaTime};
use media::Pace;
use session::SessionEvent;

use crate::Line;
use crate::clips::Clips;
use crate::measure::{memory_mib, peak_memory_mib, quantile};
use crate::rig::Rig;

/// An update counts as fresh within this time of its frame.
const FRESH: f64 = 1.0;

/// Streams tried, in order; the search stops at the first number that is too many.
const TRIED: &[usize] = &[1, 2, 4, 6, 8, 12, 16, 20, 24, 32];

pub(crate) fn run(rig: &Rig, clips: &Clips) -> Result<Vec<Line>> {
    let mut held = 0;
    let mut detail = String::new();
    let mut per_stream = f64::NAN;
    for &count in TRIED {
        let before = memory_mib();
        let outcome = play(rig, clips, count)?;
        if count == 1 {
            per_stream = peak_memory_mib() - before;
        }
        let text = format!(
            "{count}: {:.0} % fresh, p95 {:.2} s, {:.0} % of frames analysed",
            outcome.fresh * 100.0,
            outcome.p95,
            outcome.analysed * 100.0
        );
        if outcome.fresh < 0.95 || outcome.analysed < 0.95 {
            detail = format!("{detail}; fails at {text}");
            break;
        }
        held = count;
        detail = text;
    }
    Ok(vec![
        Line {
            what: "(d) memory of one more stream, peak".to_owned(),
            value: format!("{per_stream:.0} MiB (process: {:.0} MiB)", peak_memory_mib()),
            limit: "",
            is_met: None,
        },
        Line {
            what: "(d) live 720p30 streams at 5 fps held, 95 % of updates within 1 s".to_owned(),
            value: format!("{held}  ({detail})"),
            limit: "",
            is_met: None,
        },
    ])
}

struct Held {
    fresh: f64,
    p95: f64,
    analysed: f64,
}

fn play(rig: &Rig, clips: &Clips, count: usize) -> Result<Held> {
    let clip = clips.hd();
    let reference = rig.reference(&clip.reference)?;
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let pool = rig.pool(cores, count + 4)?;
    let latencies = Arc::new(Mutex::new(Vec::new()));
    let totals = Arc::new(Mutex::new(FrameCounts::default()));
    std::thread::scope(|scope| {
        for _ in 0..count {
            let (latencies, totals, pool) =
                (Arc::clone(&latencies), Arc::clone(&totals), pool.clone());
            let reference = reference.clone();
            scope.spawn(move || {
                let Ok(source) = rig.open(&clip.video, Pace::Realtime) else { return };
                let mut watcher =
                    Freshness { clock: &*rig.clock, origin: None, seen: HashMap::new(), latencies };
                let report = rig.watch(&source, rig.session(vec![reference]), &pool, &mut watcher);
                let mut all = totals.lock().expect("no panic while counting");
                all.sampled += report.counts.sampled;
                all.analysed += report.counts.analysed;
            });
        }
    });
    let mut latencies = latencies.lock().expect("all threads have ended").clone();
    let totals = *totals.lock().expect("all threads have ended");
    if latencies.is_empty() {
        return Ok(Held { fresh: 0.0, p95: f64::INFINITY, analysed: 0.0 });
    }
    let fresh = latencies.iter().filter(|l| **l <= FRESH).count() as f64 / latencies.len() as f64;
    let p95 = quantile(&mut latencies, 0.95);
    let analysed = totals.analysed as f64 / totals.sampled.max(1) as f64;
    Ok(Held { fresh, p95, analysed })
}

/// Time from when a frame was due by its stream's clock to the verdict that counts it.
struct Freshness<'a> {
    clock: &'a dyn Clock,
    /// The earliest moment at which any frame, less its position, was judged: the stream's own zero.
    origin: Option<Instant>,
    seen: HashMap<MediaTime, Instant>,
    latencies: Arc<Mutex<Vec<f64>>>,
}

impl CaptureObserver for Freshness<'_> {
    fn entry(&mut self, entry: LogEntry) {
        drop(entry);
    }

    fn event(&mut self, event: &SessionEvent, _: FrameCounts) {
        if let SessionEvent::Verdict { at, .. } = event {
            let now = self.clock.now();
            self.seen.insert(*at, now);
            let offset = Duration::from_nanos(at.nanos());
            if let Some(zero) = now.checked_sub(offset) {
                self.origin = Some(self.origin.map_or(zero, |o| o.min(zero)));
            }
        }
    }
}

impl Drop for Freshness<'_> {
    fn drop(&mut self) {
        let Some(origin) = self.origin else { return };
        let late = |(at, when): (&MediaTime, &Instant)| {
            when.saturating_duration_since(origin + Duration::from_nanos(at.nanos())).as_secs_f64()
        };
        if let Ok(mut all) = self.latencies.lock() {
            all.extend(self.seen.iter().map(late));
        }
    }
}
