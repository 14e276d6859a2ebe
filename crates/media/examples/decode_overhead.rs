//! Processor time of this crate's sampling pipeline against the bare `uridecodebin ! fakesink`, for a
//! file: `cargo run --release -p media --example decode_overhead -- CLIP [REPETITIONS [FPS]]`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a command-line tool")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Clock, UtcTime};
use gstreamer as gst;
use gstreamer::prelude::*;
use media::{AccessPolicy, Address, Pace, Received, SourceSpec};

struct RealClock;

impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "a program owns the real clock")]
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn utc(&self) -> UtcTime {
        UtcTime::from_unix_millis(0)
    }
}

/// Processor time of this process so far, from `/proc/self/stat` (100 ticks a second on Linux).
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

fn measure(mut run: impl FnMut(), times: u32) -> (Duration, Duration) {
    let clock = RealClock;
    let (cpu_before, before) = (cpu(), clock.now());
    (0..times).for_each(|_| run());
    ((cpu() - cpu_before) / times, (clock.now() - before) / times)
}

fn bare(path: &str) {
    let uri = gst::glib::filename_to_uri(std::fs::canonicalize(path).unwrap(), None).unwrap();
    let pipeline = gst::parse::launch(&format!("uridecodebin uri={uri} ! fakesink")).unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    let kinds = [gst::MessageType::Eos, gst::MessageType::Error];
    pipeline.bus().unwrap().timed_pop_filtered(gst::ClockTime::NONE, &kinds);
    pipeline.set_state(gst::State::Null).unwrap();
}

fn sampled(path: &str, sample_fps: f32) {
    let address = Address::File(path.into());
    let spec = SourceSpec { address, sample_fps, pace: Pace::AsFast };
    let source = media::open(spec, &AccessPolicy::operator(), Arc::new(RealClock)).unwrap();
    while !matches!(source.recv(Duration::from_secs(30)), Received::Closed) {}
}

fn main() {
    let path = std::env::args().nth(1).expect("a clip");
    let times = std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(5);
    let fps = std::env::args().nth(3).and_then(|n| n.parse().ok()).unwrap_or(5.0);
    media::init().unwrap();
    bare(&path);
    sampled(&path, fps);
    for _ in 0..3 {
        let (cpu_bare, wall_bare) = measure(|| bare(&path), times);
        let (cpu_ours, wall_ours) = measure(|| sampled(&path, fps), times);
        println!(
            "bare {cpu_bare:?} processor, {wall_bare:?} wall; sampled {cpu_ours:?}, {wall_ours:?}; \
             ratio {:.3} processor, {:.3} wall",
            cpu_ours.as_secs_f64() / cpu_bare.as_secs_f64(),
            wall_ours.as_secs_f64() / wall_bare.as_secs_f64(),
        );
    }
}
