//! RTSP against a real server: gone, back, silent, and never there.

use std::time::Duration;

use domain::{SourceEnd, SourceEvent};
use media::{Address, Backoff, OpenError, Received, Timing};

use crate::camera::RtspServer;
use crate::watching::{open_timed, spec, watch_with};

/// A moving picture in real time, for as long as anybody watches.
const CAMERA: &str = "videotestsrc is-live=true pattern=ball ! \
     video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! \
     x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! rtph264pay name=pay0 config-interval=1";

fn timing(attempts: u32) -> Timing {
    Timing {
        backoff: Backoff {
            first: Duration::from_millis(100),
            max: Duration::from_millis(400),
            attempts,
            stable_after: Duration::ZERO,
        },
        ..Timing::default()
    }
}

#[test]
fn a_camera_that_dies_comes_back_and_dies_for_good() {
    let mut server = RtspServer::start(CAMERA, None);
    let address = Address::parse(&server.url()).unwrap();
    let source = open_timed(spec(address, 5.0), timing(5)).unwrap();
    let (mut frames, mut breaks) = (0, 0);
    let watched = watch_with(&source, |received| match received {
        Received::Frame(_) => {
            frames += 1;
            if frames == 5 || frames == 10 {
                server.kill();
            }
        }
        Received::Event(SourceEvent::Reconnecting { .. }) => {
            breaks += 1;
            if breaks == 1 {
                server = server.again(CAMERA);
            }
        }
        _ => {}
    });
    assert!(watched.info().live);
    assert_eq!(watched.end(), &SourceEnd::Lost { attempts: 5 }, "{:?}", watched.events);
    let gap = |e: &SourceEvent| matches!(e, SourceEvent::Resumed { gap, .. } if !gap.is_zero());
    assert!(watched.events.iter().any(gap), "{:?}", watched.events);
    assert!(watched.frames.windows(2).all(|w| w[0].millis < w[1].millis && w[0].seq < w[1].seq));
}

#[test]
fn a_camera_that_says_good_bye_has_finished() {
    let short = CAMERA.replace("is-live=true", "is-live=true num-buffers=60");
    let server = RtspServer::start(&short, None);
    let address = Address::parse(&server.url()).unwrap();
    let source = open_timed(spec(address, 5.0), timing(2)).unwrap();
    let watched = watch_with(&source, |_| {});
    assert_eq!(watched.end(), &SourceEnd::Finished, "{:?}", watched.events);
    assert!((8..=11).contains(&watched.frames.len()), "{} frames", watched.frames.len());
}

/// Connected, and not a byte more: the stream is silent, then it counts as lost.
#[test]
fn a_camera_that_hangs_is_told_as_silent_and_given_up() {
    let server = RtspServer::start(CAMERA, None);
    let timing = Timing {
        silent_after: Duration::from_millis(400),
        lost_after: Duration::from_secs(1),
        // Longer than this test may take: a frozen server takes the connection and answers nothing.
        open_deadline: Duration::from_secs(2),
        ..timing(1)
    };
    let address = Address::parse(&server.url()).unwrap();
    let source = open_timed(spec(address, 5.0), timing).unwrap();
    let mut frames = 0;
    let watched = watch_with(&source, |received| {
        if matches!(received, Received::Frame(_)) {
            frames += 1;
            if frames == 5 {
                server.freeze();
            }
        }
    });
    let told: Vec<_> = watched.events.iter().skip(1).collect();
    assert!(
        matches!(
            told[..],
            [
                SourceEvent::Silent { .. },
                SourceEvent::Reconnecting { attempt: 1 },
                SourceEvent::Ended(SourceEnd::Lost { attempts: 1 })
            ]
        ),
        "{told:?}"
    );
}

#[test]
fn what_the_server_refuses_is_told_apart() {
    let server = RtspServer::start(CAMERA, Some("ann:secret"));
    let open = |address: String| {
        let error = open_timed(spec(Address::parse(&address).unwrap(), 5.0), timing(1));
        error.expect_err("a refusal")
    };
    let place = server.place();
    let error = open(format!("rtsp://ann:wrong@{place}/cam"));
    assert!(matches!(error, OpenError::Unauthorised { .. }), "{error:?}");
    let error = open(format!("rtsp://{place}/cam"));
    assert!(matches!(error, OpenError::Unauthorised { .. }), "{error:?}");
    let error = open(format!("rtsp://ann:secret@{place}/elsewhere"));
    assert!(matches!(error, OpenError::NotThere { .. }), "{error:?}");
    let text = format!("{error} {error:?}");
    assert!(text.contains(server.host()), "{text}");
    assert!(!text.contains("secret") && !text.contains("elsewhere"), "{text}");
}
