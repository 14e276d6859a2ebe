//! Files: formats, sampling, pixels, rotation, changes and cuts.

use std::time::Duration;

use domain::{SourceEnd, SourceEvent};
use media::{Pace, SourceSpec};

use crate::clips::{Clips, H264, ball, cut, run};
use crate::watching::{file, open, watch, watch_file};

/// Two seconds at 30 pictures a second give ten frames at five.
fn check_format(name: &str, codec: &str, encode: &str) {
    let clips = Clips::new();
    let path = clips.ball(name, 60, (320, 240), encode);
    let watched = watch_file(path, 5.0);
    assert_eq!(watched.info().codec, codec, "{name}");
    assert!(!watched.info().live);
    assert_eq!(watched.end(), &SourceEnd::Finished, "{name}");
    let millis: Vec<_> = watched.frames.iter().map(|f| f.millis).collect();
    assert_eq!(millis.len(), 10, "{name}: {millis:?}");
    for (n, at) in millis.iter().enumerate() {
        assert!(at.abs_diff(n as u64 * 200) <= 34, "{name}: {millis:?}");
    }
    let hashes: std::collections::HashSet<_> = watched.frames.iter().map(|f| f.hash).collect();
    assert!(hashes.len() > 5, "{name}: the pictures do not move");
    assert!(watched.frames.iter().all(|f| (f.width, f.height) == (320, 240)), "{name}");
    assert!(watched.counts.received >= 59, "{name}: {:?}", watched.counts);
    assert_eq!((watched.counts.sampled, watched.counts.superseded), (10, 0), "{name}");
}

#[test]
fn h264_in_mp4_mov_mkv_ts_and_avi() {
    check_format("a.mp4", "H.264", &format!("{H264} ! mp4mux"));
    check_format("a.mov", "H.264", &format!("{H264} ! qtmux"));
    check_format("a.mkv", "H.264", &format!("{H264} ! h264parse ! matroskamux"));
    check_format("a.ts", "H.264", &format!("{H264} ! h264parse ! mpegtsmux"));
    check_format("a.avi", "H.264", &format!("{H264} bframes=0 ! h264parse ! avimux"));
}

#[test]
fn h265_in_mp4_and_mkv() {
    let encode = "x265enc speed-preset=ultrafast ! h265parse";
    check_format("a.mp4", "H.265", &format!("{encode} ! mp4mux"));
    check_format("a.mkv", "H.265", &format!("{encode} ! matroskamux"));
}

#[test]
fn vp8_and_vp9_in_webm() {
    check_format("a.webm", "VP8", "vp8enc deadline=1 ! webmmux");
    check_format("b.webm", "VP9", "vp9enc deadline=1 cpu-used=8 ! webmmux");
}

#[test]
fn mpeg_1_and_2_and_motion_jpeg() {
    check_format("a.mpg", "MPEG-2", "mpeg2enc format=3 ! mpegvideoparse ! mplex");
    check_format("b.mpg", "MPEG-1", "mpeg2enc format=0 ! mpegvideoparse ! mplex");
    check_format("a.ts", "MPEG-2", "mpeg2enc format=3 ! mpegvideoparse ! mpegtsmux");
    check_format("a.avi", "Motion JPEG", "jpegenc ! avimux");
    check_format("a.mov", "Motion JPEG", "jpegenc ! qtmux");
    check_format("b.avi", "MPEG-4", "avenc_mpeg4 ! avimux");
}

