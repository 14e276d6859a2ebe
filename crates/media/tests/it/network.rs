//! Network streams against servers on the loopback interface: HTTP, HLS and SRT.

use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Duration;

use domain::{SourceEnd, SourceEvent};
use gstreamer as gst;
use gstreamer::prelude::*;
use media::{
    AccessError, AccessPolicy, Address, Backoff, OpenError, Received, SourceSpec, SystemResolver,
    Timing,
};

use crate::clips::{Clips, H264};
use crate::server::{Answer, Server};
use crate::watching::{RealClock, Watched, open, open_timed, spec, watch, watch_file, watch_with};

fn at(url: &str) -> SourceSpec {
    spec(Address::parse(url).unwrap(), 5.0)
}

fn quick() -> Timing {
    Timing {
        backoff: Backoff {
            first: Duration::from_millis(20),
            max: Duration::from_millis(40),
            attempts: 3,
            ..Backoff::default()
        },
        ..Timing::default()
    }
}

fn clip(clips: &Clips) -> Vec<u8> {
    let encode = format!("{H264} ! mp4mux faststart=true");
    std::fs::read(clips.ball("a.mp4", 300, (640, 480), &encode)).unwrap()
}

fn reconnects(watched: &Watched) -> Vec<u32> {
    let attempt = |event: &SourceEvent| match event {
        SourceEvent::Reconnecting { attempt } => Some(*attempt),
        _ => None,
    };
    watched.events.iter().filter_map(attempt).collect()
}

#[test]
fn progressive_http_gives_the_frames_of_the_file() {
    let clips = Clips::new();
    let server = Server::start({
        let clip = clip(&clips);
        move |_, _| Answer::Whole(clip.clone())
    });
    let watched = watch(&open(at(&server.url("/clip.mp4?token=secret"))).unwrap());
    let local = watch_file(clips.path("a.mp4"), 5.0);
    assert_eq!(watched.frames, local.frames);
    assert_eq!(watched.end(), &SourceEnd::Finished);
}

#[test]
fn hls_is_played() {
    let clips = Clips::new();
    let folder = clips.path("");
    let folder = folder.display();
    crate::clips::run(&format!(
        "{} ! x264enc speed-preset=ultrafast key-int-max=30 ! h264parse ! hlssink2 target-duration=1 \
         max-files=0 playlist-length=0 location={folder}/seg%03d.ts playlist-location={folder}/list.m3u8",
        crate::clips::ball(120, (320, 240))
    ));
    let root = clips.path("");
    let server = Server::start(move |path, _| {
        std::fs::read(root.join(path.trim_start_matches('/')))
            .map_or(Answer::Status(404), Answer::Whole)
    });
    let watched = watch(&open(at(&server.url("/list.m3u8"))).unwrap());
    assert_eq!(watched.end(), &SourceEnd::Finished);
    assert!(!watched.info().live, "{:?}", watched.info());
    assert!((18..=21).contains(&watched.frames.len()), "{} frames", watched.frames.len());
}

#[test]
fn what_a_server_refuses_is_said_without_the_address() {
    let check = |answer: Answer, kind: fn(&OpenError) -> bool, words: &str| {
        let server = Server::start(move |_, _| answer.clone());
        let url = server.url("/secret.mp4").replacen("127", "user:secret@127", 1);
        let error = open(at(&url)).unwrap_err();
        assert!(kind(&error), "{error:?}");
        let text = format!("{error} {error:?}");
        assert!(text.contains(words) && !text.contains("secret"), "{text}");
    };
    check(Answer::Status(404), |e| matches!(e, OpenError::NotThere { .. }), "has no such stream");
    check(Answer::Status(401), |e| matches!(e, OpenError::Unauthorised { .. }), "refuses access");
    check(Answer::Status(403), |e| matches!(e, OpenError::Unauthorised { .. }), "refuses access");
    check(Answer::Status(503), |e| matches!(e, OpenError::Unreachable { .. }), "cannot be reached");
    let page = Answer::Whole(b"<!DOCTYPE html><html><body>log in</body></html>".to_vec());
    check(page, |e| matches!(e, OpenError::NotMedia), "this is not a video");
}

