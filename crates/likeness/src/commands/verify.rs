//! `likeness verify`: the whole job in one command.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use api::wire::VerdictView;
use app::{
    CaptureControl, CaptureEnd, CaptureObserver, EvidenceFrame, InferencePool, KeptFace, PoolSize,
    run_capture,
};
use domain::{FrameCounts, SessionKind};
use media::{AccessPolicy, Address, Pace, SourceSpec};
use session::{Cadence, CaptureSession, SessionEvent};

use crate::args::VerifyArgs;
use crate::commands::references::{self, check_sample_fps};
use crate::commands::same_file::have_same_content;
use crate::context::Context;
use crate::exit::Exit;
use crate::render::{self, ProgressLine};
use crate::{pack, policy};

/// One session is in flight at a time, so one analyst and a short queue are enough.
const ONE_SESSION: PoolSize = PoolSize { threads: 1, queue: 2 };

pub(crate) fn run(args: &VerifyArgs, context: &Context) -> Result<Exit> {
    let policy = policy::find(&args.policy)?;
    check_sample_fps(args.sample_fps)?;
    let address = Address::parse(&args.video).with_context(|| "--video cannot be used")?;
    // A network address may hold a password, so only names of files and devices are repeated.
    let named = match &address {
        Address::File(path) | Address::Device(path) => format!("--video {}", path.display()),
        Address::Url(_) => "--video".to_owned(),
    };
    let loaded = Arc::new(pack::load(context, &args.pack, 1)?);
    let for_pool = Arc::clone(&loaded);
    let pool =
        InferencePool::new(ONE_SESSION, Arc::clone(&context.clock), move || for_pool.analyst())?;
    let references =
        references::read_all(&args.reference, context, &loaded, &pool, &policy, args.sample_fps)?;
    if let (Address::File(video), false) = (&address, args.json) {
        for reference in args.reference.iter().filter(|r| have_same_content(r, video)) {
            eprintln!(
                "likeness: warning: --reference {} and --video are the same recording: the verdict \
                 compares it with itself and says nothing about the person",
                reference.display()
            );
        }
    }
    let spec = SourceSpec {
        address,
        sample_fps: args.sample_fps,
        pace: if args.realtime { Pace::Realtime } else { Pace::AsFast },
    };
    let control = CaptureControl::new();
    finish_on_interrupt(&control)?;
    let clock = Arc::clone(&context.clock);
    let source = media::open_while(spec, &AccessPolicy::operator(), clock, &|| control.is_wanted())
        .with_context(|| format!("{named} cannot be used"))?;
    let header = references::header(
        context,
        &loaded,
        &policy,
        SessionKind::Interview,
        references.iter().map(|r| r.reference.clone()).collect(),
    );
    let captured_at: Vec<_> =
        references.iter().map(|r| (r.reference.id, r.reference.captured_at)).collect();
    let session = CaptureSession::new(header, policy.policy, Cadence::default());
    let mut watcher = Watcher { line: ProgressLine::new(!args.json), frames: Vec::new() };
    let report = run_capture(&source, session, &pool, &mut watcher, &control, references::limits());
    watcher.line.clear();
    if report.end == CaptureEnd::NoAnalyst {
        bail!(
            "the models failed on this video; `likeness models check` tells whether they are whole"
        );
    }
    let verdict = report.verdict.context("the session ended without a verdict")?;
    if args.json {
        let view = VerdictView::new(
            &verdict,
            report.counts,
            &loaded.stamps(),
            report.media.as_ref(),
            &captured_at,
            &watcher.frames,
        );
        outln!("{}", serde_json::to_string(&view)?);
    } else {
        outln!("{}", render::verdict(&verdict, &references, report.counts, &watcher.frames));
    }
    Ok(verdict.outcome.into())
}

/// The first interrupt ends a live stream with the verdict so far.
fn finish_on_interrupt(control: &CaptureControl) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let control = control.clone();
    std::thread::Builder::new().name("interrupt".to_owned()).spawn(move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            control.finish();
        }
    })?;
    Ok(())
}

struct Watcher {
    line: ProgressLine,
    frames: Vec<EvidenceFrame>,
}

impl CaptureObserver for Watcher {
    fn event(&mut self, event: &SessionEvent, counts: FrameCounts) {
        match event {
            SessionEvent::Face { .. } => self.line.face(),
            SessionEvent::Verdict { at, verdict, .. } => self.line.show(*at, counts, verdict),
            SessionEvent::Opened(_)
            | SessionEvent::Progress { .. }
            | SessionEvent::Faces { .. }
            | SessionEvent::Source(_) => {}
        }
    }

    fn evidence(&mut self, kept: KeptFace) {
        let seq = kept.shot.seq();
        self.frames.push(EvidenceFrame { code: kept.code, at: kept.at, seq });
    }
}
