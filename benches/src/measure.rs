//! Clocks, medians, and what machine this is.

use std::time::{Duration, Instant};

use domain::{Clock, Entropy, UtcTime};
use rustix::time::{ClockId, clock_gettime};

/// Processor time of the whole process, all threads.
pub(crate) fn process_cpu() -> Duration {
    let t = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(t.tv_sec.unsigned_abs(), u32::try_from(t.tv_nsec).unwrap_or(0))
}

/// Processor time that `work` takes.
pub(crate) fn cpu_of<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let before = process_cpu();
    let out = work();
    (out, process_cpu().saturating_sub(before))
}

/// The middle value.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

/// The value that `share` of all values do not exceed.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let index = ((values.len() as f64 * share).ceil() as usize).saturating_sub(1);
    values.get(index).copied().unwrap_or(f64::NAN)
}

/// Peak resident memory of this process in MiB.
pub(crate) fn peak_memory_mib() -> f64 {
    status_field("VmHWM:") / 1024.0
}

/// Resident memory of this process now, in MiB.
pub(crate) fn memory_mib() -> f64 {
    status_field("VmRSS:") / 1024.0
}

fn status_field(name: &str) -> f64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|l| l.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        })
        .unwrap_or(f64::NAN)
}

/// Processor, cores and memory in one line.
pub(crate) fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, v)| v.trim());
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let gib = memory
        .lines()
        .find_map(|l| l.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse::<f64>().ok())
        .map_or(f64::NAN, |kib| kib / 1024.0 / 1024.0);
    format!("Machine: {model}, {cores} cores, {gib:.0} GiB memory")
}

/// The machine's clock and random source.
pub(crate) struct Real;

impl Clock for Real {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn utc(&self) -> UtcTime {
        UtcTime::from_unix_millis(0)
    }
}

impl Entropy for Real {
    #[expect(clippy::disallowed_methods, reason = "ids only")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system's random source works");
    }
}
