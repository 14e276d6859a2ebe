//! What a page says of its surroundings: kept sealed, looked at for signs, believed by nobody.

use domain::{HintId, InvitationId, PersonId, SignKind};
use serde_json::Value;
use storage::{HintRecord, SealContext};

use crate::facade::App;

/// Longest label that is looked at.
const LABEL_CHARS: usize = 200;

/// Words in the names of cameras that are software, as their makers name them: OBS, ManyCam, XSplit, Snap
/// Camera, SplitCam, YouCam, mmhmm, Camo, NVIDIA Broadcast, Iriun, DroidCam, e2eSoft VCam, AKVirtualCamera,
/// v4l2loopback's default, DeepFaceLive's usual outlet, and Chromium's fake device. Some have honest uses: a
/// human looks.
const SOFTWARE_CAMERAS: [&str; 24] = [
    "obs",
    "virtual",
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
    "vcam",
    "akvcam",
    "v4l2loopback",
    "dummy video",
    "loopback",
    "unity capture",
    "ndi",
    "deepfacelive",
    "fake_device",
    "fake device",
    "screen capture",
];

/// Signs in what a page says when an attempt begins.
pub(crate) fn signs_of(hints: &Value) -> Vec<SignKind> {
    let mut signs = Vec::new();
    if label_of(hints).is_some_and(|label| is_software(&label)) {
        signs.push(SignKind::VirtualCamera);
    }
    if hints.get("webdriver").and_then(Value::as_bool) == Some(true) {
        signs.push(SignKind::AutomatedBrowser);
    }
    signs
}

/// Signs in what a page says when the camera was changed.
pub(crate) fn camera_signs(data: &Value) -> impl Iterator<Item = SignKind> + use<> {
    let is_software = label_of(data).is_some_and(|label| is_software(&label));
    [Some(SignKind::CameraChanged), is_software.then_some(SignKind::VirtualCamera)]
        .into_iter()
        .flatten()
}

/// The camera's label, in lower case.
fn label_of(hints: &Value) -> Option<String> {
    let label = hints.get("camera_label")?.as_str()?.trim();
    (!label.is_empty()).then(|| label.chars().take(LABEL_CHARS).collect::<String>().to_lowercase())
}

/// Whether one of the words stands in it as a word: "Globus" is no OBS.
fn is_software(label: &str) -> bool {
    SOFTWARE_CAMERAS.iter().any(|word| {
        label.match_indices(word).any(|(at, _)| {
            let before = label[..at].chars().next_back();
            let after = label[at + word.len()..].chars().next();
            let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic());
            is_edge(before) && is_edge(after)
        })
    })
}

impl App {
    /// What a page said, sealed.
    pub(super) fn sealed_hint(
        &self,
        invitation: InvitationId,
        person: PersonId,
        kind: &str,
        data: &Value,
    ) -> HintRecord {
        let at = self.clock().utc();
        let id = HintId::generate(at, self.entropy());
        let context = SealContext::CheckHint { hint: id, invitation, person };
        let data = self.sealer().seal(&context, data.to_string().as_bytes());
        HintRecord { id, invitation, at, kind: kind.to_owned(), data }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn software_cameras_are_known_by_words_in_their_names() {
        for label in [
            "OBS Virtual Camera",
            "obs-camera",
            "ManyCam Virtual Webcam",
            "fake_device_0",
            "Dummy video device (0x0000)",
            "NVIDIA Broadcast",
            "NDI Webcam 1",
        ] {
            assert!(is_software(&label.to_lowercase()), "{label}");
        }
        for label in [
            "FaceTime HD Camera (Built-in)",
            "Integrated Camera (04f2:b6d9)",
            "Globus Webcam",
            "HD Pro Webcam C920",
            "Bandit Camera",
            "front camera",
        ] {
            assert!(!is_software(&label.to_lowercase()), "{label}");
        }
    }

    #[test]
    fn signs_only_come_from_what_is_there() {
        let check = |hints: Value, expected: &[SignKind]| assert_eq!(signs_of(&hints), expected);
        check(json!({}), &[]);
        check(json!(null), &[]);
        check(json!([1, 2]), &[]);
        check(json!({"camera_label": 7, "webdriver": "yes"}), &[]);
        check(json!({"camera_label": "", "webdriver": false}), &[]);
        check(json!({"webdriver": true}), &[SignKind::AutomatedBrowser]);
        let both = [SignKind::VirtualCamera, SignKind::AutomatedBrowser];
        check(json!({"camera_label": "OBS Virtual Camera", "webdriver": true}), &both);
    }
}
