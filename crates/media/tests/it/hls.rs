//! HLS that is recorded while it is watched, that changes its quality, and that leads where it must not.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::{SourceEnd, SourceEvent};
use media::{
    AccessError, AccessPolicy, Address, Backoff, OpenError, SourceSpec, SystemResolver, Timing,
};

use crate::clips::{Clips, ball, run};
use crate::server::{Answer, Server};
use crate::watching::{RealClock, open, open_timed, spec, watch};

/// Segments of one second each.
fn segments(clips: &Clips, name: &str, count: u32, size: (u32, u32)) -> HashMap<String, Vec<u8>> {
    let folder = clips.path("");
    let folder = folder.display();
    run(&format!(
        "{} ! x264enc speed-preset=ultrafast tune=zerolatency key-int-max=30 ! h264parse ! hlssink2 \
         target-duration=1 max-files=0 playlist-length=0 location={folder}/{name}%d.ts \
         playlist-location={folder}/{name}.m3u8",
        ball(count * 30, size)
    ));
    let path = |n| format!("{name}{n}.ts");
    (0..count)
        .map(|n| (format!("/{}", path(n)), std::fs::read(clips.path(&path(n))).unwrap()))
        .collect()
}

/// The first `count` segments.
fn playlist(name: &str, count: usize, is_over: bool) -> String {
    let mut text =
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n".to_owned();
    for n in 0..count {
        text += &format!("#EXTINF:1.0,\n{name}{n}.ts\n");
    }
    if is_over {
        text += "#EXT-X-ENDLIST\n";
    }
    text
}

/// A recording that has one segment more each time it is looked at, up to `count`; is it over then?
fn growing(files: HashMap<String, Vec<u8>>, count: usize, ends: bool) -> Server {
    let looks = AtomicUsize::new(0);
    Server::start(move |path, _| {
        if path != "/live.m3u8" {
            return files.get(path).cloned().map_or(Answer::Status(404), Answer::Whole);
        }
        let known = 3 + looks.fetch_add(1, Ordering::SeqCst);
        Answer::Whole(playlist("live", known.min(count), ends && known >= count).into_bytes())
    })
}

fn at(url: &str) -> SourceSpec {
    spec(Address::parse(url).unwrap(), 5.0)
}

fn quick() -> Timing {
    Timing {
        silent_after: Duration::from_secs(1),
        lost_after: Duration::from_secs(3),
        open_deadline: Duration::from_secs(10),
        backoff: Backoff {
            first: Duration::from_millis(100),
            max: Duration::from_millis(200),
            attempts: 1,
            stable_after: Duration::from_secs(1),
        },
        ..Timing::default()
    }
}

#[test]
fn a_live_stream_is_watched_to_its_end() {
    let clips = Clips::new();
    let server = growing(segments(&clips, "live", 8, (320, 240)), 8, true);
    let watched = watch(&open_timed(at(&server.url("/live.m3u8")), quick()).unwrap());
    assert!(watched.info().live, "{:?}", watched.info());
    assert_eq!(watched.end(), &SourceEnd::Finished, "{:?}", watched.events);
    assert!(watched.frames.windows(2).all(|w| w[0].millis < w[1].millis));
    let last = watched.frames.last().unwrap().millis;
    assert!(watched.frames.len() >= 20 && last >= 4000, "{} to {last}", watched.frames.len());
}

/// The recorder dies: nobody writes that the stream is over.
#[test]
fn a_live_stream_that_grows_no_more_is_lost() {
    let clips = Clips::new();
    let server = growing(segments(&clips, "live", 6, (320, 240)), 6, false);
    let watched = watch(&open_timed(at(&server.url("/live.m3u8")), quick()).unwrap());
    assert_eq!(watched.end(), &SourceEnd::Lost { attempts: 1 }, "{:?}", watched.events);
    // What was seen is not shown again as if it were new.
    assert!(watched.frames.last().unwrap().millis < 7000, "{:?}", watched.frames.last());
}