#[test]
fn nobody_listening_and_nobody_answering() {
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let error = open(at(&format!("http://127.0.0.1:{port}/a.mp4"))).unwrap_err();
    assert!(
        matches!(&error, OpenError::Unreachable { host } if host == "http://127.0.0.1"),
        "{error:?}"
    );
    let server = Server::start(|_, _| Answer::Silence);
    let timing = Timing { open_deadline: Duration::from_millis(400), ..Timing::default() };
    let error = open_timed(at(&server.url("/a.mp4")), timing).unwrap_err();
    assert!(matches!(error, OpenError::TimedOut { .. }), "{error:?}");
    assert!(error.to_string().contains("within 0.4 s"), "{error}");
}

#[test]
fn a_server_that_is_gone_ends_as_lost() {
    let clips = Clips::new();
    let clip = clip(&clips);
    let half = clip.len() / 2;
    let server = Server::start(move |_, connection| match connection {
        0 => Answer::Cut(clip.clone(), half),
        _ => Answer::Status(503),
    });
    let watched = watch(&open_timed(at(&server.url("/a.mp4")), quick()).unwrap());
    assert!((5..45).contains(&watched.frames.len()), "{} frames", watched.frames.len());
    assert_eq!(reconnects(&watched), [1, 2, 3]);
    assert_eq!(watched.end(), &SourceEnd::Lost { attempts: 3 });
}

#[test]
fn a_server_that_comes_back_loses_no_frame_of_a_recording() {
    let clips = Clips::new();
    let clip = clip(&clips);
    let half = clip.len() / 2;
    let server = Server::start(move |_, connection| match connection {
        0 => Answer::Cut(clip.clone(), half),
        1..=5 => Answer::Status(503),
        _ => Answer::Whole(clip.clone()),
    });
    let mut timing = quick();
    timing.backoff.attempts = 20;
    let watched = watch(&open_timed(at(&server.url("/a.mp4")), timing).unwrap());
    assert!(!reconnects(&watched).is_empty(), "{:?}", watched.events);
    assert_eq!(watched.end(), &SourceEnd::Finished);
    assert_eq!(watched.frames, watch_file(clips.path("a.mp4"), 5.0).frames);
}

#[test]
fn redirects_are_followed_only_where_the_policy_allows() {
    let clips = Clips::new();
    let clip = clip(&clips);
    let server = Server::start(move |path, _| match path {
        "/here" => Answer::Redirect("/clip.mp4".into()),
        "/there" => Answer::Redirect("http://localhost:1/clip.mp4".into()),
        "/round" => Answer::Redirect("/round".into()),
        _ => Answer::Whole(clip.clone()),
    });
    let policy = AccessPolicy::api_default()
        .allow_scheme("http")
        .allow_host("127.0.0.1")
        .allow_private_ranges(true);
    let open = |path: &str| media::open(at(&server.url(path)), &policy, Arc::new(RealClock));
    assert_eq!(watch(&open("/here").unwrap()).frames.len(), 50);
    let error = open("/there").unwrap_err();
    let host = |e: &OpenError| matches!(e, OpenError::Refused(AccessError::Host { host }) if host == "localhost");
    assert!(host(&error), "{error:?}");
    let error = open("/round").unwrap_err();
    assert!(matches!(error, OpenError::NotThere { .. }), "{error:?}");
}

/// Segments on a host that is not allowed are never asked for.
#[test]
fn hls_segments_elsewhere_are_refused() {
    let forbidden = Server::start(|_, _| panic!("the segment was fetched"));
    let segment = forbidden.url("/seg.ts").replace("127.0.0.1", "localhost");
    let list = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{segment}\n#EXT-X-ENDLIST\n"
    );
    let server = Server::start(move |_, _| Answer::Whole(list.clone().into_bytes()));
    let policy = AccessPolicy::api_default()
        .allow_scheme("http")
        .allow_host("127.0.0.1")
        .allow_private_ranges(true);
    let spec = at(&server.url("/list.m3u8"));
    let resolver = Arc::new(SystemResolver);
    let clock = Arc::new(RealClock);
    let error =
        media::open_with(spec, &policy, clock, Timing::default(), resolver, &|| true).unwrap_err();
    assert!(matches!(error, OpenError::Refused(_)), "{error:?}");
    assert_eq!(forbidden.connections(), 0);
}

