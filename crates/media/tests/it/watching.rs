//! Reading a source to its end, and the clock it runs on.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Clock, Frame, MediaInfo, SourceEnd, SourceEvent, UtcTime};
use media::{
    AccessPolicy, Address, FrameSource, OpenError, Pace, Received, SourceCounts, SourceSpec,
    SystemResolver, Timing,
};

pub struct RealClock;

impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "the tests' only real clock")]
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn utc(&self) -> UtcTime {
        UtcTime::from_unix_millis(0)
    }
}

pub fn spec(address: Address, sample_fps: f32) -> SourceSpec {
    SourceSpec { address, sample_fps, pace: Pace::AsFast }
}

pub fn file(path: impl Into<std::path::PathBuf>, sample_fps: f32) -> SourceSpec {
    spec(Address::File(path.into()), sample_fps)
}

pub fn open(spec: SourceSpec) -> Result<FrameSource, OpenError> {
    media::open(spec, &AccessPolicy::operator(), Arc::new(RealClock))
}

pub fn open_timed(spec: SourceSpec, timing: Timing) -> Result<FrameSource, OpenError> {
    let policy = AccessPolicy::operator();
    media::open_with(spec, &policy, Arc::new(RealClock), timing, Arc::new(SystemResolver), &|| true)
}

/// What a frame leaves behind: enough to tell two runs apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub seq: u64,
    pub millis: u64,
    pub width: u32,
    pub height: u32,
    pub hash: u64,
}

#[derive(Debug)]
pub struct Watched {
    pub frames: Vec<Seen>,
    pub last: Option<Frame>,
    pub events: Vec<SourceEvent>,
    pub counts: SourceCounts,
}

impl Watched {
    pub fn info(&self) -> &MediaInfo {
        let SourceEvent::Opened(info) = &self.events[0] else { panic!("{:?}", self.events) };
        info
    }

    pub fn end(&self) -> &SourceEnd {
        let Some(SourceEvent::Ended(end)) = self.events.last() else { panic!("{:?}", self.events) };
        end
    }
}

/// Reads to the end. Panics when the source hangs.
pub fn watch(source: &FrameSource) -> Watched {
    watch_with(source, |_| {})
}

pub fn watch_with(source: &FrameSource, each: impl FnMut(&Received)) -> Watched {
    watch_by(source, Duration::from_secs(30), 1, each)
}

/// For sources that tell silence only when somebody asks, as the capture loop does.
pub fn watch_pushed(source: &FrameSource, each: impl FnMut(&Received)) -> Watched {
    watch_by(source, Duration::from_millis(100), 300, each)
}

fn watch_by(
    source: &FrameSource,
    wait: Duration,
    patience: u32,
    mut each: impl FnMut(&Received),
) -> Watched {
    let mut idle = 0;
    let mut watched =
        Watched { frames: Vec::new(), last: None, events: Vec::new(), counts: source.counts() };
    loop {
        let received = source.recv(wait);
        each(&received);
        idle = if matches!(received, Received::Idle) { idle + 1 } else { 0 };
        match received {
            Received::Frame(frame) => {
                watched.frames.push(seen(&frame));
                watched.last = Some(frame);
            }
            Received::Event(event) => watched.events.push(event),
            Received::Idle if idle < patience => {}
            Received::Idle => panic!("the source hangs after {:?}", watched.events),
            Received::Closed => break,
        }
    }
    watched.counts = source.counts();
    watched
}

pub fn watch_file(path: impl Into<std::path::PathBuf>, fps: f32) -> Watched {
    watch(&open(file(path, fps)).unwrap())
}

fn seen(frame: &Frame) -> Seen {
    frame.check().unwrap();
    let mut hasher = DefaultHasher::new();
    for y in 0..frame.size.height {
        frame.row(y).hash(&mut hasher);
    }
    Seen {
        seq: frame.seq,
        millis: frame.pts.millis(),
        width: frame.size.width,
        height: frame.size.height,
        hash: hasher.finish(),
    }
}
