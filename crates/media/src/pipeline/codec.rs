//! Codec names in words, and what to install when one is missing.

use gstreamer as gst;

/// The video codec of encoded caps, for instance `H.264`.
pub(super) fn name(caps: &gst::CapsRef) -> String {
    let Some(structure) = caps.structure(0) else { return "unknown".into() };
    let words = match structure.name().as_str() {
        "video/x-h264" => "H.264",
        "video/x-h265" => "H.265",
        "video/x-h263" => "H.263",
        "video/x-vp8" => "VP8",
        "video/x-vp9" => "VP9",
        "video/x-av1" => "AV1",
        "image/jpeg" => "Motion JPEG",
        "image/png" => "PNG",
        "video/x-divx" if structure.get::<i32>("divxversion").is_ok_and(|v| v >= 4) => "MPEG-4",
        "video/x-theora" => "Theora",
        "video/x-raw" => "uncompressed",
        "video/mpeg" => match structure.get::<i32>("mpegversion") {
            Ok(1) => "MPEG-1",
            Ok(2) => "MPEG-2",
            _ => "MPEG-4",
        },
        _ => return gstreamer_pbutils::pb_utils_get_codec_description(caps).to_string(),
    };
    words.into()
}

/// GStreamer's description of something missing, without its technical rest.
pub(super) fn plain(description: &str) -> String {
    let what = description.trim_end_matches(" decoder").trim_end_matches(" element");
    if what.contains("unknown") || what.contains("video/x-") {
        "this video codec".into()
    } else {
        what.into()
    }
}

/// What to install, given GStreamer's description of what is missing.
pub(super) fn remedy(what: &str) -> String {
    let lower = what.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let package = if has(&["srt", "h.265", "hevc", "rtmp", "hls", "av1", "dash"]) {
        "gstreamer1.0-plugins-bad (and gstreamer1.0-libav)"
    } else if has(&["rtsp", "http", "vp8", "vp9", "v4l2", "matroska", "quicktime"]) {
        "gstreamer1.0-plugins-good"
    } else if has(&["h.264", "mpeg", "windows media", "wmv", "vc-1", "h.263", "divx", "xvid"]) {
        "gstreamer1.0-libav"
    } else {
        return "install GStreamer's plugin sets good, bad, ugly and libav, or convert the video to \
                H.264 in mp4"
            .into();
    };
    format!("install the package {package}, or convert the video to H.264 in mp4")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_have_the_names_people_use() {
        gst::init().unwrap();
        let check = |caps: gst::Caps, expected: &str| assert_eq!(name(&caps), expected);
        check(gst::Caps::builder("video/x-h264").build(), "H.264");
        check(gst::Caps::builder("video/mpeg").field("mpegversion", 1).build(), "MPEG-1");
        check(gst::Caps::builder("video/mpeg").field("mpegversion", 4).build(), "MPEG-4");
        check(
            gst::Caps::builder("video/x-wmv").field("wmvversion", 3).build(),
            "Windows Media Video 9",
        );
    }

    #[test]
    fn what_is_missing_is_said_plainly() {
        assert_eq!(plain("Windows Media Video 9 Screen decoder"), "Windows Media Video 9 Screen");
        assert_eq!(plain("video/x-avi-unknown decoder"), "this video codec");
        assert_eq!(plain("SRT protocol source"), "SRT protocol source");
    }

    #[test]
    fn a_missing_codec_names_its_package() {
        assert!(remedy("H.265 (Main Profile) decoder").contains("plugins-bad"));
        assert!(remedy("H.264 decoder").contains("gstreamer1.0-libav"));
        assert!(remedy("RTSP protocol source").contains("plugins-good"));
        assert!(remedy("Indeo 5").contains("convert"));
    }
}