struct Camera {
    pipeline: gst::Pipeline,
}

impl Camera {
    fn start(port: u16) -> Self {
        let pipeline = gst::parse::launch(&format!(
            "videotestsrc is-live=true pattern=ball ! \
             video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! \
             x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! h264parse config-interval=1 ! \
             mpegtsmux alignment=7 ! valve name=valve ! srtsink uri=srt://127.0.0.1:{port}?mode=listener wait-for-connection=false"
        ))
        .unwrap();
        let pipeline = pipeline.downcast::<gst::Pipeline>().unwrap();
        pipeline.set_state(gst::State::Playing).unwrap();
        Self { pipeline }
    }
}

impl Camera {
    /// Connected, but without a byte; or with bytes again.
    fn hold(&self, held: bool) {
        self.pipeline.by_name("valve").unwrap().set_property("drop", held);
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

/// A live SRT camera stalls without breaking its connection.
#[test]
fn silence_of_a_live_stream_is_told_and_so_is_its_end() {
    media::init().unwrap();
    if gst::ElementFactory::find("srtsink").is_none() {
        println!("skipped: needs the SRT plugin");
        return;
    }
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let camera = Camera::start(port);
    let timing = Timing { silent_after: Duration::from_millis(400), ..Timing::default() };
    let source = open_timed(at(&format!("srt://127.0.0.1:{port}")), timing).unwrap();
    let (mut frames, stopper) = (0, source.stopper());
    let watched = watch_with(&source, |received| match received {
        Received::Frame(_) => {
            frames += 1;
            match frames {
                4 => camera.hold(true),
                12 => stopper.stop(),
                _ => {}
            }
        }
        Received::Event(SourceEvent::Silent { .. }) => camera.hold(false),
        _ => {}
    });
    let events: Vec<_> =
        watched.events.iter().filter(|e| !matches!(e, SourceEvent::Opened(_))).collect();
    let [SourceEvent::Silent { at: from }, SourceEvent::Resumed { at: to, gap }, ..] = events[..]
    else {
        panic!("{events:?}")
    };
    assert!(*to - *from == *gap && !gap.is_zero(), "{events:?}");
    assert_eq!(watched.end(), &SourceEnd::Cancelled);
}

/// A live SRT camera is switched off, comes back, and is switched off for good.
#[test]
fn an_srt_camera_comes_and_goes() {
    media::init().unwrap();
    if gst::ElementFactory::find("srtsink").is_none() {
        println!("skipped: needs the SRT plugin");
        return;
    }
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut camera = Some(Camera::start(port));
    let timing = Timing {
        silent_after: Duration::from_millis(300),
        lost_after: Duration::from_secs(2),
        open_deadline: Duration::from_secs(8),
        backoff: Backoff {
            first: Duration::from_millis(100),
            max: Duration::from_millis(400),
            attempts: 2,
            stable_after: Duration::ZERO,
        },
        ..Timing::default()
    };
    let source = open_timed(at(&format!("srt://127.0.0.1:{port}")), timing).unwrap();
    let (mut frames, mut gone) = (0, 0);
    let watched = watch_with(&source, |received| match received {
        Received::Frame(_) => {
            frames += 1;
            if frames == 5 || frames == 10 {
                camera = None;
            }
        }
        Received::Event(SourceEvent::Reconnecting { .. }) => {
            gone += 1;
            if gone == 1 {
                camera = Some(Camera::start(port));
            }
        }
        _ => {}
    });
    assert!(watched.info().live);
    assert_eq!(watched.end(), &SourceEnd::Lost { attempts: 2 }, "{:?}", watched.events);
    let resumed = watched.events.iter().any(|e| matches!(e, SourceEvent::Resumed { .. }));
    assert!(resumed, "{:?}", watched.events);
    assert!(watched.frames.len() >= 10, "{:?}", watched.frames);
    assert!(watched.frames.windows(2).all(|w| w[0].millis < w[1].millis && w[0].seq < w[1].seq));
}