#[test]
fn the_same_file_gives_the_same_frames_twice() {
    let clips = Clips::new();
    let path = clips.ball("a.mp4", 150, (642, 362), &format!("{H264} ! mp4mux"));
    let (first, second) = (watch_file(&path, 7.3), watch_file(&path, 7.3));
    assert!(first.frames.len() > 30);
    assert_eq!(first.frames, second.frames);
    assert_eq!(first.events, second.events);
    let numbers: Vec<_> = first.frames.iter().map(|f| f.seq).collect();
    assert_eq!(numbers, (0..first.frames.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_slow_reader_loses_no_frame_of_a_file() {
    let clips = Clips::new();
    let path = clips.ball("a.mp4", 90, (64, 48), &format!("{H264} ! mp4mux"));
    let source = open(file(&path, 30.0)).unwrap();
    let watched = watch(&source);
    assert_eq!(watched.frames.len(), 90);
    assert_eq!(watched.counts.superseded, 0);
    assert_eq!(watched.info().duration, Some(Duration::from_secs(3)));
}

#[test]
fn sound_beside_the_picture_is_ignored() {
    let clips = Clips::new();
    let path = clips.path("a.mp4");
    run(&format!(
        "{} ! {H264} ! mp4mux name=m ! filesink location=\"{}\" \
         audiotestsrc num-buffers=90 ! voaacenc ! m.",
        ball(60, (64, 48)),
        path.display()
    ));
    let watched = watch_file(path, 5.0);
    assert_eq!(watched.frames.len(), 10);
    assert_eq!(watched.end(), &SourceEnd::Finished);
}

/// Red, green and blue come back as themselves, at odd sizes whose rows need padding.
#[test]
fn colours_and_strides_are_right_at_odd_sizes() {
    let colours =
        [(0xffff_0000u32, [255, 0, 0]), (0xff00_ff00, [0, 255, 0]), (0xff00_00ff, [0, 0, 255])];
    for (argb, rgb) in colours {
        for (width, height) in [(321, 241), (17, 16), (639, 33), (322, 242)] {
            let clips = Clips::new();
            let path = clips.make(
                "a.avi",
                &format!(
                    "videotestsrc num-buffers=3 pattern=solid-color foreground-color={argb} ! \
                     video/x-raw,format=BGRx,width={width},height={height},framerate=5/1 ! \
                     videoconvert ! jpegenc quality=100 ! avimux"
                ),
            );
            let watched = watch_file(path, 5.0);
            assert_eq!(watched.frames.len(), 3);
            let frame = watched.last.unwrap();
            assert_eq!((frame.size.width, frame.size.height), (width, height));
            for y in [0, height / 2, height - 1] {
                let row = frame.row(y);
                assert_eq!(row.len(), width as usize * 3);
                for pixel in [&row[..3], &row[row.len() - 3..]] {
                    let near = pixel.iter().zip(rgb).all(|(a, b)| a.abs_diff(b) <= 20);
                    assert!(near, "{width}x{height}, row {y}: {pixel:?} is not {rgb:?}");
                }
            }
        }
    }
}

/// What a phone writes: pictures as the sensor lies, and a matrix that turns them upright. The left half
/// is red in storage.
#[test]
fn rotation_is_honoured() {
    let clips = Clips::new();
    let path = clips.path("a.mp4");
    let half = "video/x-raw,width=80,height=64,framerate=10/1 ! c.";
    run(&format!(
        "compositor name=c sink_1::xpos=80 ! video/x-raw,format=I420,width=160,height=64 ! \
         x264enc pass=quant quantizer=5 ! mp4mux ! filesink location=\"{}\" \
         videotestsrc num-buffers=10 pattern=red ! {half} \
         videotestsrc num-buffers=10 pattern=blue ! {half}",
        path.display()
    ));
    let stored = std::fs::read(&path).unwrap();
    let check = |matrix: [i32; 4], size: (u32, u32), red: (u32, usize)| {
        let mut turned = stored.clone();
        let track = turned.windows(4).position(|w| w == b"tkhd").unwrap();
        for (place, value) in [0, 1, 3, 4].into_iter().zip(matrix) {
            let at = track + 44 + place * 4;
            turned[at..at + 4].copy_from_slice(&(value << 16).to_be_bytes());
        }
        let frame = watch_file(clips.write("b.mp4", &turned), 5.0).last.unwrap();
        assert_eq!((frame.size.width, frame.size.height), size, "{matrix:?}");
        let at = |(y, x): (u32, usize)| frame.row(y)[x * 3..x * 3 + 3].to_vec();
        let opposite = (size.1 - 1 - red.0, size.0 as usize - 1 - red.1);
        assert!(at(red)[0] > 150 && at(red)[2] < 100, "{matrix:?}: {:?} is not red", at(red));
        assert!(at(opposite)[2] > 150, "{matrix:?}: {:?} is not blue", at(opposite));
    };
    check([1, 0, 0, 1], (160, 64), (32, 10));
    check([0, 1, -1, 0], (64, 160), (10, 32));
    check([-1, 0, 0, -1], (160, 64), (32, 149));
    check([0, -1, 1, 0], (64, 160), (149, 32));
}

/// A ball that moves between the two fields of a picture: a comb, unless one field makes the picture.
#[test]
fn interlaced_pictures_show_one_moment() {
    let clips = Clips::new();
    let moving = "videotestsrc num-buffers=120 pattern=ball animation-mode=frames motion=sweep ! \
                  video/x-raw,format=I420,width=320,height=240,framerate=60/1";
    let weave = "interlace top-field-first=true field-pattern=1:1";
    let h264 = "x264enc interlaced=true bitrate=8000 speed-preset=ultrafast ! h264parse";
    for (name, mux) in [("i.mp4", "mp4mux"), ("i.ts", "mpegtsmux")] {
        let path = clips.make(name, &format!("{moving} ! {weave} ! {h264} ! {mux}"));
        let watched = watch_file(path, 10.0);
        assert!((19..=21).contains(&watched.frames.len()), "{name}: {}", watched.frames.len());
        assert!(watched.frames.windows(2).all(|w| w[0].millis < w[1].millis), "{name}");
        let frame = watched.last.unwrap();
        let (mut comb, mut smooth) = (0, 0);
        for y in 1..frame.size.height - 1 {
            let (above, here, below) = (frame.row(y - 1), frame.row(y), frame.row(y + 1));
            for x in (0..here.len()).step_by(3) {
                let between = (i32::from(above[x]) + i32::from(below[x])) / 2;
                comb += (i32::from(here[x]) - between).abs();
                smooth += (i32::from(above[x]) - i32::from(below[x])).abs();
            }
        }
        // Woven rows differ from their neighbours more than these differ from each other.
        assert!(comb < smooth, "{name}: rows {comb}, their neighbours {smooth}");
    }
}

#[test]
fn pixels_that_are_not_square_become_square() {
    let clips = Clips::new();
    let path = clips.make(
        "a.mkv",
        &format!(
            "videotestsrc num-buffers=5 ! video/x-raw,format=I420,width=360,height=288,\
             framerate=5/1,pixel-aspect-ratio=2/1 ! {H264} ! h264parse ! matroskamux"
        ),
    );
    let frame = watch_file(path, 5.0).last.unwrap();
    assert_eq!((frame.size.width, frame.size.height), (720, 288));
}

#[test]
fn a_wrong_extension_does_not_matter() {
    let clips = Clips::new();
    let path = clips.ball("notes.txt", 30, (64, 48), &format!("{H264} ! mp4mux"));
    assert_eq!(watch_file(path, 5.0).frames.len(), 5);
}

#[test]
fn a_cut_file_gives_its_frames_and_says_that_it_was_cut() {
    let index_first = format!("{H264} ! mp4mux faststart=true");
    let mkv = format!("{H264} ! h264parse ! matroskamux");
    for (name, encode) in
        [("a.mp4", index_first.as_str()), ("a.mkv", &mkv), ("a.avi", "jpegenc ! avimux")]
    {
        let clips = Clips::new();
        let path = clips.ball(name, 300, (320, 240), encode);
        cut(&path, 0.5);
        let watched = watch_file(&path, 5.0);
        assert!((10..45).contains(&watched.frames.len()), "{name}: {}", watched.frames.len());
        let SourceEnd::Truncated { detail } = watched.end() else {
            panic!("{name}: {:?}", watched.end())
        };
        assert!(!detail.contains(path.to_str().unwrap()), "{detail}");
        assert_eq!(watched.frames, watch_file(&path, 5.0).frames, "{name}");
    }
}

/// Two recordings in one transport stream: the size changes, time goes on.
#[test]
fn a_size_change_is_reported_and_frames_go_on() {
    let clips = Clips::new();
    let encode = format!("{H264} ! h264parse ! mpegtsmux");
    let first = clips.ball("1.ts", 60, (320, 240), &encode);
    let second = clips.ball("2.ts", 60, (160, 120), &encode);
    let joined = [std::fs::read(first).unwrap(), std::fs::read(second).unwrap()].concat();
    let watched = watch_file(clips.write("a.ts", &joined), 5.0);
    let changed: Vec<_> = watched
        .events
        .iter()
        .filter_map(|event| match event {
            SourceEvent::Changed(info) => Some((info.size.width, info.codec.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(changed, [(160, "H.264")], "{:?}", watched.events);
    let small = watched.frames.iter().filter(|f| f.width == 160).count();
    let large = watched.frames.iter().filter(|f| f.width == 320).count();
    assert!(large >= 9 && small >= 8, "{large} large and {small} small frames");
    assert!(watched.frames.windows(2).all(|w| w[0].millis < w[1].millis));
}

#[test]
fn a_codec_change_is_reported_and_frames_go_on() {
    let clips = Clips::new();
    let first = clips.ball("1.ts", 60, (320, 240), &format!("{H264} ! h264parse ! mpegtsmux"));
    let encode = "mpeg2enc format=3 ! mpegvideoparse ! mpegtsmux";
    let second = clips.ball("2.ts", 60, (320, 240), encode);
    let joined = [std::fs::read(first).unwrap(), std::fs::read(second).unwrap()].concat();
    let watched = watch_file(clips.write("a.ts", &joined), 5.0);
    let changed = watched
        .events
        .iter()
        .any(|event| matches!(event, SourceEvent::Changed(info) if info.codec == "MPEG-2"));
    assert!(changed, "{:?}", watched.events);
    assert!(watched.frames.len() >= 16, "{} frames", watched.frames.len());
}

#[test]
fn a_hole_in_the_time_stamps_is_reported() {
    let clips = Clips::new();
    let path = clips.path("a.mkv");
    run(&format!(
        "concat name=c adjust-base=false ! {H264} ! h264parse ! matroskamux ! filesink location=\"{}\" \
         videotestsrc num-buffers=30 ! video/x-raw,width=64,height=48,framerate=30/1 ! c. \
         videotestsrc num-buffers=30 timestamp-offset=6000000000 ! \
         video/x-raw,width=64,height=48,framerate=30/1 ! c.",
        path.display()
    ));
    let watched = watch_file(path, 5.0);
    let gap = watched.events.iter().find_map(|event| match event {
        SourceEvent::Resumed { at, gap } => Some((at.millis(), gap.as_millis())),
        _ => None,
    });
    let (at, gap) = gap.unwrap_or_else(|| panic!("{:?}", watched.events));
    assert!((5900..6100).contains(&at) && (4900..5200).contains(&gap), "{at} {gap}");
}

/// In real time the newest frame wins; two seconds of media take two seconds.
#[test]
fn in_real_time_a_file_is_paced_and_the_newest_frame_wins() {
    let clips = Clips::new();
    let path = clips.ball("a.mp4", 45, (64, 48), &format!("{H264} ! mp4mux"));
    let spec = SourceSpec { pace: Pace::Realtime, ..file(&path, 30.0) };
    let source = open(spec).unwrap();
    let mut moments = Vec::new();
    let watched = crate::watching::watch_with(&source, |received| {
        if let media::Received::Frame(frame) = received {
            moments.push((frame.received_at, frame.pts));
        }
    });
    assert_eq!(watched.counts.sampled, 45);
    assert_eq!(watched.frames.len() as u64 + watched.counts.superseded, 45);
    let (first, last) = (moments[0], moments[moments.len() - 1]);
    let (wall, media) = (last.0 - first.0, last.1 - first.1);
    assert!(wall + Duration::from_millis(300) > media, "{wall:?} for {media:?}");
}

#[test]
fn a_source_can_be_stopped_or_dropped_at_any_time() {
    let clips = Clips::new();
    let path = clips.ball("a.mp4", 300, (320, 240), &format!("{H264} ! mp4mux"));
    drop(open(file(&path, 30.0)).unwrap());
    let source = open(file(&path, 30.0)).unwrap();
    let stopper = source.stopper();
    let mut frames = 0;
    let watched = crate::watching::watch_with(&source, |received| {
        frames += u32::from(matches!(received, media::Received::Frame(_)));
        if frames == 3 {
            stopper.stop();
        }
    });
    assert!(watched.frames.len() < 20);
    assert_eq!(watched.end(), &SourceEnd::Cancelled);
}
