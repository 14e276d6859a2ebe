//! Cameras that are programs, by the names that browsers show of them. A name is what its owner says it is:
//! this catches who did not rename it, and some have honest uses, so that it is never more than a hint.

/// Words in such names, in lower case, as their makers' own documentation has them: OBS, ManyCam, XSplit, Snap
/// Camera, SplitCam, YouCam, mmhmm, Camo, NVIDIA Broadcast, Iriun, DroidCam, EpocCam, iVCam, e2eSoft VCam,
/// Webcamoid and its AKVirtualCamera, Avatarify, Unity Capture, NDI, DeepFaceLive, v4l2loopback's default name
/// and Chromium's fake device.
const NAMES: [&str; 29] = [
    "virtual",
    "obs",
    "manycam",
    "xsplit",
    "snap camera",
    "splitcam",
    "youcam",
    "mmhmm",
    "camo",
    "nvidia broadcast",
    "iriun",
    "droidcam",
    "epoccam",
    "ivcam",
    "vcam",
    "e2esoft",
    "webcamoid",
    "akvcam",
    "akvirtualcamera",
    "avatarify",
    "unity capture",
    "screen capture",
    "ndi",
    "deepfacelive",
    "v4l2loopback",
    "loopback",
    "dummy video",
    "fake_device",
    "fake device",
];

/// Whether a camera's name is that of a program which poses as one.
pub fn is_software_camera(label: &str) -> bool {
    let label = label.to_lowercase();
    NAMES.iter().any(|name| has_word(&label, name))
}

/// Whether `name` stands in `text` and is not a part of another word: "Globus" is no OBS.
fn has_word(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(from, _)| {
        let before = text[..from].chars().next_back();
        let after = text[from + name.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_by_words_in_their_names() {
        for label in [
            "OBS Virtual Camera",
            "obs-camera",
            "ManyCam Virtual Webcam",
            "Snap Camera",
            "fake_device_0",
            "Dummy video device (0x0000)",
            "NVIDIA Broadcast",
            "NDI Webcam 1",
            "e2eSoft iVCam #2",
        ] {
            assert!(is_software_camera(label), "{label}");
        }
    }

    #[test]
    fn cameras_that_are_cameras_are_not() {
        for label in [
            "",
            "FaceTime HD Camera (Built-in)",
            "Integrated Camera (04f2:b6d9)",
            "Logitech BRIO (046d:085e)",
            "Globus Webcam",
            "HP Jobson cam",
            "HD Pro Webcam C920",
            "Bandit Camera",
            "front camera",
        ] {
            assert!(!is_software_camera(label), "{label}");
        }
    }
}