#[test]
fn a_change_of_quality_is_told() {
    let clips = Clips::new();
    let mut files = segments(&clips, "small", 12, (320, 240));
    files.extend(segments(&clips, "large", 12, (640, 480)));
    let master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=320x240\nsmall.m3u8\n\
                  #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x480\nlarge.m3u8\n";
    let server = Server::start(move |path, _| match path {
        "/master.m3u8" => Answer::Whole(master.into()),
        "/small.m3u8" => Answer::Whole(playlist("small", 12, true).into_bytes()),
        "/large.m3u8" => Answer::Whole(playlist("large", 12, true).into_bytes()),
        file => files.get(file).cloned().map_or(Answer::Status(404), Answer::Whole),
    });
    let watched = watch(&open(at(&server.url("/master.m3u8"))).unwrap());
    assert_eq!(watched.end(), &SourceEnd::Finished, "{:?}", watched.events);
    let changed = watched.events.iter().any(|e| matches!(e, SourceEvent::Changed(_)));
    assert!(changed, "{:?}", watched.events);
    assert!((55..=61).contains(&watched.frames.len()), "{} frames", watched.frames.len());
}

/// What every part of a stream may name: each leads to a host that is not allowed, and nobody asks there.
#[test]
fn no_part_of_a_stream_leads_to_a_host_that_is_not_allowed() {
    let clips = Clips::new();
    let files = Arc::new(segments(&clips, "live", 3, (320, 240)));
    let head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n";
    let variant = |url: &str| format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\n{url}\n");
    let first = |url: &str| format!("{head}#EXTINF:1.0,\n{url}\n#EXT-X-ENDLIST\n");
    let second =
        |url: &str| format!("{head}#EXTINF:1.0,\nlive0.ts\n#EXTINF:1.0,\n{url}\n#EXT-X-ENDLIST\n");
    let key = |url: &str| {
        format!(
            "{head}#EXT-X-KEY:METHOD=AES-128,URI=\"{url}\"\n#EXTINF:1.0,\nlive0.ts\n#EXT-X-ENDLIST\n"
        )
    };
    let list = [
        ("variant", &variant as &dyn Fn(&str) -> String),
        ("first", &first),
        ("second", &second),
        ("key", &key),
    ];
    for (name, text) in list {
        for scheme in ["http://localhost", "redirect"] {
            let forbidden = Server::start(|_, _| Answer::Status(404));
            let there = forbidden.url("/there").replace("127.0.0.1", "localhost");
            let leads = if scheme == "redirect" { "/elsewhere" } else { &there };
            let (list, files) = (text(leads), Arc::clone(&files));
            let there = there.clone();
            let server = Server::start(move |path, _| match path {
                "/list.m3u8" => Answer::Whole(list.clone().into_bytes()),
                "/elsewhere" => Answer::Redirect(there.clone()),
                file => files.get(file).cloned().map_or(Answer::Status(404), Answer::Whole),
            });
            let policy = AccessPolicy::api_default()
                .allow_scheme("http")
                .allow_host("127.0.0.1")
                .allow_private_ranges(true);
            let opened = media::open_with(
                at(&server.url("/list.m3u8")),
                &policy,
                Arc::new(RealClock),
                quick(),
                Arc::new(SystemResolver),
                &|| true,
            );
            let refused = |e: &OpenError| {
                // What GStreamer cannot follow any more is gone; where it would have led is not asked.
                scheme == "redirect"
                    || matches!(e, OpenError::Refused(AccessError::Host { host }) if host == "localhost")
            };
            match opened {
                Ok(source) => {
                    let watched = watch(&source);
                    assert_ne!(watched.end(), &SourceEnd::Finished, "{name} {scheme}");
                }
                Err(error) => assert!(refused(&error), "{name} {scheme}: {error:?}"),
            }
            assert_eq!(forbidden.connections(), 0, "{name} {scheme}");
        }
    }
}
