//! RTMP against real senders: GStreamer's, and ffmpeg's where it is installed.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::{Entropy, SourceEnd, SourceEvent};
use media::{
    FeedEnd, FramePusher, FrameSource, PushConfig, Received, RtmpDoor, RtmpListener, StreamFeed,
    StreamGate, TlsError, TlsIdentity, push_source,
};

use crate::certificate::self_signed;
use crate::watching::{RealClock, Watched, watch_pushed};

const KEY: &str = "ls_0123_abcdef";

struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// One place behind one key.
struct House {
    pusher: Arc<Mutex<Option<FramePusher>>>,
    ends: Arc<Mutex<Vec<FeedEnd>>>,
}

impl StreamGate for House {
    fn admit(&self, key: &str) -> Option<StreamFeed> {
        if key != KEY {
            return None;
        }
        let pusher = self.pusher.lock().unwrap().take()?;
        let feed = pusher.open_stream().unwrap();
        let (ends, place) = (Arc::clone(&self.ends), Arc::clone(&self.pusher));
        Some(feed.on_end(move |end| {
            ends.lock().unwrap().push(end);
            match end {
                FeedEnd::Finished => pusher.finish(),
                FeedEnd::Gone => *place.lock().unwrap() = Some(pusher),
            }
        }))
    }
}

fn identity() -> TlsIdentity {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = self_signed(folder.path());
    let (certificate, key) = (std::fs::read(certificate).unwrap(), std::fs::read(key).unwrap());
    TlsIdentity::from_pem(&certificate, &key).unwrap()
}

struct World {
    listener: RtmpListener,
    source: FrameSource,
    ends: Arc<Mutex<Vec<FeedEnd>>>,
    pusher: Arc<Mutex<Option<FramePusher>>>,
}

impl World {
    fn new(lost_after: Duration, connections: usize) -> Self {
        Self::behind(None, lost_after, connections)
    }

    fn behind(tls: Option<TlsIdentity>, lost_after: Duration, connections: usize) -> Self {
        let config = PushConfig { lost_after, ..PushConfig::new(5.0) };
        let (pusher, source) = push_source(config, Arc::new(RealClock));
        let pusher = Arc::new(Mutex::new(Some(pusher)));
        let ends = Arc::default();
        let gate = House { pusher: Arc::clone(&pusher), ends: Arc::clone(&ends) };
        let door = RtmpDoor { socket: TcpListener::bind("127.0.0.1:0").unwrap(), tls };
        let clock = Arc::new(RealClock);
        let listener =
            RtmpListener::start(door, connections, Arc::new(gate), clock, Arc::new(Zeros));
        Self { listener: listener.unwrap(), source, ends, pusher }
    }

    fn address(&self) -> SocketAddr {
        self.listener.local_addr()
    }

    fn watch(&self) -> Watched {
        watch_pushed(&self.source, |_| {})
    }
}

/// Three seconds of a moving picture and a tone, as meeting products send them.
fn gstreamer(address: SocketAddr, key: &str, pictures: u32) -> Child {
    gstreamer_by("rtmp", address, key, pictures)
}

