//! Giving a source up while its other side does not answer. Every deadline is an hour: whoever waits for one
//! of them instead of hearing the stop hangs, and the test is ended from outside.

use std::cell::Cell;
use std::net::{TcpListener, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use domain::{SourceEnd, SourceEvent};
use media::{AccessPolicy, Address, OpenError, Received, SystemResolver, Timing};

use crate::camera::RtspServer;
use crate::clips::{Clips, H264};
use crate::server::{Answer, Server};
use crate::watching::{RealClock, open_timed, spec, watch_with};

const HOUR: Duration = Duration::from_secs(3600);

fn patient() -> Timing {
    Timing { open_deadline: HOUR, silent_after: HOUR, lost_after: HOUR, ..Timing::default() }
}

/// Opens until `is_wanted` says no.
fn opening(address: &str, is_wanted: impl Fn() -> bool) -> OpenError {
    media::open_with(
        spec(Address::parse(address).unwrap(), 5.0),
        &AccessPolicy::operator(),
        Arc::new(RealClock),
        patient(),
        Arc::new(SystemResolver),
        &is_wanted,
    )
    .expect_err("nobody answers")
}

#[test]
fn an_opening_is_given_up_while_nobody_answers() {
    let check = |error: OpenError| assert!(matches!(error, OpenError::GivenUp), "{error:?}");

    let web = Server::start(|_, _| Answer::Silence);
    check(opening(&web.url("/a.mp4"), || web.connections() == 0));

    // Takes the connection and never reads.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let asked = Cell::new(0);
    let thrice = || asked.replace(asked.get() + 1) < 3;
    check(opening(&format!("rtsp://{}/cam", mute.local_addr().unwrap()), thrice));

    let nobody = UdpSocket::bind("127.0.0.1:0").unwrap();
    asked.set(0);
    check(opening(&format!("srt://{}", nobody.local_addr().unwrap()), thrice));
}

fn stops_while_it_hangs(address: &str, hang: impl Fn()) {
    let source = open_timed(spec(Address::parse(address).unwrap(), 5.0), patient()).unwrap();
    let stopper = source.stopper();
    let mut frames = 0;
    let watched = watch_with(&source, |received| {
        if matches!(received, Received::Frame(_)) {
            frames += 1;
            if frames == 3 {
                hang();
                stopper.stop();
            }
        }
    });
    assert_eq!(watched.end(), &SourceEnd::Cancelled);
    let broke = watched.events.iter().any(|e| matches!(e, SourceEvent::Reconnecting { .. }));
    assert!(!broke, "{:?}", watched.events);
}

#[test]
fn a_stream_is_stopped_while_its_server_hangs() {
    let camera = RtspServer::start(
        "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1 ! \
         x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! rtph264pay name=pay0",
        None,
    );
    stops_while_it_hangs(&camera.url(), || camera.freeze());

    let clips = Clips::new();
    let encode = format!("{H264} ! mp4mux faststart=true");
    let clip = std::fs::read(clips.ball("a.mp4", 300, (640, 480), &encode)).unwrap();
    let half = clip.len() / 2;
    let server = Server::start(move |_, _| Answer::Stall(clip.clone(), half));
    stops_while_it_hangs(&server.url("/a.mp4"), || {});
}