fn gstreamer_by(scheme: &str, address: SocketAddr, key: &str, pictures: u32) -> Child {
    let video = format!(
        "videotestsrc is-live=true pattern=ball num-buffers={pictures} ! \
         video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! \
         x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 ! h264parse ! queue ! mux. \
         audiotestsrc is-live=true num-buffers={} ! avenc_aac ! aacparse ! queue ! mux. \
         flvmux name=mux streamable=true ! \
         rtmp2sink tls-validation-flags=no-flags location={scheme}://{address}/live/{key}",
        pictures * 44_100 / 1024 / 30
    );
    Command::new("gst-launch-1.0")
        .arg("-q")
        .args(video.split_whitespace())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn check_pictures(watched: &Watched, least: usize) {
    assert!(watched.frames.len() >= least, "{} frames", watched.frames.len());
    let info = watched.info();
    assert_eq!((info.codec.as_str(), info.size.width, info.live), ("H.264", 320, true));
    assert!(watched.frames.windows(2).all(|w| w[0].millis < w[1].millis));
}

#[test]
fn a_sender_is_seen_to_its_end() {
    let world = World::new(Duration::from_secs(5), 4);
    let mut sender = gstreamer(world.address(), KEY, 90);
    let watched = world.watch();
    assert!(sender.wait().unwrap().success(), "it is let go in order");
    check_pictures(&watched, 10);
    assert_eq!(watched.end(), &SourceEnd::Finished, "{:?}", watched.events);
    let counts = world.listener.counts();
    assert!(counts.video >= 80 && counts.audio > 30, "{counts:?}");
    assert_eq!((counts.refused, counts.broken), (0, 0), "{counts:?}");
}

#[test]
fn a_sender_that_dies_may_come_back_and_then_is_lost() {
    let world = World::new(Duration::from_secs(3), 4);
    let mut sender = gstreamer(world.address(), KEY, 9000);
    let mut frames = 0;
    let watched = watch_pushed(&world.source, |received| {
        if matches!(received, Received::Frame(_)) {
            frames += 1;
            if frames == 5 || frames == 15 {
                sender.kill().unwrap();
                sender.wait().unwrap();
            }
            if frames == 5 {
                sender = gstreamer(world.address(), KEY, 9000);
            }
        }
    });
    sender.wait().unwrap();
    check_pictures(&watched, 15);
    assert_eq!(watched.end(), &SourceEnd::Lost { attempts: 0 }, "{:?}", watched.events);
    assert_eq!(*world.ends.lock().unwrap(), [FeedEnd::Gone, FeedEnd::Gone]);
    assert!(watched.events.iter().any(|e| matches!(e, SourceEvent::Silent { .. })));
}

#[test]
fn a_sender_behind_tls_is_seen_to_its_end() {
    let world = World::behind(Some(identity()), Duration::from_secs(5), 4);
    let refused = gstreamer_by("rtmps", world.address(), "ls_0123_abcdee", 90).wait().unwrap();
    assert!(!refused.success(), "a wrong key");
    assert_eq!((world.listener.counts().refused, world.source.counts().received), (1, 0));
    let mut sender = gstreamer_by("rtmps", world.address(), KEY, 90);
    let watched = world.watch();
    assert!(sender.wait().unwrap().success(), "it is let go in order");
    check_pictures(&watched, 10);
    assert_eq!(watched.end(), &SourceEnd::Finished, "{:?}", watched.events);
    assert_eq!(world.listener.counts().broken, 0);
}

#[test]
fn a_certificate_is_taken_with_its_own_key_only() {
    let pem = || {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = self_signed(folder.path());
        (std::fs::read(certificate).unwrap(), std::fs::read(key).unwrap())
    };
    let ((certificate, key), (_, other)) = (pem(), pem());
    let check = |certificate: &[u8], key: &[u8]| {
        TlsIdentity::from_pem(certificate, key).map(|identity| format!("{identity:?}"))
    };
    assert_eq!(check(&certificate, &key), Ok("TlsIdentity".to_owned()));
    assert_eq!(check(&certificate, &other), Err(TlsError::Mismatch));
    assert_eq!(check(&key, &key), Err(TlsError::NoCertificate));
    assert_eq!(check(&certificate, &certificate), Err(TlsError::NoKey));
    assert_eq!(check(b"", b""), Err(TlsError::NoCertificate));
}

#[test]
fn who_speaks_another_language_than_the_port_is_let_go_at_once() {
    use std::io::{Read, Write};
    let world = World::behind(Some(identity()), Duration::from_secs(5), 4);
    assert!(!gstreamer(world.address(), KEY, 9).wait().unwrap().success(), "no TLS");
    let open = World::new(Duration::from_secs(5), 4);
    let sent = gstreamer_by("rtmps", open.address(), KEY, 9).wait().unwrap();
    assert!(!sent.success(), "TLS at the open port");
    for world in [&world, &open] {
        let mut browser = TcpStream::connect(world.address()).unwrap();
        browser.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        // An alert of TLS perhaps, then the end.
        browser.read_to_end(&mut Vec::new()).unwrap_or_default();
        assert_eq!(world.listener.counts().broken, 2);
        assert!(world.pusher.lock().unwrap().is_some(), "nobody got in");
    }
}

#[test]
fn a_wrong_key_gets_nowhere() {
    let world = World::new(Duration::from_secs(5), 4);
    let status = gstreamer(world.address(), "ls_0123_abcdee", 90).wait().unwrap();
    assert!(!status.success(), "the sender is told");
    assert_eq!((world.listener.counts().refused, world.source.counts().received), (1, 0));
}

#[test]
fn ffmpeg_is_seen_as_well() {
    check_ffmpeg("rtmp", None);
}

#[test]
fn ffmpeg_is_seen_behind_tls() {
    check_ffmpeg("rtmps", Some(identity()));
}

fn check_ffmpeg(scheme: &str, tls: Option<TlsIdentity>) {
    let world = World::behind(tls, Duration::from_secs(5), 4);
    let address = format!("{scheme}://{}/live/{KEY}", world.address());
    let arguments = "-loglevel error -re -f lavfi -i testsrc=size=320x240:rate=30 -f lavfi -i sine -t 3 \
                     -c:v libx264 -preset ultrafast -tune zerolatency -g 30 -pix_fmt yuv420p -c:a aac -f flv";
    let sender = Command::new("ffmpeg")
        .args(arguments.split_whitespace())
        .arg(&address)
        .stdin(Stdio::null())
        .spawn();
    let Ok(mut sender) = sender else {
        println!("skipped: needs ffmpeg");
        return;
    };
    let watched = world.watch();
    sender.wait().unwrap();
    check_pictures(&watched, 10);
    assert_eq!(watched.end(), &SourceEnd::Finished, "{:?}", watched.events);
}

#[test]
fn another_codec_ends_the_session_with_its_reason() {
    let world = World::new(Duration::from_secs(5), 4);
    let text = format!(
        "videotestsrc is-live=true num-buffers=60 ! video/x-raw,width=320,height=240 ! avenc_flv ! \
         flvmux streamable=true ! rtmp2sink location=rtmp://{}/live/{KEY}",
        world.address()
    );
    let mut sender = Command::new("gst-launch-1.0")
        .arg("-q")
        .args(text.split_whitespace())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let watched = world.watch();
    sender.wait().unwrap();
    let expected = SourceEnd::Truncated { detail: "the video is not H.264".into() };
    assert_eq!(watched.end(), &expected);
}

#[test]
fn too_many_connections_are_turned_away_and_the_end_closes_all() {
    use std::io::Read;
    let world = World::new(Duration::from_secs(5), 1);
    let mut first = TcpStream::connect(world.address()).unwrap();
    let mut second = TcpStream::connect(world.address()).unwrap();
    assert_eq!(second.read(&mut [0; 1]).unwrap_or(0), 0, "closed at once");
    assert_eq!(world.listener.counts().turned_away, 1);
    assert!(world.pusher.lock().unwrap().is_some());
    drop(world.listener);
    assert_eq!(first.read(&mut [0; 1]).unwrap_or(0), 0, "closed with the listener");
}
